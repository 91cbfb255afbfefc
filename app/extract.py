"""The answerer without an LLM: ranks the sentences of the best chunks by how well they answer, and keeps 1 to 3."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.answer_type import holds_answer_type
from index.chunks import header
from index.embedder import Embedder
from index.lexical import terms
from index.records import Document, Hit
from index.sentences import sentences

Rarity = Callable[[str], float]
"""Inverse document frequency of a term."""

_CHUNKS = 8  # hits whose sentences are considered
STATEMENTS = 3
MARGIN = 0.4  # a sentence this much below the best is left out
_FULL_LENGTH = 4  # content words: shorter ones are signatures and datelines
_ENDS = re.compile(r"[.!?:;…][\"'”’)\]]*$")  # titles and headings end otherwise
_DANGLES = re.compile(
    r"(?:He|She|They|It|This|That|These|Those|His|Her|Their|Its|There|Both"
    r"|The (?:two|meeting|visit|officials|delegations?|talks|event|project|company|government|authors?))\b"
)
_LIST_LENGTH = 200  # characters: longer sentences with two semicolons are read item by item as well
# By hand, from one-feature sweeps on public factoid and long-answer sets.
WEIGHTS = {"cosine": 1.0, "coverage": 0.7, "context": 0.4, "chunk": 0.7, "answer_type": 0.15, "sentence": 0.4}


@dataclass(frozen=True, slots=True)
class Candidate:
    """The sentence `document.text[start:end]` and its features, each about 0 to 1 (answer_type -1 to 1)."""

    document: Document
    start: int
    end: int
    features: dict[str, float]
    score: float

    @property
    def text(self) -> str:
        return self.document.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of a hit, and the one before it in the chunk."""

    hit: Hit
    start: int
    end: int
    before: str

    @property
    def text(self) -> str:
        return self.hit.chunk.document.text[self.start : self.end]

    @property
    def readings(self) -> list[str]:
        """The texts whose vectors may match: the sentence, together with the one before if it begins with "They" or
        "The meeting", and the items of a long list, which the whole would drown."""
        whole = f"{self.before} {self.text}" if self.before and _DANGLES.match(self.text) else self.text
        items = self.text.split(";") if len(self.text) > _LIST_LENGTH else []
        return [whole, *(item.strip() for item in items if len(items) > 2 and item.strip())]


class SentenceRanker:
    """Ranks the sentences of hits for a question in one or more forms."""

    def __init__(self, embedder: Embedder, rarity: Rarity) -> None:
        self._embedder = embedder
        self._rarity = rarity

    def __call__(self, questions: Sequence[str], hits: Sequence[Hit]) -> list[Candidate]:
        """Every sentence of the first hits once, best first.

        The first of `questions` is the one as asked, the last its fullest form.
        """
        found = _sentences(hits[:_CHUNKS])
        if not found:
            return []
        asked = self._embedder.queries(questions).T
        readings = list(dict.fromkeys(reading for sentence in found for reading in sentence.readings))
        cosines = dict(zip(readings, (self._embedder.documents(readings) @ asked).max(axis=1), strict=True))
        wanted = {term: self._rarity(term) for term in terms(questions[-1])}
        ranked = []
        for sentence in found:
            document, words = sentence.hit.chunk.document, terms(sentence.text)
            features = {
                "cosine": max(float(cosines[reading]) for reading in sentence.readings),
                "coverage": coverage(wanted, terms(sentence.readings[0])),
                "context": coverage(wanted, words + terms(f"{header(document)} {sentence.before}")),
                "chunk": sentence.hit.score,
                "answer_type": holds_answer_type(questions[0], sentence.text),
                "sentence": min(len(words), _FULL_LENGTH) / _FULL_LENGTH if _ENDS.search(sentence.text) else 0.0,
            }
            score = sum(weight * features[name] for name, weight in WEIGHTS.items())
            ranked.append(Candidate(document, sentence.start, sentence.end, features, score))
        return sorted(ranked, key=lambda candidate: -candidate.score)


def coverage(wanted: Mapping[str, float], words: Iterable[str]) -> float:
    """Share of the wanted terms' weight that `words` holds; 0 if nothing is wanted."""
    total, held = sum(wanted.values()), set(words)
    return sum(weight for term, weight in wanted.items() if term in held) / total if total else 0.0


def choose(ranked: Sequence[Candidate]) -> list[Candidate]:
    """The best sentence, and up to two more that are nearly as good and say something else."""
    chosen: dict[tuple[str, ...], Candidate] = {}
    for candidate in ranked:
        if candidate.score >= ranked[0].score - MARGIN and len(chosen) < STATEMENTS:
            chosen.setdefault(tuple(terms(candidate.text)), candidate)
    return list(chosen.values())


def _sentences(hits: Sequence[Hit]) -> list[_Sentence]:
    """The sentences of hits, each once: chunks overlap. Hits come best first, so each is found in its best chunk."""
    found: dict[tuple[str, int, int], _Sentence] = {}
    for hit in hits:
        before = ""
        for start, end in sentences(hit.chunk.text):
            sentence = _Sentence(hit, hit.chunk.start + start, hit.chunk.start + end, before)
            found.setdefault((hit.chunk.document.sha256, sentence.start, sentence.end), sentence)
            before = sentence.text
    return list(found.values())
