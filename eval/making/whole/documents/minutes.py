"""Minutes of meetings: who attended, who sent apologies, what was said."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from eval.making.whole.documents.naming import Names, ending
from eval.making.whole.files.record import File, Heading, Paragraph, said
from eval.making.whole.prose import filled, paragraph
from eval.making.whole.words import words
from eval.making.whole.world import World, a_day

_MEETINGS_A_BODY = 18  # before another body is needed


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting with its minutes. `attended` are those present, the one who led it first."""

    body: str
    day: date
    attended: tuple[str, ...]
    file: File


def meetings(world: World, names: Names, number: int) -> Iterator[Meeting]:
    """So many meetings; no body meets twice on a day, and some meet more often than others."""
    chance = world.random("minutes")
    bodies = words("names")["bodies"][: max(2, min(number // _MEETINGS_A_BODY, 8))]
    members = {body: chance.sample(world.people, min(9, len(world.people))) for body in bodies}
    held: set[tuple[str, date]] = set()
    while len(held) < number:
        body = bodies[int(len(bodies) * chance.random() ** 1.4)]
        if (body, day := a_day(chance)) not in held:
            held.add((body, day))
            yield _meeting(chance, world, names, body, day, members[body])


def _meeting(chance: Random, world: World, names: Names, body: str, day: date, members: list[str]) -> Meeting:
    present = chance.sample(members, chance.randint(3, len(members) - 2))
    away = [person for person in members if person not in present][: chance.randint(0, 2)]
    blocks: list[Heading | Paragraph] = [
        Paragraph((f"Present: {', '.join([f'{present[0]} (chair)', *present[1:]])}.",)),
        *([Paragraph((f"Apologies: {', '.join(away)}.",))] if away else []),
    ]
    for number, item in enumerate(chance.sample(words("prose")["agenda"], chance.randint(1, 3)), 1):
        decision = filled(chance, world, chance.choice(words("prose")["decisions"]))
        said_there = paragraph(chance, world)
        blocks += [Heading(f"{number} {item}"), Paragraph((*said_there.sentences, decision))]
    file = File(
        names.source("minutes", day, body, ending(chance)),
        "minutes",
        f"Minutes of the {body}",
        day,
        tuple(blocks),
        (f"Date: {said(day)}",),
    )
    return Meeting(body, day, tuple(present), file)
