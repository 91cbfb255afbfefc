"""Moments that programs count in seconds since 1970, in words. Pure."""

import re
from datetime import UTC, datetime

from index.language.dates import spelt

_KEYS = frozenset(
    """ts time timestamp date datetime created updated modified at sent received epoch expires expiry published joined
    seen edited posted started ended finished ms unixtime""".split()
)
_BETWEEN = re.compile(r"[\W\d_]+|(?<=[a-z])(?=[^\W\d_a-z])")  # words of a key, in either way of writing it
_SECONDS = re.compile(r"[1-3]\d{9}(?:\.\d+)?")  # 2001 to 2096
_MILLISECONDS = re.compile(r"[1-3]\d{12}(?:\.\d+)?")


def in_words(key: str, value: str) -> str:
    """The value, or the moment that it counts if the key says that it is one.

    >>> in_words("created_at", "1709629200"), in_words("createdAt", "1709629200123"), in_words("phone", "1709629200")
    ('March 5, 2024, 09:00 UTC', 'March 5, 2024, 09:00 UTC', '1709629200')
    """
    if not value[:1].isdigit() or _BETWEEN.split(key)[-1].lower() not in _KEYS:
        return value
    if _SECONDS.fullmatch(value):
        return _spelt(float(value))
    return _spelt(float(value) / 1000) if _MILLISECONDS.fullmatch(value) else value


def _spelt(seconds: float) -> str:
    moment = datetime.fromtimestamp(seconds, UTC)
    return f"{spelt(f'{moment:%Y-%m-%d}')}, {moment:%H:%M} UTC"
