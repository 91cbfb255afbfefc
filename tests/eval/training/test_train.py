"""Training on tiny data: what is drawn, what is known of it, that weights change, and that a checkpoint is gone on from."""

import random
import shutil
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import torch

from app.reader.openvino_reader import PREFIX
from app.reader.passage import Passage
from app.reader.windows import Cutter
from eval.case import CaseError
from eval.training import network
from eval.training.examples import Claim, Group, Shown, write
from eval.training.network import Network
from eval.training.train import Feeder, Sizes, batched, known_spans, loss, main
from tests.eval.training.tiny import tiny

_TEXT = "The minister toured the harbor. Frost killed nine trees."
_UNITS = ((0, 31), (32, len(_TEXT)))
_ANSWERS = Shown(Passage(_TEXT, _UNITS), (1,), ((45, 49),))
_SILENT = Shown(Passage("Nobody slept.", ((0, 13),)))


def _group(name: str, number: int, answerable: bool = True) -> Group:
    """Nine passages, of which the last one answers, if any."""
    shown = (*[_SILENT] * 8, _ANSWERS if answerable else _SILENT)
    return Group(name, f"{number}", (f"How many trees, {number}?",), answerable, shown)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    for name in ("one", "two"):
        write(folder / f"{name}.groups.xz", [_group(name, 0), _group(name, 1, answerable=False)])
        write(folder / f"{name}.claims.xz", [Claim(name, "Nine died.", _TEXT, True), Claim(name, "Six.", _TEXT, False)])
    unsettled = Shown(Passage(_TEXT, _UNITS), settled=False)
    write(
        folder / "sets.groups.xz", [Group("squad", "0", ("Who?",), True, (shown,)) for shown in (_ANSWERS, unsettled)]
    )
    write(folder / "sets.claims.xz", [Claim("squad", "Frost killed nine.", _TEXT, True)])
    return folder


def _feeder(data: Path, without: str = "", seen: str = "", sizes: tuple[int, int, int] = (2, 2, 2)) -> Feeder:
    return Feeder(data, without.split(","), seen.split(","), Sizes(*sizes), random.Random(1))


def test_groups_are_drawn_with_some_of_their_passages_and_one_that_answers_if_any_does(data: Path) -> None:
    feeder = _feeder(data)
    for _ in range(20):
        windows, shown, groups, sizes = feeder.next("folders")
        assert len(windows) == len(shown) == sum(sizes) and len(groups) == len(sizes) == 2
        for group, size in zip(groups, sizes, strict=True):
            own, shown = shown[:size], shown[size:]
            assert isinstance(group, Group) and 3 <= size <= 6
            assert own.count(_ANSWERS) == group.answerable


