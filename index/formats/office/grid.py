"""Tables whose cells span columns or rows, as plain rows under one row of names. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

MOST_SPAN = 50  # columns or rows: a cell that claims to span more is wrong, or means harm
_MOST_HEADS = 4  # rows


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of so many columns `across` and rows `down`."""

    text: str
    across: int = 1
    down: int = 1


def spread(table: Sequence[Sequence[Cell]], heads: int = 0) -> tuple[list[list[str]], bool]:
    """Its rows, and whether the first is known to hold the columns' names.

    A text is repeated down over the rows that its cell spans, and across over the columns if it is a name. `heads` is
    the number of rows that are known to be names, 0 if nothing is known; several become one.

    >>> names = [[Cell("Cabin", down=2), Cell("Summer", across=2)], [Cell("Week"), Cell("Day")]]
    >>> spread([*names, [Cell("Small"), Cell("9"), Cell("2")]])
    ([['Cabin', 'Summer Week', 'Summer Day'], ['Small', '9', '2']], True)
    """
    known = min(heads or _heads(table), _MOST_HEADS, max(len(table) - 1, 0))
    rows: list[list[str]] = []
    held: dict[int, tuple[int, str]] = {}  # column: how many more rows the cell above reaches into, and its text
    for place, cells in enumerate(table):
        row: list[str] = []
        for cell in (*cells, None):
            while len(row) in held:
                left, text = held.pop(len(row))
                if left > 1:
                    held[len(row)] = left - 1, text
                row.append(text)
            if cell is None:
                break
            for column in range(min(max(cell.across, 1), MOST_SPAN)):
                text = cell.text if column == 0 or place < known else ""
                if (down := min(cell.down, MOST_SPAN)) > 1:
                    held[len(row)] = down - 1, text
                row.append(text)
        rows.append(row)
    if known > 1:
        width = max(map(len, rows[:known]))
        names = [
            " ".join(dict.fromkeys(row[at] for row in rows[:known] if at < len(row) and row[at])) for at in range(width)
        ]
        rows[:known] = [names]
    return rows, known > 0 and bool(heads or known > 1)


def _heads(table: Sequence[Sequence[Cell]]) -> int:
    """How many rows of names the spans tell of: a name over several columns stands beside one that reaches down."""
    first = table[0] if table else ()
    if len(first) > 1 and any(cell.across > 1 and cell.text for cell in first):
        if (tall := max(cell.down for cell in first)) > 1:
            return tall
        below = table[1] if len(table) > 2 else ()
        named = [cell.text for cell in below if cell.text]
        upper, lower = (
            [cell for cell in row for _ in range(min(max(cell.across, 1), MOST_SPAN))] for row in (first, below)
        )
        if any(name.text and name.across < 2 and cell.text for name, cell in zip(upper, lower, strict=False)):
            return 1  # a name over one column has a cell of its own below: that row may be one of the table's
        return 2 if len(named) > 1 and not any(char.isdigit() for text in named for char in text) else 1
    return 0
