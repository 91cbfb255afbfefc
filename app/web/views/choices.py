"""The documents that one can choose to be answered from, found by words of their titles and files' names."""

from collections.abc import Sequence

from app.bot import LiveBot
from app.documents.originals import TEXT_HEADERS
from app.web.routes import Sent, View, Visit
from app.web.views.lists import choice_list

_LONGEST = 200  # characters that are searched for


def choice_views(live: LiveBot) -> Sequence[View]:
    """Those of the documents that are answered from."""

    def choices(visit: Visit) -> Sent:
        words = visit.query.get("q", "")[:_LONGEST]
        return Sent(choice_list(live.bot.snapshot.documents, words), TEXT_HEADERS)

    return [View("/choices", choices, "There is nothing to choose from.")]
