"""Pages of the PDFs that were indexed: their pictures, and where quotes are on them."""

import threading
from collections import OrderedDict

from app.documents.originals import original
from index.formats.pdf.shown import Seen
from index.reading.pages import PageReader
from index.records import Document
from index.storing.snapshot import Snapshot

_STEP, _WIDEST = 200, 1_200  # pixels
_MOST_PAGES = 3  # that a quote is shown on


class Pages:
    """Pages as they are drawn by a reader. The last pictures are kept, `kept` bytes of them.

    Both methods give nothing for what is no page of a PDF, and raise `OriginalGone` if the file is not the one that was
    indexed, `LoadError` if it can't be shown.
    """

    def __init__(self, reader: PageReader, kept: int = 30_000_000) -> None:
        self._reader, self._most = reader, kept
        self._pictures: OrderedDict[tuple[str, int, int], bytes] = OrderedDict()
        self._lock = threading.Lock()

    def picture(self, snapshot: Snapshot, document: Document, number: int, width: int) -> bytes | None:
        """A page, by its number from 1, as WebP; about `width` pixels wide, 1,200 at most."""
        if not 1 <= number <= len(document.page_starts):
            return None
        file = original(snapshot, document)
        if not file.inline:
            return None
        steps = min(max(-(-width // _STEP), 1), _WIDEST // _STEP)
        key = document.sha256, number, steps * _STEP
        with self._lock:
            if picture := self._pictures.get(key):
                self._pictures.move_to_end(key)
                return picture
        picture = self._reader.drawn(file.data, number, steps * _STEP)
        with self._lock:
            self._pictures[key] = picture
            while sum(map(len, self._pictures.values())) > self._most:
                self._pictures.popitem(last=False)
        return picture

    def quoted(self, snapshot: Snapshot, document: Document, start: int, end: int) -> list[tuple[int, Seen]]:
        """The pages that hold `document.text[start:end]`, the first three at most, and where on each its part is."""
        text, starts = document.text, document.page_starts
        if not (starts and 0 <= start < end <= len(text)):
            return []
        file = original(snapshot, document)
        if not file.inline:
            return []
        bounds = [*starts, len(text)]
        found: list[tuple[int, Seen]] = []
        for number in range(document.page(start) or 1, (document.page(end - 1) or 1) + 1):
            first, last = bounds[number - 1 : number + 1]
            own = max(start, first), min(end, last)
            if len(found) == _MOST_PAGES:
                break
            if text[slice(*own)].strip():
                seen = self._reader.seen(file.data, number, text[first:last], own[0] - first, own[1] - first)
                found.append((number, seen))
        return found
