"""Which sentences of the passages state what was written."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.checking.support import STATED, scores
from app.checking.words import words
from app.reader.passage import Passage
from app.reader.reader import Reader, surely
from index.chunks import chunk_sentences
from index.language.sentences import Span
from index.records import Chunk, Document

Quote = tuple[Document, int, int]
"""The exact words `document.text[start:end]`."""

_SENTENCES = 3  # that one statement may be drawn from
_TRIED = 6  # sentences that share most with it
_JOINED = 3  # of these, to which others are added
_ADDS = 2  # words of the statement that a further sentence must hold


def find(statement: str, chunks: Sequence[Chunk], reader: Reader) -> list[Quote]:
    """The sentences of the chunks that state it, as few as can be, in order; none if nothing does.

    Up to three sentences are tried together: neighbours, or the best of each chunk, if each adds something.
    """
    pool = [_Sentence(chunk, nth, *span) for chunk in chunks for nth, span in enumerate(chunk_sentences(chunk))]
    every_word = (word for sentence in pool for word in words(sentence.text, sentence.language))
    names = [word for word in dict.fromkeys(every_word) if word.kind == "name"]
    for choices in _choices(statement, pool):
        by_language: dict[str, list[list[_Sentence]]] = {}
        for chosen in choices:
            by_language.setdefault(chosen[0].language, []).append(chosen)
        judged = [
            (score, chosen)
            for language, alike in by_language.items()
            for score, chosen in zip(
                scores(statement, [[one.text for one in chosen] for chosen in alike], reader, language, names),
                alike,
                strict=True,
            )
        ]
        best, chosen = max(judged, key=lambda pair: (pair[0], -len(pair[1])), default=(0.0, []))
        if chosen and best >= STATED:
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


def _choices(statement: str, pool: Sequence["_Sentence"]) -> Iterator[list[list["_Sentence"]]]:
    """What may state it, fewest sentences first: those that share most with it alone, then with others that add to it.

    Each of those together shares more with it than figures and names: else a date of something else would do.
    """
    shared = {sentence: len(sentence.stems & _stems(statement, sentence.language)) for sentence in pool}
    best = sorted(pool, key=shared.__getitem__, reverse=True)[:_TRIED]
    yield [[sentence] for sentence in best]
    joined: dict[int, list[list[_Sentence]]] = {}
    for base in filter(shared.get, best[:_JOINED]):
        stated, ordinary = (_stems(statement, base.language, only) for only in (False, True))
        about = [sentence for sentence in pool if _stems(sentence.text, base.language, True) & ordinary]
        if base not in about:
            continue
        chosen = [base]
        while len(chosen) < _SENTENCES:
            missing = stated.difference(*(sentence.stems for sentence in chosen))
            further = [sentence for sentence in about if _goes_with(sentence, chosen, best[:_JOINED])]
            added = max(further, key=lambda sentence: len(sentence.stems & missing), default=None)
            if added is None or len(added.stems & missing) < _ADDS:
                break
            chosen = sorted([*chosen, added], key=pool.index)
            joined.setdefault(len(chosen), []).append(chosen)
    yield from (joined[count] for count in sorted(joined))


def _goes_with(sentence: _Sentence, chosen: Sequence[_Sentence], best: Sequence[_Sentence]) -> bool:
    """Whether it stands beside one of the chosen and is none of them, or is among the best of another chunk."""
    distances = [abs(sentence.nth - other.nth) for other in chosen if other.chunk is sentence.chunk]
    return 1 in distances and 0 not in distances if distances else sentence in best


class Check:
    """Finds the exact sentences that state what was written, among the passages that the model was given."""

    def __init__(self, passages: Sequence[Chunk], reader: Reader) -> None:
        self.passages = passages
        self.seconds = 0.0
        self._reader = reader

    def __call__(self, statement: str, numbers: Sequence[int]) -> tuple[list[Quote], bool]:
        """The quotes that state it, and whether they are of other passages than those that the numbers name."""
        started = time.perf_counter()
        cited = [self.passages[number - 1] for number in numbers]
        quotes = find(statement, cited, self._reader) if cited else []
        others = [] if quotes else find(statement, self.passages, self._reader)
        self.seconds += time.perf_counter() - started
        return quotes or others, bool(others)

    def key(self, question: str, statement: str) -> Span | None:
        """The characters of a statement that answer the question proper, None if that can't be told surely."""
        started = time.perf_counter()
        [[read]] = self._reader.read(question, [Passage(statement, ((0, len(statement)),))])
        self.seconds += time.perf_counter() - started
        return surely(read.span, read.exact, len(statement))
