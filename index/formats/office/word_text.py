"""The text within a Word paragraph: runs, fields, form fields, symbols, equations, furigana; no layout.

What stands elsewhere on the page (text boxes, charts, notes, comments) is gathered for the reader of the document,
and what isn't read is counted.
"""

import re
from collections import Counter
from xml.etree.ElementTree import Element

from index.formats.office.elements import is_on, number, value
from index.formats.office.equations import linear, superscript
from index.formats.office.numbering import Styles
from index.formats.office.symbols import symbols

_TRANSPARENT = "w:t", "w:delText"
_BREAKS = {"w:tab": "\t", "w:ptab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "-"}
_GRAPHICS = frozenset({"w:drawing", "w:pict", "w:object"})
_PAGE_FIELDS = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES"})
_FORM_FIELDS = frozenset({"FORMCHECKBOX", "FORMDROPDOWN"})
PAGE_NUMBER, TABULATOR = "\ue7f0\ue7f1"  # in place of what a parser would leave out or change
_MARK, _BASE, _READING, _END, _MATH = "\ufdd1\ufdd2\ufdd3\ufdd4\ufdd5"  # characters that no text holds
_RAISED_MARK = re.compile(f"([.!?…,;:]*[\"'”’»)]*)((?:{_MARK}[^{_MARK}]*{_MARK})+)")
_FURIGANA = re.compile(f"(?:{_BASE}[^{_READING}{_END}]*{_READING}[^{_END}]*{_END})+")
_EQUATION = re.compile(rf"\s*{_MATH}([^{_MATH}]*){_MATH}\s*([.,;:)]?)")
_EQ_FURIGANA = re.compile(r"\\s\s*\\up\s*\d+\s*\(([^()]*)\)\s*[,;]\s*([^()]+)")
_EQ_FRACTION = re.compile(r"\\f\s*\(([^(),;]*)[,;]([^()]*)\)", re.IGNORECASE)
_EQ_COMMAND = re.compile(r'\\\*\s*(?:"[^"]*"|\S+)|\\[a-z]+\s*\d*', re.IGNORECASE)
_FEW = 3  # words: what is left of "Page 3 of 7" without its numbers


class _Field:
    def __init__(self, data: Element | None) -> None:
        self.data = data
        self.code = ""
        self.has_result = False  # whether what comes now is its result

    @property
    def kind(self) -> str:
        return (self.code.split(maxsplit=1) or [""])[0].upper()

    @property
    def is_shown(self) -> bool:
        return self.has_result and self.kind not in _PAGE_FIELDS | _FORM_FIELDS


class Inline:
    """Reads the paragraphs of a document in order: a field may begin in one and end in another."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._fields: list[_Field] = []
        self._note_counts: Counter[str] = Counter()
        self.graphics: list[Element] = []
        self.notes: list[tuple[str, str, str]] = []  # the kind of note, its id, its mark
        self.comments: list[str] = []
        self.readings: dict[str, None] = {}
        self.omitted: Counter[str] = Counter()

    def read(self, paragraph: Element, hidden: bool = False) -> str:
        """The text of a paragraph as it is displayed. `hidden`: its style hides it."""
        text = self._all(paragraph, hidden)
        if _MARK in text:
            text = _RAISED_MARK.sub(lambda match: match.group(2).replace(_MARK, "") + match.group(1), text)
        if _BASE in text:
            text = _FURIGANA.sub(self._base, text)
        if _MATH in text:
            text = _EQUATION.sub(lambda match: f" {match.group(1)}{match.group(2) or ' '}", text).strip()
        return without_page_numbers(text)

    def _base(self, match: re.Match[str]) -> str:
        pairs = [pair.strip(_BASE).split(_READING) for pair in match.group().split(_END) if pair]
        base = "".join(pair[0] for pair in pairs)
        self.readings[f"{base}({''.join(pair[1] for pair in pairs)})"] = None
        return base

    def _all(self, parent: Element, hidden: bool) -> str:
        return "".join(self._piece(child, hidden) for child in parent)

    def _piece(self, element: Element, hidden: bool) -> str:
        match element.tag:
            case "w:r":
                return self._run(element, hidden)
            case "w:del" | "w:moveFrom":
                self.omitted["deletion"] += any(
                    (each.text or "").strip() for each in element.iter() if each.tag in _TRANSPARENT
                )
                return ""
            case "w:sdt":
                return self._control(element, hidden)
            case "w:fldSimple":
                kind = (element.get("w:instr", "").split(maxsplit=1) or [""])[0].upper()
                return PAGE_NUMBER if kind in _PAGE_FIELDS else self._all(element, hidden)
            case "m:oMath" | "m:oMathPara":
                return f"{_MATH}{text}{_MATH}" if self._shown and (text := linear(element)) else ""
            case "mc:AlternateContent":
                return ""
            case tag if tag.endswith("Pr"):
                return ""
        return self._all(element, hidden)

    @property
    def _shown(self) -> bool:
        return all(field.is_shown for field in self._fields)

    def _control(self, element: Element, hidden: bool) -> str:
        properties, content = element.find("w:sdtPr"), element.find("w:sdtContent")
        if properties is not None and properties.find("w14:checkbox") is not None:
            return "☒" if is_on(properties, "w14:checkbox/w14:checked") else "☐"
        text = "" if content is None else self._all(content, hidden)
        return f"[{text.strip()}]" if text.strip() and is_on(properties, "w:showingPlcHdr") else text

    def _run(self, run: Element, hidden: bool) -> str:
        properties = run.find("w:rPr")
        style = self._styles[value(properties, "w:rStyle")]
        if properties is not None and properties.find("w:vanish") is not None:
            hidden = is_on(properties, "w:vanish")
        else:
            hidden = hidden or style.hidden
        font = value(properties, "w:rFonts", attribute="w:ascii") or value(properties, "w:rFonts", attribute="w:hAnsi")
        text = "".join(self._in_run(child, font) for child in run)
        if hidden:
            self.omitted["hidden word"] += len(text.split())
            return ""
        raised = value(properties, "w:vertAlign") or style.raised
        if raised == "superscript" and text.isprintable():
            return superscript(text)
        return text

    def _in_run(self, element: Element, font: str) -> str:
        if element.tag in _GRAPHICS:
            self.graphics.append(element)
            return ""
        match element.tag:
            case "w:t":
                return symbols(element.text or "", font) if self._shown else ""
            case "w:sym":
                return symbols(_char(element.get("w:char", "")), element.get("w:font", "")) if self._shown else ""
            case "w:footnoteReference" | "w:endnoteReference":
                return self._note(element) if self._shown else ""
            case "w:commentReference":
                self.comments.append(element.get("w:id", ""))
            case "w:fldChar":
                return self._field(element)
            case "w:instrText":
                if self._fields:
                    self._fields[-1].code += element.text or ""
            case "w:ruby":
                base, reading = element.find("w:rubyBase"), element.find("w:rt")
                parts = ["" if part is None else self._all(part, False) for part in (base, reading)]
                return f"{_BASE}{parts[0]}{_READING}{parts[1]}{_END}" if parts[1] else parts[0]
            case tag:
                return _BREAKS.get(tag, "") if self._shown else ""
        return ""

    def _note(self, element: Element) -> str:
        kind = element.tag[2:].removesuffix("Reference")
        mark = ""
        if not element.get("w:customMarkFollows"):
            self._note_counts[kind] += 1
            mark = superscript(str(self._note_counts[kind]))
        self.notes.append((kind, element.get("w:id", ""), mark))
        return f"{_MARK}{mark}{_MARK}" if mark else ""

    def _field(self, element: Element) -> str:
        kind = element.get("w:fldCharType")
        if kind == "begin":
            self._fields.append(_Field(element.find("w:ffData")))
        elif kind == "separate" and self._fields:
            self._fields[-1].has_result = True
        elif kind == "end" and self._fields:
            field = self._fields.pop()
            return _displayed(field) if self._shown else ""
        return ""


def without_page_numbers(text: str) -> str:
    """The text without its `PAGE_NUMBER`s, and without the few words around them between two tabs: "Page 3 of 7"."""
    text = text.replace(TABULATOR, "\t")
    if PAGE_NUMBER not in text:
        return text
    parts = text.split("\t")
    kept = (each for each in parts if PAGE_NUMBER not in each or len(each.replace(PAGE_NUMBER, " ").split()) > _FEW)
    return "\t".join(kept).replace(PAGE_NUMBER, "")


def _displayed(field: _Field) -> str:
    """What a field shows of itself, where it has no result or none that is wanted."""
    match field.kind:
        case "FORMCHECKBOX":
            box = None if field.data is None else field.data.find("w:checkBox")
            state = "w:default" if box is None or box.find("w:checked") is None else "w:checked"
            return "☒" if is_on(box, state) else "☐"
        case "FORMDROPDOWN":
            chosen = number(value(field.data, "w:ddList/w:result") or value(field.data, "w:ddList/w:default", "0"))
            entries = [] if field.data is None else [each.get("w:val", "") for each in field.data.iter("w:listEntry")]
            return entries[chosen] if 0 <= chosen < len(entries) else ""
        case "EQ" if not field.has_result:
            if furigana := _EQ_FURIGANA.search(field.code):
                return f"{_BASE}{furigana.group(2)}{_READING}{furigana.group(1)}{_END}"
            return _EQ_COMMAND.sub("", _EQ_FRACTION.sub(r"(\1)/(\2)", field.code.strip()[2:])).strip()
        case kind if kind in _PAGE_FIELDS:
            return PAGE_NUMBER
    return ""


def _char(code: str) -> str:
    try:
        return chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
