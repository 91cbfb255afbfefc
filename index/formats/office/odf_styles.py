"""What the styles of an OpenDocument file say: what is hidden or raised, and the numbers of lists and headings."""

from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from index.formats.office.elements import down, number
from index.formats.office.numbering import counted_as

_FORMS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman", "1": "decimal"}
_MOST_BASES = 20  # styles that a style is based on: a circle ends
_LEVELS = 10


class Styles:
    """The styles of a document, those of its text before those of the whole file."""

    def __init__(self, roots: Iterable[Element]) -> None:
        elements = [element for root in roots for element in root.iter()]
        self._styles = {each.get("style:name", ""): each for each in reversed(elements) if each.tag == "style:style"}
        lists = {
            each.get("style:name", ""): _levels(each) for each in reversed(elements) if each.tag == "text:list-style"
        }
        self.lists = lists
        outline = next((each for each in elements if each.tag == "text:outline-style"), None)
        self.outline = {} if outline is None else _levels(outline)

    def _value(self, name: str | None, kind: str, attribute: str) -> str:
        for _ in range(_MOST_BASES):
            style = self._styles.get(name or "")
            if style is None:
                break
            if (found := down(style, f"style:{kind}-properties")) is not None and found.get(attribute):
                return found.get(attribute, "")
            name = style.get("style:parent-style-name")
        return ""

    def is_hidden(self, name: str | None) -> bool:
        """Whether text of a style is not shown."""
        return self._value(name, "text", "text:display") == "none"

    def is_raised(self, name: str | None) -> bool:
        """Whether text of a style is superscript."""
        position = self._value(name, "text", "style:text-position")
        return position.startswith("super") or number(position.split("%")[0]) > 0

    def is_hidden_page(self, name: str | None) -> bool:
        """Whether a slide of a style is left out of the presentation."""
        return self._value(name, "drawing-page", "presentation:visibility") == "hidden"


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a list: how its numbers are written, none of them for a bullet or where there is no number."""

    form: str = ""
    before: str = ""
    after: str = ""
    shown: int = 1  # levels of which the number has a part
    start: int = 1
    is_bullet: bool = False


def _levels(style: Element) -> dict[int, Level]:
    return {
        number(each.get("text:level", "1"), 1) - 1: Level(
            form=each.get("style:num-format", ""),
            before=each.get("style:num-prefix", ""),
            after=each.get("style:num-suffix", ""),
            shown=number(each.get("text:display-levels", "1"), 1),
            start=number(each.get("text:start-value", "1"), 1),
            is_bullet="bullet" in each.tag or "image" in each.tag,
        )
        for each in style
        if each.get("text:level")
    }


class Counter:
    """Counts the items of one list, or the headings of a document."""

    def __init__(self, levels: dict[int, Level]) -> None:
        self.levels = levels
        self._counts: list[int | None] = [None] * _LEVELS

    def mark(self, depth: int, start: str | None = None) -> str:
        """The number of the next item at `depth`, which `start` may set; "-" for a bullet, "" for no number."""
        depth = min(max(depth, 0), _LEVELS - 1)
        level = self.levels.get(depth, Level(is_bullet=True))
        before = self._counts[depth]
        self._counts[depth] = number(start) if start else level.start if before is None else before + 1
        self._counts[depth + 1 :] = [None] * (_LEVELS - depth - 1)
        if level.is_bullet:
            return "-"
        if not level.form:
            return ""
        first = max(depth - max(level.shown, 1) + 1, 0)
        parts = [self._part(place) for place in range(first, depth + 1)]
        return f"{level.before}{'.'.join(filter(None, parts))}{level.after}".strip()

    def _part(self, depth: int) -> str:
        level, count = self.levels.get(depth, Level()), self._counts[depth]
        return (
            counted_as(level.start if count is None else count, _FORMS.get(level.form, "decimal")) if level.form else ""
        )
