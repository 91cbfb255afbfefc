"""Which part each name and figure of a sentence plays, and whether another one plays it elsewhere. Pure."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise, takewhile

from app.checking.words import Word
from index.language.lexicon import Lexicon, lexicon


@dataclass(frozen=True, slots=True)
class Part:
    """The part that a name or figure plays: it stands before or after a word, perhaps with a preposition between, is
    explained by one that follows a comma: "Ann, reporter", or is said to be `stem` `of` a name."""

    kind: str
    side: str
    stem: str
    preposition: str = ""
    of: frozenset[str] = frozenset()


Run = tuple[int, int]
"""Where names of one or more words, or figures, stand."""

_OF = frozenset({"of", "de", "del"})
_REACH = 4  # words between a name and what it belongs to
_COMPARED = 400  # words of a text, no more, so that time is bounded


def parts(own: Sequence[Word], known: Lexicon) -> list[tuple[frozenset[str], frozenset[str], Part]]:
    """The parts that the names and figures of a text play, each name with its stems and with those of the whole list it
    stands in, as the active voice has them.

    In "Bo was hosted by Ann" Ann stands before `host` and Bo after it, as in "Ann hosted Bo".
    """
    played: list[tuple[frozenset[str], frozenset[str], Part]] = []
    attached: list[frozenset[str]] = []  # "Ann of Oslo": who has what follows Oslo, too
    end = 0
    for group in _lists(own, known):
        between = {word.folded for word in own[end : group[0][0]]}
        found = sorted(_played(own, group[0][0], group[-1][1], known), key=repr)
        names = [frozenset(word.stem for word in own[start:end]) for start, end in group]
        together = frozenset[str]().union(*names)
        if not (between & known.prepositions and between <= known.prepositions | known.small):
            attached = []
        played += [(name, together, part) for name in names for part in found]
        played += [(name, name, part) for name in attached for part in found if part.side == "before"]
        attached += names
        end = group[-1][1]
    for holder, office, of, _ in _offices(own, known):
        name, whose = (frozenset(word.stem for word in own[slice(*run)]) for run in (holder, of))
        played.append((name, name, Part("name", "holds", office, of=whose)))
    return played


def _played(own: Sequence[Word], start: int, end: int, known: Lexicon) -> Iterator[Part]:
    """The parts of what stands from `start` to `end`."""
    kind = "name" if "name" in _kinds(own, (start, end)) else "figure"  # a date or "Apollo 11" is a name
    stem, preposition, _ = _neighbour(own, range(start - 1, max(-1, start - 2 - _REACH), -1), known)
    if stem:
        passive = preposition in known.of_agents
        yield Part(kind, "before" if passive else "after", stem, "" if passive else preposition)
    stem, preposition, small = _neighbour(own, range(end, min(len(own), end + 1 + _REACH)), known)
    if stem and not preposition:
        passive = bool(small & known.be) and _agent_follows(own, end, known)
        yield Part(kind, "after" if passive else "before", stem)
    if [word.folded for word in own[end : end + 1]] == [","] and not (
        start and own[start - 1].folded in known.prepositions - known.of_agents
    ):
        stem, preposition, _ = _neighbour(own, range(end + 1, min(len(own), end + 2 + _REACH)), known)
        if stem and not preposition:
            yield Part(kind, "explained", stem)


def _offices(own: Sequence[Word], known: Lexicon) -> Iterator[tuple[Run, str, Run, bool]]:
    """Who is what of whom, and whether a comma tells: "Ann, head of the bank", "Ann is head of the bank", "The head of
    the bank is Ann"."""
    runs = list(_runs(own))
    stops = known.be | known.prepositions | {","}
    begins, ends = {run[0]: run for run in runs}, {run[1]: run for run in runs}
    for of in runs:
        near = range(of[0] - 1, max(0, of[0] - 2 - _REACH), -1)
        place = next((at for at in near if own[at].folded in _OF or own[at].stem or own[at].kind == "mark"), 0)
        follows = own[of[1]].stem if of[1] < len(own) else ""
        if own[place].folded not in _OF or not place or not own[place - 1].stem or follows:
            continue  # "the presence of American whalers" is nobody's
        first = place - 2
        while first >= max(0, place - 2 - _REACH) and own[first].folded not in stops:
            first -= 1
        link = own[first].folded if first >= 0 else ""
        if first in ends and (link == "," or link in known.be):
            yield ends[first], own[place - 1].stem, of, link == ","
        elif of[1] < len(own) and own[of[1]].folded in known.be:
            for after in (of[1] + 1, of[1] + 2):
                if after in begins and not own[after - 1].stem:
                    yield begins[after], own[place - 1].stem, of, False


def _lists(own: Sequence[Word], known: Lexicon) -> list[list[Run]]:
    """The runs of names, those of one list, such as "Bo, Cy and Al", together."""
    groups: list[list[Run]] = []
    joined_by: list[list[str]] = []
    explained = {run for holder, _, of, comma in _offices(own, known) if comma for run in (holder, of)}
    for start, end in _runs(own):
        last = groups[-1][-1] if groups else (0, 0)
        between = [word.folded for word in own[last[1] : start]]
        if (
            groups
            and 0 < len(between) <= 2
            and known.joins.issuperset(between)
            and _kinds(own, last) == _kinds(own, (start, end))
            and (start, end) not in explained
            and not (last in explained and between[0] == ",")
        ):
            groups[-1].append((start, end))
            joined_by[-1] += between
        else:
            groups.append([(start, end)])
            joined_by.append([])
    return [
        part
        for group, between in zip(groups, joined_by, strict=True)
        for part in ([group] if {*between} - {","} else [[run] for run in group])
    ]


