"""The reader on torch: its weights kept and read, its logits those of the product's reader, its losses by hand."""

import math
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from app.reader.openvino_reader import PREFIX, READER, WEIGHTS, OpenVINOReader
from app.reader.passage import Passage
from app.reader.windows import Cutter
from eval.training import network
from eval.training.examples import Shown
from eval.training.network import Adapted, Batch, Logits, Network
from eval.training.train import batched
from index.embedding.bert import read_weights, sha256
from tests.eval.training.tiny import tiny

_E = math.e
_TEXT = "Harbor (May 24, 2022)\nThe minister toured the harbor on Tuesday. Frost killed nine trees. Nobody slept."
_PASSAGES = [
    Passage(_TEXT, ((22, 64), (65, 89), (90, len(_TEXT)))),
    Passage("The ferry left late.", ((0, 20),)),
]


def test_weights_are_kept_within_half_a_step_of_their_row_and_what_is_small_as_it_is(tmp_path: Path) -> None:
    weights = tiny()
    digest = network.save(weights, tmp_path / "weights.safetensors")
    assert digest == sha256(tmp_path / "weights.safetensors")
    found = network.load(tmp_path / "weights.safetensors")
    assert found.keys() == weights.keys()
    rounded = 0
    for name, tensor in weights.items():
        assert found[name].dtype == np.float32 and found[name].shape == tensor.shape
        if tensor.ndim == 2 and name.startswith(PREFIX) and "token_type" not in name:
            step = np.abs(tensor).max(axis=1, keepdims=True) / 127
            assert (np.abs(found[name] - tensor) <= step * 0.501).all()
            rounded += 1
        else:
            np.testing.assert_array_equal(found[name], tensor)
    assert rounded == 2 + 2 * 6
    stored = read_weights(tmp_path / "weights.safetensors")
    assert {str(tensor.dtype) for name, tensor in stored.items() if name.endswith(".int8")} == {"int8"}


def test_a_row_of_zeros_stays_zero_and_what_is_kept_again_stays_the_same(tmp_path: Path) -> None:
    weights = tiny()
    weights[f"{PREFIX}encoder.layer.0.output.dense.weight"][3] = 0
    network.save(weights, tmp_path / "one")
    once = network.load(tmp_path / "one")
    assert not once[f"{PREFIX}encoder.layer.0.output.dense.weight"][3].any()
    network.save(once, tmp_path / "two")
    for name, tensor in network.load(tmp_path / "two").items():
        np.testing.assert_allclose(tensor, once[name], rtol=1e-5, atol=1e-8)


def test_a_network_has_the_weights_it_was_made_of() -> None:
    weights = tiny()
    found = network.state(Network(weights))
    assert found.keys() == weights.keys()
    for name, tensor in weights.items():
        np.testing.assert_array_equal(found[name], tensor)


def test_embeddings_and_the_first_layers_are_left_as_they_are() -> None:
    learns = {name for name, parameter in Network(tiny(), frozen=1).named_parameters() if parameter.requires_grad}
    assert not any(name.startswith((f"{PREFIX}embeddings.", f"{PREFIX}encoder.layer.0.")) for name in learns)
    assert {name.split(".")[0] for name in learns} == {PREFIX.rstrip("."), *network.HEADS}
    assert any(name.startswith(f"{PREFIX}encoder.layer.1.") for name in learns)


def test_halfway_between_two() -> None:
    one, other = tiny(1), tiny(2)
    for name, tensor in network.mean(one, other).items():
        assert tensor.dtype == np.float32
        np.testing.assert_allclose(tensor, (one[name] + other[name]) / 2)


def _batch(question: str) -> Batch:
    cutter = Cutter()
    windows = cutter.windows(cutter.question(question), _PASSAGES)
    assert len(windows) == len(_PASSAGES)
    return batched(windows, [Shown(passage) for passage in _PASSAGES], torch.device("cpu"))[0]


