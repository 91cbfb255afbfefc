"""Which part each name and figure of a sentence plays, and whether another one plays it elsewhere. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, pairwise, takewhile
from typing import NamedTuple

from app.checking.words import Word
from index.language.lexicon import Lexicon, lexicon

Stems = frozenset[str]


@dataclass(frozen=True, slots=True)
class Part:
    """The part that a name or figure plays: it stands before or after a word, perhaps with a preposition between, is
    explained by one that follows a comma: "Ann, reporter", or is said to be `stem` `of` a name."""

    kind: str
    side: str
    stem: str
    preposition: str = ""
    of: Stems = frozenset()


class Player(NamedTuple):
    """The stems of a name or figure, those of the whole list it stands in, and the part it plays."""

    name: Stems
    together: Stems
    part: Part


Run = tuple[int, int]
"""Where names of one or more words, or figures, stand."""

_REACH = 4  # words between a name and what it belongs to
_COMPARED = 400  # words of a text, no more, so that time is bounded


def parts(text: Sequence[Word], known: Lexicon) -> list[Player]:
    """The parts that the names and figures of a text play, as the active voice has them.

    In "Bo was hosted by Ann" Ann stands before `host` and Bo after it, as in "Ann hosted Bo".
    """
    players: list[Player] = []
    attached: list[Stems] = []  # "Ann of Oslo": who has what follows Oslo, too
    end = 0
    for group in _lists(text, known):
        between = {word.folded for word in text[end : group[0][0]]}
        played = list(_played(text, group[0][0], group[-1][1], known))
        names = [_stems(text, run) for run in group]
        together = Stems().union(*names)
        if not (between & known.prepositions and between <= known.prepositions | known.small):
            attached = []
        players += [Player(name, together, part) for name in names for part in played]
        players += [Player(name, name, part) for name in attached for part in played if part.side == "before"]
        attached += names
        end = group[-1][1]
    for holder, office, of, _ in _offices(text, known):
        name = _stems(text, holder)
        players.append(Player(name, name, Part("name", "holds", office, of=_stems(text, of))))
    return players


def _stems(text: Sequence[Word], run: Run) -> Stems:
    return frozenset(word.stem for word in text[slice(*run)])


def _played(text: Sequence[Word], start: int, end: int, known: Lexicon) -> Iterator[Part]:
    """The parts of what stands from `start` to `end`."""
    kind = "name" if "name" in _kinds(text, (start, end)) else "figure"  # a date or "Apollo 11" is a name
    stem, preposition, _ = _neighbour(text[max(0, start - 1 - _REACH) : start][::-1], known)
    if stem:
        passive = preposition in known.of_agents
        yield Part(kind, "before" if passive else "after", stem, "" if passive else preposition)
    stem, preposition, small = _neighbour(text[end : end + 1 + _REACH], known)
    if stem and not preposition:
        clause = takewhile(lambda word: word.kind != "mark", text[end : end + 12])
        passive = bool(small & known.be) and any(word.folded in known.of_agents for word in clause)
        yield Part(kind, "after" if passive else "before", stem)
    if [word.folded for word in text[end : end + 1]] == [","] and not (
        start and text[start - 1].folded in known.prepositions - known.of_agents
    ):
        stem, preposition, _ = _neighbour(text[end + 1 : end + 2 + _REACH], known)
        if stem and not preposition:
            yield Part(kind, "explained", stem)


def _offices(text: Sequence[Word], known: Lexicon) -> Iterator[tuple[Run, str, Run, bool]]:
    """Who is what of whom, and whether a comma tells: "Ann, head of the bank", "Ann is head of the bank", "The head of
    the bank is Ann"."""
    runs = list(_runs(text))
    stops = known.be | known.prepositions | {","}
    begins, ends = {run[0]: run for run in runs}, {run[1]: run for run in runs}
    for of in runs:
        near = range(of[0] - 1, max(0, of[0] - 2 - _REACH), -1)
        place = next((at for at in near if text[at].folded in known.of or text[at].stem or text[at].kind == "mark"), 0)
        follows = text[of[1]].stem if of[1] < len(text) else ""
        if text[place].folded not in known.of or not place or not text[place - 1].stem or follows:
            continue  # "the presence of American whalers" is nobody's
        first = place - 2
        while first >= max(0, place - 2 - _REACH) and text[first].folded not in stops:
            first -= 1
        link = text[first].folded if first >= 0 else ""
        if first in ends and (link == "," or link in known.be):
            yield ends[first], text[place - 1].stem, of, link == ","
        elif of[1] < len(text) and text[of[1]].folded in known.be:
            for after in (of[1] + 1, of[1] + 2):
                if after in begins and not text[after - 1].stem:
                    yield begins[after], text[place - 1].stem, of, False


def _lists(text: Sequence[Word], known: Lexicon) -> Iterator[list[Run]]:
    """The runs of names, those of one list, such as "Bo, Cy and Al", together."""
    groups: list[list[Run]] = []
    joined_by: list[set[str]] = []
    explained = {run for holder, _, of, comma in _offices(text, known) if comma for run in (holder, of)}
    for run in _runs(text):
        last = groups[-1][-1] if groups else run
        between = [word.folded for word in text[last[1] : run[0]]]
        if (
            0 < len(between) <= 2
            and known.joins.issuperset(between)
            and _kinds(text, last) == _kinds(text, run)
            and run not in explained
            and not (last in explained and between[0] == ",")
        ):
            groups[-1].append(run)
            joined_by[-1] |= {*between}
        else:
            groups.append([run])
            joined_by.append(set())
    for group, between_all in zip(groups, joined_by, strict=True):
        yield from [group] if between_all - {","} else [[run] for run in group]


