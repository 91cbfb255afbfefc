"""Tables: delimited text (CSV, TSV) and Excel workbooks, a sentence a row. Owns openpyxl."""

import csv
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, time, timedelta
from io import BytesIO, StringIO
from typing import Any

from index.errors import LoadError
from index.formats.text import decoded
from index.formats.writer import Content, Writer
from index.formats.zip import Container
from index.language.tidy import one_line

_DELIMITERS = "\t;|,"  # in doubt the first: a comma is also found within numbers and texts
_NOWHERE = "\x1f"
_EVEN = 0.5  # of the lines: with fewer it is a column of texts with commas in them
_SAMPLE = 200  # lines
_END = "\ufdd0"  # a character that no text holds
_UNNAMED = frozenset({"sheet", "table", "tabelle", "hoja", "feuil", "foglio", "planilha", "blad", "arkusz", "лист"})


def read_delimited(data: bytes) -> Content:
    """Commas, semicolons, tabs or bars between the cells, whichever divides the lines most evenly."""
    text, omission = decoded(data)
    if text.lower().startswith("sep=") and text[5:6] in "\r\n":  # a line that Excel writes for itself
        delimiter, text = text[4], text[5:].lstrip("\r\n")
    else:
        delimiter = _delimiter(text)
    try:
        rows = _rows(text, delimiter, csv.QUOTE_MINIMAL)
        if rows.pop() != [_END]:  # a quotation mark that is never closed has swallowed the rest: it is just a mark
            rows = _rows(text, delimiter, csv.QUOTE_NONE)[:-1]
    except csv.Error as error:
        raise LoadError(f"it can't be read as a table ({error}); save it as CSV again") from error
    writer = Writer()
    writer.table(rows)
    writer.omit(omission)
    return writer.content()


def _rows(text: str, delimiter: str, quoting: Any) -> list[list[str]]:
    with StringIO(f"{text}\n{_END}", newline="") as lines:
        return list(csv.reader(lines, delimiter=delimiter, quoting=quoting, skipinitialspace=True))


def _delimiter(text: str) -> str:
    """The delimiter that gives most of the first lines the same number of cells, two or more; else there is none."""
    sample = "\n".join(text.splitlines()[:_SAMPLE])

    def evenness(delimiter: str, quoting: Any) -> float:
        rows = csv.reader(StringIO(sample, newline=""), delimiter=delimiter, quoting=quoting)
        widths = [len(row) for row in rows if row]
        widest = Counter(width for width in widths if width > 1).most_common(1)
        return widest[0][1] / len(widths) if widest else 0.0

    try:
        for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
            best = max(_DELIMITERS, key=lambda delimiter: evenness(delimiter, quoting))
            if evenness(best, quoting) > _EVEN:
                return best
        return _NOWHERE
    except csv.Error:  # a cell longer than any: said when all is read
        return ","


def read_xlsx(data: bytes) -> Content:
    """Each visible sheet under its name. Formulas give the value that was saved with them."""
    container = Container(data, ".xlsx")
    from openpyxl import load_workbook  # slow to load

    writer = Writer()
    with closing(load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)) as workbook:
        for sheet in workbook.worksheets:
            if sheet.sheet_state != "visible":
                continue
            sheet.reset_dimensions()  # what the file says of its size may be wrong
            rows = list(_cells(sheet))
            if any(any(row) for row in rows):
                if len(workbook.sheetnames) > 1 or sheet.title.rstrip(" 0123456789").lower() not in _UNNAMED:
                    writer.heading(sheet.title, 2)
                writer.table(rows)
                writer.end_list()
    return writer.content(container.title())


def _cells(sheet: Any) -> Iterator[list[str]]:
    """Rows of texts; of several empty rows one is kept, as a sheet may have a million of them."""
    blank = False
    for row in sheet.iter_rows():
        cells = [_shown(cell) for cell in row]
        if any(cells) or not blank:
            yield cells
        blank = not any(cells)


def _shown(cell: Any) -> str:
    """A value as people see it: 2024-05-01 without midnight, 3 without decimals, 25%."""
    value = cell.value
    if value is None or cell.data_type == "e":  # such as #DIV/0!
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}".removesuffix(" 00:00")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02}"
    if isinstance(value, int | float):
        if "%" in (cell.number_format or ""):
            return f"{value * 100:.12g}%"
        return str(int(value)) if value == int(value) and abs(value) < 1e15 else f"{value:.15g}"
    return one_line(str(value))
