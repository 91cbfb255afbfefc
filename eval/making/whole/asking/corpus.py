"""Questions about the folder itself: what there is on something or from some year, who wrote it, what is unreadable."""

from collections import Counter
from collections.abc import Iterator
from itertools import product
from random import Random

from eval.making.whole.asking.question import Question, filled, shuffled, worded
from eval.making.whole.documents.naming import plural
from eval.making.whole.folder import Folder
from eval.making.whole.found import Found, counted, terms
from eval.making.whole.spans import year
from eval.making.whole.words import words
from eval.making.whole.world import FIRST, NOW

_WRITTEN = ("letter", "mail", "memo")
_NOTHING = range(FIRST.year - 9, FIRST.year)  # years from which there is nothing


def on_topic(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """What documents there are on a term: those that mention it."""
    for term in shuffled(chance, terms(folder, people=False)):
        if sources := found.mentioning(term):
            yield worded(
                chance, "corpus", "topic", {"term": term.forms}, {**counted(sources), "titled": found.titled(term)}
            )


def from_year(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """Whether there is anything from a year; for some there is nothing, and the answer says so."""
    for number in shuffled(chance, [*range(FIRST.year, NOW.year + 1), *chance.sample(_NOTHING, 2)]):
        sources = [file.source for file in folder.files if year(number).holds(file.day)]
        yield worded(chance, "corpus", "year", {"year": str(number)}, {**counted(sources), "none": not sources})


def authors(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """Who wrote the documents of a list that was given just before."""
    asked = words("wordings")["mention_list"]["kind"][0]
    for term, kind in shuffled(chance, [*product(terms(folder, people=False), _WRITTEN)]):
        sources = found.mentioning(term, kind)
        if len(sources) > 1:
            wrote = {file.source: file.author for file in folder.of_kind(kind) if file.source in sources}
            history = [
                {"role": "user", "content": filled(chance, asked, {"kinds": plural(kind), "term": term.name})},
                {"role": "assistant", "content": "\n".join(sources)},
            ]
            answer = {"people": sorted({*wrote.values()}), "by_document": wrote, "documents": sources}
            yield worded(chance, "corpus", "authors", {}, answer, history)


def unreadable(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """What could not be read, and what is empty."""
    damaged = sorted(source for source, data in folder.damaged.items() if data)
    empty = sorted(source for source, data in folder.damaged.items() if not data)
    yield worded(chance, "corpus", "unreadable", {}, {"unreadable": damaged, "empty": empty})


def in_all(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """How many documents there are, tables among them."""
    answer = {
        "count": len(folder.texts()),
        "copies": len(folder.copies),
        "unreadable": sum(map(bool, folder.damaged.values())),
        "files": len(folder.contents()),
    }
    yield worded(chance, "corpus", "number", {}, answer)


def of_kind(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """How many documents of a kind there are."""
    for kind, number in shuffled(chance, sorted(Counter(file.kind for file in folder.files).items())):
        answer = {"count": number, "documents": [file.source for file in folder.of_kind(kind)]}
        yield worded(chance, "corpus", "kinds", {"kinds": plural(kind)}, answer)
