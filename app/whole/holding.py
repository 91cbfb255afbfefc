"""What holds, told: the statement with its figure, what it has taken the place of, and what comes later. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from app.asking import timing
from app.records import EXTRACT, Answer, Statement, quoting
from app.whole.folder import Folder
from app.whole.saying import Stated
from app.whole.valid import Standing, since_line, term, with_day
from app.whole.validity import in_force
from index.language.sentences import Span
from index.language.shown import shown
from index.language.wording import quoted, say

_OVERRULED, _LATER, _TIED = 2, 2, 4  # statements that are shown of each


def holding(alone: str, language: str, folder: Folder) -> Standing[Stated] | None:
    """What holds at the time that a question names; None if it can't be told for certain. `alone` is the question as it
    would be asked without what was asked before, in this language."""
    if wanted := timing.read(alone):
        return in_force(wanted, language, folder)
    of_edition = timing.of_year(alone)
    return in_force(of_edition, language, folder, of_edition=True) if of_edition else None


def told(question: str, alone: str, decided: Standing[Stated], language: str) -> Answer:
    """The answer, which speaks this language: of what can't be decided each statement, and that it can't."""
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
        notice=_notice(decided, before, later, language),
        headline=headline,
        language=language,
    )


def _notice(decided: Standing[Stated], before: Sequence[Stated], later: Sequence[Stated], language: str) -> str:
    """Since when it holds, and what held before and is to hold later; or which of them can't be decided."""
    if not decided.holds:
        named = "; ".join(_named(one, language) for one in decided.tied[:_TIED])
        days = {term(one).since or "" for one in decided.tied}
        if "" not in days and len(days) == len(decided.tied):
            return say(language, "changed_within", quotes=named)
        return say(language, "undecided", quotes=named)
    parts = [since_line(term(decided.holds).since, language)]
    parts += [say(language, "before", quote=_named(one, language)) for one in before]
    parts += [say(language, "later", quote=_named(one, language)) for one in later]
    return f"{'; '.join(parts)}."


def _named(one: Stated, language: str) -> str:
    """Its figure, its file and the day from which it holds."""
    key, where = one.figure, with_day(one, language)
    return f"{quoted(language, one.text[slice(*key)])} ({where})" if key else where


def _shown(one: Stated, key: Span) -> Span | None:
    return shown(one.text).span(*key)
