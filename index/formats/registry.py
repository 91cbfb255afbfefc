"""The bytes of one file to a `Document`: which reader a format has, and what they all share.

Each family of formats has a module of readers beside this one. They are pure, but no match for a hostile
file alone: run `parse` where time and memory are limited.
"""

import hashlib
import warnings
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from index.errors import LoadError
from index.formats import kinds
from index.formats.archive import read_archive
from index.formats.attached import with_attached
from index.formats.letters.calendar import read_calendar, read_cards
from index.formats.letters.mail import read_mail, read_mailbox, read_saved_page
from index.formats.letters.outlook import read_outlook
from index.formats.markdown import read_markdown, read_plain
from index.formats.markup.epub import read_epub
from index.formats.markup.html import read_html
from index.formats.names import SUFFIXES, format_of
from index.formats.office.docx import read_docx
from index.formats.office.odt import read_odp, read_odt
from index.formats.office.old_office import read_doc, read_ppt
from index.formats.office.pptx import read_pptx
from index.formats.office.rtf import read_rtf
from index.formats.pdf.pictures import page_pictures
from index.formats.pdf.reader import read_pdf
from index.formats.scans.ocr import engine, with_recognised
from index.formats.scans.picture import is_picture, picture_pages, read_picture
from index.formats.sniff import real_format
from index.formats.structured.json_lines import read_json, read_json_lines
from index.formats.structured.notebook import read_notebook
from index.formats.subtitles import read_subtitles
from index.formats.tabular.delimited import read_delimited
from index.formats.tabular.other_workbooks import read_ods, read_xls
from index.formats.tabular.workbooks import read_xlsx
from index.formats.writer import Content
from index.language.identify import language
from index.language.own_date import IN_NAME, date_in_name, stated_date
from index.records import Document

Reader = Callable[[bytes], Content]

_READERS: dict[str, Reader] = {
    ".csv": read_delimited,
    ".doc": read_doc,
    ".docx": read_docx,
    ".eml": lambda data: read_mail(data, _in_mail),
    ".epub": read_epub,
    ".html": read_html,
    ".ics": read_calendar,
    ".ipynb": read_notebook,
    ".json": read_json,
    ".jsonl": read_json_lines,
    ".mbox": lambda data: read_mailbox(data, _in_mail),
    ".md": read_markdown,
    ".mhtml": read_saved_page,
    ".msg": lambda data: read_outlook(data, _in_mail),
    ".odp": read_odp,
    ".ods": read_ods,
    ".odt": read_odt,
    ".pdf": read_pdf,
    ".png": read_picture,
    ".ppt": read_ppt,
    ".pptx": read_pptx,
    ".rtf": read_rtf,
    ".srt": read_subtitles,
    ".txt": read_plain,
    ".vcf": read_cards,
    ".xls": read_xls,
    ".xlsx": read_xlsx,
    ".zip": read_archive,
}
_IN_MAILS: dict[str, Reader] = {".eml": read_mail, ".mbox": read_mailbox, ".msg": read_outlook}
"""How mails are read that are attached to a mail: without what is attached to them."""
_OF_ENTRIES = frozenset(".csv .ics .json .jsonl .mbox .ods .vcf .xls .xlsx".split())  # their first lines are no head


def parse(source: str, data: bytes, more: Callable[[], None] = lambda: None) -> Document:
    """The `Document` of a file's bytes; `LoadError` with the reason if they can't be read.

    The result depends on the bytes, the format and a date in the name alone, and on whether text can be recognised in
    pictures, which takes long: `more` is called after each page of that. A file that holds no text gives a document
    without text, and so does a picture in which none is recognised: most show none.
    """
    content = _read(source, data)
    if content.scans:
        pictures = picture_pages if is_picture(data) else page_pictures
        found = content
        content = guarded(lambda data: with_recognised(found, data, pictures, engine(), more), format_of(source), data)
    content = with_attached(content, _read_attached)
    if content.omissions and not content.text.strip() and not is_picture(data):
        raise LoadError(f"it holds no text that can be read: {'; '.join(content.omissions)}")
    code = language(content.text)
    dated = [
        (content.date, content.dated_by),
        stated_date(content.text, code, format_of(source) not in _OF_ENTRIES),
        (date_in_name(source), IN_NAME),
    ]
    date, dated_by = next(((day, by) for day, by in dated if day), (None, ""))
    return Document(
        source=source,
        body=content.text,
        title=content.title,
        date=date,
        dated_by=dated_by,
        sha256=hashlib.sha256(data).hexdigest(),
        page_starts=content.page_starts,
        language=code,
        omissions=content.omissions,
        recognised=content.recognised,
    )


def _read(source: str, data: bytes, instead: Mapping[str, Reader] = MappingProxyType({})) -> Content:
    kind = format_of(source)
    if not kind:
        raise LoadError(_reason(source))
    if not data:
        return Content("")
    kind = real_format(kind, data)
    if kind not in SUFFIXES:
        raise LoadError(_reason(f"file{kind}"))
    return guarded(instead.get(kind, _READERS[kind]), kind, data)


def _reason(source: str) -> str:
    """Why a file that ends like this is not read: if nobody knows the ending, it is one that Office had once."""
    return (kinds.by_ending(source) or kinds.by_key(kinds.OLD_OFFICE)).reason


def _read_attached(source: str, data: bytes) -> Content:
    """The content of a file inside another. Its pages are none of the document's, and so are not recognised."""
    content = _read(source, data, _IN_MAILS)
    note = "scans, pictures of text: save it as a file of its own" if content.scans else ""
    return replace(content, omissions=(*content.omissions, *filter(None, [note])))


def _in_mail(name: str, data: bytes) -> Content:
    """What a file attached to a mail holds; files within it are named alone."""
    content = _read_attached(name, data)
    deeper = [f"{inner}, which is inside of it: save it as a file of its own" for inner, _ in content.attached]
    return replace(content, omissions=(*content.omissions, *deeper))


def guarded(reader: Reader, kind: str, data: bytes) -> Content:
    """What `reader` makes of `data`. The one place in which all that libraries raise over a file becomes a reason."""
    try:
        with warnings.catch_warnings():  # of libraries, about what they leave out; the text is what counts here
            warnings.simplefilter("ignore")
            return reader(data)
    except (LoadError, MemoryError):
        raise
    except RecursionError as error:
        raise LoadError("it is damaged: its parts are nested too deeply; save it again") from error
    except Exception as error:
        raise LoadError(
            f"it is damaged or not really {kind} ({type(error).__name__}); open it and save it again"
        ) from error
