"""Where the names of a table's columns are: judged from how a row differs from the rows below it. Pure.

Every cell has a kind (a number, a year, a date, a code, words). A row of names differs in kind from what stands under
it, column by column: words over numbers, years over amounts. A row that is of the same kinds as the rows below is one
of them. Where nothing tells, words on top are names, and anything else is not: no name is better than a false one.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

Row = Sequence[str]

NUMBERS = ("number", "amount", "year")
_MEASURED = (*NUMBERS, "date", "time")
SAMPLE = 24  # rows below a header that are looked at
_MOST_NAME = 80  # characters: the name of a column is no paragraph
_MOST_LABEL = 60  # characters of what a value is called in a list of labels and values
_MOST_ABOVE = 12  # rows of titles and remarks above a header
_FULL = 0.6  # of the usual number of cells are in a row that belongs to the table
_PURE = 0.75  # of the cells of a column are of its kind
_MIXED = 0.3  # of the values of a card are of another kind than most
_MOST_TURNED = 12, 30  # columns and rows of a table that has its names in the first column

_BLANK = re.compile(r"[-–—.…?\s]*|n/?a|#[A-Z0-9]+[/!?]?[A-Z0-9]*[!?]?", re.I)
_YEAR = re.compile(
    r"(?:\S{1,9}[ .'’/-]){0,2}(?:19|20)\d\d(?:[-/–]\d{2,4})?|(?:19|20)\d\d[-/.]\d\d?|\d\d?[/.](?:19|20)\d\d"
)
_DATE = re.compile(r"\d{4}-\d\d?-\d\d?.{0,20}|\d{1,2}([./-])\d{1,2}\1\d{2,4}.{0,12}")
_TIME = re.compile(r"\d{1,3}[:h]\d\d(?::\d\d)?(?: ?[ap]\.?m\.?)?(?: ?[-–] ?\d{1,2}[:h.]\d\d)?", re.I)
_NUMBER = re.compile(
    r"[^\w\s]{0,2}(?:[A-Z]{3}|[^\W\d_]{1,3}\.?(?=\s)|[^\w\s])?\s?[^\w\s]?\d[\d.,'’\u00a0\u202f ]*(?:e[-+]?\d+)?"
    r"\s?(?:[^\w\s]{1,3}|[^\W\d_]{1,3}\.?[²³\d]?(?:/[^\W\d_]{1,3}[²³\d]?)?)?[^\w\s]?",
    re.I,
)
_CODE = re.compile(r"(?=\S*\d)\S{1,24}")
_UNIT = re.compile(r"[(\[]\S{1,12}[)\]]|[^\W\d_]{1,4}|\S{0,6}[°%‰€$£¥µμΩ²³/]\S{0,8}")


@dataclass(frozen=True, slots=True)
class Shape:
    """How a run of rows is to be read: its first `above` rows are no part of the table, the next `names` rows hold the
    names of the columns, then come the `units` (0 or 1 row). `card`: labels and values in turn; `turned`: the names are
    in the first column. `evidence`: how much of the rows tells for names, negative against. `until`: where
    another table begins.
    """

    above: int = 0
    names: int = 0
    units: int = 0
    card: bool = False
    turned: bool = False
    evidence: float = 0.0
    until: int | None = None


@lru_cache(maxsize=4096)
def kind(cell: str) -> str:
    """What a cell holds: `number`, `amount` (with a unit), `year` (or a month of one), `date`, `time`, `code`, `text`;
    "" for nothing.

    >>> [kind(cell) for cell in ("€ 4.50", "2024", "Mar 2024", "07:10", "LK77", "Ada Li", "-")]
    ['number', 'year', 'year', 'time', 'code', 'text', '']
    """
    if len(cell) > _MOST_NAME:
        return "text"
    tests = (("", _BLANK), ("date", _DATE), ("year", _YEAR), ("time", _TIME), ("number", _NUMBER), ("code", _CODE))
    found = next((name for name, pattern in tests if pattern.fullmatch(cell)), "text")
    return "amount" if found == "number" and cell[-1].isalpha() and cell[0].isdigit() else found


def shape(rows: Sequence[Row], headed: bool = False, first: bool = True) -> Shape:
    """How `rows`, none of them empty, are to be read; only the first few dozen are looked at.

    `headed`: the first row that is as wide as the table is known to hold names. `first`: a table may begin here;
    otherwise one goes on here unless the rows show that another begins.
    """
    rows = rows[: _MOST_ABOVE + SAMPLE]
    used = [place for place in range(max(map(len, rows), default=0)) if any(at(row, place) for row in rows)]
    if len(used) < 2:
        return Shape(names=int(first and _heads_a_list(rows, used, headed)))
    above = _above(rows, used[0])
    names = _height(rows[above:], used)
    header = rows[above : above + names]
    body = [row for row in rows[above + names :] if row not in header]
    body = [row for row in body if not is_lone(row, used[0])] or body
    units = int(_are_units(rows[above + names - 1], body, used))
    evidence = _evidence(header, body[units:], used)
    if headed and body:
        return Shape(above, names, units, evidence=max(evidence, 1.0))
    if evidence < 1 and (below := _header_below(rows)) > above:
        return Shape(evidence=evidence, until=below)
    pairs = _pairs(rows[above:], used)
    if (pairs and _is_card(pairs, evidence)) or (len(rows) == 1 and _is_pair(rows[0], used)):
        return Shape(above, card=True)
    if body and evidence <= 0 and not above and names == 1 and _is_turned(rows, used):
        return Shape(turned=True)
    plain = all(
        kind(cell) in ("text", "code", "") or cell == "#" for row in rows[above : above + names] for cell in row
    )
    words = any(kind(cell) == "text" for cell in rows[above])
    if body and (evidence >= 1 or (first and plain and words and evidence >= 0)):
        return Shape(above, names, units, evidence=evidence)
    if pairs and len(used) == 2 and evidence < 0 and _are_labels([label for label, _ in pairs]):
        return Shape(above, card=True)
    return Shape(above, evidence=evidence)


def at(row: Row, place: int) -> str:
    """A cell, "" beyond the end of its row."""
    return row[place] if place < len(row) else ""


def may_name(row: Row) -> bool:
    """Whether nothing in a row keeps it from holding names: it has two texts or more, and no numbers but years."""
    cells = [cell for cell in row if cell]
    return len(cells) > 1 and all(kind(cell) in ("text", "code", "year") or cell == "#" for cell in cells)


def is_lone(row: Row, edge: int) -> bool:
    """Whether a row holds one text, at the edge of its table or in a cell that reaches across it."""
    cells = [cell for cell in row if cell]
    return (len(cells) == 1 and bool(at(row, edge))) or (
        len(cells) > 2 and len(set(cells)) == 1 and kind(cells[0]) == "text"
    )


def joined(rows: Sequence[Row], width: int) -> list[str]:
    """The name of each column from the rows of a header: a name above belongs to all the columns that it spans.

    >>> joined([["", "2022", "", "2023"], ["Region", "Plan", "Spent", "Plan"]], 4)
    ['Region', '2022 Plan', '2022 Spent', '2023 Plan']
    """
    names: list[list[str]] = [[] for _ in range(width)]
    for number, row in enumerate(rows):
        spans = any(a and a == b for a, b in pairwise(row))  # whoever read it has repeated what spans columns
        before = ""
        for place in range(width):
            cell, below = at(row, place), any(at(lower, place) for lower in rows[number + 1 :])
            if not cell and below and not spans:
                cell = before
            before = cell or before
            if cell and cell not in names[place]:
                names[place].append(cell)
    return [" ".join(parts) for parts in names]


def _heads_a_list(rows: Sequence[Row], used: list[int], headed: bool) -> bool:
    """Whether the first of a single column's cells names the rest."""
    cells = [at(row, place) for row in rows for place in used]
    if len(cells) < 2 or max(map(len, cells)) > _MOST_NAME or cells[0] in cells[1:]:
        return headed and len(cells) > 1
    is_name = kind(cells[0]) == "text" and cells[0][0].isalnum() and cells[0][-1] not in ".!?:;,"
    return headed or (is_name and not any(": " in cell for cell in cells))


