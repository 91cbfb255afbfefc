"""Pages of PDFs as pictures, and figures of the pages that a quote is on."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import PurePosixPath

from app.collection import Collections
from app.documents.originals import TEXT_HEADERS, OriginalGone, offset
from app.documents.pages import Pages
from app.records import document_id
from app.showing.pages import page_figures
from app.web.routes import Sent, View, Visit
from app.words.catalogue import said
from index.errors import LoadError

_MISSING = said("problems.no_page")
_USUAL = 800  # pixels
_HEADERS: Mapping[str, str] = {"Content-Type": "image/webp", "Content-Security-Policy": "sandbox; default-src 'none'"}


def page_views(collections: Collections, pages: Pages) -> Sequence[View]:
    """Those of the documents that are answered from, in whichever collection."""

    def picture(visit: Visit) -> Sent | None:
        number = offset(visit.path["number"])
        snapshot, document = next(collections.holding(visit.path["id"]), (None, None))
        if not snapshot or not document or number is None:
            return None
        drawn = pages.picture(snapshot, document, number, offset(visit.query.get("width")) or _USUAL)
        return Sent(drawn, _HEADERS) if drawn else None

    def figures(visit: Visit) -> Sent:
        """Empty where there are none, or none can be shown: a card does without."""
        snapshot, document = next(collections.holding(visit.path["id"]), (None, None))
        start, end = offset(visit.query.get("start")), offset(visit.query.get("end"))
        if not snapshot or not document or start is None or end is None:
            return Sent("", TEXT_HEADERS)
        found = []
        with suppress(OriginalGone, LoadError):
            found = pages.quoted(snapshot, document, start, end)
        title = document.title or PurePosixPath(document.source).name
        id = document_id(document.source, document.sha256)
        return Sent(page_figures(id, title, found, visit.language), TEXT_HEADERS)

    return [
        View("/documents/{id}/pages/{number}.webp", picture, _MISSING),
        View("/documents/{id}/pages", figures, _MISSING),
    ]
