"""All that a question wants mentioned: one thing, several, or one of several. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.asking.whole import Wish, joined, says_both
from app.whole.folder import Folder
from app.whole.mentions import Matter, Mention, documents_with
from index.records import Document


@dataclass(frozen=True)
class Matters:
    """What has to be mentioned: all of `every`, or one of `some`."""

    every: Sequence[Matter]
    some: Sequence[Matter]

    @property
    def each(self) -> Sequence[Matter]:
        return self.every or self.some

    @property
    def anyhow(self) -> "Matters":
        """The same, of which one is enough."""
        return Matters((), self.each)

    @property
    def named(self) -> str:
        """ "“arbitration” and “mediation”"."""
        joint = " or " if self.some else " and "
        return joint.join(f"“{matter.words}”" for matter in self.each)

    def found(self, documents: Sequence[Document], once: bool = False) -> dict[str, list[Mention]]:
        """The mentions in the documents that count, or the first of each matter, by source, in the order of the
        documents."""
        each = [documents_with(matter.mentions(documents, once)) for matter in self.each]
        held = [set(found) for found in each]
        sources = set.union(*held) if self.some else set.intersection(*held)
        return {
            document.source: [mention for places in each for mention in places.get(document.source, [])]
            for document in documents
            if document.source in sources
        }

    def titled(self, documents: Sequence[Document]) -> list[Document]:
        """The documents that have it in the title."""
        fits = any if self.some else all
        return [one for one in documents if fits(matter.pattern.search(one.title or "") for matter in self.each)]


def matters_of(wish: Wish, folder: Folder) -> Matters:
    """ "X and Y" are two, unless they are mentioned as one: "terms and conditions"; "both X and Y" always are."""
    exact = [Matter(phrase, folder, exact=True) for phrase in wish.phrases]
    parts, either = joined(wish.matter) if wish.matter else ([], False)
    as_one = len(parts) > 1 and not either and not says_both(wish.matter)
    if as_one and next(Matter(wish.matter, folder).mentions(once=True), None):
        parts, either = [wish.matter], False
    matters = [*exact, *(Matter(part, folder) for part in parts)]
    return Matters((), matters) if either or wish.either else Matters(matters, ())
