"""Sentence boundaries as character offsets. Pure; the only module that uses sentencex.

Marks, quotes and brackets are sentencex's to judge. Whether a full stop belongs to an abbreviation is told here for the
languages that have a vocabulary of them: sentencex's own lists take ordinary words for abbreviations.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from itertools import pairwise

from sentencex import get_sentence_boundaries

from index.language.layout import CODE, HEADING
from index.language.own_date import find_dateline
from index.language.vocabulary import LANGUAGES, own_table

Span = tuple[int, int]

_RULES = 2  # raise it when other sentences come out

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_LIST_ITEM = re.compile(rf"[^\S{CODE}]*(?:[-*+•–|]|#{{1,6}}|\d{{1,3}}[.)])\s")
_ENUMERATOR = re.compile(r"\(?(?:\d{1,3}|[A-Za-z])[.)]")
_WRAPPED_LINE = 45  # a line shorter than this, in characters, ends on purpose: a title, an address, a list item
_WORD = re.compile(r"\w")
_UNLISTED = "bg"  # a language of whose abbreviations none is in Latin letters
_OPENING = "\"'“”„‘«‹([{¿¡* "
_LOOKED_BACK = 60  # characters: more than three abbreviations have
_DOTTED = re.compile(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,2}")
_LETTER_END = re.compile(r"(?<=\b[^\W\d_]\.)\s+(?=(\w+))")
_ELISION = re.compile(r"^\w{1,6}['’](?=\w)")
_LETTER = re.compile(r"[^\W\d_]{1,2}\.")
_NUMBER = re.compile(r"\d|[IVXLC]{2,}\b")
ROW_CELL = re.compile(r"[^:;]{1,80}?: ")  # as index.formats.tabular.rows names columns
_MOST_SECTION = 80  # characters, as there
_QUOTES = re.compile(r'["“”„«»()\[\]]')
_CLOSED = re.compile(r'([.!?…](?: (?=[”»)\]]))?)(["”“»)\]])')
_LONGEST_QUOTE = 400  # characters that a sentence with a quote or a bracket has
_LONGEST_ROW = 400  # characters: of a longer row the sentences of its cells are quoted
_LONGEST_CODE = 300  # characters: lines of code are quoted together up to here


def sentences(text: str, language: str) -> list[Span]:
    """Spans `(start, end)` of the sentences of `text`, in order, disjoint, without outer whitespace.

    Every character that is not whitespace lies in exactly one span. A blank line, a list item, a heading
    and a dateline end a sentence whatever the punctuation; a hard-wrapped line does not. A row of a table is one, and
    so are a few lines of code.

    >>> sentences("Dr. No left. He ran.", "en")
    [(0, 12), (13, 20)]
    """
    return list(iter_sentences(text, language))


def iter_sentences(text: str, language: str) -> Iterator[Span]:
    """`sentences` one after the other, as they are asked for: of a text of many megabytes the first come at once."""
    stops = _stops(language)
    for block_start, block_end in _blocks(text, stops):
        spans: list[Span] = []
        for piece in _cut(text, block_start, block_end, language, stops):
            if (span := trim(text, *piece)) is None:
                continue
            previous = spans[-1] if spans else None
            if previous and (
                not _WORD.search(text, *span)  # a closing quote belongs to what it closes
                or _ENUMERATOR.fullmatch(text, *previous)  # and "1." to what it numbers
                or text[span[0]] in ":,;"
                or (stops and stops.go_on(text, *previous, span[0]))
            ):
                spans[-1] = (previous[0], span[1])
            else:
                spans.append(span)
        yield from spans


def cut_by() -> str:
    """What decides where sentences end, with its version."""
    return f"rules {_RULES}, sentencex {version('sentencex')}"


def trim(text: str, start: int, end: int) -> Span | None:
    """The span without outer whitespace, or None if nothing is left."""
    stripped = text[start:end].strip()
    if not stripped:
        return None
    start = text.index(stripped[0], start)
    return start, start + len(stripped)


class _Stops:
    """What the full stops of a language stand for: see the tables `sentences` of its vocabulary."""

    def __init__(self, language: str) -> None:
        table = own_table(language, "sentences")

        def listed(name: str) -> frozenset[str]:
            return frozenset(table.get(name, "").split())

        self._always, self._numbered = listed("abbreviations"), listed("before_numbers")
        self._names, self._small = listed("before_names"), listed("before_small")
        self._endings, self._openers = listed("endings"), listed("openers")
        self._any = self._always | self._numbered | self._names | self._small
        self._streets = tuple(table.get("streets", "").split())
        self._ordinals = table.get("ordinals", False)

    def opens(self, word: str) -> bool:
        """Whether a sentence may begin with this word and a name does not."""
        return word[:1].isupper() and word.lower() in self._openers

    def go_on(self, text: str, start: int, end: int, following: int) -> bool:
        """Whether the sentence `text[start:end]` goes on at `following` in spite of its stop."""
        if text[end - 1] != "." or following >= len(text):
            return False
        words = text[max(start, end - _LOOKED_BACK) : end].split()
        last = _ELISION.sub("", words[-1].strip(_OPENING)[:-1])
        before = ["".join(words[-count:-1]).strip(_OPENING) for count in (1, 2, 3)]
        forms = {form for part in before for form in _cases(part + last)}
        rest = text[following : following + _LOOKED_BACK].lstrip(_OPENING)
        if forms & self._endings and rest[:1].isalnum():
            return False
        if forms & self._always or _spelt_on(last, text, end, following):
            return True
        if text[following] in "([":
            return bool(forms & self._any)
        if _NUMBER.match(rest):
            return bool(forms & self._numbered or last.endswith(self._streets))
        if not rest[:1].isupper():
            return bool(forms & self._any or _DOTTED.fullmatch(last) or len(last) < 2 + last.isdigit())
        word = re.match(r"\w+", rest)
        if word and self.opens(word[0]):
            return False
        if last.isdigit():
            return bool(self._ordinals and len(last) < 3)
        return bool(
            forms & self._names
            or any(_DOTTED.fullmatch(form) for form in forms)
            or (len(last) == 1 and last.isupper() and (last != "I" or len(words) == 1))
        )


def _spelt_on(last: str, text: str, end: int, following: int) -> bool:
    """Whether the next letter of an acronym follows: `Ph.D.`, `a. C.`"""
    if end == following and last[-2:-1] in ("", "."):
        return True
    letter = _LETTER.match(text, following) if last.isalpha() else None
    return bool(letter and (len(last) < 3 if end == following else len(last) + 1 == len(letter[0]) == 2))


@cache
def _stops(language: str) -> _Stops | None:
    return _Stops(language) if language in LANGUAGES else None


def _cases(form: str) -> Iterator[str]:
    """An abbreviation as the vocabulary may spell it: it may stand at the beginning of a sentence or in a heading."""
    yield form
    yield form[:1].lower() + form[1:]
    if len(form) > 1 and form.isupper():
        yield form.capitalize()


def _cut(text: str, start: int, end: int, language: str, stops: _Stops | None) -> Iterator[Span]:
    """The pieces of a block between marks that may end a sentence."""
    if text.startswith(CODE, start) or (end - start <= _LONGEST_ROW and is_row(text[start:end])):
        yield start, end
        return
    for piece, piece_end in _between_marks(text, start, end, _UNLISTED if stops else language):
        for space in _LETTER_END.finditer(text, piece, piece_end) if stops else ():
            is_long = piece_end - piece > _LONGEST_QUOTE
            if stops and stops.opens(space[1]) and (is_long or not _is_open(text[piece : space.start()])):
                yield piece, space.end()
                piece = space.end()
        yield piece, piece_end


def _between_marks(text: str, start: int, end: int, language: str, closed: bool = True) -> Iterator[Span]:
    """The pieces of `text[start:end]` that sentencex makes out: a quote is not cut, unless it is long.

    For that its marks are taken for letters, a closing one after it has changed places with the stop before it.
    """
    part = text[start:end]
    for boundary in get_sentence_boundaries(language, part if closed else _QUOTES.sub("_", _CLOSED.sub(r"\2\1", part))):
        piece, piece_end = start + boundary["start_index"], start + boundary["end_index"]
        if closed and piece_end - piece > _LONGEST_QUOTE and _QUOTES.search(text, piece, piece_end):
            yield from _between_marks(text, piece, piece_end, language, closed=False)
        else:
            yield piece, piece_end


def _is_open(text: str) -> bool:
    """Whether a quote or a bracket is not closed."""
    return text.count('"') % 2 > 0 or any(text.count(a) > text.count(b) for a, b in ("()", "[]", "“”", "„“", "«»"))


def is_row(block: str) -> bool:
    """Whether a line is a row of a table, `Name: Ada; Answered?: yes.`: most of its cells name their columns.

    Names that begin alike, with capitals or without, tell it from a sentence with two colons.
    """
    line = block.strip()
    if "; " not in line or "\n" in line or line[-1] not in ".!?":
        return False
    cells = line.split("; ")
    names = [name for cell in cells if (name := ROW_CELL.match(cell))]
    alike = len({name[0][0].islower() for name in names}) == 1
    section = len(cells[0]) <= _MOST_SECTION and len(names) == len(cells) - 1  # what all the cells stand under
    return alike and 2 <= len(names) > len(cells) // 2 and (section or bool(ROW_CELL.match(cells[0])))


def _blocks(text: str, stops: _Stops | None) -> Iterator[Span]:
    """Paragraphs, and within them the lines that stand alone. Together they cover `text`."""
    dateline = find_dateline(text)
    breaks = {0, len(text)}
    if dateline:
        breaks |= {dateline.start, dateline.end + (text[dateline.end : dateline.end + 1] == ".")}
    breaks.update(match.end() for match in _BLANK_LINE.finditer(text))
    line_start = first_of_code = 0
    while (newline := text.find("\n", line_start)) >= 0:
        line, next_start = trim(text, line_start, newline) or (line_start, line_start), newline + 1
        words = text[slice(*line)]
        if text.startswith(CODE, line_start) or text.startswith(CODE, next_start):
            goes_on = text.startswith(CODE, line_start) and text.startswith(CODE, next_start)
            if not goes_on or next_start - first_of_code > _LONGEST_CODE:
                breaks.add(next_start)
                first_of_code = next_start
            line_start = next_start
            continue
        stands_alone = len(words) < _WRAPPED_LINE or bool(HEADING.match(words))
        if not stands_alone and words[-1] in '.!?:;”"':
            stands_alone = not (stops and stops.go_on(text, *line, next_start)) or is_row(words)
        if stands_alone or _LIST_ITEM.match(text, next_start):
            breaks.add(next_start)
        line_start = next_start
    yield from pairwise(sorted(breaks))
