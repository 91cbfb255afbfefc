"""Answers about the whole: the figure first, all that it rests on kept, what is long folded or counted, never lost."""

import html
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.records import WHOLE, Answer, Refinement, Statement, to_json
from app.showing.cards import card, turn_html
from app.showing.export import chat_markdown
from app.showing.html import answer_html
from app.showing.text import answer_text, brief_text
from app.showing.whole import first_items
from tests.app.showing.test_cards import ALLOWED, plain, tags_of
from tests.app.showing.test_html import TEXTS
from tests.whole_answers import FILTERS, LOOKED, PLAN, asked_back, compared, counted, filtered, summed

WHERE = " (--all shows them)"
MADE: list[Callable[[str], Answer]] = [counted, summed, compared, asked_back]


def page(answer: Answer, growing: bool = False) -> str:
    return turn_html(to_json(answer), growing)


def words(markup: str) -> str:
    """What is read on the page, on one line; not what is there to be copied or asked, nor the cards."""
    hidden = r"<(pre|section|span)[^>]* hidden>.*?</\1>"
    return " ".join(html.unescape(re.sub(r"<[^<>]*>", " ", re.sub(hidden, "", markup))).split())


# ------------------------------------------------------------------------------------------------------------ the page


def test_the_figure_stands_first_then_what_was_looked_at_the_filters_the_items_and_the_plan() -> None:
    shown = words(page(counted("How many?", 3)))
    parts = [
        "3 documents mention “arbitration”.",
        LOOKED,
        "Filters: Remove the filter since 2019 Remove the filter folder contracts",
        "Any dispute under clause 0 shall be settled by arbitration in Leeds. [1] "
        "Lease 0 with Oakmere · contracts/2019/lease-000.md",
        PLAN,
    ]
    places = [shown.index(part) for part in parts]
    assert places == sorted(places)
    assert "sure that" not in shown and "Quoted from" not in shown


@pytest.mark.parametrize("count", [0, 1, 5, 6, 47])
def test_the_first_five_are_seen_and_the_rest_is_folded(count: int) -> None:
    shown = page(counted("How many?", count))
    seen, _, folded = shown.partition('<details class="all">')
    assert seen.count("<li>") == min(count, 5)
    assert folded.count("<li>") == max(count - 5, 0)
    assert (f"<summary>All {count}</summary>" in shown) == (count > 5)


@pytest.mark.parametrize("count", [3, 47, 200])
def test_every_item_has_its_marker_and_every_marker_its_card_full_or_to_be_fetched(count: int) -> None:
    answer = counted("How many?", count)
    shown = page(answer)
    names = [f"card-{number}" for number in range(1, count + 1)]
    assert re.findall(r"marker (card-\d+)", shown) == names
    assert re.findall(r'class="card (card-\d+)"', shown) == names
    assert re.findall(r'class="card (card-\d+)" hidden></section>', shown) == names[50:]
    fetched = card(to_json(answer)["citations"][-1], "en")
    assert fetched.startswith(
        f'<section class="card card-{count}" hidden><p class="name">Lease {count - 1} with Oakmere</p>'
    )
    assert "<mark>Any dispute under clause" in fetched


def test_a_thousand_items_are_sent_in_less_than_a_megabyte_and_few_of_them_while_they_grow() -> None:
    answer = counted("How many?", 1000)
    assert len(page(answer)) < 1_000_000
    assert "<summary>All 1,000</summary>" in page(answer)
    assert len(page(answer, growing=True)) < 20_000
    assert "1,000 documents" in words(page(answer, growing=True))


def test_where_the_rows_of_one_file_stand_is_told_once() -> None:
    shown = page(summed("What is the sum?"))
    assert words(shown).count("finance/expenses-2025.csv") == 1
    assert "[1] Expenses finance/expenses-2025.csv … [14]" in words(shown)
    assert "<strong>£12&#44;411.00</strong>" in shown or "<strong>£12,411.00</strong>" in shown


def test_a_comparison_cites_both_sides() -> None:
    shown = words(page(compared("What changed?")))
    assert "4.1: “The grace period is 30 days.” 4.2: “The grace period is 45 days.” [1] [2]" in shown
    assert "[1] Release 4.1 releases/4.1.md · May 1, 2024 [3] [2] Release 4.2 releases/4.2.md" in shown


def test_each_filter_is_a_button_that_holds_the_question_without_it() -> None:
    for answer in (counted("How many?"), filtered("Who settles disputes?"), replace(counted("?"), status="refused")):
        buttons = re.findall(r'<button type="button" class="ask chip">(.*?)</button>', page(answer))
        assert [words(button) for button in buttons] == [f"Remove the filter {own.label}" for own in answer.refinements]
        asked = re.findall(r'<span class="asked" hidden>(.*?)</span>', page(answer))
        assert [html.unescape(question) for question in asked] == [own.question for own in answer.refinements]


