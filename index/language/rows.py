"""The cells of a sentence that is a row of a table, "Name: Ada; Age: 36.": the names of its columns, and what it holds.

How tables are written as rows is `index.formats.tabular`'s to say. Pure.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from index.language.sentences import ROW_CELL, Span, is_row, trim

_NEXT = re.compile(r"; ")


@dataclass(frozen=True, slots=True)
class Cell:
    """`column` are the characters of the column's name, which may be none, `value` those of what stands in it."""

    column: Span
    value: Span


def cells(row: str) -> list[Cell]:
    """The cells of a row with something in them; none of a sentence that is no row.

    >>> ["Name: Ada; Age: 36."[slice(*cell.value)] for cell in cells("Name: Ada; Age: 36.")]
    ['Ada', '36']
    """
    if not is_row(row):
        return []
    end = len(row.rstrip())
    end -= row[end - 1] == "."
    edges = [0, *(at.end() for at in _NEXT.finditer(row, 0, end)), end + len("; ")]
    made = []
    for start, stop in pairwise(edges):
        stop -= len("; ")
        name = ROW_CELL.match(row, start, stop)
        column = (start, name.end() - len(": ")) if name else (start, start)
        if value := trim(row, name.end() if name else start, stop):
            made.append(Cell(column, value))
    return made
