"""The words that a reader sees as the answer proper, made whole: no half name, number or quote, nothing left dangling.

All offsets are characters of one sentence, in which any white space is a blank. Pure.
"""

import re
from dataclasses import replace
from functools import cache

from index.language.mentions import Mention, mentions, names
from index.language.rows import cells
from index.language.sentences import Span
from index.language.vocabulary import any_of, vocabulary
from index.language.words import CAPITAL, fold, function_words, terms

_MARKS = " \t,;:.!?*_`|•–—-=/\\"
_OPENERS, _CLOSERS = '([{“„«"', ')]}”“»"'
_INSIDE = re.compile(r"[^\W_]|[%€$£°]")  # what a token may be cut within
_LINKED = re.compile(r"[.,'’:/–-](?=\w)")  # between characters of one token
_APPOSED = re.compile(r",? (?=[^\W\d_a-z])")
_WORD = re.compile(r"[ -]([^\W\d_]+(?:[-’'][^\W\d_]+)*)")
_SMALL = re.compile(r" (?:[a-z]+ )+")
_NOUN = 3  # words behind a number within which what it counts stands


def mended(text: str, span: Span, question: str, language: str) -> Span | None:
    """The span without what dangles and with what it lacks; None if nothing is left.

    >>> text = "After 3 years you get 28 days of leave."
    >>> text[slice(*mended(text, (22, 24), "how many days do i get", "en"))]
    '28 days'
    """
    start, end = _in_cell(text, span)
    start, end = _whole_tokens(text, start, end)
    start, end = _trimmed(text, start, end, language)
    if start >= end:
        return None
    for low, high in [*_amounts(text, language), *_names(text, language)]:
        if low < end and start < high:
            start, end = min(start, low), max(end, high)
    end = _rated(text, start, end, question, language)
    start, end = _balanced(text, start, end)
    if end - start > 2 and text[start] + text[end - 1] in ("()", "[]"):
        start, end = start + 1, end - 1
    start, end = _trimmed(text, start, end, language)
    return (start, end) if start < end else None


def named_role(text: str, span: Span, language: str) -> Span:
    """The span of a role with the name that follows it, "an outside firm, SafeVoice", or of a name with all of the
    office before it: "Secretary of State Ann Lee".

    >>> text = "Ask the fire warden, Bo Lind, or me."
    >>> text[slice(*named_role(text, (4, 19), "en"))]
    'the fire warden, Bo Lind'
    """
    start, end = span
    called = [name for name in names(text, language) if not name.first]
    if any(name.start < end and start < name.end for name in called):
        office = _office(language).search(text[:start])
        return (office.start() if office else start), end
    behind = _APPOSED.match(text, end)
    return start, next((name.end for name in called if behind and name.start == behind.end()), end)


@cache
def _office(language: str) -> re.Pattern[str]:
    """The beginning of an office right before the rest of it and a name: "Secretary of" before "State Ann Lee"."""
    joins = any_of(vocabulary(language, "names")["joins"])
    return re.compile(rf"\b{CAPITAL}[\w’'-]*\s(?:(?:{joins})\s)+\Z")


def _amounts(text: str, language: str) -> list[Span]:
    """What is mentioned that is no name, a range as one: "10 to 12 weeks"."""
    made = list[Mention]()
    for mention in (mention for mention in mentions(text, language) if mention.kind != "name"):
        last = made[-1] if made else None
        if (
            last
            and _kind(last) == _kind(mention) != "identifier"
            and _to(language).fullmatch(text, last.end, mention.start)
        ):
            made[-1] = replace(mention, start=last.start)
        else:
            made.append(mention)
    return [(mention.start, mention.end) for mention in made]


def _kind(mention: Mention) -> str:
    return mention.kind if mention.kind in ("date", "time", "identifier") else "amount"


def _names(text: str, language: str) -> list[Span]:
    """Its names, without what small words add to them: "Ann Lee and Bo" are two."""
    made = []
    particles = frozenset(vocabulary(language, "names")["particles"])
    for name in names(text, language):
        start = name.start
        for join in _SMALL.finditer(text, name.start, name.end):
            if particles.issuperset(join[0].split()):
                continue  # "Jan van der Berg"
            made.append((start, join.start()))
            start = join.end()
        made.append((start, name.end))
    return made


