"""Whether a question leans on the one before it. Pure."""

import re

from app.asking.replacing import named
from index.language.dates import undated
from index.language.vocabulary import any_word, pattern, vocabulary
from index.language.words import fold, function_words, likely_language, terms

_FEW_TERMS = 2
_SUBJECT = 3  # terms with which a question names its subject, whatever "they" or "it" in it means
_IS = re.compile(r"\W*[ÈÉèé]\b")  # in some languages "is", without its accent "and"
_CLAUSE = re.compile(r"[,;:.!?]\s|\s[-–—]\s")


def leans(question: str, language: str = "") -> bool:
    """Whether a question goes on with the one before or corrects it, has hardly a word of its own ("tell me about
    fentanyl" has), or points back. Its language is told by its words, unless it is given.

    What points must mean what was named before: a pronoun that always does; another, if the question names no subject
    itself, beside a date; but none for which an earlier clause of the same question names something.

    >>> leans("When did he visit?"), leans("What is the IT policy?"), leans("The lift is stuck, who repairs it?")
    (True, False, False)
    """
    language, folded = language or likely_language(question), fold(question).lstrip("¿¡ ")
    for key in ("goes_on", "adds"):
        word = any_word(language, "conversation", key, around=r"\W*(?:%s)\b").match(folded)
        if word and not _IS.match(question):
            return True
    if re.match(pattern(language, "conversation", "corrects"), folded):
        return True
    if (name := named(question, language)) and (name.preposition or name.wrong):
        return True
    if _count(question, language) < (1 if re.match(pattern(language, "conversation", "about"), folded) else _FEW_TERMS):
        return True
    *before, last = _clauses(question)
    if sum(_count(clause, language) for clause in before) >= _FEW_TERMS:
        return False
    return _points(" ".join([*before, last]), language)


def _points(question: str, language: str) -> bool:
    folded, table = fold(question).lstrip("¿¡ "), vocabulary(language, "conversation")
    if any(re.search(pattern(language, "conversation", key), folded) for key in ("points_back", "it")):
        return True
    named_itself = _count(question, language) >= _SUBJECT
    pronouns = [*table["named_before"], *(() if named_itself else table["perhaps_itself"])]
    for word in re.finditer(r"\w+", question):
        if len(word[0]) > 1 and word[0].isupper() and not question.isupper():
            continue  # "IT" is no pronoun, unless all is shouted
        if word.start() and word[0].istitle() and fold(word[0]) in table["polite"]:
            continue
        if fold(word[0]) in pronouns and not _belongs(question, word, language):
            return True
    return False


def _belongs(question: str, pronoun: re.Match[str], language: str) -> bool:
    """Whether it belongs to what the question named before it, "Why did Peru move its border?", or to anybody."""
    if re.search(rf"(?:{pattern(language, 'conversation', 'anyone')})$", fold(question[: pronoun.start()])):
        return True
    owned = re.match(r" \w+", question[pronoun.end() :])
    said = _count(question[: pronoun.start()], language) >= _FEW_TERMS
    return bool(
        said
        and owned
        and terms(owned[0], language)
        and fold(pronoun[0]) in vocabulary(language, "conversation")["possessives"]
    )


def _clauses(question: str) -> list[str]:
    return [clause for clause in _CLAUSE.split(question) if clause.strip()] or [question]


def _count(text: str, language: str) -> int:
    """Terms, those of dates left out."""
    small = function_words(language)
    said = (word for word in re.findall(r"\w+(?:\.\w+)*", undated(text, language)) if fold(word) not in small)
    return len(terms(" ".join(said)))
