"""What Word's styles and lists say of a paragraph: its level as a heading, its number as it is displayed."""

import re
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from index.formats.office.elements import down, is_on, number, value

_HEADING = re.compile(r"heading ([1-9])", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc \d|table of figures)", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"%([1-9])")
_MOST_BASES = 20  # styles that a style is based on: a circle ends
_DEEPEST = 8
_ROMAN = tuple(
    zip((1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1), "m cm d cd c xc l xl x ix v iv i".split(), strict=True)
)


@dataclass(frozen=True, slots=True)
class Style:
    """What a style sets, "" or None for what it leaves alone. `level` is that of a heading, 0 for none."""

    level: int | None = None
    list_id: str = ""
    depth: int | None = None
    hidden: bool = False
    raised: str = ""
    is_contents: bool = False


class Styles:
    """The styles of a document by id, each with what it takes over from those it is based on."""

    def __init__(self, root: Element) -> None:
        self._elements = {style.get("w:styleId", ""): style for style in root.iter("w:style")}
        self._styles: dict[str, Style] = {}
        self.default = next(
            (
                name
                for name, style in self._elements.items()
                if style.get("w:type") == "paragraph" and style.get("w:default") in ("1", "true", "on")
            ),
            "",
        )

    def __getitem__(self, name: str) -> Style:
        if name not in self._styles:
            style, base = Style(), name
            bases: list[Element] = []
            while base in self._elements and len(bases) < _MOST_BASES:
                bases.append(self._elements[base])
                base = value(bases[-1], "w:basedOn")
            for element in reversed(bases):
                style = _over(style, element)
            self._styles[name] = style
        return self._styles[name]


def _over(style: Style, element: Element) -> Style:
    name, properties = value(element, "w:name"), element.find("w:pPr")
    outline = value(properties, "w:outlineLvl")
    heading = _HEADING.fullmatch(name)
    level = number(outline) + 1 if outline else int(heading.group(1)) if heading else style.level
    if name.lower() == "title":
        level = 1
    vertical, hidden = value(element, "w:rPr/w:vertAlign"), down(element, "w:rPr/w:vanish") is not None
    depth = value(properties, "w:numPr/w:ilvl")
    return replace(
        style,
        level=0 if level and level > _DEEPEST + 1 else level,
        list_id=value(properties, "w:numPr/w:numId") or style.list_id,
        depth=number(depth) if depth else style.depth,
        hidden=is_on(element, "w:rPr/w:vanish") if hidden else style.hidden,
        raised=vertical or style.raised,
        is_contents=bool(_CONTENTS.fullmatch(name)),
    )


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    text: str = ""
    legal: bool = False
    restart: int = -1  # the level after which it begins anew; 0: never
    style: str = ""


class Numbering:
    """Counts through a document: ask it of each numbered paragraph once, in order."""

    def __init__(self, root: Element, styles: Styles) -> None:
        abstracts = {each.get("w:abstractNumId", ""): each for each in root.findall("w:abstractNum")}
        linked = {value(each, "w:styleLink"): key for key, each in abstracts.items() if value(each, "w:styleLink")}
        self._levels = {
            key: {_depth(lvl): _level(lvl) for lvl in each.findall("w:lvl")} for key, each in abstracts.items()
        }
        for key, each in abstracts.items():
            if (link := value(each, "w:numStyleLink")) in linked:
                self._levels[key] = self._levels[linked[link]]
        self._lists: dict[str, tuple[str, dict[int, _Level], dict[int, int]]] = {}
        for each in root.findall("w:num"):
            own, starts = {}, {}
            for override in each.findall("w:lvlOverride"):
                if (level := override.find("w:lvl")) is not None:
                    own[_depth(override)] = _level(level)
                if start := value(override, "w:startOverride"):
                    starts[_depth(override)] = number(start)
            self._lists[each.get("w:numId", "")] = value(each, "w:abstractNumId"), own, starts
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()

    def depth(self, list_id: str, style: str) -> int:
        """The level of a list that belongs to a style of paragraphs, the first if none does."""
        abstract, own, _ = self._lists.get(list_id, ("", {}, {}))
        levels = {**self._levels.get(abstract, {}), **own}
        return next((depth for depth, level in levels.items() if style and level.style == style), 0)

    def mark(self, list_id: str, depth: int) -> str | None:
        """The number of the next paragraph at `depth`, "-" for a bullet, "" for no number; None if there is no list."""
        if list_id not in self._lists:
            return None
        abstract, own, starts = self._lists[list_id]
        levels = {**self._levels.get(abstract, {}), **own}
        depth = min(max(depth, 0), _DEEPEST)
        level = levels.get(depth, _Level(form="bullet"))
        counts = self._counts.setdefault(abstract, [None] * (_DEEPEST + 1))
        if depth in starts and (list_id, depth) not in self._begun:
            self._begun.add((list_id, depth))
            counts[depth] = None
        before = counts[depth]
        counts[depth] = starts.get(depth, level.start) if before is None else before + 1
        for deeper in range(depth + 1, _DEEPEST + 1):
            restart = levels.get(deeper, level).restart
            if restart < 0 or depth < restart:
                counts[deeper] = None
        if level.form == "bullet":
            return "-"
        if level.form == "none":
            return _PLACEHOLDER.sub("", level.text).strip(" .")
        return _PLACEHOLDER.sub(lambda match: self._shown(counts, levels, level, int(match.group(1)) - 1), level.text)

    @staticmethod
    def _shown(counts: list[int | None], levels: dict[int, _Level], own: _Level, depth: int) -> str:
        level = levels.get(depth, _Level())
        count = counts[depth]
        return counted_as(level.start if count is None else count, "decimal" if own.legal else level.form)


def _depth(element: Element) -> int:
    return number(element.get("w:ilvl", "0"))


def _level(element: Element) -> _Level:
    return _Level(
        start=number(value(element, "w:start", "0")),
        form=value(element, "w:numFmt", "decimal"),
        text=value(element, "w:lvlText"),
        legal=is_on(element, "w:isLgl"),
        restart=number(value(element, "w:lvlRestart", "-1"), -1),
        style=value(element, "w:pStyle"),
    )


def counted_as(count: int, form: str) -> str:
    """A count in one of the forms that Office knows; in digits for one that isn't known here.

    >>> counted_as(4, "lowerRoman"), counted_as(28, "upperLetter"), counted_as(7, "decimalZero")
    ('iv', 'BB', '07')
    """
    if form in ("lowerLetter", "upperLetter") and 0 < count <= 26 * 30:
        letters = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letters if form == "lowerLetter" else letters.upper()
    if form in ("lowerRoman", "upperRoman") and 0 < count < 4000:
        letters = ""
        for size, sign in _ROMAN:
            letters, count = letters + sign * (count // size), count % size
        return letters if form == "lowerRoman" else letters.upper()
    return f"{count:02}" if form == "decimalZero" else str(count)
