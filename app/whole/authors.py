"""Who wrote a document and who was there, as lines of its text say. Pure."""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from index.language.identify import ENGLISH
from index.language.mentions import names
from index.language.vocabulary import any_of, vocabulary
from index.language.words import fold
from index.records import Document

_HEAD, _FOOT = 1500, 600  # characters in which a document says who wrote it
_LONGEST = 80  # characters of a line that says no more than that
_MOST = 6  # words of a name
_RUN_ON = re.compile(r"\n(?![ \t]*\n|[ \t]*(?:[-*•]|\d+[.)])\s|[^\n:]{1,40}:)[^\n]+")

Named = tuple[str, int, int]
"""A name, and from where to where it stands."""


@lru_cache(maxsize=1 << 14)
def authors(document: Document) -> tuple[Named, ...]:
    """Who wrote it: of "From: Ada Smith", or below the closing of a letter."""
    text = document.text
    found = list(_labelled(text, 0, min(len(text), _HEAD), _line("authors"), document.language))
    foot = max(0, len(text) - _FOOT)
    if not found:
        for match in _closing().finditer(text, foot):
            line = _next_line(text, match.end())
            if line and line[1] - line[0] <= _LONGEST:
                found += _names(text, *line, document.language)[:1]
    return tuple(found)


@lru_cache(maxsize=1 << 14)
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
        stop = _paragraph_end(text, match.end()) if listed else _line_end(text, match.end())
        found = _names(text, match.end(), stop, language)
        yield from found
        if listed and not found:
            line = _next_line(text, stop)
            while line and (more := _names(text, *line, language)) and line[1] - line[0] <= _LONGEST:
                yield from more
                line = _next_line(text, line[1], gap=0)


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
    """The names of a list of names: parts of it between commas, without what stands in brackets."""
    found = []
    for match in re.finditer(r"[^,;|/()<>]+", text[start:end]):
        depth = text[start : start + match.start()]
        if depth.count("(") > depth.count(")") or depth.count("<") > depth.count(">"):
            continue
        for part in re.finditer(rf"(?s:(?!\s+(?:{_and()})\s+).)+", match[0]):
            stripped = re.sub(rf"^\s*(?:[-*•]|(?:{_and()})\b)?\s*|[\s.:]+$", "", part[0])
            at = start + match.start() + part.start() + part[0].find(stripped) if stripped else 0
            if stripped and _is_name(stripped, language):
                found.append((" ".join(stripped.split()), at, at + len(stripped)))
    return found


def _is_name(text: str, language: str) -> bool:
    """Whether all of it is the name of a person, as far as capitals tell."""
    words = text.split()
    spelt = all(word[:1].isupper() or fold(word) in _particles() for word in words)
    return (
        spelt
        and 0 < len(words) <= _MOST
        and not any(map(str.isdigit, text))
        and words[0][:1].isupper()
        and bool(names(text, language) or len(words) > 1)
    )


def _next_line(text: str, at: int, gap: int = 2) -> tuple[int, int] | None:
    """The next line with something on it, at most so many empty ones further down."""
    for match in re.finditer(r"[^\n]+", text[at : at + 400]):
        if text.count("\n", at, at + match.start()) > gap + 1:
            return None
        if match[0].strip():
            return at + match.start(), at + match.end()
    return None


@cache
def _line(key: str) -> re.Pattern[str]:
    labels = vocabulary(ENGLISH, "whole")["lines"][key]
    return re.compile(
        rf"^[ \t>*#-]*(?:{any_of(labels)})(?: \([^)\n]*\))?[ \t]*[:–—-][ \t]*", re.IGNORECASE | re.MULTILINE
    )


@cache
def _closing() -> re.Pattern[str]:
    closings = vocabulary(ENGLISH, "whole")["lines"]["closings"]
    return re.compile(rf"^[ \t]*(?:{any_of(closings)})[ \t]*[,.!]?[ \t]*$", re.IGNORECASE | re.MULTILINE)


@cache
def _and() -> str:
    return any_of(vocabulary(ENGLISH, "whole")["lines"]["and"])


@cache
def _particles() -> Sequence[str]:
    particles: Sequence[str] = vocabulary(ENGLISH, "whole")["lines"]["particles"]
    return particles
