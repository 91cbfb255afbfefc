"""E-mail messages: who wrote to whom and when, then the text. Attachments are named, not read."""

from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from index.errors import LoadError
from index.formats.html import write_html
from index.formats.writer import Content, Writer
from index.language.dates import spelt
from index.language.tidy import one_line

_KNOWN = ("From", "To", "Subject", "Date", "Received", "Message-ID")


def read_mail(data: bytes) -> Content:
    """The title is the subject, the date that of the Date header, as its writer's clock showed it."""
    message = message_from_bytes(data, policy=default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - what this policy makes, and its type doesn't say
    if data.strip() and not any(name in message for name in _KNOWN):
        raise LoadError("it is not an e-mail message; if it is plain text, rename it to .txt")
    subject = one_line(str(message.get("Subject", "")))
    sent: datetime | None = getattr(message.get("Date"), "datetime", None)
    writer = Writer()
    for name in ("From", "To", "Cc"):
        people = one_line(", ".join(str(value) for value in message.get_all(name, [])))
        writer.paragraph(f"{name}: {people}" if people else "")
    writer.paragraph(f"Date: {spelt(f'{sent:%Y-%m-%d}')}, {sent:%H:%M}" if sent else "")
    writer.paragraph(f"Subject: {subject}" if subject else "")
    names = [one_line(_name(part)) for part in message.iter_attachments()] if message.is_multipart() else []
    writer.paragraph(f"Attachments: {', '.join(filter(None, names))}" if any(names) else "")
    if (plain := _text(message, "plain")).strip():
        writer.paragraph(plain)
    else:
        write_html(writer, _text(message, "html"))
    return writer.content(subject, f"{sent:%Y-%m-%d}" if sent else None, "its e-mail header")


def _text(message: EmailMessage, kind: str) -> str:
    """The body of that kind, "" if there is none."""
    part = message.get_body((kind,))
    if part is None:
        return ""
    try:
        return str(part.get_content(errors="replace"))
    except LookupError:  # an encoding that no one knows
        payload = part.get_payload(decode=True)
        return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""


def _name(part: EmailMessage) -> str:
    if part.get_content_type() == "message/rfc822":
        forwarded = part.get_content()
        return f"the message “{forwarded.get('Subject', '')}”"
    return part.get_filename() or ""
