"""What a page says of itself for machines (JSON-LD and its description), as far as its text doesn't say it."""

import json
import re
from collections.abc import Iterator
from typing import Any

from index.formats.tabular.rows import label
from index.formats.writer import Writer
from index.language.tidy import one_line

_JSON_LD = "application/ld+json"
_PASSED_OVER = re.compile(
    r"(?:breadcrumblist|website|searchaction|imageobject|sitenavigationelement|webpage|listitem|entrypoint|readaction)",
    re.IGNORECASE,
)
_NO_TEXT = re.compile(r"(?:https?://|//|#|/|data:)\S*|\{.*\}", re.DOTALL)
_SCHEMA = re.compile(r"https?://schema\.org/(\w+)")
_CAMEL = re.compile(r"(?<=[a-z])(?=[^\W\d_a-z])")
_TAG = re.compile(r"<[^<>]*>")
_MOST = 200  # entries
_LEAST_WORDS = 4  # of a description
_DEPTH = 20


class PageData:
    """Found before anything is taken out of the page, and written when all else is."""

    def __init__(self, root: Any) -> None:
        self._values = [
            value
            for script in root.iter("script")
            if (script.get("type") or "").strip().lower() == _JSON_LD and (value := _parsed(script.text)) is not None
        ]
        named = {meta.get("name") or meta.get("property"): meta.get("content") for meta in root.iter("meta")}
        self._description = one_line(named.get("description") or named.get("og:description") or "")

    def write(self, writer: Writer, text: str) -> None:
        """Writes what `text`, that of the page, doesn't hold."""
        seen = _plain(text)
        lines: list[tuple[str, str]] = []
        for value in self._values:
            lines += _entries(value, seen, _DEPTH)
        is_new = len(self._description.split()) >= _LEAST_WORDS and _plain(self._description) not in seen
        if not lines and not is_new:
            return
        writer.heading("What the page says of itself", 2)
        writer.paragraph(f"Description: {self._description}" if is_new else "")
        for name, said in lines[:_MOST]:
            if name.endswith("?"):
                writer.heading(name, 3)
                writer.paragraph(said)
            else:
                writer.table([[f"{name}: {said}" if name else said]])
        if len(lines) > _MOST:
            writer.omit(f"{len(lines) - _MOST:,} more entries that the page has for machines")


def _parsed(text: str | None) -> Any:
    try:
        return json.loads(text or "", parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        return None


def _entries(value: Any, seen: str, depth: int) -> Iterator[tuple[str, str]]:
    """A question with its answer, or the kind of a thing with all that is said of it."""
    if depth == 0:
        return
    if isinstance(value, list):
        for entry in value:
            yield from _entries(entry, seen, depth - 1)
    elif isinstance(value, dict):
        kind = _first(value.get("@type"))
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart"):
            if isinstance(value.get(key), dict | list):
                yield from _entries(value[key], seen, depth - 1)
        if kind == "Question":
            asked, answer = _words(value.get("name")), value.get("acceptedAnswer") or value.get("suggestedAnswer")
            answer = answer[0] if isinstance(answer, list) and answer else answer
            said = _words(answer.get("text")) if isinstance(answer, dict) else ""
            if said and _plain(said) not in seen:
                yield (asked if asked.endswith("?") else f"{asked}?"), said
        elif kind and kind != "FAQPage" and not _PASSED_OVER.fullmatch(kind):
            told = list(_told(value, "", depth - 1))
            if any(_plain(text) not in seen for key, text in told if not key.endswith("name")):
                yield "", "; ".join([_spaced(kind), *(f"{key}: {text}" for key, text in told)])


def _told(value: dict[str, Any], path: str, depth: int) -> Iterator[tuple[str, str]]:
    for key, entry in value.items():
        if key.startswith("@") or key in ("mainEntity", "mainEntityOfPage", "hasPart", "image", "logo") or depth == 0:
            continue
        name = f"{path} {label(_spaced(key))}".strip()
        entries = entry if isinstance(entry, list) else [entry]
        if texts := [text for one in entries if not isinstance(one, dict | list) and (text := _words(one))]:
            yield name, ", ".join(texts)
        for one in entries:
            if isinstance(one, dict) and not _PASSED_OVER.fullmatch(_first(one.get("@type"))):
                yield from _told(one, name, depth - 1)


def _words(value: Any) -> str:
    """A text without markup, "" for an address of a machine; of a term of schema.org its name."""
    text = one_line(_TAG.sub(" ", str(value))) if isinstance(value, str | int) else ""
    if term := _SCHEMA.fullmatch(text):
        return _spaced(term.group(1))
    return "" if _NO_TEXT.fullmatch(text) else text


def _first(kinds: Any) -> str:
    first = kinds[0] if isinstance(kinds, list) and kinds else kinds
    return first if isinstance(first, str) else ""


def _spaced(name: str) -> str:
    """A name of machines in words.

    >>> _spaced("openingHours")
    'opening hours'
    """
    words = _CAMEL.sub(" ", name)
    return words if words == name else words.lower()


def _plain(text: str) -> str:
    return "".join(filter(str.isalnum, text.lower()))
