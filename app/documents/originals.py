"""A document's text as a page, with the quote marked, and its original file as it was indexed.

Text is escaped, in any position of HTML: Markdown and HTML in it are shown as they are written. Nothing is read but
what the index knows, and no file is sent that a browser would run.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from app.errors import message
from app.records import document_id
from app.showing.printed import own_headers
from app.showing.text import date_line
from app.words.catalogue import said, told
from index.errors import CiteseedError, LoadError
from index.formats.names import format_of, page_word
from index.language.identify import ENGLISH
from index.language.layout import HEADING
from index.reading.folder import read, status
from index.records import Document
from index.storing.snapshot import Snapshot

_ID = re.compile(r"([0-9a-f]{64})(\.[a-z]{1,10})")
_OFFSET = re.compile(r"[0-9]{1,10}", re.ASCII)
_BLOCK = 4000  # characters, after which one ends with the line
_LONGEST_BLOCK = 16_000  # and with the word
_HEADINGS = re.compile(f"^{HEADING.pattern}", re.MULTILINE)
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_STYLE = Path(__file__).with_name("original.css").read_text(encoding="utf-8")
# Own origin and downloads: for the link to the original, which needs the cookie. No script runs all the same.
TEXT_HEADERS = own_headers(_STYLE, "sandbox allow-same-origin allow-downloads")
"""What `text_page` is to be sent with, beside what every response carries, and nothing that says otherwise."""


class OriginalGone(CiteseedError):
    """The file that was indexed is not there any more as it was."""


@dataclass(frozen=True, slots=True)
class Original:
    """The bytes of a file, and how a browser may take them: PDFs are shown, everything else is saved.

    `headers` say so, beside what every response carries.
    """

    filename: str
    data: bytes

    @property
    def inline(self) -> bool:
        return self.filename.lower().endswith(".pdf") and self.data.startswith(b"%PDF")

    @property
    def headers(self) -> Mapping[str, str]:
        # No sandbox for a PDF: browsers have refused to show it in one.
        policy = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
        return {
            "Content-Type": "application/pdf" if self.inline else "application/octet-stream",
            "Content-Disposition": disposition(self.filename, inline=self.inline),
            "Content-Security-Policy": policy if self.inline else f"sandbox; {policy}",
        }


def find(snapshot: Snapshot, document_id: str) -> Document | None:
    """The document of that id; None for any other text."""
    if not (match := _ID.fullmatch(document_id)):
        return None
    wanted = format_of(f"x{match[2]}")
    return next((one for one in snapshot.of_hash(match[1]) if format_of(one.source) == wanted), None)


def offset(text: str | None) -> int | None:
    """The number in an address; None for none, and for what is not one."""
    return int(text) if text and _OFFSET.fullmatch(text) else None


def text_page(document: Document, start: int | None = None, end: int | None = None, language: str = ENGLISH) -> str:
    """The document's text as a page of HTML; `text[start:end]` is marked, and is where the fragment #quote leads.

    Offsets that are no span of the text mark nothing; our own words are in `language`. Send it with `TEXT_HEADERS`.
    """
    marked = (start, end) if start is not None and end is not None and 0 <= start < end <= len(document.text) else None
    title = _name(document.title or PurePosixPath(document.source).name)
    id = document_id(document.source, document.sha256)
    files = " · ".join(f"<bdi>{_name(source)}</bdi>" for source in (document.source, *document.copies))
    whole, place = (escape(told(said(f"originals.{link}"), language)) for link in ("original", "quote"))
    links = f'<a href="{quote(id)}/original">{whole}</a>' + f' · <a href="#quote">{place}</a>' * bool(marked)
    return "".join(
        [
            f'<!DOCTYPE html><html lang="{escape(document.language)}"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>{title}</title><style>{_STYLE}</style></head><body>"
            f'<header><h1 dir="auto">{title}</h1><p>{files}</p>'
            f"<p>{escape(date_line(document.date, document.dated_by, language))}</p>"
            f"<p{_in(language, document)}>{links}</p></header><main>",
            *_body(document, *(marked or (0, 0)), language),
            "</main></body></html>",
        ]
    )


def original(snapshot: Snapshot, document: Document) -> Original:
    """The file that the document was read from, or a copy of it. `OriginalGone` if none is as it was indexed."""
    reasons = []
    for source in (document.source, *document.copies):
        if status(snapshot.root, source) is None:
            reasons.append(said("originals.missing", source=source))
            continue
        try:
            data = read(snapshot.root, source)
        except LoadError as error:
            reasons.append(said("originals.unopened", source=source, error=message(error)))
            continue
        if hashlib.sha256(data).hexdigest() == document.sha256:
            return Original(PurePosixPath(source).name, data)
        reasons.append(said("originals.changed", source=source))
    raise OriginalGone(reasons[0])


def disposition(filename: str, *, inline: bool = False) -> str:
    """A Content-Disposition header (RFC 6266), whatever the name holds.

    >>> disposition('a"b.txt')
    'attachment; filename="a_b.txt"; filename*=UTF-8\\'\\'a_b.txt'
    """
    name = "".join(character if character.isprintable() and character not in '"\\/' else "_" for character in filename)
    plain = "".join(character if character.isascii() and character != "%" else "_" for character in name)
    how = "inline" if inline else "attachment"
    return f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _body(document: Document, start: int, end: int, language: str) -> Iterator[str]:
    """The text in blocks that a browser can lay out by itself, each page under its number."""
    text, pages, key = document.text, document.page_starts, f"originals.{page_word(document.source)}"
    page, here, first = 0, 0, ' id="quote"'
    while here < len(text) or page < len(pages):
        while page < len(pages) and pages[page] <= here:
            page += 1
            yield f"<h2{_in(language, document)}>{escape(told(said(key, number=page), language))}</h2>"
        stop = _block_end(text, here, pages[page] if page < len(pages) else len(text))
        yield '<div class="text" dir="auto">'
        for part, opening, closing in _parts(text, here, stop):
            before, after = (min(max(part.start, place), part.stop) for place in (start, end))
            marked = f"<mark{first}>{_shown(text[before:after])}</mark>" if before < after else ""
            first = "" if marked else first
            yield f"{opening}{_shown(text[part.start : before])}{marked}{_shown(text[after : part.stop])}{closing}"
        yield "</div>"
        here = stop


def _in(language: str, document: Document) -> str:
    """What says that words are not in the document's language."""
    return f' lang="{language}"' * (language != document.language)


