"""Keeps secrets out of what is printed. Gradio and uvicorn print tracebacks past every filter of `logging`, so the
stream that all of it ends in is what looks."""

import io
import re
from collections.abc import Sequence
from typing import TextIO, cast

HIDDEN = "[hidden]"
_HEADER = re.compile(r"(?i)(\b(?:proxy-)?authorization|\b(?:set-)?cookie)(\b['\"]?[:,=]\s*b?['\"]?)[^'\"\n]+")
_SECRET = re.compile(r"(?i)\bbearer\s+[^\s'\"]+|\bsk-[\w-]{8,}|\bciteseed=[\w-]{43}|(?<=://)[^/\s@]+(?=@)")


def redacted(text: str, secrets: Sequence[str] = ()) -> str:
    """`text` without these secrets, keys and tokens, the values of headers that log in, and passwords in addresses."""
    for secret in filter(None, secrets):
        text = text.replace(secret, HIDDEN)
    return _SECRET.sub(HIDDEN, _HEADER.sub(rf"\1\2{HIDDEN}", text))


def redacting(stream: TextIO, secrets: Sequence[str]) -> TextIO:
    """The stream, which now hides these and whatever else looks like a secret."""
    return cast(TextIO, _Redacting(stream, secrets))


class _Redacting(io.TextIOBase):
    def __init__(self, stream: TextIO, secrets: Sequence[str]) -> None:
        self._stream, self._secrets = stream, secrets

    def write(self, text: str) -> int:
        self._stream.write(redacted(text, self._secrets))
        return len(text)

    def flush(self) -> None:
        self._stream.flush()

    def isatty(self) -> bool:
        return self._stream.isatty()

    def fileno(self) -> int:
        return self._stream.fileno()

    def writable(self) -> bool:
        return True

    @property
    def encoding(self) -> str:  # type: ignore[override] # it is an attribute there
        return self._stream.encoding
