"""Any sentence-transformers model, on torch. The only owner of sentence_transformers and torch, both slow to import."""

import hashlib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sentence_transformers import SentenceTransformer

from index.embedding.embedder import Vectors, span_vectors
from index.errors import EmbedderError
from index.language.sentences import Span


class TorchEmbedder:
    """Any sentence-transformers name or folder, on torch, with the model's own query and document prompts."""

    languages: frozenset[str] | None = None

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

    def passages(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> tuple[Vectors, Vectors]:
        """In context if the model's vectors are means of its tokens' states; else each span is embedded alone."""
        return self._late(texts, spans) if texts and self._averages else self._alone(texts, spans)

    def queries(self, texts: Sequence[str]) -> Vectors:
        return self._rows(self._model.encode_query(list(texts), normalize_embeddings=True))

    @property
    def _prompt(self) -> str:
        return self._model.prompts.get("document") or ""

    @cached_property
    def _averages(self) -> bool:
        """Asked of the model itself: pooling, prompts left out and layers after it are told apart by what they do."""
        if not self._model.tokenizer.is_fast:
            return False  # it can't tell which characters a token stands for
        text = ["Is the mean of the tokens' states the vector?"]
        [whole], [states] = self._states(text)
        mean = states.mean(axis=0)
        same = mean.shape == whole.shape and bool(mean @ whole > (1 - 1e-5) * np.linalg.norm(mean))
        return same and len(states) == self.count_tokens(text)[0]

    def _late(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> tuple[Vectors, Vectors]:
        whole, states = self._states(texts)
        read, shift = [self._prompt + text for text in texts], len(self._prompt)
        tokens = self._model.tokenizer(read, truncation=True, max_length=self.max_tokens, return_offsets_mapping=True)
        by_text = []
        for row, offsets in enumerate(tokens["offset_mapping"]):
            shifted = [(shift + start, shift + end) for start, end in spans[row]]
            by_text.append(span_vectors(states[row], offsets, shifted, whole[row]))
        return whole, np.concatenate(by_text)

    def _alone(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> tuple[Vectors, Vectors]:
        whole = self.documents(texts)
        cut = [(row, texts[row][start:end]) for row, of_text in enumerate(spans) for start, end in of_text]
        vectors = self.documents([part for _, part in cut])
        for place, (row, part) in enumerate(cut):
            if not part.strip():
                vectors[place] = whole[row]
        return whole, vectors

    def _states(self, texts: Sequence[str]) -> tuple[Vectors, list[Vectors]]:
        """The texts' unit vectors, and of each text the states of its tokens, (tokens, dimension)."""
        outputs: Any = self._model.encode_document(list(texts), output_value=None)
        whole = torch.nn.functional.normalize(torch.stack([output["sentence_embedding"] for output in outputs]), dim=1)
        states = [output["token_embeddings"][output["attention_mask"].bool()].numpy() for output in outputs]
        return self._rows(whole), states

    def _rows(self, vectors: object) -> Vectors:
        return np.asarray(vectors, dtype=np.float32).reshape(-1, self.dimension)


class Traceable(torch.nn.Module):
    """Token ids to a unit vector and the tokens' states, (texts, dimension) and (texts, tokens, dimension).

    Transformer, pooling and normalisation are one graph that a converter can trace.
    """

    def __init__(self, source: str) -> None:
        super().__init__()
        # Eager attention is plain matrix products, which converters fuse themselves.
        options = {"attn_implementation": "eager", "use_safetensors": True}
        self.model = SentenceTransformer(source, device="cpu", model_kwargs=options)
        self.example = tuple(torch.ones((2, 16), dtype=torch.long) for _ in range(3))
        self.eval().requires_grad_(False)

    def forward(self, input_ids: Any, attention_mask: Any, token_type_ids: Any) -> Any:
        names = {"input_ids": input_ids, "attention_mask": attention_mask, "token_type_ids": token_type_ids}
        outputs = self.model(names)
        return outputs["sentence_embedding"], outputs["token_embeddings"]
