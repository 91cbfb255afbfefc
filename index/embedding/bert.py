"""BERT encoders on OpenVINO: the network drawn from its weights, compiled, and run over texts of different lengths.

The only owner of openvino, tokenizers and safetensors, each imported when it is first needed: answering needs no torch.
"""

import hashlib
import json
import re
import struct
import sys
from collections.abc import Callable, Container, Mapping, Sequence
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Tokenizer as Tokenizer  # others take the type from here

Weights = Mapping[str, NDArray[Any]]
"""The tensors of a file by name. A matrix may be kept in float16, or as int8, under its name and ".int8", with a factor
a row under its name and ".scale"."""

CPUINFO = Path("/proc/cpuinfo")  # where Linux tells what its processors can do
_FAST = frozenset({"amx_bf16", "amx_int8", "avx512_bf16", "avx512_vnni", "avx_vnni", "asimddp"})
_FLAGS = re.compile(r"^(?:flags|Features)\s*:(.*)$", re.MULTILINE)
WORDS = "embeddings.word_embeddings.weight"
_BATCH = 8  # texts: more gains nothing on two cores
_FAR = -1e9  # added to what must not be attended to


def read_weights(path: Path, on_disk: Container[str] = ()) -> dict[str, NDArray[Any]]:
    """The tensors of a safetensors file: nothing of it is run. Of those `on_disk`, which are float16, what is used is
    read when it is. Raises `ValueError` or `OSError` if it is none."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, "numpy") as file:
            names = file.keys()
            weights = {name: file.get_tensor(name) for name in names if name not in on_disk}
    except SafetensorError as error:
        raise ValueError(str(error)) from error
    with path.open("rb") as raw:
        (size,) = struct.unpack("<Q", raw.read(8))
        head = json.loads(raw.read(size))
    for name in names:
        if name in on_disk:
            start, _ = head[name]["data_offsets"]
            weights[name] = np.memmap(path, np.float16, "r", 8 + size + start, tuple(head[name]["shape"]))
    return weights


def as_int8(rows: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """A matrix as int8, and the factor of each row."""
    scale = np.maximum(np.abs(rows).max(axis=1) / 127, 1e-12).astype(np.float32)
    return np.rint(rows / scale[:, np.newaxis]).astype(np.int8), scale


def as_float(weights: Weights) -> dict[str, NDArray[np.float32]]:
    """All in float32, int8 rows multiplied out."""
    whole = {name: tensor for name, tensor in weights.items() if not name.endswith((".int8", ".scale"))}
    for name in (name.removesuffix(".int8") for name in weights if name.endswith(".int8")):
        whole[name] = weights[f"{name}.int8"] * np.asarray(weights[f"{name}.scale"], np.float32)[:, np.newaxis]
    return {name: np.asarray(tensor, np.float32) for name, tensor in whole.items()}


def write_weights(weights: Weights, path: Path) -> None:
    """A safetensors file, the same to the last bit of the same weights."""
    from safetensors.numpy import save_file

    save_file({**weights}, path, {"format": "pt"})


def sha256(path: Path) -> str:
    """Of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def open_tokenizer(path: Path) -> "Tokenizer":
    """A tokenizer that neither cuts nor pads: the published file cuts at 128 tokens, silently."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def shared_tokenizer(path: Path) -> "Tokenizer":
    """The same for all of a process, who must leave it as it is: that of many languages takes 290 MB."""
    with _OPENING:
        return _opened(path)


_OPENING = Lock()  # of those who ask at once, one opens it
_opened = cache(open_tokenizer)


def openvino() -> Any:
    """The library, without its telemetry: a use of it would be reported to Google Analytics, unasked."""
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type] # then it takes its own stub
    import openvino as library

    return library


def multiplies_fast(told: Path = CPUINFO) -> bool:
    """Whether the processor has products of int8 or bfloat16, as most made since 2022 have; where the system does not
    tell (it is Linux that does), it is taken to."""
    try:
        told_of = _FLAGS.search(told.read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return True
    return told_of is None or not _FAST.isdisjoint(told_of[1].split())


class Drawing:
    """The network up to its last layer's states, of shape (texts, tokens, width), and what heads are drawn with.

    `epsilon` is what normalisation adds to a variance; `prefix` is what the names of the encoder's tensors begin with;
    A table of words in float16 is not drawn: of 250,000 pieces few are read. `multiplied_out` says whether int8 rows
    may be so here: if not said, where the processor has products of bfloat16, as AMX does. Elsewhere int8 is multiplied
    with, where it can be.
    Devlin et al., "BERT", 2019: exact GELU, normalisation after each sum.
    """

    def __init__(
        self, weights: Weights, heads: int, epsilon: float, prefix: str = "", multiplied_out: bool | None = None
    ) -> None:
        self.ops = openvino().opset13
        self._weights, self._heads, self._epsilon, self._prefix = weights, heads, epsilon, prefix
        self._core = openvino().Core()
        if multiplied_out is None:
            multiplied_out = "BF16" in self._core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
        self._multiplied_out = multiplied_out
        ops = self.ops
        table = weights.get(f"{prefix}{WORDS}")
        self._table = table if table is not None and table.dtype == np.float16 else None
        if self._table is None:
            self.tokens = ops.parameter([-1, -1], np.int32, name="tokens")
        else:
            self.tokens = ops.parameter([-1, -1, self._table.shape[1]], np.float32, name="tokens")
        self.types = ops.parameter([-1, -1], np.int32, name="types")
        self.mask = ops.parameter([-1, -1], np.float32, name="mask")
        self.states = self._layers(self._embedded())

    def linear(self, states: Any, *names: str) -> Any:
        """`name.weight` of shape (out, in) and `name.bias` applied to the last axis; of several names side by side."""
        product = self.ops.matmul(states, self._matrix(*(f"{name}.weight" for name in names)), False, True)
        return self.ops.add(product, self._tensor(*(f"{name}.bias" for name in names)))

    def compiled(self, outputs: Sequence[Any], options: Mapping[str, str] | None = None) -> "Encoder":
        library = openvino()
        model = library.Model(list(outputs), [self.tokens, self.types, self.mask], "encoder")
        settings = {"PERFORMANCE_HINT": "THROUGHPUT", **(options or {})}
        return Encoder(library.AsyncInferQueue(self._core.compile_model(model, "CPU", settings)), self._table)

    def _matrix(self, *names: str) -> Any:
        """Their rows, as a constant to multiply with. Only the products after attention and GELU are worth multiplying
        out: about half of what all gain, for half of their 97 MB."""
        if f"{names[0]}.int8" in self._weights and self._multiplied_out and "output.dense" in names[0]:
            return self.ops.constant(self._joined(names, ".int8") * self._joined(names, ".scale")[:, np.newaxis])
        return self._tensor(*names)

    def _tensor(self, *names: str) -> Any:
        """Their rows, as a constant; int8 ones stay so in memory."""
        ops = self.ops
        if f"{names[0]}.int8" not in self._weights:
            return ops.constant(self._joined(names), shared_memory=True)
        rows = ops.convert(ops.constant(self._joined(names, ".int8", np.int8), shared_memory=True), "f32")
        return ops.multiply(rows, ops.constant(self._joined(names, ".scale")[:, np.newaxis]))

    def _joined(self, names: Sequence[str], kind: str = "", dtype: type = np.float32) -> NDArray[Any]:
        parts: list[NDArray[Any]] = [np.asarray(self._weights[f"{name}{kind}"], dtype) for name in names]
        return np.concatenate(parts) if len(parts) > 1 else np.ascontiguousarray(parts[0])

    def _embedded(self) -> Any:
        ops, name = self.ops, f"{self._prefix}embeddings."
        first, one = ops.constant(np.int64(0)), ops.constant(np.int64(1))
        length = ops.gather(ops.shape_of(self.tokens, "i64"), one, first)
        places = ops.gather(
            self._tensor(f"{name}position_embeddings.weight"), ops.range(first, length, one, "i64"), first
        )
        words = self.tokens
        if self._table is None:
            words = ops.gather(self._tensor(f"{self._prefix}{WORDS}"), self.tokens, first)
        types = ops.gather(self._tensor(f"{name}token_type_embeddings.weight"), self.types, first)
        return self._normal(ops.add(ops.add(words, types), places), f"{name}LayerNorm")

    def _layers(self, states: Any) -> Any:
        ops = self.ops
        hidden = ops.subtract(self.mask, ops.constant(np.float32(1)))
        far = ops.multiply(hidden, ops.constant(np.float32(-_FAR)))
        unseen = ops.unsqueeze(far, ops.constant(np.array([1, 2], np.int64)))
        layer = 0
        while any(name.startswith(f"{self._prefix}encoder.layer.{layer}.") for name in self._weights):
            at = f"{self._prefix}encoder.layer.{layer}."
            attended = self._attended(states, unseen, f"{at}attention.self.")
            summed = ops.add(self.linear(attended, f"{at}attention.output.dense"), states)
            states = self._normal(summed, f"{at}attention.output.LayerNorm")
            wide = ops.gelu(self.linear(states, f"{at}intermediate.dense"), "erf")
            states = self._normal(ops.add(self.linear(wide, f"{at}output.dense"), states), f"{at}output.LayerNorm")
            layer += 1
        return states

    def _attended(self, states: Any, unseen: Any, name: str) -> Any:
        ops, heads = self.ops, self._heads
        width = self._weights[f"{name}query.bias"].shape[0]
        apart = ops.constant(np.array([0, 0, 3, heads, width // heads], np.int64))
        swapped = ops.constant(np.array([0, 2, 1, 3], np.int64))
        joined = self.linear(states, *(f"{name}{part}" for part in ("query", "key", "value")))
        parts = ops.transpose(ops.reshape(joined, apart, True), ops.constant(np.array([2, 0, 3, 1, 4], np.int64)))
        query, key, value = (
            ops.gather(parts, ops.constant(np.int64(part)), ops.constant(np.int64(0))) for part in range(3)
        )
        seen = ops.transpose(ops.scaled_dot_product_attention(query, key, value, unseen), swapped)
        return ops.reshape(seen, ops.constant(np.array([0, 0, width], np.int64)), True)

    def _normal(self, states: Any, name: str) -> Any:
        ops = self.ops
        last = ops.constant(np.array([-1], np.int64))
        normal = ops.mvn(states, last, True, self._epsilon, "inside_sqrt")
        return ops.add(ops.multiply(normal, self._tensor(f"{name}.weight")), self._tensor(f"{name}.bias"))


Take = Callable[[Any, list[int]], None]
"""Is given a finished request, whose outputs it must copy, and the numbers of its rows."""


class Encoder:
    """A compiled network; safe between threads, one at a time. Where it is given a `table`, it is shown rows of that in
    the place of tokens."""

    def __init__(self, queue: Any, table: NDArray[np.float16] | None = None) -> None:
        self._queue = queue
        self._table = table
        self._lock = Lock()

    def __call__(self, texts: Sequence[tuple[Sequence[int], int]], take: Take, step: int = 8) -> None:
        """Runs texts, each its token ids and how many of them come before the second part (all, if there is none).

        Both cores work on different batches. Texts share a batch only if they are padded to the same length, a multiple
        of `step`: then what comes of a text is the same to the last bit, whatever is run with it.
        """
        by_width: dict[int, list[int]] = {}
        for row, (tokens, _) in enumerate(texts):
            by_width.setdefault(-(-len(tokens) // step) * step, []).append(row)
        with self._lock:
            self._queue.set_callback(take)
            try:
                for width, same in sorted(by_width.items(), reverse=True):
                    for start in range(0, len(same), _BATCH):
                        rows = same[start : start + _BATCH]
                        padded = _padded([texts[row] for row in rows], width)
                        if self._table is not None:
                            padded[0] = self._table[padded[0]].astype(np.float32)
                        self._queue.start_async(padded, rows)
            finally:  # whatever ends it: a request that is still running can't be started again
                self._queue.wait_all()


def _padded(texts: Sequence[tuple[Sequence[int], int]], width: int) -> list[NDArray[Any]]:
    """Token ids, token types and attention mask, each of shape (texts, width)."""
    tokens = np.zeros((len(texts), width), dtype=np.int32)
    types, mask = np.zeros_like(tokens), np.zeros(tokens.shape, dtype=np.float32)
    for row, (ids, first) in enumerate(texts):
        tokens[row, : len(ids)] = ids
        types[row, first : len(ids)] = 1
        mask[row, : len(ids)] = 1
    return [tokens, types, mask]
