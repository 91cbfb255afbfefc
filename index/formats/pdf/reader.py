"""PDF by pages: lines joined to paragraphs, larger type as headings, tables as rows, repeated running heads dropped.

A PDF knows where glyphs stand, not what a paragraph is: positions and sizes decide.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from index.errors import LoadError
from index.formats.pdf.access import begin_forms
from index.formats.pdf.cells import Table
from index.formats.pdf.extras import (
    Extras,
    attached,
    bookmarks,
    is_placeholder,
    note_extras,
    page_extras,
    scans,
    write_extras,
)
from index.formats.pdf.layout import Block, Line, laid_out
from index.formats.pdf.lines import joined
from index.formats.pdf.words import HYPHEN, UNMAPPED, page_words
from index.formats.writer import Content, Writer, counted, places

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
_FAR_APART = 2.2  # times the height of a line: a sentence goes on, but no further below
_SHORT = 0.6  # of the room that a line has
_LEADS = re.compile(r"(?:[.·…_] ?){4,}\s*\S{1,6}$")  # dots before a page number


@dataclass(slots=True)
class Page:
    """What is read of a page, in order. `unmapped` letters are those whose meaning the file doesn't state."""

    blocks: list[Block]
    height: float
    unmapped: int = 0
    extras: Extras = field(default_factory=Extras)

    @property
    def lines(self) -> list[Line]:
        return [block for block in self.blocks if isinstance(block, Line)]

    @property
    def text(self) -> str:
        """All its words in one line."""
        return " ".join(_texts(self.blocks))

    def is_marginal(self, line: Line) -> bool:
        """Whether a line is in the margin at the top or at the bottom."""
        return not _MARGIN < line.bottom / (self.height or 1) < 1 - _MARGIN


def read_pdf(data: bytes) -> Content:
    """`page_starts` has an entry for every page. Raises `LoadError` for passwords and for forms of XFA."""
    with _opened(data) as pdf:
        pages = _pages(pdf)
        writer = _compose(pages, bookmarks(pdf, [page.text for page in pages]))
        extras = [page.extras for page in pages]
        files = attached(pdf, extras, writer)
        note_extras(writer, pdf, extras)
        writer.omit(_unmapped(pages))
        content = writer.titled(pdf.get_metadata_value("Title"))
        if is_placeholder(pdf, content.text) and not files:
            raise LoadError("it is a form that only Adobe Reader shows: open it there, print it to PDF, and add that")
    return replace(content, attached=files, scans=scans(extras))


def read_pages(data: bytes) -> list[Page]:
    """All pages without their running heads, each table with the names of its columns.

    Raises `LoadError` for what is no PDF or asks for a password.
    """
    with _opened(data) as pdf:
        return _pages(pdf)


@contextmanager
def _opened(data: bytes) -> Iterator[Any]:
    import pypdfium2  # slow to load

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == _PASSWORD:
            raise LoadError("it is protected by a password; save it without one") from error
        raise LoadError("it is damaged or not a PDF; get it or save it again") from error
    with closing(pdf):
        begin_forms(pdf)
        yield pdf


def _pages(pdf: Any) -> list[Page]:
    pages = []
    for opened in pdf:
        with closing(opened):
            words = page_words(opened)
            page = Page(laid_out(words), words.height, words.unmapped)
            for line in page.lines:
                line.words = ()  # those of a book would fill the memory
            page.extras = page_extras(pdf, opened, page.text)
        if page.extras.scan:  # what lacks its meaning is to be recognised
            page.blocks = [block for block in page.blocks if isinstance(block, Table) or not _lacks_meaning(block.text)]
        pages.append(page)
    _drop_running_heads(pages)
    for before, after in pairwise(page.blocks for page in pages):
        if before and after and isinstance(before[-1], Table) and isinstance(after[0], Table):
            after[0].go_on_from(before[-1])
    return pages


def _lacks_meaning(text: str) -> bool:
    return 2 * text.count(UNMAPPED) > len(text.replace(" ", ""))


def _unmapped(pages: Sequence[Page]) -> str:
    """A note of the letters that are not read, but for those of pages that are to be recognised."""
    counts = {number: page.unmapped for number, page in enumerate(pages, 1) if page.unmapped and not page.extras.scan}
    if not counts:
        return ""
    letters = counted(sum(counts.values()), "letter")
    return f"{places(counts, 'page')}: {letters} without a Unicode value; run OCR on the file to read them"


