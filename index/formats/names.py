"""What a file's name says of it: its format, and whether a reader reads that. Loads no reader."""

from pathlib import PurePosixPath

from index.formats import kinds
from index.formats.scans.installed import is_installed

FORMATS = frozenset(
    ".csv .doc .docx .eml .epub .html .ics .ipynb .json .jsonl .mbox .md .mhtml .msg .odp .ods .odt .pdf .png .ppt "
    ".pptx .rtf .srt .txt .vcf .xls .xlsx .zip".split()
)
"""Those that have a reader."""
_ALIASES = {
    **dict.fromkeys((".docm", ".dotm", ".dotx"), ".docx"),
    **dict.fromkeys((".odg", ".otp"), ".odp"),
    **dict.fromkeys((".pot", ".pps"), ".ppt"),
    **dict.fromkeys((".potm", ".potx", ".ppsm", ".ppsx", ".pptm"), ".pptx"),
    **dict.fromkeys((".xlsm", ".xltm", ".xltx"), ".xlsx"),
    **dict.fromkeys((".jpeg", ".jpg", ".tif", ".tiff"), ".png"),
    ".dot": ".doc",
    ".geojson": ".json",
    ".htm": ".html",
    ".jsonc": ".json",
    ".markdown": ".md",
    ".mht": ".mhtml",
    ".ndjson": ".jsonl",
    ".ott": ".odt",
    ".text": ".txt",
    ".tsv": ".csv",
    ".vtt": ".srt",
    ".xhtml": ".html",
}
_TEXT = ".txt"
_DECKS = frozenset({".odp", ".ppt", ".pptx"})
_DRAWINGS = frozenset({".odg"})  # read as presentations are
PICTURES = frozenset({".png", *(suffix for suffix, kind in _ALIASES.items() if kind == ".png")})
"""Endings of pictures, which can be read if the extra `ocr` is installed."""
SUFFIXES = frozenset({*FORMATS, *_ALIASES}) - (PICTURES if not is_installed() else frozenset())


def format_of(source: str) -> str:
    """The format that a name says a file is of, "" for none that can be read. Same format: read in the same way.

    What has an ending that nobody knows, or none, may be text.

    >>> format_of("a/Page.HTM"), format_of("notes.markdown") == format_of("notes.md"), format_of("Makefile")
    ('.html', True, '.txt')
    """
    suffix = kinds.ending(source)
    suffix = _ALIASES.get(suffix, suffix)
    if suffix in SUFFIXES:
        return suffix
    return "" if kinds.by_ending(source) else _TEXT


def page_word(source: str) -> str:
    """What a page of such a file is called.

    >>> page_word("talk.PPTX"), page_word("plan.odg")
    ('slide', 'page')
    """
    drawing = PurePosixPath(source).suffix.lower() in _DRAWINGS
    return "slide" if format_of(source) in _DECKS and not drawing else "page"
