"""What the routes call, over a bot that answers as it is told: which model is asked, and when its request ends."""

import threading
import time
from collections.abc import Collection, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest

from app.asking.intake import Turn
from app.bot import LiveBot
from app.collection import Collections, Served
from app.errors import QuestionError
from app.keeping.chats import Chats
from app.keeping.files.chats import FileChats
from app.models.choosing import Models
from app.models.llm import QUOTES, ScriptedLLM
from app.records import Answer, Statement
from app.web.routes import Site
from app.web.wiring import make_site
from tests.app.web.test_mcp_tools import application, call
from tests.loopback import on_loopback
from tests.site import fake_site, running

WHOLE = Answer(
    "Who?", "Who?", "answered", 0.9, (Statement("Ann did.", ()),), (), "scripted", shape="written",
    usage={"tokens_in": 7, "tokens_out": 3},
)  # fmt: skip
BEGUN = replace(WHOLE, status="partial", statements=(), usage={})
USER = {"role": "user", "content": "Who?"}


class Live:
    """In place of a `LiveBot`: an answer that stays begun until it is let `go`."""

    def __init__(self) -> None:
        self.models = Models([ScriptedLLM()])
        self.asked: list[str] = []
        self.go, self.closed = threading.Event(), threading.Event()

    def stream(
        self, question: str, history: Sequence[Turn] = (), sources: Collection[str] = (), model: str = ""
    ) -> Generator[Answer, None, None]:
        self.asked.append(model)
        if question == "fail":
            raise QuestionError("It can't be asked.")
        try:
            while not self.go.wait(0.01):
                yield BEGUN
            yield WHOLE
        except GeneratorExit:
            self.closed.set()
            raise

    def ask(
        self, question: str, history: Sequence[Turn] = (), sources: Collection[str] = (), model: str = ""
    ) -> Answer:
        self.go.set()
        return list(self.stream(question, history, sources, model))[-1]


@pytest.fixture
def live() -> Live:
    return Live()


@pytest.fixture
def chats(tmp_path: Path) -> Iterator[Chats]:
    with closing(FileChats(tmp_path / "chats.sqlite")) as kept:
        yield kept


@pytest.fixture
def site(live: Live, chats: Chats, tmp_path: Path) -> Site:
    folder: Any = SimpleNamespace(root=tmp_path, read_only=True)
    served = Served("", cast(LiveBot, live), folder)
    return make_site(Collections({"": served}, live.models), chats, tmp_path, mcp=True)


@pytest.mark.parametrize(("named", "model"), [("citeseed", ""), ("scripted", "scripted"), ("citeseed-quotes", QUOTES)])
def test_the_model_that_a_program_names_is_asked(site: Site, live: Live, named: str, model: str) -> None:
    body = {"messages": [USER], "model": named}
    whole = cast(dict[str, Any], site.complete(body))
    assert whole["model"] == named
    assert whole["usage"]["total_tokens"] == 10
    list(cast(Iterator[str], site.complete(body | {"stream": True})))
    assert live.asked == [model, model]
    assert [own["id"] for own in site.models()["data"]] == ["citeseed", "scripted", "citeseed-quotes"]


def test_what_can_not_be_asked_is_told_before_anything_is_sent(site: Site) -> None:
    with pytest.raises(QuestionError, match="can't be asked"):
        site.complete({"messages": [{"role": "user", "content": "fail"}], "stream": True})


def test_while_nothing_comes_a_program_is_told_that_we_are_there(site: Site, live: Live) -> None:
    events = cast(Iterator[str], site.complete({"messages": [USER], "stream": True}))
    started = time.monotonic()
    assert "role" in next(events)
    assert [next(events), next(events)] == [": \n\n"] * 2
    assert time.monotonic() - started > 1.5  # and not each time that nothing has come
    live.go.set()
    assert "Ann did." in "".join(events)
    assert not live.closed.is_set()


def test_a_stream_that_is_closed_ends_the_request(site: Site, live: Live) -> None:
    events = cast(Generator[str, None, None], site.complete({"messages": [USER], "stream": True}))
    next(events)
    events.close()
    assert live.closed.is_set()


def test_a_program_that_goes_away_ends_the_request(site: Site, live: Live, tmp_path: Path) -> None:
    with running(fake_site(tmp_path / "fake", complete=site.complete)) as url:
        body = {"messages": [USER], "stream": True}
        with httpx.stream("POST", f"{url}/v1/chat/completions", json=body, timeout=60) as answer:
            assert "role" in next(answer.iter_lines())
            assert not live.closed.is_set()
        assert live.closed.wait(30)


def test_the_tools_quote_and_ask_no_model(site: Site, live: Live) -> None:
    assert site.mcp
    with on_loopback(application(cast(Any, site.mcp))) as url:
        assert not call(f"{url}/mcp", "ask", question="Who?").is_error
    assert live.asked == [QUOTES]


def test_programs_name_a_collection_and_are_told_how_each_is(live: Live, chats: Chats, tmp_path: Path) -> None:
    others = Live()
    live.go.set()
    snapshot = SimpleNamespace(chunks=[1], generation=3, documents=[1], manifest={"built_at": "now"})
    for each in (live, others):
        cast(Any, each).bot, cast(Any, each).problem = SimpleNamespace(snapshot=snapshot), ""
    folder: Any = SimpleNamespace(root=tmp_path, read_only=True)
    by_name: dict[str, Served | str] = {
        "handbook": Served("handbook", cast(LiveBot, live), folder),
        "contracts": Served("contracts", cast(LiveBot, others), folder),
    }
    site = make_site(Collections(by_name, live.models), chats, tmp_path)
    body = {"messages": [USER], "model": "scripted/contracts"}
    whole = cast(dict[str, Any], site.complete(body))
    assert (whole["model"], live.asked, others.asked) == ("scripted/contracts", [], ["scripted"])
    list(cast(Iterator[str], site.complete(body | {"model": "citeseed", "stream": True})))
    assert (live.asked, others.asked) == ([""], ["scripted"])
    state = site.ready()
    assert state["ready"] and [*state["collections"]] == ["handbook", "contracts"]
    assert state["collections"]["contracts"]["generation"] == 3

    closed = make_site(Collections(by_name | {"legal": "It is damaged."}, live.models), chats, tmp_path)
    assert not closed.ready()["ready"]
    assert closed.ready()["collections"]["legal"] == {"ready": False, "problem": "It is damaged."}
    with pytest.raises(QuestionError, match=r"legal can't be asked now. It is damaged"):
        closed.complete(body | {"model": "citeseed/legal"})
