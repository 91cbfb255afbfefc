"""Rows of a table as sentences that name their columns: `Name: Ada; Age: 36; City: London.` Pure.

One row is one line and, where its cells hold no full stops, one sentence: so one row can be cited. A sheet may hold
several tables, below and beside each other: see `index.formats.tabular.headers` for how it is told what names what.
"""

import re
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, takewhile, zip_longest

from index.formats.tabular.headers import (
    NUMBERS,
    SAMPLE,
    Row,
    Shape,
    at,
    edge_of,
    is_lone,
    joined,
    kind,
    may_name,
    shape,
)

_MOST_SECTION = 80  # characters of what stands above some rows of a table
_WORDY = 5  # words: a lone text of more below a table is a remark on it
_LOOKED_THROUGH = 1000  # rows, for what concerns a table as a whole
_MOST_BESIDE = 20  # tables side by side
_SURE = 1.0  # evidence of names in the midst of rows
_GROUPED = 1 / 3  # of the first cells are empty, as those above them stand for them too

Line = tuple[bool, str]


def readable(rows: Iterable[Sequence[str]], headed: bool = False) -> Iterator[Line]:
    """Pairs of whether it is a row and its text; what stands alone beside a table, such as its title, is none.

    `headed`: the first row of the table is known to hold the names of its columns. Empty cells are left out, and a
    cell without a column's name stands alone. What stands alone above some of the rows of a table begins each of them.

    >>> list(readable([["Name", "Age"], ["Ada", "36"], ["Bob", ""]]))
    [(True, 'Name: Ada; Age: 36.'), (True, 'Name: Bob.')]
    """
    blocks = _with_headers(_blocks([list(row) for row in rows]))
    if all(sum(map(bool, row)) < 2 for block in blocks for row in block):
        yield from _list(blocks, headed)
        return
    parts = [part for block in blocks for part in _beside(block)]
    known = _Known(headed=headed)
    for number, part in enumerate(parts):
        yield from _part(part, known, is_last=number == len(parts) - 1)
    yield from known.enter("")


def label(name: str) -> str:
    """A column's name or a key as it is read.

    >>> label("first_name"), label("Total:")
    ('first name', 'Total')
    """
    return (name.replace("_", " ") if re.fullmatch(r"\w+", name) else name).strip().removesuffix(":")


@dataclass(slots=True)
class _Known:
    """The names of the last header: its table may go on after an empty row. `headed` until there was one."""

    headed: bool
    names: list[str] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    section: str = ""
    is_said: bool = True  # whether a row has begun with the section

    def enter(self, section: str) -> Iterator[Line]:
        """Begins a section, "" for none; the one before stands alone if it has no rows."""
        if not self.is_said:
            yield False, self.section
        self.section, self.is_said = section, not section

    def names_all(self, rows: Sequence[Row]) -> bool:
        return all(at(self.names, place) for row in rows[:SAMPLE] for place, cell in enumerate(row) if cell)


def _blocks(rows: list[list[str]]) -> Iterator[list[list[str]]]:
    """The runs of rows between empty ones."""
    block: list[list[str]] = []
    for row in rows:
        if any(row):
            block.append(row)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _with_headers(blocks: Iterable[list[list[str]]]) -> list[list[list[str]]]:
    """The blocks; one that is but a row of names belongs to the next one, whose columns it names."""
    result: list[list[list[str]]] = []
    for block in blocks:
        if result and len(result[-1]) == 1:
            names = result[-1][0]
            fits = all(at(names, place) for row in block[:SAMPLE] for place, cell in enumerate(row) if cell)
            if fits and sum(map(bool, names)) > 1 and all(kind(name) in ("text", "year", "") for name in names):
                result[-1] = [names, *block]
                continue
        result.append(block)
    return result


def _beside(block: list[list[str]]) -> Iterator[list[list[str]]]:
    """Tables that stand side by side, an empty column between them; each keeps the places of its columns."""
    width = max(map(len, block))
    used = [any(at(row, place) for row in block) for place in range(width)]
    if all(used) or len(block) < 2:
        yield block
        return
    edges = [place for place, (before, now) in enumerate(pairwise([False, *used, False])) if before != now]
    runs = list(zip(edges[::2], edges[1::2], strict=True))
    parts = [
        [[""] * start + row[start:end] for row in block if any(row[start:end])] for start, end in runs[:_MOST_BESIDE]
    ]
    if 1 < len(runs) <= _MOST_BESIDE and all(end - start > 1 for start, end in runs) and _stand_alone(parts):
        yield from parts
    else:
        yield block


