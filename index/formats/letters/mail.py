"""Mails as they are sent (MIME): single ones (.eml), boxes of them (.mbox), and web pages saved as one (.mhtml)."""

import re
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes
from email.header import decode_header
from email.message import EmailMessage, Message
from email.policy import default
from itertools import zip_longest
from typing import Any

from index.errors import LoadError
from index.formats.letters.letter import (
    MOST_DEPTH,
    Attached,
    File,
    Letter,
    LetterWriter,
    better_of,
    nothing_attached,
    plain_of,
)
from index.formats.markup.html import decoded_html, write_html
from index.formats.text import Decoded, decode, decoded
from index.formats.writer import Content, Writer, counted
from index.language.tidy import one_line

_KNOWN = ("From", "To", "Subject", "Date", "Received", "Message-ID")
_SHOWN = ("From", "To", "Cc", "Bcc", "Subject")
_WIDER = {  # what an encoding is called, and the larger one that is really used under its name
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "iso-8859-1": "cp1252",
    "iso-8859-9": "cp1254",
    "us-ascii": "ascii",
}
_WESTERN = ("cp1252", "ascii", "cp1254", "iso-8859-15", "utf-8")
_FROM_LINE = re.compile(rb"^From [^\n]*\d{4}[^\n]*\r?\n", re.MULTILINE)
_IGNORED = (  # signatures, and a second copy of the text for one program
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
    "application/pgp-signature",
    "text/x-amp-html",
    "text/watch-html",
)
_READABLE = ("text/plain", "text/enriched", "message/", "multipart/")  # the last one where no parts can be told
_EMPTY_LINE = (b"\n\n", b"\n\r\n")
_MOST_MAILS = 20_000
_MOST_PARTS = 1000  # of a mail


def read_mail(data: bytes, attached: Attached = nothing_attached) -> Content:
    """The title is the subject, the date that of the Date header, as its writer's clock showed it.

    `attached` reads attachments; those that it can't are noted.
    """
    message = _parsed(data)
    if data.strip() and not any(name in message for name in _KNOWN):
        raise LoadError("it is not an e-mail message; if it is plain text, rename it to .txt")
    letter = _letter(message)
    writer = Writer()
    letters = LetterWriter(writer, attached)
    letters.write(letter)
    letters.end()
    return writer.content(letter.subject, f"{letter.sent:%Y-%m-%d}" if letter.sent else None, "its e-mail header")


def read_mailbox(data: bytes, attached: Attached = nothing_attached) -> Content:
    """Each mail of a box under its subject. Of a box, only so many attachments are read as of a mail."""
    writer = Writer()
    letters = LetterWriter(writer, attached)
    mails = list(_mails(data))
    if data.strip() and not mails:
        raise LoadError("it is not a box of mails; export it again, or save its mails as .eml")
    for mail in mails[:_MOST_MAILS]:
        letter = _letter(_parsed(mail))
        writer.heading(letter.subject or "No subject", 1)
        letters.write(letter)
    letters.end()
    if len(mails) > _MOST_MAILS:
        writer.omit(f"{len(mails) - _MOST_MAILS:,} mails beyond the first {_MOST_MAILS:,}; split the box")
    return writer.content()


