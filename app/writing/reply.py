"""Cuts a language model's reply, while it comes, into statements and the numbers of the passages that each cites. Pure.

Where it is cut depends on the words alone, not on the pieces in which they come. A statement is a sentence, or what of
one stands on a line; a block of code is one statement.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from index.language.sentences import sentences
from index.language.vocabulary import in_all

_NOUN = r"(?:passages?|sources?|documents?)\s*:?\s*"
_NUMBERS = rf"\d{{1,3}}(?:\s*(?:[-–,;&]|,?\s*and)\s*(?:{_NOUN})?\d{{1,3}})*"  # a year is no number of a passage
_MARKER = re.compile(
    rf"[ \t]*(?:(?:\\?\[+\^?|[【［])\s*(?:{_NOUN})?({_NUMBERS})\s*"
    r"(?:,\s*pp?\.\s*\d+\s*)?(?:†[^】\]\n]*)?(?:\\?\]+|[】］])"
    rf"|\((?:see )?{_NOUN}({_NUMBERS})\))(?:\(https?:[^)\s]*\))?",
    re.IGNORECASE,
)
_OPEN_MARKER = re.compile(
    r"(?:[\[【［]|\((?=see|pass|sour|docu|\Z))[^\[\]【】\n)]{0,30}\Z", re.IGNORECASE
)  # a marker with blanks in it may be on its way
_LEFT_OVER = re.compile(r"\s*\((?:see|sources?|passages?|and|[\s,;:])*\)", re.IGNORECASE)  # by markers in parentheses
_CODE = re.compile(r"(`+)[^`]+\1")
_QUOTATION = re.compile(r"“[^“”]*”|«[^«»]*»|(?<!\w)\"[^\"]*\"")
_ITEM = re.compile(r"^\s*(?:[-*+•–]|\d{1,2}[.)])\s+")
_HEADING = re.compile(r"^\s*#{1,6}\s+")
_STRONG = re.compile(r"(?<!\w)(\*\*|__|\*)(?=\S)([^*]{1,300}?)(?<=\S)\1(?!\w)")
_WORD = re.compile(r"\w")
_THINKS = re.compile(r"\s*<(?:think(?:ing)?>|\|channel\|>(?:analysis|commentary))")
_THOUGHT = re.compile(r".*(?:</think(?:ing)?>|<\|channel\|>final<\|message\|>)", re.DOTALL)
_TAG = 30  # characters that such a mark may have
_FENCE = "```"
_LINE = re.compile(r"[^\S\n]*```.*?(?:```[^\n]*|\Z)|[^\n]+", re.DOTALL)  # or a block of code
_AHEAD = 3  # words that tell that another statement has begun
_READY = re.compile(rf"(?:[.!?…:]\S*\s|\n)\s*(?:\S+\s+){{{_AHEAD},{_AHEAD + 1}}}\Z")
_LOOK = 150  # characters in which that is looked for
_LONGEST = 1000  # characters of a statement: a longer one is cut, so that time and memory are bounded
_WIDEST = 20  # numbers that one range may stand for
_KNOWS_NOT = rf"((?:{in_all('replies', 'subject')}) (?:{in_all('replies', 'verb')})\b[^.,;:]*)\.?"
_BUT = in_all("replies", "but")
_UNKNOWING = re.compile(rf"(?:(?:{in_all('replies', 'sorry')})(?:,?(?: (?:{_BUT}))?)? )?{_KNOWS_NOT}", re.IGNORECASE)
_UNKNOWN_TOO = re.compile(rf",? (?:{_BUT}) {_KNOWS_NOT}$", re.IGNORECASE)
_NEGATED = re.compile(in_all("replies", "denies"), re.IGNORECASE)
_YES = re.compile(rf"(?:{in_all('replies', 'yes')})[.!,:]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Draft:
    """A statement as the model wrote it, without its markers; `numbers` are those cited, each once, in order.

    `item` tells that it stands in a list.
    """

    text: str
    numbers: tuple[int, ...] = ()
    item: bool = False


class Reply:
    """`add` each piece, then `end`: both return the statements that are finished. `held` tells whether a passage holds
    a quotation: in one that does, `[2]` is not the model's."""

    def __init__(self, held: Callable[[str], bool] = lambda quotation: False, language: str = "en") -> None:
        self._held = held
        self._language = language
        self._rest = ""  # what is not a statement yet
        self._thinks: bool | None = None  # None as long as that can't be told

    def add(self, piece: str) -> list[Draft]:
        drafts: list[Draft] = []
        for char in piece:
            self._rest += char
            ends = char.isspace() and not self._rest[-2:-1].isspace()  # a word
            if (ends or len(self._rest) > _LONGEST) and self._is_said():
                drafts += self._cut()
        return drafts

    def end(self) -> list[Draft]:
        drafts = [draft for _, draft in self._parsed(self._rest)] if self._is_said() else []
        self._rest = ""
        return drafts

    def _is_said(self) -> bool:
        """Whether what comes is meant for the reader: some models think aloud first. Drops what has been thought."""
        if self._thinks is None and self._rest.strip():
            self._thinks = bool(_THINKS.match(self._rest))
        if ">" in self._rest and (thought := _THOUGHT.match(self._rest)):  # some don't say that they begin to
            self._thinks, self._rest = False, self._rest[thought.end() :]
        elif self._thinks:
            self._rest = self._rest[-_TAG:]
        return not self._thinks

    def _cut(self) -> list[Draft]:
        """All statements but the last, which may go on, once some words of it tell that it is another."""
        full = len(self._rest) > _LONGEST
        tail = _MARKER.sub("", self._rest[-_LOOK:])
        if not full and (not _READY.search(tail) or _OPEN_MARKER.search(tail) or self._rest.count(_FENCE) % 2):
            return []
        parsed = self._parsed(self._rest)
        last = parsed[-1][0] if parsed else 0
        if full and len(parsed) < 2:
            return self._cut_within()
        if len(parsed) < 2 or (not full and len(self._rest[last:].split()) < _AHEAD):
            return []
        self._rest = self._rest[last:]
        return [draft for _, draft in parsed[:-1]]

    def _cut_within(self) -> list[Draft]:
        """The beginning of a statement that does not end; what is left of a block of code is still one."""
        begun = self._rest[:_LONGEST].rpartition(" ")[0] or self._rest[:_LONGEST]
        fence = f"{_FENCE}\n" if begun.count(_FENCE) % 2 else ""
        self._rest = fence + self._rest[len(begun) :]
        return [draft for _, draft in self._parsed(begun)]

    def _parsed(self, text: str) -> list[tuple[int, Draft]]:
        """The statements of a text, each with the place at which it begins."""
        parsed: list[tuple[int, Draft]] = []
        for line in _LINE.finditer(text):
            if line[0].lstrip().startswith(_FENCE):
                parsed += [(line.start(), Draft(line[0].strip()))] if _WORD.search(line[0]) else []
                continue
            early, drafts = self._of_line(line[0])
            if not drafts and parsed:  # nothing but markers: they belong to the line before
                place, before = parsed[-1]
                parsed[-1] = place, replace(before, numbers=tuple(dict.fromkeys([*before.numbers, *early])))
            parsed += [(line.start() + place, draft) for place, draft in drafts]
        return parsed

    def _of_line(self, line: str) -> tuple[list[int], list[tuple[int, Draft]]]:
        """The numbers at the beginning of a line, and its statements, which have them all.

        Markers belong to the statement before them, at the beginning of a line to the one that follows; so do the
        others of a line that begins with one and does not end with one.
        """
        markers = self._markers(line)
        leading = bool(markers) and not _said(line[: markers[0].start()]) and bool(_said(line[markers[-1].end() :]))
        clean, origin = _without(line, markers)
        item = _ITEM.match(clean)
        early: list[int] = []
        spans = [span for span in sentences(clean, self._language) if _said(clean[slice(*span)])]
        begins = [origin[start] for start, _ in spans]
        cited: list[list[int]] = [[] for _ in spans]
        for marker in markers:
            nth = sum(begin < marker.start() for begin in begins) - (not leading)
            if leading and marker is not markers[0] and nth < len(cited):
                cited[nth] += _numbers(marker)
            elif nth < 0 or not _said(_MARKER.sub("", line[: marker.start()])):
                early += _numbers(marker)
            else:
                cited[min(nth, len(cited) - 1)] += _numbers(marker)
        if spans:
            begins[0], cited[0] = 0, early + cited[0]
        drafts = [
            Draft(_said(clean[slice(*span)]), tuple(dict.fromkeys(numbers)), bool(item) and span is spans[0])
            for span, numbers in zip(spans, cited, strict=True)
        ]
        return early, list(zip(begins, drafts, strict=True))

    def _markers(self, line: str) -> list[re.Match[str]]:
        """Those of the model: not what stands in code, or in a quotation that a passage holds."""
        quoted = [code.span() for code in _CODE.finditer(line)]
        quoted += [quotation.span() for quotation in _QUOTATION.finditer(line) if self._held(quotation[0][1:-1])]
        markers = _MARKER.finditer(line)
        return [mark for mark in markers if not any(a <= mark.start() and mark.end() <= b for a, b in quoted)]


