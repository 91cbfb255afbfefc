"""Which sentences of the passages state what was written."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from app.checking.support import supports
from app.checking.words import words
from index.chunks import outermost
from index.embedding.embedder import ChunkUnits, Embedder, Vectors
from index.language.sentences import Span, sentences
from index.records import Chunk, Document

Quote = tuple[Document, int, int]
"""The exact words `document.text[start:end]`."""

Nearness = Callable[[Chunk, int, int], float]
"""The cosine of the statement and the words of a chunk from an offset to another."""

CLOSE = 0.6  # their cosine is this
_SENTENCES = 3  # that one statement may be drawn from
_TRIED = 3
_ADDS = 2  # words of the statement that a further sentence must hold


def cut(chunk: Chunk) -> list[Span]:
    """The spans of its sentences."""
    return sentences(chunk.text, chunk.document.language)


def find(
    statement: str, chunks: Sequence[Chunk], near: Nearness, cut: Callable[[Chunk], Sequence[Span]] = cut
) -> list[Quote]:
    """The sentences of the chunks that state it, as few as can be, in order; none if nothing does.

    Up to three sentences are tried together: neighbours, or the best of each chunk, if each adds something.
    """
    pool = [_Sentence(chunk, nth, *span) for chunk in chunks for nth, span in enumerate(cut(chunk))]
    every_word = (word for sentence in pool for word in words(sentence.text, sentence.language))
    names = [word for word in dict.fromkeys(every_word) if word.kind == "name"]

    def state(chosen: Sequence[_Sentence]) -> bool:
        def close() -> bool:
            return max(near(sentence.chunk, sentence.start, sentence.end) for sentence in chosen) >= CLOSE

        return supports(statement, [sentence.text for sentence in chosen], close, chosen[0].language, names)

    for chosen in _choices(statement, pool):
        if state(chosen):
            for sentence in chosen:  # none that is not needed
                fewer = [other for other in chosen if other is not sentence]
                chosen = fewer if fewer and state(fewer) else chosen
            return list(dict.fromkeys(sentence.quote for sentence in chosen))
    return []


@dataclass(frozen=True, slots=True)
class _Sentence:
    """`chunk.text[start:end]`, the `nth` of its chunk."""

    chunk: Chunk
    nth: int
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.chunk.text[self.start : self.end]

    @property
    def language(self) -> str:
        return self.chunk.document.language

    @property
    def quote(self) -> Quote:
        return self.chunk.document, self.chunk.start + self.start, self.chunk.start + self.end

    @property
    def stems(self) -> frozenset[str]:
        return _stems(self.text, self.language)


@lru_cache(maxsize=4096)
def _stems(text: str, language: str, ordinary: bool = False) -> frozenset[str]:
    """Those of its words; if `ordinary` without figures and names."""
    return frozenset(
        word.stem for word in words(text, language) if word.stem and not (ordinary and word.kind != "word")
    )


def _choices(statement: str, pool: Sequence[_Sentence]) -> Iterator[list[_Sentence]]:
    """What may state it: each of the sentences that share most with it, then together with others that add to it.

    Each of those together shares more with it than figures and names: else a date of something else would do.
    """
    shared = {sentence: len(sentence.stems & _stems(statement, sentence.language)) for sentence in pool}
    best = sorted(filter(shared.get, pool), key=shared.__getitem__, reverse=True)[:_TRIED]
    yield from ([sentence] for sentence in best)
    for base in best:
        stated, ordinary = (_stems(statement, base.language, only) for only in (False, True))
        about = [sentence for sentence in pool if _stems(sentence.text, base.language, True) & ordinary]
        if base not in about:
            continue
        chosen = [base]
        while len(chosen) < _SENTENCES:
            missing = stated.difference(*(sentence.stems for sentence in chosen))
            further = [sentence for sentence in about if _goes_with(sentence, chosen, best)]
            added = max(further, key=lambda sentence: len(sentence.stems & missing), default=None)
            if added is None or len(added.stems & missing) < _ADDS:
                break
            chosen = sorted([*chosen, added], key=pool.index)
            yield chosen


def _goes_with(sentence: _Sentence, chosen: Sequence[_Sentence], best: Sequence[_Sentence]) -> bool:
    """Whether it stands beside one of the chosen and is none of them, or is among the best of another chunk."""
    distances = [abs(sentence.nth - other.nth) for other in chosen if other.chunk is sentence.chunk]
    return 1 in distances and 0 not in distances if distances else sentence in best


class Check:
    """Finds the exact sentences that state what was written, among the passages that the model was given."""

    def __init__(self, passages: Sequence[Chunk], embedder: Embedder, units: ChunkUnits) -> None:
        self.passages = passages
        self.seconds = 0.0
        self._embedder = embedder
        self._vectors = cache(lambda passage: dict(zip(*units(passage), strict=True)))

    def __call__(self, statement: str, numbers: Sequence[int]) -> tuple[list[Quote], bool]:
        """The quotes that state it, and whether they are of other passages than those that the numbers name."""
        started = time.perf_counter()

        @cache
        def vector() -> Vectors:  # most statements are judged without
            row: Vectors = self._embedder.queries([statement])[0]
            return row

        def near(chunk: Chunk, start: int, end: int) -> float:
            return float(self._vectors(chunk)[start, end] @ vector())

        cited = [self.passages[number - 1] for number in numbers]
        quotes = find(statement, cited, near, self._cut)
        others = [] if quotes else find(statement, self.passages, near, self._cut)
        self.seconds += time.perf_counter() - started
        return quotes or others, bool(others)

    def _cut(self, chunk: Chunk) -> list[Span]:
        return outermost([*self._vectors(chunk)])
