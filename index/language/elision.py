"""Small words that have lost their last letter before a vowel: "l'accord", "dell'anno". Pure."""

import re
from functools import cache

from index.language.vocabulary import any_of, own_table


def apart(text: str, language: str) -> str:
    """The text with a blank for the apostrophe of such words, where the language has them; as long as it was.

    >>> apart("L’accord d'Oslo d'aujourd'hui", "fr")
    "L accord d Oslo d aujourd'hui"
    """
    elided = _elided(language)
    return elided.sub(r"\1 ", text) if elided else text


@cache
def _elided(language: str) -> re.Pattern[str] | None:
    words = own_table(language, "words").get("elided")
    return re.compile(rf"(?<![\w'’])({any_of(words)})['’](?=\w)", re.IGNORECASE) if words else None
