"""What the scan finds in the whole folder, each term looked for once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from eval.making.whole.folder import Folder
from eval.making.whole.scan import folded, occurrences
from eval.making.whole.spans import Span


@dataclass(frozen=True, slots=True)
class Term:
    """What is looked for: what it is called, and all that counts as a mention of it."""

    name: str
    forms: tuple[str, ...]


class Found:
    """The scan over a folder's documents and tables, copies left out."""

    def __init__(self, folder: Folder) -> None:
        self._texts = folder.texts()
        self._folded = {source: folded(text) for source, text in self._texts.items()}
        self._files = {file.source: file for file in folder.files}
        self._counts: dict[tuple[str, ...], dict[str, int]] = {}
        self.words = frozenset(word for text in self._folded.values() for word in re.findall(r"\w+", text))
        """All words that there are, case folded."""

    def counts(self, forms: tuple[str, ...]) -> dict[str, int]:
        """How often any of the forms occurs, by source, where it does."""
        if forms not in self._counts:
            counts = {source: occurrences(text, forms) for source, text in self._texts.items()}
            self._counts[forms] = {source: count for source, count in sorted(counts.items()) if count}
        return self._counts[forms]

    def mentioning(self, term: Term, kind: str = "", span: Span | None = None) -> list[str]:
        """The sources that mention a term, of a kind or of some time if that is asked for: no table is of either."""
        return [source for source in self.counts(term.forms) if self._is(source, kind, span)]

    def _is(self, source: str, kind: str, span: Span | None) -> bool:
        file = self._files.get(source)
        if file is None:
            return not kind and span is None
        return (not kind or file.kind == kind) and (span is None or span.holds(file.day))

    def titled(self, term: Term) -> list[str]:
        """The documents whose title mentions it."""
        return sorted(file.source for file in self._files.values() if occurrences(file.title, term.forms))

    def holding(self, phrase: str) -> list[str]:
        """The sources that hold a quoted phrase."""
        return sorted(source for source, text in self._folded.items() if folded(phrase) in text)


def terms(folder: Folder, people: bool = True) -> list[Term]:
    """All that a question may ask after: topics, companies and people."""
    world = folder.world
    names = [*world.companies, *(world.people if people else ())]
    return [*(Term(topic.name, topic.forms) for topic in world.topics), *(Term(name, (name,)) for name in names)]


def counted(sources: Sequence[str]) -> dict[str, object]:
    """The answer of a count or a list of documents."""
    return {"count": len(sources), "documents": list(sources)}
