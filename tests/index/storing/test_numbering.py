"""Rows of documents that lie about in several parts, numbered through."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.storing.numbering import Numbering, Run


@st.composite
def _laid_out(draw: st.DrawFn) -> tuple[list[Run], list[int]]:
    """Runs in parts with rows of nobody between them, in any order."""
    sizes = [0] * draw(st.integers(1, 3))
    runs = []
    for rows in draw(st.lists(st.integers(0, 4), max_size=8)):
        part = draw(st.integers(0, len(sizes) - 1))
        sizes[part] += draw(st.integers(0, 2))
        runs.append(Run(part, sizes[part], rows))
        sizes[part] += rows
    return draw(st.permutations(runs)), sizes


@given(_laid_out())
def test_rows_are_numbered_document_by_document_and_found_again(laid_out: tuple[list[Run], list[int]]) -> None:
    runs, sizes = laid_out
    numbering = Numbering(runs, sizes)
    rows = [(place, run.part, run.first + at) for place, run in enumerate(runs) for at in range(run.rows)]
    every = np.arange(len(rows))
    assert numbering.size == len(rows)
    assert numbering.places(every).tolist() == [place for place, _, _ in rows]
    parts, stored = numbering.stored(every)
    assert list(zip(parts.tolist(), stored.tolist(), strict=True)) == [(part, row) for _, part, row in rows]
    assert [list(numbering.rows(place)) for place in range(len(runs))] == [
        [number for number, row in enumerate(rows) if row[0] == place] for place in range(len(runs))
    ]
    known = {(part, row): number for number, (_, part, row) in enumerate(rows)}
    for part, size in enumerate(sizes):
        numbered = [known.get((part, row), -1) for row in range(size)]
        assert numbering.numbered(part, np.arange(size)).tolist() == numbered
        held = numbering.held(part)
        assert ([True] * size if held is None else held.tolist()) == [number >= 0 for number in numbered]
        assert (held is None) == (-1 not in numbered)
        assert numbering.counts[part] == size - numbered.count(-1)
