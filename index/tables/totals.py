"""Which rows of a table sum up others: such a row is called so, and holds what the rows above it come to. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from index.tables.typed import NUMBERS, Column
from index.tables.words import sums_up

DATA, TOTAL, DOUBTFUL = range(3)
"""A row of its own; one that sums up others; one that is called so and holds something else."""

_FEW = 4  # rows: in a smaller table one may be what the others come to by chance
_SEVERAL = 2  # columns in which a row that is not called so holds what the others come to
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
    silent = _nameless(columns) | _at_the_edges(numbers, size)
    silent -= called.keys()
    called |= dict.fromkeys(silent, ("totals", False, False))
    if not called:
        return result
    above = [_Above(column) for column in numbers]
    doubtful: list[int] = []
    for row in range(size):
        if row in called:
            kind, is_label, is_alone = called[row]
            below = [place for place in range(1, size) if place not in called or place in silent] if not row else []
            if _matches(above, row, kind, is_label, below):
                result[row] = TOTAL
            elif doubtful and _matches(above, row, kind, is_label, doubtful):
                result[row] = TOTAL
                for place in doubtful:  # so they are rows that are but called so
                    result[place] = DATA
                doubtful = []
            elif is_alone:
                result[row] = DOUBTFUL
                doubtful.append(row)
        for column in above:
            if result[row] == DATA:
                column.add(row)
            else:
                column.close(row, called[row][0])
    return result


def _matches(above: Sequence["_Above"], row: int, kind: str, is_label: bool, more: Sequence[int]) -> bool:
    """Whether a row has what those above it come to, with the rows `more`: in a column, in all if it has no label."""
    hits = [column.holds(row, kind, more) for column in above if column.column.values[row] is not None]
    return any(hits) and (is_label or all(hits))


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


def _at_the_edges(numbers: Sequence[Column], size: int) -> set[int]:
    """The first and the last row, if they have numbers in several columns: "Year" below the months may sum up all."""
    if size < _FEW:
        return set()
    return {row for row in (0, size - 1) if sum(bool(column.values[row]) for column in numbers) >= _SEVERAL}


@dataclass(frozen=True, slots=True)
class _Run:
    """What some amounts come to."""

    count: int = 0
    total: int = 0
    least: int = 0
    most: int = 0

    def __add__(self, other: "_Run") -> "_Run":
        if not self.count or not other.count:
            return self if self.count else other
        least, most = min(self.least, other.least), max(self.most, other.most)
        return _Run(self.count + other.count, self.total + other.total, least, most)


def _run(amounts: Iterable[int | str | None]) -> _Run:
    numbers = [amount for amount in amounts if isinstance(amount, int)]
    return _Run(len(numbers), sum(numbers), min(numbers), max(numbers)) if numbers else _Run()


@dataclass(slots=True)
class _Above:
    """What the rows of a column come to: those since the last total, all before them, the totals, and what the last
    total summed up."""

    column: Column
    section: list[int] = field(default_factory=list)
    before: _Run = _Run()
    totals: _Run = _Run()
    last: _Run = _Run()

    def add(self, row: int) -> None:
        value = self.column.values[row]
        if isinstance(value, int):
            self.section.append(value)

    def close(self, row: int, kind: str) -> None:
        """Ends the rows that a total sums up; several in a row, such as a sum and a mean, sum up the same."""
        if kind == "totals":
            self.totals += _run([self.column.values[row]])
        section = _run(self.section)
        self.before += section
        self.last, self.section = section if section.count else self.last, []

    def holds(self, row: int, kind: str, more: Sequence[int]) -> bool:
        """Whether the row has what the others come to, together with the rows `more`."""
        own = self.column.values[row]
        if not isinstance(own, int):
            return False
        section, rest = _run(self.section), _run(self.column.values[place] for place in more)
        runs = [(section if section.count else self.last) + rest, self.before + section + rest]
        return any(
            _comes_to(run, own, kind, self.column.places)
            for run in (*runs, *([] if more else [self.totals]))
            if run.count
        )


def _comes_to(run: _Run, own: int, kind: str, places: int) -> bool:
    if kind in ("least", "most"):
        return own == (run.least if kind == "least" else run.most)
    if kind == "totals":
        return abs(own - run.total) <= (run.count > 1 and places > 0)
    zeros = next(
        (power for power in range(places) if own % 10 ** (power + 1)), places
    )  # of its decimals are not stated
    return 2 * abs(own * run.count - run.total) <= int(10**zeros) * run.count  # it is rounded
