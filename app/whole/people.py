"""Documents by the people whom they name: who was there, and who wrote. Pure."""

from collections.abc import Callable, Mapping, Sequence

from app.whole.authors import Named
from app.whole.telling import Item
from index.language.words import fold
from index.records import Document

Groups = Mapping[str, Sequence[Item]]
"""By what they are called, an item for each document, in the order of the documents."""


def by_person(documents: Sequence[Document], named: Callable[[Document], Sequence[Named]]) -> Groups:
    """The line of each document that names a person, by person."""
    groups: dict[str, list[Item]] = {}
    spelt: dict[str, str] = {}
    for document in documents:
        once = {fold(person[0]): person for person in reversed(named(document))}
        for key, (name, start, end) in once.items():
            item = Item("", document, start, end, _line_of(document.text, start, end))
            groups.setdefault(spelt.setdefault(key, name), []).append(item)
    return groups


def _line_of(text: str, start: int, end: int) -> tuple[int, int]:
    last = text.find("\n", end)
    first = text.rfind("\n", 0, start) + 1
    while text[first : first + 1].isspace():
        first += 1
    return first, end if last < 0 else last
