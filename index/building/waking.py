"""Has what a build of new files takes loaded while it is still being looked what there is."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from threading import Thread

from index.embedding.embedder import Embedder
from index.language.tokens import tokens
from index.reading.parser import Parser, ParserProcess
from index.records import Document
from index.storing.writing import wake


class Waking:
    """A parser, in a process of its own unless another is given. It, the embedder, what counts tokens and what writes
    an index are loaded in threads: at the latest while the first file is parsed. For a build without new files nothing
    is started."""

    def __init__(self, parser: Parser | None, embedder: Embedder) -> None:
        self._own = ParserProcess()
        self._parser = parser or self._own
        loads = [partial(wake, embedder), partial(tokens, "one"), *([] if parser else [self._own.start])]
        self._threads = [Thread(target=_loaded, args=[load]) for load in loads]

    def wake(self) -> None:
        """Begins to load, once."""
        for thread in self._threads:
            if thread.ident is None:
                thread.start()

    def parse(self, source: str, data: bytes) -> Document:
        self.wake()
        return self._parser.parse(source, data)

    def close(self) -> None:
        for thread in self._threads:
            if thread.ident is not None:
                thread.join()
        self._own.close()


def _loaded(load: Callable[[], object]) -> None:
    with suppress(Exception):  # it will be raised again where it is needed
        load()
