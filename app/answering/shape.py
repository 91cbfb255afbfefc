"""Which of the ranked sentences become statements, and in what shape: sentences, bullets, or a statement a source."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from app.answering.about_corpus import in_order
from app.answering.conflict import conflict, different
from app.answering.evidence import Candidate, Evidence
from app.answering.headline import headline
from app.answering.key import LIKELY, likely_key, sure_key, whole_key
from app.answering.listing import Listing, listing, mark_at
from app.answering.ranking import MARGIN, STATEMENTS
from app.answering.sizing import part_with, sentence_with, under_heading, with_antecedent
from app.answering.standing import told
from app.answering.verdict import verdict
from app.answering.versions import is_newer
from app.asking.asked import Question
from app.records import Statement, quoting
from app.whole.valid import Standing
from index.language.identify import ENGLISH
from index.language.shown import shown
from index.language.wording import say
from index.language.words import terms
from index.records import Document

_ITEMS = 12
_ITEM_WORDS, _LIST_WORDS = 15, 90  # that an item has on average, and that all have, of a list that is an answer
_SOURCES = 4
_TIE = 2.5  # log-odds: a further sentence as near as this is about as good
_MOST_WORDS = 45  # of the statements that follow the first
_RIVALS = 12  # ranked sentences that may contradict the best
_WIDE = 2 * MARGIN  # that documents may be apart of which each is asked for its own part

Place = tuple[Document, int, int]


@dataclass(frozen=True, slots=True)
class Shaped:
    """The statements of an answer, `Answer.shape`, `Answer.notice` and `Answer.headline`."""

    statements: tuple[Statement, ...]
    shape: str = "sentence"
    notice: str = ""
    headline: Statement | None = None


def shaped(parts: Sequence[Evidence], language: str = ENGLISH) -> Shaped:
    """What to say of the parts of a question that are answered, in this language where it is no quote; of a question in
    one part the shape may differ."""
    answered = [part for part in parts if part.chosen]
    if not answered:
        return Shaped(())
    if len(parts) > 1:
        return Shaped(numbered(_of_each(answered)))
    (part,) = parts
    if single := _of_one(part, language):
        return single
    first, *others = numbered(_of_the_best(part))
    line = _headline(part, first, language)
    if line and not part.said:
        others = [replace(other, further=True) for other in others]
    return Shaped((first, *others), headline=line)


def _of_the_best(part: Evidence) -> list[Statement]:
    """The best sentence, and those that are about as good, or, if it led an earlier answer, that come next."""
    best = part.chosen[0]
    least = best.score - (_WIDE if part.said else _TIE)
    said = [stated(part, best)]
    for other in (other for other in part.chosen[1:STATEMENTS] if other.score >= least):
        further = stated(part, other)
        if _goes_with(said, further, part.said):
            said.append(replace(further, key=None))
    return said


def _of_each(parts: Sequence[Evidence]) -> list[Statement]:
    """The best sentence of each part that no earlier part has; then what else is nearest its part's best."""
    said: dict[Place, Statement] = {}
    for part in parts[:STATEMENTS]:
        for statement in (stated(part, candidate) for candidate in part.chosen):
            if cited_place(statement) not in said:  # what answers one part may only seem to answer the next
                said[cited_place(statement)] = statement
                break
    rest = [(part.chosen[0].score - one.score, part, one) for part in parts for one in part.chosen[1:]]
    for _, part, one in sorted(rest, key=lambda row: row[0]):
        if len(said) < STATEMENTS:
            statement = replace(stated(part, one), key=None)
            said.setdefault(cited_place(statement), statement)
    return [*said.values()]


def _headline(part: Evidence, first: Statement, language: str) -> Statement | None:
    """The first line: yes or no, or the key, each name of it if several are asked for; None where none is certain."""
    best = part.chosen[0]
    cited = first.citations[0]
    is_shown = cited.start <= best.start and best.end <= cited.end
    if is_shown and (says := verdict(part.question, best.text)):
        return Statement(say(language, says), first.citations)
    if not first.key:
        return None
    spans = headline(part.question, best, part.ranked)
    return Statement("; ".join(shown(best.document.text[slice(*span)]).text for span in spans), first.citations)


