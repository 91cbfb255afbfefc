"""Replies cut into statements: markers of every kind, in every place, in pieces of every length, in bounded time."""

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.writing.reply import Draft, Reply

Expected = list[tuple[str, tuple[int, ...]]]


def read(text: str, *, size: int = 1, held: str | None = None) -> list[Draft]:
    reply = Reply(lambda quotation: quotation == held)
    drafts = [draft for start in range(0, len(text), size) for draft in reply.add(text[start : start + size])]
    return drafts + reply.end()


def plain(drafts: list[Draft]) -> Expected:
    return [(draft.text, draft.numbers) for draft in drafts]


MARKERS: dict[str, Expected] = {
    "Bo ran [1]. Cy sat [2].": [("Bo ran.", (1,)), ("Cy sat.", (2,))],
    "Bo ran. [1] Cy sat. [2]": [("Bo ran.", (1,)), ("Cy sat.", (2,))],
    "Bo ran[1].\r\nCy sat[2].\r\n": [("Bo ran.", (1,)), ("Cy sat.", (2,))],
    "Bo ran [1, 2]. Cy sat [1][2].": [("Bo ran.", (1, 2)), ("Cy sat.", (1, 2))],
    "Bo ran [2-4]. Cy sat [4–5, 7; 9].": [("Bo ran.", (2, 3, 4)), ("Cy sat.", (4, 5, 7, 9))],
    "Bo ran【1】. Cy sat 【2†source】.": [("Bo ran.", (1,)), ("Cy sat.", (2,))],
    "Bo ran [^1]. Cy sat [[2]].": [("Bo ran.", (1,)), ("Cy sat.", (2,))],
    "Bo ran [passage 1]. Cy sat [Sources 1 and 2].": [("Bo ran.", (1,)), ("Cy sat.", (1, 2))],
    "Bo ran (see [2]). Cy sat ([1] and [3]).": [("Bo ran.", (2,)), ("Cy sat.", (1, 3))],
    "Bo ran [1](https://a.example/b).": [("Bo ran.", (1,))],
    "Bo ran [1], and then [2] he sat.": [("Bo ran, and then he sat.", (1, 2))],
    "Bo ran [1] [1].": [("Bo ran.", (1,))],
    "Bo ran [99] or [0].": [("Bo ran or.", (99, 0))],
    "Bo ran [3-1].": [("Bo ran.", (3, 1))],
    "Bo ran [1-900].": [("Bo ran.", (1, 900))],
    "[1] Bo ran.\n[2] Cy sat.": [("Bo ran.", (1,)), ("Cy sat.", (2,))],
    "Bo ran.\n[1]\nCy sat.": [("Bo ran.", (1,)), ("Cy sat.", ())],
    "Bo ran. Cy sat. [1]": [("Bo ran.", ()), ("Cy sat.", (1,))],
    "Bo ran.": [("Bo ran.", ())],
    "In [2024] Bo ran [sic] [a1] [1.5] []": [("In [2024] Bo ran [sic] [a1] [1.5] []", ())],
    "Bo `a[1]` ran [2].": [("Bo `a[1]` ran.", (2,))],
    "He said “it is [2] so” [1].": [("He said “it is so”.", (2, 1))],
    "Bo ran [1": [("Bo ran [1", ())],
    "Bo ran [Source: 1]. Cy sat [passage 1, passage 3].": [("Bo ran.", (1,)), ("Cy sat.", (1, 3))],
    "Bo ran (Passage 2). Cy sat (see source 1).": [("Bo ran.", (2,)), ("Cy sat.", (1,))],
    "Bo ran [1, p. 3]. Cy sat \\[2\\].": [("Bo ran.", (1,)), ("Cy sat.", (2,))],
    "Bo ran ［1］. He ran (2 miles).": [("Bo ran.", (1,)), ("He ran (2 miles).", ())],
    "[1] Bo ran home. [2] Cy sat.": [("Bo ran home.", (1,)), ("Cy sat.", (2,))],
    "[1] [2]": [],
    "": [],
    " \n\n ": [],
}
MARKDOWN: dict[str, Expected] = {
    "## The run\n\n**Bo** ran *far* [1].": [("The run", ()), ("Bo ran far.", (1,))],
    "Bo ran to\nOslo [1].": [("Bo ran to", ()), ("Oslo.", (1,))],
    "| who | how far |\n|---|---|\n| Bo | 3 [1] |": [("who | how far", ()), ("Bo | 3", (1,))],
    "```py\nx[1] = 2\n\ny\n```\nBo ran [2].": [("```py\nx[1] = 2\n\ny\n```", ()), ("Bo ran.", (2,))],
    "```py\nx[1] = 2\nBo ran [2].": [("```py\nx[1] = 2\nBo ran [2].", ())],
    "<think>No. [1] Yes, it is so.</think>Bo ran [1].": [("Bo ran.", (1,))],
    "\n<think>\nNo. Not so.\n</think>\n\nBo ran [1].": [("Bo ran.", (1,))],
    "<think>No. Yes, it is so.": [],
    "<thinking>No, no.</thinking>Bo ran [1].": [("Bo ran.", (1,))],
    "No, no</think>Bo ran [1].": [("Bo ran.", (1,))],
    "<|channel|>analysis<|message|>No.<|end|><|start|>assistant<|channel|>final<|message|>Bo ran.": [("Bo ran.", ())],
    "2 * 3 * 4 is 24 [1].": [("2 * 3 * 4 is 24.", (1,))],
    "Dr. Bo of the U.S. Army ran [1]. He sat [2].": [("Dr. Bo of the U.S. Army ran.", (1,)), ("He sat.", (2,))],
    "—\n***\nBo ran.\u2028Cy sat.": [("Bo ran.", ()), ("Cy sat.", ())],
}


