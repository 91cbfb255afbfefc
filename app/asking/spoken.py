"""In which language a question is, and an answer where it quotes nothing. Pure.

It is that of the question if its words tell it, else that of the question before; for the answer else that of the first
passage found that holds all words of the question; else English.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache, reduce

from index.language.identify import ENGLISH
from index.language.vocabulary import LANGUAGES, own_table
from index.language.words import distinct_words, likely_language, terms
from index.records import Chunk

_SURE = 0.8  # words that tell a language
_APART = 1.2  # times as many as any other has


def told(question: str) -> str:
    """The language that a question is in, "" where its words tell none, or two alike: a name, a question half in each.

    >>> told("Wie hoch ist die Miete?"), told("Who hosted her?"), told("Was ist the notice period?"), told("Miete?")
    ('de', 'en', '', '')
    """
    words, likely = distinct_words([question]), likely_language(question)
    held = {code: words & _telling(code) for code in LANGUAGES}
    shared = Counter(word for own in held.values() for word in own)
    telling = {code: sum(1 / shared[word] for word in own) for code, own in held.items()}  # less if others have it too
    second, best = sorted(LANGUAGES, key=lambda code: telling[code])[-2:]
    enough = best == ENGLISH or len(held[best]) > 1
    if enough and telling[best] >= _SURE and telling[best] >= _APART * telling[second]:
        return best
    return likely if likely != ENGLISH and telling.get(likely) == telling[best] else ""


@cache
def _telling(language: str) -> frozenset[str]:
    """The words by which a language is told."""
    table = own_table(language, "words")
    return frozenset([*table.get("function", ()), *table.get("telling", ())])


def spoken(question: str, before: str = ENGLISH) -> str:
    """The language of a question; `before`, that of the question before it, where it does not tell.

    >>> spoken("2023?", "de"), spoken("and the roof?", "de")
    ('de', 'en')
    """
    return told(question) or before


def spoken_last(questions: Iterable[str], before: str = ENGLISH) -> str:
    """The language of the last of the questions of a conversation; `before` if none tells."""
    return reduce(lambda language, question: spoken(question, language), questions, before)


def of_passages(question: str, passages: Sequence[Chunk]) -> str:
    """The language of the first passage that holds all words of the question, if answers can speak it; else ""."""
    for passage in passages:
        document = passage.document
        wanted = {*terms(question, document.language)}
        if wanted and wanted <= {*terms(f"{document.title or ''} {passage.text}", document.language)}:
            return document.language if document.language in LANGUAGES else ""
    return ""
