"""What differs between two documents: their units are aligned, the equal ones first, then those that are alike.

What has only moved is the same. A figure that differs within an aligned pair is a changed figure. Pure.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from app.whole import rows
from app.whole.editions import stems, versions, without_editions
from app.whole.figures import Difference, differing
from app.whole.likeness import alike
from app.whole.sections import sections
from app.whole.units import Tokens, Unit, Units, has_digit, masked, tokens, units
from index.language.dates import Day, dates
from index.language.own_date import own_date
from index.language.sentences import Span
from index.language.words import terms
from index.records import Document

_HEAD = 6  # units at the top in which a document says which one it is
_RUN = 8  # units that one may have been cut into
_WEIGHED = 2500  # pairs that differ in figures alone: of more they are taken in order
_SAME_SECTION, _ELSEWHERE = 0.45, 0.65  # how alike two units must be, 0 to 1


@dataclass(frozen=True, slots=True)
class Change:
    """What stands at `old` in the one document says the same thing as what stands at `new` in the other, differently.

    `figures` are the figures that differ, `cells` the other cells of a row. `is_title`: it is where the documents say
    which they are, by title, version or date.
    """

    old: Span
    new: Span
    figures: tuple[Difference, ...] = ()
    cells: tuple[Difference, ...] = ()
    is_title: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between two documents; `same` counts the sentences, rows and headings that do not.

    Of `changed` those with figures come first, those that only name the documents last, each in the order of the new
    document.
    """

    old: Document
    new: Document
    changed: tuple[Change, ...]
    added: tuple[Span, ...]
    removed: tuple[Span, ...]
    same: int

    @property
    def alike(self) -> float:
        """The share of what either says that both speak of, 0 to 1."""
        both = self.same + sum(not change.is_title for change in self.changed)
        return both / max(1, both + max(len(self.added), len(self.removed)))


def compare(
    old: Document, new: Document, about: Iterable[str] = (), within: tuple[Span, Span] | None = None
) -> Comparison:
    """What differs between two documents, or stretches `within` them, or of it what is on a topic.

    `about` are the stems of the topic's words (`index.language.words.terms`): what counts has them, or stands under
    headings that have. Words that neither document has are no topic.
    """
    first, second = within or (None, None)
    aligned = _Alignment(units(old, first), units(new, second))
    aligned.align()
    before, after = _on_topic(aligned.old, aligned.new, frozenset(about))
    pairs = [(one, other) for one, other in aligned.pairs if one in before or other in after]
    changes = [_change(aligned, one, other) for one, other in pairs if one.tokens != other.tokens]
    changes.sort(key=lambda change: (change.is_title, not change.figures, change.new))
    return Comparison(
        old,
        new,
        tuple(changes),
        added=tuple((unit.start, unit.end) for unit in aligned.free[1] if unit in after),
        removed=tuple((unit.start, unit.end) for unit in aligned.free[0] if unit in before),
        same=len(pairs) - len(changes) + sum(unit in after for unit in aligned.recut),
    )


@dataclass(slots=True)
class _Alignment:
    """`pairs` of units, what is `free` yet of both sides, in order, and units of the new one that are cut otherwise."""

    old: Units
    new: Units
    pairs: list[tuple[Unit, Unit]] = field(default_factory=list)
    free: tuple[dict[Unit, None], dict[Unit, None]] = field(init=False)
    recut: list[Unit] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.free = dict.fromkeys(self.old.units), dict.fromkeys(self.new.units)

    def align(self) -> None:
        """The surest first: what is equal in its section, the rows of one key, what differs in figures alone, what is
        equal elsewhere, what is cut otherwise, what is alike."""
        became = sections(self.old, self.new)

        def place(side: int, unit: Unit) -> int:
            return unit.section if side else became.get(unit.section, -1 - unit.section)

        self._equal(lambda side, unit: (place(side, unit), unit.tokens))
        for one, other in rows.paired(self.old, self.new, self.free):
            self._pair(one, other)
        self._but_for_figures(place)
        self._equal(lambda side, unit: unit.tokens)
        self._cut_otherwise()
        self._alike(place)
        self._renamed(became)

    def _pair(self, one: Unit, other: Unit) -> None:
        if one in self.free[0] and other in self.free[1]:
            self.pairs.append((one, other))
            del self.free[0][one], self.free[1][other]

    def _grouped(self, key: Callable[[int, Unit], Hashable]) -> list[tuple[list[Unit], list[Unit]]]:
        """The free units of both sides with the same key."""
        groups: dict[Hashable, tuple[list[Unit], list[Unit]]] = defaultdict(lambda: ([], []))
        for side in (0, 1):
            for unit in self.free[side]:
                groups[key(side, unit)][side].append(unit)
        return [group for group in groups.values() if all(group)]

    def _equal(self, key: Callable[[int, Unit], Hashable]) -> None:
        for group in self._grouped(key):
            for one, other in zip(*group, strict=False):
                self._pair(one, other)

    def _but_for_figures(self, place: Callable[[int, Unit], int]) -> None:
        """Pairs within a section that differ in figures alone, those with the most figures in common first."""
        for left, right in self._grouped(lambda side, unit: (place(side, unit), unit.kind, masked(unit.tokens))):
            if left[0].kind == "row" or (all(map(has_digit, left[0].tokens)) and len(left) + len(right) > 2):
                continue
            near: Iterable[tuple[int, int]] = zip(range(len(left)), range(len(right)), strict=False)
            if 1 < len(left) * len(right) <= _WEIGHED:
                near = sorted(
                    product(range(len(left)), range(len(right))),
                    key=lambda pair: (-_in_common(left[pair[0]].tokens, right[pair[1]].tokens), abs(pair[0] - pair[1])),
                )
            for one, other in near:
                self._pair(left[one], right[other])

    def _cut_otherwise(self) -> None:
        """Leaves out runs of units of which the words are equal, but not where they are cut."""
        for side in (0, 1):
            whole = {unit.tokens: unit for unit in self.free[side]}
            for run in _runs([*self.free[1 - side]]):
                words = tuple(word for unit in run for word in unit.tokens)
                if words in whole and all(unit in self.free[1 - side] for unit in run):
                    self.recut += run if not side else [whole[words]]
                    del self.free[side][whole.pop(words)]
                    for unit in run:
                        del self.free[1 - side][unit]

    def _alike(self, place: Callable[[int, Unit], int]) -> None:
        def least(one: Unit, other: Unit) -> float:
            return _SAME_SECTION if place(0, one) == place(1, other) else _ELSEWHERE

        left, right = ([unit for unit in side if unit.kind != "row"] for side in self.free)
        for one, other in [*alike(self.old, self.new, left, right, least)]:
            self._pair(one, other)

    def _renamed(self, became: Mapping[int, int]) -> None:
        """Pairs the headings of sections in which something else is paired, and those that the documents begin with."""
        for before, after in zip(self.old.units[:1], self.new.units[:1], strict=False):
            if before.opens and after.opens:
                self._pair(before, after)
        shared = {(one.section, other.section) for one, other in self.pairs}
        headings = {unit.opens: unit for unit in self.free[1] if unit.opens}
        for unit in [unit for unit in self.free[0] if unit.opens]:
            other = became.get(unit.opens)
            if other in headings and (unit.opens, other) in shared:
                self._pair(unit, headings[other])


