"""Yes or no to a question that asks for it, where the sentence found says so in so many words; else nothing. Pure.

The reader's own judgement of statements does not tell a yes from a no; a denial of the question's own words does.
"""

import re
from functools import cache
from typing import Literal

from app.asking.asked import Question
from index.language.vocabulary import any_of, any_word, vocabulary
from index.language.words import fold, function_words, terms

Verdict = Literal["yes", "no"]

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)?|[;:.,()–—]")
_MARK = re.compile(r"[;:.,()–—]")
_REPLY = r"^\W*(%s)\b(?:[,.;:!–—]| -)(?! ?\d)"  # "No. 5" and "no-smoking" are none
_REACH = 1  # content words behind a negator that it surely denies
_HELD = 0.5  # of the question's terms that the sentence must hold
_LEAST = 2  # terms of a question
_LONG = 30  # words: a longer sentence says too much else


def verdict(question: Question, sentence: str) -> Verdict | None:
    """What the sentence answers to a question for yes or no; None where it is not certain.

    A question that denies, compares or gives a choice gets none, nor does a sentence with a condition or an
    exception, unless it begins with the word.

    >>> verdict(Question.of("are neighbours covered"), "Neighbours and friends are not covered.")
    'no'
    >>> verdict(Question.of("are neighbours covered"), "Neighbours are covered from May.")
    """
    language = question.language
    asked, said = fold(question.core), fold(" ".join(sentence.split()))
    words = vocabulary(language, "verdicts")
    if not re.search(vocabulary(language, "keys")["asks"]["verdict"], asked) or len(said.split()) > _LONG:
        return None
    turns = any_word(language, "verdicts", "turns")
    if _denies(language).search(asked) or turns.search(asked):
        return None
    if reply := any_word(language, "verdicts", "replies", around=_REPLY).match(said):
        return "yes" if reply[1] in words["yes"] else "no"
    if turns.search(said):
        return None
    wanted = set(terms(asked, language))
    if any_word(language, "verdicts", "limits").search(said) or len(wanted) < _LEAST:
        return None
    denied, stated = _denied(said, language), set(terms(said, language))
    allows = {stem for word in words["allows"] for stem in terms(word, language)}
    held = (wanted & stated) - allows
    if len(held) < _HELD * len(wanted - allows) or not held:
        return None
    return "no" if denied & (wanted | allows) else None


def _denied(said: str, language: str) -> set[str]:
    """The terms that the one denial of a sentence is about; none if it denies nothing, or more than once."""
    denials = list(_denies(language).finditer(said))
    if vocabulary(language, "verdicts")["concord"] and denials:
        denials = [denials[0], *_denies(language).finditer(said, _clause_end(said, denials[0].end()))]
    if len(denials) != 1:
        return set()
    small, terms_ = function_words(language), list[str]()
    for token in _TOKEN.finditer(said, denials[0].end()):
        if not token[0][0].isalnum() or len(terms_) == _REACH:
            break
        terms_ += terms(token[0], language) if token[0] not in small else []
    return set(terms_[:_REACH])


def _clause_end(said: str, start: int) -> int:
    """Where the clause ends that goes on at `start`."""
    return next((mark.start() for mark in _MARK.finditer(said, start)), len(said))


@cache
def _denies(language: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{any_of(vocabulary(language, 'check')['negators'])})\b|n['’]t\b")
