"""Mends misspelt words of a question that are near a word of the documents. The only owner of rapidfuzz."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence, Set
from functools import cache, cached_property
from itertools import chain

from rapidfuzz import process
from rapidfuzz.distance import OSA, Prefix

from index.language import lemmas
from index.language.identify import ENGLISH
from index.language.vocabulary import LANGUAGES, own_table, vocabulary
from index.language.words import FUNCTION_WORDS, fold, function_words, likely_language, told_language

# A word on its own: part of "part-timers", of "mustn't", of an address or of "v2beta" is none.
_WORD = re.compile(r"(?<![\w.@/-])[^\W\d_]{4,}+(?![\w@/-]|\.\w|['’]t\b)")
_MOST = 3  # languages that a question may be in: the dictionary of each takes some 60 MB
_TIED = 20  # nearest words, among which sound and the longest common beginning decide
_LONG = 8  # letters: from here on two slips are taken for one word, below it one
_TAIL = 2  # letters that may have been written together with the word before them: "riscv"


class Speller:
    """`speller(question)` is the question with its slips mended.

    A word is left alone if a document holds it, if `is_word` says that it is one ("price" is no slip of "prince"), or
    if a dictionary has it: of the question's language, or, where that can't be told, of each of the documents'
    `languages`. A question in another language than these is left alone, and so is one in a language without a
    dictionary. Swapped letters count as one slip (optimal string alignment distance), the first letter has to be
    right, and of two words as near the one that sounds alike is meant. The words are not asked for before there is
    one to mend.
    """

    def __init__(
        self,
        words: Callable[[], Collection[str]],
        is_word: Callable[[str], bool],
        languages: Collection[str] = (ENGLISH,),
    ) -> None:
        self._told = words
        self._is_word = is_word
        self._languages = frozenset(languages)
        self._by_letter: dict[str, list[str]] = {}

    @cached_property
    def _held(self) -> Set[str]:
        return {*self._told()}

    def __call__(self, question: str) -> str:
        return self.ways(question)[0]

    def ways(self, question: str) -> list[str]:
        """The question mended, and other ways in which it may be meant: as typed, and with a word in two: "risc v"."""
        told = told_language(question)
        known = self._languages if not told else self._languages & {told}
        if not known or len(known) > _MOST or not all(code == ENGLISH or lemmas.has_dictionary(code) for code in known):
            return [question]
        mended = _WORD.sub(lambda match: self._mend(match, known), question)
        apart = _WORD.sub(lambda match: self._apart(match[0], known), mended)
        return list(dict.fromkeys([mended, question, apart]))

    def _mend(self, match: re.Match[str], languages: Set[str]) -> str:
        word, folded = match[0], fold(match[0])
        if self._is_known(word, languages) or self._apart(word, languages) != word:
            return word
        is_name = bool(match.start()) and word[:1].isupper() and not match.string.isupper()
        slips = 2 if len(folded) >= _LONG and not is_name else 1
        near = process.extract(
            folded, self._beginning(folded[:1]), scorer=OSA.distance, score_cutoff=slips, limit=_TIED
        )
        if not near:
            return word

        def unlikeness(found: tuple[str, float, int]) -> tuple[float, bool, int]:
            return found[1], _sound(found[0]) != _sound(folded), -Prefix.similarity(folded, found[0])

        best = min(near, key=unlikeness)[0]
        return best.capitalize() if is_name else best

    def _is_known(self, word: str, languages: Set[str]) -> bool:
        folded = fold(word)
        if folded in _small_words() or self._is_word(folded) or folded in self._held or folded in FUNCTION_WORDS:
            return True
        alone = self._languages == {ENGLISH}  # then the model's words tell, and suffice
        return not alone and any(lemmas.is_word(word, code) for code in languages)  # slow to load: asked last

    def _beginning(self, letter: str) -> Sequence[str]:
        """The words that begin with it."""
        words = self._by_letter.get(letter)
        if words is None:
            words = self._by_letter[letter] = sorted(
                {word for word in chain(self._held, FUNCTION_WORDS) if len(word) > 3 and word.startswith(letter)}
            )
        return words

    def _apart(self, word: str, languages: Set[str]) -> str:
        """The word in two, where its end may be a word by itself that the documents hold."""
        folded = fold(word)
        if not self._is_known(word, languages):
            for size in range(1, _TAIL + 1):
                if len(folded) - size > _TAIL + 1 and {folded[:-size], folded[-size:]} <= self._held:
                    return f"{word[:-size]} {word[-size:]}"
        return word


def with_apostrophes(question: str) -> str:
    """The question with the apostrophes that were left out of its small words, if it may be in English.

    >>> with_apostrophes("Whats new? I dont know its price."), with_apostrophes("Was war im Mai?")
    ("What's new? I don't know its price.", 'Was war im Mai?')
    """
    if likely_language(question) != ENGLISH:
        return question
    words = _contractions()
    return re.sub(
        rf"\b(?:{'|'.join(words)})\b(?!['’])",
        lambda match: (
            words[match[0].lower()].upper() if match[0].isupper() else match[0][0] + words[match[0].lower()][1:]
        ),
        question,
        flags=re.IGNORECASE,
    )


@cache
def _contractions() -> Mapping[str, str]:
    contracted: Sequence[str] = vocabulary(ENGLISH, "questions")["contractions"]
    return {word.replace("'", ""): word for word in contracted}


@cache
def _small_words() -> frozenset[str]:
    """The words of all languages that say nothing by themselves."""
    return frozenset().union(*(function_words(code) for code in LANGUAGES if own_table(code, "words")))


def _sound(word: str) -> str:
    """A spelling that is the same for words that sound alike: "prise" and "prize", but not "price"."""
    for spelt, sound in vocabulary(ENGLISH, "questions")["sounds"]:
        word = re.sub(spelt, sound, word)
    return word
