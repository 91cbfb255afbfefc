"""The words by which sentences are compared: what denies, what supposes, opposites.

Documents in a language without such words are read with the English ones.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from index.language.identify import ENGLISH
from index.language.numbers import numbers
from index.language.vocabulary import own_table, vocabulary
from index.language.words import terms


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of one language, folded; what they mean is said in `data/en.toml`.

    `refusals` and `opposites` are stems, or the word itself if it is a function word or a number; `supposes` are
    both.
    """

    small: frozenset[str]
    negators: frozenset[str]
    refusals: frozenset[str]
    perhaps: frozenset[str]
    supposes: frozenset[str]
    passed: frozenset[str]
    only: frozenset[str]
    be: frozenset[str]
    of_agents: frozenset[str]
    prepositions: frozenset[str]
    joins: frozenset[str]
    opposites: Mapping[str, frozenset[str]]


@cache
def lexicon(language: str) -> Lexicon:
    """That of a language, the English one if there is none."""
    if not own_table(language, "check"):
        return lexicon(ENGLISH)
    words = {name: forms for name, forms in vocabulary(language, "check").items() if name != "opposites"}
    small = frozenset(vocabulary(language, "words")["function"])

    def compared(word: str) -> str:
        counts = word in small or bool(numbers(word, language))
        return word if counts else " ".join(terms(word, language))

    opposites: dict[str, set[str]] = {}
    for pair in vocabulary(language, "check")["opposites"]:
        one, other = map(compared, pair)
        opposites.setdefault(one, set()).add(other)
        opposites.setdefault(other, set()).add(one)
    sets = {name: frozenset(forms) for name, forms in words.items()}
    sets["refusals"] = frozenset(map(compared, words["refusals"]))
    sets["supposes"] |= frozenset(map(compared, words["supposes"]))
    return Lexicon(small=small, **sets, opposites={word: frozenset(others) for word, others in opposites.items()})


def opposed(said: Iterable[str], held: Iterable[str], opposites: Mapping[str, frozenset[str]]) -> bool:
    """Whether one of `said` is not among `held`, but its opposite is, which is not among `said`."""
    said, held = frozenset(said), frozenset(held)
    return any(opposites.get(word, frozenset()) & held - said for word in said - held)