def test_all_of_a_kind_is_drawn_before_any_of_it_again(data: Path) -> None:
    feeder = _feeder(data)
    for kind, count, times in (("folders", 4, 3), ("sets", 2, 1), ("claims", 5, 1)):  # what is new, three times
        drawn = Counter(id(item) for _ in range(-(-count * times // 2)) for item in feeder.next(kind)[2])
        assert [*drawn.values()] == [times] * count


def test_folders_are_left_out_and_those_seen_are_drawn_as_seldom_as_a_third(data: Path) -> None:
    without = _feeder(data, without="two")
    assert {group.name for group in without.groups} == {"one"}
    assert {claim.name for claim in without.claims} == {"one", "squad"}
    seen = _feeder(data, seen="two", sizes=(8, 2, 2))
    drawn = [group.name for group in seen.next("folders")[2]]
    assert (drawn.count("one"), drawn.count("two")) == (6, 2)


def test_known_spans_are_the_tokens_of_the_answers() -> None:
    cutter = Cutter()
    window, other = cutter.windows(cutter.question("How many?"), [_ANSWERS.passage, _SILENT.passage])
    spans = known_spans(window, _ANSWERS)
    assert spans and [
        (int(window.offsets[first - window.first, 0]), int(window.offsets[last - window.first, 1]))
        for first, last in spans
    ] == [(45, 49)]
    assert known_spans(other, _SILENT) == []
    assert known_spans(window, Shown(_ANSWERS.passage, settled=False)) is None
    assert known_spans(window, Shown(_ANSWERS.passage, (1,))) is None, "it answers, and where is not known"


def test_a_batch_says_of_each_token_to_which_sentence_it_belongs() -> None:
    cutter, shown = Cutter(), [_ANSWERS, _SILENT]
    windows = cutter.windows(cutter.question("How many?"), [one.passage for one in shown])
    batch, answering = batched(windows, shown, torch.device("cpu"))
    assert answering.tolist() == [[False, True], [False, False]]
    assert batch.width == 2 and batch.tokens.shape == batch.units.shape and batch.tokens.shape[1] % 16 == 0
    for row, (window, one) in enumerate(zip(windows, shown, strict=True)):
        length = len(window.tokens)
        assert batch.tokens[row, :length].tolist() == window.tokens
        assert batch.mask[row].tolist() == [1] * length + [0] * (batch.mask.shape[1] - length)
        assert batch.types[row].nonzero()[:, 0].tolist() == list(range(window.first, length))
        for place, (start, _) in enumerate(window.offsets.tolist()):
            inside = [nth for nth, (low, high) in enumerate(one.passage.units) if low <= start < high]
            assert [batch.units[row, window.first + place].item()] == inside
        outside = [*batch.units[row, : window.first].tolist(), *batch.units[row, length - 1 :].tolist()]
        assert set(outside) == {-1}


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["folders", "sets", "claims"])
def test_a_few_steps_lower_the_loss(data: Path, kind: str) -> None:
    torch.manual_seed(0)
    model, feeder = Network(tiny()), _feeder(data, sizes=(2, 2, 5))
    optimiser = torch.optim.AdamW([one for one in model.parameters() if one.requires_grad], lr=0.001)
    values = []
    for _ in range(24):
        value = loss(model, feeder, kind, torch.device("cpu"))
        value.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        optimiser.zero_grad()
        values.append(value.item())
    assert all(np.isfinite(values)) and np.mean(values[-6:]) < np.mean(values[:6])


def _train(data: Path, out: Path, minutes: float, weights: Path, *more: str) -> None:
    assert main([str(data), str(out), "--minutes", str(minutes), "--frozen", "11", "--from", str(weights), *more]) == 0


def test_training_changes_the_heads_and_writes_weights_halfway(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    start, out = tmp_path / "start.safetensors", tmp_path / "out"
    network.save(tiny(), start)
    _train(data, out, 0.01, start)
    began, ended, halfway = (
        network.load(path) for path in (start, out / "ended.safetensors", out / "weights.safetensors")
    )
    assert (ended["sent.weight"] != began["sent.weight"]).any()
    for head in network.HEADS:
        np.testing.assert_allclose(
            halfway[f"{head}.weight"], (began[f"{head}.weight"] + ended[f"{head}.weight"]) / 2, atol=1e-6
        )
    for name in (name for name in began if name.startswith(PREFIX)):
        np.testing.assert_allclose(ended[name], began[name], rtol=1e-5, atol=1e-8)
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "4 groups of folders, 2 of sets, 5 claims, on cpu, after 0.0 minutes"
    assert len(said[-1]) == 64, "the hash of the weights"


def test_a_checkpoint_is_gone_on_from(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its minutes are over: nothing is learnt any more."""
    start, out = tmp_path / "start.safetensors", tmp_path / "out"
    out.mkdir()
    network.save(tiny(), start)
    network.keep(tiny(2), out / "checkpoint.safetensors", 7.5)
    _train(data, out, 7, start)
    assert "after 7.5 minutes" in capsys.readouterr().out
    began, reached, ended, halfway = (
        network.load(path)
        for path in (start, out / "checkpoint.safetensors", out / "ended.safetensors", out / "weights.safetensors")
    )
    for name, tensor in ended.items():
        step = np.abs(reached[name]).max() / 127  # what is kept to go on from is whole, what is written is int8
        np.testing.assert_allclose(tensor, reached[name], atol=step)
    np.testing.assert_allclose(halfway["sent.weight"], (began["sent.weight"] + reached["sent.weight"]) / 2, atol=1e-6)


def test_a_folder_without_data_is_named(tmp_path: Path) -> None:
    start = tmp_path / "start.safetensors"
    network.save(tiny(), start)
    with pytest.raises(CaseError, match="nowhere holds nothing to train on"):
        _train(tmp_path / "nowhere", tmp_path / "out", 0.01, start)


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("c++"), reason="PyTorch compiles with it")
def test_compiled_layers_learn_as_others_do(data: Path, tmp_path: Path) -> None:
    """Their tensors keep their names, and what is learnt is written."""
    start = tmp_path / "start.safetensors"
    network.save(tiny(), start)
    _train(data, tmp_path / "out", 0.5, start, "--compiled")
    began, ended = network.load(start), network.load(tmp_path / "out" / "ended.safetensors")
    assert ended.keys() == began.keys() and (ended["sent.weight"] != began["sent.weight"]).any()
