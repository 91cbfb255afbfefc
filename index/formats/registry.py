"""The bytes of one file to a `Document`: which reader a format has, and what they all share.

Each family of formats has a module of readers beside this one. They are pure, but no match for a hostile
file alone: run `parse` where time and memory are limited.
"""

import hashlib
import warnings
from collections.abc import Callable
from pathlib import PurePosixPath

from index.errors import LoadError
from index.formats.docx import read_docx
from index.formats.epub import read_epub
from index.formats.html import read_html
from index.formats.json_lines import read_json, read_json_lines
from index.formats.letters.calendar import read_calendar, read_cards
from index.formats.mail import read_mail, read_mailbox, read_saved_page
from index.formats.notebook import read_notebook
from index.formats.odt import read_odt
from index.formats.outlook import read_outlook
from index.formats.pdf import read_pdf
from index.formats.pptx import read_pptx
from index.formats.rtf import read_rtf
from index.formats.tables import read_delimited, read_xlsx
from index.formats.text import read_text
from index.formats.writer import Content
from index.language.dates import find_dateline
from index.language.identify import language
from index.records import Document

Reader = Callable[[bytes], Content]

_READERS: dict[str, Reader] = {
    ".csv": read_delimited,
    ".docx": read_docx,
    ".eml": lambda data: read_mail(data, _attached),
    ".epub": read_epub,
    ".html": read_html,
    ".ics": read_calendar,
    ".ipynb": read_notebook,
    ".json": read_json,
    ".jsonl": read_json_lines,
    ".mbox": lambda data: read_mailbox(data, _attached),
    ".mhtml": read_saved_page,
    ".msg": lambda data: read_outlook(data, _attached),
    ".odt": read_odt,
    ".pdf": read_pdf,
    ".pptx": read_pptx,
    ".rtf": read_rtf,
    ".txt": read_text,
    ".vcf": read_cards,
    ".xlsx": read_xlsx,
}
_IN_MAILS: dict[str, Reader] = {".eml": read_mail, ".mbox": read_mailbox, ".msg": read_outlook}
"""How mails are read that are attached to a mail: without what is attached to them."""
_ALIASES = {
    ".geojson": ".json",
    ".htm": ".html",
    ".xhtml": ".html",
    ".jsonc": ".json",
    ".markdown": ".txt",
    ".md": ".txt",
    ".mht": ".mhtml",
    ".ndjson": ".jsonl",
    ".text": ".txt",
    ".tsv": ".csv",
}
SUFFIXES = frozenset({*_READERS, *_ALIASES})


def format_of(source: str) -> str:
    """The format that a name says a file is of, "" for none that can be read. Same format: read in the same way.

    >>> format_of("a/Page.HTM"), format_of("notes.markdown") == format_of("notes.md"), format_of("a.png")
    ('.html', True, '')
    """
    suffix = PurePosixPath(source).suffix.lower()
    suffix = _ALIASES.get(suffix, suffix)
    return suffix if suffix in _READERS else ""


def parse(source: str, data: bytes) -> Document:
    """The `Document` of a file's bytes; `LoadError` with the reason if they can't be read.

    The result depends on the bytes and the format alone. A file that holds no text gives a document without text.
    """
    kind = format_of(source)
    if not kind:
        raise LoadError("its format is not supported")
    content = guarded(_READERS[kind], kind, data) if data else Content("")
    if content.omissions and not content.text.strip():
        raise LoadError(f"it holds no text that can be read: {'; '.join(content.omissions)}")
    dateline = find_dateline(content.text)
    return Document(
        source=source,
        text=content.text,
        title=content.title,
        date=content.date or (dateline.value if dateline else None),
        sha256=hashlib.sha256(data).hexdigest(),
        page_starts=content.page_starts,
        language=language(content.text),
        omissions=content.omissions,
    )


def _attached(name: str, data: bytes) -> Content:
    """What a file attached to a mail holds, read as one of its kind is."""
    if not (kind := format_of(name)):
        raise LoadError("its format is not supported")
    return guarded(_IN_MAILS.get(kind, _READERS[kind]), kind, data)


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
