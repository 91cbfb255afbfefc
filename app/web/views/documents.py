"""A document's text, and its original file."""

from collections.abc import Iterator, Sequence

from app.collection import Collections
from app.documents.originals import TEXT_HEADERS, OriginalGone, find, offset, original, text_page
from app.web.routes import Sent, View, Visit
from index.records import Document
from index.storing.snapshot import Snapshot

_MISSING = "There is no such document in the index. It may have changed or been removed."


def document_views(collections: Collections) -> Sequence[View]:
    """Those of the documents that are answered from, in whichever collection: an id names what a document holds."""

    def found(visit: Visit) -> Iterator[tuple[Snapshot, Document]]:
        for served in collections.open:
            snapshot = served.live.bot.snapshot
            if document := find(snapshot, visit.path["id"]):
                yield snapshot, document

    def text(visit: Visit) -> Sent | None:
        marked = offset(visit.query.get("start")), offset(visit.query.get("end"))
        return next((Sent(text_page(document, *marked), TEXT_HEADERS) for _, document in found(visit)), None)

    def whole(visit: Visit) -> Sent | None:
        gone = None
        for snapshot, document in found(visit):
            try:
                file = original(snapshot, document)
            except OriginalGone as error:
                gone = gone or error
                continue
            return Sent(file.data, file.headers)
        if gone:
            raise gone
        return None

    return [View("/documents/{id}", text, _MISSING), View("/documents/{id}/original", whole, _MISSING)]
