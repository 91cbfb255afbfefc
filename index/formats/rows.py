"""Rows of a table as sentences that name their columns: `Name: Ada; Age: 36; City: London.` Pure.

One row is one line and, where its cells hold no full stops, one sentence: so one row can be cited.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

_VALUE = re.compile(
    r"[\W\d_]*|\d{4}-\d\d-\d\d.*|[-+(]?[^\W\d_]{0,3}\s?[\d.,'  ]*\d\)?\s?(?:%|[^\W\d_]{1,3})?|true|false", re.I
)
_MOST_NAME = 80  # characters: the name of a column is no paragraph


def readable(rows: Iterable[Sequence[str]], headed: bool = False) -> Iterator[tuple[bool, str]]:
    """Pairs of whether it is a row and its text; what stands alone above a table, such as its title, is none.

    The names of the columns are the first row, if it holds no numbers or dates (or `headed`), and again a row of
    texts after an empty row where numbers or dates follow below them. Empty cells are left out, and a cell without
    a column's name stands alone.

    >>> list(readable([["Name", "Age"], ["Ada", "36"], ["Bob", ""]]))
    [(True, 'Name: Ada; Age: 36.'), (True, 'Name: Bob.')]
    """
    table = [list(row) for row in rows]
    wide = max((sum(map(bool, row)) for row in table), default=0) > 1
    edge = min((_first(row) for row in table if any(row)), default=0)
    names: list[str] | None = None
    starts = True  # whether the row is the first of all or follows an empty one
    for row, below in zip(table, [*table[1:], []], strict=False):
        if not any(row):
            starts = True
        elif starts and wide and sum(map(bool, row)) == 1 and _first(row) == edge and (names is None or any(below)):
            yield False, row[edge]
        elif starts and any(below) and ((headed and names is None) or _are_names(row, below, names is None)):
            names, starts = [label(name) for name in row], False
        else:
            yield True, _sentence(names or [], row)
            starts = False


def _first(row: Sequence[str]) -> int:
    return next(place for place, cell in enumerate(row) if cell)


def _are_names(row: Sequence[str], below: Sequence[str], first: bool) -> bool:
    if any(_VALUE.fullmatch(cell) or len(cell) > _MOST_NAME for cell in row if cell):
        return False
    pairs = list(zip_longest(row, below, fillvalue=""))
    return first or (
        all(cell or not name for name, cell in pairs)
        and any(name and _VALUE.fullmatch(cell) for name, cell in pairs if cell)
    )


def _sentence(names: list[str], row: list[str]) -> str:
    pairs = zip_longest(names, row, fillvalue="")
    text = "; ".join(f"{name}: {cell}" if name else cell for name, cell in pairs if cell)
    return text if text.endswith((".", "!", "?")) else f"{text}."


def label(name: str) -> str:
    """A column's name or a key as it is read.

    >>> label("first_name"), label("Total:")
    ('first name', 'Total')
    """
    return (name.replace("_", " ") if re.fullmatch(r"\w+", name) else name).strip().removesuffix(":")
