"""Policies and price lists: a new document a year, which replaces that of the year before."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from math import ceil
from random import Random
from typing import Any

from eval.making.whole.documents.naming import Names, ending
from eval.making.whole.documents.terms import Term
from eval.making.whole.files.record import Block, Bullets, File, Grid, Heading, Paragraph, said
from eval.making.whole.words import words
from eval.making.whole.world import NOW, World, a_day

_YEARS = 6
_CHANGED = 0.6  # of the figures, from one year to the next


@dataclass(frozen=True, slots=True)
class Edition:
    """A document that replaces the one before: `figures` by what they are of, as written, and `items` without figures.

    `name` is that of the series: a policy, a price list, a product.
    """

    name: str
    label: str
    figures: dict[str, str]
    items: tuple[str, ...]
    file: File


def policies(world: World, names: Names, number: int) -> Iterator[tuple[Edition, dict[str, Term]]]:
    """So many policies, the series one after the other, with the term that each figure is."""
    chance = world.random("policies")
    for about, years in _series(words("dealings")["policy"], number):
        values = {what: chance.randint(low, high) for what, _, _, low, high in about["figures"]}
        items = chance.sample(about["covers"], 3)
        for year in years:
            for what, _, _, low, high in about["figures"]:
                if chance.random() < _CHANGED:
                    values[what] = chance.randint(low, high)
            items = _replaced(chance, items, about["covers"])
            yield _policy(chance, names, about, year, dict(values), items)


def _policy(
    chance: Random, names: Names, about: dict[str, Any], year: int, values: dict[str, int], items: list[str]
) -> tuple[Edition, dict[str, Term]]:
    day = a_day(chance, date(year, 1, 1), date(year, 1, 9))
    title = f"{about['name']} policy {year}"
    source = names.source("policy", day, f"{about['name']} policy", ending(chance))
    said_of = {what: sentence.format(value=values[what]) for what, sentence, *_ in about["figures"]}
    blocks: tuple[Block, ...] = (
        Paragraph((f"This policy holds from {said(day)} until a newer one replaces it.",)),
        Heading("Rules"),
        *(Paragraph((sentence,)) for sentence in said_of.values()),
        Heading("Covered"),
        Bullets(tuple(items)),
    )
    edition = Edition(
        about["name"],
        str(year),
        {what: str(value) for what, value in values.items()},
        tuple(items),
        File(source, "policy", title, day, blocks, (f"Date: {said(day)}",)),
    )
    return edition, {what: Term(day, values[what], source, sentence) for what, sentence in said_of.items()}


def price_lists(world: World, names: Names, number: int) -> Iterator[Edition]:
    """So many price lists. Their items are their figures: an item that goes takes its price along."""
    chance = world.random("prices")
    for about, years in _series(words("dealings")["prices"], number):
        prices = {item: chance.randint(8, 400) / 2 for item in about["items"]}
        items = chance.sample(about["items"], 5)
        for year in years:
            for item in items:
                if chance.random() < _CHANGED:
                    prices[item] += chance.choice((-1.5, 0.5, 1, 2.5, 4))
            items = _replaced(chance, items, about["items"])
            day = a_day(chance, date(year, 1, 1), date(year, 3, 1))
            figures = {item: f"{prices[item]:.2f} GBP" for item in items}
            grid = Grid((("Item", "Price"), *figures.items()))
            file = File(
                names.source("prices", day, f"{about['name']} prices", ending(chance, tables=True)),
                "prices",
                f"{about['name']} price list {year}",
                day,
                (Paragraph(("All prices hold for one unit and for members.",)), grid),
                (f"Date: {said(day)}",),
            )
            yield Edition(about["name"], str(year), figures, (), file)


def _series(every: list[dict[str, Any]], number: int) -> Iterator[tuple[dict[str, Any], list[int]]]:
    """What there is a series of, with its years up to this one, so that there are `number` documents in all."""
    series = max(2, min(ceil(number / _YEARS), len(every)))
    for place, about in enumerate(every[:series]):
        years = min(number // series + (place < number % series), _YEARS)
        yield about, [*range(NOW.year + 1 - years, NOW.year + 1)]


def _replaced(chance: Random, items: list[str], every: list[str]) -> list[str]:
    """The items, at times with one gone and at times with another one added."""
    gone = chance.choice(items) if len(items) > 2 and chance.random() < 0.5 else ""
    kept = [item for item in items if item != gone]
    others = [item for item in every if item not in items]
    return [*kept, chance.choice(others)] if others and chance.random() < 0.6 else kept


def most(concept: str) -> int:
    """How many documents of such series there can be."""
    return _YEARS * len(words("dealings")[concept])
