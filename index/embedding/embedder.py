"""Text to unit vectors: the protocol, and a fake for tests."""

import hashlib
import re
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

BUNDLED = "all-MiniLM-L6-v2"
MULTILINGUAL, MULTILINGUAL_MODEL = "multilingual", "multilingual-e5-small"
"""How the model of many languages is chosen, which comes with the extra of that name, and what it is called."""


class Embedder(Protocol):
    """Turns texts into rows of float32, each of Euclidean length 1.

    `fingerprint` names model and weights: vectors of different fingerprints must not be compared. `languages` are the
    ISO 639-1 codes of those it was trained on, None if that is not known; `unrelated` is about the cosine of texts that
    have nothing to do with each other.
    """

    name: str
    languages: frozenset[str] | None
    unrelated: float
    dimension: int
    max_tokens: int

    @property
    def fingerprint(self) -> str: ...
    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens the model would read of each text, special tokens included, nothing cut."""

    def documents(self, texts: Sequence[str]) -> Vectors:
        """Shape (texts, dimension). The texts must not exceed `max_tokens`."""

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Shape (texts, dimension). A query longer than `max_tokens` is cut there."""


def nearness(cosines: Vectors, embedder: Embedder) -> Vectors:
    """Cosines on a scale on which, whatever the embedder, unrelated texts have 0 and the same text 1."""
    return (cosines - np.float32(embedder.unrelated)) / np.float32(1 - embedder.unrelated)


class HashingEmbedder:
    """A fake for tests: bags of hashed words. Texts that share words are near; no model, no learning.

    `embedded` keeps the documents it was given, `asked` the queries.
    """

    def __init__(self, dimension: int = 64, max_tokens: int = 256, name: str = "hashing") -> None:
        self.name = name
        self.languages: frozenset[str] | None = None
        self.unrelated = 0.0
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

    def _words(self, text: str) -> list[str]:
        return re.findall(r"\w{1,8}|[^\w\s]", text.lower())
