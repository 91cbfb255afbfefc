"""Which rows of a table sum up others: such a row is called so, and holds what the rows above it come to. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from index.tables.typed import NUMBERS, Column
from index.tables.words import sums_up

DATA, TOTAL, DOUBTFUL = range(3)
"""A row of its own; one that sums up others; one that is called so and holds something else."""

_USUAL = 0.9  # of the rows have a text or a date: one without is called nothing


def roles(columns: Sequence[Column], language: str) -> list[int]:
    """What each row is.

    >>> from index.tables.typed import typed
    >>> rows = [["Ada", "2"], ["Bob", "3"], ["Total", "5"], ["Subtotal", "4"]]
    >>> roles(typed(["Name", "Sum"], rows, "en"), "en")
    [0, 0, 1, 2]
    """
    size = len(columns[0].cells)
    result = [DATA] * size
    numbers = [column for column in columns if column.kind in NUMBERS and len(column.units) < 2]
    called = _called(columns, language)
    called |= dict.fromkeys(_nameless(columns) - called.keys(), ("totals", False, False))
    if not called:
        return result
    above = [_Sums(column) for column in numbers]
    for row in range(size):
        if row not in called:
            for sums in above:
                sums.add(row)
            continue
        kind, is_label, is_alone = called[row]
        if not row:  # the sum of what is below it
            below = [place for place in range(1, size) if place not in called]
            matches = any(sums.holds(0, kind, below) for sums in above)
        else:
            hits = [sums.holds(row, kind) for sums in above if sums.column.values[row] is not None]
            matches = any(hits) and (is_label or all(hits))
        result[row] = TOTAL if matches else DOUBTFUL if is_alone else DATA
        for sums in above:
            if result[row] != DATA:
                sums.close(row, kind)
            else:
                sums.add(row)
    return result


def _called(columns: Sequence[Column], language: str) -> dict[int, tuple[str, bool, bool]]:
    """The rows that are called so, by number: what they would hold, whether they are called so, and whether no other
    reading is likely: the word leads the row."""
    found: dict[int, tuple[str, bool, bool]] = {}
    led: set[int] = set()
    for column in columns:
        values = column.values or [None] * len(column.cells)
        labels = {
            cell: (kind, is_all)
            for cell in {cell for cell, value in zip(column.cells, values, strict=True) if cell and value is None}
            for kind, is_all in [sums_up(cell, language)]
            if kind and (is_all or kind in ("totals", "means"))
        }
        for row, cell in enumerate(column.cells if labels or len(led) < len(column.cells) else ()):
            if label := labels.get(cell):
                kind, is_all = label
                if row not in found and (is_all or row not in led):
                    found[row] = kind, True, row not in led
            if cell:
                led.add(row)
    return found


def _nameless(columns: Sequence[Column]) -> set[int]:
    """The last row, if it has nothing but numbers where the others have more."""
    size = len(columns[0].cells)
    others = [column for column in columns if column.kind not in NUMBERS and column.filled >= _USUAL * (size - 1)]
    if size < 3 or not others or any(column.cells[-1] for column in columns if column.kind not in NUMBERS):
        return set()
    return {size - 1}


@dataclass(slots=True)
class _Sums:
    """What the rows of a column come to: those since the last total, all of them, the totals,
    and what the last total summed up."""

    column: Column
    section: list[int] = field(default_factory=list)
    all_rows: list[int] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    last: list[int] = field(default_factory=list)

    def add(self, row: int) -> None:
        value = self.column.values[row]
        if isinstance(value, int):
            self.section.append(value)

    def close(self, row: int, kind: str) -> None:
        """Ends the rows that a total sums up; several in a row, such as a sum and a mean, sum up the same."""
        value = self.column.values[row]
        if isinstance(value, int) and kind == "totals":
            self.totals.append(value)
        self.all_rows += self.section
        self.last, self.section = self.section or self.last, []

    def holds(self, row: int, kind: str, below: Sequence[int] = ()) -> bool:
        """Whether the row has what the others come to."""
        own = self.column.values[row]
        if not isinstance(own, int):
            return False
        rows = [value for place in below if isinstance(value := self.column.values[place], int)]
        sets = [rows] if below else [self.section or self.last, [*self.all_rows, *self.section], self.totals]
        return any(_comes_to(values, own, kind, self.column.places) for values in sets if values)


def _comes_to(values: Sequence[int], own: int, kind: str, places: int) -> bool:
    if kind == "least":
        return own == min(values)
    if kind == "most":
        return own == max(values)
    if kind == "totals":
        return abs(own - sum(values)) <= (len(values) > 1 and places > 0)
    zeros = next((power for power in range(places) if own % 10 ** (power + 1)), places)
    return 2 * abs(own * len(values) - sum(values)) <= int(10**zeros) * len(values)  # it is rounded
