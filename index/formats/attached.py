"""The files that a file carries inside: each is read as one of its own would be, and stands behind it under its name.

Pure. Readers give them in `Content.attached`, as only the registry knows all readers; those inside of those are named.
"""

from collections.abc import Callable
from dataclasses import replace
from io import StringIO

from index.errors import LoadError
from index.formats.writer import Content
from index.language.tidy import one_line

MOST = 50  # attachments
MOST_BYTES = 50_000_000  # of all of them
_REMEDY = "save it as a file of its own"


def with_attached(content: Content, read: Callable[[str, bytes], Content]) -> Content:
    """`content` with what `read` makes of its attachments. One that can't be read (`LoadError`) is noted, with why."""
    text, omissions, size = StringIO(), [*content.omissions], 0
    text.write(content.text)
    for number, (given, data) in enumerate(content.attached):
        name = one_line(given) or f"{number + 1} (without a name)"
        size += len(data)
        if number >= MOST or size > MOST_BYTES:
            omissions.append(f"attachment {name} not read: there are too many of them; {_REMEDY}")
            continue
        try:
            inner = read(name, data)
        except LoadError as error:
            omissions.append(f"attachment {name} not read: {error}")
            continue
        if inner.text.strip():
            text.write(f"{chr(10) * 2 * bool(text.tell())}# {name}\n\n{inner.text.strip()}")
        omissions += [f"{omission} (attachment {name})" for omission in inner.omissions]
        omissions += [
            f"attachment {one_line(deeper)} of attachment {name} not read: {_REMEDY}" for deeper, _ in inner.attached
        ]
    return replace(content, text=text.getvalue(), omissions=tuple(dict.fromkeys(omissions)), attached=())