@pytest.mark.parametrize("size", [1, 7, 1000])
@pytest.mark.parametrize("text", [*MARKERS, *MARKDOWN])
def test_markers_become_numbers_and_markdown_goes(text: str, size: int) -> None:
    assert plain(read(text, size=size)) == (MARKERS | MARKDOWN)[text]


def test_what_passages_hold_in_quotation_marks_is_no_marker() -> None:
    text = "He said “it is [2] so” [1]."
    assert plain(read(text, held="it is [2] so")) == [("He said “it is [2] so”.", (1,))]


def test_items_of_lists_are_told_from_other_statements() -> None:
    drafts = read("These ran:\n- Bo [1].\n- [2] Cy.\n1. Al [3]. He won [4].\n\nNo more.")
    assert plain(drafts) == [
        ("These ran:", ()),
        ("Bo.", (1,)),
        ("Cy.", (2,)),
        ("Al.", (3,)),
        ("He won.", (4,)),
        ("No more.", ()),
    ]
    assert [draft.item for draft in drafts] == [False, True, True, True, False, False]


def test_statements_come_as_soon_as_the_next_one_has_begun() -> None:
    reply = Reply()
    assert reply.add("Bo ran to Oslo. [1, 2") == []
    assert reply.add("] Cy sat in ") == [Draft("Bo ran to Oslo.", (1, 2))]
    assert reply.add("Lima [3].\n") == []
    assert reply.end() == [Draft("Cy sat in Lima.", (3,))]
    assert reply.end() == []


PARTS = st.sampled_from(
    """Bo|ran|Oslo.|Cy|sat|U.S.|Dr.|[1]|[1,|2]|【1|†source】|`a[1]`|```|<think>|</think>|“it|is”|**so**|\n|\n- |\n## |
    |[2024]|[|]|…|?|1.|(see [3])""".split("|")
)


def test_a_number_amid_a_statement_that_begins_with_one_is_of_that_statement() -> None:
    reply = Reply()
    drafts = reply.add("[1] Lima [2] Oslo") + reply.end()
    assert [(draft.text, draft.numbers) for draft in drafts] == [("Lima Oslo", (1, 2))]


@settings(max_examples=300, deadline=None)
@given(st.lists(PARTS, max_size=40).map(" ".join), st.lists(st.integers(0, 200), max_size=8))
def test_where_the_pieces_end_does_not_matter(text: str, cuts: list[int]) -> None:
    places = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    reply = Reply()
    drafts = [draft for start, end in pairwise(places) for draft in reply.add(text[start:end])] + reply.end()
    assert drafts == read(text)
    assert all(draft.text.strip() for draft in drafts)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    read(text)


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["Bo", "Cy", "Al"]), st.integers(1, 9)), min_size=1, max_size=9), st.booleans()
)
def test_each_sentence_keeps_its_own_number(said: list[tuple[str, int]], before: bool) -> None:
    marked = [f"{who} ran to Oslo [{n}]." if before else f"{who} ran to Oslo. [{n}]" for who, n in said]
    assert plain(read(" ".join(marked))) == [(f"{who} ran to Oslo.", (n,)) for who, n in said]


LONG = {
    "sentences": "The ship sailed to Oslo with Dr. Bo [1]. It returned [2, 3]. ",
    "no full stop": "word and more ",
    "no blank": "a",
    "brackets": "[ ",
    "markers": "[1]",
    "markers that stay open": "[1, ",
    "quotation marks": '"a “ ',
    "backticks": "` ",
    "stars": "**a ",
    "lines": "\n",
    "blanks": " ",
    "fences": "```\n",
    "thoughts": "<think> ",
}


@pytest.mark.parametrize("what", LONG)
def test_a_long_reply_takes_time_in_proportion_and_no_statement_is_endless(what: str) -> None:
    text = LONG[what] * (17_000 // len(LONG[what]))
    started = time.process_time()
    drafts = read(text, size=4)
    assert time.process_time() - started < 10, "about one second where quadratic time takes minutes"
    assert all(len(draft.text) <= 1010 for draft in drafts)
    words = "".join(draft.text for draft in drafts).count("word")
    assert words == text.count("word"), "nothing is lost where it is cut"


def test_a_long_block_of_code_stays_code() -> None:
    drafts = read("```\n" + "x[1] = 2\n" * 300 + "```\nBo ran [1]. Cy sat.")
    assert plain(drafts)[-2:] == [("Bo ran.", (1,)), ("Cy sat.", ())]
    assert not any(draft.numbers for draft in drafts[:-2])
