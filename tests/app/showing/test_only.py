"""An answer from some documents only says so, and a refusal claims nothing of the others."""

from collections.abc import Callable
from html import unescape

import pytest

from app.records import Answer, AnswerRecord, quoting, to_json
from app.showing.cards import turn_html
from app.showing.export import chat_markdown
from app.showing.html import answer_html
from app.showing.text import answer_text
from index.records import Document

POOL = Document("pool <1>.txt", "The pool opens at nine.", None, None, "ab" * 32)
SHOWN: list[Callable[[AnswerRecord], str]] = [
    lambda record: unescape(turn_html(record)),
    lambda record: unescape(answer_html(record)),
    lambda record: chat_markdown("Chat", [record]).replace("\\", ""),
    answer_text,
]


def answer(status: str, only: tuple[str, ...], language: str = "en") -> AnswerRecord:
    said = quoting([(POOL, 0, 23)]) if status == "answered" else ()
    return to_json(
        Answer(
            "When does it open?", "When does it open?", status, 0.9, said, (), "extract", only=only, language=language
        )
    )


@pytest.mark.parametrize("show", SHOWN)
@pytest.mark.parametrize("status", ["answered", "refused"])
def test_it_is_said_of_which_documents_it_was_asked(show: Callable[[AnswerRecord], str], status: str) -> None:
    assert "sked only of pool <1>.txt" in show(answer(status, ("pool <1>.txt",)))
    many = tuple(f"{name}.txt" for name in "abcde")
    assert "sked only of a.txt, b.txt, c.txt, 2 more" in show(answer(status, many))
    assert "sked only of" not in show(answer(status, ()))


@pytest.mark.parametrize("show", SHOWN)
def test_a_refusal_claims_nothing_of_the_other_documents(show: Callable[[AnswerRecord], str]) -> None:
    one, two = (show(answer("refused", only)) for only in (("a.txt",), ("a.txt", "b.txt")))
    assert "Not in the 1 document chosen. Ask in other words, or of all documents." in " ".join(
        one.replace('</p><p class="advice">', " ").split()
    )
    assert "Not in the 2 documents chosen." in two
    assert "The documents don't say" not in one + two
    assert "nicht in dem 1 gewählten" in show(answer("refused", ("a.txt",), "de")).lower()
