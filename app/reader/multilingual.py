"""The reader in the languages of the multilingual embedder: the same network over that model's pieces of words, with
what it has learnt besides of questions and passages in several languages.

MODEL.md says what it was trained on; `eval.training` trains it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from app.reader.openvino_reader import PREFIX, SHA256, WEIGHTS, OpenVINOReader, read_checked
from app.reader.passage import Passage
from app.reader.reader import Read, Reader
from app.reader.transplanting import Rows, Transplanted, shared
from app.reader.windows import Cutter, SmallCutter
from index.embedding.bert import WORDS, Weights, as_float, as_int8, read_weights, shared_tokenizer
from index.embedding.embedder import Embedder, Vectors, nearness
from index.embedding.multilingual import FINGERPRINT, multilingual
from index.embedding.openvino_model import Model, bundled_model
from index.errors import ReaderError

ADAPTER = Path(__file__).with_name("multilingual.safetensors")
ADAPTER_SHA256 = "03019dd7a9177adf2dfe8a431fdfd331fa20b73bc59f5b854b2f6c5814f96969"
_FIRST, _SECOND = ".first", ".second"  # the two factors of what is added to a matrix: Hu et al., "LoRA", ICLR 2022
TABLE = f"{PREFIX}{WORDS}"
_NEAR = 12.0  # log-odds that the nearness of a sentence is worth: eval/RESULTS.md
_SPECIAL = {"<s>": "[CLS]", "<pad>": "[PAD]", "</s>": "[SEP]", "<unk>": "[UNK]"}


def reader_of(embedder: Embedder) -> "MultilingualReader | None":
    """The one that goes with an embedder, whose network is loaded once a process; None with any but the multilingual
    one."""
    return MultilingualReader(_network(), embedder) if embedder.fingerprint == FINGERPRINT else None


def fitted(reader: Reader, embedder: Embedder) -> str:
    """Names what thresholds are fitted to: the reader, or the one of many languages, which holds it."""
    return (reader_of(embedder) or reader).fingerprint


def wake(reader: Reader, embedder: Embedder) -> None:
    """Has them loaded, as `Reader` has it."""
    for one in (reader, reader_of(embedder)):
        if one:
            one.wake()


@cache
def _network() -> "TransplantedReader":
    return TransplantedReader(multilingual())


class TransplantedReader(OpenVINOReader):
    """The network alone, on OpenVINO."""

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
        try:
            made: dict[str, Any] = {TABLE: table(self._model, whole.pop(TABLE), added)}
        except (OSError, ValueError) as error:
            raise ReaderError(f"{self._model.folder} can't be read ({error}). {self._model.remedy}") from error
        for name, tensor in whole.items():
            adapted = learnt.get(name, tensor)
            if (first := learnt.get(f"{name}{_FIRST}")) is not None:
                made[f"{name}.int8"], made[f"{name}.scale"] = as_int8(adapted + learnt[f"{name}{_SECOND}"] @ first)
            else:
                made[name] = adapted
        return made


@dataclass(frozen=True, slots=True)
class MultilingualReader:
    """Reads with the network, and adds how near a sentence is to the question in meaning: what the embedder has read
    in other languages is far more than what the network has. Log-odds of about the English reader's kind."""

    network: Reader
    embedder: Embedder

    @property
    def languages(self) -> frozenset[str]:
        return self.network.languages

    @property
    def fingerprint(self) -> str:
        return self.network.fingerprint

    def wake(self) -> None:
        self.network.wake()

    def nearness(self, question: str, passages: Sequence[Passage]) -> list[Vectors]:
        """For each passage how near each of its units is to the question in meaning, as `nearness` has it."""
        units = [shown.text[start:end] for shown in passages for start, end in shown.units]
        if not units:
            return [np.empty(0, np.float32) for _ in passages]
        near = nearness(self.embedder.documents(units) @ self.embedder.queries([question])[0], self.embedder)
        return np.split(near, np.cumsum([len(shown.units) for shown in passages])[:-1])

    def read(self, question: str, passages: Sequence[Passage], near: Sequence[Vectors]) -> list[list[Read]]:
        """As `Reader` has it; `near` is what `nearness` gives, on whatever level."""
        read = self.network.read(question, passages)
        return [
            [replace(one, answers=one.answers + _NEAR * value) for one, value in zip(*pair, strict=True)]
            for pair in zip(read, (of_passage.tolist() for of_passage in near), strict=False)
        ]


def cutter(model: Model) -> Cutter:
    """Cuts texts into that model's pieces of words."""
    return SmallCutter(model.folder / "tokenizer.json")


def table(model: Model, words: Rows, added: tuple[Rows, Rows] | None = None) -> Transplanted:
    """The reader's table of `words` for that model's pieces; see there."""
    spelt = shared_tokenizer(bundled_model() / "tokenizer.json").get_vocab()
    numbers = shared_tokenizer(model.folder / "tokenizer.json").get_vocab()
    pieces = sorted(numbers, key=lambda piece: numbers[piece])
    theirs = read_weights(model.folder / "model.safetensors", {WORDS})[WORDS]
    made = Transplanted(shared(pieces, spelt), words, theirs, added)
    for piece, word in _SPECIAL.items():
        made.put(np.array([numbers[piece]]), words[[spelt[word]]])
    return made
