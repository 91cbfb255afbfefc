"""What a question wants: small talk, the list of documents, something about the whole, a summary, the last answer in
another shape, or an answer.
Pure.

In doubt it is an answer: a greeting that is searched for costs little, a question that is taken for a greeting much.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from app.asking import comparing, phrases
from app.asking.comparing import Sides
from app.asking.spelling import Speller
from app.asking.tables import TableWish, table_wish
from app.asking.whole import Wish, wishes
from app.asking.whole import slips as whole_slips
from index.language.identify import ENGLISH
from index.language.sentences import Span
from index.language.vocabulary import LANGUAGES, in_all, own_table, pattern
from index.language.words import fold, likely_language, told_language

Known = Callable[[str], bool]
"""Whether a word stands in the documents, so that it is no slip of a word of small talk."""

THIS, EVERYTHING = "", "*"

_WORDS = re.compile(r"[^\W_]+")
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_SYMBOL = re.compile(r"[\u2600-\u27bf\U0001f300-\U0001faff]")
_HEAD = 8  # words: a longer greeting is none
_TAIL = 5
_LONGEST = 16  # words: longer small talk is none, and patterns that overlap take no time
_PAUSE = (",", ";", ":", "-", "–", "—")
_STOP = (".", "!", "?", "…", ")", "👋", "🙏", "😊", "🙂", "👍")
_QUOTES = "“”\"'‘’«» "
_OF_DOCUMENT = re.compile(rf"\b(?:{in_all('summaries', 'one')})s?\b", re.IGNORECASE)
_THIS = re.compile(in_all("summaries", "this"), re.IGNORECASE)
_EVERYTHING = re.compile(in_all("summaries", "everything"), re.IGNORECASE)
_ASIDE = re.compile(rf"[,.]? (?:{in_all('summaries', 'aside')})$", re.IGNORECASE)
_ASKS = re.compile(rf"(?:{in_all('summaries', 'asks')})\b", re.IGNORECASE)
_ABOUT = re.compile(rf"^(?:{in_all('summaries', 'about')})", re.IGNORECASE)
_VAGUE = {word for language in LANGUAGES for word in own_table(language, "summaries").get("too_vague", ())}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a message is: `bare` is the message without its greeting.

    `topic` says what to summarise, `THIS`, `EVERYTHING` or words, which small talk it is, or in which shape the last
    answer is wished for. `only_named`: it is a summary only if `topic` names a document, else a question like any
    other. `language` is the one that it is in, "" where that can't be told. `wishes` is what may be asked of the whole,
    `sides` what is to be compared, `table` what may be asked of rows; if that can't be told of these documents, it is a
    question like any other too.
    """

    kind: Literal["talk", "corpus", "whole", "summary", "reshape", "question"]
    bare: str
    language: str
    topic: str = ""
    only_named: bool = False
    wishes: tuple[Wish, ...] = ()
    sides: Sides | None = None
    table: TableWish | None = None


def read(
    question: str, known: Known = lambda word: False, opening: bool = True, today: Callable[[], date] = date.today
) -> Asked:
    """`opening` says that nothing was asked before: then "how does this work?" is about the chat. `today` tells the day
    that "last year" is told by.

    >>> read("Hi, who hosted her?").bare
    'who hosted her?'
    """
    speller = Speller(lambda: phrases.SLIPS, lambda word: word in phrases.SAID or known(word))

    def plain(text: str) -> str:
        return speller(_STRETCHED.sub(r"\1", " ".join(_WORDS.findall(fold(text)))))

    if talk := _talk(plain(question), opening):
        kind, language = talk
        return Asked("talk", question, language or told_language(question), kind)
    language = told_language(question)
    if _SYMBOL.search(question) and not _WORDS.search(question):
        return Asked("talk", question, language, "greeting")
    bare = _without_talk(question, plain)
    if not opening and (shape := _shape(plain(bare))):
        return Asked("reshape", bare, language, shape)
    if bare.count(" ") < _LONGEST and phrases.CORPUS.fullmatch(plain(bare)):
        of_kind = [wish for wish in wishes(bare, today()) if wish.kind]  # "how many reports are there", if any are
        asks_in = next((code for code, asks in phrases.corpus().items() if asks.fullmatch(plain(bare))), "")
        return Asked("corpus", bare, language or asks_in, wishes=tuple(of_kind))
    mended = Speller(whole_slips, known)(bare)
    table = _of_table(bare, mended, today())
    if summary := _summary(bare):
        topic, only_named, asks_in = summary
        return Asked("summary", bare, language or asks_in, topic, only_named, table=table)
    if asked_of_all := _wishes(bare, mended, today()):
        return Asked("whole", bare, language, wishes=asked_of_all, table=table)
    if sides := comparing.read(bare):
        return Asked("whole", bare, language, sides=sides)
    return Asked("question", bare, language, table=table)


