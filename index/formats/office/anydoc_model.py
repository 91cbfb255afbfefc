"""Documents in the model of anydoc, which reads what has no reader of its own here. Owns anydoc."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.errors import LoadError
from index.formats.office.equations import superscript
from index.formats.office.grid import Cell, spread
from index.formats.office.numbering import counted_as
from index.formats.office.word_text import without_page_numbers
from index.formats.writer import Writer, counted

if TYPE_CHECKING:
    import anydoc

LOCKED = "it is protected by a password; save it without one"
_FORMS = {
    "lower_alpha": "lowerLetter",
    "upper_alpha": "upperLetter",
    "lower_roman": "lowerRoman",
    "upper_roman": "upperRoman",
}
_BULLET = re.compile(r"[\W_]+")


def parsed(data: bytes, form: "anydoc.Format") -> "anydoc.Document":
    """The document in anydoc's model. Raises `LoadError`; a crash in the library becomes one too."""
    import anydoc

    try:
        return anydoc.to_document(data, form)
    except anydoc.EncryptedError as error:
        raise LoadError(LOCKED) from error
    except anydoc.ResourceLimitError as error:
        raise LoadError("it is larger, or its parts are nested deeper, than any document needs; split it") from error
    except anydoc.ConvertError:
        raise
    except BaseException as error:  # a panic of Rust is no Exception
        if type(error).__name__ != "PanicException":
            raise
        raise LoadError("it is damaged: its parser gave up; open it and save it again") from error


def write(
    writer: Writer,
    document: "anydoc.Document",
    quote: str = "",
    knows_heads: bool = False,
    without: frozenset[str] = frozenset(),
) -> None:
    """Writes a document out. `quote` stands before quotations, which in a presentation are the notes.

    `knows_heads`: the file marks rows of names, so one that the parser tells is no guess.
    `without`: headings whose sections are left out.
    """
    walk = _Walk(document, quote, knows_heads)
    is_left_out, blocks = False, []
    for block in document.blocks if without else ():
        if block.kind == "heading":
            is_left_out = "".join(inline.text or "" for inline in block.content or ()) in without
        if not is_left_out:
            blocks.append(block)
    walk.blocks(writer, blocks if without else document.blocks)
    walk.add_notes(writer)
    for what, count in walk.omitted.items():
        writer.omit(counted(count, what))


class _Walk:
    def __init__(self, document: "anydoc.Document", quote: str, knows_heads: bool) -> None:
        self._knows_heads = knows_heads
        self._notes = {note.id: note for note in document.notes}
        self._marks: dict[str, str] = {}
        self._waiting: list[str] = []
        self._quote = quote
        self._in_cell = 0
        self.omitted: Counter[str] = Counter()

    def blocks(self, writer: Writer, blocks: "Sequence[anydoc.Block]", depth: int = 0) -> None:
        for block in blocks:
            match block.kind:
                case "heading" if not self._in_cell:
                    writer.heading(self._inline(block.content), block.level or 1)
                case "heading" | "paragraph":
                    writer.paragraph(without_page_numbers(self._inline(block.content)))
                case "list" if block.list:
                    self._list(writer, block.list, depth)
                case "table" if block.table:
                    self._table(writer, block.table)
                case "block_quote":
                    inner = Writer()
                    self.blocks(inner, block.blocks or [])
                    if text := inner.content().text:
                        writer.paragraph(f"{self._quote}{text}")
                case _:
                    writer.paragraph(block.text or "")
            if not depth:
                self.add_notes(writer)

    def add_notes(self, writer: Writer) -> None:
        """The notes of what was written."""
        while self._waiting and not self._in_cell:
            key = self._waiting.pop(0)
            if (note := self._notes.pop(key, None)) is not None:
                inner = Writer()
                self.blocks(inner, note.blocks, depth=1)
                writer.paragraph(f"{self._marks[key]} {inner.content().text.strip()}")

    def _inline(self, content: "Sequence[anydoc.Inline] | None") -> str:
        parts = []
        for inline in content or ():
            match inline.kind:
                case "text" | "math":
                    parts.append(inline.text or "")
                case "link":
                    parts.append(self._inline(inline.content))
                case "line_break":
                    parts.append("\n")
                case "checkbox":
                    parts.append("☒" if inline.checked else "☐")
                case "note_ref" if inline.note_id:
                    mark = self._marks.setdefault(inline.note_id, superscript(str(len(self._marks) + 1)))
                    self._waiting.append(inline.note_id)
                    end = parts[-1][-1:] if parts else ""
                    if end in (".", "!", "?", ","):  # the mark must not begin the next sentence
                        parts[-1] = f"{parts[-1][:-1]}{mark}{end}"
                    else:
                        parts.append(mark)
                case "image":
                    self.omitted["picture"] += 1
        return "".join(parts)

    def _list(self, writer: Writer, listed: "anydoc.List", depth: int) -> None:
        for place, item in enumerate(listed.items):
            mark = (item.marker_label or "").strip() or _mark(listed.marker, listed.start + place)
            mark = "-" if _BULLET.fullmatch(mark) else mark.removesuffix(".") if mark.count(".") > 1 else mark
            for block in item.blocks:
                if block.kind == "paragraph":
                    writer.item(self._inline(block.content), depth, mark)
                    mark = ""
                else:
                    self.blocks(writer, [block], depth + 1)
        if not depth:
            writer.end_list()

    def _table(self, writer: Writer, table: "anydoc.Table") -> None:
        cells = [[slot.cell for slot in row if slot.cell] for row in table.grid]
        wide = max((len(row) for row in table.grid), default=0)
        if not self._in_cell and (table.kind == "layout" or wide < 2):
            for row in cells:
                for cell in row:
                    self.blocks(writer, cell.blocks)
            return
        self._in_cell += 1
        grid = [[Cell(self._flat(cell.blocks), cell.col_span, cell.row_span) for cell in row] for row in cells]
        self._in_cell -= 1
        heads = table.header_rows if self._knows_heads or table.header_rows > 1 else 0
        rows, headed = spread(grid, heads)
        writer.table(rows, headed)
        writer.end_list()

    def _flat(self, blocks: "Sequence[anydoc.Block]") -> str:
        inner = Writer()
        self.blocks(inner, blocks)
        return inner.content().text


def _mark(marker: str, count: int) -> str:
    return "-" if marker == "bullet" else f"{counted_as(count, _FORMS.get(marker, 'decimal'))}."
