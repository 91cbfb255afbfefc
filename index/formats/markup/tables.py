"""Tables and lists of terms of a page as rows of cells. Pure."""

from collections.abc import Iterator
from typing import Any

from index.formats.markup.tree import HEADINGS, flat, number
from index.formats.writer import Writer

_MOST_SPAN = 50  # columns or rows: a cell that claims to span more is wrong, or means harm
_BLOCKS = ("p", "ul", "ol", "dl", "table", "pre", "div", "blockquote", *HEADINGS)
_CELL = 600  # characters: a table of longer ones, without names of columns, lays the page out
_STOPS = ("?", "!", ".", ":")


def write_table(writer: Writer, table: Any) -> bool:
    """Writes a table of data; False for one that only lays the page out."""
    lays_out = table.get("role") in ("presentation", "none")
    if lays_out or next(table.iterdescendants("table", *HEADINGS), None) is not None:
        return False
    trs = list(table.iter("tr"))
    rows = _cells(trs)
    if max(map(len, rows), default=0) < 2:
        return False
    marked = any(tr.find("th") is not None for tr in trs)
    if not marked and any(len(cell) > _CELL for row in rows for cell in row):
        return False
    if (caption := table.find("caption")) is not None:
        writer.paragraph(flat(caption))
    if marked and all(_names_a_row(tr) for tr in trs if len(tr)):
        for row in rows:
            writer.table([[_named_row(row)]])
        return True
    head = _head(trs)
    if head > 1:
        rows = [_merged(rows[:head]), *rows[head:]]
    names = rows[:1] if head else []
    for title, part in _parts(rows[len(names) :], trs[head:], max(map(len, rows))):
        writer.paragraph(title)
        writer.table([*names, *part], headed=bool(names))
    return True


def write_terms(writer: Writer, terms: Any) -> bool:
    """Writes a list of terms, each beside what it means; False if a meaning is more than a line."""
    entries = list(terms.iter("dt", "dd"))
    if any(next(entry.iterdescendants(*_BLOCKS), None) is not None for entry in entries):
        return False
    lines: list[tuple[list[str], list[str]]] = []
    for entry in entries:
        if not lines or (entry.tag == "dt" and lines[-1][1]):
            lines.append(([], []))
        lines[-1][entry.tag == "dd"].append(flat(entry))
    for names, meanings in lines:
        name, meaning = ", ".join(filter(None, names)), "; ".join(filter(None, meanings))
        joined = f"{name}{' ' if name.endswith(_STOPS) else ': '}{meaning}" if name and meaning else name or meaning
        writer.table([[joined]])
    return True


def _cells(trs: list[Any]) -> list[list[str]]:
    """The cells of each row, which is as wide as its spans say; a merged cell stands in each place it covers."""
    rows: list[list[str]] = []
    held: dict[int, tuple[int, str]] = {}  # column: how many more rows the cell above reaches into, and its text
    for tr in trs:
        row: list[str] = []
        for cell in (*tr.iterchildren("td", "th"), None):
            while len(row) in held:
                left, text = held.pop(len(row))
                if left > 1:
                    held[len(row)] = left - 1, text
                row.append(text)
            if cell is None:
                break
            text, down = flat(cell), min(number(cell.get("rowspan")), _MOST_SPAN)
            for place in range(min(number(cell.get("colspan")), _MOST_SPAN)):
                shown = text if place == 0 or cell.tag == "th" else ""
                if down > 1:
                    held[len(row)] = down - 1, shown
                row.append(shown)
        rows.append(row)
    return rows


def _names_a_row(tr: Any) -> bool:
    """Whether a row has its name in the first cell and values beside it."""
    cells = list(tr.iterchildren("td", "th"))
    return len(cells) > 1 and cells[0].tag == "th" and all(cell.tag == "td" for cell in cells[1:])


def _named_row(row: list[str]) -> str:
    name, values = row[0], "; ".join(filter(None, row[1:]))
    return f"{name}{' ' if name.endswith(_STOPS) else ': '}{values}" if name and values else name or values


def _head(trs: list[Any]) -> int:
    """How many of the first rows hold nothing but names of columns."""
    head, spans = 0, False
    for tr in trs:
        cells = list(tr.iterchildren("td", "th"))
        all_names = bool(cells) and all(cell.tag == "th" for cell in cells)
        if not (tr.getparent().tag == "thead" or (all_names and (spans if head else len(cells) > 1))):
            break
        head += 1
        spans = any(number(cell.get(name)) > 1 for cell in cells for name in ("colspan", "rowspan"))
    return head if head < len(trs) else min(head, 1)


def _merged(rows: list[list[str]]) -> list[str]:
    """Several rows of names as one: `Price` above `High season` is `Price High season`."""
    width = max(map(len, rows))
    columns = ([row[place] if place < len(row) else "" for row in rows] for place in range(width))
    return [" ".join(dict.fromkeys(filter(None, column))) for column in columns]


def _parts(rows: list[list[str]], trs: list[Any], width: int) -> Iterator[tuple[str, list[list[str]]]]:
    """The rows that stand under each title within the table: a single cell across all of it."""
    title = ""
    part: list[list[str]] = []
    for row, tr in zip(rows, trs, strict=True):
        spans = [number(cell.get("colspan")) for cell in tr.iterchildren("td", "th")]
        if len(spans) == 1 and spans[0] >= width and row[0]:
            if part or title:
                yield title, part
            title, part = row[0], []
        else:
            part.append(row)
    yield title, part
