"""What can be fetched of a chat: by its owner alone, as it is kept."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.keeping.chats import Chats
from app.records import to_json
from app.showing.cards import card
from app.web.routes import Sent, Visit
from app.web.views.chats import chat_views
from tests.whole_answers import counted, summed


@pytest.fixture
def chats(tmp_path: Path) -> Iterator[Chats]:
    with closing(Chats(tmp_path / "chats.sqlite")) as kept:
        yield kept


def fetched(chats: Chats, path: str, owner: str, **parts: str) -> Sent | None:
    """What the view at this path gives."""
    view = next(view for view in chat_views(chats) if view.path == path)
    return view.send(Visit(owner, parts, {}, {}))


def test_a_source_is_that_of_the_answer_as_it_is_kept_and_for_its_owner_alone(chats: Chats) -> None:
    def source(owner: str, id: str, answer: str, number: str) -> Sent | None:
        return fetched(chats, "/chats/{id}/answers/{answer}/cards/{number}", owner, id=id, answer=answer, number=number)

    chat = chats.create("ann", "How many?")
    records = [to_json(summed("What is the sum?")), to_json(counted("How many?", 60))]
    for record in records:
        chats.add("ann", chat, record)
    for number in (1, 51, 60):
        sent = source("ann", chat, "1", str(number))
        assert sent and sent.content == card(records[1]["citations"][number - 1])
        assert "sandbox" in sent.headers["Content-Security-Policy"]
    for owner, id, answer, wanted in (
        ("bob", chat, "1", "51"), ("ann", "none", "1", "51"), ("ann", chat, "2", "1"), ("ann", chat, "0", "51"),
        ("ann", chat, "-1", "1"), ("ann", chat, "1", "0"), ("ann", chat, "1", "x"), ("ann", chat, "9" * 5000, "1"),
        ("", chat, "1", "1"),
    ):  # fmt: skip
        assert source(owner, id, answer, wanted) is None


@pytest.mark.parametrize("form", ["md", "json"])
def test_a_chat_is_exported_for_its_owner_alone(chats: Chats, form: str) -> None:
    chat = chats.create("ann", "How many?")
    chats.add("ann", chat, to_json(counted("How many?", 3)))
    sent = fetched(chats, f"/chats/{{id}}.{form}", "ann", id=chat)
    assert sent and "How many?" in str(sent.content)
    assert f".{form}" in sent.headers["Content-Disposition"]
    assert [fetched(chats, f"/chats/{{id}}.{form}", owner, id=chat) for owner in ("bob", "")] == [None, None]
