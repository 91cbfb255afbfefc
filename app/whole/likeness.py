"""Which units say the same thing in other words: those that share most of their words, figures aside. Pure."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from math import log

from app.whole.units import Unit, Units, has_digit
from index.language.words import terms

_COMMON = 60  # units: a word that more of them have finds none
_SHARED = 2  # words that they must share, if they have as many


def alike(
    old: Units, new: Units, left: Sequence[Unit], right: Sequence[Unit], least: Callable[[Unit, Unit], float]
) -> Iterator[tuple[Unit, Unit]]:
    """Pairs of a unit of each side, the most alike first, each unit once.

    `least` is how alike the two must be, 0 to 1: twice the weight of the words that they share over the weight of those
    that they have, where what is rare in the documents weighs more.
    """
    if not left or not right:
        return
    before, after = ([_bag(side, unit) for unit in some] for side, some in ((old, left), (new, right)))
    weights = _weights(old, new, {token for unit in (*left, *right) for token in unit.tokens})
    sizes = [[sum(weights[stem] for stem in stems) for stems in side] for side in (before, after)]
    holding = defaultdict(list)
    for place, stems in enumerate(after):
        for stem in stems:
            holding[stem].append(place)
    scored = []
    for place, stems in enumerate(before):
        near = {other for stem in stems if len(holding[stem]) <= _COMMON for other in holding[stem]}
        for other in near:
            shared = stems & after[other]
            score = 2 * sum(weights[stem] for stem in shared) / (sizes[0][place] + sizes[1][other])
            enough = len(shared) >= min(_SHARED, len(stems), len(after[other]))
            if enough and score >= least(left[place], right[other]):
                scored.append((-score, abs(place - other), place, other))
    taken: tuple[set[int], set[int]] = (set(), set())
    for _, _, place, other in sorted(scored):
        if place not in taken[0] and other not in taken[1]:
            taken[0].add(place)
            taken[1].add(other)
            yield left[place], right[other]


def _bag(side: Units, unit: Unit) -> frozenset[str]:
    """The stems of a unit, without its figures."""
    words = " ".join(token for token in unit.tokens if not has_digit(token))
    return frozenset(terms(words, side.document.language))


def _weights(old: Units, new: Units, wanted: Collection[str]) -> Mapping[str, float]:
    """How rare the stems of the wanted tokens are in both documents."""
    counts: Counter[str] = Counter()
    for side in (old, new):
        held = Counter(token for unit in side.units for token in unit.tokens if token in wanted)
        for token, count in held.items():
            for stem in terms(token, side.document.language):
                counts[stem] += count
    every = len(old.units) + len(new.units)
    return {stem: log(1 + every / count) for stem, count in counts.items()}
