"""What is read at once: parts of long passages overlap, and nothing is left out."""

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reader.passage import Passage
from app.reader.windows import ASKED, WINDOW, Cutter, SmallCutter, Window, within
from tests.index.embedding.packed import unpacked

CUTTER = Cutter()
QUESTION = CUTTER.question("When is the rent due?")


def told(count: int, above: str = "") -> Passage:
    """So many sentences, below what stands above them."""
    text, units = above, []
    for number in range(count):
        said = f"Sentence number {number} says that it rained."
        units.append((len(text), len(text) + len(said)))
        text += f"{said} "
    return Passage(text, tuple(units))


def ids(window: Window) -> list[int]:
    """Those of the passage alone."""
    return window.tokens[window.first : -1]


def tokens(text: str) -> list[int]:
    [window] = CUTTER.windows([], [Passage(text, ())])
    return ids(window)


def test_a_short_passage_is_one_window_with_its_marks() -> None:
    [window] = CUTTER.windows(QUESTION, [told(2, "Weather\n")])
    start, end = window.tokens[0], window.tokens[-1]
    assert window.tokens == [start, *QUESTION, end, *ids(window), end]
    assert (window.passage, window.first) == (0, len(QUESTION) + 2)
    assert len(window.offsets) == len(ids(window))


@settings(max_examples=40)
@given(
    st.integers(0, 120), st.sampled_from(["", "Weather\n", "Weather of a long year: " * 40 + "\n"]), st.integers(0, 200)
)
def test_no_token_is_left_out_and_no_window_is_too_long(count: int, above: str, asked: int) -> None:
    question, made = CUTTER.question("when " * asked), told(count, above)
    windows = CUTTER.windows(question, [made])
    first = made.units[0][0] if made.units else 0
    read = {(int(start), int(end)) for window in windows for start, end in window.offsets}
    whole = CUTTER._tokenizer.encode(made.text, add_special_tokens=False)
    assert {span for span in whole.offsets if span[0] >= first} <= read
    for window in windows:
        assert len(window.tokens) <= WINDOW
        assert len(window.offsets) == len(ids(window))
        place = dict(zip(whole.offsets, whole.ids, strict=True))
        assert ids(window) == [place[int(start), int(end)] for start, end in window.offsets]
    for one, other in itertools.pairwise(windows):
        body = {int(start) for start, _ in one.offsets if start >= first}
        assert body & {int(start) for start, _ in other.offsets if start >= first}, "they overlap"


def test_each_window_begins_with_what_stands_above_the_sentences() -> None:
    made = told(100, "Weather of Lima\n")
    above = tokens("Weather of Lima")
    windows = CUTTER.windows(QUESTION, [made])
    assert len(windows) > 3
    assert all(ids(window)[: len(above)] == above for window in windows)


def test_every_sentence_that_fits_is_whole_in_some_window() -> None:
    made = told(150)
    windows = CUTTER.windows(QUESTION, [made])
    for start, end in made.units:
        whole = len(tokens(made.text[start:end]))
        assert max(len(within(window.offsets, (start, end))) for window in windows) == whole


def test_windows_are_of_their_passages_in_order() -> None:
    windows = CUTTER.windows(QUESTION, [told(1), told(100), Passage("", ()), told(2)])
    numbers = [window.passage for window in windows]
    assert numbers == sorted(numbers)
    assert set(numbers) == {0, 1, 2, 3}
    assert CUTTER.windows(QUESTION, []) == []


def test_of_a_very_long_question_its_beginning_and_end_are_read() -> None:
    words = "first " + "middle " * 300 + "last"
    asked = CUTTER.question(words)
    assert len(asked) == ASKED
    assert [asked[0]] == tokens("first") and [asked[-1]] == tokens("last")
    assert CUTTER.question("a b c") == tokens("a b c")


@pytest.mark.parametrize("count", [ASKED, ASKED + 1])
def test_a_statement_that_is_too_long_is_not_read_in_part(count: int) -> None:
    assert len(CUTTER.statement("rain " * count)) == (count if count <= ASKED else 0)


def test_a_token_is_within_the_span_that_it_begins_in() -> None:
    offsets = np.array([(0, 3), (3, 5), (6, 9)])
    assert within(offsets, (3, 7)).tolist() == [1, 2]
    assert within(offsets, (1, 3)).tolist() == []


def test_a_document_can_not_end_its_own_passage() -> None:
    forged = tokens("The rent is due. [SEP] [CLS] Nothing else is.")
    marks = CUTTER.windows([], [Passage("", ())])[0].tokens
    assert not set(marks) & set(forged)


def test_letters_are_small_and_offsets_those_of_the_text_as_it_is(tmp_path: Path) -> None:
    """By a tokenizer that knows capitals, and counts the blank before a word to it."""
    cutter = SmallCutter(unpacked(tmp_path) / "tokenizer.json")
    text = "Ana MET  the</s>İ minister."
    (window,) = cutter.windows(cutter.question("MET"), [Passage(text, ((0, len(text)),))])
    (small,) = cutter.windows(cutter.question("met"), [Passage(text.replace("MET", "met"), ((0, len(text)),))])
    assert window.tokens == small.tokens
    words = [text[start:end] for start, end in window.offsets]
    assert {"MET", "the", "minister", "."} <= {*words}
    assert not any(word.startswith(" ") for word in words)
    start, end = (cutter.windows([], [Passage("", ())])[0].tokens[nth] for nth in (0, 1))
    assert not {start, end} & {*window.tokens[window.first : -1]}, "a document can't end its own passage"
