"""The reader on torch, for training only: BERT with four heads, read from and written to the product's weights."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import safe_open
from safetensors.numpy import save_file
from torch import Tensor, nn
from torch.nn import functional
from transformers import AttentionInterface, AttentionMaskInterface, BertConfig, BertModel
from transformers.masking_utils import eager_mask

from app.reader.openvino_reader import ATTENTION_HEADS, EPSILON, PREFIX
from index.embedding.bert import as_float, as_int8, read_weights, sha256

Weights = dict[str, NDArray[np.float32]]
_STEP = 32  # tokens
_NOTHING = -1e4  # a logit of what is not there
RANK = 24  # of what is learnt beside a matrix in other languages: 2 MB in all
HEADS = {"sent": 1, "null": 1, "span": 2, "claim": 1}


@dataclass(frozen=True, slots=True)
class Batch:
    """Texts of one width. `units` holds for each token the number of its sentence, -1 for those of none."""

    tokens: Tensor
    types: Tensor
    mask: Tensor
    units: Tensor
    width: int  # sentences, of the text that has most


@dataclass(frozen=True, slots=True)
class Logits:
    """`sentences` of shape (texts, width); `nothing` and `claim` of (texts,); `span` of (texts, tokens, 2)."""

    sentences: Tensor
    nothing: Tensor
    span: Tensor
    claim: Tensor


class Network(nn.Module):
    """What `app.reader.openvino_reader` runs, with gradients for all but its embeddings and its first layers."""

    def __init__(self, weights: Weights, frozen: int = 0) -> None:
        super().__init__()
        layers = {name.split(".")[3] for name in weights if name.startswith(f"{PREFIX}encoder.layer.")}
        width = weights["sent.weight"].shape[1]
        config = BertConfig(
            vocab_size=len(weights[f"{PREFIX}embeddings.word_embeddings.weight"]), hidden_size=width,
            num_hidden_layers=len(layers), num_attention_heads=ATTENTION_HEADS, intermediate_size=4 * width,
            layer_norm_eps=EPSILON, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
        )  # fmt: skip
        config._attn_implementation = ATTENTION
        self.enc = BertModel(config, add_pooling_layer=False)
        self.sent, self.null, self.span, self.claim = (nn.Linear(width, size) for size in HEADS.values())
        self.load_state_dict({name: torch.from_numpy(tensor) for name, tensor in weights.items()})
        self.enc.embeddings.requires_grad_(False)
        for layer in self.enc.encoder.layer[:frozen]:
            layer.requires_grad_(False)

    def forward(self, batch: Batch) -> Logits:
        read = self.enc(input_ids=batch.tokens, attention_mask=batch.mask, token_type_ids=batch.types)
        states = read.last_hidden_state.float()
        return Logits(
            self._sentences(self.sent(states)[..., 0].float(), batch),
            self.null(states[:, 0])[..., 0].float(),
            self.span(states).float(),
            self.claim(states[:, 0])[..., 0].float(),
        )

    def _sentences(self, tokens: Tensor, batch: Batch) -> Tensor:
        """The mean of the mean and the maximum of the logits of each sentence's tokens."""
        at, width = batch.units + 1, batch.width + 1
        empty = torch.zeros(len(tokens), width, device=tokens.device)
        counts = empty.scatter_add(1, at, torch.ones_like(tokens))
        means = empty.scatter_add(1, at, tokens) / counts.clamp(min=1)
        highest = torch.full_like(empty, _NOTHING).scatter_reduce(1, at, tokens, "amax")
        return ((means + highest) / 2).masked_fill(counts == 0, _NOTHING)[:, 1:]


class Narrow(nn.Module):
    """A layer that stays as it is, with the product of two narrow matrices added to its own. Hu et al., "LoRA: Low-Rank
    Adaptation of Large Language Models", ICLR 2022. At first it adds nothing."""

    def __init__(self, layer: nn.Linear | nn.Embedding, rank: int) -> None:
        super().__init__()
        wide = layer.weight.shape[1]
        out = wide if isinstance(layer, nn.Embedding) else layer.weight.shape[0]
        self.layer = layer.requires_grad_(False)
        self.first = nn.Parameter(torch.randn(rank, wide) / math.sqrt(wide))
        self.second = nn.Parameter(torch.zeros(out, rank))

    def forward(self, states: Tensor) -> Tensor:
        made: Tensor = self.layer(states)
        read = made if isinstance(self.layer, nn.Embedding) else states
        return made + functional.linear(functional.linear(read, self.first), self.second)