def _change(aligned: _Alignment, one: Unit, other: Unit) -> Change:
    old, new = (one.start, one.end), (other.start, other.end)
    if one.cells and other.cells:
        cells = rows.differing_cells(aligned.old, aligned.new, (one, other))
        counted = [cell for cell in cells if any(map(str.isdigit, cell.old + cell.new))]
        return Change(old, new, tuple(counted), tuple(cell for cell in cells if cell not in counted))
    but_for_figures = masked(one.tokens) == masked(other.tokens)
    language = aligned.new.document.language
    figures = differing(aligned.old.words(one), aligned.new.words(other), language, but_for_figures)
    is_title = _names_it(aligned.old, one) and _names_it(aligned.new, other)
    if figures and but_for_figures:
        sides = aligned.old.document, aligned.new.document
        is_title |= all(_is_own_date(figure.old, sides[0]) and _is_own_date(figure.new, sides[1]) for figure in figures)
    return Change(old, new, figures, is_title=is_title)


def _names_it(side: Units, unit: Unit) -> bool:
    """Whether it says which document this is: its title, or a line at the top with its date or its version."""
    if unit not in side.units[:_HEAD] or unit.cells:
        return False
    words, language = side.words(unit), side.document.language
    is_title = unit.tokens == tokens(side.document.title or "") or (unit is side.units[0] and bool(unit.opens))
    is_version = bool(versions(words)) and not frozenset(terms(without_editions(words), language)) - stems(
        "kinds", language
    )
    return is_title or is_version or bool(own_date(words, language))


def _is_own_date(figure: str, document: Document) -> bool:
    """Whether it is the day that the document is of: "in force from 1 January 2024"."""
    day = Day(*map(int, document.date.split("-"))) if document.date else None
    return [stated.value for stated in dates(figure, document.language)] == [day]


def _in_common(one: Tokens, other: Tokens) -> int:
    return sum(left == right for left, right in zip(one, other, strict=True))


def _runs(free: Sequence[Unit]) -> Iterable[Sequence[Unit]]:
    """Units that follow on each other, two and more."""
    for at in range(len(free)):
        for length in range(2, min(_RUN, len(free) - at) + 1):
            yield free[at : at + length]


def _on_topic(old: Units, new: Units, about: frozenset[str]) -> tuple[frozenset[Unit], frozenset[Unit]]:
    """The units of both sides that have all words of the topic, or any where none has all."""
    if not about:
        return frozenset(old.units), frozenset(new.units)
    stems = [{unit: _stems(side, unit) for unit in side.units} for side in (old, new)]
    wanted = about & {stem for side in stems for words in side.values() for stem in words}
    least = len(wanted)
    if not all(any(wanted <= words for words in side.values()) for side in stems):
        least = 1
    before, after = (
        frozenset(unit for unit, words in side.items() if wanted and len(wanted & words) >= least) for side in stems
    )
    return before, after


def _stems(side: Units, unit: Unit) -> frozenset[str]:
    above = " ".join(side.headings[unit.section])
    return frozenset(terms(f"{above} {side.text(unit)}", side.document.language))
