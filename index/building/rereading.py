"""Takes over what another embedder's index has read, so that a change of embedder parses nothing again."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace

from index.reading.changes import Found
from index.reading.files import FileEntry, Key, key_of
from index.reading.parser import Parser
from index.records import Document
from index.storing.store import Held


class Reread:
    """A parser that looks up what is `held`, and has another parser read the rest."""

    def __init__(self, held: Held, parser: Parser) -> None:
        self._held, self._parser = held, parser

    def parse(self, source: str, data: bytes) -> Document:
        key = key_of(source, hashlib.sha256(data).hexdigest())
        return _document(self._held, source, key) if key in self._held.documents else self._parser.parse(source, data)


def last_read(sources: Mapping[Key, str], held: Held) -> Iterator[Found]:
    """Files that can't be read any more, by the keys of what is `held` of them, with that."""
    for key, source in sources.items():
        yield Found(FileEntry(source, key.sha256, "stale"), 0, _document(held, source, key))


def _document(held: Held, source: str, key: Key) -> Document:
    origin, number = held.documents[key]
    read: Document = origin.document(number)
    return replace(read, source=source)
