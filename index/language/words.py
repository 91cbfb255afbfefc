"""The words of a text: folded, their stems, and those too common to be searched for. The only owner of PyStemmer."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.metadata import version

import Stemmer

from index.language.identify import ENGLISH
from index.language.vocabulary import LANGUAGES, own_table, vocabulary

_ACRONYM = re.compile(r"\b(?:[A-Za-z]\.){2,}")
_THOUSANDS = re.compile(r"(?<![\d,])[1-9]\d{0,2}(?:,\d{3})+(?![\d,]*\d)")
_ORDINAL = re.compile(r"\b(\d+)(?:st|nd|rd|th)\b")
_WORD = re.compile(r"[\w\u0300-\u036f\u0900-\u0dff\u0e00-\u0e7f]+")  # \w lacks the vowel signs of Hindi and Thai
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")  # Thai, Japanese, Chinese
_STEMMERS = dict(
    pair.split("/")
    for pair in """ar/arabic ca/catalan cs/czech da/danish de/german el/greek en/english es/spanish et/estonian
    eu/basque fa/persian fi/finnish fr/french ga/irish hi/hindi hu/hungarian hy/armenian id/indonesian it/italian
    lt/lithuanian ne/nepali nl/dutch no/norwegian pl/polish pt/portuguese ro/romanian ru/russian sr/serbian sv/swedish
    ta/tamil tr/turkish""".split()
)
_SURE = 2  # function words that tell a language
CAPITAL = f"[{''.join(char for char in map(chr, range(0x590)) if char.isupper())}]"
"""A pattern for a capital of the Latin, Greek, Cyrillic or Armenian script."""
FUNCTION_WORDS = frozenset(vocabulary(ENGLISH, "words")["function"])
_IRREGULAR = {form: stem for stem, forms in vocabulary(ENGLISH, "words")["irregular"].items() for form in forms}


def terms(text: str, language: str = ENGLISH) -> list[str]:
    """Stems of the content words of `text`, in order: lower case, accents folded, English function words left out.

    Words are stemmed by Snowball's algorithm for the language, if there is one. A script that puts no spaces between
    words is cut into overlapping pairs of characters.

    >>> terms("Who met the U.S. Ambassadors in México?")
    ['meet', 'us', 'ambassador', 'mexico']
    """
    text = _ORDINAL.sub(r"\1", fold(text))
    words = _WORD.findall(_ACRONYM.sub(lambda match: f" _{match.group().replace('.', '')} ", text))
    if _UNSPACED.search(text):
        words = [part for word in words for part in _pairs(word)]
    stems = (
        _stem(word.strip("_"), language)
        for word in words
        if word not in FUNCTION_WORDS and (len(word) > 1 or word.isdigit() or word > "\u0e00")
    )
    return [stem for stem in stems if stem]


def stemmed_by() -> str:
    """What stems words, with its version."""
    return f"PyStemmer {version('PyStemmer')}"


def joined(text: str) -> str:
    """The text with acronyms and large numbers as one word each.

    >>> joined("In the U.S. 1,000 of 3,5")
    'In the  US  1000 of 3,5'
    """
    text = _THOUSANDS.sub(lambda match: match.group().replace(",", ""), text)
    return _ACRONYM.sub(lambda match: f" {match.group().replace('.', '')} ", text)


def fold(text: str) -> str:
    """Lower case, without accents, and ı as i: alike is what a pattern without case takes for alike."""
    if not text.isascii():
        text = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
        text = text.replace("ı", "i")
    return text.lower()


@cache
def function_words(language: str) -> frozenset[str]:
    """The words too common to say anything, folded: English's, and those of the language."""
    return FUNCTION_WORDS | frozenset(vocabulary(language, "words")["function"])


def likely_language(question: str) -> str:
    """The language whose marks a question has, or of which it has most function words, at least two; English in doubt.

    For what is too short for `identify`.

    >>> [likely_language(text) for text in ("¿Quién vino?", "Wie hoch ist die Miete?", "Who hosted her?", "La Paz")]
    ['es', 'de', 'en', 'en']
    """
    words, counts = _WORD.findall(fold(question)), {}
    for code in (ENGLISH, *LANGUAGES):
        table = own_table(code, "words")
        if any(mark in question for mark in table.get("marks", ())):
            return code
        counts[code] = sum(word in table.get("function", ()) for word in words)
    best = max(counts, key=lambda code: counts[code])
    sure = counts[best] >= _SURE and list(counts.values()).count(counts[best]) == 1
    return best if sure else ENGLISH


def distinct_words(texts: Iterable[str]) -> set[str]:
    """The words of some texts as they stand there, folded."""
    return {word for text in texts for word in _WORD.findall(fold(text))}


def _pairs(word: str) -> list[str]:
    """A word of spaced script as it is, a run of unspaced script as overlapping pairs of characters."""
    parts = []
    for run in re.split(rf"({_UNSPACED.pattern})", word):
        unspaced = len(run) > 1 and _UNSPACED.match(run)
        parts += [run[i : i + 2] for i in range(len(run) - 1)] if unspaced else [run] * bool(run)
    return parts


@lru_cache(maxsize=200_000)
def _stem(word: str, language: str) -> str:
    if language == ENGLISH:
        word = _IRREGULAR.get(word, word)
    stemmer = _stemmer(language)
    return str(stemmer.stemWord(word)) if stemmer else word


@cache
def _stemmer(language: str) -> Stemmer.Stemmer | None:
    return Stemmer.Stemmer(_STEMMERS[language]) if language in _STEMMERS else None
