"""Documents and edits of them of which it is known what changed, for tests of comparisons."""

import random
from dataclasses import dataclass, field

_NOUNS = (
    "rent deposit leave notice invoice parking insurance training travel laptop canteen badge visitor pension overtime "
    "cleaning heating storage garden lift roof boiler key alarm meeting payroll holiday sickness bonus contract"
).split()
_PEOPLE = "tenants managers trainees directors drivers cooks nurses engineers members guests clerks auditors".split()
_PLACES = "Leeds Oakmere Dunmore Harwick Lisbon Ghent Turin Bergen Odessa Quito".split()
_SENTENCES = (
    "The {noun} for {people} in {place} costs {money} a month.",
    "{People} in {place} give {days} of notice before the {noun} ends.",
    "Each {noun} request of {people} is answered within {days} by the {place} office.",
    "In {place} the {noun} allowance of {people} is {percent} of the salary.",
    "No more than {count} {people} may share one {noun} in {place}.",
    "The {place} {noun} of {people} is reviewed on {date} every year.",
    "All {people} in {place} pay {money} for {noun} and get it back after {days}.",
    "From {date} the {noun} at {place} is open to {people} only.",
)
_PLAIN = (
    "The {noun} is a matter for {people} of the {place} office.",
    "{People} ask in {place} before they change the {noun}.",
    "Nobody but the {people} keeps a record of the {noun} in {place}.",
)
_REWORDED = (  # what is put for what: most of the words stay
    (" costs ", " comes to "), (" give ", " must give "), (" is answered ", " gets an answer "),
    (" allowance of ", " allowance granted to "), (" may share ", " are allowed to share "),
    (" is reviewed ", " is looked at again "), (" pay ", " have to pay "), (" is open to ", " is available to "),
)  # fmt: skip
_MONTHS = "January February March April May June July August September October November December".split()


@dataclass
class Sentence:
    """A sentence with figures in its slots."""

    form: str
    slots: dict[str, str]

    @property
    def text(self) -> str:
        return self.form.format(**self.slots)


@dataclass
class World:
    """A document in two versions, the sections of which are sentences and tables, and what differs between them."""

    old: str = ""
    new: str = ""
    figures: set[tuple[str, str]] = field(default_factory=set)
    added: set[str] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)
    headings: int = 0  # renamed


def _slot(name: str, draw: random.Random) -> str:
    match name:
        case "money":
            return f"£{draw.randint(10, 9000):,}"
        case "days":
            return f"{draw.randint(2, 90)} days"
        case "percent":
            return f"{draw.randint(1, 99)}%"
        case "count":
            return str(draw.randint(2, 60))
        case _:
            return f"{draw.randint(1, 28)} {draw.choice(_MONTHS)}"


def _other(name: str, value: str, draw: random.Random) -> str:
    while (new := _slot(name, draw)) == value:
        pass
    return new


def _sentence(draw: random.Random, taken: set[tuple[str, str, str]], plain: bool) -> Sentence:
    while True:
        words = draw.choice(_NOUNS), draw.choice(_PEOPLE), draw.choice(_PLACES)
        if words not in taken:
            break
    taken.add(words)
    noun, people, place = words
    form = draw.choice(_PLAIN if plain else _SENTENCES)
    form = form.replace("{noun}", noun).replace("{people}", people).replace("{place}", place)
    form = form.replace("{People}", people.capitalize())
    names = [name for name in ("money", "days", "percent", "count", "date") if f"{{{name}}}" in form]
    return Sentence(form, {name: _slot(name, draw) for name in names})


def _reworded(form: str) -> str:
    for old, new in _REWORDED:
        form = form.replace(old, new)
    return form


def world(seed: int, sections: int = 4, rate: float = 0.2) -> World:
    """Two versions of a document: `rate` is the share of the sentences and rows that are edited."""
    draw = random.Random(seed)
    made, taken = World(), set[tuple[str, str, str]]()
    old_parts, new_parts = ["# Handbook 2023"], ["# Handbook 2024"]
    shift = draw.random() < 0.5
    if shift:
        foreword = _sentence(draw, taken, plain=False).text
        new_parts.append(f"## 1. Foreword\n\n{foreword}")
        made.added |= {"## 1. Foreword", foreword}
    for number in range(1, sections + 1):
        name = f"{draw.choice(_NOUNS).capitalize()} {chr(64 + number)}"
        renamed = draw.random() < rate / 2
        made.headings += renamed
        old, new = _section(draw, made, taken, rate)
        old_parts.append(f"## {number}. {name}\n\n{old}")
        heading = f"On the {name}" if renamed else name
        new_parts.append(f"## {number + shift}. {heading}\n\n{new}")
    made.old, made.new = "\n\n".join(old_parts), "\n\n".join(new_parts)
    return made


def _section(draw: random.Random, made: World, taken: set[tuple[str, str, str]], rate: float) -> tuple[str, str]:
    before = [_sentence(draw, taken, draw.random() < 0.3) for _ in range(draw.randint(3, 9))]
    after: list[str] = []
    for sentence in before:
        edit = draw.choice(("figure", "both", "removed", "inserted", "moved")) if draw.random() < rate else ""
        form, slots = sentence.form, dict(sentence.slots)
        if edit in ("figure", "both"):
            for name in list(slots) if draw.random() < 0.5 else list(slots)[:1]:
                slots[name] = _other(name, slots[name], draw)
                made.figures.add((sentence.slots[name], slots[name]))
            form = _reworded(form) if edit == "both" and slots else form
        text = form.format(**slots)
        if edit == "removed":
            made.removed.add(text)
            continue
        after.insert(draw.randint(0, len(after)) if edit == "moved" else len(after), text)
        if edit == "inserted":
            new = _sentence(draw, taken, plain=draw.random() < 0.5).text
            made.added.add(new)
            after.append(new)
    table = _table(draw, made, rate) if draw.random() < 0.5 else ("", "")
    listed = draw.random() < 0.3
    return (
        _laid_out([sentence.text for sentence in before], draw, listed) + table[0],
        _laid_out(after, draw, listed) + table[1],
    )


def _laid_out(texts: list[str], draw: random.Random, listed: bool) -> str:
    """Sentences in paragraphs that are split at random, or as a numbered list."""
    if listed:
        return "\n".join(f"{number}. {text}" for number, text in enumerate(texts, 1))
    return "".join(text + draw.choice((" ", " ", "\n\n")) for text in texts).strip()


def _table(draw: random.Random, made: World, rate: float) -> tuple[str, str]:
    plans = draw.sample(_NOUNS, draw.randint(4, 9))
    rows = [(plan.capitalize(), draw.randint(5, 900), draw.randint(1, 60)) for plan in plans]
    old = [_row(row) for row in rows[1:]]
    new: list[str] = []
    for plan, price, seats in rows[1:]:
        edit = draw.choice(("price", "removed", "inserted", "moved")) if draw.random() < rate else ""
        cost = int(_other("count", str(price), draw)) if edit == "price" else price
        if edit == "price":
            made.figures.add((str(price), str(cost)))
        row = _row((plan, cost, seats))
        if edit == "removed":
            made.removed.add(row)
            continue
        new.insert(draw.randint(0, len(new)) if edit == "moved" else len(new), row)
        if edit == "inserted" and rows[0]:
            inserted = _row(rows[0])
            if inserted not in made.added:
                made.added.add(inserted)
                new.append(inserted)
    return "\n\n" + "\n".join(old), "\n\n" + "\n".join(new)


def _row(row: tuple[str, int, int]) -> str:
    return f"Plan: {row[0]}; Price: {row[1]}; Seats: {row[2]}."
