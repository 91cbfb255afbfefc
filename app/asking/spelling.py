"""Mends misspelt words of a question that are near a word of the documents. The only owner of rapidfuzz."""

import re
from collections.abc import Callable, Collection

from rapidfuzz import process
from rapidfuzz.distance import OSA, Prefix

from index.language.words import FUNCTION_WORDS, fold

_WORD = re.compile(r"[^\W\d_]{4,}")
_TIED = 20  # nearest words, among which the longest common beginning decides
_LONG = 8  # letters: from here on two slips are taken for one word, below it one


class Speller:
    """`speller(question)` is the question with its slips mended.

    A word is left alone if a document holds it or if `is_word` says that it is one: "price" is no slip of "prince".
    Swapped letters count as one slip (optimal string alignment distance), and the first letter has to be right.
    """

    def __init__(self, words: Collection[str], is_word: Callable[[str], bool]) -> None:
        self._words = {word for word in {*words, *FUNCTION_WORDS} if len(word) > 3}
        self._is_word = is_word
        self._by_letter: dict[str, list[str]] = {}
        for word in sorted(self._words):
            self._by_letter.setdefault(word[0], []).append(word)

    def __call__(self, question: str) -> str:
        return _WORD.sub(lambda match: self._mend(match.group()), question)

    def _mend(self, word: str) -> str:
        folded = fold(word)
        if folded in self._words or self._is_word(folded):
            return word
        slips = 2 if len(folded) >= _LONG else 1
        words = self._by_letter.get(folded[:1], [])
        near = process.extract(folded, words, scorer=OSA.distance, score_cutoff=slips, limit=_TIED)
        return min(near, key=lambda match: (match[1], -Prefix.similarity(folded, match[0])))[0] if near else word
