"""Which of the ranked sentences become statements, and in what shape: sentences, bullets, or a statement a source."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from app.answering.about_corpus import in_order
from app.answering.conflict import conflict, different
from app.answering.evidence import Candidate, Evidence
from app.answering.key import key
from app.answering.listing import Listing, listing
from app.answering.ranking import MARGIN, STATEMENTS
from app.asking.asked import Question
from app.records import Citation, Statement, quoting
from index.language.words import terms
from index.records import Document

_ITEMS = 12
_SOURCES = 4
_TIE = MARGIN / 8  # scores as near as this are about as good
_RIVALS = 12  # ranked sentences that may contradict the best
_RELATED = 3
_WIDE = 2 * MARGIN  # that documents may be apart of which each is asked for its own part
_NOTHING = 0.12  # a confidence below this says that what was found has nothing to do with the question


Place = tuple[Document, int, int]


@dataclass(frozen=True, slots=True)
class Shaped:
    """The statements of an answer, `Answer.shape` and `Answer.notice`."""

    statements: tuple[Statement, ...]
    shape: str = "sentence"
    notice: str = ""


def shaped(found: Sequence[Evidence]) -> Shaped:
    """The statements for what was chosen for each part of a question; of one part alone the shape may differ."""
    if len(found) == 1 and found[0].chosen and (single := _of_one(found[0])):
        return single
    rows = zip_longest(*([(own, candidate) for candidate in own.chosen] for own in found))
    in_turn = [pair for row in rows for pair in row if pair]  # each part's best first
    parts: dict[Place, Evidence] = {}
    for own, candidate in in_turn:
        parts.setdefault(_place(candidate), own)
    places = list(parts)[:STATEMENTS]
    statements = zip(quoting(places), places, strict=True)
    best = {_place(own.chosen[0]) for own in found if own.chosen}
    return Shaped(tuple(_keyed(parts[place], own) if place in best else own for own, place in statements))


def related(found: Sequence[Evidence]) -> tuple[Citation, ...]:
    """The best sentence of each of the best three documents, numbered from 1; none if nothing came near."""
    near = [own for own in found if own.confidence >= _NOTHING]
    places: dict[str, Place] = {}
    for own in near:
        for document in [hit.chunk.document for hit in own.hits[:_RELATED]]:
            best = next((candidate for candidate in own.ranked if candidate.document.source == document.source), None)
            if best and len(places) < _RELATED:
                places.setdefault(document.source, _place(best))
    return tuple(Citation(number, *place) for number, place in enumerate(places.values(), start=1))


def _of_one(found: Evidence) -> Shaped | None:
    """The shape other than sentences, if one is called for."""
    question, chosen = found.question, found.chosen
    if question.listed and not question.several:
        for candidate in chosen:
            if items := listing(candidate.document.text, candidate.start, candidate.end):
                return _bullets(candidate, items)
    best = chosen[0]
    for rival in found.ranked[:_RIVALS]:
        if rival.score >= best.score - MARGIN and (notice := _conflict(question, best, rival)):
            return _dated(found, [best, rival], notice)
    if question.several:
        sources: dict[str, Candidate] = {}
        for candidate in found.ranked:
            if candidate.score >= best.score - _WIDE and _speaks_of(question, candidate, best):
                sources.setdefault(candidate.document.source, candidate)
        if len(sources) > 1:
            return _dated(found, list(sources.values())[:_SOURCES])
    tied = [own for own in chosen if own.score >= best.score - _TIE or _answers_too(question, own, best)]
    if len({candidate.document.source for candidate in tied}) > 1:
        return _dated(found, list(chosen))
    return None


def _conflict(question: Question, best: Candidate, rival: Candidate) -> str:
    older = in_order([best.document, rival.document])[0]
    pair = (best, rival) if older is best.document else (rival, best)
    return conflict(question, *pair)


def _dated(found: Evidence, candidates: Sequence[Candidate], notice: str = "") -> Shaped:
    """A statement for each, oldest document first, in the order of the text within one."""
    order = {own.source: n for n, own in enumerate(in_order([candidate.document for candidate in candidates]))}
    ordered = sorted(candidates, key=lambda own: (order[own.document.source], own.start))
    statements = tuple(_keyed(found, own) for own in quoting(list(dict.fromkeys(map(_place, ordered)))))
    return Shaped(statements, "several", notice or different(found.question, statements))


def _bullets(candidate: Candidate, found: Listing) -> Shaped:
    """The lead-in and at most `_ITEMS` items, among them the candidate."""
    at = next((n for n, (_, end) in enumerate(found.items) if candidate.start < end), 0)
    at = 0 if candidate.start <= found.lead[0] else at
    first = max(0, at + 1 - _ITEMS)
    shown = found.items[first : first + _ITEMS]
    left = len(found.items) - len(shown)
    notice = f"The list has {left} more item{'s' * (left > 1)} in the document." if left else ""
    return Shaped(quoting([(candidate.document, *span) for span in (found.lead, *shown)]), "bullets", notice)


def _answers_too(question: Question, candidate: Candidate, best: Candidate) -> bool:
    """Whether both surely hold an answer: two visits, each with its date."""
    return all(
        key(question, " ".join(sentence.text.split()), sentence.document.language) for sentence in (candidate, best)
    ) and _speaks_of(question, candidate, best)


def _speaks_of(question: Question, candidate: Candidate, best: Candidate) -> bool:
    """Whether it holds the question's names; if there is none, half as many of its terms as the best sentence."""
    language = candidate.document.language
    if names := {term for name in question.names for term in terms(name, language)}:
        return names <= set(terms(candidate.text, language))
    wanted = set(terms(question.full, language))
    return 2 * len(wanted & set(terms(candidate.text, language))) >= len(wanted & set(terms(best.text, language)))


def _keyed(found: Evidence, statement: Statement) -> Statement:
    answer = key(found.question, statement.text, statement.citations[0].document.language)
    return replace(statement, key=(answer.start, answer.end) if answer else None)


def _place(candidate: Candidate) -> Place:
    return candidate.document, candidate.start, candidate.end
