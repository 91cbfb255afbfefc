"""Questions that count or list mentions: of terms, of references, of quoted phrases, of terms typed wrong."""

from collections.abc import Iterator
from itertools import product
from random import Random

from eval.making.whole.asking.question import Question, shuffled, worded
from eval.making.whole.documents.naming import plural
from eval.making.whole.folder import Folder
from eval.making.whole.found import Found, Term, counted, terms

_KINDS = ("letter", "mail", "minutes", "contract", "memo")
_SHORTEST = 7  # letters of a word that is typed wrong and still recognised


def mention_count(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """How many documents mention a term."""
    yield from _over_all(folder, found, chance, "mention_count")


def mention_count_of_kind(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """How many documents of a kind mention it."""
    yield from _over_kinds(folder, found, chance, "mention_count")


def mention_list(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """Which documents mention a term."""
    yield from _over_all(folder, found, chance, "mention_list")


def mention_list_of_kind(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """Which documents of a kind mention it."""
    yield from _over_kinds(folder, found, chance, "mention_list")


def occurrence(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """How often a reference occurs."""
    for reference in shuffled(chance, folder.world.references):
        counts = found.counts((reference.text,))
        if counts:
            yield worded(chance, "occurrences", "all", {"reference": reference.text}, _occurring(counts))


def occurrence_of_kind(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """How often it occurs in documents of a kind."""
    kinds = {file.source: file.kind for file in folder.files}
    for reference, kind in shuffled(chance, [*product(folder.world.references, _KINDS)]):
        counts = {
            source: count for source, count in found.counts((reference.text,)).items() if kinds.get(source) == kind
        }
        if counts:
            slots = {"reference": reference.text, "kinds": plural(kind)}
            yield worded(chance, "occurrences", "kind", slots, _occurring(counts))


def phrase_count(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """How many documents hold a quoted phrase."""
    yield from _quoted(folder, found, chance, "count")


def phrase_list(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """Which documents hold it."""
    yield from _quoted(folder, found, chance, "list")


def typo_count(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """How many documents mention a term that is typed wrong."""
    for term, sources in _mentioned(folder, found, chance):
        if typo := mistyped(chance, term.name, found.words):
            yield worded(chance, "typo_count", "all", {"typo": typo}, {**counted(sources), "meant": term.name})


def typo_count_of_kind(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """How many documents of a kind mention it."""
    for term, kind in shuffled(chance, [*product(terms(folder, people=False), _KINDS)]):
        sources = found.mentioning(term, kind)
        typo = mistyped(chance, term.name, found.words)
        if sources and typo:
            slots = {"typo": typo, "kinds": plural(kind)}
            yield worded(chance, "typo_count", "kind", slots, {**counted(sources), "meant": term.name})


def mistyped(chance: Random, name: str, known: frozenset[str]) -> str:
    """A name with two letters swapped, one left out or one doubled, within a word; "" if it has no long word.

    What it gives is none of the known words.
    """
    longest = max(name.split(), key=len)
    if len(longest) < _SHORTEST:
        return ""
    place = chance.randrange(2, len(longest) - 2)
    head, one, two, tail = longest[:place], longest[place], longest[place + 1], longest[place + 2 :]
    wrong = [f"{head}{two}{one}{tail}", f"{head}{two}{tail}", f"{head}{one}{one}{two}{tail}"]
    usable = [word for word in wrong if word != longest and word.casefold() not in known]
    return name.replace(longest, chance.choice(usable)) if usable else ""


def _over_all(folder: Folder, found: Found, chance: Random, kind: str) -> Iterator[Question]:
    for term, sources in _mentioned(folder, found, chance):
        yield worded(chance, kind, "all", {"term": term.forms}, counted(sources))


def _over_kinds(folder: Folder, found: Found, chance: Random, asked: str) -> Iterator[Question]:
    for term, kind in shuffled(chance, [*product(terms(folder), _KINDS)]):
        if sources := found.mentioning(term, kind):
            yield worded(chance, asked, "kind", {"term": term.forms, "kinds": plural(kind)}, counted(sources))


def _mentioned(folder: Folder, found: Found, chance: Random) -> Iterator[tuple[Term, list[str]]]:
    for term in shuffled(chance, terms(folder)):
        if sources := found.mentioning(term):
            yield term, sources


def _quoted(folder: Folder, found: Found, chance: Random, form: str) -> Iterator[Question]:
    for phrase in shuffled(chance, folder.world.phrases):
        if sources := found.holding(phrase.text):
            yield worded(chance, "phrase", form, {"phrase": phrase.text}, counted(sources))


def _occurring(counts: dict[str, int]) -> dict[str, object]:
    return {"count": sum(counts.values()), "by_document": counts, "documents": [*counts]}
