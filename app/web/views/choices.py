"""What one can choose to be answered from: a collection, or documents of it that are found by words."""

from collections.abc import Sequence

from app.collection import Collections
from app.documents.originals import TEXT_HEADERS
from app.web.routes import Sent, View, Visit
from app.web.views.lists import choice_list, collection_list
from app.words.catalogue import said

_MISSING = said("problems.no_choice")
_LONGEST = 200  # characters that are searched for


def choice_views(collections: Collections) -> Sequence[View]:
    """Those of the documents that are answered from, of the collection that is named."""

    def choices(visit: Visit) -> Sent:
        words = visit.query.get("q", "")[:_LONGEST]
        documents = collections.chosen(visit.query).live.bot.snapshot.documents
        return Sent(choice_list(documents, words, visit.language), TEXT_HEADERS)

    def listed(visit: Visit) -> Sent:
        names = [own.name for own in collections.open]
        return Sent(collection_list(names, [*collections.closed], visit.language), TEXT_HEADERS)

    return [View("/collections", listed, _MISSING), View("/choices", choices, _MISSING)]
