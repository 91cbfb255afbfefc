"""The reader in the languages of the multilingual embedder: the same network over that model's pieces of words, with
what it has learnt besides of questions and passages in several languages.

MODEL.md says what it was trained on; `eval.training` trains it.
"""

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from app.reader.openvino_reader import PREFIX, SHA256, WEIGHTS, OpenVINOReader, read_checked
from app.reader.transplanting import Rows, Transplanted, shared
from app.reader.windows import Cutter
from index.embedding.bert import WORDS, Weights, as_float, as_int8, open_tokenizer, read_weights
from index.embedding.embedder import Embedder
from index.embedding.multilingual import FINGERPRINT, multilingual
from index.embedding.openvino_model import Model, bundled_model

ADAPTER = Path(__file__).with_name("multilingual.safetensors")
ADAPTER_SHA256 = ""
_FIRST, _SECOND = ".first", ".second"  # the two factors of what is added to a matrix: Hu et al., "LoRA", ICLR 2022
TABLE = f"{PREFIX}{WORDS}"
_SPECIAL = {"<s>": "[CLS]", "<pad>": "[PAD]", "</s>": "[SEP]", "<unk>": "[UNK]"}


def reader_of(embedder: Embedder) -> "MultilingualReader | None":
    """The one that goes with an embedder, made once a process; None with any but the multilingual one."""
    return _reader() if embedder.fingerprint == FINGERPRINT else None


@cache
def _reader() -> "MultilingualReader":
    return MultilingualReader(multilingual())


class MultilingualReader(OpenVINOReader):
    """Reads on OpenVINO in the languages of a model."""

    def __init__(
        self, model: Model, adapter: Path = ADAPTER, sha256: str = ADAPTER_SHA256, budget: int | None = None
    ) -> None:
        super().__init__(budget=budget)
        self.languages = model.languages
        self.fingerprint = f"{self.fingerprint}+{sha256[:16]}"
        self._model, self._adapter, self._adapter_sha256 = model, adapter, sha256
        self._cutter = cutter(model)

    def _weights(self) -> Weights:
        learnt = as_float(read_checked(self._adapter, self._adapter_sha256))
        whole = as_float(read_checked(WEIGHTS, SHA256))
        added = learnt[f"{TABLE}{_FIRST}"], learnt[f"{TABLE}{_SECOND}"]
        made: dict[str, Any] = {TABLE: table(self._model, whole.pop(TABLE), added)}
        for name, tensor in whole.items():
            adapted = learnt.get(name, tensor)
            if (first := learnt.get(f"{name}{_FIRST}")) is not None:
                made[f"{name}.int8"], made[f"{name}.scale"] = as_int8(adapted + learnt[f"{name}{_SECOND}"] @ first)
            else:
                made[name] = adapted
        return made


def cutter(model: Model) -> Cutter:
    """Cuts texts into that model's pieces of words."""
    return Cutter(model.folder / "tokenizer.json", small=True)


def table(model: Model, words: Rows, added: tuple[Rows, Rows] | None = None) -> Transplanted:
    """The reader's table of `words` for that model's pieces; see there."""
    spelt = open_tokenizer(bundled_model() / "tokenizer.json").get_vocab()
    numbers = open_tokenizer(model.folder / "tokenizer.json").get_vocab()
    pieces = sorted(numbers, key=lambda piece: numbers[piece])
    theirs = read_weights(model.folder / "model.safetensors", {WORDS})[WORDS]
    made = Transplanted(shared(pieces, spelt), words, theirs, added)
    for piece, word in _SPECIAL.items():
        made.put(np.array([numbers[piece]]), words[[spelt[word]]])
    return made