def _in_cell(text: str, span: Span) -> Span:
    """Of a row the part in one cell: what stands in it, if the span begins with its column's name."""
    start, end = span
    for cell in cells(text):
        if start < cell.value[1]:
            low = max(start, cell.value[0])
            return low, max(low, min(end, cell.value[1]) if end > low else cell.value[1])
    return span


def _whole_tokens(text: str, start: int, end: int) -> Span:
    def inside(at: int) -> bool:
        """Whether the character goes on with the one before it."""
        if not 0 < at < len(text):
            return False
        if _INSIDE.match(text, at):
            return bool(_INSIDE.match(text, at - 1) or (at > 1 and _LINKED.match(text, at - 1) and text[at - 2] != " "))
        return bool(_LINKED.match(text, at) and _INSIDE.match(text, at - 1))

    while inside(start):
        start -= 1
    while inside(end):
        end += 1
    return start, end


def _trimmed(text: str, start: int, end: int, language: str) -> Span:
    """Without marks at its ends, without words that wait for more, or that only join it to what stands before."""
    while True:
        before = start, end
        while start < end and text[start] in _MARKS and not re.match(r"[-–.]\d", text[start:end]):
            start += 1
        while start < end and text[end - 1] in _MARKS and not re.search(r"\b\w\.\w\.$", text[start:end]):
            end -= 1
        words = text[start:end]
        if match := _opens(language).match(words):
            start += match.end()
        if match := _dangles(language).search(text[start:end]):
            end = start + match.start()
        if (start, end) == before or start >= end:
            return start, end


def _balanced(text: str, start: int, end: int) -> Span:
    """With both of a pair of brackets or quotes, or none."""
    for opener, closer in zip(_OPENERS, _CLOSERS, strict=True):
        words = text[start:end]
        if opener == "„" and opener not in words:
            continue  # the other mark opens quotes in other languages
        if opener == closer:
            if words.count(opener) == 1:
                at = start + words.index(opener)
                closing = text.find(closer, max(end, at + 1))
                if closing == end or (at == start and closing >= 0):
                    end = closing + 1
                elif at == end - 1:
                    end = at
                else:
                    start, end = _one_side(text, start, end, at)
        elif words.count(opener) > words.count(closer):
            at = start + words.rindex(opener)
            closing = text.find(closer, end)
            if closing >= 0 and not text[end:closing].strip(_MARKS):
                end = closing + 1
            elif at == start:
                start += 1
            else:
                end = at
        elif words.count(closer) > words.count(opener):
            at = start + words.index(closer)
            start, end = (start, at) if at == end - 1 else (at + 1, end)
    return start, end


def _one_side(text: str, start: int, end: int, at: int) -> Span:
    """The longer side of a mark."""
    return (start, at) if at - start > end - at else (at + 1, end)


def _rated(text: str, start: int, end: int, question: str, language: str) -> int:
    """The end, behind what a number at the end counts, if the question names that, and behind "a month", "per km"."""
    amount = next((m for m in mentions(text, language) if m.kind not in ("name", "identifier") and m.end == end), None)
    if not amount:
        return end
    if amount.kind == "number" and not amount.unit:
        asked, small = set(terms(question, language)), function_words(language)
        at = end
        for _ in range(_NOUN):
            word = _WORD.match(text, at)
            if not word or fold(word[1]) in small or fold(word[1]) in vocabulary(language, "dates")["which_day"]:
                break
            at = word.end()
            if set(terms(word[1], language)) & asked:
                end = at
                if word[1].endswith("s"):
                    break  # "374 companies listed"
            elif end != amount.end:
                break
    rate = _rate(language).match(text, end)
    return rate.end() if rate else end


@cache
def _rate(language: str) -> re.Pattern[str]:
    per, alone = (any_of(vocabulary(language, "keys")[key]) for key in ("per", "rates"))
    return re.compile(rf" ?(?:/ ?| (?:{per}) )[^\W\d_]+\b| (?:{alone})\b", re.IGNORECASE)


@cache
def _to(language: str) -> re.Pattern[str]:
    return re.compile(rf" ?(?:[-–—]|\b(?:{any_of(vocabulary(language, 'keys')['ranges'])})\b) ?", re.IGNORECASE)


@cache
def _opens(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(vocabulary(language, 'keys')['before'])})\b(?!-) ?", re.IGNORECASE)


@cache
def _dangles(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{any_of(vocabulary(language, 'keys')['behind'])})$", re.IGNORECASE)