def _parts(text: str, start: int, stop: int) -> Iterator[tuple[slice, str, str]]:
    """The text in parts, each with the tags around it: headings stand out, and their signs are there but not seen."""
    here = start
    for heading in _HEADINGS.finditer(text, start, stop):
        signs = slice(heading.start(), heading.start(2))
        yield slice(here, signs.start), "", ""
        yield signs, f'<b role="heading" aria-level="{len(heading[1])}"><i>', "</i>"
        yield slice(signs.stop, heading.end()), "", "</b>"
        here = heading.end()
    yield slice(here, stop), "", ""


def _block_end(text: str, start: int, limit: int) -> int:
    """Where the block ends that begins at `start`: after a line, if there is an end of one, and not before a word's."""
    if limit - start <= _BLOCK:
        return limit
    most = min(start + _LONGEST_BLOCK, limit)
    line = text.find("\n", start + _BLOCK, most)
    if line >= 0:
        return line + 1
    word = text.rfind(" ", start + _BLOCK, most)
    return word + 1 if word >= 0 and most < limit else most


def _shown(text: str) -> str:
    """`text` as HTML, with a replacement for what HTML can't hold, or no file in UTF-8 can."""
    return escape(_UNSEEN.sub("\ufffd", text))


def _name(text: str) -> str:
    """A name as HTML, without what would have it look like another."""
    return escape("".join(character if character.isprintable() else "\ufffd" for character in text))
