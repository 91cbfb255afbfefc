"""JSON and JSON Lines as text: objects as lines `key: value`, lists of objects as rows, nested keys as headings."""

from collections.abc import Iterator
from typing import Any

from index.errors import LoadError
from index.formats.structured.chats import is_chat, is_tree, of_tree, paragraphs
from index.formats.structured.loose import parsed, parsed_lines
from index.formats.structured.moments import in_words
from index.formats.structured.places import is_place, place
from index.formats.tabular.rows import label
from index.formats.text import decoded
from index.formats.writer import Content, Writer, counted, places
from index.language.tidy import one_line

_PARAGRAPH = 200  # characters: a longer text stands by itself under its key
_TITLES = ("title", "name", "subject")


def read_json(data: bytes) -> Content:
    """Numbers stay as they are written. A `title` at the top, if it is an object, is the title."""
    text, damage = decoded(data)
    if not text.strip():
        return Content("")
    try:
        found = parsed(text)
    except LoadError:
        values, broken = parsed_lines(text)
        if len(values) <= max(len(broken), 1):
            raise
        return _lines(values, broken, damage)  # lines of JSON under the name of JSON
    writer = Writer()
    writer.omit(damage)
    writer.paragraph(found.heading)
    _write(writer, found.value, 2)
    writer.omit(counted(found.comments, "comment"))
    return writer.content(_title(found.value))


def read_json_lines(data: bytes) -> Content:
    """One value a line, as the rows of one list. Lines that are broken are noted; if all are, it is read as JSON."""
    text, damage = decoded(data)
    values, broken = parsed_lines(text)
    return _lines(values, broken, damage) if values and len(broken) <= len(values) else read_json(data)


def _lines(values: list[Any], broken: list[int], damage: str) -> Content:
    writer = Writer()
    writer.omit(damage)
    _write(writer, values, 2)
    if broken:
        verb = "is" if len(broken) == 1 else "are"
        writer.omit(f"{places(broken, 'line')}, which {verb} not valid JSON")
    return writer.content()


def _write(writer: Writer, value: Any, level: int) -> None:
    if is_tree(value):
        write_object(writer, {**value, "mapping": None}, level)
        _write_chat(writer, of_tree(value["mapping"]))
    elif is_chat(value):
        _write_chat(writer, value)
    elif _are_records(value):
        for number, entry in enumerate(value, 1):
            if _holds_chat(entry):
                writer.heading(_title(entry) or f"{number}", level)
                _write(writer, entry, level + 1)
            else:
                _write_record(writer, entry)
        writer.end_list()
    elif isinstance(value, dict):
        write_object(writer, value, level)
    else:
        writer.paragraph(_scalar(value))


def _write_chat(writer: Writer, messages: list[Any]) -> None:
    for text in paragraphs(messages):
        writer.paragraph(text)


def write_object(writer: Writer, value: dict[str, Any], level: int) -> None:
    """First the lines `key: value`, then under headings what is nested or long."""
    if is_place(value) or _is_keyed(value):
        for entry in [value] if is_place(value) else _with_keys(value):
            _write_record(writer, entry)
        writer.end_list()
        return
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
    if is_place(entry):
        entry, has_outline = place(entry)
        writer.omit("the outlines of places" if has_outline else "")
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
    text = in_words(key, one_line(_scalar(value)))
    return f"{label(key)}: {text}" if key and text else text


def _scalar(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(filter(None, map(_scalar, value)))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _title(value: Any) -> str | None:
    stated = [value.get(key) for key in _TITLES] if isinstance(value, dict) else []
    return next((title for title in stated if isinstance(title, str)), None)


def _is_nested(value: Any) -> bool:
    return isinstance(value, dict) or _are_records(value)


def _are_records(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(entry, dict | list) for entry in value)


def _holds_chat(value: Any) -> bool:
    return is_tree(value) or (isinstance(value, dict) and any(map(is_chat, value.values())))


def _is_keyed(value: dict[str, Any]) -> bool:
    """Whether an object is a list of records, each under its id: most of what one has, all have."""
    entries = list(value.values())
    if len(entries) < 2 or not all(isinstance(entry, dict) and entry for entry in entries):
        return False
    shared, all_keys = set.intersection(*map(set, entries)), set.union(*map(set, entries))
    return 2 * len(shared) >= len(all_keys)


def _with_keys(value: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Such records with their ids, which those that hold them already don't need twice."""
    for key, entry in value.items():
        shown = key if any(map(str.isdigit, key)) else label(key)
        yield entry if key in entry.values() else {"key" if "id" in entry else "id": shown, **entry}


def _is_long(value: Any) -> bool:
    return isinstance(value, str) and (len(value) > _PARAGRAPH or "\n" in value.strip())
