"""The terms of a part: what was counted, kept in files and found again."""

import gc
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.storing.postings import Postings

_TERMS = st.text("abc_", min_size=1, max_size=2)
_ROWS = st.lists(st.lists(_TERMS, max_size=6), max_size=8)
_WORDS = st.lists(st.sets(_TERMS, max_size=4), max_size=5)


def _made(rows: list[list[str]], words: list[set[str]]) -> Postings:
    return Postings.of_terms((" ".join(row) for row in rows), words)


def _check(postings: Postings, rows: list[list[str]], words: list[set[str]]) -> None:
    assert postings.lengths.tolist() == [len(row) for row in rows]
    assert dict(postings.words()) == Counter(word for each in words for word in each)
    terms = sorted({term for row in rows for term in row} | {"", "zzz"})
    for term, posting in zip(terms, postings.postings(terms), strict=True):
        held = {number: row.count(term) for number, row in enumerate(rows) if term in row}
        assert (posting.rows.tolist(), posting.counts.tolist()) == (list(held), list(held.values()))


@given(_ROWS, _WORDS)
def test_each_row_that_holds_a_term_is_told_and_how_often(rows: list[list[str]], words: list[set[str]]) -> None:
    _check(_made(rows, words), rows, words)


@pytest.mark.parametrize("rows", [[], [[]], [["kiwi"], []], [["kiwi", "kiwi"], ["mango", "kiwi"]]], ids=str)
def test_what_is_loaded_is_what_was_saved(rows: list[list[str]], tmp_path: Path) -> None:
    words = [set(row) for row in rows]
    saved = _made(rows, words)
    saved.save(tmp_path / "bm25")
    loaded = Postings.load(tmp_path / "bm25")
    _check(loaded, rows, words)
    assert loaded.agrees_with(saved) and saved.agrees_with(loaded)


def test_two_agree_only_if_they_hold_the_same() -> None:
    own = Postings.of_terms(["firm sign"], [["firmó"]])
    assert own.agrees_with(Postings.of_terms(["firm sign"], [["firmó"]]))
    for other in (
        Postings.of_terms(["firm sign"], [["firmar"]]),
        Postings.of_terms(["firm sign"], [["firmó"], ["firmó"]]),
        Postings.of_terms(["firm firm sign"], [["firmó"]]),
        Postings.of_terms(["firm sign", ""], [["firmó"]]),
    ):
        assert not own.agrees_with(other)


def test_a_file_that_is_missing_is_no_part(tmp_path: Path) -> None:
    Postings.of_terms(["kiwi"]).save(tmp_path)
    (tmp_path / "lengths.npy").unlink()
    with pytest.raises(FileNotFoundError, match=r"lengths\.npy"):
        Postings.load(tmp_path)


def test_arrays_are_not_read_before_they_are_wanted(tmp_path: Path) -> None:
    Postings.of_terms(["kiwi mango"]).save(tmp_path)
    assert isinstance(Postings.load(tmp_path).lengths, np.memmap)


def test_several_may_be_loaded_at_once(tmp_path: Path) -> None:
    """Also where the collector has others go on in the middle of it."""
    Postings.of_terms(["kiwi mango"]).save(tmp_path)

    def others_go_on(*told: object) -> None:
        time.sleep(0)

    before = gc.get_threshold()
    gc.callbacks.append(others_go_on)
    gc.set_threshold(5)
    try:
        with ThreadPoolExecutor(8) as pool:
            loaded = [*pool.map(lambda _: Postings.load(tmp_path), range(1000))]
    finally:
        gc.set_threshold(*before)
        gc.callbacks.remove(others_go_on)
    assert all([*one.lengths] == [2] for one in loaded)
