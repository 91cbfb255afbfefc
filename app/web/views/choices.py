"""What one can choose to be answered from: a collection, or documents of it that are found by words."""

from collections.abc import Sequence

from app.collection import Collections
from app.documents.originals import TEXT_HEADERS
from app.web.routes import Sent, View, Visit
from app.web.views.lists import choice_list, collection_list

_LONGEST = 200  # characters that are searched for


def choice_views(collections: Collections) -> Sequence[View]:
    """Those of the documents that are answered from, of the collection that is named."""

    def choices(visit: Visit) -> Sent:
        words = visit.query.get("q", "")[:_LONGEST]
        return Sent(choice_list(collections.chosen(visit.query).live.bot.snapshot.documents, words), TEXT_HEADERS)

    def listed(visit: Visit) -> Sent:
        return Sent(collection_list([own.name for own in collections.open], [*collections.closed]), TEXT_HEADERS)

    return [
        View("/collections", listed, "There is nothing to choose from."),
        View("/choices", choices, "There is nothing to choose from."),
    ]
