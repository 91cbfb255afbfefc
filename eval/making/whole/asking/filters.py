"""Questions with conditions on the documents: counts of some time, folder, title or person, in a follow-up too, and
an ordinary question to one document that the conditions pick."""

from collections.abc import Iterator
from itertools import product
from random import Random

from eval.making.whole.asking.lists import folders
from eval.making.whole.asking.question import Question, filled, shuffled, worded
from eval.making.whole.documents.naming import plural
from eval.making.whole.folder import Folder
from eval.making.whole.found import Found, counted, terms
from eval.making.whole.spans import a_span
from eval.making.whole.words import words

_KINDS = ("letter", "mail", "minutes", "memo", "contract")
_WRITTEN = ("letter", "mail", "memo")
_FORMATS = {
    ".docx": ("Word documents", "docx files"),
    ".html": ("HTML files", "html pages"),
    ".md": ("Markdown files", "md files"),
    ".txt": (".txt files", "txt files"),
}
_TRIES = 400  # draws of conditions that something meets


def count_of_time(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """How many documents of a kind and of some time mention a term."""
    for _ in range(_TRIES):
        term, kind, span = chance.choice(terms(folder, people=False)), chance.choice(_KINDS), a_span(chance)
        if sources := found.mentioning(term, kind, span):
            slots = {"kinds": plural(kind), "when": span.said, "term": term.forms}
            yield worded(chance, "filtered", "count", slots, counted(sources))


def count_of_person(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """How many documents of a kind somebody wrote in some time."""
    for _ in range(_TRIES):
        person, kind, span = chance.choice(folder.world.people), chance.choice(_WRITTEN), a_span(chance)
        sources = [file.source for file in folder.of_kind(kind) if file.author == person and span.holds(file.day)]
        if sources:
            slots = {"person": person, "kinds": plural(kind), "when": span.said}
            yield worded(chance, "filtered", "person", slots, counted(sources))


def count_in_folder(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """How many documents below a folder mention a term."""
    every = [*product(folders(folder).items(), terms(folder, people=False))]
    for (name, inside), term in shuffled(chance, every):
        sources = [source for source in found.mentioning(term) if source in inside]
        if sources:
            yield worded(chance, "filtered", "folder", {"folder": name, "term": term.forms}, counted(sources))


def count_in_titles(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """How many documents have a term in their title."""
    for term in shuffled(chance, terms(folder)):
        if sources := found.titled(term):
            yield worded(chance, "filtered", "title", {"term": term.forms}, counted(sources))


def count_of_format(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """How many files of a format mention a term."""
    for (ending, called), term in shuffled(chance, [*product(_FORMATS.items(), terms(folder, people=False))]):
        if sources := [source for source in found.mentioning(term) if source.endswith(ending)]:
            yield worded(chance, "filtered", "filetype", {"files": called, "term": term.forms}, counted(sources))


def followed_up(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """A count, and after it the same of some time."""
    for _ in range(_TRIES):
        term, kind, span = chance.choice(terms(folder, people=False)), chance.choice(_KINDS), a_span(chance)
        before = found.mentioning(term, kind)
        sources = found.mentioning(term, kind, span)
        if sources:
            asked = filled(
                chance, words("wordings")["mention_count"]["kind"][0], {"kinds": plural(kind), "term": term.name}
            )
            history = [
                {"role": "user", "content": asked},
                {"role": "assistant", "content": f"{len(before)} of the {plural(kind)} mention {term.name}."},
            ]
            yield worded(chance, "filtered", "followup", {"when": span.said}, counted(sources), history)


def sentence_of_year(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """What the policy of a year says about something: an ordinary question to one document."""
    every = [(edition, what, term) for edition, stated in folder.policies for what, term in stated.items()]
    for edition, what, term in shuffled(chance, every):
        slots = {"policy": edition.name.lower(), "year": edition.label, "what": what}
        answer = {"sentence": term.sentence, "value": term.value, "document": term.source}
        yield worded(chance, "filtered", "ordinary", slots, answer)