def _above(rows: Sequence[Row], edge: int) -> int:
    """How many rows stand above the table: those that fill much less of the width than the rows after them."""
    filled = [sum(map(bool, row)) for row in rows]
    enough = max(2, _FULL * sorted(filled)[len(filled) // 2])
    place = next((number for number, count in enumerate(filled) if count >= enough), 0)
    while place > 0 and (not at(rows[place - 1], edge) or at(rows[place - 1], edge) == at(rows[place], edge)):
        place -= 1  # names that span the columns of the names below
    return place if place <= _MOST_ABOVE else 0


def _header_below(rows: Sequence[Row]) -> int:
    """The first row that surely is a header of what follows, though others stand right above it; 0 for none."""
    for number, row in enumerate(rows[1 : _MOST_ABOVE + 1], start=1):
        cells = [cell for cell in row if cell]
        if len(cells) > 2 and all(kind(cell) in ("text", "year") for cell in cells) and number < len(rows) - 1:
            body = rows[number + 1 :]
            used = [place for place in range(max(map(len, body))) if any(at(row, place) for row in body)]
            measured = {at(row, place) for place in used if at(row, place) and _column(body, place)[0] in _MEASURED}
            if len(measured) > 1 and _evidence([row], body, used) > 1:
                return number
    return 0


def _height(rows: Sequence[Row], used: list[int]) -> int:
    """How many rows the header would have, at least one."""
    height = 1
    while height < min(3, len(rows) - 1) and _goes_on(rows[height - 1], rows[height], rows[height + 1 :], used):
        height += 1
    return height


def _goes_on(upper: Row, lower: Row, body: Sequence[Row], used: list[int]) -> bool:
    """Whether a row below names goes on with them: it stands apart from the body, and under names that span columns."""
    if any(kind(cell) in ("number", "amount", "date", "time") for cell in lower):
        return False
    edge = used[0]
    parted = not at(lower, edge) or at(lower, edge) == at(upper, edge)
    cells = [at(upper, place) for place in used]
    spans = any(a == b or (a and not b) for a, b in pairwise(cells) if a) and all(
        at(lower, place) for place in used[1:] if not at(upper, place)
    )
    spans = spans or (not cells[0] and any(cells) and sum(map(bool, cells)) < len(cells) - 1)
    if not (parted or spans) or _are_units(upper, [lower, *body], used):
        return False
    columns = [_column(body, place) for place in used]
    numbers = [at(lower, place) for place, (most, _) in zip(used, columns, strict=True) if most in _MEASURED]
    if numbers:
        return any(numbers)
    named = [at(lower, place) for place in used if at(lower, place)]
    return spans and (parted or _repeated(named))


def _are_units(names: Row, body: Sequence[Row], used: list[int]) -> bool:
    """Whether the row below the names holds units: short, and over nothing but numbers."""
    if len(body) < 2 or any(not at(names, place) for place in used):
        return False
    row = body[0]
    units = [place for place in used if at(row, place)]
    return bool(units) and all(
        _UNIT.fullmatch(row[place]) and _column(body[1:], place)[0] in NUMBERS for place in units
    )


def _column(body: Sequence[Row], place: int) -> tuple[str, list[str]]:
    """The kind of most cells of a column, "mixed" for none, and those cells."""
    cells = [cell for row in body[:SAMPLE] if (cell := at(row, place)) and kind(cell)]
    kinds = Counter(kind(cell) for cell in cells)
    if not kinds:
        return "", []
    most, count = kinds.most_common(1)[0]
    if most in NUMBERS and kinds["number"]:  # some of which look like years
        most, count = "number", sum(kinds[one] for one in NUMBERS)
    return (most if count >= _PURE * len(cells) else "mixed"), cells


def _evidence(names: Sequence[Row], body: Sequence[Row], used: list[int]) -> float:
    """How much tells that these rows are names of what is below: positive for, negative against."""
    evidence = 0.0
    counts = _are_counted(names[-1])
    cells = [cell for cell in joined(names, used[-1] + 1) if cell]
    evidence -= sum(0.5 for count in Counter(cells).values() if count > 1)
    for place in used:
        most, below = _column(body, place)
        above = [at(row, place) for row in names if at(row, place)]
        if above and most:
            evidence += min(_contrast(cell, most, below, counts) for cell in above)
    return evidence


def _contrast(name: str, most: str, below: list[str], counts: bool) -> float:
    own = kind(name)
    if len(name) > _MOST_NAME:
        return -2
    if name in below:
        return -2 if most == "text" or not counts else -1
    if most in (*_MEASURED, "code"):
        if own == "amount" and most == "number":
            return -1 if "amount" in map(kind, below) else 1
        if own == most or (own, most) in (("number", "year"), ("number", "code")):
            return 1 if counts and own in ("year", "number") else -1
        return 1
    if counts and own in ("date", "time") and own not in map(kind, below):
        return 1
    if most == "mixed":
        return 0 if own in ("text", "code", "year") else -0.5
    if own in ("number", "amount", "date", "time"):
        return -1
    ends = [cell[-1] for cell in below]
    if name[-1] in ".!?" and name.count(" ") > 1 and 2 * ends.count(name[-1]) >= len(ends):
        return -1
    mean = sum(map(len, below)) / len(below)
    varied = len(below) >= 4 and 2 * len(set(below)) <= len(below)
    return 0.5 if varied or mean > max(25, 2.5 * len(name)) else 0


def _are_counted(row: Row) -> bool:
    """Whether numbers in a row go up or down by even steps, as years do over columns: two years, or 1 to 4.

    Likewise three or more dates, or hours, each another one: a plan has them on top.
    """
    cells = [cell for cell in row if cell and kind(cell) in ("number", "year")]
    if not cells:
        plan = [cell for cell in row if cell and kind(cell) in ("date", "time")]
        return len(plan) > 2 and len(set(map(kind, plan))) == 1 and not _repeated(plan)
    if not all(cell.isdecimal() for cell in cells):
        return len(cells) > 1 and all(kind(cell) == "year" for cell in cells) and not _repeated(cells)
    steps = {int(b) - int(a) for a, b in pairwise(cells)}
    years = all(kind(cell) == "year" for cell in cells)
    return len(steps) == 1 and steps != {0} and (years or (len(cells) > 3 and steps == {1} and int(cells[0]) < 2))


def _pairs(rows: Sequence[Row], used: list[int]) -> list[tuple[str, str]]:
    """Labels with values, if the table has two columns or four that may hold such; else none."""
    if len(used) not in (2, 4) or len(rows) < 2:
        return []
    pairs = [
        (at(row, label), at(row, value))
        for label, value in zip(used[::2], used[1::2], strict=True)
        for row in rows
        if at(row, label) or at(row, value)
    ]
    sound = all(len(label) <= _MOST_LABEL and kind(label) in ("text", "code") for label, _ in pairs)
    return pairs if sound else []


def _is_card(pairs: list[tuple[str, str]], evidence: float) -> bool:
    """Whether these are labels and values: labels with colons, or values too unlike to be those of one column."""
    labels, values = [label for label, _ in pairs], [value for _, value in pairs]
    if 2 * sum(label.endswith(":") for label in labels) > len(labels):
        return True
    kinds = Counter(kind(value) for value in values if kind(value))
    if evidence >= 1 or _repeated(labels) or not kinds:
        return False
    others = [name for name in kinds if name != "text"]
    return len(others) > 1 and 1 - max(kinds.values()) / kinds.total() >= _MIXED


def _are_labels(cells: list[str]) -> bool:
    return not _repeated(cells) and all(kind(cell) == "text" and cell[-1] not in ".!?" for cell in cells)


def _is_pair(row: Row, used: list[int]) -> bool:
    """Whether a row alone is a label with a number: `Total | 5`."""
    return len(used) == 2 and kind(row[used[0]]) == "text" and kind(row[used[1]]) in _MEASURED


def _is_turned(rows: Sequence[Row], used: list[int]) -> bool:
    """Whether the names are in the first column: its neighbours are alike along the rows, not down the columns."""
    if not (3 <= len(used) <= _MOST_TURNED[0] and 3 <= len(rows) <= _MOST_TURNED[1]):
        return False
    labels = [at(row, used[0]) for row in rows]
    sound = all(kind(label) in ("text", "code") for label in labels) and not _repeated(labels)
    turned = [[at(row, place) for row in rows] for place in used]
    mixed = all(_column(rows[1:], place)[0] in ("mixed", "") for place in used[1:])
    return sound and mixed and _evidence(turned[:1], turned[1:], list(range(len(rows)))) >= 2


def _repeated(cells: Sequence[str]) -> bool:
    return len(set(cells)) < len(cells)


def edge_of(rows: Sequence[Row]) -> int:
    """The first column that holds anything."""
    return min(
        (place for row in rows for place in [next((n for n, cell in enumerate(row) if cell), -1)] if place >= 0),
        default=0,
    )
