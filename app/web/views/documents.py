"""A document's text, and its original file."""

from collections.abc import Sequence

from app.bot import LiveBot
from app.documents.originals import TEXT_HEADERS, find, offset, original, text_page
from app.web.routes import Sent, View, Visit

_MISSING = "There is no such document in the index. It may have changed or been removed."


def document_views(live: LiveBot) -> Sequence[View]:
    """Those of the documents that are answered from."""

    def text(visit: Visit) -> Sent | None:
        document = find(live.bot.snapshot, visit.path["id"])
        marked = offset(visit.query.get("start")), offset(visit.query.get("end"))
        return Sent(text_page(document, *marked), TEXT_HEADERS) if document else None

    def whole(visit: Visit) -> Sent | None:
        snapshot = live.bot.snapshot
        if not (document := find(snapshot, visit.path["id"])):
            return None
        file = original(snapshot, document)
        return Sent(file.data, file.headers)

    return [View("/documents/{id}", text, _MISSING), View("/documents/{id}/original", whole, _MISSING)]
