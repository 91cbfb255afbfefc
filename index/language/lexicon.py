"""The words by which sentences are compared: what denies, what supposes, opposites.

Documents in a language without such words are read with the English ones.
"""

from collections import defaultdict
from collections.abc import Mapping, Set
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
    opens: frozenset[str]
    others: frozenset[str]
    behind: frozenset[str]
    undo: frozenset[str]
    of: frozenset[str]
    refusals: frozenset[str]
    perhaps: frozenset[str]
    supposes: frozenset[str]
    replies: frozenset[str]
    passed: frozenset[str]
    only: frozenset[str]
    be: frozenset[str]
    of_agents: frozenset[str]
    prepositions: frozenset[str]
    joins: frozenset[str]
    opposites: Mapping[str, Set[str]]
    verb_second: bool


@cache
def lexicon(language: str) -> Lexicon:
    """That of a language, the English one if there is none."""
    if not own_table(language, "check"):
        return lexicon(ENGLISH)
    words = dict(vocabulary(language, "check"))
    small = frozenset(vocabulary(language, "words")["function"])

    def compared(word: str) -> str:
        return word if word in small or numbers(word, language) else " ".join(terms(word, language))

    verb_second: bool = words.pop("verb_second")
    opposites: defaultdict[str, set[str]] = defaultdict(set)
    for one, other in words.pop("opposites"):
        opposites[compared(one)].add(compared(other))
        opposites[compared(other)].add(compared(one))
    words["refusals"] = map(compared, words["refusals"])
    words["supposes"] = [*words["supposes"], *map(compared, words["supposes"])]
    return Lexicon(
        small,
        **{name: frozenset(forms) for name, forms in words.items()},
        opposites=dict(opposites),
        verb_second=verb_second,
    )


def opposed(stated: Set[str], held: Set[str], opposites: Mapping[str, Set[str]]) -> bool:
    """Whether one of `stated` is not among `held`, but its opposite is, which is not among `stated`."""
    return any(not opposites.get(word, set()).isdisjoint(held - stated) for word in stated - held)
