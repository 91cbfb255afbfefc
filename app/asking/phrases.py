"""The phrases by which small talk, questions about the corpus, and wishes for a summary are known, in all languages.

The patterns themselves lie in `index/language/data`. Those of small talk and of the corpus are for folded words with
single blanks between, those of summaries for text as typed.
"""

import re
from collections.abc import Mapping
from functools import cache

from index.language.identify import ENGLISH
from index.language.vocabulary import LANGUAGES, in_all, own_table, pattern, vocabulary

KINDS = tuple(vocabulary(ENGLISH, "small_talk")["kinds"])
BEFORE_STOP = "greeting", "thanks", "how", "praise", "rude", "help", "test"
BEFORE_QUESTION = "greeting", "thanks", "how", "praise"
BEFORE_PAUSE = "greeting", "thanks", "how"
"""Which kinds of small talk may stand before a question, and before what."""
_PARTS = "ask", "thing", "end"
"""Keys of the table of wishes that are parts of the others."""
_FILLER = in_all("small_talk", "filler")
_OPENING = in_all("small_talk", "opening")
_UNJOINED = "".join(f"(?<! {join})" for join in sorted({*in_all("small_talk.answers", "and").split("|")}))


def _of(*kinds: str) -> str:
    tables = [own_table(language, "small_talk").get("kinds", {}) for language in LANGUAGES]
    return "|".join(table[kind] for kind in kinds for table in tables if kind in table)


@cache
def run(kinds: tuple[str, ...], opening: bool = False) -> re.Pattern[str]:
    """One or more phrases of the kinds among fillers, with `opening` also what only opens a chat."""
    phrases = _of(*kinds) + (f"|{_OPENING}" if opening else "")
    return re.compile(rf"(?:(?:{_FILLER}) )*(?:{phrases})(?: (?:{_FILLER}|{phrases}))*{_UNJOINED}")


@cache
def shows(kind: str) -> re.Pattern[str]:
    """The phrases by which small talk is of that kind."""
    return re.compile(rf"\b(?:{_of(kind)}{f'|{_OPENING}' if kind == 'help' else ''})\b")


def spoken(plain: str) -> str:
    """The language whose phrases are most of the small talk; the first of those that have as much of it.

    >>> spoken("ok merci"), spoken("ok"), spoken("tres bien")
    ('fr', 'en', 'fr')
    """

    def said(phrases: re.Pattern[str]) -> int:
        return sum(len(match[0]) for match in phrases.finditer(plain))

    return max(_languages(), key=lambda code: said(_languages()[code]))


@cache
def _languages() -> Mapping[str, re.Pattern[str]]:
    """The phrases of each language, English first."""
    tables = {code: own_table(code, "small_talk") for code in dict.fromkeys((ENGLISH, *LANGUAGES))}
    return {
        code: re.compile(rf"\b(?:{'|'.join([*table['kinds'].values(), table['opening']])})\b")
        for code, table in tables.items()
        if table
    }


CLOSER = re.compile(rf"(?:{_of('thanks', 'goodbye')})(?: (?:{_FILLER}))*")
QUESTION = re.compile(in_all("small_talk", "question"))
SAID = frozenset(
    word
    for code in LANGUAGES
    for concept in ("small_talk", "small_talk.kinds", "corpus", "conversation.wishes")
    for phrase in own_table(code, concept).values()
    for word in re.findall(r"[a-z]{3,}", str(phrase))
)
"""The words of the phrases, which are no slips of each other across languages."""
SLIPS = frozenset(slip for code in LANGUAGES for slip in own_table(code, "small_talk").get("slips", ()))
CORPUS = re.compile(rf"(?:{in_all('corpus', 'lead')})(?:{in_all('corpus', 'asks')})")
"""Questions for the documents themselves, in any language or half in each of two."""
SUMMARIES = [
    (re.compile(wish, re.IGNORECASE), needs_document, language)
    for language in LANGUAGES
    for key, needs_document in (("wishes", False), ("named", True))
    if key in own_table(language, "summaries")
    for wish in pattern(language, "summaries", key, "\n").split("\n")
]


@cache
def corpus() -> Mapping[str, re.Pattern[str]]:
    """By which phrases of each language it is known that the documents themselves are asked for."""
    return {
        code: re.compile(rf"(?:{pattern(code, 'corpus', 'lead')})(?:{pattern(code, 'corpus', 'asks')})")
        for code in LANGUAGES
        if own_table(code, "corpus")
    }


@cache
def wishes() -> Mapping[str, re.Pattern[str]]:
    """By which phrases it is known in which shape the last answer is wished for."""
    tables = [own_table(code, "conversation").get("wishes", {}) for code in LANGUAGES]
    return {
        wish: re.compile("|".join(_whole(table, wish) for table in tables if wish in table))
        for wish in vocabulary(ENGLISH, "conversation")["wishes"]
        if wish not in _PARTS
    }


def _whole(table: Mapping[str, str], wish: str) -> str:
    return re.sub(r"%(\w+)%", lambda match: _whole(table, match[1]), table[wish])
