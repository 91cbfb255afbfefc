"""The statements that say every word of a question, with what they stand under and what their document goes by."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.whole.bound import MEASURED, Asked, Words, amounts, kinds, named, of_path, words
from app.whole.folder import Folder
from index.chunks import chunk_sentences
from index.language.identify import ENGLISH
from index.language.layout import HEADING
from index.language.mentions import Mention, mentions
from index.language.sentences import Span
from index.language.vocabulary import vocabulary
from index.records import Document
from index.storing.titles import places_called

_SHORTEST = 3  # blanks between the words of a statement
_MOST = 200  # documents that may say it all; more are not of one thing


@dataclass(frozen=True, slots=True)
class Stated:
    """The statement `document.text[start:end]`; `above` are the headings and the lead-in that it stands under."""

    document: Document
    start: int
    end: int
    above: str = ""

    @property
    def text(self) -> str:
        return self.document.text[self.start : self.end]

    @property
    def is_fragment(self) -> bool:
        """Whether it is too short to state something: the name of a clause."""
        return self.text.count(" ") < _SHORTEST

    @property
    def amounts(self) -> list[Span]:
        """Where it states an amount, as characters of `text`."""
        return amounts(self.text, self.document.language)

    @property
    def kinds(self) -> frozenset[tuple[str, str]]:
        """The kinds and units of these amounts."""
        return frozenset((one.kind, one.unit) for one in self._stated)

    @property
    def figure(self) -> Span | None:
        """The one amount that it states: the one with a unit, if others have none, such as "the first"."""
        measured = [one for one in self._stated if one.kind in MEASURED] or self._stated
        return (measured[0].start, measured[0].end) if len(measured) == 1 else None

    @property
    def _stated(self) -> list[Mention]:
        starts = {start for start, _ in self.amounts}
        return [
            one for one in mentions(self.text, self.document.language) if one.start in starts and one.kind != "name"
        ]

    @property
    def around(self) -> Words:
        """The words that it need not say."""
        return named(self.document) | words(self.above)


def saying(wants: Sequence[Asked], counts: bool, folder: Folder) -> list[Stated]:
    """The statements of all documents that say these words; if an amount is asked for, that state one."""
    return [one for document in _holding(wants, folder) for one in _saying(document, wants, counts, folder)]


def statements(document: Document, folder: Folder) -> Iterator[Stated]:
    """The sentences of a document, each once, but for headings and the title."""
    reached = 0
    for chunk in folder.of(document):
        for first, last in chunk_sentences(chunk):
            start, end = chunk.start + first, chunk.start + last
            if start < reached or HEADING.match(document.text, start) or document.text[start:end] == document.title:
                continue
            reached = end
            yield Stated(document, start, end, f"{chunk.heading} {chunk.lead_in}")


def names_another(one: Stated, wants: Sequence[Asked]) -> bool:
    """Whether it calls its amount by a word that is not asked for: a deposit, and no fee."""
    naming = {*vocabulary(one.document.language, "timing")["counted"]}
    return bool(naming.intersection(words(one.text)).difference(*(want.forms for want in wants)))


def _holding(wanted: Sequence[Asked], folder: Folder) -> list[Document]:
    """The documents that hold every word anywhere, but for words for documents and those that ask for an amount."""
    kept: set[int] | None = None
    for want in wanted:
        if want.amounts or want.is_in(kinds(ENGLISH)):
            continue
        held = folder.holding(want.forms)
        held |= {
            place
            for place in places_called(folder.documents, want.forms)
            if want.is_in(of_path(folder.documents[place]))
        }
        kept = held if kept is None else kept & held
    return [folder.documents[place] for place in sorted(kept or ())] if len(kept or ()) <= _MOST else []


def _saying(document: Document, wants: Sequence[Asked], counts: bool, folder: Folder) -> list[Stated]:
    """The statements of a document that say every word that its name leaves; of these those that say most."""
    every = kinds(document.language)
    called = every if every & named(document) else frozenset[str]()
    found: dict[Stated, frozenset[str]] = {}
    for one in statements(document, folder):
        own = frozenset(want.word for want in wants if want.is_said(one.text, document.language))
        if names_another(one, wants) and any(want.amounts and not want.is_in(words(one.text)) for want in wants):
            continue
        rest = [want for want in wants if want.word not in own and not want.is_in(one.around | called)]
        if own - every and not rest and (one.amounts or not (counts or one.is_fragment)):
            found[one] = own
    return [one for one, own in found.items() if not any(own < other for other in found.values())]
