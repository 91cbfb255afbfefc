"""A comparison as an answer: what is told first, how it is cited, and what is asked back."""

import json
import re

import pytest

from app.asking.comparing import read
from app.records import Answer, from_json, to_json
from app.whole import differences as telling
from app.whole.differences import MOST, differences
from app.whole.sides import Pair
from index.language.shown import shown
from index.records import Document
from tests.app.whole.edits import world

OLD = """# Leave policy 2023

## Leave

Staff get 25 days of leave a year. Requests go to the manager. Unused leave lapses.

Plan: Basic; Price: 12.
Plan: Pro; Price: 30.

Cats are allowed.
"""
NEW = """# Leave policy 2024

## Leave

Staff get 28 days of leave a year. Requests must reach the manager. Unused leave lapses. Dogs have to stay at home.

Plan: Basic; Price: 14.
Plan: Pro; Price: 30.
"""


def document(text: str, source: str, title: str | None = None) -> Document:
    return Document(source, text, title, None, source + text)


def compared(question: str, folder: list[Document]) -> Answer | None:
    wanted = read(question)
    return telling.compared(question, wanted, folder) if wanted else None


def told(
    old: str = OLD,
    new: str = NEW,
    topic: str = "",
    language: str = "en",
    are_editions: bool = True,
    amends: bool = False,
) -> Answer:
    pair = Pair(
        document(old, "leave-2023.md", "Leave policy 2023"),
        document(new, "leave-2024.md", "Leave policy 2024"),
        are_editions,
        amends,
        topic,
    )
    answer = differences("What changed?", pair, language)
    assert answer is not None
    return answer


def test_changed_figures_come_first_then_what_came_and_what_went() -> None:
    answer = told()
    assert [statement.text for statement in answer.statements] == [
        "25 days → 28 days. 2023: “Staff get 25 days of leave a year.” 2024: “Staff get 28 days of leave a year.”",
        "Price of Basic: 12 → 14. 2023: “Plan: Basic; Price: 12.” 2024: “Plan: Basic; Price: 14.”",
        "2023: “Requests go to the manager.” 2024: “Requests must reach the manager.”",
        "Only in 2024: “Dogs have to stay at home.”",
        "No longer in 2024: “Cats are allowed.”",
        "2023 → 2024. 2023: “Leave policy 2023” 2024: “Leave policy 2024”",
    ]
    assert answer.headline
    assert answer.headline.text == (
        "2 figures changed: 25 days → 28 days; Price of Basic: 12 → 14. 1 other change. 1 sentence or row is new. "
        "1 sentence or row is gone."
    )
    assert answer.notice == "3 sentences and rows are the same."
    assert answer.plan == "“Leave policy 2023” compared with “Leave policy 2024”"
    assert (answer.status, answer.shape) == ("answered", "comparison")


@pytest.mark.parametrize("seed", range(5))
def test_every_quote_stands_where_it_is_cited(seed: int) -> None:
    made = world(seed)
    answer = told(made.old, made.new)
    for statement in answer.statements:
        quotes = re.findall("“(.*?)”", statement.text)
        assert quotes == [shown(citation.quote).text for citation in statement.citations]
        if statement.key:
            assert "→" in statement.text[slice(*statement.key)]
    numbers = [citation.number for statement in answer.statements for citation in statement.citations]
    assert sorted({*numbers}) == [*range(1, len({*numbers}) + 1)]
    assert from_json(json.loads(json.dumps(to_json(answer))))


def test_nothing_differs_in_a_copy() -> None:
    answer = told(OLD, OLD)
    assert answer.headline
    assert answer.headline.text == "Nothing differs."
    assert not answer.statements
    assert answer.notice == "8 sentences and rows are the same."


def test_the_words_are_of_the_language_that_is_asked_for() -> None:
    answer = told(language="es")
    assert answer.headline
    assert answer.headline.text.startswith("2 cifras han cambiado: 25 days → 28 days")


def test_an_amendment_need_not_repeat_what_holds_on() -> None:
    answer = told(OLD, "# Amendment\n\nStaff get 28 days of leave a year.", are_editions=False, amends=True)
    assert [statement.text.partition(".")[0] for statement in answer.statements] == ["25 days → 28 days"]


def test_documents_that_are_no_editions_differ_but_do_not_change() -> None:
    answer = told(are_editions=False)
    assert answer.headline
    assert answer.headline.text.startswith("2 figures differ: 25 days / 28 days")
    assert answer.statements[-1].text == "Only in Leave policy 2023: “Cats are allowed.”"


def test_unlike_documents_are_listed_side_by_side() -> None:
    one = "# Boats\n\nA berth costs 310 pounds. Masts are taken down in winter."
    other = "# Cats\n\nA cat sleeps for sixteen hours. It washes itself."
    answer = told(one, other, are_editions=False)
    assert answer.headline
    assert answer.headline.text == "They have little in common: this is what each says."
    assert [len(statement.citations) for statement in answer.statements] == [1] * len(answer.statements)
    assert "Leave policy 2023: “A berth costs 310 pounds.”" in [statement.text for statement in answer.statements]


def test_a_topic_that_neither_document_has_is_left_to_the_ordinary_answer() -> None:
    pair = Pair(document(OLD, "a.md"), document(NEW, "b.md"), True, topic="the zebra rules")
    assert differences("compare", pair) is None
    prices = told(topic="prices of plans")
    assert [statement.text.partition(".")[0] for statement in prices.statements] == ["Price of Basic: 12 → 14"]


def test_a_long_list_is_cut_and_says_so() -> None:
    old = "\n".join(
        f"- Berth {number}{letter} costs {number} pounds." for number in range(30) for letter in "abcdefghij"
    )
    answer = told(old, re.sub(r"(\d+) pounds", r"1\1 pounds", old))
    assert len(answer.statements) == MOST
    assert answer.notice.endswith("; 100 more are not shown.")


def test_a_question_is_answered_asked_back_or_left() -> None:
    folder = [document(OLD, "leave-2023.md", "Leave policy 2023"), document(NEW, "leave-2024.md", "Leave policy 2024")]
    answer = compared("What changed between the 2023 and 2024 leave policy?", folder)
    assert answer
    assert answer.statements == told().statements
    copies = [*folder, document(NEW + "Fish.", "other/leave-2024.md", "Leave policy 2024")]
    asked_back = compared("What changed between the 2023 and 2024 leave policy?", copies)
    assert asked_back
    assert asked_back.shape == "choices"
    chosen = compared(asked_back.refinements[1].question, copies)
    assert chosen
    assert chosen.citations[-1].document.source == "other/leave-2024.md"
    assert compared("What is the rent?", folder) is None
    assert compared("What is the difference between gross and net rent?", folder) is None


def test_it_is_asked_back_which_document_is_meant() -> None:
    folder = [
        document(f"{name} {minor}.", f"{name}-4.{minor}.md", f"{name} 4.{minor}")
        for name in ("Alpha", "Beta")
        for minor in (1, 2)
    ]
    answer = compared("What changed between 4.1 and 4.2?", folder)
    assert answer
    assert (answer.status, answer.shape) == ("unsure", "choices")
    assert [one.question for one in answer.refinements] == [
        "What changed between Alpha 4.1 and Alpha 4.2?",
        "What changed between Beta 4.1 and Beta 4.2?",
    ]
    assert answer.text == "Which one do you mean by “4.1”?"
    chosen = compared(answer.refinements[1].question, folder)
    assert chosen
    assert [citation.document.source for citation in chosen.citations] == ["Beta-4.1.md", "Beta-4.2.md"]
