"""Lists of people: who was there, and who wrote. Pure."""

from collections.abc import Callable, Sequence

from app.whole.authors import Named
from app.whole.telling import Item
from index.language.words import fold
from index.records import Document


def listed(documents: Sequence[Document], named: Callable[[Document], Sequence[Named]], of: str) -> list[Item]:
    """Each person once, those of most documents first, each with the first line that names them. `of` says of how many
    what: "2 meetings"."""
    found: dict[str, list[tuple[Document, Named]]] = {}
    for document in documents:
        once = {fold(person[0]): person for person in reversed(named(document))}
        for key, person in once.items():
            found.setdefault(key, []).append((document, person))
    items = []
    for places in sorted(found.values(), key=lambda places: (-len(places), places[0][1][0])):
        document, (name, start, end) = places[0]
        count = f"{len(places):,} {of}{'s' * (len(places) != 1)}" if len(documents) > 1 else ""
        items.append(Item(count and f"{name}, {count}", document, start, end, _line_of(document.text, start, end)))
    return items


def _line_of(text: str, start: int, end: int) -> tuple[int, int]:
    last = text.find("\n", end)
    first = text.rfind("\n", 0, start) + 1
    while text[first : first + 1].isspace():
        first += 1
    return first, end if last < 0 else last