def _stand_alone(parts: list[list[list[str]]]) -> bool:
    """Whether each of the parts is a table of its own: it has a header, and texts in its first column to go by."""
    for part in parts:
        rows = part[len(list(takewhile(lambda row: is_lone(row, edge_of([row])), part))) :]
        form = shape(rows[: 2 * SAMPLE]) if rows else Shape()
        keys = [at(row, edge_of(rows)) for row in rows[form.above + form.names : SAMPLE]] if rows else []
        if not (form.names or form.card) or not keys or len(set(keys)) < len(keys):
            return False
        if any(kind(key) not in ("text", "code", "date", "time") for key in keys):
            return False
    return True


def _list(blocks: list[list[list[str]]], headed: bool) -> Iterator[Line]:
    """A single column: a list that its first cell may name, or a text."""
    for block in blocks:
        cells = [next(filter(None, row)) for row in block]
        named = len(blocks) == 1 and shape(block, headed).names
        if len(cells) == 1:
            yield len(blocks) == 1, cells[0] if len(blocks) > 1 else _ended(cells[0])
        for cell in cells[1:] if named else cells if len(cells) > 1 else []:
            yield True, _ended(f"{label(cells[0])}: {cell}" if named else cell)


def _part(rows: list[list[str]], known: _Known, is_last: bool) -> Iterator[Line]:
    """Rows with no empty one among them: one table or several, or some more rows of the table before."""
    edge = edge_of(rows)
    start, end = 0, len(rows)
    while end > 1 and is_lone(rows[end - 1], edge) and _is_remark(next(filter(None, rows[end - 1]))):
        end -= 1
    rows, remarks = rows[:end], rows[end:]
    while start < len(rows):
        titles = []
        while start < len(rows) and is_lone(rows[start], edge):
            titles.append(next(filter(None, rows[start])))
            start += 1
        if start == len(rows):
            if is_last and len(rows) == 1 and at(known.names, edge) and not _is_remark(titles[0]):
                yield True, _sentence(known.names, [], rows[0])
            else:
                yield from ((False, title) for title in titles)
            break
        start = yield from _table(rows, start, edge, titles, known)
    yield from ((False, next(filter(None, row))) for row in remarks)


def _table(
    rows: list[list[str]], start: int, edge: int, titles: list[str], known: _Known
) -> Generator[Line, None, int]:
    """A table from the row `start` on; returns where the next one begins."""
    sample = rows[start : start + 2 * SAMPLE]
    goes_on = known.names_all(sample)
    form = shape(sample, known.headed, first=not goes_on)
    goes_on = goes_on and not (form.card and all(at(row, edge).endswith(":") for row in sample[form.above :]))
    if form.until:  # what stands right above a table is read on its own
        yield from ((False, title) for title in titles)
        yield from _part(sample[: form.until], known, is_last=False)
        known.names, known.units = [], []
        return start + form.until
    if not form.names and goes_on and titles and form.evidence < 0:
        section = titles.pop()
    elif form.names or titles or not goes_on:
        section = ""
    else:
        section = known.section if len(rows) > 1 else ""  # a row apart sums them all up
    yield from ((False, title) for title in titles)
    if section != known.section:
        yield from known.enter(section)
    for row in sample[: form.above]:
        yield not is_lone(row, edge_of([row])), _pair(row)
    start += form.above
    if form.turned:
        for turned in list(zip_longest(*rows[start:], fillvalue=""))[edge + 1 :]:
            if any(turned):
                yield True, _sentence([label(at(row, edge)) for row in rows[start:]], [], turned)
        return len(rows)
    if form.names:
        body = start + form.names
        width = max(map(len, rows[start:body]))
        known.headed, known.names = False, [label(name) for name in joined(rows[start:body], width)]
        known.units = [unit.strip("()[]") for unit in rows[body]] if form.units else []
        headers, start = rows[start:body], body + form.units
    else:
        headers = []
        if not goes_on or (titles and form.evidence >= 0):
            known.names, known.units = [], []
    if form.card and (titles or not goes_on):
        return (yield from _card(rows, start, edge))
    return (yield from _body(rows, start, edge, headers, known))


def _body(
    rows: list[list[str]], start: int, edge: int, headers: list[list[str]], known: _Known
) -> Generator[Line, None, int]:
    """The rows below a header until another table begins; returns where. Names that nothing stands under follow."""
    sample = rows[start : start + _LOOKED_THROUGH]
    has_sections = bool(headers) and _has_sections(sample, edge)
    grouped = _is_grouped(sample, edge, known.names)
    numbers = [place for place in range(len(known.names)) if _is_numeric(sample, place)]
    unused = {place for place, name in enumerate(known.names) if name} if headers else set()
    group = ""
    end = len(rows)
    for number in range(start, len(rows)):
        row = rows[number]
        if row in headers:
            continue
        if _begins(rows, number, edge, numbers if number > start else []):
            end = number
            break
        if has_sections and is_lone(row, edge) and number + 1 < len(rows):
            text = next(filter(None, row))
            if len(text) <= _MOST_SECTION:
                yield from known.enter(text)
                continue
        section, known.is_said = known.section, True
        if section and not at(row, edge) and at(known.names, edge):
            row, section = [*row[:edge], section, *row[edge + 1 :]], ""
        group = at(row, edge) or group
        if grouped and not at(row, edge) and at(row, edge + 1):
            row = [*row[:edge], group, *row[edge + 1 :]]
        unused -= {place for place in unused if at(row, place)}
        total = _total(rows[start : start + SAMPLE], row, edge)
        names = ["" if place == total else name for place, name in enumerate(known.names)]
        yield True, (f"{section}; " if section else "") + _sentence(names, known.units, row)
    if unused:
        yield from ((True, _sentence([], [], row)) for row in headers)
    return end


