"""Questions for what holds on a day and what it overrules, and for what changed from one edition to another."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from itertools import combinations
from random import Random

from eval.making.whole.asking.question import Answer, Maker, Question, shuffled, worded
from eval.making.whole.documents.contracts import Agreement
from eval.making.whole.documents.terms import Term, on
from eval.making.whole.documents.yearly import Edition
from eval.making.whole.folder import Folder
from eval.making.whole.found import Found
from eval.making.whole.world import NOW

_WORDED = {"release": "product", "policy": "policy", "prices": "name"}
"""What the wordings call the series of each form."""


def fee_now(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """What a contract asks for today."""
    for agreement in _amended_first(folder, chance):
        answer = in_force(agreement.fees, NOW, "GBP")
        yield worded(chance, "validity", "now", agreement.slots, answer)


def fee_then(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """What it asked for in some month; figures change with a month only."""
    for agreement in _amended_first(folder, chance):
        first = agreement.fees[0].start
        month = chance.choice(range(first.year * 12 + first.month - 1, NOW.year * 12 + NOW.month - 1))
        day = date(month // 12, month % 12 + 1, 1)
        slots = {**agreement.slots, "month": f"{day:%B %Y}"}
        yield worded(chance, "validity", "then", slots, in_force(agreement.fees, day, "GBP"))


def policy_now(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """What a policy says today."""
    for name, what, terms in shuffled(chance, _policy_terms(folder)):
        slots = {"policy": name.lower(), "what": what}
        yield worded(chance, "validity", "policy", slots, in_force(terms, NOW, ""))


def policy_then(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """What the policy of a year said."""
    for name, what, terms in shuffled(chance, _policy_terms(folder)):
        year = chance.choice(terms).start.year
        slots = {"policy": name.lower(), "what": what, "year": str(year)}
        yield worded(chance, "validity", "policy_then", slots, in_force(terms, date(year, 12, 31), ""))


def in_force(terms: Sequence[Term], day: date, unit: str) -> Answer:
    """The figure of a day, its document, and what that overrules; `later` is stated and does not hold yet."""
    held, overruled = on(terms, day)
    if held is None:
        raise ValueError(f"Nothing is in force on {day}. Ask for a day after {terms[0].start}.")
    return {
        "value": held.value,
        "unit": unit,
        "document": held.source,
        "sentence": held.sentence,
        "overruled": [{"value": term.value, "document": term.source} for term in overruled],
        "later": [{"value": term.value, "document": term.source} for term in terms if term.start > day],
    }


def changes(form: str) -> Maker:
    """Makes questions for what changed between two editions of a series, neighbours or not."""
    return partial(_changes, form)


def _changes(form: str, folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    editions = {
        "release": folder.releases,
        "policy": tuple(edition for edition, _ in folder.policies),
        "prices": folder.prices,
    }[form]
    pairs = [(old, new) for old, new in combinations(editions, 2) if old.name == new.name]
    for old, new in shuffled(chance, pairs):
        answer = compared(old, new)
        if answer["changed"] or answer["added"] or answer["removed"]:
            name = old.name.lower() if form == "policy" else old.name
            slots = {_WORDED[form]: name, "old": old.label, "new": new.label}
            yield worded(chance, "compare", form, slots, answer)


def compared(old: Edition, new: Edition) -> Answer:
    """What is different: figures as old, new, of what; what is only in the new one, and only in the old one."""
    before, now = {*old.figures, *old.items}, {*new.figures, *new.items}
    return {
        "changed": [
            [figure, new.figures[what], what]
            for what, figure in old.figures.items()
            if new.figures.get(what, figure) != figure
        ],
        "added": sorted(now - before),
        "removed": sorted(before - now),
        "documents": [old.file.source, new.file.source],
    }


def _amended_first(folder: Folder, chance: Random) -> list[Agreement]:
    agreements = shuffled(chance, folder.agreements)
    return sorted(agreements, key=lambda agreement: len(agreement.fees) == 1)


def _policy_terms(folder: Folder) -> list[tuple[str, str, list[Term]]]:
    """The terms of every figure of every policy."""
    terms: dict[tuple[str, str], list[Term]] = {}
    for edition, stated in folder.policies:
        for what, term in stated.items():
            terms.setdefault((edition.name, what), []).append(term)
    return [(name, what, of) for (name, what), of in terms.items()]
