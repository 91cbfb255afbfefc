"""Lists that the page's scripts fetch and show, as HTML: one's chats, and documents to choose from. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from app.documents.fragments import exact
from app.keeping.chats import Chat
from app.words.catalogue import said, told
from index.language.identify import ENGLISH
from index.language.tidy import one_line
from index.records import Document

_MOST = 20  # documents to choose from at once


def chat_list(
    chats: Sequence[Chat], open_chat: str, forms: Mapping[str, str], words: str, language: str = ENGLISH
) -> str:
    """The chats as links, each with what can be done with it. `forms` are those it can be saved in: endings and names.

    Where none is listed it says why; `words` are those that were searched for.
    """
    if not chats:
        return f"<p>{escape(told(said('chats.none_found' if words.strip() else 'chats.none'), language))}</p>"
    return f"<ul>{''.join(_row(chat, chat.id == open_chat, forms, language) for chat in chats)}</ul>"


def _row(chat: Chat, is_open: bool, forms: Mapping[str, str], language: str) -> str:
    title, path = escape(chat.title), f"/chats/{escape(chat.id)}"
    menu = escape(told(said("chats.menu", title=chat.title), language))
    rename, delete = (escape(told(said(f"chats.{what}"), language)) for what in ("rename", "delete"))
    exports = "".join(
        f'<a href="{path}.{form}" download>{escape(told(said("chats.export", form=name), language))}</a>'
        for form, name in forms.items()
    )
    return (
        f'<li data-chat="{escape(chat.id)}">'
        f'<a class="title" dir="auto" href="/?chat={escape(chat.id)}"{" aria-current=page" * is_open} title="{title}">'
        f'{title}</a><time datetime="{escape(chat.changed)}"></time>'
        f'<details class="menu"><summary aria-label="{menu}">⋯</summary>'
        f'<div><button type="button" class="rename">{rename}</button>{exports}'
        f'<button type="button" class="delete">{delete}</button></div></details></li>'
    )


def collection_list(names: Sequence[str], closed: Sequence[str], language: str = ENGLISH) -> str:
    """A box to choose a collection in, "" where there is but one. The `closed` are named, and can't be chosen."""
    if len(names) + len(closed) < 2:
        return ""
    options = [f"<option>{escape(name)}</option>" for name in names]
    unserved = (escape(told(said("choices.closed", name=name), language)) for name in closed)
    options += [f'<option value="" disabled>{name}</option>' for name in unserved]
    label = escape(told(said("choices.collection"), language))
    return f'<select id="collections" aria-label="{label}">{"".join(options)}</select>'


def choice_list(documents: Sequence[Document], words: str, language: str = ENGLISH) -> str:
    """Boxes to tick, with titles and files' names: the first documents that have all the words in these."""
    sought = words.casefold().split()
    texts = ((own, f"{own.title or ''}\n{own.source}".casefold()) for own in documents)
    found = [own for own, text in texts if all(word in text for word in sought)]
    found.sort(key=lambda own: (own.title or own.source).casefold())
    if not found:
        return f"<p>{escape(told(said('choices.none_found'), language))}</p>"
    rows = "".join(f"<li><label>{''.join(_choice(own))}</label></li>" for own in found[:_MOST])
    more = escape(told(said("choices.more", shown=_MOST, found=len(found)), language))
    return f"<ul>{rows}</ul>{f'<p>{more}</p>' * (len(found) > _MOST)}"


def _choice(document: Document) -> Iterator[str]:
    source = document.source
    yield f'<input type="checkbox" value="{exact(source)}">'
    yield f'<span class="title" dir="auto">{escape(one_line(document.title or source))}</span>'
    if document.title:
        yield f'<span class="file">{escape(one_line(source))}</span>'
