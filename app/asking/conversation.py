"""What a question means: on its own, in its conversation, part by part, without its setting. Pure; no LLM."""

import re
from collections.abc import Callable, Sequence
from functools import cache

from app.asking.intake import Turn
from app.asking.leaning import leans
from app.asking.replacing import Asking, is_time, named, replaced
from index.language.cldr import months
from index.language.identify import ENGLISH
from index.language.vocabulary import any_of, pattern, vocabulary
from index.language.words import CAPITAL, terms

_FEW_TERMS = 2
_MAX_PARTS = 3
_CHAIN = 3  # earlier questions on which one may lean
_BRIEF = 3  # words that take the place of others though nothing says so: "Porto Brina?"
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
    """The question as it would be asked without the conversation. One that leans on the question before it takes what
    it names into that one, where its place is clear, and else comes behind it.

    >>> history = [("user", "Who visited in May?"), ("assistant", "A secretary.")]
    >>> standalone("And in June?", history), standalone("When did he leave?", history)
    ('Who visited in June?', 'Who visited in May? When did he leave?')
    """
    asking: Asking | None = None
    for asked in [*_topics(history)[-_CHAIN:], question]:
        asking = _after(asking, asked)
    return asking.text if asking else question


def _after(before: Asking | None, question: str) -> Asking:
    """The question after the one before."""
    if not before:
        return Asking(question)
    name = named(question)
    if name and before.base and not is_time(name.what):
        before = Asking(before.base)  # what was named before is now named anew
    joined = replaced(before, name) if name and (leans(question) or len(name.text.split()) <= _BRIEF) else None
    if joined or not leans(question):
        return joined or Asking(question)
    return Asking(f"{before.text.rstrip('?!. ')}? {question}", base=before.text if name else "")


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
    full, before = standalone(question, history), _topics(history)[-1:]
    weight = 0.5 if full == question else 1.0
    return {f"{said} {question}": weight for said in before + answers[-1:]} | {full: 1.0, question: 1.0}


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
