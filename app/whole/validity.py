"""Which statement holds at the time that a question asks for, where statements say every word of it: exact, or nothing.

The statements are of documents that belong together. That one holds is claimed only if none of these documents may say
something later on the same in other words.
"""

import re
from collections.abc import Sequence

from app.asking.timing import Wanted
from app.asking.wanted import COUNTING, leading
from app.whole.bound import Asked, asked, counts, words
from app.whole.editions import edition, is_older
from app.whole.folder import Folder
from app.whole.kin import amends, kin_of, of_one_thing
from app.whole.saying import Stated, names_another, saying, statements
from app.whole.valid import Standing, before, standing, term
from index.language.dates import dates
from index.language.validity import validity
from index.language.vocabulary import any_word, vocabulary
from index.language.words import fold
from index.records import Document


def in_force(wanted: Wanted, language: str, folder: Folder, of_edition: bool = False) -> Standing[Stated] | None:
    """What holds at the time that is wanted; None if that can't be told for certain.

    With `of_edition` the year that is wanted is named as that of an edition: nothing is told then unless there is one.
    """
    if not _asks_what(wanted.rest, language):
        return None
    wants = asked(wanted.rest, language, folder)
    said = saying(wants, counts(wanted.rest, language), folder)
    of_year = _of_year(said, wanted)
    if not (of_year or (_are_rules(said) and not of_edition)):
        return None
    if not of_one_thing(_documents(said)) or any(_speaks_of(one, wanted) for one in said):
        return None
    first, last = wanted.first or folder.now, wanted.last or folder.now
    decided = standing(of_year, last) if of_year else standing(said, first, last)
    decided = decided if wanted.first else _newest(decided)
    holding = [decided.holds] if decided.holds else [*decided.tied]
    if not holding or len(_documents(holding)) < len(holding) or not all(one.amounts for one in holding):
        return None
    if len(said) == 1 and not (_tells(said[0]) or _is_of_several(said[0].document, folder)):
        return None  # nothing competes with it
    return None if _may_be_overruled(holding, said, wants, folder, last) else decided


def _asks_what(question: str, language: str) -> bool:
    """Whether it may ask for an amount: not who, where, why or whether."""
    asks = vocabulary(language, "keys")["asks"]
    return leading(question, language) in (None, *COUNTING) and not any(
        re.search(pattern, fold(question)) for pattern in asks.values()
    )


def _are_rules(said: Sequence[Stated]) -> bool:
    """Whether they hold until others do, as one of them says, or the name of its document: what minutes and letters say
    does not."""
    return any(term(one).is_told or amends(one.document) or _is_rule(one.document) for one in said)


def _is_rule(document: Document) -> bool:
    name = document.title or document.source
    return edition(document).is_of_years or bool(any_word(document.language, "timing", "rules").search(name))


def _is_of_several(document: Document, folder: Folder) -> bool:
    return any(one.source != document.source for one in kin_of(document, folder.documents))


def _of_year(said: Sequence[Stated], wanted: Wanted) -> list[Stated]:
    """Those up to the edition of the year that is wanted, if there is one edition of it, and its statements do not say
    themselves when they hold."""
    year = (wanted.first or "")[:4]
    is_year = (wanted.first, wanted.last) == (f"{year}-01-01", f"{year}-12-31")
    of_it = [one for one in said if edition(one.document).years == {year}]
    if not is_year or len(_documents(of_it)) != 1 or any(amends(one.document) or _tells(one) for one in said):
        return []
    return [one for one in said if one in of_it or max(edition(one.document).years, default="") != year]


def _newest(decided: Standing[Stated]) -> Standing[Stated]:
    """Of what is tied that of the newest version, if that can be told."""
    tied = decided.tied
    newest = [one for one in tied if not any(is_older(one.document, other.document) for other in tied)]
    if len(newest) != 1 or any(one.document is not newest[0].document and _tells(one) for one in tied):
        return decided
    older = tuple(one for one in tied if one not in newest)
    return Standing(newest[0], (*decided.overruled, *older), decided.later)


def _speaks_of(one: Stated, wanted: Wanted) -> bool:
    """Whether it speaks of the time itself that is wanted, and not of when it holds: "in 2022 twelve came"."""
    year = (wanted.first or "")[:4]
    return (
        bool(year)
        and not _tells(one)
        and any(day.value.year == int(year) for day in dates(one.text, one.document.language))
    )


def _may_be_overruled(
    holding: Sequence[Stated], said: Sequence[Stated], wants: Sequence[Asked], folder: Folder, last: str
) -> bool:
    """Whether a document that belongs to these says something later that may be of the same matter, or does not say it
    any more."""
    since = max(term(one).since or "" for one in holding)
    told = {one.document.source for one in said}
    around = frozenset[str]().union(*(one.around for one in holding))
    core = [want for want in wants if not want.is_in(around)]
    likely = {one.source: one for held in holding for one in [held.document, *kin_of(held.document, folder.documents)]}
    for document in likely.values():
        if document.source not in told and not amends(document) and _is_between(_since(document), since, last):
            return True
        later = (
            one
            for one in statements(document, folder)
            if one not in said and _is_between(term(one).since or "", since, last)
        )
        for one in later:
            states = bool(one.amounts or validity(one.text, one.document.language))
            if states and (_shares(one, core) or _may_mean_the_same(one, holding[0], wants)):
                return True
    return False


def _shares(one: Stated, core: Sequence[Asked]) -> bool:
    return any(want.is_in(words(one.text)) for want in core)


def _may_mean_the_same(one: Stated, holds: Stated, wants: Sequence[Asked]) -> bool:
    """Whether it states an amount of the same kind, and does not name it by another word than was asked for."""
    return bool(one.kinds & holds.kinds) and not names_another(one, wants)


def _since(document: Document) -> str:
    return term(Stated(document, 0, 0)).since or ""


def _is_between(day: str, since: str, last: str) -> bool:
    return bool(day) and (not since or before(since, day)) and not before(last, day)


def _tells(one: Stated) -> bool:
    """Whether it says when it holds."""
    said = validity(one.text, one.document.language, one.document.date)
    return any(one.kind in ("from", "until") and one.day for one in said)


def _documents(said: Sequence[Stated]) -> list[Document]:
    return list(dict.fromkeys(one.document for one in said))
