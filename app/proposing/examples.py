"""Three questions of different kinds to begin with, that the documents answer well: something they say, something over
all of them, and what one is about or how two differ.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice, zip_longest
from typing import TypeVar

from app.proposing.facts import Fact, facts
from app.proposing.topics import about, known, sections, title
from app.proposing.trying import answers, compares, counts
from app.records import Answer
from app.whole.editions import edition, is_older
from index.language.vocabulary import own_table
from index.records import Document

Ask = Callable[[str], Answer]
"""Answers a question on its own, in quotes."""

T = TypeVar("T")
_WANTED = 3
_SAMPLE = 80  # documents that are looked at
_HEAD = 12_000  # characters of each
_OF_ONE = 4  # questions made of one document
_TRIED = 8  # questions of a kind
_PROSE, _BRIEF = 90, 1_500  # characters of a line of prose, of a document that has little to sum up
_NEIGHBOURS = 300  # documents among which editions of one thing are looked for
_PAUSE = 0.02  # seconds between two steps: whoever asks meanwhile goes first


def examples(documents: Sequence[Document], ask: Ask, sleep: Callable[[float], None] = time.sleep) -> list[str]:
    """Up to three questions, fewer where no more would be answered well."""
    sample = _sample(documents)
    told = _told(sample, sleep)

    def is_told(fact: Fact) -> bool:
        return answers(ask(fact.question), fact)

    said = _first(told, is_told, sleep)
    over_all = _first(_over_all(sample), lambda one: counts(ask(one), len(documents)), sleep)
    whole = _first(_changed(documents), lambda one: compares(ask(one)), sleep)
    used = said.document.source if said else ""
    if not whole:
        others = (about(document) for document in sorted(sample, key=_is_prose) if document.source != used)
        summed_up = _first(filter(None, others), is_told, sleep)
        whole = summed_up.question if summed_up else None
    found = [question for question in (said.question if said else None, over_all, whole) if question]
    if said and len(found) < _WANTED:  # another of the first kind
        more = _first((fact for fact in told if fact.document.source != used), is_told, sleep)
        found += [more.question] if more else []
    return found


def _first(tried: Iterable[T], is_good: Callable[[T], bool], sleep: Callable[[float], None]) -> T | None:
    for one in islice(tried, _TRIED):
        sleep(_PAUSE)
        if is_good(one):
            return one
    return None


def _sample(documents: Sequence[Document]) -> list[Document]:
    """Some of the documents, from all over the folder; those with a title that can be said come first."""
    step = -(-len(documents) // _SAMPLE) or 1
    return sorted(documents[::step], key=lambda one: not title(one))


def _is_prose(document: Document) -> float:
    """Less for what has more of its text in lines that are long enough for sentences; one of a few lines comes last."""
    lines = document.text[:_HEAD].split("\n")
    prose = sum(len(line) for line in lines if len(line) > _PROSE and not line.startswith("|"))
    return -prose / (sum(map(len, lines)) + _BRIEF)


def _told(sample: Sequence[Document], sleep: Callable[[float], None]) -> Iterator[Fact]:
    """What sentences tell, a question a document in turn; then what headings ask, and what stands under others."""
    for kind in (facts, sections):
        rows = []
        for document in sample:
            sleep(_PAUSE)
            rows.append([*islice(kind(document, 0, _HEAD), _OF_ONE)])
        yield from filter(None, chain.from_iterable(zip_longest(*rows)))


def _over_all(sample: Sequence[Document]) -> Iterator[str]:
    """How many mention a name, which are of a year, which is the newest."""
    table = own_table(_language(sample), "proposals").get("documents", {})
    if "count" in table:
        for name in known(sample)[: _TRIED - 2]:
            yield table["count"].format(name=name)
    years = Counter(document.date[:4] for document in sample if document.date)
    if "year" in table and len(years) > 1:
        yield table["year"].format(year=years.most_common(1)[0][0])


def _changed(documents: Sequence[Document]) -> Iterator[str]:
    """What changed between two documents of which one is an edition of the other."""
    families: dict[frozenset[str], list[Document]] = {}
    for document in documents[:_NEIGHBOURS]:
        if title(document) and (family := edition(document).family):
            families.setdefault(family, []).append(document)
    for one, other in (family[:2] for family in families.values() if len(family) > 1):
        older = is_older(one, other)
        template = own_table(one.language, "proposals").get("documents", {}).get("changed")
        if older is not None and template and title(one) != title(other):
            old, new = (one, other) if older else (other, one)
            yield template.format(old=title(old), new=title(new))


def _language(documents: Sequence[Document]) -> str:
    """The one that most are in."""
    return Counter(document.language for document in documents).most_common(1)[0][0] if documents else ""
