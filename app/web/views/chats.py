"""The list of chats; a chat as a file, an answer to be printed, the card of a source; chats renamed and deleted."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from app.collection import Collections
from app.documents.originals import TEXT_HEADERS, disposition, offset
from app.errors import ChatGone
from app.keeping.chats import Chats
from app.records import AnswerRecord
from app.showing.cards import card, key_in
from app.showing.export import chat_json, chat_markdown
from app.showing.printed import PRINTED_HEADERS, printed_answer
from app.web.routes import Sent, View, Visit
from app.web.views.lists import chat_list
from app.words.catalogue import said, told

_MISSING = said("problems.no_chat")


def _word(title: str, records: Sequence[AnswerRecord]) -> bytes:
    from app.showing.word import chat_word  # its library takes a third of a second to import

    return chat_word(title, records)


_FORMS: Mapping[str, tuple[Callable[..., str | bytes], str, str]] = {
    "docx": (_word, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word"),
    "md": (chat_markdown, "text/markdown; charset=utf-8", "Markdown"),
    "json": (chat_json, "application/json", "JSON"),
}
_DONE = Sent("", {"Content-Type": "text/plain"})
_LONGEST = 200  # characters that are searched for


def chat_views(chats: Chats, collections: Collections) -> Sequence[View]:
    """Those of the chats that are kept: each is shown to its owner alone, and listed with others of its collection."""

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
            title = next(listed, told(said("chats.untitled"), visit.language))  # unless deleted just now
            write, media_type, _ = _FORMS[form]
            headers = {"Content-Type": media_type, "Content-Disposition": disposition(f"{title}.{form}")}
            return Sent(write(title, answers), headers)

        return exported

    def listed(visit: Visit) -> Sent:
        words = visit.query.get("q", "")[:_LONGEST]
        about = collections.chosen(visit.query).name
        own = chats.list(visit.owner, words) if visit.owner else []
        own = [chat for chat in own if collections.home(chat.collection) == about]
        names = {form: name for form, (_, _, name) in _FORMS.items()}
        html = chat_list(own, visit.query.get("open", ""), names, words, visit.language)
        return Sent(html, TEXT_HEADERS)

    def renamed(visit: Visit) -> Sent:
        chats.rename(visit.owner, visit.path["id"], visit.form.get("title", ""))
        return _DONE

    def deleted(visit: Visit) -> Sent:
        chats.delete(visit.owner, visit.path["id"])
        return _DONE

    def source_card(visit: Visit) -> Sent | None:
        answers, place = records(visit) or [], offset(visit.path["answer"])
        if place is None or place >= len(answers):
            return None
        record, number = answers[place], offset(visit.path["number"])
        wanted = next((citation for citation in record["citations"] if citation["number"] == number), None)
        return Sent(card(wanted, record["language"], key=key_in(record, wanted)), TEXT_HEADERS) if wanted else None

    def printed(visit: Visit) -> Sent | None:
        answers, place = records(visit) or [], offset(visit.path["answer"])
        known = place is not None and place < len(answers)
        return Sent(printed_answer(answers[place or 0]), PRINTED_HEADERS) if known else None

    return [
        View("/chats", listed, _MISSING),
        View("/chats/{id}/rename", renamed, _MISSING, "POST"),
        View("/chats/{id}/delete", deleted, _MISSING, "POST"),
        *(View(f"/chats/{{id}}.{form}", export(form), _MISSING) for form in _FORMS),
        View("/chats/{id}/answers/{answer}", printed, _MISSING),
        View("/chats/{id}/answers/{answer}/cards/{number}", source_card, _MISSING),
    ]
