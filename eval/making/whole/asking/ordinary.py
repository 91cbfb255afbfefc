"""Ordinary questions, which one sentence of one document answers, and among them traps that look like counts."""

from collections.abc import Iterator
from functools import partial
from random import Random

from eval.making.whole.asking.question import Maker, Question, asked, shuffled, worded
from eval.making.whole.folder import Folder
from eval.making.whole.found import Found


def facts(trap: bool) -> Maker:
    """Makes questions for facts of profiles and guides."""
    return partial(_facts, trap)


def _facts(trap: bool, folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    kind = "trap" if trap else "ordinary"
    for fact in shuffled(chance, [fact for fact in folder.facts if fact.trap is trap]):
        answer = {"sentence": fact.sentence, "value": fact.value, "document": fact.file.source}
        yield asked(chance, kind, fact.file.kind, fact.wordings, answer)


def notice(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """How many days of notice a contract asks for, where no amendment touches that."""
    for agreement in shuffled(chance, folder.agreements):
        if term := agreement.notice:
            answer = {"sentence": term.sentence, "value": str(term.value), "document": term.source}
            yield worded(chance, "trap", "notice", agreement.slots, answer)


def whole_fee(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """The total over a contract's term, which the contract states."""
    for agreement in shuffled(chance, folder.agreements):
        if term := agreement.total:
            answer = {"sentence": term.sentence, "value": f"{term.value:,}", "document": term.source}
            yield worded(chance, "trap", "total", agreement.slots, answer)
