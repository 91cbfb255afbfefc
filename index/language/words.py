"""The words of a text: folded, their stems, and those too common to be searched for. The only owner of PyStemmer."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from importlib.metadata import version

import Stemmer

from index.language.alphabets import letters_of, script_language
from index.language.identify import ENGLISH
from index.language.lemmas import head, is_lemmatised, lemma, looked_up_in, nouns_have_capitals
from index.language.vocabulary import LANGUAGES, own_table, vocabulary

_ACRONYM = re.compile(r"\b(?:[A-Za-z]\.){2,}")
_THOUSANDS = re.compile(r"(?<![\d,])[1-9]\d{0,2}(?:,\d{3})+(?![\d,]*\d)")
_ORDINAL = re.compile(r"\b(\d+)(?:st|nd|rd|th)\b", re.IGNORECASE)
_WORD = re.compile(r"[\w\u0300-\u036f\u0900-\u0dff\u0e00-\u0e7f]+")  # \w lacks the vowel signs of Hindi and Thai
_EDGES = re.compile(r"^\W+|\W+$")
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")  # Thai, Japanese, Chinese
_STEMMERS = dict(
    pair.split("/")
    for pair in """ar/arabic ca/catalan cs/czech da/danish de/german el/greek en/english es/spanish et/estonian
    eu/basque fa/persian fi/finnish fr/french ga/irish hi/hindi hu/hungarian hy/armenian id/indonesian it/italian
    lt/lithuanian ne/nepali nl/dutch no/norwegian pl/polish pt/portuguese ro/romanian ru/russian sr/serbian sv/swedish
    ta/tamil tr/turkish""".split()
)
_COMPOUND = range(7, 50)  # letters of one
_LEAST = 2  # words, or letters that no other language has: one alone is in names and loan words
_SURE = 0.8  # of such a word or letter that no other language has
_APART = 1.1  # times as many as any other has
CAPITAL = f"[{''.join(char for char in map(chr, range(0x590)) if char.isupper())}]"
"""A pattern for a capital of the Latin, Greek, Cyrillic or Armenian script."""
FUNCTION_WORDS = frozenset(vocabulary(ENGLISH, "words")["function"])


def terms(text: str, language: str = ENGLISH) -> list[str]:
    """Stems of the content words of `text`, in order: lower case, accents folded, `function_words` left out.

    Words are stemmed by Snowball's algorithm for the language, if there is one; German and Dutch ones after a
    dictionary has told what they are forms of. A script that puts no spaces between words is cut into overlapping
    pairs of characters.

    >>> terms("Who met the U.S. Ambassadors in México?")
    ['meet', 'us', 'ambassador', 'mexico']
    """
    words, _ = _words(text, language)
    return [stem for word in words if (stem := _term(word, language, not word.islower()))]


def held_terms(text: str, language: str) -> list[str]:
    """`terms`, and of each compound what it is a kind of, behind a hyphen. To be searched with `asked_terms`.

    >>> held_terms("Die Kündigungsfrist endet.", "de")
    ['kundigungsfrist', '-frist', 'end']
    """
    if not is_lemmatised(language):
        return terms(text, language)
    words, cased = _words(text, language)
    found = ((_term(word, language, not word.islower()), _head(word, language, cased)) for word in words)
    return [term for stem, head in found if stem for term in (stem, *([f"-{head}"] if head else []))]


def asked_terms(text: str, language: str) -> tuple[list[str], list[str]]:
    """The `terms` of a question, and those of what else may fit: words as they are with a capital, if without, and the
    other way round; compounds that end in its words, and what its own compounds are a kind of.

    >>> asked_terms("Welche Frist gilt?", "de"), asked_terms("Kündigungsfrist", "de")
    ((['frist', 'gelt'], ['-frist', '-gelt']), (['kundigungsfrist'], ['-kundigungsfrist', 'frist', '-frist']))
    """
    stems = terms(text, language)
    if not is_lemmatised(language):
        return stems, []
    words, cased = _words(text, language)
    heads = [head for word in words if (head := _head(word, language, cased))]
    turned = [_term(word, language, word.islower()) for word in words] if nouns_have_capitals(language) else []
    turned = [stem for stem in turned if stem and stem not in stems]
    ends = [f"-{stem}" for stem in dict.fromkeys([*stems, *turned])]
    return stems, [*turned, *ends, *(term for head in heads for term in (head, f"-{head}"))]


def _words(text: str, language: str) -> tuple[list[str], bool]:
    """The words of a text, folded, and False; where they are looked up, with capitals and the letters of the language,
    and whether capitals tell nouns: whether there are any but at the beginning."""
    looked_up = is_lemmatised(language)
    text = _ORDINAL.sub(r"\1", _spelt(text, language) if looked_up else fold(text))
    words = _WORD.findall(_ACRONYM.sub(lambda match: f" _{match.group().replace('.', '')} ", text))
    if _UNSPACED.search(text):
        words = [part for word in words for part in _pairs(word)]
    return words, looked_up and any(map(str.isupper, text[1:]))


def content(text: str, language: str) -> str:
    """The text without the function words of a language: of a question in another one than a document's.

    >>> content("Wie lange war der U.S. Botschafter da?", "de")
    'war U.S. Botschafter'
    """
    small = function_words(language)
    return " ".join(word for word in text.split() if _EDGES.sub("", fold(word)) not in small)


def stemmed_by() -> str:
    """What stems words, with its version, and that of what is left out."""
    return f"PyStemmer {version('PyStemmer')} and {looked_up_in()}, without the function words of each language"


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


def _spelt(text: str, language: str) -> str:
    """The text folded, but for capitals and the letters that the language has beside a to z."""
    return _others(language).sub(lambda match: fold(match[0]), unicodedata.normalize("NFC", text))


@cache
def _others(language: str) -> re.Pattern[str]:
    """Runs of what a language isn't written with."""
    own = letters_of(language)
    return re.compile(rf"[^\x00-\x7f{own}{own.upper()}]+")


