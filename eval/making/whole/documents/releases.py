"""Release notes of the products: the limits of each version and all that it can do."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from eval.making.whole.documents.naming import Names, ending
from eval.making.whole.documents.yearly import Edition
from eval.making.whole.files.record import Bullets, File, Heading, said
from eval.making.whole.prose import paragraph
from eval.making.whole.words import words
from eval.making.whole.world import World, a_day

_VERSIONS = 12  # of a product: past the tenth, 4.10 is newer than 4.9
_CHANGED = 0.35  # of the limits, from one version to the next


@dataclass(frozen=True, slots=True)
class _State:
    """What a version allows and can do."""

    limits: dict[str, int]
    features: tuple[str, ...]

    def next(self, chance: Random) -> "_State":
        """That of the version after it."""
        about = words("dealings")["release"]
        drawn = {what: chance.randint(low, high) for what, _, low, high in about["limits"]}
        limits = {what: drawn[what] if chance.random() < _CHANGED else self.limits[what] for what in drawn}
        gone = chance.choice(self.features) if len(self.features) > 3 and chance.random() < _CHANGED else ""
        come = [one for one in about["features"] if one not in self.features]
        return _State(
            limits, tuple(one for one in (*self.features, *chance.sample(come, min(len(come), 1))) if one != gone)
        )


def releases(world: World, names: Names, number: int) -> Iterator[Edition]:
    """So many versions, the products one after the other; later days have higher versions."""
    chance, about = world.random("releases"), words("dealings")["release"]
    products = words("names")["products"][: max(2, number // _VERSIONS + 1)]
    for place, product in enumerate(products):
        versions = number // len(products) + (place < number % len(products))
        major, minor = chance.randint(2, 6), chance.choice((0, 5, 7))
        limits = {what: chance.randint(low, high) for what, _, low, high in about["limits"]}
        state = _State(limits, tuple(chance.sample(about["features"], 4)))
        days: set[date] = set()
        while len(days) < versions:
            days.add(a_day(chance))
        for version, day in enumerate(sorted(days), minor):
            yield _release(chance, world, names, product, f"{major}.{version}", day, state)
            state = state.next(chance)


def _release(
    chance: Random, world: World, names: Names, product: str, version: str, day: date, state: _State
) -> Edition:
    figures = {
        what: f"{state.limits[what]} {unit}".strip() for what, unit, *_ in words("dealings")["release"]["limits"]
    }
    title = f"{product} {version} release notes"
    file = File(
        names.source("release", day, f"{product} {version}", ending(chance)),
        "release",
        title,
        day,
        (
            paragraph(chance, world),
            Heading("Limits"),
            Bullets(tuple(f"{what}: {figure}" for what, figure in figures.items())),
            Heading("Features"),
            Bullets(state.features),
        ),
        (f"Date: {said(day)}",),
    )
    return Edition(product, version, figures, state.features, file)
