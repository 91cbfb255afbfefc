"""What a file really is, whatever its name says: a PDF called .txt, a .xls that is a web page or a table of text. Pure.

Only what is certain changes a format. What is no document at all is named, with the way out if there is one.
"""

import json
import re
from contextlib import suppress

from index.errors import LoadError
from index.formats import kinds
from index.formats.encodings import SAMPLE
from index.formats.scans.picture import is_picture
from index.formats.text import is_binary
from index.formats.zip import container_kind

_BINARY = frozenset(".doc .docx .epub .msg .odg .odp .ods .odt .pdf .png .ppt .pptx .xls .xlsx .zip".split())
_OLD = (  # what the directory of an old Office file or of a saved message holds
    ("WordDocument", ".doc"),
    ("Workbook", ".xls"),
    ("PowerPoint Document", ".ppt"),
    ("__properties_version1.0", ".msg"),
    ("Book", ".xls"),
)
_OLE_FORMATS = frozenset(format for _, format in _OLD)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html)\b", re.I | re.S
)
_TAG = re.compile(rb"<[a-z!?/]", re.I)
_TABLE = re.compile(rb"\s*<(?:table|style|meta|div)\b", re.I)
_RECORDS = re.compile(rb"""\s*(?:\{\s*"|\[\s*[{\[])""")


def real_format(kind: str, data: bytes) -> str:
    """The format that the bytes of a file named as of format `kind` are of; `LoadError` if they are no document.

    >>> real_format(".txt", b"%PDF-1.7 ..."), real_format(".txt", b"Words.")
    ('.pdf', '.txt')
    """
    head = data[:SAMPLE]
    if head.startswith(b"%PDF-"):
        return ".pdf"
    if head.startswith(b"{\\rtf"):
        return ".rtf"
    if head.startswith((_ZIP, _EMPTY_ZIP)):
        found = container_kind(data, kind)
        if not found and kind not in _BINARY:
            raise LoadError(kinds.by_key(kinds.ARCHIVES).reason)
        return found or kind
    if head.startswith(_OLE):
        found = next((format for name, format in _OLD if name.encode("utf-16-le") in data), "")
        if not found and kind not in _OLE_FORMATS:
            raise LoadError(kinds.by_key(kinds.OLD_OFFICE).reason)
        return found or kind
    if is_picture(head):
        return ".png"
    if is_binary(head):
        other = kinds.by_bytes(head)
        if other and (kind not in _BINARY or not other.remedy):
            raise LoadError(f"{other.reason}, and its name is wrong")
        return kind
    return _text_format(kind, data)


def may_be_document(head: bytes) -> bool:
    """Whether a file that begins like this, though no text, may be of a format that is read."""
    return head.startswith((b"%PDF-", _ZIP, _OLE))


def _text_format(kind: str, data: bytes) -> str:
    """The format of what is text."""
    if kind in _BINARY:  # such names are given to what a browser saved or a program exported
        page = _PAGE.match(data) or _TABLE.match(data)
        return ".html" if page else ".csv" if kind in (".xls", ".xlsx") else ".txt"
    if kind in (".txt", ".csv") and _PAGE.match(data):
        return ".html"
    if kind == ".html" and not _TAG.search(data.replace(b"\0", b"")):  # of UTF-16, every other one is
        return ".txt"
    if kind == ".txt" and _RECORDS.match(data):
        return _records_format(data)
    return kind


def _records_format(data: bytes) -> str:
    with suppress(ValueError, RecursionError):
        json.loads(data)
        return ".json"
    with suppress(ValueError, RecursionError):
        lines = data.split(b"\n", 2)
        if all(isinstance(json.loads(line), dict) for line in lines[:2]):
            return ".jsonl"
    return ".txt"