def _of_table(bare: str, mended: str, today: date) -> TableWish | None:
    """What may be asked of a table; as mended, where only that says what is to be worked out."""
    typed = table_wish(bare, today)
    if typed and (typed.stated or mended == bare):
        return typed
    return table_wish(mended, today) or typed


def _wishes(bare: str, mended: str, today: date) -> tuple[Wish, ...]:
    """What may be asked of the whole, as typed first, unless a slip was taken for a kind of documents."""
    typed, other = wishes(bare, today), wishes(mended, today)
    misspelt = typed and other and typed[0].kind != other[0].kind and other[0].kind in typed[0].kind
    return tuple(dict.fromkeys((*other, *typed) if misspelt else (*typed, *other)))


def wants_list(question: str) -> bool:
    """Whether several things are asked for: "which officials", "what are the steps", "name the"."""
    return bool(_listing(likely_language(question), "several_things").search(fold(question)))


def wants_several(question: str) -> bool:
    """Whether it spans documents: "which meetings", "each report", "over the years", "did X change between"."""
    folded, language = fold(question), likely_language(question)
    one = _listing(language, "one_document").search(folded)
    return bool(_listing(language, "several_documents").search(folded)) and not one


@cache
def _listing(language: str, key: str) -> re.Pattern[str]:
    """In the words of the language; of all where it is English, which it is in doubt."""
    return re.compile(in_all("listing", key) if language == ENGLISH else pattern(language, "listing", key))


def _talk(plain: str, opening: bool) -> tuple[str, str] | None:
    """Which small talk the whole text is, and in which language if that is not English."""
    if not plain or plain.count(" ") >= _LONGEST or not phrases.run(phrases.KINDS, opening).fullmatch(plain):
        return None
    found = {kind: match.span() for kind in phrases.KINDS if (match := phrases.shows(kind).search(plain))}
    kind = next(kind for kind, span in found.items() if not any(_is_within(span, other) for other in found.values()))
    language = phrases.spoken(plain)
    return kind, "" if language == ENGLISH else language


def _is_within(span: Span, other: Span) -> bool:
    """Whether it is part of the other: "help" in "thank you for your help"."""
    return span != other and other[0] <= span[0] and span[1] <= other[1]


def _shape(plain: str) -> str | None:
    """In which shape the last answer is wished for, if that is all that is said."""
    if plain.count(" ") >= _LONGEST:
        return None
    return next((shape for shape, wish in phrases.wishes().items() if wish.fullmatch(plain)), None)


def _without_talk(question: str, plain: Callable[[str], str]) -> str:
    """The question without the greeting before it and the thanks after it."""
    words = question.split()
    for cut in range(min(len(words) - 1, _HEAD), 0, -1):
        head, rest = plain(" ".join(words[:cut])), fold(" ".join(words[cut:])).lstrip("¿¡“\"'(")
        end = words[cut - 1][-1]
        if (
            (phrases.QUESTION.match(rest) and phrases.run(phrases.BEFORE_QUESTION).fullmatch(head))
            or (end in _STOP and phrases.run(phrases.BEFORE_STOP).fullmatch(head))
            or (end in _PAUSE and phrases.run(phrases.BEFORE_PAUSE).fullmatch(head))
        ):
            words = words[cut:]
            break
    for cut in range(min(len(words) - 1, _TAIL), 0, -1):
        if words[-cut - 1][-1] in _PAUSE + _STOP and phrases.CLOSER.fullmatch(plain(" ".join(words[-cut:]))):
            words = words[:-cut]
            break
    return " ".join(words)


def _summary(question: str) -> tuple[str, bool, str] | None:
    """What is to be summarised, whether only if it names a document, and the language of the phrase that says so; None
    if nothing is."""
    asked = question.strip(" ¿¡?!.…")
    while asked != (shorter := _ASIDE.sub("", asked)):
        asked = shorter
    for wish, needs_document, language in phrases.SUMMARIES:
        if not (match := wish.fullmatch(asked)):
            continue
        topic = (match.groupdict().get("topic") or "").strip(_QUOTES + ":,.")
        if _ASKS.match(topic):
            return None
        if _EVERYTHING.fullmatch(topic):
            return EVERYTHING, False, language
        if _THIS.fullmatch(topic):
            return None if needs_document and fold(topic) in _VAGUE else (THIS, False, language)
        return _ABOUT.sub("", topic), needs_document and not _OF_DOCUMENT.search(topic), language
    return None
