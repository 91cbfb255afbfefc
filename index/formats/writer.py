"""What a reader makes of a file, and the one way in which extracted text is laid out. Pure.

Plain text and Markdown keep their own layout; every other format writes through `Writer`, so that a heading, a
list item and a table row look the same whichever format they come from, as `index.language.sentences` expects them.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from io import StringIO

from index.formats.tabular.rows import readable
from index.language.identify import ENGLISH
from index.language.layout import CODE
from index.language.own_date import find_dateline
from index.language.tidy import clean, one_line
from index.language.vocabulary import pattern

_MOST_TITLE = 250  # characters
_JUNK_TITLE = re.compile(pattern(ENGLISH, "titles", "junk"), re.IGNORECASE | re.DOTALL)
_FRONT_MATTER = re.compile(r"\A---\n.*?^---\n", re.DOTALL | re.MULTILINE)
_FRONT_MATTER_TITLE = re.compile(r"""^title:\s*["']?(.+?)["']?\s*$""", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Content:
    """The text of a file with what the file says of itself, as in `Document`. `dated_by` goes with a `date`.

    What a reader leaves to others: `attached` are the names and bytes of files inside this one, and `scans` the pages,
    from 1, that show text which the file doesn't hold as such.
    """

    text: str
    title: str | None = None
    date: str | None = None
    dated_by: str = ""
    page_starts: tuple[int, ...] = ()
    omissions: tuple[str, ...] = ()
    attached: tuple[tuple[str, bytes], ...] = ()
    scans: tuple[int, ...] = ()
    recognised: tuple[tuple[int, float], ...] = ()


class Writer:
    """Lays text out block by block. A blank line stands between blocks, a newline between items and between rows."""

    def __init__(self) -> None:
        self._text = StringIO()
        self._last = ""
        self._page_starts: list[int] = []
        self._new_pages = 0
        self._omissions: dict[str, None] = {}

    def heading(self, text: str, level: int) -> None:
        self._add(f"{'#' * min(max(level, 1), 6)} {line}" if (line := one_line(text)) else "", "heading")

    def paragraph(self, text: str) -> None:
        self._add(clean(text).strip(), "paragraph")

    def item(self, text: str, depth: int = 0, mark: str = "-") -> None:
        """An item of a list; `mark` "" goes on with the item before."""
        self._add(f"{'  ' * depth}{mark or ' '} {line}" if (line := one_line(text)) else "", "item")

    def code(self, text: str) -> None:
        """Lines of a program, a command or a file, which are kept as they are."""
        lines = clean(text).rstrip().split("\n")
        self._add("\n".join(f"{CODE}{line}" if line.strip() else "" for line in lines).strip("\n"), "code")

    def table(self, rows: Iterable[Sequence[str]], headed: bool = False) -> None:
        """Each row as a sentence that names its columns. `headed`: the first row is known to hold their names."""
        for is_row, text in readable(([one_line(cell) for cell in row] for row in rows), headed):
            self._add(text, "row" if is_row else "paragraph")

    def end_list(self) -> None:
        """Sets what follows apart from an item or a row before it."""
        self._last = ""

    def page(self) -> None:
        """Begins a page."""
        self._new_pages += 1
        self._last = ""

    def omit(self, what: str) -> None:
        """Notes what of the file is not in the text, and where: `pages 2-4 are scans`. The same is said once."""
        if what:
            self._omissions[what] = None

    def content(self, title: object = None, date: str | None = None, dated_by: str = "") -> Content:
        """All that was written. `title` is what the file's metadata states, left out if it isn't sensible."""
        starts = tuple(self._page_starts + [self._text.tell()] * self._new_pages)
        omissions = tuple(self._omissions)
        return Content(self._text.getvalue(), sensible_title(title), date, dated_by, starts, omissions)

    @property
    def length(self) -> int:
        """How many characters were written."""
        return self._text.tell()

    def titled(self, title: object = None, date: str | None = None, dated_by: str = "", start: int = 0) -> Content:
        """`content`, whose title is what the text from `start` states where the metadata has no sensible one."""
        content = self.content(title, date, dated_by)
        return content if content.title else replace(content, title=stated_title(content.text[start:]))

    def _add(self, text: str, kind: str) -> None:
        if not text:
            return
        if self._text.tell():
            self._text.write("\n" if kind == self._last and kind in ("item", "row") else "\n\n")
        # A page without text begins where the next one does; the first page at 0, as there is nothing before it.
        self._page_starts += [self._text.tell()] * self._new_pages
        self._new_pages = 0
        self._text.write(text)
        self._last = kind


def counted(count: int, singular: str, plural: str = "") -> str:
    """So many of something, "" for none.

    >>> counted(1, "picture"), counted(2, "text box", "text boxes"), counted(0, "picture")
    ('1 picture', '2 text boxes', '')
    """
    return f"{count:,} {singular if count == 1 else plural or f'{singular}s'}" if count else ""


def places(numbers: Iterable[int], singular: str) -> str:
    """Where something is, by numbers in ascending order.

    >>> places([2, 3, 4, 7], "page"), places([2], "slide")
    ('pages 2-4, 7', 'slide 2')
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    listed = ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)
    return f"{singular}{'s' if runs and (len(runs) > 1 or runs[0][0] < runs[0][1]) else ''} {listed}"


def sensible_title(title: object) -> str | None:
    """A title that a file states in its metadata, or None for what programs put there by themselves.

    >>> sensible_title("Harbor report"), sensible_title("Microsoft Word - report.doc")
    ('Harbor report', None)
    """
    line = one_line(str(title or ""))
    if len(line) > _MOST_TITLE or not any(map(str.isalpha, line)) or _JUNK_TITLE.fullmatch(line):
        return None
    return line


def stated_title(text: str) -> str | None:
    """The title a document states: front matter, a Markdown heading, or a first line that stands alone."""
    if front := _FRONT_MATTER.match(text.replace("\r\n", "\n")):
        title = _FRONT_MATTER_TITLE.search(front.group())
        return title.group(1) if title else None
    first, _, rest = text.strip().partition("\n")
    first = first.strip()
    if first.startswith("#"):
        return re.sub(r"\s#+$", "", first.lstrip("# ")) or None
    stands_alone = bool(rest.strip()) and not rest.split("\n", 1)[0].strip()
    if stands_alone and len(first) <= _MOST_TITLE and first[-1] not in '.!?:;,”"' and not find_dateline(first):
        return first if any(map(str.isalpha, first)) else None
    return None
