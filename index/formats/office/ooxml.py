"""Packages of Office Open XML (.docx, .pptx): their parts as trees with short names, and what a part refers to.

A part that is missing or damaged is no reason to give up the others: it is an empty element, and told.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import dirname, join, normpath
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from index.errors import LoadError
from index.formats.office.elements import shortened
from index.formats.zip import Container


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
