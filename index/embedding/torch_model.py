"""Any sentence-transformers model, on torch. The only owner of sentence_transformers, which is slow to import."""

import hashlib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from sentence_transformers import SentenceTransformer

from index.embedding.embedder import Vectors
from index.errors import EmbedderError


class TorchEmbedder:
    """Any sentence-transformers name or folder, on torch, with the model's own query and document prompts."""

    languages: frozenset[str] | None = None
    unrelated = 0.0

    def __init__(self, name: str) -> None:
        self.name = name
        try:
            self._model = SentenceTransformer(
                name, device="cpu", trust_remote_code=False, model_kwargs={"use_safetensors": True}
            )
        except Exception as error:  # the library raises OSError, ValueError and its own kinds for the one cause
            raise EmbedderError(
                f"The embedder {name} can't be loaded: {error}. Give a folder, or a name that is already downloaded."
            ) from error
        self.dimension = int(self._model.get_embedding_dimension() or 0)
        self.max_tokens = int(self._model.max_seq_length or 512)

    @cached_property
    def fingerprint(self) -> str:
        digest = hashlib.sha256(repr((sorted(self._model.prompts.items()), self.max_tokens)).encode())
        for key, tensor in sorted(self._model.state_dict().items()):
            digest.update(key.encode() + tensor.cpu().numpy().tobytes())
        return f"{Path(self.name).name}:{digest.hexdigest()[:16]}"

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        read = [self._prompt + text for text in texts]
        return [len(ids) for ids in self._model.tokenizer(read, truncation=False, verbose=False)["input_ids"]]

    def documents(self, texts: Sequence[str]) -> Vectors:
        return self._rows(self._model.encode_document(list(texts), normalize_embeddings=True))

    def queries(self, texts: Sequence[str]) -> Vectors:
        return self._rows(self._model.encode_query(list(texts), normalize_embeddings=True))

    @property
    def _prompt(self) -> str:
        return self._model.prompts.get("document") or ""

    def _rows(self, vectors: object) -> Vectors:
        return np.asarray(vectors, dtype=np.float32).reshape(-1, self.dimension)
