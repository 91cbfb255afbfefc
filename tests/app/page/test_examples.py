"""The questions proposed in an empty chat come from the documents, and are answered."""

import gc
import weakref
from collections.abc import Sequence
from types import SimpleNamespace
from typing import cast

from app.bot import Bot
from app.page.examples import _DOCUMENTS, Examples, example_questions
from app.records import Answer
from index.records import Document

HARBOR = Document(
    "harbor.txt", "On May 5, 2020 Ann Silva opened the Old Harbor. Ann Silva left.", "The harbor", "2020-05-05", "h"
)
ZOO = Document("zoo.txt", "Bo Keita fed the birds. Bo Keita slept.", None, None, "z")


def asked(documents: Sequence[Document], refused: Sequence[str] = (), limit: int = 4) -> list[str]:
    """The examples, where the surer an answer the longer the question is."""

    def ask(question: str) -> Answer:
        status = "refused" if any(word in question for word in refused) else "answered"
        return Answer(question, question, status, len(question) / 100, (), (), "extract")

    return example_questions(documents, ask, limit)


def test_they_ask_about_names_days_and_titles_of_the_documents() -> None:
    questions = asked([HARBOR, ZOO], limit=9)
    assert "What do the documents say about Ann Silva?" in questions
    assert "What do the documents say about Bo Keita?" in questions
    assert "What happened on May 5, 2020?" in questions
    assert "What is “The harbor” about?" in questions
    assert questions == sorted(questions, key=len, reverse=True), "the surest first"


def test_what_is_refused_is_not_proposed() -> None:
    assert not [
        question for question in asked([HARBOR, ZOO], ["Ann", "2020"]) if "Ann" in question or "2020" in question
    ]
    assert asked([HARBOR, ZOO], ["W"]) == []


def test_there_are_no_more_than_asked_for_and_none_without_documents() -> None:
    assert len(asked([HARBOR, ZOO], limit=2)) == 2
    assert asked([]) == []
    assert asked([Document("a.txt", "nothing of note here", None, None, "a")]) == []


def test_of_a_large_folder_a_part_is_looked_at() -> None:
    plain = [Document(f"{number}.txt", "nothing of note", None, None, f"{number}") for number in range(_DOCUMENTS)]
    assert asked([*plain, HARBOR]) == []
    assert asked([HARBOR, *plain]) != []


def test_a_day_counts_only_where_something_happened_on_it() -> None:
    zoo = Document("zoo.txt", "Dated 6 June 2021. In May 2020 it rained. On 7 June 2021, it shut.", None, None, "z")
    assert asked([zoo]) == ["What happened on 7 June 2021?"]


class _Bot:
    """As much of one as examples look at."""

    def __init__(self, generation: int) -> None:
        self.snapshot = SimpleNamespace(generation=generation, documents=[HARBOR])
        self.answerer = lambda question: Answer(question, question, "answered", 0.5, (), (), "extract")


def test_a_bot_is_not_kept_until_somebody_looks_at_the_next_one() -> None:
    bot = cast(Bot, _Bot(1))
    before, examples = weakref.ref(bot), Examples(bot)
    shown = examples(bot)
    assert shown
    del bot
    gc.collect()
    assert before() is None
    assert examples(cast(Bot, _Bot(2))) == shown, "it never waits"
