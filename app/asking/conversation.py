"""What a question means: on its own, in its conversation, part by part, without its setting. Pure; no LLM."""

import re
from collections.abc import Callable, Sequence
from functools import cache

from app.asking.intake import Turn
from index.language.cldr import months
from index.language.dates import undated
from index.language.identify import ENGLISH
from index.language.vocabulary import any_of, any_word, pattern, vocabulary
from index.language.words import CAPITAL, fold, function_words, likely_language, terms

_FEW_TERMS = 2
_SUBJECT = 3  # terms with which a question names its subject, whatever "they" or "it" in it means
_MAX_PARTS = 3
_MORE, _NEXT_PART = (re.compile(pattern(ENGLISH, "conversation", key), re.IGNORECASE) for key in ("more", "next_part"))
_ADDRESS = re.compile(rf"\b(?:{pattern(ENGLISH, 'politeness', 'address')})\b", re.IGNORECASE)
_PREAMBLE = re.compile(
    rf"(?P<before>[^?]{{1,80}}?)[,;:.!]+\s+(?=(?:(?:and|but|so) )?(?:{pattern(ENGLISH, 'politeness', 'asks')})\b)",
    re.IGNORECASE,
)
_OATHS = re.compile(pattern(ENGLISH, "politeness", "oaths"))  # in small letters: "Bloody Sunday" is none
_WTF, _SAY, _POLITE = (
    re.compile(pattern(ENGLISH, "politeness", key), re.IGNORECASE) for key in ("what", "says", "before")
)
_TAIL = re.compile(rf"(?<![\s,])[\s,]+{pattern(ENGLISH, 'politeness', 'behind')}\W*$", re.IGNORECASE)
_PARTICULAR = re.compile(rf"(?<!^)(?:{CAPITAL}|\d)")  # a name or a figure
_QUOTED = 300  # characters of the last answer that are searched with a question that leans on it


def plain(question: str, known: Callable[[str], bool]) -> str:
    """The question without politeness, oaths and an opening that only addresses the one who is asked.

    `known` tells whether a document holds words of a text: an opening that it knows stays.

    >>> plain("Ok genius, who the hell is Katie Tobin?", lambda text: False)
    'who is Katie Tobin?'
    """
    opening = _PREAMBLE.match(question)
    if opening and _ADDRESS.search(opening["before"]) and not _PARTICULAR.search(opening["before"]):
        question = question if known(opening["before"]) else question[opening.end() :]
    question = _POLITE.sub("", question, count=1) if _POLITE.match(question) else question
    question = _TAIL.sub("?", _WTF.sub("what", question))
    question = _OATHS.sub(lambda match: match[1] or (match[0] if known(match[0].strip()) else ""), question)
    return " ".join(_SAY.sub("tell me about", question).split())


def standalone(question: str, history: Sequence[Turn]) -> str:
    """The question as it would be asked without the conversation: preceded by the one it leans on, if it leans.

    >>> standalone("When did he visit?", [("user", "Who is Mayorkas?"), ("assistant", "A secretary.")])
    'Who is Mayorkas? When did he visit?'
    """
    asked = _topics(history)
    if not asked or not leans(question):
        return question
    before = standalone(asked[-1], [("user", earlier) for earlier in asked[:-1][-2:]])
    return f"{before.rstrip('?!. ')}? {question}"


def parts(question: str) -> list[str]:
    """The questions within a question, at most three.

    >>> parts("Who hosted her, and when did they meet?")
    ['Who hosted her', 'when did they meet?']
    """
    pieces = _NEXT_PART.split(question, maxsplit=_MAX_PARTS - 1)
    return pieces if all(len(piece.split()) > 2 for piece in pieces) else [question]


def in_context(question: str, history: Sequence[Turn]) -> dict[str, float]:
    """The forms to search with, and their weights: alone, after the last question, after the last answer's beginning.

    Most questions of a conversation stay with its topic, even those that could stand alone. One that does not lean on
    the conversation counts for as much alone as both other forms together.
    """
    answers = [content[:_QUOTED] for role, content in history if role == "assistant" and content.strip()]
    weight = 1.0 if leans(question) else 0.5
    return {f"{before} {question}": weight for before in _topics(history)[-1:] + answers[-1:]} | {question: 1.0}


def _topics(history: Sequence[Turn]) -> list[str]:
    """The questions of the conversation that name something: "when was that?" and "summarise it" do not."""
    return [content for role, content in history if role == "user" and terms(content) and not _MORE.match(content)]


def core(question: str) -> str:
    """The question without the phrase that says at which meeting or in which year, if enough is left.

    >>> core("Who was attorney general when Mayorkas visited in June 2021?")
    'Who was attorney general?'
    """
    bare = _setting().sub("", question)
    return bare if len(terms(bare)) >= _FEW_TERMS else question


@cache
def _setting() -> re.Pattern[str]:
    """The phrase that says at which meeting or in which month or year, before or behind the question."""
    settings, more = (vocabulary(ENGLISH, "conversation")[key] for key in ("setting", "more_settings"))
    month = rf"(?:{any_of(months(ENGLISH, abbreviated=False))})"
    when = rf"(?:{month} \d{{1,2}}\w*(?:[-–]\d{{1,2}})?(?:, \d{{4}})?|{month}(?= \d)|(?:19|20)\d\d)"
    before = rf"^(?:{any_of(settings)})\b[^,?]*\b{when}[^,?]*,\s*"
    behind = rf",?\s(?:{any_of([*settings, *more])})\s[^,?]*\b{when}[^,?]*"
    return re.compile(rf"{before}|{behind}", re.IGNORECASE)


def leans(question: str) -> bool:
    """Whether a question has an ellipsis, hardly a word of its own ("tell me about fentanyl" has), or a pronoun.

    One that must mean what was named before; or any, if the question names no subject itself, beside a date.

    >>> leans("When did he visit?"), leans("What is the IT policy?"), leans("Did they agree to reopen the border?")
    (True, False, False)
    """
    language, folded = likely_language(question), fold(question).lstrip("¿¡ ")
    if any_word(language, "conversation", "goes_on", around=r"\W*(?:%s)\b").match(folded):
        return True
    table, small = vocabulary(language, "conversation"), function_words(language)
    said = (word for word in re.findall(r"\w+(?:\.\w+)*", undated(question, language)) if fold(word) not in small)
    count = len(terms(" ".join(said)))
    pronouns = [*table["named_before"], *(table["perhaps_itself"] if count < _SUBJECT else ())]
    words = re.findall(r"\w+", question)  # "IT" is no pronoun, unless all is shouted
    typed = words if question.isupper() else (word for word in words if len(word) == 1 or not word.isupper())
    enough = 1 if re.match(pattern(language, "conversation", "about"), folded) else _FEW_TERMS
    return count < enough or any(fold(word) in pronouns for word in typed)
