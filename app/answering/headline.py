"""The first line of an answer: its shortest true form, cut from the document. Pure."""

import re
from collections.abc import Sequence
from functools import cache

from app.answering.evidence import Candidate
from app.answering.key import sure_key
from app.asking.asked import Question
from index.language.sentences import Span, trim
from index.language.vocabulary import any_of, vocabulary


def headline(question: Question, best: Candidate, ranked: Sequence[Candidate]) -> tuple[Span, ...]:
    """The spans of `best.document.text` that are the answer: its key, or each name of it if several are asked for.

    None where the key is not sure; `ranked` are the sentences that it was chosen from. See `verdict` for yes and no.
    """
    key = sure_key(question, best, ranked)
    if key is None:
        return ()
    return listed(best.document.text, key, best.document.language) if question.listed else (key,)


def listed(text: str, span: Span, language: str) -> tuple[Span, ...]:
    """The parts of an enumeration: at its semicolons if it has any, else at commas and the last "and".

    >>> text = "Ann Lee, Bo and Cy"
    >>> [text[slice(*part)] for part in listed(text, (0, 18), "en")]
    ['Ann Lee', 'Bo', 'Cy']
    """
    words = text[slice(*span)]
    marks = re.compile(r";\s+(?:and\s+)?") if ";" in words else _joints(language)
    edges = [*marks.finditer(text, *span)]
    starts, ends = [span[0], *(edge.end() for edge in edges)], [*(edge.start() for edge in edges), span[1]]
    parts = [part for start, end in zip(starts, ends, strict=True) if (part := trim(text, start, end))]
    return tuple(parts) or (span,)


@cache
def _joints(language: str) -> re.Pattern[str]:
    last = any_of(vocabulary(language, "keys")["last"])
    return re.compile(rf",\s+(?:(?:{last})\s+)?(?!\d)|\s+(?:{last})\s+(?!\d)")