def _kinds(own: Sequence[Word], run: Run) -> set[str]:
    return {word.kind for word in own[slice(*run)]}


def _runs(own: Sequence[Word]) -> Iterator[Run]:
    start = 0
    for nth, word in enumerate([*own, Word("mark", "", "")]):
        if word.kind not in ("name", "figure"):
            if nth > start:
                yield start, nth
            start = nth + 1


def _neighbour(own: Sequence[Word], places: range, known: Lexicon) -> tuple[str, str, frozenset[str]]:
    """The nearest word that is no small one, the preposition on the way to it, and all small words there."""
    preposition, small = "", set[str]()
    for place in places:
        word = own[place]
        if word.kind != "word":
            break
        if word.stem:
            return word.stem, preposition, frozenset(small)
        small.add(word.folded)
        preposition = word.folded if word.folded in known.prepositions else preposition
    return "", preposition, frozenset(small)


def _agent_follows(own: Sequence[Word], start: int, known: Lexicon) -> bool:
    """Whether a "by" stands in the same clause."""
    for word in own[start : start + 12]:
        if word.kind == "mark":
            return False
        if word.folded in known.of_agents:
            return True
    return False


def swapped(own: Sequence[Word], held: Sequence[Word], language: str = "en") -> bool:
    """Whether a name or figure plays a part that another one plays in what is held, and none of its own, or stands in
    another one's place where both say the same. Both hold it.
    """
    known = lexicon(language)
    players: dict[Part, set[str]] = {}
    for _, together, part in parts(held, known):
        players.setdefault(part, set()).update(together)
    verdicts: dict[tuple[frozenset[str], frozenset[str]], list[bool]] = {}
    for name, _, part in parts(own, known):
        if part in players:
            verdicts.setdefault((name, part.of), []).append(bool(name & players[part]))
    return any(not any(each) for each in verdicts.values()) or displaced(own, held, language)


Unit = tuple[str, frozenset[str]]
"""A name of one or more words, with its stems; or a word, with none."""


def _units(own: Sequence[Word], known: Lexicon) -> list[Unit]:
    """The words with names as one unit each; the names of a list always in the same order."""
    own = own[:_COMPARED]
    units: list[Unit] = []
    end = 0
    for group in [*_lists(own, known), [(len(own), len(own))]]:
        units += [(word.stem or word.folded, frozenset()) for word in own[end : group[0][0]] if word.kind != "mark"]
        names = [frozenset(word.stem for word in own[first:last]) for first, last in group]
        units += sorted((" ".join(sorted(name)), name) for name in names if name)
        end = group[-1][1]
    return units


def displaced(said: Sequence[Word], held: Sequence[Word], language: str = "en") -> bool:
    """Whether, where both texts run alike, a name or figure stands in the place of another one, or two have changed
    places."""
    known = lexicon(language)
    own, others = _units(said, known), _units(held, known)
    if _between(own) & {(other, middle, one) for one, middle, other in _between(others) - _between(own)}:
        return True
    names = {unit[1] for unit in others}
    matcher = SequenceMatcher(None, [unit[0] for unit in others], [unit[0] for unit in own], autojunk=False)
    for kind, start, end, first, last in matcher.get_opcodes():
        was, now = others[start:end], own[first:last]
        if kind == "replace":
            pairs = [(was, now)] if all(unit[1] for unit in [*was, *now]) else []
            pairs += [(_leading(was), _leading(now))] if start and first else []
            pairs += [(_leading(was[::-1]), _leading(now[::-1]))] if end < len(others) and last < len(own) else []
            if any(_put_there(*pair, names) for pair in pairs):
                return True
    return False


def _leading(units: Sequence[Unit]) -> list[Unit]:
    """The names with which it begins."""
    return list(takewhile(lambda unit: unit[1], units))


def _put_there(was: Sequence[Unit], now: Sequence[Unit], names: Collection[frozenset[str]]) -> bool:
    """Whether one of the names or figures that stand there now is another one's."""
    there = frozenset[str]().union(*(unit[1] for unit in was))
    figures = _figures(there)
    return bool(there) and any(
        not name & there
        or (name in names and not name <= there and not name >= there)
        or not (_figures(name) <= figures or _figures(name) >= figures)
        for _, name in now
    )


def _figures(stems: frozenset[str]) -> set[str]:
    return {stem for stem in stems if stem[0].isdigit()}


def _between(units: Sequence[Unit]) -> set[tuple[frozenset[str], tuple[str, ...], frozenset[str]]]:
    """Each two names in a row, with the few words between them."""
    places = [nth for nth, unit in enumerate(units) if unit[1]]
    return {
        (units[one][1], tuple(word for word, _ in units[one + 1 : other]), units[other][1])
        for one, other in pairwise(places)
        if 1 < other - one <= _REACH + 1 and units[one][1] != units[other][1]
    }
