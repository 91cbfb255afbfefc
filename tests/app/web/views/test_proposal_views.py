"""What is proposed comes when it is fetched, to the owner of the chat alone, and nothing is asked before."""

import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from app.bot import LiveBot
from app.collection import Collections, Served
from app.documents.folder import Folder
from app.keeping.chats import Chats
from app.keeping.files.chats import FileChats
from app.models.choosing import Models
from app.records import to_json
from app.web.routes import Sent, View, Visit
from app.web.views.proposals import proposal_views
from index.embedding.embedder import Embedder
from tests.in_process import rebuild

FOLLOWING = "/chats/{id}/answers/{answer}/follow-ups"
HOUSE = (
    "# Rules of the house\n\n## Rent and deposit\n\nThe monthly rent is £650 for all who live here. The rent deposit must "
    "be paid within 14 days. The notice period is three months for both sides.\n\n## Who may bring a dog?\n\nEveryone "
    "who lives here may bring one dog, if the others in the house agree to it in writing. Mara Quill keeps the list.\n"
)
BOILER = (
    "# The <b>boiler</b> of the house\n\nThe water filter must be cleaned every two months. Last time Mara Quill did it. "
    "The boiler was installed on 3 May 2019.\n"
)


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory, real_embedder: Embedder) -> LiveBot:
    folder = tmp_path_factory.mktemp("proposals")
    docs = folder / "docs <i>"
    docs.mkdir()
    (docs / "rules.md").write_text(HOUSE, encoding="utf-8")
    (docs / "boiler.md").write_text(BOILER, encoding="utf-8")
    (docs / "trees.md").write_text("# Trees of the garden\n\nThere are nine trees. All of them are old.\n")
    return LiveBot(folder / "index", docs, real_embedder, rebuild=rebuild, models=Models())


@pytest.fixture
def chats(tmp_path: Path) -> Iterator[Chats]:
    with closing(FileChats(tmp_path / "chats.sqlite")) as kept:
        yield kept


def views(live: Any, chats: Chats, read_only: bool = False) -> dict[str, View]:
    folder = cast(Folder, SimpleNamespace(read_only=read_only, root=live.bot.snapshot.root))
    return {view.path: view for view in proposal_views(Collections({"": Served("", live, folder)}), chats)}


def html(sent: Sent | None) -> str:
    assert sent
    return str(sent.content)


def greeting(view: View) -> str:
    """The fragment once the examples are there."""
    until = time.monotonic() + 60
    while "pending" in (shown := html(view.send(Visit("", {}, {}, {})))):
        assert time.monotonic() < until
        time.sleep(0.05)
    return shown


def test_an_empty_chat_says_what_it_answers_from_and_shows_examples_that_are_answered(
    live: LiveBot, chats: Chats
) -> None:
    view = views(live, chats)["/welcome"]
    first = html(view.send(Visit("", {}, {}, {})))
    assert "3 documents in docs &#60;i&#62;" in first
    shown = greeting(view)
    questions = [piece.partition("<")[0] for piece in shown.split('class="asked">')[1:]]
    assert 2 <= len(questions) <= 3
    assert not [question for question in questions if live.ask(question.replace("&#35;", "#")).status != "answered"]
    assert "<b>" not in shown and "<i>" not in shown
    assert "Add documents" in shown and "drop files" in shown
    assert "Add documents" not in greeting(views(live, chats, read_only=True)["/welcome"])


def test_nothing_is_asked_before_somebody_looks(live: LiveBot, chats: Chats) -> None:
    before = {*threading.enumerate()}
    views(live, chats)
    assert {*threading.enumerate()} <= before


def test_each_follow_up_is_answered(live: LiveBot, chats: Chats) -> None:
    chat = chats.create("ann", "How long is the notice period?")
    chats.add("ann", chat, to_json(live.ask("How long is the notice period?")))
    shown = html(views(live, chats)[FOLLOWING].send(Visit("ann", {"id": chat, "answer": "0"}, {}, {})))
    questions = [piece.partition("<")[0] for piece in shown.split('class="asked">')[1:]]
    assert questions
    assert not [question for question in questions if live.ask(question).status != "answered"]


def test_follow_ups_are_the_owners_alone(live: LiveBot, chats: Chats) -> None:
    chat = chats.create("ann", "How much is the monthly rent?")
    chats.add("ann", chat, to_json(live.ask("How much is the monthly rent?")))
    view = views(live, chats)[FOLLOWING]
    for owner, id, answer in (("bob", chat, "0"), ("", chat, "0"), ("ann", "none", "0"), ("ann", chat, "1"),
                              ("ann", chat, "-1"), ("ann", chat, "x"), ("ann", chat, "9" * 5000)):  # fmt: skip
        assert html(view.send(Visit(owner, {"id": id, "answer": answer}, {}, {}))) == ""


def test_documents_that_were_chosen_and_have_gone_leave_nothing_to_go_on_with(live: LiveBot, chats: Chats) -> None:
    chat = chats.create("ann", "How much is the monthly rent?")
    chats.add("ann", chat, to_json(live.ask("How much is the monthly rent?")) | {"only": ["gone.txt"]})
    assert html(views(live, chats)[FOLLOWING].send(Visit("ann", {"id": chat, "answer": "0"}, {}, {}))) == ""
