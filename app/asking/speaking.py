"""The language in which an answer speaks where it quotes nothing. Pure.

That of the question if its words tell it, else that of the question before, else that of the passages found if they
hold all its words, else English.
"""

from collections.abc import Iterable, Sequence

from app.asking.intake import Turn
from index.language.identify import ENGLISH
from index.language.vocabulary import LANGUAGES, own_table
from index.language.words import distinct_words, likely_language, terms
from index.records import Chunk


def told(question: str) -> str:
    """The language that a question is in, "" where its words tell none, or two alike: a name, a question half in each.

    >>> told("Wie hoch ist die Miete?"), told("Who hosted her?"), told("Was ist the notice period?"), told("Miete?")
    ('de', 'en', '', '')
    """
    words = distinct_words([question])
    counts = {code: len(words.intersection(own_table(code, "words").get("function", ()))) for code in LANGUAGES}
    most, likely = max(counts.values()), likely_language(question)
    alone = [*counts.values()].count(most) == 1
    return likely if counts[likely] == most and (likely != ENGLISH or (most and alone)) else ""


def told_before(history: Sequence[Turn]) -> str:
    """The language of the last question that tells one; "" if there is none."""
    return next((code for role, content in reversed(history) if role == "user" and (code := told(content))), "")


def of_passages(question: str, passages: Iterable[Chunk]) -> str:
    """The language of the first passage that holds all words of the question, if answers can speak it; else ""."""
    for passage in passages:
        document = passage.document
        wanted = {*terms(question, document.language)}
        if wanted and wanted <= {*terms(f"{document.title or ''} {passage.text}", document.language)}:
            return document.language if document.language in LANGUAGES else ""
    return ""
