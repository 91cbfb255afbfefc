"""A cell as a number with its sign and its unit: `€ 4.50`, `(200)`, `−5`, `12 kg`, `3 %`. Pure.

What a unit is, `index.language` knows; another word behind a figure is one where several cells of a column have it.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from index.language.cldr import CURRENCIES
from index.language.mentions import measured
from index.language.vocabulary import vocabulary
from index.tables.decimals import Exact, Figure, figure

_MOST = 60  # characters
_MINUS = "-−–"
_SIGN = r"\-−–"
_CELL = re.compile(
    rf"(?P<open>\()?(?P<sign>[{_SIGN}+])? ?(?P<before>[^\d\s.,{_SIGN}+()]{{1,4}}\.?)? ?(?P<sign_>[{_SIGN}+])? ?"
    r"(?P<figure>(?:\d(?:[\d.,'’ ]*\d)?|[.,]\d+)(?:[eE][-+]?\d+)?)"
    rf"(?P<gap> ?)(?P<after>(?![{_SIGN}])[^\d\s()][^\s()]{{0,14}})?"
    rf"(?: (?P<last>[^\d\s()]{{1,4}}))?(?P<sign__>(?<=\d)[{_SIGN}])?(?P<close>\))?"
)
_LEADING_ZERO = re.compile(r"0\d+")
_IN_BRACKETS = re.compile(r"[(\[]\s*(?:in\s+)?([^()\[\]]{1,12})[)\]]\s*$")
_LAST_WORD = re.compile(r"(?:^|[\s,/])(?:(in)\s+)?([^\s\d()\[\]]{1,4})$")


class Amount(NamedTuple):
    """A figure with a sign, 1 or -1, a `scale` such as thousand, and a unit, "" for none. `kind` as that of a mention;
    of a unit that nobody knows it is ""."""

    figure: Figure
    sign: int = 1
    unit: str = ""
    kind: str = "number"
    scale: int = 1

    def read(self, mark: str) -> Exact | None:
        """Its value with the mark of its column; None in doubt."""
        exact = self.figure.read(mark)
        return exact and Exact(self.sign * exact.digits * self.scale, exact.places)


@lru_cache(maxsize=20_000)
def amount(cell: str, language: str) -> Amount | None:
    """The amount that a cell is, None of anything else, such as a number that begins with 0, which is a code.

    >>> [(one.sign, one.unit) for one in (amount("(1.200 €)", "de"), amount("-3 %", "en"), amount("7 crates", "en"))]
    [(-1, 'EUR'), (-1, 'percent'), (1, 'crates')]
    """
    if cell[0].isdigit() and (plain := figure(cell)):
        return None if cell[0] == "0" and _LEADING_ZERO.fullmatch(cell) else Amount(plain)
    match = _CELL.fullmatch(cell) if len(cell) <= _MOST and any(map(str.isdigit, cell)) else None
    if not match or bool(match["open"]) != bool(match["close"]) or _LEADING_ZERO.fullmatch(match["figure"]):
        return None
    signs = [sign for sign in match.group("sign", "sign_", "sign__") if sign] + ["-"] * bool(match["open"])
    number = figure(match["figure"])
    if not number or len(signs) > 1:
        return None
    sign = -1 if signs and signs[0] in _MINUS else 1
    before, after, last = match["before"], match["after"], match["last"]
    money = measured(before, language) if before else None
    if before and (not money or money[0] != "money"):
        return None
    scale, after, last = _scale(after, last, bool(money), language)
    if not after:
        return Amount(number, sign, money[1] if money else "", "money" if money else "number", scale)
    unit = measured(after, language)
    if last or (unit and money and unit != money):
        return None
    if unit:
        return Amount(number, sign, unit[1], unit[0], scale)
    is_word = bool(match["gap"]) and after[0].isalpha() and not money
    return Amount(number, sign, after, "", scale) if is_word else None


def _scale(after: str | None, last: str | None, money: bool, language: str) -> tuple[int, str | None, str | None]:
    """A word for so many behind the figure, and what is left behind it: `$3m`, `2 bn EUR`."""
    if not after:
        return 1, after, last
    words = vocabulary(language, "numbers")
    of_money = money or bool(last and (measured(last, language) or ("",))[0] == "money")
    scales = words["scales"] | (words["scales_of_money"] if of_money else {})
    if scale := scales.get(after.lower().rstrip(".")):
        return int(scale), last, None
    return 1, after, last


@lru_cache(maxsize=4096)
def unit_in_name(name: str, language: str) -> tuple[str, str] | None:
    """The kind and the unit that the name of a column states for its numbers.

    >>> unit_in_name("Weight (kg)", "en"), unit_in_name("Betrag EUR", "de"), unit_in_name("Team A", "en")
    (('number', 'kilogram'), ('money', 'EUR'), None)
    """
    if match := _IN_BRACKETS.search(name):
        return measured(match[1].strip(), language)
    match = _LAST_WORD.search(name)
    if not match:
        return None
    is_sign = not any(map(str.isalpha, match[2]))
    return measured(match[2], language) if is_sign or match[1] or match[2] in CURRENCIES else None