def read_saved_page(data: bytes) -> Content:
    """The page of a saved web page; pages within it are counted, as are its pictures."""
    message = _parsed(data)
    pages = [part for part in message.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml")]
    if not pages:
        raise LoadError("it holds no web page; save it again as HTML or PDF")
    writer = Writer()
    notes: list[str] = []
    title = write_html(writer, _page(pages[0], str(message.get("Snapshot-Content-Location", "")), notes))
    for note in notes:
        writer.omit(note)
    writer.omit(counted(len(pages) - 1, "page within the page", "pages within the page"))
    return writer.titled(title)


def _page(part: Any, address: str, notes: list[str]) -> str:
    html, address = _html(part, notes), str(part.get("Content-Location", "")) or address
    return f"{html}<base href='{address}'>" if re.fullmatch(r"https?://[^\s'<>]+", address) else html


def _parsed(data: bytes) -> EmailMessage:
    message = message_from_bytes(data, policy=default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - what this policy makes, and its type doesn't say
    return message


def _mails(data: bytes) -> Iterator[bytes]:
    """The mails of a box, each of which begins with a line "From ..." after an empty line."""
    starts = [
        match
        for match in _FROM_LINE.finditer(data)
        if not (before := data[max(match.start() - 4, 0) : match.start()]).strip() or before.endswith(_EMPTY_LINE)
    ]
    for match, following in zip_longest(starts, starts[1:]):
        mail = data[match.end() : following.start() if following else len(data)]
        yield re.sub(rb"^>(?=>*From )", b"", mail, flags=re.MULTILINE)


def _letter(message: EmailMessage, depth: int = 0) -> Letter:
    headers = {name: said for name in _SHOWN if (said := _header(message, name))}
    letter = Letter(headers, _sent(message))
    _collect(message, letter, depth, _charsets(message))
    return letter


def _collect(part: Any, letter: Letter, depth: int, charsets: list[str]) -> None:
    """Adds what a part of a mail holds, and the parts within it, to the letter."""
    kind, name = part.get_content_type(), one_line(part.get_filename() or "")
    is_attached = part.get_content_disposition() == "attachment" or bool(name)
    inner = part.get_payload()
    if kind == "message/rfc822" and isinstance(inner, list) and inner:
        if depth < MOST_DEPTH:
            letter.messages.append(_letter(inner[0], depth + 1))
        else:
            letter.notes.append(f"a message within {MOST_DEPTH} others; save it as a file of its own")
    elif kind == "multipart/alternative" and isinstance(inner, list):
        _collect_best(inner, letter, depth, charsets)
    elif kind == "message/delivery-status":
        letter.notes.append("technical details of the delivery")
    elif isinstance(inner, list):
        if kind == "multipart/encrypted":
            letter.notes.append("what is encrypted; open the mail in its program and save it as PDF")
            return
        for place, one in enumerate(inner[:_MOST_PARTS]):
            if kind == "multipart/related" and place and one.get_content_maintype() == "image":
                letter.pictures += 1
            else:
                _collect(one, letter, depth, charsets)
        letter.notes += [f"{len(inner) - _MOST_PARTS:,} more parts of the mail"] if len(inner) > _MOST_PARTS else []
    elif kind in ("text/calendar", "application/ics"):
        letter.invitations.append(_text(part, charsets, letter.notes))
    elif kind == "text/html" and not is_attached:
        letter.texts.append(plain_of(_html(part, letter.notes), letter.notes))
    elif kind.startswith(_READABLE) and not is_attached:
        letter.texts.append(_text(part, charsets, letter.notes))
    elif kind.startswith("image/") and part.get_content_disposition() != "attachment":
        letter.pictures += 1
    elif kind not in _IGNORED:
        letter.files.append(File(name, _bytes(part), kind))


def _collect_best(parts: list[Any], letter: Letter, depth: int, charsets: list[str]) -> None:
    """Of the same text in several kinds the best one, and what else comes with any of them."""
    found: list[Letter] = []
    bodies: dict[str, str] = {}
    for part in parts[:_MOST_PARTS]:
        one = Letter({})
        _collect(part, one, depth, charsets)
        letter.invitations += one.invitations
        letter.files += one.files
        letter.messages += one.messages
        letter.pictures += one.pictures
        is_plain = part.get_content_type() == "text/plain"
        bodies.setdefault("plain" if is_plain else "html", "\n\n".join(one.texts))
        found.append(one)
    plain, html = bodies.get("plain", ""), bodies.get("html", "")
    letter.texts.append(best := better_of(plain, html))
    if best == html:
        letter.notes += [note for one in found for note in one.notes]


def _header(message: Message, name: str) -> str:
    """What a header says on one line; bytes in it that are no ASCII are guessed."""
    raw = [str(value) for key, value in message.raw_items() if key.lower() == name.lower()]
    if any(not value.isascii() for value in raw):
        values = [_guessed(value) for value in raw]
    else:
        try:
            values = [str(value) for value in message.get_all(name, [])]
        except (ValueError, LookupError, AttributeError, TypeError):  # the library fails over some broken addresses
            values = raw
    return one_line(", ".join(values))


def _guessed(value: str) -> str:
    text = value.encode("utf-8", "surrogateescape")
    try:
        said = decode(text)
    except LoadError:
        said = text.decode("utf-8", "replace")
    try:
        parts = decode_header(said) if "=?" in said else []
        words = (part if isinstance(part, str) else part.decode(name or "utf-8", "replace") for part, name in parts)
        return "".join(words) or said
    except (LookupError, ValueError):
        return said


def _sent(message: Message) -> datetime | None:
    try:
        sent: datetime | None = getattr(message.get("Date"), "datetime", None)
    except (ValueError, LookupError, AttributeError, TypeError):
        return None
    return sent


def _charsets(message: Message) -> list[str]:
    """The encodings that the headers of a mail are in, in which its text is likely to be too."""
    raw = " ".join(str(value) for key, value in message.raw_items() if key.lower() in ("subject", "from", "to"))
    return list(dict.fromkeys(match.lower() for match in re.findall(r"=\?([\w-]+)\?[bqBQ]\?", raw)))


def _bytes(part: Any) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _html(part: Any, notes: list[str]) -> str:
    data, stated = _bytes(part), part.get_content_charset()
    text, damage = _decoded(data, [stated]) if stated else decoded_html(data)
    notes += [damage] if damage else []
    return text


def _text(part: Any, charsets: list[str], notes: list[str]) -> str:
    text, damage = _decoded(_bytes(part), [part.get_content_charset("us-ascii"), "utf-8", *charsets])
    notes += [damage] if damage else []
    return text


def _decoded(data: bytes, stated: list[str]) -> Decoded:
    """Text in the first encoding that fits, but UTF-8 before a western one: no other text is both."""
    names = [_WIDER.get(name.lower(), name.lower()) for name in stated]
    if names[0] in _WESTERN:
        names.insert(0, "utf-8")
    for name in names:
        try:
            return Decoded(data.decode(name))
        except (LookupError, UnicodeError):
            continue
    try:
        return decoded(data)
    except LoadError:
        return Decoded(data.decode("utf-8", "replace"))
