"""The examples of an empty chat: of different kinds, answered well, and found by the way."""

import gc
import threading
import weakref
from collections.abc import Sequence

import pytest

from app.proposing.examples import examples
from app.proposing.waiting import Examples
from app.records import Answer, Citation, Statement
from index.errors import StoreUnreachable
from index.records import Document

HALL = Document("hall.txt", "The town hall was opened on 3 May 1994. Then Ann Silva left.", "The town hall", None, "h")
ZOO = Document("zoo.txt", "There Ann Silva fed the birds. It rained.", "Birds of the zoo", None, "z")
SEA = Document("sea.txt", "It was cold at sea.", "A day at sea", None, "s")
FEN = Document("fen.txt", "It was wet in the fen.", "A day in the fen", None, "f")
ALL = [HALL, ZOO, SEA, FEN]


class Asked:
    """Answers whatever is asked from its documents, surely or not, and remembers the questions."""

    def __init__(self, documents: Sequence[Document], confidence: float = 0.95, refused: str = "nothing") -> None:
        self.questions: list[str] = []
        self._documents, self._confidence, self._refused = documents, confidence, refused

    def __call__(self, question: str) -> Answer:
        self.questions.append(question)
        status = "refused" if self._refused in question else "answered"
        counting = question.startswith(("How many", "Which"))
        whole = question.endswith("about?")
        cited = [
            one
            for one in self._documents
            if ("Ann Silva" in one.text if counting else (one.title or "-").lower() in question.lower())
        ]
        places = cited * 2 if whole else cited
        said = [
            Statement("So it is, as it always was here.", (Citation(at, one, 0, 30),)) for at, one in enumerate(places)
        ]
        shape = "count" if counting else "summary" if whole else "sentence"
        return Answer(question, question, status, self._confidence, tuple(said), (), "extract", shape=shape)


def found(asked: Asked, documents: Sequence[Document] = ALL) -> list[str]:
    return examples(documents, asked, sleep=lambda seconds: None)


def test_they_are_of_three_kinds_and_of_different_documents() -> None:
    assert found(Asked(ALL)) == [
        "When was the town hall opened?",
        "How many documents mention “Ann Silva”?",
        "What is “Birds of the zoo” about?",
    ]


def test_what_is_unsure_or_refused_is_not_proposed() -> None:
    assert found(Asked(ALL, confidence=0.6)) == ["How many documents mention “Ann Silva”?"], "a count is exact"
    assert "When was the town hall opened?" not in found(Asked(ALL, refused="When"))
    assert found(Asked(ALL, refused=" ")) == []


def test_without_documents_nothing_is_asked() -> None:
    asked = Asked([])
    assert found(asked, []) == []
    assert asked.questions == []


def test_of_many_documents_few_questions_are_tried() -> None:
    many = [Document(f"{at}.txt", HALL.text, HALL.title, None, f"{at}") for at in range(3000)]
    asked = Asked([], refused=" ")
    assert found(asked, many) == []
    assert len(asked.questions) <= 32


def test_two_editions_are_compared() -> None:
    def edition(year: int) -> Document:
        return Document(f"leave-{year}.txt", "All take leave.", f"Leave policy {year}", f"{year}-01-01", f"{year}")

    def ask(question: str) -> Answer:
        said = tuple(Statement(f"{at}", (Citation(at, edition(2024), 0, 3),)) for at in (1, 2))
        return Answer(question, question, "answered", 1.0, said, (), "extract", shape="comparison")

    assert "What changed between “Leave policy 2023” and “Leave policy 2024”?" in examples(
        [edition(2024), edition(2023)], ask, sleep=lambda seconds: None
    )


def waited_for(waiting: Examples, generation: int) -> Sequence[str] | None:
    for thread in threading.enumerate():
        if thread.name == "examples":
            thread.join()
    return waiting(generation, lambda: ["never"])


def test_they_are_found_once_an_index_and_nobody_waits_for_them() -> None:
    go, waiting = threading.Event(), Examples()

    def slow() -> list[str]:
        go.wait(10)
        return ["Why?"]

    assert waiting(1, slow) is None
    assert waiting(1, slow) is None
    go.set()
    assert waited_for(waiting, 1) == ["Why?"]
    assert waiting(2, lambda: ["How?"]) in (None, ["How?"]), "those of another index are not shown"
    assert waited_for(waiting, 2) == ["How?"]


def test_what_fails_leaves_none_and_is_not_tried_again() -> None:
    waiting = Examples()
    failing = threading.excepthook
    threading.excepthook = lambda args: None
    try:
        assert waiting(1, lambda: [][0]) is None
        assert waited_for(waiting, 1) == []
    finally:
        threading.excepthook = failing


def test_what_could_not_be_looked_for_is_looked_for_again(caplog: pytest.LogCaptureFixture) -> None:
    waiting = Examples()

    def away() -> list[str]:
        raise StoreUnreachable("The database is away.")

    assert waiting(1, away) is None
    assert waited_for(waiting, 1) is None  # that has it looked for again
    assert "is away" in caplog.text
    assert waited_for(waiting, 1) == ["never"]


def test_nothing_of_an_index_is_kept() -> None:
    class Index:
        def __call__(self) -> list[str]:
            return ["Why?"]

    index, waiting = Index(), Examples()
    gone = weakref.ref(index)
    waiting(1, index)
    assert waited_for(waiting, 1) == ["Why?"]
    del index
    gc.collect()
    assert gone() is None
