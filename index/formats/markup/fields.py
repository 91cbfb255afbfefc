"""What is filled into the forms of a page: `Label: value`, and a mark before what is ticked."""

from typing import Any

from index.formats.markup.tree import replace, words_of
from index.formats.tabular.rows import label as readable
from index.formats.writer import Writer, counted
from index.language.tidy import one_line

_BOXES = ("checkbox", "radio")
_EMPTY = ("hidden", "password", "submit", "button", "reset", "image", "file", "search")
_FIELDS = ("input", "textarea", "select")
_MOST_CHOICES = 20


def fill_in(root: Any, writer: Writer) -> None:
    """Puts text in the place of every field that has a value; of a list without a choice, what can be chosen."""
    labels = {label.get("for"): label for label in root.iter("label") if label.get("for")}
    long_lists = 0
    for field in list(root.iter(*_FIELDS)):
        kind = (field.get("type") or "text").lower() if field.tag == "input" else field.tag
        if kind in _BOXES:
            box = "[x]" if field.get("checked") is not None else "[ ]"
            replace(field, box if (field.tail or " ")[0].isspace() else f"{box} ")
            continue
        value = "" if kind in _EMPTY else _value(field, kind)
        if kind == "select" and not value:
            choices = [words_of(option) for option in field.iter("option")]
            long_lists += len(choices) > _MOST_CHOICES
            value = ", ".join(filter(None, choices)) if 1 < len(choices) <= _MOST_CHOICES else ""
        if not value:
            field.drop_tree()
            continue
        name, own_label = _name(field, labels)
        if own_label is not None and field in own_label.iterdescendants():
            field = own_label
        elif own_label is not None and own_label.getparent() is not None:
            own_label.drop_tree()
        replace(field, f"{name}: {value}" if name else value, "p")
    writer.omit(counted(long_lists, "long list to choose from", "long lists to choose from"))


def _value(field: Any, kind: str) -> str:
    if kind == "select":
        return ", ".join(words_of(option) for option in field.iter("option") if option.get("selected") is not None)
    return one_line(field.get("value") or "") if kind != "textarea" else "".join(field.itertext()).strip()


def _name(field: Any, labels: dict[str, Any]) -> tuple[str, Any | None]:
    """What a field is called, and the element that says so, if one does."""
    around = next(field.iterancestors("label"), None)
    before = field.getprevious()
    for label in (labels.get(field.get("id") or "\0"), around, before):
        if label is not None and label.tag == "label" and label.getparent() is not None:
            inner = [label.text or "", *(words_of(part) for part in label if part.tag not in _FIELDS)]
            if name := readable(one_line(" ".join(inner))):
                return name, label
    stated = next(filter(None, map(field.get, ("aria-label", "title", "placeholder", "name"))), "")
    in_cell = next(field.iterancestors("td"), None) is not None
    return "" if in_cell and not field.get("aria-label") else readable(one_line(stated)), None
