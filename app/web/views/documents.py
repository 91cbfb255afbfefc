"""A document's text, and its original file."""

from collections.abc import Sequence

from app.collection import Collections
from app.documents.originals import TEXT_HEADERS, OriginalGone, offset, original, text_page
from app.web.routes import Sent, View, Visit
from app.words.catalogue import said

_MISSING = said("problems.no_document")


def document_views(collections: Collections) -> Sequence[View]:
    """Those of the documents that are answered from, in whichever collection."""

    def text(visit: Visit) -> Sent | None:
        marked = offset(visit.query.get("start")), offset(visit.query.get("end"))
        found = (document for _, document in collections.holding(visit.path["id"]))
        return next((Sent(text_page(one, *marked, visit.language), TEXT_HEADERS) for one in found), None)

    def whole(visit: Visit) -> Sent | None:
        gone = None
        for snapshot, document in collections.holding(visit.path["id"]):
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