class Adapted(Network):
    """The network over another table of words, of which nothing changes but what `Narrow` adds, and the heads."""

    def __init__(self, weights: Weights, rank: int = RANK) -> None:
        super().__init__(weights)
        self.enc.requires_grad_(False)
        for path, layer in [*self.enc.named_modules()]:
            if isinstance(layer, nn.Linear) or path.endswith("word_embeddings"):
                above, _, name = path.rpartition(".")
                setattr(self.enc.get_submodule(above), name, Narrow(layer, rank))

    def learnt(self) -> Weights:
        """What `app.reader.multilingual` adds to the reader's weights, by their names; and the heads."""
        made = {
            f"{path}.weight.{part}": getattr(layer, part).detach().cpu().float().numpy().copy()
            for path, layer in self.named_modules()
            if isinstance(layer, Narrow)
            for part in ("first", "second")
        }
        heads = {name: tensor for name, tensor in state(self).items() if name.split(".")[0] in HEADS}
        return made | {name: tensor for name, tensor in heads.items() if not name.startswith("claim")}

    def go_on(self, learnt: Weights) -> None:
        """From what was learnt before."""
        paths = {path: layer for path, layer in self.named_modules() if isinstance(layer, Narrow)}
        with torch.no_grad():
            for name, tensor in learnt.items():
                path, _, part = name.rpartition(".")
                known = paths.get(path.removesuffix(".weight"))
                own = getattr(known, part) if known else self.get_parameter(name)
                own.copy_(torch.from_numpy(tensor))


def attention(
    module: nn.Module, query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None, scaling: float, **_: object
) -> tuple[Tensor, None]:
    """All in the precision of the products: on a CPU the fused one is slower backwards, and casts cost a sixth."""
    with torch.autocast(query.device.type, enabled=False):
        scores = query @ key.transpose(-1, -2) * scaling
        scores = scores if mask is None else scores + mask.to(scores.dtype)  # none where no text is padded
        return (scores.softmax(-1) @ value).transpose(1, 2).contiguous(), None


ATTENTION = "products"
AttentionInterface.register(ATTENTION, attention)
AttentionMaskInterface.register(ATTENTION, eager_mask)


def read(model: Network, batch: Batch, together: int) -> Logits:
    """The logits of a batch, run in parts of texts of like length, in bfloat16 where the processor has that."""
    lengths = batch.mask.sum(1)
    order = torch.argsort(lengths)
    parts = []
    kind = batch.tokens.device.type
    halves = kind != "cpu" or torch.ops.mkldnn._is_mkldnn_bf16_supported()
    with torch.autocast(kind, dtype=torch.bfloat16, enabled=halves):
        for rows in torch.split(order, together):
            width = rounded(int(lengths[rows].max()))
            narrow = [tensor[rows, :width] for tensor in (batch.tokens, batch.types, batch.mask, batch.units)]
            part = model(Batch(narrow[0], narrow[1], narrow[2], narrow[3], batch.width))
            parts.append(replace(part, span=functional.pad(part.span, (0, 0, 0, batch.tokens.shape[1] - width))))
    back = torch.argsort(order)
    columns = zip(*((part.sentences, part.nothing, part.span, part.claim) for part in parts), strict=True)
    return Logits(*(torch.cat(column)[back] for column in columns))