def _kinds(text: Sequence[Word], run: Run) -> set[str]:
    return {word.kind for word in text[slice(*run)]}


def _runs(text: Sequence[Word]) -> Iterator[Run]:
    for named, run in groupby(range(len(text)), lambda place: text[place].kind in ("name", "figure")):
        if named:
            start, *others = run
            yield start, start + 1 + len(others)


def _neighbour(nearest_first: Sequence[Word], known: Lexicon) -> tuple[str, str, Stems]:
    """The nearest word that is no small one, the preposition on the way to it, and all small words there."""
    preposition, small = "", set[str]()
    for word in takewhile(lambda word: word.kind == "word", nearest_first):
        if word.stem:
            return word.stem, preposition, frozenset(small)
        small.add(word.folded)
        preposition = word.folded if word.folded in known.prepositions else preposition
    return "", preposition, frozenset(small)


def swapped(stated: Sequence[Word], held: Sequence[Word], language: str) -> bool:
    """Whether a name or figure plays a part that another one plays in what is held, and none of its own, or stands in
    another one's place where both say the same. Both hold it.
    """
    known = lexicon(language)
    holders: defaultdict[Part, set[str]] = defaultdict(set)
    for player in parts(held, known):
        holders[player.part] |= player.together
    verdicts: defaultdict[tuple[Stems, Stems], list[bool]] = defaultdict(list)
    for name, _, part in parts(stated, known):
        if part in holders:
            verdicts[name, part.of].append(bool(name & holders[part]))
    return not all(map(any, verdicts.values())) or displaced(stated, held, language)


Unit = tuple[str, Stems]
"""A name of one or more words, with its stems; or a word, with none."""


def _units(text: Sequence[Word], known: Lexicon) -> list[Unit]:
    """The words with names as one unit each; the names of a list always in the same order."""
    text = text[:_COMPARED]
    units: list[Unit] = []
    end = 0
    for group in [*_lists(text, known), [(len(text), len(text))]]:
        units += [(word.stem or word.folded, Stems()) for word in text[end : group[0][0]] if word.kind != "mark"]
        units += sorted((" ".join(sorted(name)), name) for run in group if (name := _stems(text, run)))
        end = group[-1][1]
    return units


def displaced(stated: Sequence[Word], held: Sequence[Word], language: str) -> bool:
    """Whether, where both texts run alike, a name or figure stands in the place of another one, or two have changed
    places. Where anything may stand before the verb, a name may stand where a figure did:
    "Seit 2019 leitet Bo den Rat".
    """
    known = lexicon(language)
    here, there = _units(stated, known), _units(held, known)
    turned = _between(here) & {(last, middle, first) for first, middle, last in _between(there) - _between(here)}
    if any(not known.verb_second or _alike(first, last) for first, _, last in turned):
        return True
    names = {name for _, name in there}
    matcher = SequenceMatcher(None, [word for word, _ in there], [word for word, _ in here], autojunk=False)
    for kind, start, end, first, last in matcher.get_opcodes():
        if kind != "replace":
            continue
        was, now = there[start:end], here[first:last]
        pairs = [(was, now)] if all(name for _, name in [*was, *now]) else []
        pairs += [(_leading(was), _leading(now))] if start and first else []
        pairs += [(_leading(was[::-1]), _leading(now[::-1]))] if end < len(there) and last < len(here) else []
        if known.verb_second:
            pairs = [
                (was, [one for one in now if any(_alike(one[1], other[1]) for other in was)]) for was, now in pairs
            ]
        if any(_put_there(*pair, names) for pair in pairs):
            return True
    return False


def _alike(one: Stems, other: Stems) -> bool:
    """Whether both hold a figure, or neither."""
    return bool(_figures(one)) == bool(_figures(other))


def _leading(units: Sequence[Unit]) -> list[Unit]:
    """The names with which it begins."""
    return list(takewhile(lambda unit: unit[1], units))


def _put_there(was: Sequence[Unit], now: Sequence[Unit], names: Collection[Stems]) -> bool:
    """Whether one of the names or figures that stand there now is another one's."""
    there = Stems().union(*(name for _, name in was))
    figures = _figures(there)
    return bool(there) and any(
        not name & there
        or (name in names and not name <= there and not name >= there)
        or not (_figures(name) <= figures or _figures(name) >= figures)
        for _, name in now
    )


def _figures(stems: Stems) -> set[str]:
    return {stem for stem in stems if stem[0].isdigit()}


def _between(units: Sequence[Unit]) -> set[tuple[Stems, tuple[str, ...], Stems]]:
    """Each two names in a row, with the few words between them."""
    places = [nth for nth, (_, name) in enumerate(units) if name]
    return {
        (units[first][1], tuple(word for word, _ in units[first + 1 : last]), units[last][1])
        for first, last in pairwise(places)
        if 1 < last - first <= _REACH + 1 and units[first][1] != units[last][1]
    }
