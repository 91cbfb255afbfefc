"""Letters to companies, mails between people and memos to teams."""

from collections.abc import Iterator
from datetime import date
from random import Random

from eval.making.whole.documents.naming import Names, ending
from eval.making.whole.files.record import File, Paragraph, said
from eval.making.whole.prose import paragraph
from eval.making.whole.words import words
from eval.making.whole.world import World, a_day, a_person


def letters(world: World, names: Names, number: int) -> Iterator[File]:
    """Letters from people of the organisation to companies, which they name."""
    chance, prose = world.random("letters"), words("prose")
    for _ in range(number):
        day, author, company = a_day(chance), a_person(chance, world), chance.choice(world.companies)
        recipient = f"{company} {chance.choice(words('names')['forms'])}"
        topic = _topic(chance, world)
        title = f"Letter to {company}{f' about the {topic}' if topic else ''}"
        yield File(
            names.source("letter", day, f"letter {company}", ending(chance)),
            "letter",
            title,
            day,
            (
                Paragraph((f"To {recipient}:", chance.choice(prose["openings"]))),
                *(paragraph(chance, world, topic) for _ in range(chance.randint(1, 3))),
                Paragraph((chance.choice(prose["closings"]), f"Yours sincerely, {author}")),
            ),
            (f"From: {author}", f"Date: {said(day)}"),
            author,
        )


def mails(world: World, names: Names, number: int) -> Iterator[File]:
    """Mails from one person to another; both are named in the text too."""
    chance = world.random("mails")
    for _ in range(number):
        day, author = a_day(chance), a_person(chance, world)
        reader = chance.choice([person for person in world.people if person != author])
        topic = _topic(chance, world)
        title = f"{topic.capitalize()}: a question" if topic else chance.choice(words("prose")["agenda"])
        yield File(
            names.source("mail", day, title, ".eml"),
            "mail",
            title,
            day,
            (
                Paragraph((f"Dear {reader},",)),
                *(paragraph(chance, world, topic) for _ in range(chance.randint(1, 2))),
                Paragraph((f"Best regards, {author}",)),
            ),
            (f"From: {author}", f"To: {reader}"),
            author,
        )


def memos(world: World, names: Names, number: int) -> Iterator[File]:
    """Memos to a team."""
    chance = world.random("memos")
    for _ in range(number):
        day, author, team = a_day(chance), a_person(chance, world), chance.choice(words("names")["teams"])
        topic = _topic(chance, world)
        title = f"Memo to {team}{f' on the {topic}' if topic else ''}"
        yield _memo(chance, world, names, day, author, title, topic)


def _memo(chance: Random, world: World, names: Names, day: date, author: str, title: str, topic: str) -> File:
    return File(
        names.source("memo", day, title, ending(chance)),
        "memo",
        title,
        day,
        tuple(paragraph(chance, world, topic) for _ in range(chance.randint(2, 4))),
        (f"From: {author}", f"Date: {said(day)}"),
        author,
    )


def _topic(chance: Random, world: World) -> str:
    """What it is about, "" for nothing in particular."""
    return chance.choice(world.topics).name if chance.random() < 0.5 else ""
