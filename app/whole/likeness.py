"""Which units say the same thing in other words: those that share most of their words, figures aside. Pure."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from math import log

from app.whole.units import Unit, has_digit
from index.language.words import terms

_COMMON = 60  # units: a word that more of them have finds none
_SHARED = 2  # words that they must share, if they have as many

Bag = frozenset[str]


def bag(text: str, language: str) -> Bag:
    """The stems of a text, without its figures."""
    return frozenset(term for term in terms(text, language) if not has_digit(term))


def alike(
    left: Sequence[Unit],
    right: Sequence[Unit],
    bags: Callable[[int, Unit], Bag],
    least: Callable[[Unit, Unit], float],
) -> Iterator[tuple[Unit, Unit]]:
    """Pairs of a unit of each side, the most alike first, each unit once.

    `bags` are the stems of a unit of the side 0 or 1, `least` how alike the two must be, 0 to 1: twice the weight of
    what they share over the weight of what they have, where what is rare weighs more.
    """
    before, after = [bags(0, unit) for unit in left], [bags(1, unit) for unit in right]
    counts = Counter(stem for stems in (*before, *after) for stem in stems)
    most = len(before) + len(after)
    weights = {stem: log(1 + most / count) for stem, count in counts.items()}
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
