"""The first line: the key, name by name where several are asked for."""

import pytest

from app.answering.evidence import Candidate
from app.answering.headline import headline, listed
from app.answering.key import SURE
from app.asking.asked import Question
from index.records import Document


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("Ann Lee, Bo and Cy", ["Ann Lee", "Bo", "Cy"]),
        ("Ann, of Rome; Bo, of Lima; and Cy", ["Ann, of Rome", "Bo, of Lima", "Cy"]),
        ("a hat, a map, and oats", ["a hat", "a map", "oats"]),
        ("1,200", ["1,200"]),
        ("Ann", ["Ann"]),
    ],
)
def test_an_enumeration_has_parts(words: str, parts: list[str]) -> None:
    text = f"There were {words}."
    spans = listed(text, (11, 11 + len(words)), "en")
    assert [text[slice(*span)] for span in spans] == parts


def lines(question: str, exact: float) -> list[str]:
    text = "The judges of the flower show in June were Ann Lee, Bo Lind and Cy Moss."
    seen = (text.index("Ann"), len(text) - 1)
    best = Candidate(Document("a", text, None, None, "a"), 0, len(text), {}, 1.0, seen, exact)
    return [text[slice(*span)] for span in headline(Question.of(question), best, [best])]


def test_names_are_split_where_several_are_asked_for() -> None:
    assert lines("who were the judges", SURE + 3) == ["Ann Lee", "Bo Lind", "Cy Moss"]
    assert lines("who judged the show", SURE + 3) == ["Ann Lee, Bo Lind and Cy Moss"]
    assert lines("who judged the show", SURE - 1) == []
