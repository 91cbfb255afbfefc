"""An embedder that is given each text once."""

from collections.abc import Callable, Sequence

import numpy as np

from index.embedding.embedder import Embedder, Vectors

_REMEMBERED = 20_000  # vectors of queries and as many of documents: 30 MB each


class RememberingEmbedder:
    """Another embedder that is given each text once, for as long as its vector is remembered. Safe between threads."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._queries: dict[str, Vectors] = {}
        self._documents: dict[str, Vectors] = {}
        self.name, self.languages, self.fingerprint = embedder.name, embedder.languages, embedder.fingerprint
        self.dimension, self.max_tokens = embedder.dimension, embedder.max_tokens
        self.unrelated = embedder.unrelated

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self._embedder.count_tokens(texts)

    def documents(self, texts: Sequence[str]) -> Vectors:
        return self._recall(self._documents, texts, self._embedder.documents)

    def queries(self, texts: Sequence[str]) -> Vectors:
        return self._recall(self._queries, texts, self._embedder.queries)

    def _recall(
        self, known: dict[str, Vectors], texts: Sequence[str], embed: Callable[[Sequence[str]], Vectors]
    ) -> Vectors:
        vectors = {text: vector for text in texts if (vector := known.get(text)) is not None}
        if new := [text for text in dict.fromkeys(texts) if text not in vectors]:
            fresh = dict(zip(new, embed(new), strict=True))
            vectors |= fresh
            if len(known) + len(fresh) > _REMEMBERED:
                known.clear()
            known.update(fresh)
        return np.array([vectors[text] for text in texts], dtype=np.float32).reshape(len(texts), self.dimension)
