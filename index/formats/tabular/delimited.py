"""Delimited text (CSV, TSV): a sentence a row."""

import csv
from collections import Counter
from io import StringIO
from typing import Any

from index.formats.text import decoded
from index.formats.writer import Content, Writer

_DELIMITERS = "\t;|,"  # in doubt the first: a comma is also found within numbers and texts
_NOWHERE = "\x1f"
_EVEN = 0.5  # of the lines: with fewer it is a column of texts with commas in them
_SAMPLE = 200  # lines
_END = "\ufdd0"  # a character that no text holds

csv.field_size_limit(2**31 - 1)  # no cell is too long: how large a file may be is limited elsewhere


def read_delimited(data: bytes) -> Content:
    """Commas, semicolons, tabs or bars between the cells, whichever divides the lines most evenly."""
    text, omission = decoded(data)
    if text.lower().startswith("sep=") and text[5:6] in "\r\n":  # a line that Excel writes for itself
        delimiter, text = text[4], text[5:].lstrip("\r\n")
    else:
        delimiter = _delimiter(text)
    rows = _rows(text, delimiter, csv.QUOTE_MINIMAL)
    if rows.pop() != [_END]:  # a quotation mark that is never closed has swallowed the rest: it is just a mark
        rows = _rows(text, delimiter, csv.QUOTE_NONE)[:-1]
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

    for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
        best = max(_DELIMITERS, key=lambda delimiter: evenness(delimiter, quoting))
        if evenness(best, quoting) > _EVEN:
            return best
    return _NOWHERE
