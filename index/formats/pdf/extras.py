"""What a PDF holds beside the text of its pages: form fields, notes, links, files, pictures, scans.

`page_extras` reads those of a page, `write_extras` sets them at its end, `note_extras` says of the whole document what
is in none of its text. Scripts are neither run nor read.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from index.formats.pdf.access import PageText, annotations
from index.formats.pdf.forms import field_of, lines
from index.formats.pdf.notes import HIDDEN, file_of, is_recording, link_lines, link_of, note_of
from index.formats.pdf.pictures import COVERED, alternatives, is_scan, picture_cover
from index.formats.writer import Writer, counted, places
from index.language.tidy import one_line
from index.language.vocabulary import in_all

_MOST_ATTACHED = 200
_MOST_BOOKMARKS = 5_000
_WORD = re.compile(r"\w+")
_LONGEST_PLACEHOLDER = 3000  # characters
_PLACEHOLDER = re.compile(in_all("forms", "placeholder"), re.IGNORECASE)

File = tuple[str, bytes | None]
"""An attached file; None for bytes that can't be had."""


@dataclass(frozen=True, slots=True)
class Extras:
    """Those of one page. `scan`: it shows text that it doesn't hold. `hidden` counts notes that it doesn't show."""

    fields: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    files: tuple[File, ...] = ()
    pictures: bool = False
    scan: bool = False
    media: int = 0
    hidden: int = 0


def page_extras(pdf: Any, page: Any, text: str) -> Extras:
    """What an open page holds beside its `text`. `begin_forms` is to be called before the first."""
    from pypdfium2 import raw

    text, covered = one_line(text), picture_cover(page)
    fields, notes, links, files = [], [], [], []
    media = hidden = 0
    with PageText(page) as shown:
        for annotation in annotations(page):
            kind = raw.FPDFAnnot_GetSubtype(annotation)
            if kind == raw.FPDF_ANNOT_WIDGET:
                field = field_of(pdf.formenv, annotation, shown)
                if field and raw.FPDFAnnot_GetFlags(annotation) & HIDDEN:
                    hidden += bool(field.value)
                elif field:
                    fields.append(field)
            elif kind == raw.FPDF_ANNOT_LINK:
                links += [link] if (link := link_of(pdf, annotation, shown)) else []
            elif kind == raw.FPDF_ANNOT_FILEATTACHMENT:
                attachment = raw.FPDFAnnot_GetFileAttachment(annotation)
                files += [file_of(attachment)] if attachment else []
            elif is_recording(kind):
                media += 1
            elif note := note_of(annotation, kind, shown):
                if raw.FPDFAnnot_GetFlags(annotation) & HIDDEN:
                    hidden += 1
                else:
                    notes.append(note)
    said = tuple(dict.fromkeys(alternatives(page))) if pdf.is_tagged() else ()
    return Extras(
        tuple(lines(fields, text)), tuple(dict.fromkeys(notes)), tuple(link_lines(links, text)),
        tuple(one for one in said if one not in text), tuple(files),
        pictures=0 < covered < COVERED and not said, scan=is_scan(page, text, covered), media=media, hidden=hidden,
    )  # fmt: skip


def write_extras(writer: Writer, extras: Extras, linked: set[str]) -> None:
    """Sets what a page holds beside its text at its end. `linked` are the links of earlier pages, and then of this."""
    for field in extras.fields:
        writer.item(field)
    writer.end_list()
    for said in extras.alternatives:
        writer.paragraph(f"Picture: {said}")
    for note in extras.notes:
        writer.paragraph(note)
    for link in extras.links:
        if link not in linked:
            writer.item(link)
    linked.update(extras.links)
    writer.end_list()


def note_extras(writer: Writer, pdf: Any, pages: Sequence[Extras]) -> None:
    """Notes what of a document and its pages is in no text."""
    from pypdfium2 import raw

    pictured = [number for number, page in enumerate(pages, 1) if page.pictures and not page.scan]
    writer.omit(f"pictures on {places(pictured, 'page')}" if pictured else "")
    for what, plural, counts in (
        ("recording or film", "recordings or films", [page.media for page in pages]),
        ("hidden note or field", "hidden notes or fields", [page.hidden for page in pages]),
    ):
        where = places([number for number, count in enumerate(counts, 1) if count], "page")
        writer.omit(f"{counted(sum(counts), what, plural)} ({where})" if any(counts) else "")
    writer.omit(counted(max(raw.FPDF_GetSignatureCount(pdf), 0), "digital signature"))


def attached(pdf: Any, pages: Sequence[Extras], writer: Writer) -> tuple[tuple[str, bytes], ...]:
    """The files inside of a document, of its own first, then those of its pages; one that can't be had is noted."""
    from pypdfium2 import raw

    count = min(max(pdf.count_attachments(), 0), _MOST_ATTACHED)
    handles = [raw.FPDFDoc_GetAttachment(pdf, number) for number in range(count)]
    files = [file_of(handle) for handle in handles if handle]
    files = list(dict.fromkeys([*files, *(file for page in pages for file in page.files)]))
    for name, data in files:
        writer.omit(
            f"attachment {name or '(without a name)'} not read: it is damaged or too large" if data is None else ""
        )
    return tuple((name, data) for name, data in files if data is not None)


def scans(pages: Sequence[Extras]) -> tuple[int, ...]:
    """The numbers, from 1, of the pages whose text has to be recognised."""
    return tuple(number for number, page in enumerate(pages, 1) if page.scan)


def is_placeholder(pdf: Any, text: str) -> bool:
    """Whether a text is but the request to open its file in another program, which a form of XFA holds."""
    from pypdfium2 import raw

    if pdf.get_formtype() == raw.FORMTYPE_XFA_FULL and len(text) < _LONGEST_PLACEHOLDER // 4:
        return True
    return len(text) < _LONGEST_PLACEHOLDER and bool(_PLACEHOLDER.search(one_line(text)))


def bookmarks(pdf: Any, texts: Sequence[str]) -> dict[int, list[tuple[str, int]]]:
    """By the number of the page, from 0, the titles and levels, from 1, of bookmarks to it that its text lacks."""
    lacking: dict[int, list[tuple[str, int]]] = {}
    known: dict[int, set[str]] = {}
    for bookmark in islice(pdf.get_toc(), _MOST_BOOKMARKS):
        target = bookmark.get_dest()
        page = target.get_index() if target else None
        if page is None or page >= len(texts):
            continue
        words = _WORD.findall(title.casefold()) if (title := one_line(bookmark.get_title())) else []
        known.setdefault(page, {*_WORD.findall(texts[page].casefold())})
        if any(map(str.isalpha, title)) and sum(word in known[page] for word in words) < len(words) / 2:
            lacking.setdefault(page, []).append((title, bookmark.level + 1))
    return lacking
