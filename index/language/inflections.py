"""The forms in which a word stands in texts: its inflections, the other ways to spell it, and words of the same stem.
Pure."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from index.language.identify import ENGLISH
from index.language.vocabulary import vocabulary
from index.language.words import fold, terms

_ALIKE = 2  # letters that all forms of a word begin with, but for those that a table lists
_LONGER = 6  # letters by which forms of a word may differ
_LEAST = 3  # letters of what is left without an ending


@dataclass(frozen=True, slots=True)
class Forms:
    """Folded words: `same` are the word itself, inflected or spelt in another way; `related` share its stem."""

    same: frozenset[str]
    related: frozenset[str]


def forms(word: str, words: Sequence[str], languages: Sequence[str]) -> Forms:
    """Which of `words`, folded and sorted, are forms of the word in any of the languages; itself always is.

    In English "arbitrator" is related to "arbitration", elsewhere what has the same stem is taken for the same word.

    >>> found = forms("colour", ["colony", "color", "colored", "colorist", "colours", "dollar"], ["en"])
    >>> sorted(found.same), sorted(found.related)
    (['color', 'colored', 'colour', 'colours'], ['colorist'])
    """
    folded = fold(word)
    same, related = {folded}, set[str]()
    for language in languages:
        if language == ENGLISH:
            base = _base(folded)
            same |= {form for form in _near(folded, words) if base & _of_plural(form) or _of_plural(folded) & {form}}
        near = {form for form in _near(folded, words) if _stem(form, language) == _stem(folded, language)}
        if language != ENGLISH:
            same |= near if _stem(folded, language) else set()
            continue
        irregular = _irregular(base)
        same |= irregular | {form for form in near if base & _bases(form)}
        related |= near
    return Forms(frozenset(same), frozenset(related - same))


def _near(word: str, words: Sequence[str]) -> Iterator[str]:
    """The words that begin alike and are about as long."""
    beginning = word[:_ALIKE]
    for place in range(bisect_left(words, beginning), len(words)):
        form = words[place]
        if not form.startswith(beginning):
            return
        if abs(len(form) - len(word)) <= _LONGER:
            yield form


def _stem(word: str, language: str) -> tuple[str, ...]:
    """Nothing for a word that says nothing."""
    return tuple(terms(_commonly(word) if language == ENGLISH else word, language))


def _base(word: str) -> set[str]:
    """What an English word that is asked for may be the plural of, and itself: "meeting" is no form of "meet"."""
    return {base for base in _bases(word) if base == _commonly(word) or word.endswith("s")}


@cache
def _bases(word: str) -> frozenset[str]:
    """What an English word, spelt as is commonest, may be an inflection of, and itself."""
    plural, word = _of_plural(word), _commonly(word)
    found = {word, *plural}
    for ending, instead in _endings("endings"):
        if word.endswith(ending) and not word.endswith(f"s{ending}" if ending == "s" else "\n"):
            stump = word.removesuffix(ending)
            found.add(stump + instead)
            if instead == "" and ending in ("ed", "ing") and stump[-1:] == stump[-2:-1]:
                found.add(stump[:-1])  # "stopped"
    return frozenset(base for base in found if len(base) >= _LEAST or base == word)


@cache
def _of_plural(word: str) -> frozenset[str]:
    """What an English word may be a plural of that has another stem."""
    return frozenset(
        base
        for spelt in {word, _commonly(word)}
        for ending, instead in _endings("plurals")
        if spelt.endswith(ending) and len(base := spelt.removesuffix(ending) + instead) >= _LEAST
    )


def _irregular(bases: set[str]) -> set[str]:
    """The other forms that the table lists of one of the words."""
    table = vocabulary(ENGLISH, "words")["irregular"]
    return {form for base, listed in table.items() if bases & {base, *listed} for form in (base, *listed)}


def _commonly(word: str) -> str:
    """An English word in its commonest spelling."""
    for spelt, common in _spellings():
        word = spelt.sub(common, word)
    return word


@cache
def _spellings() -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(spelt), common) for spelt, common in vocabulary(ENGLISH, "words")["spellings"]]


@cache
def _endings(key: str) -> list[tuple[str, str]]:
    return [(ending, instead) for ending, instead in vocabulary(ENGLISH, "words")[key]]