def _assert_alike(model: Network, reader: OpenVINOReader) -> None:
    question = "Who toured the harbor?"
    with torch.inference_mode():
        logits = model.eval()(_batch(question))
    for row, read in enumerate(reader.read(question, _PASSAGES)):
        expected = (logits.sentences[row, : len(read)] - logits.nothing[row]).tolist()
        assert [one.answers for one in read] == pytest.approx(expected, abs=0.15)
        assert all(one.exact > -math.inf for one in read)
    with torch.inference_mode():
        claimed = model(_batch(question)).claim.tolist()
    supported = reader.support([question] * len(_PASSAGES), [passage.text for passage in _PASSAGES])
    assert supported == pytest.approx(claimed, abs=0.15)


def test_the_product_reads_small_weights_as_torch_does(tmp_path: Path) -> None:
    path = tmp_path / "weights.safetensors"
    digest = network.save(tiny(), path)
    _assert_alike(Network(network.load(path)), OpenVINOReader(path, digest))


@pytest.mark.slow
def test_the_product_reads_its_own_weights_as_torch_does() -> None:
    _assert_alike(Network(network.load(WEIGHTS)), READER)


def test_run_in_parts_the_texts_have_the_logits_they_have_together() -> None:
    model, batch = Network(tiny()).eval(), _batch("Who toured the harbor?")
    with torch.inference_mode():
        whole, parts = model(batch), network.read(model, batch, together=1)
    assert parts.sentences.shape == whole.sentences.shape == (2, 3)
    assert parts.span.shape == whole.span.shape
    for found, expected in (
        (parts.sentences, whole.sentences),
        (parts.nothing, whole.nothing),
        (parts.claim, whole.claim),
    ):
        np.testing.assert_allclose(found.float(), expected, atol=0.1)  # in bfloat16
    assert (whole.sentences[1, 1:] < -1000).all(), "the second text has one sentence"


def test_texts_of_one_length_have_the_logits_that_they_have_beside_a_longer_one() -> None:
    model, batch = Network(tiny()).eval(), _batch("Who toured the harbor?")
    rows = batch.mask[1].sum().int()  # the shorter one, alone: nothing is padded, and no mask is made
    tokens, types, mask, units = (tensor[1:, :rows] for tensor in (batch.tokens, batch.types, batch.mask, batch.units))
    alone = Batch(tokens, types, mask, units, batch.width)
    with torch.inference_mode():
        padded, bare = model(batch), model(alone)
    np.testing.assert_allclose(bare.sentences[0], padded.sentences[1], atol=1e-3)
    np.testing.assert_allclose(bare.claim[0], padded.claim[1], atol=1e-3)


@pytest.mark.parametrize(("tokens", "width"), [(1, 32), (32, 32), (33, 64)])
def test_widths_are_rounded_up(tokens: int, width: int) -> None:
    assert network.rounded(tokens) == width


def _logits(sentences: list[list[float]], nothing: list[float], span: Tensor | None = None) -> Logits:
    return Logits(
        torch.tensor(sentences), torch.tensor(nothing), torch.zeros(1, 1, 2) if span is None else span, torch.zeros(1)
    )


def _adapted(seed: int) -> Adapted:
    """With something learnt, as after some steps."""
    made = Adapted(tiny(), rank=2)
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in made.named_parameters():
            if name.endswith((".first", ".second")):
                parameter.copy_(torch.randn(parameter.shape, generator=generator) / 10)
    return made


_ASKED = "Who toured the harbor?"


def test_what_is_learnt_beside_adds_nothing_at_first_and_all_else_stays() -> None:
    plain, adapted = Network(tiny()), Adapted(tiny(), rank=2)
    torch.testing.assert_close(adapted(_batch(_ASKED)).sentences, plain(_batch(_ASKED)).sentences)
    learns = {name for name, parameter in adapted.named_parameters() if parameter.requires_grad}
    assert {name.split(".")[0] for name in learns} == {PREFIX.rstrip("."), *network.HEADS}
    assert all(name.endswith((".first", ".second")) for name in learns if name.startswith(PREFIX))
    assert sum("word_embeddings" in name for name in learns) == 2


