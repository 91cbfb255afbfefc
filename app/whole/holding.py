"""What holds, told: the statement with its figure, what it has taken the place of, and what comes later. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from app.asking import timing
from app.records import EXTRACT, Answer, Statement, quoting
from app.whole.folder import Folder
from app.whole.saying import Stated
from app.whole.valid import Standing, term
from app.whole.validity import in_force
from index.language.dates import spelt
from index.language.sentences import Span
from index.language.shown import shown

_OVERRULED, _LATER, _TIED = 2, 2, 4  # statements that are shown of each


def answer(question: str, alone: str, language: str, folder: Folder) -> Answer | None:
    """The answer to a question that names a time; None if it can't be told for certain. `alone` is the question as it
    would be asked without what was asked before."""
    if wanted := timing.read(alone):
        decided = in_force(wanted, language, folder)
    else:
        of_edition = timing.of_year(alone)
        decided = in_force(of_edition, language, folder, of_edition=True) if of_edition else None
    return _told(question, alone, decided) if decided else None


def _told(question: str, alone: str, decided: Standing[Stated]) -> Answer:
    """Of what can't be decided each statement, and that it can't."""
    before, later = decided.overruled[-_OVERRULED:][::-1], decided.later[:_LATER]
    said = [decided.holds, *before, *later] if decided.holds else [*decided.tied[:_TIED]]
    quotes = quoting([(one.document, one.start, one.end) for one in said])
    statements = tuple(
        replace(quote, key=_shown(one, key)) if (key := one.figure) else quote
        for one, quote in zip(said, quotes, strict=True)
    )
    first = statements[0]
    headline = Statement(first.text[slice(*first.key)], first.citations) if decided.holds and first.key else None
    return Answer(
        question=question,
        standalone=alone,
        status="answered",
        confidence=1.0,
        statements=statements,
        hits=(),
        answered_by=EXTRACT,
        timings={"search": 0.0, "sentences": 0.0, "total": 0.0},
        shape="several" if len(statements) > 1 else "sentence",
        notice=_notice(decided, before, later),
        headline=headline,
    )


def _notice(decided: Standing[Stated], before: Sequence[Stated], later: Sequence[Stated]) -> str:
    """Since when it holds, and what held before and is to hold later; or which of them can't be decided."""
    if not decided.holds:
        named = "; ".join(_named(one) for one in decided.tied[:_TIED])
        days = {term(one).since or "" for one in decided.tied}
        if "" not in days and len(days) == len(decided.tied):
            return f"This changed within the time asked for: {named}."
        return f"The documents do not say which of these holds: {named}."
    day = _day(decided.holds)
    parts = [f"In force since {day}" if day else "In force"]
    parts += [f"before: {_named(one)}" for one in before] + [f"later: {_named(one)}" for one in later]
    return f"{'; '.join(parts)}."


def _named(one: Stated) -> str:
    """Its figure, its file and the day from which it holds."""
    key = one.figure
    where = ", ".join(part for part in (one.document.source, _day(one)) if part)
    return f"“{one.text[slice(*key)]}” ({where})" if key else where


def _day(one: Stated) -> str:
    since = term(one).since or ""
    return spelt(since) if len(since) > len("2024") else since


def _shown(one: Stated, key: Span) -> Span | None:
    return shown(one.text).span(*key)
