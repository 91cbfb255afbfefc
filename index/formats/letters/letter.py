"""A mail as one record, whichever format it comes from, and how it is written: its own words first, then the rest."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from index.errors import LoadError
from index.formats.letters.calendar import write_calendar
from index.formats.letters.quotes import told_apart
from index.formats.markup.html import write_html
from index.formats.writer import Content, Writer, counted
from index.language.dates import spelt
from index.language.tidy import one_line

Attached = Callable[[str, bytes], Content]
"""Reads a file by its name and bytes; raises `LoadError` with the reason if it can't."""

MOST_DEPTH = 5  # messages within messages
_MOST_READ = 30  # attachments of a file
_STUB = 0.5  # of the words: a plain text with fewer than the HTML beside it only stands in for it
_TEXT_FORMATS = {  # what an attachment is whose name doesn't say
    "text/plain": ".txt",
    "text/html": ".html",
    "text/csv": ".csv",
    "text/markdown": ".md",
    "application/pdf": ".pdf",
    "application/json": ".json",
}
_SEALED = (".p7m", ".pgp", ".gpg", ".asc")


@dataclass(frozen=True, slots=True)
class File:
    """An attachment. `kind` is its media type, "" if that is not stated."""

    name: str
    data: bytes
    kind: str = ""


@dataclass(slots=True)
class Letter:
    """`texts` are its bodies in order, `invitations` calendars, `messages` those attached to it or forwarded in it."""

    headers: dict[str, str]
    sent: datetime | None = None
    texts: list[str] = field(default_factory=list)
    invitations: list[str] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    messages: list["Letter"] = field(default_factory=list)
    pictures: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def subject(self) -> str:
        return self.headers.get("Subject", "")


def nothing_attached(name: str, data: bytes) -> Content:
    """An `Attached` for mails within attachments: it reads nothing."""
    raise LoadError("it is within another attachment; save it as a file of its own")


def plain_of(html: str, notes: list[str]) -> str:
    """The text of an HTML body, its quotes marked as in plain mails; adds to the notes what is not in it."""
    writer = Writer()
    write_html(writer, html, marks_quotes=True)
    content = writer.content()
    notes += content.omissions
    return content.text


def better_of(plain: str, from_html: str) -> str:
    """The body to read where a mail has both: the plain one, unless it says much less.

    >>> better_of("This mail is HTML.", "The mill is closed in May, and the shop is open.")
    'The mill is closed in May, and the shop is open.'
    """
    is_stub = len(plain.split()) < _STUB * len(from_html.split()) or not plain.strip()
    return from_html if is_stub else plain


class LetterWriter:
    """Writes letters with all that is in them. Attachments beyond a number are named, not read."""

    def __init__(self, writer: Writer, attached: Attached) -> None:
        self._writer = writer
        self._attached = attached
        self._left = _MOST_READ
        self._pictures = 0

    def write(self, letter: Letter, level: int = 2) -> None:
        """Who wrote to whom and when, the letter's own words, what came with it, and last what it quotes."""
        writer = self._writer
        for name in ("From", "To", "Cc", "Bcc"):
            writer.paragraph(f"{name}: {letter.headers[name]}" if letter.headers.get(name) else "")
        writer.paragraph(f"Date: {spelt(f'{letter.sent:%Y-%m-%d}')}, {letter.sent:%H:%M}" if letter.sent else "")
        writer.paragraph(f"Subject: {letter.subject}" if letter.subject else "")
        named = [file.name for file in letter.files]
        named += [f"the message “{message.subject}”" for message in letter.messages]
        writer.paragraph(f"Attachments: {', '.join(filter(None, named))}" if any(named) else "")
        own, quotes = told_apart("\n\n".join(filter(str.strip, letter.texts)))
        writer.paragraph(own)
        for invitation in dict.fromkeys("\n".join(text.split("\r\n")).strip() for text in letter.invitations):
            writer.paragraph("" if write_calendar(writer, invitation) else invitation)
            writer.end_list()
        for message in letter.messages:
            writer.heading(f"Message: {message.subject}" if message.subject else "Message", level)
            self.write(message, level + 1)
        for file in letter.files:
            self._write_file(file, level)
        for quote in quotes:
            writer.heading(quote.title, level)
            writer.paragraph(f"{quote.lead}\n{quote.text}" if quote.lead.endswith(":") else quote.lead)
            writer.paragraph("" if quote.lead.endswith(":") else quote.text)
        for note in letter.notes:
            writer.omit(note)
        self._pictures += letter.pictures

    def end(self) -> None:
        """Notes what is said once of all letters."""
        self._writer.omit(counted(self._pictures, "picture"))

    def _write_file(self, file: File, level: int) -> None:
        if reason := _not_to_read(file):
            self._writer.omit(reason)
            return
        name = one_line(file.name) or f"without a name ({file.kind})"
        if self._left <= 0:
            self._writer.omit(f"attachment {name}, as there are more than {_MOST_READ}; save it as a file of its own")
            return
        self._left -= 1
        try:
            content = self._read(name, file)
        except LoadError as error:
            self._writer.omit(f"attachment {name}: {error}")
            return
        if content.text.strip():
            self._writer.heading(f"Attachment: {name}", level)
            self._writer.paragraph(content.text)
        for omission in content.omissions:
            self._writer.omit(f"of attachment {name}: {omission}")

    def _read(self, name: str, file: File) -> Content:
        """By the name, or else by the kind that the mail says it is of."""
        suffix = _TEXT_FORMATS.get(file.kind, "")
        try:
            return self._attached(name, file.data)
        except LoadError:
            if not suffix or name.lower().endswith(suffix):
                raise
            return self._attached(f"{name}{suffix}", file.data)


def _not_to_read(file: File) -> str:
    """What is said of an attachment that no reader can be given."""
    name = one_line(file.name) or "without a name"
    if file.name.lower() == "winmail.dat" or file.kind == "application/ms-tnef":
        return f"attachment {name}, which only Outlook can open; ask for its files as ordinary attachments"
    if file.name.lower().endswith(_SEALED) or file.kind in ("application/pkcs7-mime", "application/x-pkcs7-mime"):
        return f"what is encrypted or sealed in {name}; open the mail in its program and save it as PDF"
    if file.kind == "application/octet-stream" and not file.name:
        return "1 attachment without a name"
    return ""
