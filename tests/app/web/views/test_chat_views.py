"""What can be fetched of a chat: by its owner alone, as it is kept."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import pytest

from app.collection import Collections, Served
from app.errors import ChatGone
from app.keeping.chats import Chats
from app.keeping.files.chats import FileChats
from app.records import to_json
from app.showing.cards import card
from app.web.routes import Sent, Visit
from app.web.views.chats import chat_views
from index.errors import CiteseedError
from tests.whole_answers import counted, summed

SERVED = Collections({name: Served(name, cast(Any, None), cast(Any, None)) for name in ("handbook", "contracts")})


@pytest.fixture
def chats(tmp_path: Path) -> Iterator[Chats]:
    with closing(FileChats(tmp_path / "chats.sqlite")) as kept:
        yield kept


def fetched(
    chats: Chats, path: str, owner: str, query: dict[str, str] | None = None, form: dict[str, str] | None = None,
    **parts: str,
) -> Sent | None:  # fmt: skip
    """What the view at this path gives."""
    view = next(view for view in chat_views(chats, SERVED) if view.path == path)
    return view.send(Visit(owner, parts, query or {}, form or {}))


def test_a_source_is_that_of_the_answer_as_it_is_kept_and_for_its_owner_alone(chats: Chats) -> None:
    def source(owner: str, id: str, answer: str, number: str) -> Sent | None:
        return fetched(chats, "/chats/{id}/answers/{answer}/cards/{number}", owner, id=id, answer=answer, number=number)

    chat = chats.create("ann", "How many?")
    records = [to_json(summed("What is the sum?")), to_json(counted("How many?", 60))]
    for record in records:
        chats.add("ann", chat, record)
    for number in (1, 51, 60):
        sent = source("ann", chat, "1", str(number))
        assert sent and sent.content == card(records[1]["citations"][number - 1], "en")
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


def test_the_list_shows_ones_own_chats_and_finds_them_by_title_and_question(chats: Chats) -> None:
    first, second = chats.create("ann", "How <b>many</b>?"), chats.create("ann", "Who hosted the lunch?")
    chats.add("ann", first, to_json(counted("How many GRÜNE lamps?", 3)))
    chats.create("bob", "Of Bob")

    def listed(owner: str, **query: str) -> str:
        sent = fetched(chats, "/chats", owner, query)
        assert sent
        return str(sent.content)

    everything = listed("ann", open=first)
    assert everything.count("<li ") == 2 and "Bob" not in everything and "<b>" not in everything
    assert everything.index(first) < everything.index(second)  # the one added to last
    assert everything.count("aria-current") == 1
    for words, found in (("LUNCH who", second), ("grüne", first), ("many lamps", first)):
        assert f'data-chat="{found}"' in listed("ann", q=words) and listed("ann", q=words).count("<li ") == 1
    for owner, words in (("ann", "lunch lamps"), ("ann", "%"), ("bob", "lamps"), ("", ""), ("ann", "x" * 10_000)):
        assert "<li " not in listed(owner, q=words)


def test_a_chat_is_renamed_and_deleted_by_its_owner_alone(chats: Chats) -> None:
    chat = chats.create("ann", "One")
    for owner in ("bob", ""):
        with pytest.raises(ChatGone):
            fetched(chats, "/chats/{id}/rename", owner, form={"title": "Mine"}, id=chat)
        with pytest.raises(ChatGone):
            fetched(chats, "/chats/{id}/delete", owner, id=chat)
    with pytest.raises(CiteseedError, match="empty"):
        fetched(chats, "/chats/{id}/rename", "ann", id=chat)
    fetched(chats, "/chats/{id}/rename", "ann", form={"title": " Two "}, id=chat)
    assert [own.title for own in chats.list("ann")] == ["Two"]
    fetched(chats, "/chats/{id}/delete", "ann", id=chat)
    assert not chats.list("ann")


def test_chats_are_listed_by_collection_and_those_of_none_that_is_served_with_the_first(chats: Chats) -> None:
    for title, about in (("Old", ""), ("Leave", "handbook"), ("Rent", "contracts"), ("Court", "legal")):
        chats.create("ann", title, about)

    def titles(collection: str) -> list[str]:
        sent = fetched(chats, "/chats", "ann", {"collection": collection})
        assert sent
        return [title for title in ("Old", "Leave", "Rent", "Court") if f">{title}</a>" in str(sent.content)]

    assert titles("contracts") == ["Rent"]
    assert titles("handbook") == titles("") == ["Old", "Leave", "Court"]
    with pytest.raises(CiteseedError, match="legal is not served now"):
        titles("legal")
