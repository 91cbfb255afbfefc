"""Lists that the page's scripts fetch and show, as HTML: one's chats, and documents to choose from. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from app.documents.fragments import exact
from app.keeping.chats import Chat
from index.language.tidy import one_line
from index.records import Document

_MOST = 20  # documents to choose from at once


def chat_list(chats: Sequence[Chat], open_chat: str, forms: Mapping[str, str], words: str) -> str:
    """The chats as links, each with what can be done with it. `forms` are those it can be saved in: endings and names.

    Where none is listed it says why; `words` are those that were searched for.
    """
    if not chats:
        return f"<p>{'No chat has these words.' if words.strip() else 'What you ask is kept here.'}</p>"
    return f"<ul>{''.join(_row(chat, chat.id == open_chat, forms) for chat in chats)}</ul>"


def _row(chat: Chat, is_open: bool, forms: Mapping[str, str]) -> str:
    title, path = escape(chat.title), f"/chats/{escape(chat.id)}"
    exports = "".join(f'<a href="{path}.{form}" download>Export to {name}</a>' for form, name in forms.items())
    return (
        f'<li data-chat="{escape(chat.id)}">'
        f'<a class="title" href="/?chat={escape(chat.id)}"{" aria-current=page" * is_open} title="{title}">{title}</a>'
        f'<time datetime="{escape(chat.changed)}"></time>'
        f'<details class="menu"><summary aria-label="What to do with “{title}”">⋯</summary>'
        f'<div><button type="button" class="rename">Rename</button>{exports}'
        '<button type="button" class="delete">Delete</button></div></details></li>'
    )


def collection_list(names: Sequence[str], closed: Sequence[str]) -> str:
    """A box to choose a collection in, "" where there is but one. The `closed` are named, and can't be chosen."""
    if len(names) + len(closed) < 2:
        return ""
    options = [f"<option>{escape(name)}</option>" for name in names]
    options += [f'<option value="" disabled>{escape(name)} (not served)</option>' for name in closed]
    return f'<select id="collections" aria-label="Collection to ask">{"".join(options)}</select>'


def choice_list(documents: Sequence[Document], words: str) -> str:
    """Boxes to tick, with titles and files' names: the first documents that have all the words in these."""
    sought = words.casefold().split()
    texts = ((own, f"{own.title or ''}\n{own.source}".casefold()) for own in documents)
    found = [own for own, text in texts if all(word in text for word in sought)]
    found.sort(key=lambda own: (own.title or own.source).casefold())
    if not found:
        return "<p>No document's title or file name has these words.</p>"
    rows = "".join(f"<li><label>{''.join(_choice(own))}</label></li>" for own in found[:_MOST])
    more = f"<p>{_MOST} of {len(found):,} are shown. Type some words to find others.</p>" * (len(found) > _MOST)
    return f"<ul>{rows}</ul>{more}"


def _choice(document: Document) -> Iterator[str]:
    source = document.source
    yield f'<input type="checkbox" value="{exact(source)}">'
    yield f'<span class="title">{escape(one_line(document.title or source))}</span>'
    if document.title:
        yield f'<span class="file">{escape(one_line(source))}</span>'
