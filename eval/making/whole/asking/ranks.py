"""Questions for the most and the fewest, the newest and the oldest, of documents and of rows."""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import product
from random import Random
from typing import Any

from eval.making.whole.asking.figures import KEYS, columns, number, rounded, slots, stem, total
from eval.making.whole.asking.question import Maker, Question, in_figures_or_words, shuffled, worded
from eval.making.whole.documents.naming import plural
from eval.making.whole.files.record import File
from eval.making.whole.folder import Folder
from eval.making.whole.found import Found, Term
from eval.making.whole.spans import a_span

_TRIES = 100  # draws of a span of time in which one body met most often


def rows_of_key(form: str) -> Maker:
    """Makes questions for the value with the most or the fewest rows."""
    return partial(_rows_of_key, form)


def _rows_of_key(form: str, folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    for name, key in shuffled(chance, [(name, key) for name, keys in KEYS.items() for key in keys]):
        table = folder.table(name)
        sizes = Counter(str(row.cells[key]) for row in table.rows())
        answer = {**ranked(sizes, least=form == "rows_least"), "unit": "", "document": table.source}
        yield worded(chance, "most_least", form, slots(table, key=key.lower()), answer)


def sum_of_key(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """The value whose rows come to the most."""
    for column in shuffled(chance, [*columns(folder, "table_sum")]):
        for key in KEYS[stem(column.table)]:
            groups: dict[str, list[float]] = {}
            for row in column.table.rows():
                groups.setdefault(str(row.cells[key]), []).append(number(row.cells[column.name]))
            sums = {name: rounded(total(values)) for name, values in groups.items()}
            answer = {**ranked(sums), "unit": column.unit, "document": column.table.source}
            yield worded(chance, "most_least", "sum_most", slots(column, key=key.lower()), answer)


def met_most(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """Which body met most often in some time."""
    for _ in range(_TRIES):
        span = a_span(chance)
        met = Counter(meeting.body for meeting in folder.meetings if span.holds(meeting.day))
        if len(met) > 1:
            yield worded(chance, "most_least", "meetings", {"when": span.said}, ranked(met))


def attended_most(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """Who attended most meetings of a body."""
    for body in shuffled(chance, sorted({meeting.body for meeting in folder.meetings})):
        held = [meeting for meeting in folder.meetings if meeting.body == body]
        attended = Counter(person for meeting in held for person in meeting.attended)
        answer = {**ranked(attended), "documents": sorted(meeting.file.source for meeting in held)}
        yield worded(chance, "most_least", "attended", {"body": body}, answer)


def named_most(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """Which company most documents of a kind name."""
    for kind in shuffled(chance, ("letter", "mail", "minutes", "memo", "contract")):
        named = {company: len(found.mentioning(Term(company, (company,)), kind)) for company in folder.world.companies}
        yield worded(chance, "most_least", "company", {"kinds": plural(kind)}, ranked(named))


def most_occurrences(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """Which documents a reference occurs in most often."""
    for reference in shuffled(chance, folder.world.references):
        if counts := found.counts((reference.text,)):
            yield worded(chance, "most_least", "document", {"reference": reference.text}, ranked(counts))


def fullest_year(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """From which year the most documents of a kind are."""
    for kind in shuffled(chance, ("letter", "mail", "minutes", "memo", "contract")):
        years = Counter(str(file.day.year) for file in folder.of_kind(kind) if file.day)
        yield worded(chance, "most_least", "year", {"kinds": plural(kind)}, ranked(years))


def newest_version(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """The newest version of a product."""
    for product_name in shuffled(chance, sorted({edition.name for edition in folder.releases})):
        last = [edition for edition in folder.releases if edition.name == product_name][-1]
        answer = {"value": last.label, "documents": [last.file.source]}
        yield worded(chance, "latest", "version", {"product": product_name}, answer)


def newest_policy(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """The newest policy of a series."""
    for name in shuffled(chance, sorted({edition.name for edition, _ in folder.policies})):
        last = [edition for edition, _ in folder.policies if edition.name == name][-1]
        yield worded(chance, "latest", "policy", {"policy": name.lower()}, {"documents": [last.file.source]})


def last_minutes(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """The last minutes of a body, the newest first."""
    bodies = sorted({meeting.body for meeting in folder.meetings})
    for body, many in shuffled(chance, [*product(bodies, (2, 3, 4, 5))]):
        files = _newest_first([meeting.file for meeting in folder.meetings if meeting.body == body])
        if len(files) > many:
            answer = {"documents": [file.source for file in files[:many]]}
            yield worded(chance, "latest", "minutes", {"body": body, "number": in_figures_or_words(many)}, answer)


def last_meetings(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """The last minutes of all bodies, where no two of a day make it uncertain which they are."""
    files = _newest_first([meeting.file for meeting in folder.meetings])
    for many in shuffled(chance, (2, 3, 4, 5, 6)):
        days = [file.day for file in files[: many + 1]]
        if len({*days}) == len(days) > many:
            answer = {"documents": [file.source for file in files[:many]]}
            yield worded(chance, "latest", "meetings", {"number": in_figures_or_words(many)}, answer)


def first_minutes(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """The oldest minutes of a body."""
    for body in shuffled(chance, sorted({meeting.body for meeting in folder.meetings})):
        files = _newest_first([meeting.file for meeting in folder.meetings if meeting.body == body])
        yield worded(chance, "latest", "first", {"body": body}, {"documents": [files[-1].source]})


def last_letter(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """The newest letter to a company."""
    for company in shuffled(chance, folder.world.companies):
        term = Term(company, (company,))
        to_it = [file for file in folder.of_kind("letter") if file.source in found.titled(term)]
        files = _newest_first(to_it)
        if files and [file.day for file in files].count(files[0].day) == 1:
            yield worded(chance, "latest", "letter", {"company": company}, {"documents": [files[0].source]})


def ranked(sizes: Mapping[str, Any], least: bool = False) -> dict[str, Any]:
    """The winner by size, all of them if several are even, and what the size is."""
    best = (min if least else max)(sizes.values())
    return {"winners": sorted(name for name, size in sizes.items() if size == best), "value": best}


def _newest_first(files: list[File]) -> list[File]:
    return sorted(files, key=lambda file: (str(file.day), file.source), reverse=True)
