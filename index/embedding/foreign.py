"""Tells whether many documents are in languages that an embedder was not trained on, and what would help."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from index.embedding.embedder import Embedder
from index.embedding.multilingual import COMMAND, LANGUAGES

_MANY = 0.2  # of the documents: fewer are no reason to change the embedder
_NAMED = 3  # languages


@dataclass(frozen=True, slots=True)
class Foreign:
    """So many `documents` of `total`, the most of them in these `languages` (ISO 639-1), which the `embedder` of that
    name does not know. `command` switches to one that knows some of them, "" if none is known to."""

    documents: int
    total: int
    languages: tuple[str, ...]
    embedder: str
    command: str


def foreign(documents: Mapping[str, int], embedder: Embedder) -> Foreign | None:
    """Of documents counted by their languages; None if these are few, or it isn't known what the embedder knows.

    >>> from index.embedding.embedder import HashingEmbedder
    >>> foreign({"en": 9, "de": 1}, HashingEmbedder()) is None
    True
    """
    known = embedder.languages
    if known is None:
        return None
    theirs = Counter({code: count for code, count in documents.items() if code not in known})
    total = sum(documents.values())
    if theirs.total() <= _MANY * total:
        return None
    named = tuple(code for code, _ in theirs.most_common(_NAMED))
    return Foreign(theirs.total(), total, named, embedder.name, COMMAND if LANGUAGES & theirs.keys() else "")
