"""What differs between two documents as an answer: changed figures first, other changes, what came, and what went.

Every statement is quotes of one or both sides, word for word but for marks of layout. Pure.
"""

import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from app.asking.comparing import Sides
from app.records import EXTRACT, Answer, Citation, Refinement, Statement
from app.whole.aligning import Change, Comparison, compare
from app.whole.editions import edition, stems
from app.whole.figures import Difference
from app.whole.sides import Pair, Unclear, sides
from index.language.identify import ENGLISH
from index.language.sentences import Span
from index.language.shown import shown
from index.language.tidy import shortened
from index.language.wording import quoted, say
from index.language.words import terms
from index.records import Document

MOST = 200  # statements
_LED = 3  # differences that the headline names
_LITTLE = 0.2  # of what either document says, below which they are not aligned but listed side by side
_NAME = 80  # characters
_NONE = "–"  # stands for what one side does not have


def compared(question: str, wanted: Sides, documents: Sequence[Document], language: str = ENGLISH) -> Answer | None:
    """What differs, told in this language, or which documents it may mean; None if the documents have not what is to be
    compared."""
    found = sides(wanted, documents)
    if isinstance(found, Unclear):
        return which(question, found, language)
    return differences(question, found, language) if found else None


def differences(question: str, pair: Pair, language: str = ENGLISH) -> Answer | None:
    """What differs between two documents; None if they say nothing on the topic that is asked for."""
    started = time.perf_counter()
    spoken = pair.old.language
    about = frozenset(terms(pair.topic, spoken)) - stems("generic", spoken)
    first, second = pair.parts or (None, None)
    within = ((first.start, first.end), (second.start, second.end)) if first and second else None
    comparison = compare(pair.old, pair.new, about, within)
    if about and not (comparison.same or comparison.changed or comparison.added or comparison.removed):
        return None
    teller = _Teller(pair, comparison, language)
    statements = [*teller.statements()]
    notice = [teller.say("same", comparison.same)]
    if len(statements) > MOST:
        notice.append(teller.say("more", len(statements) - MOST))
    seconds = time.perf_counter() - started
    return Answer(
        question,
        question,
        "answered",
        1.0,
        tuple(statements[:MOST]),
        (),
        EXTRACT,
        {"search": 0.0, "sentences": seconds, "total": seconds},
        shape="comparison",
        notice=f"{'; '.join(notice)}.",
        headline=teller.headline(statements),
        plan=teller.plan(),
        language=language,
    )


def which(question: str, unclear: Unclear, language: str = ENGLISH) -> Answer:
    """Asks back which of several documents is meant."""
    labels = Counter(map(_label, {*unclear.candidates, *unclear.partners}))
    choices = []
    for one, other in zip_longest(unclear.candidates, unclear.partners):
        names = {unclear.name: one, unclear.other: other} if other else {unclear.name: one}
        called = {text: _label(named) if labels[_label(named)] == 1 else named.source for text, named in names.items()}
        choices.append(Refinement("choice", called[unclear.name], _renamed(question, called)))
    line = Statement(say(language, "compare.which", name=unclear.name), ())
    timings = {"search": 0.0, "sentences": 0.0, "total": 0.0}
    return Answer(
        question=question,
        standalone=question,
        status="unsure",
        confidence=1.0,
        statements=(line,),
        hits=(),
        answered_by=EXTRACT,
        timings=timings,
        shape="choices",
        refinements=tuple(choices),
        language=language,
    )


def _renamed(question: str, called: Mapping[str, str]) -> str:
    """The question with other names of what it compares, whichever stands first."""
    parts = re.split("(" + "|".join(re.escape(text) for text in sorted(called, key=len, reverse=True)) + ")", question)
    left = dict(called)
    return "".join(left.pop(part, part) for part in parts)


