"""The answerer without an LLM: ranks the sentences of the best chunks by how well they answer, and keeps 1 to 3."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from app.answering.evidence import Candidate, coverage
from app.answering.holding import holds_answer
from app.asking.asked import Question
from index.chunks import header, outermost
from index.embedding.embedder import ChunkUnits, Embedder
from index.language.identify import ENGLISH
from index.language.vocabulary import any_of, vocabulary
from index.language.words import terms
from index.records import Hit

_CHUNKS = 8  # hits whose sentences are considered
STATEMENTS = 3
MARGIN = 0.4  # a sentence this much below the best is left out
_FULL_LENGTH = 4  # content words: shorter ones are signatures and datelines
_ENDS = re.compile(r"[.!?:;…][\"'”’)\]]*$")  # titles and headings end otherwise
_LEANING = vocabulary(ENGLISH, "leaning")
_LEANS = re.compile(
    rf"(?:{any_of([*_LEANING['pronouns'], *_LEANING['more_pronouns']])}|The (?:{any_of(_LEANING['kinds'])}))\b"
)
# By hand, from one-feature sweeps on public factoid and long-answer sets: see eval/RESULTS.md.
WEIGHTS = {"cosine": 1.6, "coverage": 0.5, "context": 0.4, "chunk": 0.7, "answer_type": 0.15, "sentence": 0.4}


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of a hit, the one before it in the chunk, and its cosine with the question: its own or an item's."""

    hit: Hit
    start: int
    end: int
    before: str
    cosine: float

    @property
    def text(self) -> str:
        return self.hit.chunk.document.text[self.start : self.end]

    @property
    def reading(self) -> str:
        """The sentence, together with the one before if it begins with "They" or "The meeting"."""
        return f"{self.before} {self.text}" if self.before and _LEANS.match(self.text) else self.text


@dataclass(frozen=True, slots=True)
class SentenceRanker:
    """Ranks the sentences of hits for a question in one or more forms."""

    embedder: Embedder
    units: ChunkUnits
    rarity: Callable[[str], float]  # inverse document frequency of a term
    weights: Mapping[str, float] = field(default_factory=lambda: WEIGHTS)

    def __call__(self, question: Question, hits: Sequence[Hit]) -> list[Candidate]:
        """Every sentence of the first hits once, best first."""
        ranked = []
        wanted = {
            language: {term: self.rarity(term) for term in terms(question.full, language)}
            for language in {hit.chunk.document.language for hit in hits[:_CHUNKS]}
        }
        stems = cache(terms)  # a sentence is read on its own, and as the one before the next
        for sentence in self._sentences(question.forms, hits[:_CHUNKS]):
            document = sentence.hit.chunk.document
            language = document.language
            words = stems(sentence.text, language)
            around = frozenset([*words, *stems(header(document), language), *stems(sentence.before, language)])
            features = {
                "cosine": sentence.cosine,
                "coverage": coverage(wanted[language], stems(sentence.reading, language)),
                "context": coverage(wanted[language], around),
                "chunk": sentence.hit.score,
                "answer_type": holds_answer(question, sentence.text, language),
                "sentence": min(len(words), _FULL_LENGTH) / _FULL_LENGTH if _ENDS.search(sentence.text) else 0.0,
            }
            score = sum(weight * features[name] for name, weight in self.weights.items())
            ranked.append(Candidate(document, sentence.start, sentence.end, features, score, around))
        statements = [candidate for candidate in ranked if not candidate.text.endswith("?")]  # a heading of an FAQ asks
        return sorted(statements or ranked, key=lambda candidate: -candidate.score)

    def _sentences(self, questions: Sequence[str], hits: Sequence[Hit]) -> list[_Sentence]:
        """The sentences of hits, each once: chunks overlap. Hits come best first, so each is found in its best chunk.

        A sentence's cosine is the best over the forms of the question and over itself and its items.
        """
        asked = self.embedder.queries(questions).T
        unique: dict[tuple[str, int, int], _Sentence] = {}
        for hit in hits:
            chunk = hit.chunk
            spans, vectors = self.units(chunk)
            cosines = dict(zip(spans, (vectors @ asked).max(axis=1).tolist(), strict=True))
            before = ""
            for start, end in outermost(spans):
                cosine = max(cosines[a, b] for a, b in cosines if start <= a and b <= end)
                sentence = _Sentence(hit, chunk.start + start, chunk.start + end, before, cosine)
                unique.setdefault((chunk.document.sha256, sentence.start, sentence.end), sentence)
                before = sentence.text
        return list(unique.values())


def choose(ranked: Sequence[Candidate]) -> list[Candidate]:
    """The best sentence, and up to two more that are nearly as good and say something else."""
    chosen: dict[tuple[str, ...], Candidate] = {}
    for candidate in ranked:
        if candidate.score >= ranked[0].score - MARGIN and len(chosen) < STATEMENTS:
            chosen.setdefault(tuple(terms(candidate.text)), candidate)
    return list(chosen.values())
