"""Who wrote a document and who was there, as lines of its text say. Pure."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from index.language.mentions import names
from index.language.vocabulary import LANGUAGES, any_of, own_table
from index.language.words import fold
from index.records import Document, told_once

_HEAD, _FOOT = 1500, 600  # characters in which a document says who wrote it
_LONGEST = 80  # characters of a line that says no more than that
_MOST = 6  # words of a name
_SPACE = 5  # empty lines for a signature
_ITEM = re.compile(r"\s*(?:[-*•]|\d+[.)])\s")
_LISTED = re.compile(r"[,;]|\s&\s")
_OTHER = re.compile(r"[.;]\s+[^\W\d][^:.,;\n]{1,30}:")  # "Present: Ada Smith. Apologies: Bo Li"
_LAST_FIRST = re.compile(r"^([^,]+),\s*([^,]+)$")
_RUN_ON = re.compile(r"\n(?![ \t]*\n|[ \t]*(?:[-*•]|\d+[.)])\s|[^\n:]{1,40}:)[^\n]+")

Named = tuple[str, int, int]
"""A name, and from where to where it stands."""


@told_once(1 << 14)
def authors(document: Document) -> tuple[Named, ...]:
    """Who wrote it: of "From: Ada Smith", or below the closing of a letter."""
    text = document.text
    found = list(_labelled(text, 0, min(len(text), _HEAD), _line("authors"), document.language))
    foot = max(0, len(text) - _FOOT)
    if not found:
        for match in _closing().finditer(text, foot):
            line = _next_line(text, match.end(), gap=_SPACE)
            if line and line[1] - line[0] <= _LONGEST:
                found += _names(text, *line, document.language)[:1]
    return tuple(found)


@told_once(1 << 14)
def present(document: Document) -> tuple[Named, ...]:
    """Who was there: of "Present: Ada Smith, Bo Li", and of a list below such a line."""
    return tuple(_labelled(document.text, 0, len(document.text), _line("present"), document.language, listed=True))


def by(document: Document, person: str) -> bool:
    """Whether the person, by any of the names, is said to have written it."""
    wanted = set(fold(person).split())
    return any(wanted <= set(re.findall(r"[\w'’-]+", fold(name))) for name, _, _ in authors(document))


def _labelled(
    text: str, start: int, end: int, label: re.Pattern[str], language: str, listed: bool = False
) -> Iterator[Named]:
    for match in label.finditer(text, start, end):
        at = match.end()
        line = _line_end(text, at)
        if (
            not match["colon"]
            and text[at:line].strip()
            and len(_names(text, at, line, language)) != _parts(text[at:line])
        ):
            continue  # "written by hand"
        wrapped = listed and bool(_LISTED.search(text, at, line))
        stop = _paragraph_end(text, at) if wrapped else line
        if other := _OTHER.search(text, at, stop):
            stop = other.start()
        found = _names(text, at, stop, language)
        yield from found
        following = _next_line(text, stop, gap=0 if found else 2) if listed and not wrapped and not other else None
        while following and following[1] - following[0] <= _LONGEST:
            more = _names(text, *following, language)
            item = _ITEM.match(text, *following)
            if not more or not (item or all(" " in name for name, _, _ in more)):  # "Rent" may be what they spoke of
                break
            yield from more
            following = _next_line(text, following[1], gap=0)


def _parts(text: str) -> int:
    """How many parts a list has."""
    return len([part for part in re.split(rf"[,;]|\s(?:{_and()})\s", text) if part.strip(" .")])


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _paragraph_end(text: str, at: int) -> int:
    """Where lines that run on end: before an empty one, one with a label of its own, or an item of a list."""
    end = _line_end(text, at)
    while text[at:end].strip() and (line := _RUN_ON.match(text, end)):
        end = line.end()
    return end


def _names(text: str, start: int, end: int, language: str) -> list[Named]:
    """The names of a list of names: parts of it between commas, without what stands in brackets, behind a dash, or
    behind the comma of "Ada Smith, Legal; Bo Li, Finance"."""
    found = []
    pieces = text[start:end].split(";")
    roles = len(pieces) > 1 and all(piece.count(",") == 1 for piece in pieces)
    for match in re.finditer(r"[^;|/()<>\[\]]+" if roles else r'"[^"\n]+"|[^,;|/()<>\[\]]+', text[start:end]):
        before = text[start : start + match.start()]
        if any(before.count(first) > before.count(last) for first, last in ("()", "<>", "[]")):
            continue
        whole = match[0].partition(",")[0] if roles else match[0]
        for part in re.finditer(rf"(?s:(?!\s+(?:{_and()})\s+).)+", whole):
            stripped = re.sub(rf"^\s*(?:[-*•]|\d+[.)]|(?:{_and()})(?!\w))?\s*|\s+[-–—]\s.*$|[\s.:*_]+$", "", part[0])
            stripped = stripped.strip('"')
            at = start + match.start() + part.start() + part[0].find(stripped) if stripped else 0
            name = _LAST_FIRST.sub(r"\2 \1", stripped) if part[0].strip()[:1] == '"' else stripped
            if stripped and _is_name(name, language):
                found.append((" ".join(name.split()), at, at + len(stripped)))
    return found


def _is_name(text: str, language: str) -> bool:
    """Whether all of it is the name of a person, as far as capitals tell."""
    words = text.split()
    spelt = all(word[:1].isupper() or fold(word) in _particles() for word in words)
    return (
        spelt
        and 0 < len(words) <= _MOST
        and not any(char.isdigit() or char == ":" for char in text)
        and words[0][:1].isupper()
        and bool(names(text, language) or len(words) > 1)
    )


def _next_line(text: str, at: int, gap: int) -> tuple[int, int] | None:
    """The next line with something on it, at most so many empty ones further down."""
    for match in re.finditer(r"[^\n]+", text[at : at + 400]):
        if text.count("\n", at, at + match.start()) > gap + 1:
            return None
        if match[0].strip():
            return at + match.start(), at + match.end()
    return None


@cache
def _line(key: str) -> re.Pattern[str]:
    """A label at the beginning of a line, with its colon, or on a line of its own; "written by" needs none."""
    label, by = any_of(_words(key)), any_of(_words(f"{key}_by")) or "(?!)"
    return re.compile(
        rf"^[ \t>*#_-]*(?:(?:{label})(?: \([^)\n]*\))?[*_]*[ \t]*(?P<colon>[:–—-]|$)[*_]*|(?:{by})(?=[ \t]))[ \t]*",
        re.IGNORECASE | re.MULTILINE,
    )


@cache
def _closing() -> re.Pattern[str]:
    return re.compile(rf"^[ \t]*(?:{any_of(_words('closings'))})[ \t]*[,.!]?[ \t]*$", re.IGNORECASE | re.MULTILINE)


@cache
def _and() -> str:
    return any_of(_words("and"))


def _words(key: str) -> list[str]:
    """Those of all languages: a line of a document tells what it is in its own."""
    return [word for code in LANGUAGES for word in own_table(code, "whole.lines").get(key, ())]


@cache
def _particles() -> Sequence[str]:
    return _words("particles")
