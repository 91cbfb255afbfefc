"""Numbers in a text, as figures and as words, with their values. Pure; the only owner of text2num."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from text_to_num import Token, find_numbers

from index.language.cldr import decimal_mark
from index.language.vocabulary import any_of, vocabulary
from index.language.words import fold

_SPELT = frozenset({"en", "es", "fr", "de", "it", "pt", "nl"})  # languages whose number words text2num knows
_DOZEN = 12
_SCALES = (_DOZEN, 100, 1e3, 1e6, 1e9, 1e12)
_FIGURE = r"\d+(?:[.,'’\u00a0\u202f]\d+)*"
_BY_BLANKS = r"[1-9]\d{0,2}(?: \d{3})+(?!\d)(?:[.,]\d+)?"
_TOKEN = re.compile(r"[^\W\d_]+|[^\W_]+|\s+|[^\w\s]|_")
_CURRENCY = re.compile(r"\s?[$€£¥₹]\s?")
_GROUPS = re.compile(r"[1-9]\d{0,2}(?:[ .,'’\u00a0\u202f]\d{3})+")


@dataclass(frozen=True, slots=True)
class Number:
    """`text[start:end]` is the number `value`; `spelt` as words, "twenty-five", at least in part."""

    start: int
    end: int
    value: float
    ordinal: bool = False
    spelt: bool = False


def numbers(text: str, language: str) -> list[Number]:
    """The numbers of a text, in order, disjoint.

    >>> [number.value for number in numbers("two hundred and five of 1,200, and 1.2bn", "en")]
    [205.0, 1200.0, 1200000000.0]
    """
    together: list[Number] = []
    for number in sorted([*_in_figures(text, language), *_in_words(text, language)], key=lambda number: number.start):
        last = together[-1] if together else None
        if last and (value := _product(last, number, text[last.end : number.start])) is not None:
            together[-1] = Number(last.start, number.end, value, spelt=True)
        elif not last or number.start >= last.end:
            together.append(number)
    return together


def plainly(value: float) -> str:
    """A number in its shortest form.

    >>> plainly(1000.0), plainly(2.50)
    ('1000', '2.5')
    """
    return f"{value:.6f}".rstrip("0").rstrip(".")


def figure(text: str, language: str) -> float | None:
    """The value of a number written in figures alone; None of anything else.

    >>> figure("1.200,5", "es"), figure("1,200.5", "en"), figure("3,5", "en")
    (1200.5, 1200.5, 3.5)
    """
    marks = [char for char in text if not char.isdigit()]
    if len(text) > 40:
        return None  # no amount
    if not marks:
        return float(text)
    decimal, words = decimal_mark(language), vocabulary(language, "numbers")
    either = words.get("either_groups", False)
    if " " in marks and not words["blank_groups"]:
        return None
    last, digits = marks[-1], len(text) - 1 - text.rfind(marks[-1])
    grouped = len(set(marks)) == 1 and _GROUPS.fullmatch(text) is not None
    if grouped and (len(marks) > 1 or last != decimal or either):
        return float("".join(char for char in text if char.isdigit()))
    whole, fraction = text[: -1 - digits], text[-digits:]
    if last not in ".," or last in whole or not (whole.isdecimal() or _GROUPS.fullmatch(whole)):
        return None  # an address, a version
    return float(f"{''.join(char for char in whole if char.isdigit())}.{fraction}")


def _in_figures(text: str, language: str) -> Iterator[Number]:
    words = vocabulary(language, "numbers")
    for match in _figures(language).finditer(text):
        value = figure(match["figure"], language)
        if value is None:
            continue
        end, scale = match.end(), (match["scale"] or "").lower()
        before = text[max(0, match.start() - 2) : match.start()]
        is_money = _CURRENCY.match(text, end) or _CURRENCY.search(before)
        if scale in words["scales_of_money"] and not is_money:
            end, scale = match.end("figure"), ""  # 3 metres
        value *= words["scales"].get(scale) or words["scales_of_money"].get(scale, 1)
        yield Number(match.start(), end, value, bool(match["ordinal"]))


@cache
def _figures(language: str) -> re.Pattern[str]:
    words = vocabulary(language, "numbers")
    scales, ordinals = any_of([*words["scales"], *words["scales_of_money"]]), any_of(words["ordinals"])
    written = f"{_BY_BLANKS}|{_FIGURE}" if words["blank_groups"] else _FIGURE
    return re.compile(
        rf"(?<![\w.,])(?P<figure>{written})(?:(?P<ordinal>(?:{ordinals})\b)|[ -]?(?P<scale>{scales})(?!\w))?",
        re.IGNORECASE,
    )


def _in_words(text: str, language: str) -> Iterator[Number]:
    more = vocabulary(language, "numbers")["more"]
    matches = [match for match in _TOKEN.finditer(text) if not match.group().isspace()]
    tokens = [_Token(match.group()) for match in matches]
    if any(_counts(token.text(), language) for token in tokens):
        for word in find_numbers(tokens, language, 0):
            start, end = matches[word.start].start(), matches[word.end - 1].end()
            if not text[start].isdigit():
                yield Number(start, end, word.value, word.is_ordinal, True)
    for match in matches:
        if (folded := fold(match.group())) in more:
            yield Number(match.start(), match.end(), float(more[folded]), spelt=True)


@lru_cache(maxsize=100_000)
def _counts(word: str, language: str) -> bool:
    """Whether a word by itself is a number, so that the words around it are worth a look."""
    return language in _SPELT and word.isalpha() and bool(find_numbers([_Token(word)], language, 0))


class _Token(str, Token):  # type: ignore[misc] # it has no types
    """A word as text2num reads it."""

    __slots__ = ()

    def text(self) -> str:
        return str(self)


def _product(number: Number, scale: Number, between: str) -> float | None:
    """What two numbers in a row are together: 2.5 million, half a million, nineteen ninety; None if they are two."""
    if number.ordinal or not scale.spelt or not re.fullmatch(r"[ -](?:an? )?", between):
        return None
    if scale.value in _SCALES:
        fits = number.value < scale.value or scale.value == _DOZEN
        return round(number.value * scale.value, 6) if fits else None
    is_year = between == " " and number.spelt and 11 <= number.value <= 20 and 10 <= scale.value < 100
    return 100 * number.value + scale.value if is_year else None
