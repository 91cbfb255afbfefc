"""Trains the reader further: `python -m eval.training.train DATA OUT`.

DATA is what `from_folders` and `from_sets` wrote. On a GPU it takes minutes, on two cores hours: it saves a checkpoint
every few minutes, and goes on from it when it is started again with the same OUT. At the end it writes
OUT/weights.safetensors, halfway between the weights it began with and those it came to: better than either (MODEL.md).
With --multilingual it writes OUT/multilingual.safetensors, what `app.reader.multilingual` adds; if it went on from a
checkpoint, halfway between that and what it came to.
"""

import argparse
import itertools
import json
import math
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from app.reader import multilingual as multilingual_reader
from app.reader.openvino_reader import WEIGHTS
from app.reader.passage import Passage
from app.reader.windows import Cutter, Window, within
from eval.case import CaseError
from eval.training import network
from eval.training.examples import Claim, Group, Shown, read_claims, read_groups
from eval.training.network import Adapted, Batch, Network
from index.embedding.multilingual import multilingual
from index.errors import reported

T = TypeVar("T")
_PASSAGES = (3, 6)  # of a question's that are read together, drawn anew each time
_MIX = {"folders": 0.65, "sets": 0.15, "claims": 0.2}  # of the steps
_RATE, _HEADS, _WARM = 6e-5, 5.0, 60  # learning rate, how much higher that of the heads is, steps until it is reached
_NARROW_RATE, _NARROW_HEADS = 5e-4, 0.5  # the same for what is learnt beside weights that stay
_DECAY = 0.01
_EACH, _SPANS = 0.5, 0.3  # weights of the losses of single texts and of spans beside that of groups
_TOGETHER = {"cpu": 8, "cuda": 512}  # texts run at once, of like length
_SEEN = 3  # times as seldom are questions drawn that the weights began with have been trained on
_SAVED = 240  # seconds between checkpoints


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much a step reads: questions with all their passages, single passages, claims."""

    groups: int
    singles: int
    claims: int


class Feeder:
    """Draws what a step reads, each kind anew when all of it has been read."""

    def __init__(
        self,
        data: Path,
        without: Sequence[str],
        seen: Sequence[str],
        sizes: Sizes,
        chance: random.Random,
        cutter: Cutter | None = None,
    ) -> None:
        self._chance, self._cutter = chance, cutter or Cutter()
        grouped, claimed = (self._files(data, kind, without) for kind in ("groups", "claims"))
        self.groups = [group for path in grouped if path.name != "sets.groups.xz" for group in read_groups(path)]
        self.singles = [group for path in grouped if path.name == "sets.groups.xz" for group in read_groups(path)]
        self.claims = [claim for path in claimed for claim in read_claims(path)]
        new = [group for group in self.groups if group.name not in seen]
        old = [group for group in self.groups if group.name in seen]
        self._groups = self._drawn([*new * _SEEN, *old], sizes.groups)
        self._singles = self._drawn(self.singles, sizes.singles)
        self._claims = self._drawn(self.claims, sizes.claims)

    def holds(self, kind: str) -> bool:
        """Whether there is any of a kind."""
        return bool({"folders": self.groups, "sets": self.singles, "claims": self.claims}[kind])

    def next(self, kind: str) -> tuple[list[Window], list[Shown], list[Group] | list[Claim], list[int]]:
        """Windows, what is known of each, whose they are, and how many each has."""
        if kind == "claims":
            claims = next(self._claims)
            shown = [Shown(Passage(claim.text, ((0, len(claim.text)),))) for claim in claims]
            windows = [self._window(claim.statement, one) for claim, one in zip(claims, shown, strict=True)]
            return windows, shown, claims, [1] * len(claims)
        groups = next(self._groups if kind == "folders" else self._singles)
        windows, known, sizes = [], [], []
        for group in groups:
            question = self._chance.choice(group.questions)
            drawn = self._passages(group)
            windows += [self._window(question, one) for one in drawn]
            known += drawn
            sizes.append(len(drawn))
        return windows, known, groups, sizes

    def _passages(self, group: Group) -> list[Shown]:
        """The best found, as many as drawn, with one that answers if any does."""
        count = self._chance.randint(*_PASSAGES)
        drawn = [*group.shown[:count]]
        if group.answerable and not any(shown.answering or not shown.settled for shown in drawn):
            drawn[-1] = next(shown for shown in group.shown if shown.answering or not shown.settled)
        return drawn

    def _window(self, question: str, shown: Shown) -> Window:
        """Of a passage that is read in several windows the one that holds what answers, else the first."""
        cut = self._cutter.windows(self._cutter.question(question), [shown.passage])
        answers = [shown.passage.units[nth] for nth in shown.answering]
        return max(cut, key=lambda window: sum(len(within(window.offsets, unit)) for unit in answers))

    def _drawn(self, items: Sequence[T], count: int) -> Iterator[list[T]]:
        while items:
            order = self._chance.sample(items, len(items))
            yield from (order[start : start + count] for start in range(0, len(order), count))

    def _files(self, data: Path, kind: str, without: Sequence[str]) -> list[Path]:
        return [path for path in sorted(data.glob(f"*.{kind}.xz")) if path.name.partition(".")[0] not in without]


def batched(windows: Sequence[Window], shown: Sequence[Shown], device: torch.device) -> tuple[Batch, Tensor]:
    """The batch, and which of its sentences answer."""
    width = network.rounded(max(len(window.tokens) for window in windows))
    tokens, types, mask = (np.zeros((len(windows), width), dtype=np.int64) for _ in range(3))
    units = np.full((len(windows), width), -1, dtype=np.int64)
    most = max(1, max(len(one.passage.units) for one in shown))
    answering = np.zeros((len(windows), most), dtype=bool)
    for row, (window, one) in enumerate(zip(windows, shown, strict=True)):
        tokens[row, : len(window.tokens)], mask[row, : len(window.tokens)] = window.tokens, 1
        types[row, window.first : len(window.tokens)] = 1
        for nth, unit in enumerate(one.passage.units):
            at = window.first + within(window.offsets, unit)
            units[row, at] = nth
            answering[row, nth] = len(at) > 0 and (nth in one.answering)
    on = [torch.from_numpy(array).to(device) for array in (tokens, types, mask, units)]
    return Batch(on[0], on[1], on[2], on[3], most), torch.from_numpy(answering).to(device)


def known_spans(window: Window, shown: Shown) -> list[tuple[int, int]] | None:
    """First and last tokens of the answers; [] where nothing answers, None where it isn't known where the answer is."""
    if not shown.answering:
        return [] if shown.settled else None
    places = [np.flatnonzero((window.offsets[:, 1] > s) & (window.offsets[:, 0] < e)) for s, e in shown.spans]
    return [(window.first + int(at[0]), window.first + int(at[-1])) for at in places if len(at)] or None


