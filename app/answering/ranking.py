"""The answerer without an LLM: ranks the sentences of the best passages as the reader sees them, and keeps 1 to 3."""

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from app.answering.evidence import HITS, Candidate, coverage, weighed
from app.answering.gate import FILE
from app.asking.asked import Question
from app.reader.multilingual import MultilingualReader
from app.reader.passage import Passage, passage
from app.reader.reader import Read, Reader
from index.chunks import chunk_sentences
from index.language.words import content, terms
from index.records import Chunk, Hit
from index.storing.held import hold

STATEMENTS = 3
_SCORE = 0.5  # what the score of a hit weighs beside the nearness of its nearest sentence: eval/RESULTS.md
_ONE_LANGUAGE = 0.25  # by so much texts in one language are nearer to each other than those in two
MARGIN = 3.0  # log-odds: a sentence this much below the best is left out


@cache
def ranking_weights() -> dict[str, float]:
    """As fitted by `eval.studies.calibrate`."""
    weights: dict[str, float] = json.loads(FILE.read_text(encoding="utf-8"))["ranking"]
    return weights


@dataclass(frozen=True, slots=True)
class SentenceRanker:
    """Ranks the sentences of hits for a question: `score` of a candidate is the weighted sum of its features."""

    reader: Reader
    rarity: Callable[[str], float]  # inverse document frequency of a term
    other: MultilingualReader | None = None  # reads languages that the reader was not trained on
    weights: Mapping[str, float] = field(default_factory=ranking_weights)

    def __call__(self, question: Question, hits: Sequence[Hit]) -> list[Candidate]:
        """Every sentence of the hits that are read, once, best first: chunks overlap, and each counts where it is read
        best.

        - `reader`: the log-odds that it answers, against that nothing in its passage does.
        - `passage`: the nearness of its passage to the question, or the least one found, for BM25's own finds.
        - `coverage`: share of the question's terms, weighted by rarity, that it holds.
        """
        hits = hits[:HITS]
        hold(hit.chunk.document.body for hit in hits)
        languages = {hit.chunk.document.language for hit in hits}
        asked = content(question.full, question.language)
        wanted = {of: {term: self.rarity(term) for term in terms(asked, of)} for of in languages}
        cut = [chunk_sentences(hit.chunk) for hit in hits]
        shown = [passage(hit.chunk, spans) for hit, spans in zip(hits, cut, strict=True)]
        best: dict[tuple[str, int, int], Candidate] = {}
        for nth, read in self._read(question, hits, shown, any(wanted.values())):
            hit, made = hits[nth], shown[nth]
            document = hit.chunk.document
            shift = hit.chunk.end - len(made.text)  # from the passage's characters to the document's
            for (start, end), judged in zip(made.units, read, strict=True):
                if judged.answers == -math.inf:
                    continue  # nothing that could be read
                words = terms(made.text[start:end], document.language)
                features = {
                    "reader": judged.answers,
                    "passage": hit.dense,
                    "coverage": coverage(wanted[document.language], words),
                }
                score = weighed(features, self.weights)
                span = (judged.span[0] + shift, judged.span[1] + shift) if judged.span else None
                candidate = Candidate(document, start + shift, end + shift, features, score, span, judged.exact)
                place = (document.sha256, candidate.start, candidate.end)
                if place not in best or best[place].score < score:
                    best[place] = candidate
        told = [one for one in best.values() if not one.text.endswith("?")]  # the heading of an FAQ asks
        return sorted(told or best.values(), key=lambda candidate: -candidate.score)

    def reordered(self, question: Question, hits: Sequence[Hit], ranked: Sequence[Candidate]) -> list[Hit]:
        """Hits in another language than the question's, of which words tell little, by the best sentence of each, and
        then those that nothing was read of; the others where they are. Scores stay in order."""
        best: dict[int, float] = {}
        for nth, hit in enumerate(hits[:HITS]):
            if hit.chunk.document.language != question.language and self._is_others(question, hit):
                best[nth] = max((one.score for one in ranked if _holds(hit.chunk, one)), default=-math.inf)
        moved = dict(zip(best, sorted(best, key=lambda nth: -best[nth]), strict=True))
        return [replace(hits[moved[nth]], score=hit.score) if nth in moved else hit for nth, hit in enumerate(hits)]

    def _read(
        self, question: Question, hits: Sequence[Hit], shown: Sequence[Passage], says_something: bool
    ) -> Iterator[tuple[int, list[Read]]]:
        """The numbers of the hits that are read, each with what its units are worth. Of those that the other reader
        reads, those first that hold a sentence near to the question: words tell less of them. To one without a word
        that says something all is as near."""
        others = [nth for nth, hit in enumerate(hits) if self._is_others(question, hit)]
        own = [nth for nth in range(len(hits)) if nth not in others]
        if own:
            yield from zip(own, self.reader.read(question.full, [shown[nth] for nth in own]), strict=False)
        if self.other and others:
            near = self.other.nearness(question.full, [shown[nth] for nth in others])
            level = {nth: _ONE_LANGUAGE * (hits[nth].chunk.document.language == question.language) for nth in others}
            levelled = {nth: (each - level[nth]) * says_something for nth, each in zip(others, near, strict=True)}
            others.sort(key=lambda nth: -(levelled[nth].max(initial=-1) + _SCORE * hits[nth].score))
            passages, near = [shown[nth] for nth in others], [levelled[nth] for nth in others]
            yield from zip(others, self.other.read(question.full, passages, near), strict=False)

    def _is_others(self, question: Question, hit: Hit) -> bool:
        """Whether the other reader reads the pair, in which there is a language that the first one does not know."""
        pair = {question.language, hit.chunk.document.language}
        return self.other is not None and not pair <= self.reader.languages and pair <= self.other.languages


def _holds(chunk: Chunk, candidate: Candidate) -> bool:
    inside = chunk.start <= candidate.start and candidate.end <= chunk.end
    return inside and candidate.document.sha256 == chunk.document.sha256


def choose(ranked: Sequence[Candidate]) -> list[Candidate]:
    """The best sentence, and up to two more that are nearly as good and say something else."""
    chosen: dict[tuple[str, ...], Candidate] = {}
    for candidate in ranked:
        if candidate.score >= ranked[0].score - MARGIN and len(chosen) < STATEMENTS:
            chosen.setdefault(tuple(terms(candidate.text, candidate.document.language)), candidate)
    return list(chosen.values())


def closest(ranked: Sequence[Candidate]) -> list[Candidate]:
    """The best three sentences that say different things, however far they are apart."""
    different: dict[tuple[str, ...], Candidate] = {}
    for candidate in ranked:
        different.setdefault(tuple(terms(candidate.text, candidate.document.language)), candidate)
    return [*different.values()][:STATEMENTS]
