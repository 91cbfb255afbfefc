"""As many documents as a measurement needs: words drawn as often as in texts, vectors around those of real chunks."""

import hashlib
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.embedding.embedder import Vectors
from index.language.words import terms
from index.reading.files import FileEntry, Key
from index.records import Chunk, Document
from index.storing.corpus import Embedded
from index.storing.snapshot import Snapshot
from index.storing.store import Pick

CHUNKS = 8  # of a document
_SENTENCES, _WORDS = 8, 14  # of a chunk, and of each of these
_NOISE = 0.02  # in each dimension
_AT_ONCE = 125  # documents that are made together
_SYLLABLES = [first + second for first in "bdfgklmnprstvz" for second in "aeiou"]


class Model(NamedTuple):
    """What documents are drawn from: words, the most frequent first, with their terms; vectors of chunks."""

    words: Sequence[str]
    spelt: Sequence[str]
    vectors: Vectors

    @classmethod
    def of(cls, snapshot: Snapshot, size: int) -> "Model":
        """The words and vectors of an index, with made words besides: as many as so many chunks would have."""
        held = snapshot.parts[0].vocabulary.words()
        words = sorted(held, key=lambda word: (-held[word], word))
        words += [_word(number) for number in range(max(0, int(350 * size**0.54) - len(words)))]
        return cls(words, [" ".join(terms(word, "en")) for word in words], snapshot.store.vectors())


class MadeDocuments:
    """Documents by their numbers, the same for the same `seed`: an `Origin` of a build."""

    def __init__(self, model: Model, documents: int, seed: int = 0) -> None:
        self.model = model
        self.size = documents
        self._seed = seed
        self._some = lru_cache(2)(self._drawn)

    def picks(self) -> list[Pick]:
        return [(self, number, self.source(number)) for number in range(self.size)]

    def files(self) -> list[FileEntry]:
        return [FileEntry(self.source(number), self.sha256(number), "indexed") for number in range(self.size)]

    def source(self, number: int) -> str:
        return f"{number % 100:02}/report {number:07}.txt"

    def sha256(self, number: int) -> str:
        return hashlib.sha256(f"{self._seed} {number}".encode()).hexdigest()

    def omissions(self) -> dict[Key, list[str]]:
        return {}

    def document(self, number: int) -> Document:
        return next(self.embedded(number)).chunk.document

    def words(self, numbers: Sequence[int]) -> Iterator[list[str]]:
        for number in numbers:
            drawn, _ = self._some(number // _AT_ONCE)
            yield sorted({self.model.words[word] for word in np.unique(drawn[number % _AT_ONCE]).tolist()})

    def embedded(self, number: int) -> Iterator[Embedded]:
        drawn, vectors = self._some(number // _AT_ONCE)
        own = drawn[number % _AT_ONCE].tolist()
        texts = [" ".join(_sentence(self.model.words, sentence) for sentence in chunk) for chunk in own]
        title = f"Report {number}"
        text = "\n\n".join(texts)
        document = Document(self.source(number), text, title, None, self.sha256(number))
        start = 0
        for at, (chunk, part) in enumerate(zip(own, texts, strict=True)):
            spelt = " ".join(self.model.spelt[word] for sentence in chunk for word in sentence)
            yield Embedded(Chunk(document, start, start + len(part)), spelt, vectors[number % _AT_ONCE, at])
            start += len(part) + 2

    def close(self) -> None:
        pass

    def _drawn(self, batch: int) -> tuple[NDArray[np.int64], Vectors]:
        """The words of the sentences of the chunks of some documents, and the vectors of the chunks."""
        rng = np.random.default_rng([self._seed, batch])
        shape = (_AT_ONCE, CHUNKS, _SENTENCES, _WORDS)
        words = np.searchsorted(self._shares, rng.random(shape))
        originals = self.model.vectors
        one, other = originals[rng.integers(len(originals), size=(2, _AT_ONCE, CHUNKS))]
        share = rng.random((_AT_ONCE, CHUNKS, 1), dtype=np.float32)
        vectors = share * one + (1 - share) * other
        vectors += _NOISE * rng.standard_normal(vectors.shape, dtype=np.float32)
        vectors /= np.linalg.norm(vectors, axis=2, keepdims=True)
        return words, vectors

    @cached_property
    def _shares(self) -> NDArray[np.float64]:
        """How often words are drawn, as Zipf and Mandelbrot found it: summed up, in the order of the words."""
        weights = 1 / (np.arange(len(self.model.words)) + 2.7) ** 1.05
        shares: NDArray[np.float64] = np.cumsum(weights) / weights.sum()
        return shares


def _sentence(words: Sequence[str], drawn: Sequence[int]) -> str:
    return " ".join(words[word] for word in drawn).capitalize() + "."


def _word(number: int) -> str:
    """A made word of at least three syllables."""
    number += len(_SYLLABLES) ** 2
    syllables = []
    while number:
        number, syllable = divmod(number, len(_SYLLABLES))
        syllables.append(_SYLLABLES[syllable])
    return "".join(syllables)
