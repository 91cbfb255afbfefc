"""What reads a question together with passages: the protocol, its values, and a fake for tests."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from app.reader.passage import Passage
from index.language.sentences import Span
from index.language.words import terms


@dataclass(frozen=True, slots=True)
class Read:
    """What the reader made of a sentence of a passage, in log-odds.

    `answers`: that it answers the question, against that nothing in the passage does. `span` are the characters of the
    passage that are the answer proper, None where no words of the sentence stand out, and `exact` is that they are it,
    against that there is none.
    """

    answers: float
    span: Span | None = None
    exact: float = -math.inf


SURE = 3.0  # log-odds, of a span against that there is none
MOST = 0.8  # of a sentence: a span that is nearly all of it says nothing


def surely(span: Span | None, exact: float, length: int) -> Span | None:
    """The span, if it is surely the answer proper in a sentence of that many characters."""
    return span if span and exact >= SURE and span[1] - span[0] <= MOST * length else None


class Reader(Protocol):
    """Reads a question, or a statement, together with passages. Its judgement of a pair depends on nothing else."""

    @property
    def languages(self) -> frozenset[str]:
        """ISO 639-1: what it was trained on."""

    @property
    def fingerprint(self) -> str:
        """Names the weights: what is fitted to one reader's scores is of no use with another's."""

    def wake(self) -> None:
        """Loads what it needs, which takes half a second best spent while an index is opened; it need not be called.
        What fails then fails again, and is said, when something is read."""

    def read(self, question: str, passages: Sequence[Passage]) -> list[list[Read]]:
        """For each passage what each of its units is worth, in order: of as many of the first passages as it reads in
        the time that an answer may take, at least of the first."""

    def support(self, statements: Sequence[str], texts: Sequence[str]) -> list[float]:
        """The log-odds that a text states the statement that goes with it; -inf where it can't be told."""


class WordReader:
    """A fake for tests: a sentence answers by the share of the question's terms that it holds; no model.

    The span is the first number of a sentence, or the first word with a capital that the question does not hold. A text
    states what all the words of which it holds.
    """

    fingerprint = "words"

    def __init__(self, language: str = "en", passages: int = 8) -> None:
        self.language, self.languages = language, frozenset({language})
        self._passages = passages
        self.asked: list[str] = []

    def wake(self) -> None: ...

    def read(self, question: str, passages: Sequence[Passage]) -> list[list[Read]]:
        self.asked.append(question)
        return [
            [self._read(question, shown.text, unit) for unit in shown.units] for shown in passages[: self._passages]
        ]

    def support(self, statements: Sequence[str], texts: Sequence[str]) -> list[float]:
        return [_odds(self._share(statement, text)) for statement, text in zip(statements, texts, strict=True)]

    def _read(self, question: str, text: str, unit: Span) -> Read:
        start, end = unit
        share = self._share(question, text[start:end])
        new = (m for m in re.finditer(r"\d[\d.,]*\d|\d|\b[^\W\d_a-z]\w+", text[start:end]) if m[0] not in question)
        first = next(new, None)
        span = (start + first.start(), start + first.end()) if first else None
        return Read(_odds(share), span, _odds(share) if span else -math.inf)

    def _share(self, wanted: str, text: str) -> float:
        words, held = set(terms(wanted, self.language)), set(terms(text, self.language))
        return len(words & held) / len(words) if words else 0.0


def _odds(share: float) -> float:
    """From -6 for nothing to 6 for all."""
    return 12 * share - 6