@dataclass(slots=True)
class _Teller:
    """Puts a comparison into words of a language; `numbers` are those of the citations."""

    pair: Pair
    comparison: Comparison
    language: str
    names: tuple[str, str] = field(init=False)
    numbers: dict[tuple[str, Span], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.names = _names(self.pair)

    @property
    def are_unlike(self) -> bool:
        return self.comparison.alike < _LITTLE and not self.replaces

    @property
    def replaces(self) -> bool:
        """Whether what the new document says holds in place of what the old one said."""
        return self.pair.are_editions or self.pair.amends

    def statements(self) -> Iterator[Statement]:
        old, new = self.comparison.old, self.comparison.new
        if self.are_unlike:
            changed = self.comparison.changed
            for side, document, spans in (
                (0, old, [*(change.old for change in changed), *self.comparison.removed]),
                (1, new, [*(change.new for change in changed), *self.comparison.added]),
            ):
                yield from (self._one(self.names[side], document, span) for span in sorted(spans))
            return
        yield from (self._change(change) for change in self.comparison.changed if not change.is_title)
        only = [self.say("only", side=name) for name in self.names]
        yield from (self._one(only[1], new, span) for span in self.comparison.added)
        if not self.pair.amends:  # which need not repeat what holds on
            lead = self.say("gone", side=self.names[1]) if self.replaces else only[0]
            yield from (self._one(lead, old, span) for span in self.comparison.removed)
        if self.pair.are_editions:
            yield from (self._change(change) for change in self.comparison.changed if change.is_title)

    def headline(self, statements: Sequence[Statement]) -> Statement:
        """How much differs, and which figures do first."""
        if self.are_unlike:
            return Statement(f"{self.say('little')}.", ())
        changed = [change for change in self.comparison.changed if not change.is_title]
        counted = [change for change in changed if change.figures]
        figures = [figure for change in counted for figure in change.figures]
        parts = []
        if figures:
            named = self._told(figures[:_LED]) + ("; …" if len(figures) > _LED else "")
            key = "changed_figures" if self.replaces else "figures"
            parts.append(f"{self.say(key, len(figures))}: {named}")
        removed = 0 if self.pair.amends else len(self.comparison.removed)
        for key, count in (
            ("others" if figures else "wordings", len(changed) - len(counted)),
            ("added" if self.replaces else "only_second", len(self.comparison.added)),
            ("removed" if self.replaces else "only_first", removed),
        ):
            if count:
                parts.append(self.say(key, count))
        cited = [citation for statement in statements[: min(_LED, len(counted))] for citation in statement.citations]
        return Statement(f"{'. '.join(parts) or self.say('nothing')}.", tuple(cited))

    def plan(self) -> str:
        names = self.names if self.pair.parts else (_label(self.pair.old), _label(self.pair.new))
        line = self.say("compared", first=names[0], second=names[1])
        return f"{line}: {self.pair.topic}" if self.pair.topic else line

    def say(self, key: str, count: int | None = None, **words: str) -> str:
        return say(self.language, f"compare.{key}", count, **words)

    def _change(self, change: Change) -> Statement:
        old, new = self.comparison.old, self.comparison.new
        told = self._told((*change.figures, *change.cells))
        quotes = f"{self.names[0]}: {self._quote(old, change.old)} {self.names[1]}: {self._quote(new, change.new)}"
        citations = self._citation(old, change.old), self._citation(new, change.new)
        text = f"{told}. {quotes}" if told else quotes
        return Statement(text, citations, key=(0, len(told)) if told else None, item=True)

    def _told(self, differing: Sequence[Difference]) -> str:
        """25 days → 28 days; Price of Basic: 12 → 14."""
        between = " → " if self.replaces else " / "
        values = [(one.what, f"{one.old or _NONE}{between}{one.new or _NONE}") for one in differing]
        return "; ".join(f"{what}: {value}" if what else value for what, value in values)

    def _one(self, lead: str, document: Document, span: Span) -> Statement:
        return Statement(f"{lead}: {self._quote(document, span)}", (self._citation(document, span),), item=True)

    def _quote(self, document: Document, span: Span) -> str:
        return quoted(self.language, shown(document.text[slice(*span)]).text)

    def _citation(self, document: Document, span: Span) -> Citation:
        number = self.numbers.setdefault((document.source, span), len(self.numbers) + 1)
        return Citation(number, document, *span)


def _names(pair: Pair) -> tuple[str, str]:
    """What the sides are called in a line: by version or year where these tell two editions apart, else by title."""
    if pair.parts:
        return pair.parts[0].heading, pair.parts[1].heading
    sides = pair.old, pair.new
    by_version = [".".join(map(str, max(edition(side).versions, default=()))) for side in sides]
    by_year = [max(edition(side).years, default="") for side in sides]
    by_title = [_label(side) for side in sides]
    by_file = [side.source for side in sides]
    tellings = (by_version, by_year, by_title, by_file) if pair.are_editions else (by_title, by_file)
    return next(((one, other) for one, other in tellings if one and other and one != other), (by_file[0], by_file[1]))


def _label(document: Document) -> str:
    return shortened(document.title or document.source, _NAME)