def _goes_with(shown_before: Sequence[Statement], further: Statement, said: bool) -> bool:
    """Whether a further statement may follow: of another place, if the first has no sure key, or was `said` before, and
    all that follow it are short."""
    new = further.citations[0]
    apart = all(
        one.document is not new.document or one.end <= new.start or new.end <= one.start
        for one in (statement.citations[0] for statement in shown_before)
    )
    words = sum(len(statement.text.split()) for statement in (*shown_before[1:], further))
    return apart and (said or (shown_before[0].key is None and words <= _MOST_WORDS))


def stated(part: Evidence, candidate: Candidate, several: bool = False) -> Statement:
    """A sentence as a statement, at the size of an answer, with its key where it is sure; of `several`, where it is
    likely, since each has its own."""
    document, start, end = _place(candidate)
    if below := under_heading(document, start, end):
        return quoting([(document, *below)])[0]
    own = whole_key(part.question, candidate) if several and candidate.exact >= LIKELY else None
    key = own.span if own else sure_key(part.question, candidate, part.ranked)
    start, end = sentence_with(document, start, end, key or candidate.span)
    low, high = part_with(document, start, end, key) if key and not part.question.listed else (start, end)
    if low == start:
        low, _ = with_antecedent(document, start, end)
    (statement,) = quoting([(document, low, high)])
    within = shown(document.text[low:high])
    place = within.span(key[0] - low, key[1] - low) if key else None
    before, after = "… " * (low > start), " …" * (high < end)
    if place:
        place = place[0] + len(before), place[1] + len(before)
    return replace(statement, text=f"{before}{statement.text}{after}", key=place, mark=mark_at(document.text, low))


