"""Which section of one document is which of another: the one with its sentences, or with its name. Pure."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import product

from app.whole.units import Tokens, Units, tokens
from index.language.shown import opening

_NAMED = 1.5  # sentences that a common name counts as
_NAMESAKES = 6  # sections of one name, above which it names none


def sections(old: Units, new: Units) -> Mapping[int, int]:
    """The section of the new document that each of the old one has become, as far as that can be told."""
    votes = Counter[tuple[int, int]]()
    for one, other in _common(old, new):
        votes[one, other] += 1
    weights = {pair: float(count) for pair, count in votes.items()}
    for pair in _namesakes(old, new):
        weights[pair] = weights.get(pair, 0) + _NAMED
    became, taken = {0: 0}, {0}
    if old.units and new.units:  # stretches begin alike
        weights.setdefault((old.units[0].section, new.units[0].section), 0)
    for one, other in sorted(weights, key=lambda pair: (-weights[pair], abs(pair[0] - pair[1]), pair)):
        if one not in became and other not in taken:
            became[one] = other
            taken.add(other)
    for one in range(1, len(old.headings)):  # a section that was renamed stands where it stood
        follows = became.get(one - 1, -1) + 1
        if one not in became and follows not in taken and 0 < follows < len(new.headings):
            became[one] = follows
            taken.add(follows)
    return became


def _common(old: Units, new: Units) -> list[tuple[int, int]]:
    """The sections of each unit that both documents have once."""
    places: list[dict[Tokens, list[int]]] = []
    for side in (old, new):
        there = defaultdict(list)
        for unit in side.units:
            if unit.kind != "heading":
                there[unit.tokens].append(unit.section)
        places.append(there)
    before, after = places
    return [
        (where[0], after[words][0])
        for words, where in before.items()
        if len(where) == 1 and len(after.get(words, ())) == 1
    ]


def _namesakes(old: Units, new: Units) -> list[tuple[int, int]]:
    before, after = _names(old), _names(new)
    return [
        pair
        for name, places in before.items()
        if max(len(places), len(after.get(name, ()))) <= _NAMESAKES
        for pair in product(places, after.get(name, ()))
    ]


def _names(units: Units) -> dict[tuple[Tokens, ...], list[int]]:
    """The sections of each name, which is that of the headings above it as well, but for the document's title."""
    tops = {path[0] for path in units.headings if path}
    named = defaultdict(list)
    for section, path in enumerate(units.headings):
        name = tuple(tokens(heading[opening(heading) :]) for heading in path[len(tops) == 1 :])
        if section and (not name or name[-1]):
            named[name].append(section)
    return named
