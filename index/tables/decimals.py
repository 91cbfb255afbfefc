"""Numbers in figures as they are written anywhere, exactly: `1,234.50`, `1.234,50`, `1 234,50`, `1.5e3`. Pure.

A figure with one mark and three digits behind it, `1.234`, is one number with a dot for decimals and another with a
comma. `Figure` holds what it is with either; which mark a column has is told by the others in it.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

_MOST_DIGITS = 60
_MOST_POWER = 40
_GROUP = 3  # digits between marks


class Exact(NamedTuple):
    """`digits` with the last `places` of them behind the mark.

    >>> Exact(12345, 2).scaled(3)
    123450
    """

    digits: int
    places: int

    def scaled(self, places: int) -> int:
        """The number as a count of parts of which 10 to the power of `places` make one; not fewer than its own."""
        return int(self.digits * 10 ** (places - self.places))


class Figure(NamedTuple):
    """What a figure is with a dot before decimals, and with a comma; None where it is none then."""

    dot: Exact | None
    comma: Exact | None

    def read(self, mark: str) -> Exact | None:
        """The number; without a known mark, "", only if there is no doubt."""
        if mark:
            return self.dot or self.comma if mark == "." else self.comma or self.dot
        if self.dot and self.comma:
            return self.dot if self.dot == self.comma else None
        return self.dot or self.comma


def _pattern(mark: str, group: str) -> re.Pattern[str]:
    groups = rf"[1-9]\d{{0,2}}(?P<mark>[{group}'’ ])\d{{3}}(?:(?P=mark)\d{{3}})*|[1-9]\d?(?:{group}\d\d)+{group}\d{{3}}"
    return re.compile(rf"(?P<whole>{groups}|\d*)(?:{re.escape(mark)}(?P<decimals>\d+))?(?:[eE](?P<power>[-+]?\d+))?")


_PATTERNS = {".": _pattern(".", ","), ",": _pattern(",", r"\.")}
_NO_DIGIT = re.compile(r"\D")


@lru_cache(maxsize=20_000)
def figure(text: str) -> Figure | None:
    """The figure, None of what is none. A minus before it is somebody else's.

    >>> figure("1.234,50").read(""), figure("1.234").read(""), figure("1.234").read(",")
    (Exact(digits=123450, places=2), None, Exact(digits=1234, places=0))
    """
    if text.isdecimal() and text.isascii():
        whole = Exact(int(text), 0) if len(text) <= _MOST_DIGITS else None
        return Figure(whole, whole) if whole else None
    before, _, decimals = text.partition(".")
    is_plain = before.isdecimal() and decimals.isdecimal() and text.isascii() and len(text) <= _MOST_DIGITS
    if is_plain and (len(decimals) != _GROUP or len(before) > _GROUP):  # a fast way for what is most frequent
        return Figure(Exact(int(before + decimals), len(decimals)), None)
    dot, comma = _read(text, "."), _read(text, ",")
    return Figure(dot, comma) if dot or comma else None


def _read(text: str, mark: str) -> Exact | None:
    match = _PATTERNS[mark].fullmatch(text)
    if not match or len(text) > _MOST_DIGITS:
        return None
    decimals, power = match["decimals"] or "", int(match["power"] or 0)
    digits = _NO_DIGIT.sub("", match["whole"]) + decimals
    if not digits or abs(power) > _MOST_POWER:
        return None
    places = len(decimals) - power
    return Exact(int(digits), places) if places >= 0 else Exact(int(digits) * 10**-places, 0)


def mark_of(figures: Iterable[Figure]) -> str | None:
    """The mark before decimals that some figures are only read with; "" if none tells, None if they disagree.

    >>> mark_of([figure("1.234"), figure("12,5")]), mark_of([figure("12.5"), figure("12,5")])
    (',', None)
    """
    told = {"." if one.dot else "," for one in figures if not (one.dot and one.comma)}
    return None if len(told) > 1 else "".join(told)
