"""The words of a page of a PDF with their places, as PDFium gives them: in the order of the file.

Which words make a line, a column or a table is for others to say. Owns pypdfium2, with `index.formats.pdf.reader`.
"""

import ctypes
import math
import re
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from index.formats.pdf.rules import Box, Rules, page_rules, turned

HYPHEN = "\ufffe"
"""Stands at the end of a word that goes on in the next line."""
UNMAPPED = "\ufffd"
"""Stands for a letter whose meaning the file doesn't state."""
_WORD = re.compile(r"[^\s\x00-\x20]+|\x00+")
_RAISED = str.maketrans("0123456789+-−=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_UNUSUAL = re.compile("[\x00-\x1f\ue000-\uf8ff\ufff0-\uffff]")
_SYMBOLS = {0xF0B7: "•", 0xF0A7: "▪", 0xF0D8: "➢", 0xF0FC: "✓"}  # bullets of office programs
_ABOVE, _BELOW = 0.95, 0.25  # times the size of a font: what a line of it takes over and under its baseline
_SMALLER = 0.87  # times the height of the letters beside: it may stand above or below the line
_OFF_LINE = 0.08  # of their height
_RTL_WORD = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+")
_BREAKS = "\r\n"  # PDFium has them between letters, too, that overlap
_ALEF_LAM = re.compile("([\u0622\u0623\u0625\u0627])(\u0644)")
_ODD = 4  # the turn of what is set askew


@dataclass(slots=True)
class Word:
    """`base` is the height of its baseline, and `after_blank` says that a blank stands before it in the file.

    Places are in points, as the word is read: what lies on its side is set upright. `numbers` are those that PDFium
    gives its characters, in the order of the text.
    """

    text: str
    left: float
    bottom: float
    right: float
    top: float
    base: float
    bold: bool = False
    after_blank: bool = False
    numbers: range = field(default=range(0), repr=False, compare=False)

    @property
    def height(self) -> float:
        return self.top - self.bottom


@dataclass(slots=True)
class PageWords:
    """`upright` are the words of the most common turn in the file's order, `others` lists of the rest by their turn.

    `askew` are texts that are set at an angle, and `unmapped` counts the letters whose meaning isn't stated, but for
    single ones: those are signs.
    """

    upright: list[Word] = field(default_factory=list)
    others: list[list[Word]] = field(default_factory=list)
    askew: str = ""
    rules: Rules = field(default_factory=Rules)
    width: float = 0.0
    height: float = 0.0
    unmapped: int = 0


def page_words(page: Any) -> PageWords:
    """The words and the rules of an open page."""
    from pypdfium2 import raw

    width, height = raw.FPDF_GetPageWidthF(page), raw.FPDF_GetPageHeightF(page)
    if page.get_rotation() % 180:
        width, height = height, width
    with closing(page.get_textpage()) as textpage:
        reader = _Reader(raw, textpage)
        turns: dict[int, list[Word]] = {}
        for match in _WORD.finditer(reader.text):
            turn, words = reader.words(*match.span())
            turns.setdefault(turn, []).extend(words)
    askew = " ".join(word.text for word in turns.pop(_ODD, ()))
    if not turns:
        return PageWords(askew=askew, width=width, height=height, unmapped=reader.unmapped)
    main, *rest = sorted(turns, key=lambda turn: (-sum(len(word.text) for word in turns[turn]), turn))
    for turn, words in turns.items():
        if turn:
            for word in words:
                _set_upright(word, turn, width, height)
    return PageWords(
        turns[main],
        [turns[turn] for turn in rest],
        askew,
        page_rules(raw, page, main, width, height),
        *((height, width) if main % 2 else (width, height)),
        reader.unmapped,
    )


@dataclass(slots=True)
class _Style:
    """What all letters of one text object have in common: `size` is that of the font on the page, in points."""

    turn: int
    size: float
    base: float
    bold: bool


class _Reader:
    """Words of the characters of a text page, with as few questions to PDFium as will do."""

    def __init__(self, raw: Any, textpage: Any) -> None:
        self._raw = raw
        self._page = textpage.raw
        self._box = raw.FS_RECTF()
        self._matrix = raw.FS_MATRIX()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._styles: dict[int, _Style] = {}
        self._fonts: dict[int, bool] = {}
        self._key = -1  # of the object that the word before ended in
        self.unmapped = 0
        self.text = self._characters(textpage.count_chars())

    def words(self, start: int, end: int) -> tuple[int, list[Word]]:
        """The turn of a run of characters, and the words in it: more than one where their sizes or heights differ."""
        text = self.text[start:end]
        if UNMAPPED in text and len(text) > 1:
            self.unmapped += text.count(UNMAPPED)
        key = self._object(end - 1)
        if key == self._key or self._object(start) == key:  # objects follow on each other: both ends, so all between
            self._key = key
            style = self._styles.get(key) or self._style(start, key)
            return style.turn, [self._word(text, start, style)]
        self._key = key
        words = []
        last, begin = self._style(start, self._object(start)), start
        for place in range(start + 1, end):
            style = self._style(place, self._object(place))
            if style is not last and style != last:
                words.append(self._word(self.text[begin:place], begin, last))
                last, begin = style, place
        return last.turn, [*words, self._word(self.text[begin:end], begin, last)]

    def _word(self, text: str, start: int, style: _Style) -> Word:
        numbers = range(start, start + len(text))
        first = last = self._place(start)
        if len(text) > 1:
            last = self._place(start + len(text) - 1)
        if not text.isascii():
            if first[0] < last[0] and _RTL_WORD.fullmatch(text):
                text, numbers = text[::-1], numbers[::-1]  # given as it is seen, from the left
            text = _ALEF_LAM.sub(lambda pair: self._ligature(start + pair.start(), pair), text)
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        if style.turn:
            bottom, top = min(first[1], last[1]), max(first[3], last[3])
        else:
            bottom, top = style.base - _BELOW * style.size, style.base + _ABOVE * style.size
        left, right = (first[0], last[2]) if first[0] <= last[0] else (last[0], first[2])
        after_blank = start > 0 and self.text[start - 1] not in _BREAKS and self.text[start - 1].isspace()
        return Word(text, left, bottom, right, top, style.base, style.bold, after_blank, numbers)

    def _ligature(self, place: int, pair: re.Match[str]) -> str:
        """Lam and alef drawn as one letter, which PDFium gives in the order in which they are seen."""
        return pair[2] + pair[1] if self._place(place) == self._place(place + 1) else pair[0]

    def _characters(self, count: int) -> str:
        """As many as PDFium counts, halves of pairs each as one."""
        raw = self._raw
        buffer = (ctypes.c_ushort * (count + 1))()
        if count and raw.FPDFText_GetText(self._page, 0, count, buffer) == count + 1:
            text = bytes(buffer)[: 2 * count].decode("utf-16-le", "surrogatepass")
            if len(text) == count:
                return _UNUSUAL.sub(lambda match: self._character(match.start(), ord(match.group())), text)
        codes = [raw.FPDFText_GetUnicode(self._page, place) for place in range(count)]
        return "".join(map(self._character, range(count), codes))

    def _character(self, place: int, code: int) -> str:
        if code in _SYMBOLS:
            return _SYMBOLS[code]
        if code >= 32 and not 0xE000 <= code < 0xF900 and code < 0xFFF0:
            return chr(code) if code < 0x10000 else UNMAPPED
        if code in (9, 10, 13):
            return chr(code)
        if code == 0xFFFE or (code == 2 and not self._raw.FPDFText_HasUnicodeMapError(self._page, place)):
            return HYPHEN  # PDFium has both for a hyphen at the end of a line
        if code >= 0xE000 or self._raw.FPDFText_HasUnicodeMapError(self._page, place):
            return UNMAPPED
        return " "

    def _place(self, place: int) -> Box:
        box = self._box
        self._raw.FPDFText_GetLooseCharBox(self._page, place, box)
        return box.left, box.bottom, box.right, box.top

    def _object(self, place: int) -> int:
        item = self._raw.FPDFText_GetTextObject(self._page, place)
        return ctypes.addressof(item.contents) if item else 0

    def _style(self, place: int, key: int) -> _Style:
        """The style of a text object, read of one of its characters."""
        if style := self._styles.get(key):
            return style
        raw, matrix = self._raw, self._matrix
        quarters = raw.FPDFText_GetCharAngle(self._page, place) / (math.pi / 2)
        turn = round(quarters) % 4 if abs(quarters - round(quarters)) < 0.02 else _ODD
        raw.FPDFText_GetCharOrigin(self._page, place, self._x, self._y)
        raw.FPDFText_GetMatrix(self._page, place, matrix)
        size = raw.FPDFText_GetFontSize(self._page, place) * math.hypot(matrix.c, matrix.d)
        if size <= 0:
            _, bottom, _, top = self._place(place)
            size = (top - bottom) / (_ABOVE + _BELOW)
        style = _Style(turn, round(size, 2), round(self._y.value, 2), self._is_bold(place))
        if key:
            self._styles[key] = style
        return style

    def _is_bold(self, place: int) -> bool:
        raw = self._raw
        item = raw.FPDFText_GetTextObject(self._page, place)
        font = raw.FPDFTextObj_GetFont(item) if item else None
        if not font:
            return False
        key = ctypes.addressof(font.contents)
        if key not in self._fonts:
            name = ctypes.create_string_buffer(200)
            raw.FPDFFont_GetBaseFontName(font, name, 200)
            heavy = re.search(rb"bold|black|heavy|demi|-bd|cmbx", name.value, re.IGNORECASE)
            self._fonts[key] = bool(heavy) or raw.FPDFFont_GetWeight(font) >= 600
        return self._fonts[key]


def in_line(words: list[Word]) -> str:
    """The text of words that make one line, in their order: what is set above or below it is told apart.

    >>> in_line([Word("1,250", 0, 0, 30, 12, 3), Word("3", 30, 5, 34, 12, 7), Word("t", 37, 0, 40, 12, 3)])
    '1,250³ t'
    """
    first = words[0]
    if all(word.after_blank and word.base == first.base and word.top == first.top for word in words[1:]):
        return " ".join(word.text for word in words)
    usual = max(words, key=lambda word: (len(word.text), word.height))
    text, before = "", None
    for word in words:
        shown = word.text
        if word.height < _SMALLER * usual.height:
            rise = (word.base - usual.base) / usual.height
            if abs(rise) > _OFF_LINE and any(map(str.isdecimal, shown)):
                shown = shown.translate(_RAISED if rise > 0 else _LOWERED)
        if before is not None and not _touch(before, word):
            text += " "
        text += shown
        before = word
    return text


def _touch(before: Word, word: Word) -> bool:
    """Whether no blank is seen between two words: they are parts of one."""
    height = max(before.height, word.height)
    if word.after_blank:
        return False
    apart = word.left - before.right if word.left >= before.left else before.left - word.right
    return -0.1 * height < apart < 0.06 * height


def _set_upright(word: Word, turn: int, width: float, height: float) -> None:
    box = (word.left, word.bottom, word.right, word.top)
    word.left, word.bottom, word.right, word.top = turned(box, turn, width, height)
    word.base = word.bottom + word.height * _BELOW / (_ABOVE + _BELOW)