def _texts(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Line):
            yield block.text
        else:
            yield from (*block.above, *block.names, *(cell for row in block.rows for cell in row))


def _drop_running_heads(pages: Sequence[Page]) -> None:
    """Takes away the lines in the margins that most pages have, but for a page number; the first one stays."""
    marginal = [
        {id(line): _forms(line.text, number) for line in page.lines if page.is_marginal(line)}
        for number, page in enumerate(pages)
    ]
    counts = Counter(form for lines in marginal for form in set().union(*lines.values()))
    running = {form for form, count in counts.items() if count >= max(_RUNNING, len(pages) / 2)}
    seen: set[str] = set()
    for page, lines in zip(pages, marginal, strict=True):
        kept: list[Block] = []
        for block in page.blocks:
            known = running & lines.get(id(block), set())
            if not known or not (known & seen or (isinstance(block, Line) and block.text.isdecimal())):
                kept.append(block)
            seen |= known
        page.blocks = kept


def _forms(text: str, page: int) -> set[str]:
    """A line as it is, and with each of its numbers counted from the page that it is on: equal on all pages."""
    numbers = [match for match in re.finditer(r"\d{1,6}", text) if match.group().isascii()][:_MOST_NUMBERS]
    counted = {f"{text[: n.start()]}\0{int(n.group()) - page}\0{text[n.end() :]}" for n in numbers}
    return {text, *counted}


def _compose(pages: Sequence[Page], titles: Mapping[int, Sequence[tuple[str, int]]]) -> Writer:
    lines = [page.lines for page in pages]
    height = _usual((line.height, len(line.text)) for page in lines for line in page)
    gaps = (before.bottom - line.bottom for page in lines for before, line in pairwise(page))
    step = _usual((gap, 1) for gap in gaps if gap > 0)
    writer = Writer()
    linked: set[str] = set()
    for number, page in enumerate(pages):
        writer.page()
        for title, level in titles.get(number, ()):
            writer.heading(title, level)
        paragraph: list[Line] = []
        for block in page.blocks:
            if paragraph and (isinstance(block, Table) or not _goes_on(paragraph, block, height, step)):
                _write(writer, paragraph, height)
                paragraph = []
            if isinstance(block, Table):
                _write_table(writer, block)
            else:
                paragraph.append(block)
        if paragraph:
            _write(writer, paragraph, height)
        write_extras(writer, page.extras, linked)
    return writer


def _write_table(writer: Writer, table: Table) -> None:
    writer.end_list()
    for text in table.above:
        writer.paragraph(text)
    if table.names:
        writer.table([table.names, *table.rows], headed=True)
    for row in () if table.names else table.rows:
        cells = [cell for cell in row if cell]
        if len(cells) == 2 and len(table.columns) == 2:
            cells = [f"{cells[0].removesuffix(':')}: {cells[1]}"]
        writer.table([["; ".join(cells)]])
    writer.end_list()


def _goes_on(paragraph: Sequence[Line], line: Line, height: float, step: float) -> bool:
    """Whether a line belongs to the paragraph before it."""
    last = paragraph[-1]
    if last.text.endswith(HYPHEN):
        return True
    if last.right < _SHORT * last.room and not line.text[:1].islower():
        return False  # it was ended on purpose
    if _LEADS.search(last.text) or _LEADS.search(line.text):
        return False
    if last.is_parted or line.is_parted or (last.bold and not line.bold):
        return False
    if abs(line.height - last.height) > 0.12 * height or _ITEM.match(line.text):
        return False
    gap = last.bottom - line.bottom
    runs_on = last.text[-1] not in ".!?:" and line.text[:1].islower()
    if gap <= 0:  # the next column
        return runs_on
    if gap > _APART * max(step, last.height * 0.8) and not (runs_on and gap < _FAR_APART * last.height):
        return False
    # Had the first word still found room at the end of the line before, the line was ended on purpose.
    word = (line.right - line.left) * (len(line.text.split(" ", 1)[0]) + 1) / max(len(line.text), 1)
    return max(entry.right for entry in (*paragraph, line)) - last.right < word


def _write(writer: Writer, paragraph: Sequence[Line], height: float) -> None:
    text = joined([line.text for line in paragraph])
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


def plain_text(data: bytes) -> str:
    """The text in the order of the file, as PDFium gives it: what the reading of a file is measured by."""
    import pypdfium2

    with closing(pypdfium2.PdfDocument(data)) as pdf:
        return "\n".join(page.get_textpage().get_text_range() for page in pdf)