def test_what_is_asked_back_is_no_refusal_and_each_choice_is_a_button_with_its_question() -> None:
    shown = page(asked_back("What is the sum of Amount?"))
    assert words(shown).startswith("Which column is meant? Amount in Expenses What is the sum of Amount in Expenses?")
    assert shown.count('class="ask choice"') == 2
    for unwanted in ("not sure", "don't say", "Filters"):
        assert unwanted not in words(shown)


@given(TEXTS, TEXTS, st.sampled_from(WHOLE))
def test_only_our_own_tags_reach_the_page(text: str, other: str, shape: str) -> None:
    answer = replace(
        counted(text, 7), shape=shape, plan=text, notice=other, headline=Statement(text, ()),
        refinements=(Refinement("title", text, other), Refinement("choice", other, text)),
    )  # fmt: skip
    for shown in (page(answer), page(answer, growing=True), answer_html(to_json(answer))):
        assert {tag for tag, _ in tags_of(shown).tags} <= ALLOWED
        assert not re.search(r"[`*_\[\]$<>\n]", re.sub(r"<[^<>]*>", "", shown)), "Markdown could see these"


def test_the_copied_answer_and_what_cannot_be_clicked_hold_all_of_it() -> None:
    answer = counted("How many?")
    for shown in (
        plain(page(answer))[0],
        words(answer_html(to_json(answer))),
        chat_markdown("Chat", [to_json(answer)]),
    ):
        assert all(f"under clause {number} shall" in shown for number in range(47))
        assert "3 could not be read" in shown
        assert "Filters: since 2019, folder contracts" in shown
    assert "<details" not in answer_html(to_json(answer)) and "<button" not in answer_html(to_json(answer))


# ----------------------------------------------------------------------------------------------- as text and as a file


def test_a_terminal_shows_the_first_items_and_how_many_more_there_are() -> None:
    record = to_json(counted("How many?"))
    lines = answer_text(record, 10, WHERE).splitlines()
    assert lines[0] == "47 documents mention “arbitration”."
    assert lines[1] == "• Any dispute under clause 0 shall be settled by arbitration in Leeds. [1]"
    assert lines[11:15] == ["and 37 more (--all shows them)", LOOKED, "Filters: since 2019, folder contracts", PLAN]
    assert lines[15] == "  [1] contracts/2019/lease-000.md · Lease 0 with Oakmere · no date stated"
    assert len(lines) == 25
    whole = answer_text(record, None, WHERE).splitlines()
    assert "more" not in " ".join(whole)
    assert len(whole) == 1 + 47 + 3 + 47


def test_a_terminal_shows_what_could_be_asked() -> None:
    lines = answer_text(to_json(asked_back("What is the sum?")), 10).splitlines()
    assert lines == [
        "Which column is meant?",
        "• Amount in Expenses: What is the sum of Amount in Expenses?",
        "• Amount in Orders: What is the sum of Amount in Orders?",
        "“Amount” is a column of two tables.",
    ]


def test_the_filters_of_an_ordinary_answer_are_told_too() -> None:
    record = to_json(filtered("Who settles disputes?"))
    assert f"Filters: {FILTERS[0].label}" in answer_text(record).splitlines()
    assert f"\n\nFilters: {FILTERS[0].label}\n\n" in chat_markdown("Chat", [record])


def test_a_file_begins_with_the_figure_and_ends_with_all_quotes() -> None:
    written = chat_markdown("Chat", [to_json(counted("How many?", 2)), to_json(asked_back("Which?"))])
    assert written.startswith(
        "# Chat\n\n## How many?\n\n**2 documents mention “arbitration”.**\n\n- Any dispute under clause 0 "
    )
    assert written.count("\n> Any dispute under clause") == 2
    assert "\n- Amount in Orders: What is the sum of Amount in Orders?\n" in written


@given(st.integers(0, 60), st.integers(0, 60) | st.none(), st.sampled_from(MADE))
def test_the_first_items_keep_the_citations_they_need_and_no_others(
    count: int, most: int | None, make: Callable[..., Answer]
) -> None:
    record = to_json(make("q", count) if make in (counted, summed) else make("q"))
    few = first_items(record, most)
    assert few["statements"] == record["statements"][:most]
    cited = {number for statement in few["statements"] for number in statement["citations"]}
    assert [citation["number"] for citation in few["citations"]] == sorted(cited)
    assert {**record, "statements": few["statements"], "citations": few["citations"]} == few


def test_an_ordinary_answer_is_never_cut() -> None:
    several = replace(counted("Who?", 30), shape="bullets")
    assert first_items(to_json(several), 3) == to_json(several)
    assert answer_text(to_json(several), 3, WHERE) == answer_text(to_json(several))


def test_the_brief_text_is_the_beginning_of_the_text_and_how_much_is_left() -> None:
    for answer in (counted("q", 20), summed("q"), compared("q"), asked_back("q"), filtered("q")):
        assert brief_text(to_json(answer)) == answer.text
    long = counted("q", 1000)
    *lines, last = brief_text(to_json(long), ": see statements").splitlines()
    assert lines == long.text.splitlines()[:21]
    assert last == "and 980 more: see statements"
