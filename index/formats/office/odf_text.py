"""The text within an OpenDocument paragraph; no layout.

What stands elsewhere on the page (shapes, notes, comments, furigana) is gathered for the reader of the document.
"""

from collections import Counter
from xml.etree.ElementTree import Element

from index.formats.office.elements import number
from index.formats.office.equations import note_mark, superscript
from index.formats.office.odf_styles import Styles
from index.formats.office.word_text import PAGE_NUMBER, without_page_numbers

DERIVED = frozenset(  # the headings once more, and what is no text
    """text:table-of-content text:alphabetical-index text:illustration-index text:table-index text:object-index
    text:user-index text:sequence-decls text:variable-decls text:user-field-decls text:note-citation text:number
    office:forms office:annotation-end text:soft-page-break svg:title svg:desc""".split()
)
SHAPES = frozenset(
    """draw:frame draw:custom-shape draw:rect draw:ellipse draw:circle draw:line draw:polyline draw:polygon draw:path
    draw:connector draw:caption draw:regular-polygon draw:measure draw:g draw:a draw:control""".split()
)
_PAGES = frozenset({"text:page-number", "text:page-count"})
_SPACES = {"text:tab": "\t", "text:line-break": "\n"}
_MOST_SPACES = 50


class Inline:
    """Reads paragraphs one by one; its lists fill until the reader of the document empties them."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self.shapes: list[Element] = []
        self.notes: list[tuple[str, Element]] = []  # each with its mark
        self.readings: dict[str, None] = {}
        self.omitted: Counter[str] = Counter()

    def read(self, element: Element) -> str:
        """The text of a paragraph or heading as it is displayed."""
        text = self._inline(element, self._styles.is_hidden(element.get("text:style-name")))
        return without_page_numbers(text)

    def _inline(self, element: Element, hidden: bool) -> str:
        parts = [self._shown(element.text or "", hidden)]
        raised = element.tag == "text:span" and self._styles.is_raised(element.get("text:style-name"))
        for child in element:
            parts.append(self._piece(child, hidden, parts))
            parts.append(self._shown(child.tail or "", hidden))
        text = "".join(parts)
        return superscript(text) if raised and text.isprintable() else text

    def _shown(self, text: str, hidden: bool) -> str:
        self.omitted["hidden word"] += len(text.split()) if hidden else 0
        return "" if hidden else text

    def _piece(self, child: Element, hidden: bool, parts: list[str]) -> str:
        match child.tag:
            case "text:s":
                return " " * min(number(child.get("text:c", "1"), 1), _MOST_SPACES)
            case tag if tag in _SPACES:
                return _SPACES[tag]
            case tag if tag in _PAGES:
                return PAGE_NUMBER
            case "text:note":
                mark = note_mark(child.findtext("text:note-citation") or "")
                self.notes += [(mark, body) for body in child.findall("text:note-body")]
                if parts[-1][-1:] in (".", "!", "?", ",", ";"):  # the mark must not begin the next sentence
                    parts[-1], mark = parts[-1][:-1], mark + parts[-1][-1:]
                return mark
            case "office:annotation":
                self.notes.append(("", child))
            case "text:ruby":
                base = "".join(self._inline(each, hidden) for each in child.findall("text:ruby-base"))
                if reading := child.findtext("text:ruby-text"):
                    self.readings[f"{base}({reading})"] = None
                return base
            case "text:hidden-text" | "text:hidden-paragraph":
                return self._shown(child.get("text:string-value") or child.text or "", hidden=True)
            case tag if tag in SHAPES:
                self.shapes.append(child)
            case tag if tag not in DERIVED:
                return self._inline(child, hidden or self._styles.is_hidden(child.get("text:style-name")))
        return ""