@cache
def function_words(language: str) -> frozenset[str]:
    """The words too common to say anything, folded: English's, and those of the language."""
    return FUNCTION_WORDS | frozenset(vocabulary(language, "words")["function"])


def likely_language(question: str) -> str:
    """`told_language`, English in doubt.

    >>> [likely_language(text) for text in ("¿Quién vino?", "Wie hoch ist die Miete?", "Who hosted her?", "La Paz")]
    ['es', 'de', 'en', 'en']
    """
    return told_language(question) or ENGLISH


@lru_cache(maxsize=4096)
def told_language(question: str) -> str:
    """The language that a question is in, for what is too short for `identify`: whose script it has, or most of whose
    common words, letters and marks. What others have too counts for less. "" where they tell none, or two alike: of a
    name, or a question half in each.

    >>> [told_language(text) for text in ("Was ist die Miete?", "Was ist the notice period?", "Miete?", "東京は?")]
    ['de', '', '', 'ja']
    """
    if code := script_language(question):
        return code
    told = [_telling().get(word, ()) for word in distinct_words([question])]
    marks = {code: tuple(own_table(code, "words").get("marks", ())) for code in LANGUAGES}
    if opens := [code for code, own in marks.items() if question.lstrip().startswith(own)]:
        return opens[0]
    letters = [_lettered().get(letter, ()) for letter in {*question.lower()} if letter > "\x7f"]
    scores = {code: sum(1 / len(codes) for codes in (*told, *letters) if code in codes) for code in LANGUAGES}
    second, best = sorted(scores, key=lambda code: scores[code])[-2:]
    count = sum(best in codes for codes in told) + letters.count([best])
    enough = scores[best] >= _SURE and (best == ENGLISH or count >= _LEAST)
    return best if enough and scores[best] >= _APART * scores[second] else ""


@cache
def _telling() -> Mapping[str, Sequence[str]]:
    """The languages that a common word is of."""
    words: dict[str, list[str]] = {}
    for code in LANGUAGES:
        table = own_table(code, "words")
        for word in {*table.get("function", ()), *table.get("telling", ())}:
            words.setdefault(word, []).append(code)
    return words


@cache
def _lettered() -> Mapping[str, Sequence[str]]:
    """The languages that write a letter which English lacks."""
    written = {code: letters_of(code) for code in LANGUAGES if code != ENGLISH}
    return {letter: [code for code in written if letter in written[code]] for letter in {*"".join(written.values())}}


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
def _term(word: str, language: str, as_noun: bool) -> str:
    """The stem of a word, "" of one that says nothing. Of a form of two words the noun is meant if `as_noun`."""
    folded = fold(word)
    if folded in function_words(language) or not (len(folded) > 1 or folded.isdigit() or folded > "\u0e00"):
        return ""
    folded = folded.strip("_")
    if base := _irregular(language).get(folded):
        return _stem(base, language)
    if is_lemmatised(language) and folded.isalpha():
        folded = fold(lemma(word.strip("_").lower(), language, as_noun))
    return _stem(folded, language)


@lru_cache(maxsize=200_000)
def _head(word: str, language: str, cased: bool) -> str:
    """The stem of what a compound is a kind of, "" of another word."""
    if len(word) not in _COMPOUND or not word.isalpha() or (cased and nouns_have_capitals(language) and word.islower()):
        return ""
    return _term(head(word.lower(), language), language, True)


def _stem(word: str, language: str) -> str:
    stemmer = _stemmer(language)
    return str(stemmer.stemWord(word)) if stemmer else word


@cache
def _irregular(language: str) -> Mapping[str, str]:
    """What the forms are of that neither a stemmer nor a dictionary brings together."""
    table = own_table(language, "words").get("irregular", {})
    return {form: base for base, forms in table.items() for form in forms}


@cache
def _stemmer(language: str) -> Stemmer.Stemmer | None:
    return Stemmer.Stemmer(_STEMMERS[language]) if language in _STEMMERS else None
