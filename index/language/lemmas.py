"""The words that forms and compounds are of: "ging" is one of "gehen", a "Mietvertrag" is a kind of "Vertrag". The only
owner of simplemma."""

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.metadata import version
from typing import Any

from index.language.vocabulary import own_table

_LEAST = 3  # letters of a part of a compound


def lemma(word: str, language: str, as_noun: bool) -> str:
    """The word that a form, in small letters, is of, in small letters too; itself if the dictionary lacks it. Of a form
    of two words, "Sprache" and "sprach", the one with a capital is meant if `as_noun`.

    >>> [lemma(*form) for form in (("verträge", "de", True), ("sprach", "de", False), ("sprach", "de", True))]
    ['vertrag', 'sprechen', 'sprache']
    """
    for spelt in dict.fromkeys((word, _accented(word, language))):
        for form in (spelt.capitalize(), spelt) if as_noun else (spelt, spelt.capitalize()):
            if found := _found(form, language):
                return (found if found[0].isupper() else _verb(spelt, found, language)).lower()
    return word


def head(word: str, language: str) -> str:
    """What a compound, a noun in small letters, is a kind of: the longest noun that it ends in behind another word. ""
    if it is none.

    >>> head("mietverträge", "de"), head("reisverzekering", "nl"), head("wohnung", "de")
    ('vertrag', 'verzekering', '')
    """
    whole = _noun(word, language) or _noun(_accented(word, language), language)
    if (not whole and _found(word, language)) or whole.endswith(tuple(_compounds(language)["simple"])):
        return ""
    whole = whole or _accented(word, language)
    cuts = range(_LEAST, len(whole) - _LEAST + 1)
    found = (noun for cut in cuts if (noun := _behind(whole[cut:], language)) and _before(whole[:cut], language))
    return next(found, "")


@cache
def is_lemmatised(language: str) -> bool:
    """Whether a dictionary is asked for the words of a language: where their stems keep many of their forms apart."""
    return bool(_compounds(language))


@cache
def has_dictionary(language: str) -> bool:
    """Whether it can be told which words there are in a language."""
    from simplemma.strategies.dictionaries.dictionary_factory import SUPPORTED_LANGUAGES

    return language in SUPPORTED_LANGUAGES


def is_word(word: str, language: str) -> bool:
    """Whether the dictionary of a language, which must have one, has a word, with or without a capital.

    >>> is_word("erde", "de"), is_word("Ouvrages", "fr"), is_word("broyuer", "fr")
    (True, True, False)
    """
    held = _dictionary(language)
    return any(form in held for form in (word, word.lower(), word.capitalize()))


def nouns_have_capitals(language: str) -> bool:
    """Whether all nouns of a language that is looked up begin with one."""
    return bool(_compounds(language)["capitals"])


def looked_up_in() -> str:
    """The dictionaries, with their version."""
    return f"simplemma {version('simplemma')}"


def _verb(form: str, found: str, language: str) -> str:
    """What the dictionary found, but for its slips: "waschen" is no form of "wegwaschen", and "gereinigt" one of
    "reinigen", not only a word by itself."""
    if len(found) > len(form) and found.endswith(form):
        return form
    if found[:2] != form[:2]:
        for beginning in _beginnings(language):
            if found.startswith(beginning) and not form.startswith(beginning):
                verb = found.removeprefix(beginning)
                return verb if len(verb) > _LEAST and _found(verb, language) == verb else found
    for participle, base in _participles(language):
        verb = participle.sub(base, found)
        if verb != found and _found(verb, language) == verb:
            return verb
    return found


def _behind(part: str, language: str) -> str:
    """The noun of which the end of a compound is a form, "" if it can be none."""
    table, noun = _compounds(language), _noun(part, language)
    if not noun or _noun(noun, language) != noun or noun.endswith(tuple(table["simple"])):
        return ""
    is_word = len(noun) > _LEAST or noun in table["short"]
    return noun if is_word and part not in table["no_ends"] and noun not in table["no_ends"] else ""


@lru_cache(maxsize=1 << 16)
def _before(part: str, language: str) -> bool:
    """Whether a compound may begin so: with a noun, and what joins it to the next, with a verb, or with a compound."""
    if len(part) > _LEAST and part not in _no_words(language) and _noun(part, language):
        return True
    joins = [join for join in _compounds(language)["joins"] if part.endswith(join)]
    for noun in (part.removesuffix(join) for join in joins):
        if len(noun) >= _LEAST and noun not in _no_words(language) and _noun(noun, language) == noun:
            return True
    if len(part) == _LEAST or part in _no_words(language):
        return False
    verbs = (f"{part}en", f"{part}{part[-1]}en", f"{part}n")
    if _noun(f"{part}e", language) == f"{part}e" or any(_found(verb, language) == verb for verb in verbs):
        return True
    within = range(_LEAST + 1, len(part) - _LEAST)
    return any(_behind(part[cut:].removesuffix("s"), language) and _before(part[:cut], language) for cut in within)


def _noun(form: str, language: str) -> str:
    """The noun that a form is of, told by its capital; where nouns have none, the word."""
    if not nouns_have_capitals(language):
        return _found(form, language)
    noun = _found(form.capitalize(), language)
    return noun.lower() if noun[:1].isupper() else ""


def _found(form: str, language: str) -> str:
    """What the dictionary says that a form is of, "" if it doesn't have it."""
    return (_dictionary(language).get(form) or "").replace("_", "")  # "aan_bieden"


def _accented(word: str, language: str) -> str:
    """A word as it is spelt with all letters of the language: "kuendigt" as "kündigt"."""
    accents, found = _accents(language)
    return found.sub(lambda match: accents[match[0]], word) if accents else word


@cache
def _accents(language: str) -> tuple[Mapping[str, str], re.Pattern[str]]:
    accents: Mapping[str, str] = own_table(language, "words").get("accents", {})
    return accents, re.compile("|".join(accents))


@cache
def _beginnings(language: str) -> Sequence[str]:
    """What words begin with that is none by itself: "ver"."""
    return tuple(own_table(language, "words")["beginnings"])


@cache
def _no_words(language: str) -> frozenset[str]:
    """What the dictionary takes for words that compounds begin with."""
    return frozenset([*_beginnings(language), *_compounds(language)["no_beginnings"]])


@cache
def _participles(language: str) -> Sequence[tuple[re.Pattern[str], str]]:
    """Patterns of participles, each with what makes a verb of one."""
    return [(re.compile(participle), base) for participle, base in own_table(language, "words")["participles"]]


@cache
def _compounds(language: str) -> Mapping[str, Any]:
    return own_table(language, "words.compounds")


@cache
def _dictionary(language: str) -> Mapping[str, str]:
    from simplemma.strategies.dictionaries import DEFAULT_DICTIONARY_FACTORY  # slow to load, and most folders need none

    return DEFAULT_DICTIONARY_FACTORY.get_dictionary(language)