def _total(rows: list[list[str]], row: Row, edge: int) -> int | None:
    """Where a row that begins far inside says what its sum is, in a column of prices: `| | | Subtotal | 10`."""
    first = edge_of([row])
    is_label = first > edge + 1 and kind(at(row, first)) == "text" and kind(at(row, first + 1)) in NUMBERS
    return first if is_label and any(kind(at(other, first)) in NUMBERS for other in rows) else None


def _begins(rows: list[list[str]], place: int, edge: int, numbers: list[int]) -> bool:
    """Whether another table begins in the midst of rows: a title over a header, or texts in all columns of numbers."""
    row = rows[place]
    if is_lone(row, edge):
        place, enough = place + 1, _SURE
    elif len(numbers) > 1 and all(kind(at(row, number)) == "text" for number in numbers):
        enough = len(numbers)
    else:
        return False
    if place == len(rows) or not may_name(rows[place]):
        return False
    return shape(rows[place : place + 2 * SAMPLE], first=False).evidence >= enough


def _card(rows: list[list[str]], start: int, edge: int) -> Generator[Line, None, int]:
    """Labels and values: each pair is a line."""
    sample = rows[start : start + 2 * SAMPLE]
    places = [place for place in range(max(map(len, sample))) if any(at(row, place) for row in sample)]
    for number in range(start, len(rows)):
        row = rows[number]
        if number > start and is_lone(row, edge) and number + 1 < len(rows):
            return number
        if any(cell for place, cell in enumerate(row) if place not in places):
            yield True, _sentence([], [], row)
            continue
        for name, value in zip(places[::2], places[1::2], strict=True):
            if at(row, name) or at(row, value):
                yield True, _ended(": ".join(filter(None, (label(at(row, name)), at(row, value)))))
    return len(rows)


def _has_sections(rows: list[list[str]], edge: int) -> bool:
    """Whether what stands alone in the first column is about the rows below it, not an entry without values."""
    lone = [is_lone(row, edge) for row in rows]
    if lone[:1] != [True] or (True, True) in pairwise(lone) or kind(at(rows[0], edge)) != "text":
        return False
    first = [kind(at(row, edge)) for row, alone in zip(rows, lone, strict=True) if not alone]
    return 2 * first.count("text") < len(first) or (sum(lone) > 1 and len(first) >= 2 * sum(lone))


def _is_grouped(rows: list[list[str]], edge: int, names: list[str]) -> bool:
    """Whether an empty first cell means the one above: `Maternity | M1`, then `| M2`."""
    if len(rows) < 3 or sum(map(bool, names)) < 3 or not at(rows[0], edge) or not at(names, edge):
        return False
    filled = [cell for row in rows if (cell := at(row, edge))]
    seconds = [at(row, edge + 1) for row in rows]
    return (
        len(set(filled)) == len(filled) <= (1 - _GROUPED) * len(rows)
        and all(kind(cell) == "text" for cell in filled)
        and all(seconds[:-1])
    )


def _is_numeric(rows: list[list[str]], place: int) -> bool:
    kinds = [kind(cell) for row in rows[:SAMPLE] if (cell := at(row, place))]
    return 2 * sum(one in (*NUMBERS, "date", "time") for one in kinds) > len(kinds)


def _is_remark(text: str) -> bool:
    return not text[0].isalnum() or ": " in text or len(text.split()) >= _WORDY


def _pair(row: Row) -> str:
    """A row above a table, such as `Prepared by | Ada`."""
    cells = [cell for cell in row if cell]
    if len(set(cells)) == 1:
        return cells[0]
    return _ended(
        f"{label(cells[0])}: {cells[1]}" if len(cells) == 2 and kind(cells[0]) == "text" else "; ".join(cells)
    )


def _sentence(names: Sequence[str], units: Sequence[str], row: Row) -> str:
    parts = []
    for place, cell in enumerate(row):
        if cell:
            name, unit = at(names, place), at(units, place)
            if unit and kind(cell) in ("number", "year") and not cell.endswith(unit):
                cell = f"{cell} {unit}"
            parts.append(f"{name}: {cell}" if name else cell)
    return _ended("; ".join(parts))


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
