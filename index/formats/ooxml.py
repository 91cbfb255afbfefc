"""Packages of Office Open XML (.docx, .pptx): their parts as trees with short names, and what a part refers to.

Names are read as `w:p` whichever of the standard's two sets of namespaces a file uses, so readers compare plain
strings. Of alternatives that a part offers for newer and older programs, the first is kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import dirname, join, normpath
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from index.errors import LoadError
from index.formats.zip import Container

_OPEN, _STRICT, _MICROSOFT = (
    "http://schemas.openxmlformats.org/",
    "http://purl.oclc.org/ooxml/",
    "http://schemas.microsoft.com/office/",
)
_PREFIXES = {
    **{f"{_OPEN}{name}/2006/main": prefix for name, prefix in (("wordprocessingml", "w"), ("presentationml", "p"))},
    **{f"{_STRICT}{name}/main": prefix for name, prefix in (("wordprocessingml", "w"), ("presentationml", "p"))},
    **{
        f"{base}{name}": prefix
        for base, middle in ((_OPEN, "/2006"), (_STRICT, ""))
        for name, prefix in (
            (f"drawingml{middle}/main", "a"),
            (f"drawingml{middle}/chart", "c"),
            (f"drawingml{middle}/diagram", "dgm"),
            (f"drawingml{middle}/wordprocessingDrawing", "wp"),
            (f"drawingml{middle}/picture", "pic"),
            (f"officeDocument{middle}/math", "m"),
            (f"officeDocument{middle}/relationships", "r"),
        )
    },
    f"{_OPEN}markup-compatibility/2006": "mc",
    f"{_MICROSOFT}word/2010/wordml": "w14",
    f"{_MICROSOFT}word/2010/wordprocessingShape": "wps",
    f"{_MICROSOFT}drawing/2014/chartex": "cx",
    f"{_MICROSOFT}drawing/2010/main": "a14",
    f"{_MICROSOFT}powerpoint/2018/8/main": "p188",
    "urn:schemas-microsoft-com:vml": "v",
    "urn:schemas-microsoft-com:office:office": "o",
}
_TRUE = frozenset({"1", "true", "on"})
_MOST_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part refers to: `kind` is the last word of the relation's type, `target` a part's name or an address."""

    kind: str
    target: str
    external: bool


class Package:
    """A package that has passed the checks of `Container`. A part that is missing or damaged is an empty element."""

    def __init__(self, data: bytes, kind: str) -> None:
        self._container = Container(data, kind)
        self._relations: dict[str, dict[str, Relation]] = {}
        self.damaged: dict[str, None] = {}  # parts that hold no sound XML

    @property
    def names(self) -> frozenset[str]:
        return self._container.names

    def title(self) -> str | None:
        """The title in the document's properties."""
        try:
            return self._container.title()
        except ParseError:
            return None

    def main(self, default: str) -> tuple[str, Element]:
        """The name and the tree of the part that is the document itself. Raises `LoadError` if it is damaged."""
        name = next((each.target for each in self.relations("").values() if each.kind == "officeDocument"), default)
        root = self.part(name)
        if name in self.damaged or name not in self._container.names:
            raise LoadError("it is damaged: its main part can't be read; open it and save it again")
        return name, root

    def part(self, name: str) -> Element:
        """The tree of a part."""
        try:
            return shortened(self._container.xml(name))
        except ParseError:
            self.damaged[name] = None
            return Element("none")

    def each(self, name: str, *tags: str) -> Iterator[Any]:
        """The elements of a large part that have these names, one after the other, by their full names."""
        try:
            yield from self._container.each(name, tags)
        except ParseError:
            self.damaged[name] = None

    def relations(self, name: str) -> dict[str, Relation]:
        """By id: what the part `name` refers to; "" for the package itself."""
        if name not in self._relations:
            folder, _, file = name.rpartition("/")
            try:
                root = self._container.xml(join(folder, "_rels", f"{file}.rels"))
            except ParseError:
                root = Element("none")
            self._relations[name] = {each.get("Id", ""): _relation(each, dirname(name)) for each in root}
        return self._relations[name]

    def related(self, name: str, kind: str) -> Iterator[str]:
        """The names of the parts that the part `name` refers to as `kind`, in the order of the file."""
        for relation in self.relations(name).values():
            if relation.kind == kind and not relation.external:
                yield relation.target


def _relation(element: Element, folder: str) -> Relation:
    target, external = element.get("Target", ""), element.get("TargetMode") == "External"
    if not external:
        target = target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))
    return Relation(element.get("Type", "").rpartition("/")[2], target, external)


def shortened(root: Element) -> Element:
    """The tree with its names shortened and its alternatives decided, changed in place."""
    known: dict[str, str] = {}

    def short(name: str) -> str:
        if name not in known:
            space, _, local = name.rpartition("}")
            known[name] = f"{prefix}:{local}" if (prefix := _PREFIXES.get(space[1:])) else local
        return known[name]

    for element in root.iter():
        element.tag = short(element.tag)
        if element.attrib:
            element.attrib = {short(key): value for key, value in element.attrib.items()}
    for parent in [parent for parent in root.iter() if parent.find("mc:AlternateContent") is not None]:
        parent[:] = [child for each in parent for child in _chosen(each)]
    return root


def _chosen(element: Element) -> Iterator[Element]:
    if element.tag != "mc:AlternateContent":
        yield element
        return
    for child in next((choice for choice in element if len(choice)), ()):
        yield from _chosen(child)


def down(element: Element | None, path: str) -> Element | None:
    """The first element at `path`, names with `/` between them (`find` takes a short name for one with a prefix)."""
    for name in path.split("/"):
        element = None if element is None else element.find(name)
    return element


def is_on(element: Element | None, path: str) -> bool:
    """Whether a property such as `<w:vanish/>` is set at `path`."""
    found = down(element, path)
    return found is not None and found.get(f"{found.tag.partition(':')[0]}:val", "1") in _TRUE


def value(element: Element | None, path: str, default: str = "", attribute: str = "w:val") -> str:
    """The attribute of what lies at `path`, `default` where there is none."""
    found = down(element, path)
    return default if found is None else found.get(attribute, default)


def number(text: str, default: int = 0) -> int:
    """A whole number of a file, `default` for what is none."""
    return int(text) if text.isascii() and text.removeprefix("-").isdigit() and len(text) < _MOST_DIGITS else default
