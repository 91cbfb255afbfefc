"""Text to unit vectors: the protocol, and a fake for tests."""

import hashlib
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from index.language.sentences import Span
from index.records import Chunk

Vectors = NDArray[np.float32]

BUNDLED = "all-MiniLM-L6-v2"


class Embedder(Protocol):
    """Turns texts into rows of float32, each of Euclidean length 1.

    `fingerprint` names model and weights: vectors of different fingerprints must not be compared. `languages` are the
    ISO 639-1 codes of those it was trained on, None if that is not known.
    """

    name: str
    languages: frozenset[str] | None
    dimension: int
    max_tokens: int

    @property
    def fingerprint(self) -> str: ...
    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens the model would read of each text, special tokens included, nothing cut."""

    def documents(self, texts: Sequence[str]) -> Vectors:
        """Shape (texts, dimension). The texts must not exceed `max_tokens`."""

    def passages(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> tuple[Vectors, Vectors]:
        """What `documents` gives, and a vector for each span of each text, in order: shape (all spans, dimension).

        `spans` holds for each text the spans of its characters that are wanted. A span is embedded in its context
        (`span_vectors`), which costs nothing beyond the text itself; one without a token has the text's own vector.
        """

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Shape (texts, dimension). A query longer than `max_tokens` is cut there."""


def span_vectors(states: Vectors, offsets: Sequence[Span], spans: Sequence[Span], whole: Vectors) -> Vectors:
    """The vectors of spans of a text, (spans, dimension), from the states of its tokens, (tokens, dimension).

    A span's vector is the mean of the states of the tokens that touch it, at unit length; `whole`, the text's, where
    none does. `offsets` are the tokens' own spans, (0, 0) for those that stand for no characters. Günther et al., "Late
    Chunking: Contextual Chunk Embeddings Using Long-Context Embedding Models", 2024, with sentences for chunks.
    """
    starts, ends = np.array(offsets).reshape(-1, 2).T
    vectors = np.empty((len(spans), len(whole)), dtype=np.float32)
    for row, (start, end) in enumerate(spans):
        touching = np.flatnonzero((starts < end) & (ends > start))
        mean = states[touching].mean(axis=0) if touching.size else whole
        vectors[row] = mean / np.linalg.norm(mean) if touching.size else whole
    return vectors


class HashingEmbedder:
    """A fake for tests: bags of hashed words. Texts that share words are near; no model, no learning.

    `embedded` keeps the documents it was given, `asked` the queries.
    """

    def __init__(self, dimension: int = 64, max_tokens: int = 256, name: str = "hashing") -> None:
        self.name = name
        self.languages: frozenset[str] | None = None
        self.fingerprint = f"{name}:{dimension}"
        self.dimension = dimension
        self.max_tokens = max_tokens
        self.embedded: list[str] = []
        self.asked: list[str] = []

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(self._words(text)) + 2 for text in texts]

    def documents(self, texts: Sequence[str]) -> Vectors:
        self.embedded += texts
        return self._hashed(texts)

    def passages(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> tuple[Vectors, Vectors]:
        """A span's vector is that of its words, with a little of the text's."""
        whole = self.documents(texts)
        rows = [
            self._in_context(text[start:end], vector)
            for text, vector, of_text in zip(texts, whole, spans, strict=True)
            for start, end in of_text
        ]
        return whole, np.array(rows, dtype=np.float32).reshape(-1, self.dimension)

    def queries(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return self._hashed(texts)

    def _hashed(self, texts: Sequence[str]) -> Vectors:
        vectors = np.full((len(texts), self.dimension), 1e-3, dtype=np.float32)
        for row, text in enumerate(texts):
            for word in self._words(text)[: self.max_tokens - 2]:
                vectors[row, int(hashlib.md5(word.encode()).hexdigest(), 16) % self.dimension] += 1.0
        normalised: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return normalised

    def _in_context(self, text: str, context: Vectors) -> Vectors:
        if not self._words(text):
            return context
        both: Vectors = self._hashed([text])[0] + np.float32(0.1) * context
        return both / np.linalg.norm(both)

    def _words(self, text: str) -> list[str]:
        return re.findall(r"\w{1,8}|[^\w\s]", text.lower())


class Units(NamedTuple):
    """What of a chunk has vectors of its own (`index.chunks.units`): spans of its text, and a vector a row."""

    spans: Sequence[Span]
    vectors: Vectors


ChunkUnits = Callable[[Chunk], Units]
"""The units of a chunk, as they were when it was embedded."""
