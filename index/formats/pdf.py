"""PDF by pages: lines joined to paragraphs, larger type as headings, repeated running heads dropped. Owns pypdfium2.

A PDF knows where glyphs stand, not what a paragraph is: positions and sizes decide.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from index.errors import LoadError
from index.formats.pdf_access import begin_forms
from index.formats.pdf_extras import (
    Extras,
    attached,
    bookmarks,
    is_placeholder,
    note_extras,
    page_extras,
    scans,
    write_extras,
)
from index.formats.writer import Content, Writer

_HYPHEN = 0xFFFE
_PASSWORD = 4  # FPDF_ERR_PASSWORD
_BULLET = re.compile(r"[-•▪●○■‣◦∙·–*]\s+")
_ITEM = re.compile(r"(?:[-•▪●○■‣◦∙·–*]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s")
_LARGER = 1.15  # times the usual height: a heading
_MUCH_LARGER = 1.6
_LONGEST_HEADING = 160  # characters
_APART = 1.4  # times the usual distance of two lines: a new paragraph
_MARGIN = 0.08  # of a page's height
_RUNNING = 3  # pages: a line in the margin that is repeated on so many, and on half of all, is no text
_MOST_NUMBERS = 4


@dataclass(slots=True)
class _Line:
    text: str
    left: float
    right: float
    bottom: float
    height: float
    marginal: bool  # in the margin at the top or at the bottom of the page


def read_pdf(data: bytes) -> Content:
    """`page_starts` has an entry for every page. Raises `LoadError` for passwords and for forms of XFA."""
    import pypdfium2  # slow to load

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == _PASSWORD:
            raise LoadError("it is protected by a password; save it without one") from error
        raise LoadError("it is damaged or not a PDF; get it or save it again") from error
    pages, extras = [], []
    with closing(pdf):
        begin_forms(pdf)
        for page in pdf:
            with closing(page):
                pages.append(_lines(page))
                extras.append(page_extras(pdf, page, " ".join(line.text for line in pages[-1])))
        titles = bookmarks(pdf, [" ".join(line.text for line in page) for page in pages])
        writer = _compose(_without_running_heads(pages), extras, titles)
        files = attached(pdf, extras, writer)
        note_extras(writer, pdf, extras)
        content = writer.titled(pdf.get_metadata_value("Title"))
        if is_placeholder(pdf, content.text) and not files:
            raise LoadError("it is a form that only Adobe Reader shows: open it there, print it to PDF, and add that")
    return replace(content, attached=files, scans=scans(extras))


def _lines(page: Any) -> list[_Line]:
    """The lines of an open page. After one that ends in `\ufffe`, the next goes on with the word."""
    from pypdfium2 import raw

    with closing(page.get_textpage()) as textpage:
        codes = [raw.FPDFText_GetUnicode(textpage, place) for place in range(textpage.count_chars())]
        codes = [_HYPHEN if code == 2 else code for code in codes]  # PDFium has both for a hyphen at the end of a line
        lines, start = [], 0
        for place, code in enumerate([*codes, 10]):
            if code not in (10, 13, _HYPHEN):
                continue
            end = place + (code == _HYPHEN)
            seen = [index for index in range(start, end) if codes[index] > 32 and codes[index] != _HYPHEN]
            if seen and (text := _text(codes[start:end])):
                left, bottom, _, top = textpage.get_charbox(seen[0], loose=True)
                right = textpage.get_charbox(seen[-1], loose=True)[2]
                marginal = not _MARGIN < bottom / (page.get_height() or 1) < 1 - _MARGIN
                lines.append(_Line(text, left, right, bottom, top - bottom, marginal))
            start = place + 1
        return lines


def _text(codes: Sequence[int]) -> str:
    units = "".join(chr(code) for code in codes if code < 0x110000)
    return " ".join(units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").split())


def _without_running_heads(pages: Sequence[Sequence[_Line]]) -> list[list[_Line]]:
    """Pages without the lines in their margins that most pages have, but for a page number; the first one stays."""
    forms = [
        {form for line in page if line.marginal for form in _forms(line.text, number)}
        for number, page in enumerate(pages)
    ]
    counts = Counter(form for page in forms for form in page)
    running = {form for form, count in counts.items() if count >= max(_RUNNING, len(pages) / 2)}
    seen: set[str] = set()
    kept: list[list[_Line]] = []
    for number, page in enumerate(pages):
        lines = []
        for line in page:
            known = running & _forms(line.text, number) if line.marginal else set()
            if not known or not (known & seen or line.text.isdecimal()):
                lines.append(line)
            seen |= known
        kept.append(lines)
    return kept


def _forms(text: str, page: int) -> set[str]:
    """A line as it is, and with each of its numbers counted from the page that it is on: equal on all pages."""
    numbers = [match for match in re.finditer(r"\d{1,6}", text) if match.group().isascii()][:_MOST_NUMBERS]
    counted = {f"{text[: n.start()]}\0{int(n.group()) - page}\0{text[n.end() :]}" for n in numbers}
    return {text, *counted}


def _compose(
    pages: Sequence[Sequence[_Line]], extras: Sequence[Extras], titles: Mapping[int, Sequence[tuple[str, int]]]
) -> Writer:
    height = _usual((line.height, len(line.text)) for page in pages for line in page)
    gaps = (before.bottom - line.bottom for page in pages for before, line in pairwise(page))
    step = _usual((gap, 1) for gap in gaps if gap > 0)
    writer = Writer()
    linked: set[str] = set()
    for number, (page, beside) in enumerate(zip(pages, extras, strict=True)):
        writer.page()
        for title, level in titles.get(number, ()):
            writer.heading(title, level)
        paragraphs: list[list[_Line]] = []
        for line in page:
            if not (paragraphs and _goes_on(paragraphs[-1], line, height, step)):
                paragraphs.append([])
            paragraphs[-1].append(line)
        for paragraph in paragraphs:
            _write(writer, paragraph, height)
        write_extras(writer, beside, linked)
    return writer


def _goes_on(paragraph: Sequence[_Line], line: _Line, height: float, step: float) -> bool:
    """Whether a line belongs to the paragraph before it."""
    last = paragraph[-1]
    if last.text.endswith("\ufffe"):
        return True
    if abs(line.height - last.height) > 0.12 * height or _ITEM.match(line.text):
        return False
    gap = last.bottom - line.bottom
    if gap <= 0:  # the next column
        return last.text[-1] not in ".!?:" and line.text[:1].islower()
    if gap > _APART * max(step, last.height * 0.8):
        return False
    # Had the first word still found room at the end of the line before, the line was ended on purpose.
    word = (line.right - line.left) * (len(line.text.split(" ", 1)[0]) + 1) / max(len(line.text), 1)
    return max(entry.right for entry in (*paragraph, line)) - last.right < word


def _write(writer: Writer, paragraph: Sequence[_Line], height: float) -> None:
    # A hyphen before a capital or a digit is one of the word's own, as in COVID-19.
    text = re.sub("\ufffe (?=[^\\W\\d_A-Z])", "", " ".join(line.text for line in paragraph))
    text = re.sub("\ufffe ?", "-", text)
    size = paragraph[0].height / height if height else 1
    if size >= _LARGER and len(text) <= _LONGEST_HEADING and text[-1] not in ".;," and re.search(r"[^\W\d_]{2}", text):
        writer.heading(text, 1 if size >= _MUCH_LARGER else 2)
    elif bullet := _BULLET.match(text):
        writer.item(text[bullet.end() :])
    else:
        writer.paragraph(text)


def _usual(weighted: Iterator[tuple[float, int]]) -> float:
    """The weighted median, to a tenth of a point."""
    counts: Counter[float] = Counter()
    for value, weight in weighted:
        counts[round(value, 1)] += weight
    half = counts.total() / 2
    for value in sorted(counts):
        half -= counts[value]
        if half <= 0:
            return value
    return 0.0