def test_what_was_learnt_can_be_gone_on_from_and_is_what_the_product_adds() -> None:
    adapted, again = _adapted(1), Adapted(tiny(), rank=2)
    learnt = adapted.learnt()
    again.go_on(learnt)
    torch.testing.assert_close(again(_batch(_ASKED)).sentences, adapted(_batch(_ASKED)).sentences)
    whole = tiny()
    for name in (name.removesuffix(".first") for name in learnt if name.endswith(".first")):
        product = learnt[f"{name}.second"] @ learnt[f"{name}.first"]
        whole[name] = whole[name] + (whole[name] @ product.T if "word_embeddings" in name else product)
    torch.testing.assert_close(Network(whole)(_batch(_ASKED)).sentences, adapted(_batch(_ASKED)).sentences)


def test_halfway_between_two_that_were_learnt_beside() -> None:
    """Two of rank 2 have a mean of rank 4: what is kept is the nearest of rank 2."""
    one, other = _adapted(1).learnt(), _adapted(2).learnt()
    made, same = network.narrow_mean(one, other), network.narrow_mean(one, one)
    assert made.keys() == one.keys()
    for name in (name.removesuffix(".first") for name in one if name.endswith(".first")):
        first, second = f"{name}.first", f"{name}.second"
        assert made[first].shape == one[first].shape and made[second].shape == one[second].shape
        np.testing.assert_allclose(same[second] @ same[first], one[second] @ one[first], atol=1e-5)
        whole = (one[second] @ one[first] + other[second] @ other[first]) / 2
        left, sizes, right = np.linalg.svd(whole, full_matrices=False)
        np.testing.assert_allclose(made[second] @ made[first], (left[:, :2] * sizes[:2]) @ right[:2], atol=1e-5)


def test_the_loss_of_a_text_by_hand() -> None:
    logits = _logits([[1, 2], [1, 2], [1, 2], [0, -1e4]], [0, 0, 0, 1])
    answering = torch.tensor([[True, False], [True, True], [False, False], [True, False]])
    total = 1 + _E + _E**2
    expected = [math.log(total) - 1, math.log(total / (_E + _E**2)), math.log(total), math.log(1 + _E)]
    assert network.losses(logits, answering).tolist() == pytest.approx(expected, abs=1e-5)


def test_the_loss_of_a_group_by_hand() -> None:
    """Of two texts with the odds 1, 2 and 3 - 1 = 2, and nothing; then of the first alone, twice."""
    logits = _logits([[1, 2], [3, -1e4], [1, 2], [1, 2]], [0, 1, 0, 0])
    answering = torch.tensor([[True, False], [True, False], [False, True], [False, False]])
    found = network.group_losses(logits, answering, [2, 1, 1], torch.tensor([True, True, False]))
    both, one = 1 + _E + 2 * _E**2, 1 + _E + _E**2
    assert found.tolist() == pytest.approx([math.log(both / (_E + _E**2)), math.log(one) - 2, math.log(one)], abs=1e-5)


def _span_batch() -> Batch:
    """[CLS], a token of the question, three of the passage, and padding."""
    types, mask = torch.tensor([[0, 0, 1, 1, 1, 0]]), torch.tensor([[1, 1, 1, 1, 1, 0]])
    return Batch(torch.zeros_like(types), types, mask, torch.full_like(types, -1), 1)


def test_the_loss_of_spans_by_hand() -> None:
    span = torch.zeros(1, 6, 2)
    span[0, 2, 0], span[0, 4, 1], span[0, 1], span[0, 5] = 1, 2, 9, 9  # the last two can be no part of an answer
    logits, batch = _logits([[0]], [0], span), _span_batch()
    starts, ends = math.log(3 + _E), math.log(3 + _E**2)
    first, second, none = (starts - 1 + ends - 2) / 2, (starts + ends) / 2, (starts + ends) / 2
    assert network.span_loss(logits, batch, [[(2, 4)]]).item() == pytest.approx(first, abs=1e-5)
    assert network.span_loss(logits, batch, [[(3, 3)]]).item() == pytest.approx(second, abs=1e-5)
    assert network.span_loss(logits, batch, [[]]).item() == pytest.approx(none, abs=1e-5)
    assert network.span_loss(logits, batch, [None]).item() == 0
