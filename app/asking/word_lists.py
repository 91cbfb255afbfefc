"""Which words there are in a language. The only owner of pyspellchecker."""

from collections.abc import Set
from functools import cache

from index.language.identify import ENGLISH
from index.language.words import fold


@cache
def words_of(language: str) -> Set[str]:
    """Words of a language, folded; none of English, where the models' own vocabulary tells them, and of a language
    without a list. One takes about a second and 30 MB, once."""
    from spellchecker import SpellChecker

    if language == ENGLISH or language not in SpellChecker.languages():
        return frozenset()
    return frozenset(map(fold, SpellChecker(language=language).word_frequency.words()))
