"""What a question means: on its own, in its conversation, part by part, without its setting. Pure; no LLM."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from app.asking.intake import Turn
from app.asking.leaning import leans
from app.asking.replacing import Asking, is_time, named, own_terms, replaced
from app.asking.spoken import spoken
from index.language.cldr import months
from index.language.identify import ENGLISH
from index.language.mentions import named_words, writes_nouns_large
from index.language.vocabulary import any_of, in_all, pattern, vocabulary
from index.language.words import CAPITAL, likely_language, terms

_FEW_TERMS = 2
_MAX_PARTS = 3
_CHAIN = 3  # earlier questions on which one may lean
_BRIEF = 3  # words that take the place of others though nothing says so: "Porto Brina?"
_MORE = re.compile(in_all("conversation", "more"), re.IGNORECASE)
_PHRASE = 120  # characters before the month or year of a phrase that says when
_QUOTED = 300  # characters of the last answer that are searched with a question that leans on it


def plain(question: str, known: Callable[[str], bool]) -> str:
    """The question without politeness, oaths and an opening that only addresses the one who is asked.

    `known` tells whether a document holds words of a text: an opening that it knows stays.

    >>> plain("Ok genius, who the hell is Katie Tobin?", lambda text: False)
    'who is Katie Tobin?'
    """
    language = likely_language(question)
    said = _politeness(language)
    opening = said.preamble.match(question)
    if opening and said.address.search(opening["before"]) and not _is_particular(opening["before"], language):
        question = question if known(opening["before"]) else question[opening.end() :]
    question = said.before.sub("", question, count=1) if said.before.match(question) else question
    question = said.tail.sub("?", said.what.sub("what", question))
    question = said.oaths.sub(lambda match: match[1] or (match[0] if known(match[0].strip()) else ""), question)
    return " ".join(said.says.sub(said.about, question).split())


def _is_particular(opening: str, language: str) -> bool:
    """Whether it holds a name or a figure."""
    if writes_nouns_large(language):
        return bool(named_words(opening, language)) or any(map(str.isdigit, opening))
    return re.search(rf"(?<!^)(?:{CAPITAL}|\d)", opening) is not None


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
    language = spoken(question, before.language if before else ENGLISH)
    alone = Asking(question, language=language)
    if not before:
        return alone
    name, does_lean = named(question, language), leans(question, language)
    if name and before.base and not is_time(name.what, language):
        before = before.changed(before.base)  # what was named before is now named anew
    joined = replaced(before, name) if name and (does_lean or len(name.text.split()) <= _BRIEF) else None
    if joined or not does_lean:
        return joined or alone
    text = f"{before.text.rstrip('?!. ')}? {question}"
    return Asking(text, base=before.text if name else "", language=language)


def parts(question: str) -> list[str]:
    """The questions within a question, at most three.

    >>> parts("Who hosted her, and when did they meet?")
    ['Who hosted her', 'when did they meet?']
    """
    pieces = _next_part(likely_language(question)).split(question, maxsplit=_MAX_PARTS - 1)
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


def core(question: str, language: str = ENGLISH) -> str:
    """The question without the phrase that says at which meeting or in which year, if enough is left.

    >>> core("Who was attorney general when Mayorkas visited in June 2021?")
    'Who was attorney general?'
    """
    bare = _setting(language).sub("", question)
    return bare if len(own_terms(bare, language)) >= _FEW_TERMS else question


@cache
def _setting(language: str) -> re.Pattern[str]:
    """The phrase that says at which meeting or in which month or year, before or behind the question."""
    words = vocabulary(language, "conversation")
    settings = [*words["setting"], *words["more_settings"]]
    month = rf"(?:{any_of(months(language, abbreviated=False))})"
    if words["verb_last"]:
        day = rf"(?:\d{{1,2}}\.? )?(?:{month} )?(?:19|20)\d\d|\d{{1,2}}\.? {month}"
        return re.compile(rf",?\s(?:{any_of(settings)})\s(?:[^\s,?]+\s){{0,2}}?(?:{day})\b", re.IGNORECASE)
    when = rf"(?:{month} \d{{1,2}}\w*(?:[-–]\d{{1,2}})?(?:, \d{{4}})?|{month}(?= \d)|(?:19|20)\d\d)"
    before = rf"^(?:{any_of(words['setting'])})\b[^,?]{{0,{_PHRASE}}}\b{when}[^,?]*,\s*"
    behind = rf",?\s(?:{any_of(settings)})\s[^,?]{{0,{_PHRASE}}}\b{when}[^,?]*"
    return re.compile(rf"{before}|{behind}", re.IGNORECASE)


@cache
def _next_part(language: str) -> re.Pattern[str]:
    return re.compile(pattern(language, "conversation", "next_part"), re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Politeness:
    """What a language says that asks nothing: see `politeness` in its vocabulary."""

    preamble: re.Pattern[str]
    address: re.Pattern[str]
    before: re.Pattern[str]
    tail: re.Pattern[str]
    what: re.Pattern[str]
    oaths: re.Pattern[str]
    says: re.Pattern[str]
    about: str


@cache
def _politeness(language: str) -> _Politeness:
    def of(key: str, around: str = "%s", flags: int = re.IGNORECASE) -> re.Pattern[str]:
        return re.compile(around % pattern(language, "politeness", key), flags)

    return _Politeness(
        preamble=of("opening", r"(?P<before>[^?]{1,80}?)[,;:.!]+\s+(?=%s\b)"),
        address=of("address", r"\b(?:%s)\b"),
        before=of("before"),
        tail=of("behind", r"(?<![\s,])[\s,]+%s\W*$"),
        what=of("what"),
        oaths=of("oaths", flags=0),  # in small letters: "Bloody Sunday" is none
        says=of("says"),
        about=vocabulary(language, "politeness")["about"],
    )
