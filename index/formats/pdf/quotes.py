"""Which letters of a PDF's page are those of a quote, told by the text that was read of the page. Pure.

Letters are compared without blanks, in their plain forms, and without the hyphens that only end a line. Where it can't
be told which of several places is meant, there is none.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from index.formats.pdf.words import HYPHEN, UNMAPPED, Word

_MARKS = re.compile(r"^[ \t]*(?:#{1,6}|[-*])[ \t]+", re.MULTILINE)  # that reading has put before headings and items
_BETWEEN_CELLS = re.compile(r"[:;](?=[ \t])|\.(?=[ \t]*(?:\n|$))")  # likewise, between the cells of a row and after it
_BULLET = re.compile("[-•▪●○■‣◦∙·–*➢✓]")
_GOES_ON = re.compile(r"[^\W\d_A-Z]")  # with such a letter a word goes on behind a hyphen at the end of a line
_MOST_PLACES = 300  # of a quote on a page
_CONTEXT = 2_000  # letters to each side that tell places apart


@dataclass(slots=True)
class Letters:
    """Letters in a row. For each of them: `numbers`, PDFium's of what is drawn, and `lines`, which line it is on."""

    text: str = ""
    numbers: list[tuple[int, ...]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)


def letters_of(lines: Iterable[Sequence[Word]]) -> Letters:
    """Those of the words of lines, but for the bullets of items."""
    found, text = Letters(), []
    drawn = [part for number, words in enumerate(lines) for part in _drawn(number, words)]
    for place, (char, numbers, line) in enumerate(drawn):
        following = drawn[place + 1][0] if place + 1 < len(drawn) else ""
        plain = _plain(char)
        if char == HYPHEN:
            plain = "" if _GOES_ON.match(following) else "-"
        if not plain and found.numbers and found.lines[-1] == line:
            found.numbers[-1] += numbers  # what isn't told apart in the text is drawn beside it all the same
        text.append(plain)
        found.numbers += [numbers] * len(plain)
        found.lines += [line] * len(plain)
    found.text = "".join(text)
    return found


def letters_of_quote(page: Letters, text: str, start: int, end: int, ordered: bool) -> list[list[int]]:
    """PDFium's numbers of the letters of `text[start:end]` on a page whose text was read as `text`, line by line.

    `ordered`: the letters of the page are in the order in which it was read. Empty if the quote isn't there, or in
    several places of which none can be told to be it.
    """
    text = _MARKS.sub(lambda match: " " * len(match[0]), text)
    before, quote = plain_letters(text[:start]), plain_letters(text[start:end])
    if not quote or UNMAPPED in quote:
        return []
    whole = before + quote + plain_letters(text[end:])
    first = _place(page.text, whole, len(before), len(quote), ordered)
    if first is None:
        return []
    last = first + len(quote)
    outside = {number for place in (first - 1, last) if 0 <= place < len(page.text) for number in page.numbers[place]}
    lines: dict[int, set[int]] = {}
    for place in range(first, last):
        lines.setdefault(page.lines[place], set()).update(page.numbers[place])
    if outside & set().union(*lines.values()):
        return []  # the quote ends within what is drawn as one
    return [sorted(numbers) for numbers in lines.values()]


def without_marks_of_rows(text: str) -> str:
    """A text of the same length with blanks for what reading may have put between cells.

    >>> without_marks_of_rows("Invoice: 12; Due: 3.5.")
    'Invoice  12  Due  3.5 '
    """
    return _BETWEEN_CELLS.sub(" ", text)


def plain_letters(text: str) -> str:
    """A text as it is compared.

    >>> plain_letters("The o\\ufb03ce, 10 m\\u00b2")
    'Theoffice,10m2'
    """
    return "".join(map(_plain, text)) if not text.isascii() else "".join(text.split())


def _plain(char: str) -> str:
    if char.isascii():
        return "" if char.isspace() else char
    kept = unicodedata.normalize("NFKD", char)
    return "".join(one for one in kept if not one.isspace() and unicodedata.category(one) not in ("Cc", "Cf"))


def _drawn(line: int, words: Sequence[Word]) -> Iterator[tuple[str, tuple[int, ...], int]]:
    for place, word in enumerate(words):
        if not place and len(words) > 1 and _BULLET.fullmatch(word.text):
            continue
        if len(word.text) == len(word.numbers):
            yield from ((char, (number,), line) for char, number in zip(word.text, word.numbers, strict=True))
        else:  # characters that are drawn as several
            yield from ((char, tuple(word.numbers), line) for char in word.text)


def _place(page: str, whole: str, start: int, length: int, ordered: bool) -> int | None:
    """Where on a page the letters `whole[start : start + length]` are."""
    quote = whole[start : start + length]
    there, read = _places(page, quote), _places(whole, quote)
    if len(there) < 2:
        return there[0] if there else None
    if max(len(there), len(read)) >= _MOST_PLACES:
        return None
    alike = [_alike(page, place, whole, start, length) for place in there]
    best = alike.index(max(alike))
    back = [_alike(page, there[best], whole, place, length) for place in read]
    if alike.count(alike[best]) == 1 and back.count(alike[best]) == 1 and max(back) == alike[best]:
        return there[best]
    return there[read.index(start)] if ordered and len(there) == len(read) else None


def _places(text: str, part: str) -> list[int]:
    places: list[int] = []
    place = text.find(part)
    while place >= 0 and len(places) < _MOST_PLACES:
        places.append(place)
        place = text.find(part, place + 1)
    return places


def _alike(page: str, place: int, whole: str, start: int, length: int) -> int:
    """How many letters around two places of the same letters are the same, too."""
    before = zip(
        page[max(place - _CONTEXT, 0) : place][::-1], whole[max(start - _CONTEXT, 0) : start][::-1], strict=False
    )
    after = zip(page[place + length :][:_CONTEXT], whole[start + length :][:_CONTEXT], strict=False)
    return sum(next((n for n, (one, two) in enumerate(pairs) if one != two), _CONTEXT) for pairs in (before, after))
