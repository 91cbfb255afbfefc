"""The phrases by which small talk, questions about the corpus, and wishes for a summary are known, in all languages.

The patterns themselves lie in `index/language/data`. Those of small talk and of the corpus are for folded words with
single blanks between, those of summaries for text as typed.
"""

import re

from index.language.identify import ENGLISH
from index.language.vocabulary import LANGUAGES, in_all, own_table, pattern, vocabulary

_KINDS = vocabulary(ENGLISH, "small_talk")["kinds"]
_FILLER = pattern(ENGLISH, "small_talk", "filler")


def _of(*kinds: str) -> str:
    tables = [own_table(language, "small_talk").get("kinds", {}) for language in LANGUAGES]
    return "|".join(table[kind] for kind in kinds for table in tables if kind in table)


def _run(phrases: str) -> re.Pattern[str]:
    """One or more of the phrases, among fillers."""
    return re.compile(rf"(?:{_FILLER} )*(?:{phrases})(?: (?:{_FILLER}|{phrases}))*(?<! and)(?<! y)")


_OPENING = in_all("small_talk", "opening")
OPENING_TALK = _run(f"{_of(*_KINDS)}|{_OPENING}")
TALK = _run(_of(*_KINDS))
KINDS = {kind: re.compile(rf"\b(?:{_of(kind)}{f'|{_OPENING}' if kind == 'help' else ''})\b") for kind in _KINDS}
KNOWN_BY = {
    code: re.compile(rf"\b(?:{'|'.join(table['kinds'].values())}|{table['opening']})\b")
    for code in LANGUAGES
    if code != ENGLISH and (table := own_table(code, "small_talk"))
}
"""By which words each language is known, but for English."""
HEAD = _run(_of("greeting", "thanks", "how", "praise", "rude", "help", "test"))
OPENER = _run(_of("greeting", "thanks", "how", "praise"))
HELLO = _run(_of("greeting", "thanks", "how"))
CLOSER = re.compile(rf"(?:{_of('thanks', 'goodbye')})(?: {_FILLER})*")
QUESTION = re.compile(in_all("small_talk", "question"))
SLIPS = frozenset(slip for code in LANGUAGES for slip in own_table(code, "small_talk").get("slips", ()))
CORPUS = re.compile(rf"{pattern(ENGLISH, 'corpus', 'lead')}(?:{in_all('corpus', 'asks')})")
SUMMARIES = [
    (re.compile(wish, re.IGNORECASE), needs_document)
    for language in LANGUAGES
    for key, needs_document in (("wishes", False), ("named", True))
    if key in own_table(language, "summaries")
    for wish in pattern(language, "summaries", key, "\n").split("\n")
]
