"""What the words in cells say: that there is nothing, that a row sums up others, that two cells say the same. Pure."""

import re
from functools import cache, lru_cache

from index.language.identify import ENGLISH
from index.language.vocabulary import LANGUAGES, own_table
from index.language.words import fold

_BLANK = re.compile(r"[-–—.…?\s]*|n/?a\.?|#N/?A|#NV|nan|null", re.I)
_MOST = 80  # characters of a label that are looked at
SUMS = ("totals", "means", "least", "most")
"""What a row may hold of others: their sum, their mean, the least and the most of each column."""


@lru_cache(maxsize=20_000)
def key(text: str) -> str:
    """What two cells that say the same have in common: without case, accents, and a full stop at the end.

    >>> key("Café  Ltd."), key("7 %")
    ('cafe ltd', '7 %')
    """
    return " ".join(fold(text).split()).removesuffix(".")


def is_blank(cell: str) -> bool:
    """Whether a cell says that there is nothing.

    >>> is_blank("n/a"), is_blank("—"), is_blank("0")
    (True, True, False)
    """
    return _BLANK.fullmatch(cell) is not None


def sums_up(label: str, language: str) -> tuple[str, bool]:
    """What a row of that label would hold of others, one of `SUMS`, and whether the label is no more than such a word.

    >>> sums_up("Total:", "en"), sums_up("Total North", "en"), sums_up("Totally new", "en")
    (('totals', True), ('totals', False), ('', False))
    """
    match = _named(language).fullmatch(key(label)[:_MOST])
    if not match:
        return "", False
    kind = _words(language)[match["alone"] or match["first"] or match["last"]]
    return kind, match["alone"] is not None


@cache
def _named(language: str) -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in _words(language))
    around = r"[\s:=*()\d–-]*"
    return re.compile(rf"{around}(?:(?P<alone>{words}){around}|(?P<first>{words})\b.+|.*\W(?P<last>{words}){around})")


@cache
def _words(language: str) -> dict[str, str]:
    """The words of a language and of English, longest first, each with what it is a word for."""
    tables = [own_table(code, "tables") for code in {ENGLISH, language} if code in LANGUAGES]
    words = {word: kind for table in tables for kind in SUMS for word in table.get(kind, ())}
    return dict(sorted(words.items(), key=lambda item: -len(item[0])))
