"""The fields of a form in a PDF (AcroForm), each as the line "label: value". Empty ones say nothing."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from index.formats.pdf.access import PageText, Rect, rect_of, string
from index.language.identify import ENGLISH
from index.language.tidy import one_line
from index.language.vocabulary import pattern

_REACH = 220.0  # points, from a field to the label beside it
_LINE = 16.0  # points, to the label above it
_LONGEST_LABEL = 120  # characters
_PASSWORD = 1 << 13  # of a field's flags
_GENERATED = re.compile(pattern(ENGLISH, "forms", "generated"), re.IGNORECASE)


class Field(NamedTuple):
    """What a widget shows. `choice`, of a check box or a radio button: the value it stands for, "" for yes."""

    label: str
    value: str
    is_button: bool = False
    choice: str = ""


def field_of(form: Any, widget: Any, page: PageText) -> Field | None:
    """What a widget of the page shows, None for a button to press, a signature, and a password.

    `form` is the document's `formenv`; without one a widget shows what it says of itself.
    """
    from pypdfium2 import raw

    if not form:
        own = (one_line(string(raw.FPDFAnnot_GetStringValue, widget, key)) for key in (b"TU", b"T", b"V"))
        label, name, value = own
        return Field(label or _spoken(name), value)
    kind = raw.FPDFAnnot_GetFormFieldType(form, widget)
    buttons = (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON)
    written = (raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX)
    if kind not in (*buttons, *written) or raw.FPDFAnnot_GetFormFieldFlags(form, widget) & _PASSWORD:
        return None
    rect = rect_of(widget)
    name = one_line(string(raw.FPDFAnnot_GetFormFieldAlternateName, form, widget))
    name = name or _spoken(one_line(string(raw.FPDFAnnot_GetFormFieldName, form, widget)))
    if kind in buttons:
        choice = ""
        if kind == raw.FPDF_FORMFIELD_RADIOBUTTON:
            choice = one_line(string(raw.FPDFAnnot_GetFormFieldExportValue, form, widget))
            choice = (_right_of(page, rect) if _GENERATED.fullmatch(choice) else "") or choice
        checked = bool(raw.FPDFAnnot_IsChecked(form, widget))
        return Field(name or _right_of(page, rect) or _left_of(page, rect), "yes" * checked, True, choice)
    value = ", ".join(_chosen(form, widget)) if kind != raw.FPDF_FORMFIELD_TEXTFIELD else ""
    value = value or string(raw.FPDFAnnot_GetFormFieldValue, form, widget)
    return Field(name or _left_of(page, rect) or _above(page, rect), one_line(value))


def lines(fields: Iterable[Field], text: str) -> Iterator[str]:
    """The fields of a page in words, but what its `text` says of itself: a label with its value behind.

    The buttons of one name are one line: yes or no, or what is chosen of them.
    """
    groups: dict[tuple[str, bool], list[Field]] = {}
    for field in fields:
        groups.setdefault((field.label, field.is_button), []).append(field)
    for (label, is_button), group in groups.items():
        chosen = [field.choice or "yes" for field in group if field.value]
        if not is_button:
            values = list(dict.fromkeys(field.value for field in group if field.value))
        elif len(group) > 1 or group[0].choice:
            values = chosen or ["none chosen"]
        else:
            values = chosen or ["no"]
        for value in values:
            told = rf"{re.escape(label)}\s*:?\s*{re.escape(value)}(?!\w)"
            if not (label and value in text and re.search(told, text)):
                yield f"{label.rstrip(' :')}: {value}" if label else value


def _chosen(form: Any, widget: Any) -> Iterator[str]:
    """The labels of the options chosen in a list."""
    from pypdfium2 import raw

    for number in range(min(max(raw.FPDFAnnot_GetOptionCount(form, widget), 0), 1000)):
        if raw.FPDFAnnot_IsOptionSelected(form, widget, number):
            yield one_line(string(raw.FPDFAnnot_GetOptionLabel, form, widget, number))


def _spoken(name: str) -> str:
    """A field's name as words, "" if a program made it.

    >>> _spoken("page1[0].Name_of_vessel[0]"), _spoken("berthNumber"), _spoken("form1.Text12")
    ('Name of vessel', 'berth Number', '')
    """
    last = re.sub(r"\[\d+\]", "", name).rsplit(".", 1)[-1]
    words = " ".join(re.sub(r"(?<=[a-z])(?=[^\W\d_a-z])", " ", last.replace("_", " ")).split())
    return "" if _GENERATED.fullmatch(words) else words


def _left_of(page: PageText, rect: Rect) -> str:
    near = Rect(rect.left - _REACH, rect.bottom, rect.left + 1, rect.top)
    return _label(page.within(near).split("\n")[-1])


def _right_of(page: PageText, rect: Rect) -> str:
    near = Rect(rect.right - 1, rect.bottom, rect.right + _REACH, rect.top)
    return _label(page.within(near).split("\n")[0])


def _above(page: PageText, rect: Rect) -> str:
    near = Rect(rect.left, rect.top, rect.right, rect.top + _LINE)
    return _label(page.within(near).split("\n")[-1])


def _label(text: str) -> str:
    line = one_line(text).rstrip(" :._")
    return line if len(line) <= _LONGEST_LABEL and any(map(str.isalpha, line)) else ""
