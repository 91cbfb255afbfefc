"""Notebooks (Jupyter): their texts, their code, and what the code wrote; pictures that it drew are counted."""

import re
from collections.abc import Iterator
from typing import Any

from index.errors import LoadError
from index.formats.markup.html import write_html
from index.formats.structured.loose import parsed
from index.formats.text import decoded
from index.formats.writer import Content, Writer, counted

_MOST_OUTPUT = 20_000  # characters of what a cell wrote
_COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


def read_notebook(data: bytes) -> Content:
    """The title is the one in its metadata, or its first heading. Of long outputs the beginning is read."""
    text, damage = decoded(data)
    notebook = parsed(text).value
    cells = list(_cells(notebook))
    if not cells and not (isinstance(notebook, dict) and "cells" in notebook):
        raise LoadError("it is not a notebook; if it is other JSON, rename it to .json")
    writer, pictures, cut = Writer(), 0, 0
    writer.omit(damage)
    for cell in cells:
        writer.paragraph(_joined(cell.get("source", cell.get("input"))))
        pictures += len(cell.get("attachments") or ())
        outputs = cell.get("outputs")
        for output in outputs if isinstance(outputs, list) else []:
            if isinstance(output, dict):
                drawn, shortened = _write_output(writer, output)
                pictures += drawn
                cut += shortened
    writer.omit(counted(pictures, "picture"))
    writer.omit(counted(cut, "end of a long output", "ends of long outputs"))
    metadata = notebook.get("metadata") if isinstance(notebook, dict) else None
    return writer.titled(metadata.get("title") if isinstance(metadata, dict) else None)


def _cells(notebook: Any) -> Iterator[dict[str, Any]]:
    """The cells of a notebook, which before version 4 stand on sheets."""
    if isinstance(notebook, dict):
        sheets = notebook.get("worksheets")
        for holder in (notebook, *(sheets if isinstance(sheets, list) else [])):
            cells = holder.get("cells") if isinstance(holder, dict) else None
            yield from (cell for cell in cells or [] if isinstance(cell, dict))


def _write_output(writer: Writer, output: dict[str, Any]) -> tuple[bool, bool]:
    """Writes what a cell gave; whether there was a picture, and whether it was cut."""
    data = output.get("data")
    kinds = data if isinstance(data, dict) else output
    html, error = _joined(kinds.get("text/html", kinds.get("html"))), _joined(output.get("evalue"))
    text = _joined(kinds.get("text/markdown") or kinds.get("text/plain") or kinds.get("text"))
    if "<table" in html and len(html) <= _MOST_OUTPUT:
        write_html(writer, html)
    else:
        writer.paragraph(_COLOURS.sub("", text[:_MOST_OUTPUT]))
    writer.paragraph(f"{output.get('ename', 'Error')}: {error}" if error else "")
    is_drawn = any(str(kind).startswith("image/") or kind in ("png", "jpeg", "svg") for kind in kinds)
    return is_drawn, len(text) > _MOST_OUTPUT


def _joined(source: Any) -> str:
    """Text that is kept whole or line by line."""
    if isinstance(source, list):
        return "".join(map(str, source))
    return source if isinstance(source, str) else ""
