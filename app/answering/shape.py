"""Which of the ranked sentences become statements, and in what shape: sentences, bullets, or a statement a source."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from app.answering.about_corpus import in_order
from app.answering.conflict import conflict, different
from app.answering.evidence import Candidate, Evidence
from app.answering.listing import Listing, listing
from app.answering.ranking import MARGIN, STATEMENTS
from app.asking.asked import Question
from app.records import Statement, quoting
from index.language.words import terms
from index.records import Document

_ITEMS = 12
_SOURCES = 4
_TIE = MARGIN / 8  # scores as near as this are about as good
_RIVALS = 12  # ranked sentences that may contradict the best
_WIDE = 2 * MARGIN  # that documents may be apart of which each is asked for its own part

Place = tuple[Document, int, int]


@dataclass(frozen=True, slots=True)
class Shaped:
    """The statements of an answer, `Answer.shape` and `Answer.notice`."""

    statements: tuple[Statement, ...]
    shape: str = "sentence"
    notice: str = ""


def shaped(parts: Sequence[Evidence]) -> Shaped:
    """The statements for what was chosen for each part of a question; of one part alone the shape may differ."""
    if len(parts) == 1 and parts[0].chosen and (single := _of_one(parts[0])):
        return single
    by_place: dict[Place, Evidence] = {}
    for row in zip_longest(*(part.chosen for part in parts)):  # each part's best first
        for part, candidate in zip(parts, row, strict=True):
            if candidate:
                by_place.setdefault(_place(candidate), part)
    places = list(by_place)[:STATEMENTS]
    best = {_place(part.chosen[0]) for part in parts if part.chosen}
    statements = zip(quoting(places), places, strict=True)
    return Shaped(tuple(_keyed(by_place[place], line) if place in best else line for line, place in statements))


def closest_passages(parts: Sequence[Evidence]) -> Shaped:
    """What comes nearest an answer, each part's best first, as items; nothing if no part has anything near."""
    rows = zip_longest(*(part.chosen for part in parts))
    by_place = {_place(one): part for row in rows for part, one in zip(parts, row, strict=True) if one}
    places = [*by_place][:STATEMENTS]
    lines = zip(quoting(places), places, strict=True)
    statements = tuple(replace(_keyed(by_place[place], line), item=True) for line, place in lines)
    return Shaped(statements, "closest" if statements else "sentence")


def _of_one(part: Evidence) -> Shaped | None:
    """The shape other than sentences, if one is called for."""
    question, chosen = part.question, part.chosen
    if question.listed and not question.several:
        for candidate in chosen:
            if items := listing(candidate.document.text, candidate.start, candidate.end):
                return _bullets(candidate, items)
    best = chosen[0]
    for rival in part.ranked[:_RIVALS]:
        pair = (best, rival) if in_order([best.document, rival.document])[0] is best.document else (rival, best)
        if rival.score >= best.score - MARGIN and (notice := conflict(question, *pair)):
            return _dated(part, [best, rival], notice)
    if question.several:
        sources: dict[str, Candidate] = {}
        for candidate in part.ranked:
            if candidate.score >= best.score - _WIDE and _speaks_of(question, candidate, best):
                sources.setdefault(candidate.document.source, candidate)
        if len(sources) > 1:
            return _dated(part, list(sources.values())[:_SOURCES])
    tied = (rival for rival in chosen if rival.score >= best.score - _TIE or _answers_too(question, rival, best))
    return _dated(part, chosen) if len({candidate.document.source for candidate in tied}) > 1 else None


def _dated(part: Evidence, candidates: Sequence[Candidate], notice: str = "") -> Shaped:
    """A statement for each, oldest document first, in the order of the text within one."""
    order = in_order([candidate.document for candidate in candidates])
    places = sorted(dict.fromkeys(map(_place, candidates)), key=lambda place: (order.index(place[0]), place[1]))
    statements = tuple(_keyed(part, statement) for statement in quoting(places))
    return Shaped(statements, "several", notice or different(part.question, statements))


def _bullets(candidate: Candidate, around: Listing) -> Shaped:
    """The lead-in and at most `_ITEMS` items, among them the candidate."""
    at = next((n for n, (_, end) in enumerate(around.items) if around.lead[0] < candidate.start < end), 0)
    first = max(0, at + 1 - _ITEMS)
    shown = around.items[first : first + _ITEMS]
    left = len(around.items) - len(shown)
    notice = f"The list has {left} more item{'s' * (left > 1)} in the document." if left else ""
    return Shaped(quoting([(candidate.document, *span) for span in (around.lead, *shown)]), "bullets", notice)


def _answers_too(question: Question, candidate: Candidate, best: Candidate) -> bool:
    """Whether both surely hold an answer: two visits, each with its date."""
    return bool(candidate.key and best.key) and _speaks_of(question, candidate, best)


def _speaks_of(question: Question, candidate: Candidate, best: Candidate) -> bool:
    """Whether it holds the question's names; if there is none, half as many of its terms as the best sentence."""
    language = candidate.document.language
    if names := {term for name in question.names for term in terms(name, language)}:
        return names <= set(terms(candidate.text, language))
    wanted = set(terms(question.full, language))
    return 2 * len(wanted & set(terms(candidate.text, language))) >= len(wanted & set(terms(best.text, language)))


def _keyed(part: Evidence, statement: Statement) -> Statement:
    """With the answer proper, where the statement is a sentence that was read."""
    cited = statement.citations[0]
    place = (cited.document, cited.start, cited.end)
    return replace(statement, key=next((c.key for c in part.ranked if _place(c) == place), None))


def _place(candidate: Candidate) -> Place:
    return candidate.document, candidate.start, candidate.end
