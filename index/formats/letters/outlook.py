"""Mails that Outlook saved (.msg). Owns python-oxmsg."""

from io import BytesIO
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
from index.formats.writer import Content, Writer
from index.language.tidy import one_line

_OLE = b"\xd0\xcf\x11\xe0"
_EMBEDDED = 5  # the method of an attachment that is itself a message
_SENDER, _RICH_TEXT = 0x0C1A, 0x1009  # properties of a message, as [MS-OXPROPS] numbers them
_METHOD, _SHORT_NAME, _CONTENT_ID = 0x3705, 0x3704, 0x3712  # and of an attachment
_MESSAGE = "__substg1.0_3701000D"
_EMBEDDED_HEAD = 24  # bytes before the properties of a message within a message


def read_outlook(data: bytes, attached: Attached = nothing_attached) -> Content:
    """As `index.formats.mail.read_mail`."""
    if not data.startswith(_OLE):
        raise LoadError("it is not a mail of Outlook; if it is another mail, rename it to .eml")
    from oxmsg import Message  # slow to load

    letter = _letter(Message.load(BytesIO(data)))
    writer = Writer()
    letters = LetterWriter(writer, attached)
    letters.write(letter)
    letters.end()
    return writer.content(letter.subject, f"{letter.sent:%Y-%m-%d}" if letter.sent else None)


def _letter(message: Any, depth: int = 0) -> Letter:
    recipients = ", ".join(filter(None, map(_person, message.recipients)))
    headers = {
        "From": message.sender or message.properties.str_prop_value(_SENDER) or "",
        "To": message.message_headers.get("To") or recipients,
        "Cc": message.message_headers.get("Cc") or "",
        "Subject": message.subject,
    }
    letter = Letter({name: one_line(str(said)) for name, said in headers.items() if said}, message.sent_date)
    notes: list[str] = []
    from_html = plain_of(message.html_body, notes) if message.html_body else ""
    plain = message.body or ""
    letter.texts.append(best := better_of(plain, from_html))
    letter.notes += notes if best == from_html else []
    if not best.strip() and message.properties.binary_prop_value(_RICH_TEXT):
        letter.notes.append("its text, which is only kept as rich text; open it in Outlook and save it as HTML")
    for attachment in message.attachments:
        _attach(attachment, letter, depth)
    return letter


def _attach(attachment: Any, letter: Letter, depth: int) -> None:
    """Adds a file, or a message within the message."""
    properties = attachment.properties
    if properties.int_prop_value(_METHOD) == _EMBEDDED:
        inner = next((part for part in attachment._storage.storages if part.name == _MESSAGE), None)
        if inner is None:
            letter.notes.append("an object that is drawn into the mail")
        elif depth < MOST_DEPTH:
            letter.messages.append(_letter(_embedded(inner), depth + 1))
        else:
            letter.notes.append(f"a message within {MOST_DEPTH} others; save it as a file of its own")
    elif properties.str_prop_value(_CONTENT_ID) and str(attachment.mime_type or "").startswith("image/"):
        letter.pictures += 1
    else:
        name = attachment.file_name or properties.str_prop_value(_SHORT_NAME) or ""
        letter.files.append(File(one_line(name), attachment.file_bytes or b"", attachment.mime_type or ""))


def _embedded(storage: Any) -> Any:
    """A message whose properties begin where those of one within another do, which the library doesn't know."""
    from oxmsg import Message
    from oxmsg.properties import Properties

    class Embedded(Message):
        @property
        def _properties(self) -> Any:
            return Properties(storage, properties_header_offset=_EMBEDDED_HEAD)

    return Embedded(storage)


def _person(recipient: Any) -> str:
    name, address = recipient.name, recipient.email_address
    return f"{name} <{address}>" if name and address and name != address else name or address