def rounded(tokens: int) -> int:
    """A width for so many tokens: few different ones, since a CPU's kernels are made anew for each shape."""
    return -(-tokens // _STEP) * _STEP


def losses(logits: Logits, answering: Tensor) -> Tensor:
    """Of each text: cross-entropy over "nothing" and its sentences; `answering` marks those that answer, none where
    nothing does."""
    chances = functional.log_softmax(torch.cat([logits.nothing[:, None], logits.sentences], 1), 1)
    answered = torch.logsumexp(chances[:, 1:].masked_fill(~answering, _NOTHING), 1)
    return -torch.where(answering.any(1), answered, chances[:, 0])


def group_losses(logits: Logits, answering: Tensor, sizes: Sequence[int], answerable: Tensor) -> Tensor:
    """Of each group: the same over the sentences of all its texts, each against its own text's "nothing"."""
    odds = logits.sentences - logits.nothing[:, None]
    made = []
    at = 0
    for size, can in zip(sizes, answerable, strict=True):
        own, held = odds[at : at + size].flatten(), answering[at : at + size].flatten()
        chances = functional.log_softmax(torch.cat([own.new_zeros(1), own]), 0)
        made.append(-(torch.logsumexp(chances[1:].masked_fill(~held, _NOTHING), 0) if can else chances[0]))
        at += size
    return torch.stack(made)


def span_loss(logits: Logits, batch: Batch, spans: Sequence[Sequence[tuple[int, int]] | None]) -> Tensor:
    """Cross-entropy of start and end over the tokens of the passages and the first one, which stands for none.

    `spans` holds for each text the first and last tokens of its answers; () for none, None where it is not known.
    """
    open_ = batch.types.bool() & batch.mask.bool()
    open_[:, 0] = True
    chances = functional.log_softmax(logits.span.masked_fill(~open_[..., None], _NOTHING), 1)
    parts = []
    for row, of_text in enumerate(spans):
        for start, end in [] if of_text is None else of_text or [(0, 0)]:
            parts.append((chances[row, start, 0] + chances[row, end, 1]) / 2 / max(1, len(of_text or ())))
    return -torch.stack(parts).mean() if parts else chances.sum() * 0


def load(path: Path) -> Weights:
    """The product's weights as float32, int8 rows multiplied out."""
    return as_float(read_weights(path))


def mean(first: Weights, second: Weights) -> Weights:
    """The weights halfway between two: Wortsman et al., "Model soups", 2022."""
    return {name: ((first[name] + second[name]) / 2).astype(np.float32) for name in first}


def narrow_mean(first: Weights, second: Weights) -> Weights:
    """The same of two that `Adapted.learnt` gave: of the products of their narrow matrices, as near as such come."""
    made = {name: ((first[name] + second[name]) / 2).astype(np.float32) for name in second}
    for name in (name.removesuffix(".first") for name in second if name.endswith(".first")):
        whole = sum(one[f"{name}.second"] @ one[f"{name}.first"] for one in (first, second)) / 2
        left, sizes, right = np.linalg.svd(whole, full_matrices=False)
        roots = np.sqrt(sizes[: len(second[f"{name}.first"])])
        made[f"{name}.second"] = np.ascontiguousarray(left[:, : len(roots)] * roots)
        made[f"{name}.first"] = np.ascontiguousarray(roots[:, np.newaxis] * right[: len(roots)])
    return made


def save(weights: Weights, path: Path) -> str:
    """Writes matrices of the encoder as int8 with a factor a row, the rest as float32; returns the file's SHA-256."""
    stored: dict[str, NDArray[Any]] = {}
    for name, tensor in sorted(weights.items()):
        if tensor.ndim == 2 and name.startswith(PREFIX) and len(tensor) > len(HEADS):
            stored[f"{name}.int8"], stored[f"{name}.scale"] = as_int8(tensor)
        else:
            stored[name] = np.ascontiguousarray(tensor)
    save_file(stored, path, metadata={"rows": json.dumps("weight = int8 * scale[:, None]")})
    return sha256(path)


def keep(weights: Weights, path: Path, minutes: float) -> None:
    """Writes weights as they are, for training to go on from, and the minutes that it has taken; all or nothing."""
    partial = path.with_suffix(".partial")
    save_file(weights, partial, metadata={"minutes": str(minutes)})
    partial.replace(path)


def minutes(path: Path) -> float:
    """How long training had taken when these weights were kept."""
    with safe_open(path, "np") as file:
        return float(file.metadata()["minutes"])


def state(network: Network) -> Weights:
    """Its weights as they are now."""
    return {name: tensor.detach().cpu().float().numpy().copy() for name, tensor in network.state_dict().items()}