def loss(model: Network, feeder: Feeder, kind: str, device: torch.device) -> Tensor:
    """Of one step that reads examples of a kind."""
    windows, shown, drawn, sizes = feeder.next(kind)
    batch, answering = batched(windows, shown, device)
    logits = network.read(model, batch, _TOGETHER[device.type])
    if kind == "claims":
        labels = torch.tensor([float(claim.supported) for claim in drawn if isinstance(claim, Claim)], device=device)
        return functional.binary_cross_entropy_with_logits(logits.claim, labels)
    settled = torch.tensor([one.settled for one in shown], device=device)
    answers = torch.where(settled[:, None], answering, torch.ones_like(answering))  # any sentence may be the one
    spans = network.span_loss(logits, batch, [known_spans(*pair) for pair in zip(windows, shown, strict=True)])
    each = network.losses(logits, answers).mean()
    if kind == "sets":
        return each + _SPANS * spans
    answerable = torch.tensor([group.answerable for group in drawn if isinstance(group, Group)], device=device)
    together = network.group_losses(logits, answering, sizes, answerable).mean()
    return together + _EACH * each + _SPANS * spans


def train(model: Network, feeder: Feeder, options: argparse.Namespace, save: Callable[[float], None]) -> None:
    """Steps until the minutes are over, those of earlier starts counted; `save` is called with these now and then."""
    device = next(model.parameters()).device
    inner, heads = list[torch.nn.Parameter](), list[torch.nn.Parameter]()
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            (inner if name.startswith("enc.") else heads).append(parameter)
    groups = [{"params": inner, "weight_decay": _DECAY}, {"params": heads, "weight_decay": 0.0}]
    optimiser = torch.optim.AdamW(groups, lr=0.0, betas=(0.9, 0.98))
    chance = random.Random(options.seed)  # noqa: S311 - reproducible, not secret
    started = saved = time.monotonic() - 60 * options.spent
    mix = {kind: share for kind, share in _MIX.items() if feeder.holds(kind)}
    running: dict[str, list[float]] = defaultdict(list)
    model.train()
    for step in itertools.count(1):
        elapsed = time.monotonic() - started
        share = elapsed / 60 / options.minutes
        if share >= 1:
            save(elapsed / 60)
            break
        narrow = isinstance(model, Adapted)
        highest, heads_factor = (_NARROW_RATE, _NARROW_HEADS) if narrow else (_RATE, _HEADS)
        rate = highest * min(1.0, step / _WARM) * max(0.02, (1 + math.cos(math.pi * share)) / 2)
        for group, factor in zip(optimiser.param_groups, (1.0, heads_factor), strict=True):
            group["lr"] = rate * factor
        kind = chance.choices(list(mix), weights=list(mix.values()))[0]
        value = loss(model, feeder, kind, device)
        value.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        running[kind].append(value.item())
        if elapsed - saved + started > _SAVED or step == 20:
            saved = started + elapsed
            save(elapsed / 60)
            means = {name: round(float(np.mean(values[-100:])), 3) for name, values in sorted(running.items())}
            print(f"{elapsed / 60:.1f} min, step {step}, loss {json.dumps(means)}", flush=True)


