"""Questions for lists: of people, and of documents by what they are about, who wrote them, where and when."""

from collections.abc import Iterator
from itertools import product
from random import Random

from eval.making.whole.asking.question import Question, shuffled, worded
from eval.making.whole.documents.naming import plural
from eval.making.whole.files.record import said
from eval.making.whole.folder import Folder
from eval.making.whole.found import Found, counted, terms
from eval.making.whole.spans import a_span

_WRITTEN = ("letter", "mail", "memo")
"""Kinds that name their author."""
_DATED = (*_WRITTEN, "minutes", "contract", "policy", "prices", "release")
_TRIES = 400  # draws of a span of time with something


def people_at_meeting(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """Who attended one meeting."""
    for meeting in shuffled(chance, folder.meetings):
        slots = {
            "body": meeting.body,
            "day": (said(meeting.day), f"{meeting.day:%B} {meeting.day.day}, {meeting.day.year}"),
        }
        answer = {"people": sorted(meeting.attended), "documents": [meeting.file.source]}
        yield worded(chance, "people_list", "meeting", slots, answer)


def people_at_meetings(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """Who attended any of a body's meetings in some time."""
    for _ in range(_TRIES):
        body, span = chance.choice(folder.meetings).body, a_span(chance)
        held = [meeting for meeting in folder.meetings if meeting.body == body and span.holds(meeting.day)]
        if len(held) > 1:
            answer = {
                "people": sorted({person for meeting in held for person in meeting.attended}),
                "documents": sorted(meeting.file.source for meeting in held),
            }
            yield worded(chance, "people_list", "all", {"body": body, "when": span.said}, answer)


def documents_about(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """The documents about a term in some time: those that mention it, and which of them in their title."""
    every = terms(folder, people=False)
    for _ in range(_TRIES):
        term, span = chance.choice(every), a_span(chance)
        if sources := found.mentioning(term, span=span):
            titled = [source for source in found.titled(term) if source in sources]
            slots = {"term": term.forms, "when": span.said}
            yield worded(chance, "documents_filtered", "about", slots, {**counted(sources), "titled": titled})


def documents_by_person(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """What a person wrote of a kind."""
    for person, kind in shuffled(chance, [*product(folder.world.people, _WRITTEN)]):
        sources = [file.source for file in folder.of_kind(kind) if file.author == person]
        if sources:
            yield worded(
                chance, "documents_filtered", "person", {"person": person, "kinds": plural(kind)}, counted(sources)
            )


def documents_in_folder(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """What is in a folder, files that can't be read left out."""
    for name, sources in shuffled(chance, [*folders(folder).items()]):
        yield worded(chance, "documents_filtered", "folder", {"folder": name}, counted(sources))


def documents_of_kind(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """The documents of a kind in some time."""
    for _ in range(_TRIES):
        kind, span = chance.choice(_DATED), a_span(chance)
        sources = [file.source for file in folder.of_kind(kind) if span.holds(file.day)]
        if sources:
            yield worded(
                chance, "documents_filtered", "kind", {"kinds": plural(kind), "when": span.said}, counted(sources)
            )


def folders(folder: Folder) -> dict[str, list[str]]:
    """The documents below each folder of documents, of a kind or of a kind's year."""
    below: dict[str, list[str]] = {}
    for file in folder.files:
        parts = file.source.split("/")[:-1]
        for depth in range(1, len(parts) + 1):
            below.setdefault("/".join(parts[:depth]), []).append(file.source)
    return below
