"""The tables of a document, read back from the rows that its text holds: `Name: Ada; Age: 36.` Pure.

What `index.formats.tabular.rows` writes does not say where a table begins, and a cell may hold what looks like another
one: names are what recurs in the rows of a block. A line that is none of a table's stays out of it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePosixPath

from index.formats.names import format_of
from index.language.layout import CODE, HEADING, ITEM
from index.records import Document

MOST_COLUMNS = 500
_OF_TABLES = frozenset({".csv", ".tsv", ".xls", ".xlsx", ".ods"})  # files that hold nothing else
_MOST_NAME = 80  # characters of the name of a column, as of a table
_FEW = 50  # rows: in more, a name that is there once is part of a text
_USUAL = 0.5  # of the rows have a name that tells a table in the midst of prose
_SEVERAL = 3  # rows
_ALWAYS = 0.9  # of the rows have a cell without a name behind this one
_PARTED = 2  # rows, and columns that the other has not, of each of two tables

Signature = tuple[str, ...]
"""What names the cells of a row, "" for none."""


@dataclass(frozen=True, slots=True)
class Row:
    """`text[start:end]` with its cells, by column; "" for none. `unsure`: columns of which another one of the same name
    may hold the cell."""

    start: int
    end: int
    cells: list[str]
    unsure: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a document. `name` is what stands above it, else the heading that it is under, else the file's."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    text: str
    signature: Signature


def tables_of(document: Document) -> list[Table]:
    """The tables of a document, in order.

    >>> document = Document("a.csv", "Name: Ada; Age: 36.\\nName: Bob; Age: 7.", None, None, "")
    >>> [(table.name, table.columns, [row.cells for row in table.rows]) for table in tables_of(document)]
    [('a', ['Name', 'Age'], [['Ada', '36'], ['Bob', '7']])]
    """
    if ": " not in document.text:
        return []
    of_tables = format_of(document.source) in _OF_TABLES
    tables: list[Table] = []
    heading = title = PurePosixPath(document.source).stem
    goes_on: list[_Line] = []  # the rows of the last table, if nothing but empty lines has followed
    for block in _blocks(document.text):
        first = block[0].text
        if match := HEADING.match(first):
            heading = title = match[2].strip()
            goes_on = []
            continue
        parts = list(_parted(block)) if any(any(line.signature) for line in block) else []
        headers = [line.text.rstrip(".").split("; ") for line in block if not any(line.signature) and "; " in line.text]
        if goes_on and parts and _alike(goes_on, parts[0]):
            parts[0] = [*goes_on, *parts[0]]
            title = tables.pop().name
        found = [part for part in parts if _is_table(part, of_tables)]
        tables += [_table(title, part, headers) for part in found]
        goes_on = found[-1] if found else []
        title = heading if found or len(block) > 1 or not _is_title(first) else first
    return [table for table in tables if len(table.columns) <= MOST_COLUMNS]


def _is_title(line: str) -> bool:
    return len(line) <= _MOST_NAME and line[-1] not in ".!?;,"


def _blocks(text: str) -> Iterator[list[_Line]]:
    """The runs of lines between empty ones; a heading is one by itself."""
    block: list[_Line] = []
    start = 0
    for line in text.split("\n"):
        is_heading = line.startswith("#") and HEADING.match(line) is not None
        if block and (is_heading or not line.strip()):
            yield block
            block = []
        if is_heading:
            yield [_Line(start, line, ())]
        elif line.strip():
            block.append(_Line(start, line, _signature(line)))
        start += len(line) + 1
    if block:
        yield block


def _signature(line: str) -> Signature:
    """What may be the names of its cells; nothing of a line that is no row."""
    if ": " not in line or line[0] in CODE or (line[0] in "-*+•–·‣◦(" and ITEM.match(line)):
        return ()
    names = []
    for part in line.split("; "):
        name, colon, _ = part.partition(": ")
        names.append(name if colon and len(name) <= _MOST_NAME else "")
    return tuple(names)


def _parted(block: Sequence[_Line]) -> Iterator[list[_Line]]:
    """The rows of a block, divided where another table begins: the rows before and after share few names."""
    lines = [line for line in block if any(line.signature)]
    counts = Counter(name for line in lines for name in {*line.signature} if name)
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for place, line in enumerate(lines):
        for name in line.signature:
            if name and counts[name] > (len(lines) > _FEW):
                first.setdefault(name, place)
                last[name] = place
    edges = [0]
    for end in sorted({place + 1 for place in last.values()} - {len(lines)}):
        gone = sum(edges[-1] <= first[name] and place < end for name, place in last.items() if place >= edges[-1])
        come = sum(place >= end for place in first.values())
        kept = sum(first[name] < end <= place for name, place in last.items())
        enough = min(gone, come, end - edges[-1], len(lines) - end) >= _PARTED
        if come and (not kept or (enough and kept < min(gone, come))):
            edges.append(end)
    for start, end in pairwise([*edges, len(lines)]):
        yield lines[start:end]


def _names(rows: Iterable[_Line], size: int) -> Counter[str]:
    """The names of columns, each with the number of rows that have it."""
    counts = Counter(name for row in rows for name in {*row.signature} if name)
    return Counter({name: count for name, count in counts.items() if count > (size > _FEW)})


def _is_table(rows: Sequence[_Line], of_tables: bool) -> bool:
    """Whether these are rows: in a text, several with two names or more that most of them have."""
    counts = _names(rows, len(rows))
    if of_tables:
        return len(counts) > 1 or (len(counts) == 1 and len(rows) > 1)
    return len(rows) > 1 and sum(count >= max(2, _USUAL * len(rows)) for count in counts.values()) > 1


def _alike(before: Sequence[_Line], rows: Sequence[_Line]) -> bool:
    """Whether rows go on with those before, over the end of a page: they have no name that is new."""
    names = _names(before, len(before))
    return set(_names(rows, len(rows))) <= set(names) and _lead(before) == _lead(rows)


def _lead(rows: Sequence[_Line]) -> str:
    return Counter(row.signature[0] for row in rows).most_common(1)[0][0]


def _table(title: str, rows: Sequence[_Line], headers: Sequence[Sequence[str]]) -> Table:
    names = _names(rows, len(rows))
    signatures = Counter(row.signature for row in rows)
    known: Counter[Signature] = Counter()
    of: dict[Signature, Signature] = {}
    for signature, count in signatures.items():
        of[signature] = tuple(name if name in names else "" for name in signature)
        known[of[signature]] += count
    nameless = _nameless(known)
    plans = {signature: _grouped(of[signature], nameless) for signature in signatures}
    # Where nothing stands under a name, all names follow the rows.
    header = next((header for header in headers if {*names} < {*header} and len({*header}) == len(header)), ())
    named = [tuple(key for key, _ in plan) for plan in plans.values()]
    columns = _columns([*([tuple((name, 0) for name in header)] if header else []), *named])
    places = {key: place for place, key in enumerate(columns)}
    twice = Counter(name for name, number in columns if number >= 0)
    result = []
    for row in rows:
        plan = plans[row.signature]
        cells = [""] * len(columns)
        text = row.text.rstrip()
        parts = text.removesuffix(".").split("; ")
        at = 0
        for (name, number), size in plan:
            cell = parts[at] if size == 1 else "; ".join(parts[at : at + size])
            cells[places[name, number]] = cell[len(name) + 2 :] if name and number >= 0 else cell
            at += size
        unsure = _unsure(plan, twice, places) if max(twice.values(), default=0) > 1 else ()
        result.append(Row(row.start, row.start + len(text), cells, unsure))
    return Table(title[:_MOST_NAME], [name if number >= 0 else "" for name, number in columns], result)


_Key = tuple[str, int]
"""A column: its name, and which one of that name it is. Of one without a name, -1 and the column before it."""


def _nameless(known: Mapping[Signature, int]) -> set[str]:
    """The names behind whose cell there is nearly always one without a name, which is a column then. Several, or now
    one and then none, are marks in a text."""
    all_rows: Counter[str] = Counter()
    followed: Counter[str] = Counter()
    for signature, count in known.items():
        ended = [*signature, ".", "."]
        for name, second, third in zip(signature, ended[1:], ended[2:], strict=False):
            if name:
                all_rows[name] += count
                followed[name] += count * (not second and bool(third))
    return {name for name, count in followed.items() if count >= max(_SEVERAL, _ALWAYS * all_rows[name])}


def _grouped(signature: Signature, nameless: set[str]) -> list[tuple[_Key, int]]:
    """The columns of the cells of a row, each with of how many parts its cell is made."""
    cells: list[tuple[_Key, int]] = []
    seen: Counter[str] = Counter()
    for name in signature:
        if name:
            cells.append(((name, seen[name]), 1))
            seen[name] += 1
        elif not cells:
            cells.append((("", -1), 1))
        elif cells[-1][0][1] >= 0 and cells[-1][0][0] in nameless:
            cells.append(((cells[-1][0][0], -1), 1))
        else:
            cells[-1] = cells[-1][0], cells[-1][1] + 1
    return cells


def _columns(rows: Iterable[tuple[_Key, ...]]) -> list[_Key]:
    """All columns in their order: one that is new stands behind the one that it follows."""
    columns: list[_Key] = []
    for row in sorted({*rows}, key=lambda row: (-len(row), row)):
        place = 0
        for key in row:
            if key in columns:
                place = columns.index(key) + 1
            else:
                columns.insert(place, key)
                place += 1
    return columns


def _unsure(plan: Sequence[tuple[_Key, int]], twice: Counter[str], places: Mapping[_Key, int]) -> tuple[int, ...]:
    """The cells of columns that share their name, where the row has not all of them."""
    have = Counter(name for (name, number), _ in plan if number >= 0)
    return tuple(
        places[name, number]
        for (name, number), _ in plan
        if number >= 0 and twice[name] > 1 and have[name] < twice[name]
    )
