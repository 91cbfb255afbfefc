"""In which language a question is, and an answer where it quotes nothing. Pure.

It is that of the question if its words tell it, else that of the question before; for the answer else that of the first
passage found that holds all words of the question; else English.
"""

from collections.abc import Iterable, Sequence
from functools import reduce

from index.language.identify import ENGLISH
from index.language.vocabulary import LANGUAGES
from index.language.words import terms, told_language
from index.records import Chunk


def spoken(question: str, before: str = ENGLISH) -> str:
    """The language of a question; `before`, that of the question before it, where it does not tell.

    >>> spoken("2023?", "de"), spoken("and the roof?", "de")
    ('de', 'en')
    """
    return told_language(question) or before


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
