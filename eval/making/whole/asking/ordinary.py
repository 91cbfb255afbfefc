"""Ordinary questions, which one sentence of one document answers, and among them traps that look like counts."""

from collections.abc import Iterator
from functools import partial
from random import Random

from eval.making.whole.asking.question import Maker, Question, asked, shuffled, worded
from eval.making.whole.files.record import lines, said
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


def chair(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """Who led a meeting, which one sentence of its minutes says among those who attended."""
    for meeting in shuffled(chance, folder.meetings):
        present = meeting.file.blocks[0]
        answer = {"sentence": next(lines(present)), "value": meeting.attended[0], "document": meeting.file.source}
        yield worded(chance, "ordinary", "chair", {"body": meeting.body, "day": said(meeting.day)}, answer)


def limit(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """A limit of a version of a product, which a line of its release notes gives."""
    for edition in shuffled(chance, folder.releases):
        what = chance.choice([*edition.figures])
        figure = edition.figures[what]
        answer = {"sentence": f"{what}: {figure}", "value": figure, "document": edition.file.source}
        slots = {"what": what, "product": edition.name, "version": edition.label}
        yield worded(chance, "trap", "limit", slots, answer)


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
