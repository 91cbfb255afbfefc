"""A chat as a file, and the card of a source of one of its answers."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from app.documents.originals import TEXT_HEADERS, disposition, offset
from app.errors import ChatGone
from app.keeping.chats import Chats
from app.records import AnswerRecord
from app.showing.cards import card, key_in
from app.showing.export import chat_json, chat_markdown
from app.web.routes import Sent, View, Visit

_MISSING = "There is no such chat in this browser."
_FORMS: Mapping[str, tuple[Callable[..., str], str]] = {
    "md": (chat_markdown, "text/markdown; charset=utf-8"),
    "json": (chat_json, "application/json"),
}


def chat_views(chats: Chats) -> Sequence[View]:
    """Those of the chats that are kept: each is shown to its owner alone."""

    def records(visit: Visit) -> list[AnswerRecord] | None:
        if visit.owner:
            with suppress(ChatGone):
                return [exchange.record for exchange in chats.exchanges(visit.owner, visit.path["id"])]
        return None

    def export(form: str) -> Callable[[Visit], Sent | None]:
        def exported(visit: Visit) -> Sent | None:
            if (answers := records(visit)) is None:
                return None
            listed = (chat.title for chat in chats.list(visit.owner) if chat.id == visit.path["id"])
            title = next(listed, "Chat")  # unless deleted just now
            write, media_type = _FORMS[form]
            headers = {"Content-Type": media_type, "Content-Disposition": disposition(f"{title}.{form}")}
            return Sent(write(title, answers), headers)

        return exported

    def source_card(visit: Visit) -> Sent | None:
        answers, place = records(visit) or [], offset(visit.path["answer"])
        if place is None or place >= len(answers):
            return None
        number = offset(visit.path["number"])
        cited = (citation for citation in answers[place]["citations"] if citation["number"] == number)
        wanted = next(cited, None)
        return Sent(card(wanted, key=key_in(answers[place], wanted)), TEXT_HEADERS) if wanted else None

    return [
        *(View(f"/chats/{{id}}.{form}", export(form), _MISSING) for form in _FORMS),
        View("/chats/{id}/answers/{answer}/cards/{number}", source_card, _MISSING),
    ]
