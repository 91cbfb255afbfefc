"""In which language a question of a conversation is. Pure."""

from collections.abc import Sequence
from functools import reduce

from index.language.identify import ENGLISH
from index.language.vocabulary import own_table
from index.language.words import FUNCTION_WORDS, distinct_words, likely_language


def spoken(question: str, before: str = ENGLISH) -> str:
    """The language of a question; `before`, that of the question before it, where it is too short to tell.

    >>> spoken("2023?", "de"), spoken("and the roof?", "de")
    ('de', 'en')
    """
    own = likely_language(question)
    if own != ENGLISH or before == ENGLISH:
        return own
    english = FUNCTION_WORDS.difference(own_table(before, "words").get("function", ()))
    return before if english.isdisjoint(distinct_words([question])) else own


def spoken_last(questions: Sequence[str]) -> str:
    """The language of the last of the questions of a conversation; English of none."""
    return reduce(lambda before, question: spoken(question, before), questions, ENGLISH)