def numbered(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """With their citations numbered from 1 in order of first use."""
    numbers: dict[Place, int] = {}
    made = []
    for statement in statements:
        (cited,) = statement.citations
        number = numbers.setdefault(cited_place(statement), len(numbers) + 1)
        made.append(replace(statement, citations=(replace(cited, number=number),)))
    return tuple(made)


def closest_passages(parts: Sequence[Evidence]) -> Shaped:
    """What comes nearest an answer, each part's best first, as items; nothing if no part has anything near."""
    by_place: dict[Place, Statement] = {}
    for row in zip_longest(*(part.chosen for part in parts)):
        for part, one in zip(parts, row, strict=True):
            if one:
                statement = stated(part, one, several=True)
                by_place.setdefault(cited_place(statement), replace(statement, item=True))
    statements = numbered([*by_place.values()][:STATEMENTS])
    return Shaped(statements, "closest" if statements else "sentence")


def _of_one(part: Evidence, language: str) -> Shaped | None:
    """The shape other than sentences, if one is called for."""
    question, chosen = part.question, part.chosen
    leads_in = chosen[0].line.endswith(":")
    for candidate in chosen if question.listed and not question.several else chosen[: int(leads_in)]:
        items = listing(candidate.document.text, candidate.start, candidate.end)
        if items and _answers(question, candidate, items):
            return _bullets(candidate, items, language)
    if part.standing and (notice := told(question, part.standing, language)):
        return _with_overruled(part, part.standing, notice, language)
    best = chosen[0]
    for rival in part.ranked[:_RIVALS]:
        pair = (best, rival) if in_order([best.document, rival.document])[0] is best.document else (rival, best)
        if rival.score >= best.score - MARGIN and (notice := conflict(question, *pair, language)):
            newest = is_newer(rival.document, best.document)
            pair = pair if newest is None else (rival, best) if newest else (best, rival)
            return _several(part, pair, language, notice)
    if question.several:
        sources: dict[str, Candidate] = {}
        for candidate in part.ranked:
            if candidate.score >= best.score - _WIDE and _speaks_of(question, candidate, best):
                sources.setdefault(candidate.document.source, candidate)
        if len(sources) > 1:
            return _dated(part, list(sources.values())[:_SOURCES], language)
    others = {other.document.source: other for other in reversed(chosen) if _answers_too(question, other, best)}
    others.pop(best.document.source, None)
    return _dated(part, [best, *others.values()], language) if others else None


def _with_overruled(part: Evidence, standing: Standing[Candidate], notice: str, language: str) -> Shaped:
    """What holds with its headline, then what it has taken the place of or what is to come; of what is tied, each."""
    if not standing.holds:
        return _several(part, standing.tied[:_SOURCES], language, notice)
    others = [*standing.overruled[-1:], *standing.later[:1]]
    first, *rest = numbered([stated(part, standing.holds), *(stated(part, one, several=True) for one in others)])
    return Shaped((first, *rest), "several", notice, _headline(part, first, language))


def _answers(question: Question, candidate: Candidate, around: Listing) -> bool:
    """Whether a list as a whole is an answer: what leads in to it was found, or speaks of what is asked, and its items
    are short."""
    text, language = candidate.document.text, candidate.document.language
    lengths = [len(text[slice(*item)].split()) for item in around.items[:_ITEMS]]
    asked = set(terms(question.full, language)) & set(terms(text[slice(*around.lead)], language))
    found = around.lead[0] <= candidate.start < around.lead[1]
    return sum(lengths) <= _ITEM_WORDS * len(lengths) and sum(lengths) <= _LIST_WORDS and bool(asked or found)


def _dated(part: Evidence, candidates: Sequence[Candidate], language: str) -> Shaped:
    """A statement for each, oldest document first, in the order of the text within one."""
    order = in_order([candidate.document for candidate in candidates])
    return _several(part, sorted(candidates, key=lambda one: (order.index(one.document), one.start)), language)


def _several(part: Evidence, candidates: Sequence[Candidate], language: str, notice: str = "") -> Shaped:
    statements = numbered([stated(part, candidate, several=True) for candidate in candidates])
    return Shaped(statements, "several", notice or different(part.question, statements, language))


def _bullets(candidate: Candidate, around: Listing, language: str) -> Shaped:
    """The lead-in and at most `_ITEMS` items, among them the candidate; steps with their numbers."""
    at = next((n for n, (_, end) in enumerate(around.items) if around.lead[0] < candidate.start < end), 0)
    first = max(0, at + 1 - _ITEMS)
    listed = around.items[first : first + _ITEMS]
    left = len(around.items) - len(listed)
    notice = say(language, "more_items", left) if left else ""
    lead, *items = quoting([(candidate.document, *span) for span in (around.lead, *listed)])
    if around.marks:
        marks = around.marks[first : first + _ITEMS]
        items = [replace(item, mark=mark) for item, mark in zip(items, marks, strict=True)]
    return Shaped((lead, *items), "bullets", notice)


def _answers_too(question: Question, candidate: Candidate, best: Candidate) -> bool:
    """Whether both rather surely hold an answer: two visits, each with its date."""
    both = likely_key(question, candidate) and likely_key(question, best)
    return bool(both) and _speaks_of(question, candidate, best)


def _speaks_of(question: Question, candidate: Candidate, best: Candidate) -> bool:
    """Whether it holds the question's names; if there is none, half as many of its terms as the best sentence."""
    language = candidate.document.language
    if names := {term for name in question.names for term in terms(name, language)}:
        return names <= set(terms(candidate.text, language))
    wanted = set(terms(question.full, language))
    return 2 * len(wanted & set(terms(candidate.text, language))) >= len(wanted & set(terms(best.text, language)))


def _place(candidate: Candidate) -> Place:
    return candidate.document, candidate.start, candidate.end


def cited_place(statement: Statement) -> Place:
    """What the statement quotes."""
    cited = statement.citations[0]
    return cited.document, cited.start, cited.end
