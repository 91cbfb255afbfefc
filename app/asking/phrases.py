"""The phrases by which small talk, questions about the corpus, and wishes for a summary are known, in all languages.

The patterns themselves lie in `index/language/data`. Those of small talk and of the corpus are for folded words with
single blanks between, those of summaries for text as typed.
"""

import re
from dataclasses import dataclass

from index.language.identify import ENGLISH
from index.language.vocabulary import LANGUAGES, in_all, own_table, pattern, vocabulary

_KINDS = vocabulary(ENGLISH, "small_talk")["kinds"]
_FILLER = pattern(ENGLISH, "small_talk", "filler")


@dataclass(frozen=True, slots=True)
class _Talk:
    """`whole` matches small talk that opens a conversation, `later` such as comes in the middle of one too;
    `languages` by which words each language is known, but for English."""

    whole: re.Pattern[str]
    later: re.Pattern[str]
    kinds: dict[str, re.Pattern[str]]
    languages: dict[str, re.Pattern[str]]
    head: re.Pattern[str]
    opener: re.Pattern[str]
    hello: re.Pattern[str]
    closer: re.Pattern[str]
    question: re.Pattern[str]
    slips: frozenset[str]


def _of(*kinds: str) -> str:
    tables = [own_table(language, "small_talk").get("kinds", {}) for language in LANGUAGES]
    return "|".join(table[kind] for kind in kinds for table in tables if kind in table)


def _run(phrases: str) -> re.Pattern[str]:
    """One or more of the phrases, among fillers."""
    return re.compile(rf"(?:{_FILLER} )*(?:{phrases})(?: (?:{_FILLER}|{phrases}))*(?<! and)(?<! y)")


_OPENING = in_all("small_talk", "opening")
TALK = _Talk(
    whole=_run(f"{_of(*_KINDS)}|{_OPENING}"),
    later=_run(_of(*_KINDS)),
    kinds={kind: re.compile(rf"\b(?:{_of(kind)}{f'|{_OPENING}' if kind == 'help' else ''})\b") for kind in _KINDS},
    languages={
        language: re.compile(rf"\b(?:{'|'.join(table['kinds'].values())}|{table['opening']})\b")
        for language in LANGUAGES
        if language != ENGLISH and (table := own_table(language, "small_talk"))
    },
    head=_run(_of("greeting", "thanks", "how", "praise", "rude", "help", "test")),
    opener=_run(_of("greeting", "thanks", "how", "praise")),
    hello=_run(_of("greeting", "thanks", "how")),
    closer=re.compile(rf"(?:{_of('thanks', 'goodbye')})(?: {_FILLER})*"),
    question=re.compile(in_all("small_talk", "question")),
    slips=frozenset(slip for language in LANGUAGES for slip in own_table(language, "small_talk").get("slips", ())),
)
CORPUS = re.compile(rf"{pattern(ENGLISH, 'corpus', 'lead')}(?:{in_all('corpus', 'asks')})")
SUMMARIES = [
    (re.compile(wish, re.IGNORECASE), needs_document)
    for language in LANGUAGES
    for key, needs_document in (("wishes", False), ("named", True))
    if key in own_table(language, "summaries")
    for wish in pattern(language, "summaries", key, "\n").split("\n")
]