def _adapted(weights: network.Weights, learnt: network.Weights | None) -> tuple[Network, Cutter]:
    """The network over the multilingual model's pieces of words, and what cuts texts into them."""
    model = multilingual()
    table = multilingual_reader.table(model, weights[multilingual_reader.TABLE])
    whole = table[np.arange(len(table))].astype(np.float32)
    adapted = Adapted(weights | {multilingual_reader.TABLE: whole})
    if learnt:
        adapted.go_on(learnt)
    return adapted, multilingual_reader.cutter(model)


def main(arguments: Sequence[str] | None = None) -> int:
    """Trains, and writes checkpoints and weights; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m eval.training.train", description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--from", type=Path, default=WEIGHTS, dest="weights", help="default: the product's")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--without", default="", help="folders to leave out, with commas: those to measure on")
    parser.add_argument("--seen", default="", help="folders that WEIGHTS have seen: drawn a third as often")
    parser.add_argument("--multilingual", action="store_true", help="what is learnt beside them for other languages")
    parser.add_argument("--frozen", type=int, default=0, help="first layers that are left as they are: faster")
    parser.add_argument("--compiled", action="store_true", help="steps in two thirds of the time: needs a C++ compiler")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scale", type=int, default=1, help="times as much a step: 8 on a GPU")
    options = parser.parse_args(arguments)
    torch.manual_seed(options.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    options.out.mkdir(parents=True, exist_ok=True)
    checkpoint = options.out / "checkpoint.safetensors"
    began = network.load(options.weights)
    options.spent = network.minutes(checkpoint) if checkpoint.exists() else 0.0
    kept = network.load(checkpoint) if options.spent else None
    model, cutter = (
        _adapted(began, kept) if options.multilingual else (Network(kept or began, options.frozen), Cutter())
    )
    model = model.to(device)
    if options.compiled:
        for layer in model.enc.encoder.layer:
            layer.compile(dynamic=True)
    sizes = Sizes(*(options.scale * size for size in (5, 24, 32)))
    seed = options.seed + round(options.spent)  # a start that goes on draws other examples
    chance = random.Random(seed)  # noqa: S311 - reproducible
    feeder = Feeder(options.data, options.without.split(","), options.seen.split(","), sizes, chance, cutter)
    if not any(map(feeder.holds, _MIX)):
        raise CaseError(f"{options.data} holds nothing to train on. Name what from_folders or from_sets wrote.")
    print(
        f"{len(feeder.groups)} groups of folders, {len(feeder.singles)} of sets, {len(feeder.claims)} claims, on "
        f"{device}, after {options.spent:.1f} minutes",
        flush=True,
    )

    def save(spent: float) -> None:
        network.keep(model.learnt() if isinstance(model, Adapted) else network.state(model), checkpoint, spent)

    train(model, feeder, options, save)
    if isinstance(model, Adapted):
        learnt = network.narrow_mean(kept, model.learnt()) if kept else model.learnt()
        print(network.save(learnt, options.out / "multilingual.safetensors"), flush=True)
        return 0
    ended = network.state(model)
    network.save(ended, options.out / "ended.safetensors")
    print(network.save(network.mean(began, ended), options.out / "weights.safetensors"), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(reported(main))
