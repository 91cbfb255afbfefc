"""JSON and JSON Lines as text: objects as lines `key: value`, lists of objects as rows, nested keys as headings."""

import json
from collections.abc import Iterator
from typing import Any

from index.errors import LoadError
from index.formats.rows import label
from index.formats.text import decode
from index.formats.writer import Content, Writer
from index.language.tidy import one_line

_PARAGRAPH = 200  # characters: a longer text stands by itself under its key


def read_json(data: bytes) -> Content:
    """Numbers stay as they are written. A `title` at the top, if it is an object, is the title."""
    text = decode(data)
    value = _parsed(text) if text.strip() else None
    writer = Writer()
    _write(writer, value, 2)
    stated = [value.get(key) for key in ("title", "name", "subject")] if isinstance(value, dict) else []
    return writer.content(next((title for title in stated if isinstance(title, str)), None))


def read_json_lines(data: bytes) -> Content:
    """One value a line, as the rows of one list."""
    lines = decode(data).split("\n")
    writer = Writer()
    _write(writer, [_parsed(line, number) for number, line in enumerate(lines, 1) if line.strip()], 2)
    return writer.content()


def _parsed(text: str, line: int = 0) -> Any:
    try:
        return json.loads(text, parse_float=str, parse_int=str)
    except json.JSONDecodeError as error:
        raise LoadError(f"it is not valid JSON: {error.msg}, in line {line or error.lineno}; correct it") from error


def _write(writer: Writer, value: Any, level: int) -> None:
    if _are_records(value):
        for entry in value:
            _write_record(writer, entry)
        writer.end_list()
    elif isinstance(value, dict):
        write_object(writer, value, level)
    else:
        writer.paragraph(_scalar(value))


def write_object(writer: Writer, value: dict[str, Any], level: int) -> None:
    """First the lines `key: value`, then under headings what is nested or long."""
    later = {key: entry for key, entry in value.items() if entry and (_is_nested(entry) or _is_long(entry))}
    for key, entry in value.items():
        if key not in later:
            writer.table([[_line(key, entry)]])
    writer.end_list()
    for key, entry in later.items():
        writer.heading(label(key), level)
        _write(writer, entry, level + 1)
    writer.end_list()


def _write_record(writer: Writer, entry: Any) -> None:
    """An entry of a list: one row with all that is short in it, then what is long, as paragraphs."""
    cells = list(_flat(entry, ""))
    writer.table([[_line(key, text) for key, text in cells if not _is_long(text)]])
    for key, text in cells:
        if _is_long(text):
            writer.paragraph(f"{label(key)}: {text}" if key else text)


def _flat(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """All that an entry holds as pairs of a key path and a text."""
    if isinstance(value, dict):
        for key, entry in value.items():
            yield from _flat(entry, f"{path} {label(key)}".strip())
    elif _are_records(value):
        for entry in value:
            yield from _flat(entry, path)
    else:
        yield path, _scalar(value)


def _line(key: str, value: Any) -> str:
    text = one_line(_scalar(value))
    return f"{label(key)}: {text}" if key and text else text


def _scalar(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(filter(None, map(_scalar, value)))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _is_nested(value: Any) -> bool:
    return isinstance(value, dict) or _are_records(value)


def _are_records(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(entry, dict | list) for entry in value)


def _is_long(value: Any) -> bool:
    return isinstance(value, str) and (len(value) > _PARAGRAPH or "\n" in value.strip())
