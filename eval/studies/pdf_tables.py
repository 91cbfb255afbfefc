"""Measures how tables of PDFs are read: `python -m eval.studies.pdf_tables [--seeds N] [--words FILE ...] [--show]`.

Tables of random words are drawn in many layouts, fonts and orders of drawing, and what is read of each is compared
with what was drawn: F1 of the pairs of cells that stand beside or below each other. With pages of prose it is counted
which words of PDFium's own text are lost or added, and the seconds of a processor that a page takes.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from eval.studies.pdf_layouts import LAYOUTS, PROSE
from eval.studies.pdf_sheets import Grid, finished, sheet_of
from index.formats.pdf.cells import Table
from index.formats.pdf.reader import plain_text, read_pages, read_pdf


def pairs(grid: Grid) -> Counter[tuple[str, str, str]]:
    """Cells with the next one that is filled to their right and below."""
    width = max(map(len, grid), default=0)
    found: Counter[tuple[str, str, str]] = Counter()
    for kind, lines in (
        ("right", grid),
        ("below", [[*column] for column in zip(*(r + [""] * (width - len(r)) for r in grid), strict=True)]),
    ):
        for line in lines:
            found.update((one, two, kind) for one, two in pairwise(filter(None, line)))
    return found


def f1(expected: Sequence[Grid], read: Sequence[Grid]) -> float:
    """Of the pairs of all tables together."""
    wanted, got = (sum((pairs(grid) for grid in grids), Counter[tuple[str, str, str]]()) for grids in (expected, read))
    shared = (wanted & got).total()
    return 2 * shared / max(wanted.total() + got.total(), 1)


def grids_of(data: bytes) -> list[Grid]:
    """The tables that are read of a PDF, each under the names of its columns."""
    tables = [block for page in read_pages(data) for block in page.blocks if isinstance(block, Table)]
    return [[table.names, *table.rows] if table.names else table.rows for table in tables]


def lost_and_added(data: bytes) -> tuple[Counter[str], Counter[str]]:
    """Words of PDFium's own text that ours lacks, and the other way round."""

    theirs = Counter(plain_text(data).replace("\ufffe\r\n", "").split())
    text = read_pdf(data).text
    ours = Counter(" ".join(line.lstrip("#- ") for line in text.split("\n")).split())
    return theirs - ours, ours - theirs


def _lines(seeds: int, show: bool) -> Iterator[str]:
    scores: list[float] = []
    for name, draw in LAYOUTS.items():
        of_layout = []
        for seed in range(seeds):
            sheet, expected = draw(sheet_of(seed))
            read = grids_of(finished(sheet))
            of_layout.append(f1(expected, read))
            if show and of_layout[-1] < 0.9:
                yield f"{name}, seed {seed}: {sheet.font} {sheet.size} {sheet.order} {of_layout[-1]:.2f}"
                yield f"  {expected}\n  {read}"
        scores.append(sum(of_layout) / len(of_layout))
        yield f"{scores[-1]:.3f} (least {min(of_layout):.2f})  {name}"
    yield f"{sum(scores) / len(scores):.3f}  mean F1 of {len(LAYOUTS)} layouts of {seeds} seeds"
    for name, prose in PROSE.items():
        lost = added = tables = 0
        spent = 0.0
        for seed in range(seeds):
            data = finished(prose(sheet_of(seed)))
            gone, new = lost_and_added(data)
            lost, added, tables = lost + gone.total(), added + new.total(), tables + len(grids_of(data))
            if show and (gone or new):
                yield f"{name}, seed {seed}: {gone} {new}"
            start = time.process_time()
            read_pdf(data)
            spent += time.process_time() - start
        yield f"{lost} words lost, {added} added, {tables} false tables, {1000 * spent / seeds:.1f} ms a page  {name}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the study; see the module."""
    parser = argparse.ArgumentParser(prog="python -m eval.studies.pdf_tables", description=__doc__)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--words", type=Path, nargs="*", default=[], help="PDFs whose words are compared, and timed")
    parser.add_argument("--show", action="store_true", help="show what was read badly")
    options = parser.parse_args(arguments)
    if not options.words:
        for line in _lines(options.seeds, options.show):
            print(line)
    for path in options.words:
        data = path.read_bytes()
        start = time.process_time()
        pages = len(read_pdf(data).page_starts)
        spent = (time.process_time() - start) / max(pages, 1)
        lost, added = lost_and_added(data)
        print(f"{path.name}: {pages} pages, {1000 * spent:.1f} ms a page, lost {lost.total()}, added {added.total()}")
        if options.show:
            print(f"  {dict(lost.most_common(30))}\n  {dict(added.most_common(30))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
