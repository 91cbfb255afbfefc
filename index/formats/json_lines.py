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
_TITLES = ("title", "name", "subject")


def read_json(data: bytes) -> Content:
    """Numbers stay as they are written. A `title` at the top, if it is an object, is the title."""
    text = decode(data)
    if not text.strip():
        return Content("")
    value = _parsed(text)
    writer = Writer()
    _write(writer, value, "", 2)
    title = (
        next((value[key] for key in _TITLES if isinstance(value.get(key), str)), None) if _is_object(value) else None
    )
    return writer.content(title)


def read_json_lines(data: bytes) -> Content:
    """One value a line, as the rows of one list."""
    lines = decode(data).split("\n")
    writer = Writer()
    _write(writer, [_parsed(line, number) for number, line in enumerate(lines, 1) if line.strip()], "", 2)
    return writer.content()


def _parsed(text: str, line: int = 0) -> Any:
    try:
        return json.loads(text, parse_float=str, parse_int=str)
    except json.JSONDecodeError as error:
        raise LoadError(f"it is not valid JSON: {error.msg}, in line {line or error.lineno}; correct it") from error


def _write(writer: Writer, value: Any, path: str, level: int) -> None:
    if isinstance(value, list) and any(isinstance(entry, dict | list) for entry in value):
        for entry in value:
            _write_record(writer, entry, path, level)
        writer.end_list()
    elif _is_object(value):
        _write_object(writer, value, path, level)
    else:
        text = _scalar(value)
        writer.paragraph(f"{path}: {text}" if path and text else text)


def _write_object(writer: Writer, value: dict[str, Any], path: str, level: int) -> None:
    """First the lines `key: value`, then under headings what is nested or long."""
    later = {key: entry for key, entry in value.items() if _is_nested(entry) or _is_long(entry)}
    for key, entry in value.items():
        if key not in later:
            writer.table([[_line(key, entry)]])
    writer.end_list()
    for key, entry in later.items():
        name = f"{path} {label(key)}".strip() if level > 6 else label(key)
        writer.heading(name, level)
        _write(writer, entry, "", level + 1)
    writer.end_list()


def _write_record(writer: Writer, entry: Any, path: str, level: int) -> None:
    """An entry of a list: one row with all that is short in it, then what is long, as paragraphs."""
    cells = list(_flat(entry, ""))
    short = [_line(key, text) for key, text in cells if not _is_long(text)]
    writer.table([list(filter(None, short))])
    for key, text in cells:
        if _is_long(text):
            writer.paragraph(f"{label(key)}: {text}" if key else text)


def _flat(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """All that an entry holds as pairs of a key path and a text."""
    if _is_object(value):
        for key, entry in value.items():
            yield from _flat(entry, f"{path} {label(key)}".strip())
    elif isinstance(value, list) and any(isinstance(entry, dict | list) for entry in value):
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


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


def _is_nested(value: Any) -> bool:
    return bool(value) and (
        _is_object(value) or (isinstance(value, list) and any(isinstance(entry, dict | list) for entry in value))
    )


def _is_long(value: Any) -> bool:
    return isinstance(value, str) and (len(value) > _PARAGRAPH or "\n" in value.strip())