def _without(text: str, markers: Sequence[re.Match[str]]) -> tuple[str, list[int]]:
    """The text without its markers, and where in `text` each of its characters stands."""
    marked = {place for marker in markers for place in range(*marker.span())}
    origin = [place for place in range(len(text)) if place not in marked]
    return "".join(text[place] for place in origin), origin


def _numbers(marker: re.Match[str]) -> list[int]:
    """
    >>> _numbers(_MARKER.search("[2-4, 7 and 9]"))
    [2, 3, 4, 7, 9]
    """
    numbers: list[int] = []
    for part in re.split(r",?\s*and|[,;&]", marker[1] or marker[2]):
        ends = [int(end) for end in re.findall(r"\d+", part)]
        first, last = ends[0], ends[-1]
        numbers += range(first, last + 1) if first <= last < first + _WIDEST else ends
    return numbers


def _said(text: str) -> str:
    """What a statement says, without Markdown; "" if nothing."""
    text = _HEADING.sub("", _ITEM.sub("", text)).strip().strip("|")
    text = " ".join(_LEFT_OVER.sub("", _STRONG.sub(r"\2", text)).split())
    return text if _WORD.search(text) else ""


def unknowing_part(text: str) -> str:
    """What of a statement says no more than that the documents don't say; "" if it says something else.

    >>> unknowing_part("Sorry, but the passages don't mention it.")
    "the passages don't mention it"
    """
    match = _UNKNOWING.fullmatch(text)
    return match[1] if match and _NEGATED.search(text) else ""


def without_unknown(text: str) -> str:
    """A statement without the clause which says that the documents don't say more."""
    return _UNKNOWN_TOO.sub("", text)


def is_mere_yes(text: str) -> bool:
    """Whether it is a word which only what follows gives a meaning."""
    return bool(_YES.fullmatch(text))
