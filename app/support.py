"""Whether quoted words state what a statement says: its figures, names and negations agree, its words are there. Pure.

A plain check of words, made so that it is not fooled by a figure or name that was changed or swapped; it does not
follow a paraphrase.
"""

import re
from collections.abc import Sequence

from index.lexical import FUNCTION_WORDS, fold, joined, terms

_COVERED = 0.7  # share of the statement's terms that the quotes must hold
_TOKEN = re.compile(r"\d(?:[\d.,:]*\d)?|[^\W\d_]+")
_COUNTS = frozenset(
    """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands million
    millions billion billions trillion trillions dozen dozens half twice""".split()
)
_NEGATION = re.compile(r"\b(?:not|no|never|none|nobody|nothing|neither|nor|without|cannot|\w+n[’']t)\b")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def supports(statement: str, quotes: Sequence[str]) -> bool:
    """Whether the quotes together hold the figures and names of the statement in its order, negate as it does in the
    sentences that share a term with it, and hold at least seven tenths of its terms; or one says just what it says.

    >>> supports("Ann sold 3 boats.", ["In May, Ann sold 3 boats to Bo."])
    True
    >>> supports("Ann sold 4 boats.", ["In May, Ann sold 3 boats to Bo."])
    False
    """
    if " ".join(statement.split()) in (" ".join(quote.split()) for quote in quotes):
        return True  # word for word
    passage, wanted = " ".join(quotes), set(terms(statement))
    fixed = [fold(token) for token in _tokens(statement) if _is_fixed(token)]
    said = iter(fold(token) for token in _tokens(passage))
    related = [part for quote in quotes for part in _SENTENCE.split(quote) if wanted & set(terms(part))]
    return (
        bool(wanted)
        and all(token in said for token in fixed)  # in this order: `in` uses up what it has passed
        and _negations(statement) == _negations(" ".join(dict.fromkeys(related)))
        and len(wanted & set(terms(passage))) >= _COVERED * len(wanted)
    )


def _tokens(text: str) -> list[str]:
    """Figures without commas between thousands, and words; U.S. is one word."""
    return [str(token) for token in _TOKEN.findall(joined(text))]


def _is_fixed(token: str) -> bool:
    """Whether it is a figure, a count or a name, so that no other word may stand for it."""
    ordinary = fold(token) in FUNCTION_WORDS and (len(token) == 1 or not token.isupper())
    return token[0].isdigit() or fold(token) in _COUNTS or (token[0].isupper() and not ordinary)


def _negations(text: str) -> list[str]:
    return _NEGATION.findall(fold(text))
