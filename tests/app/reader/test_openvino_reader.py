"""The real reader: what it is loaded from, and that it reads."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from app.answering.gate import FILE
from app.checking.support import STATED
from app.reader.openvino_reader import (
    ATTENTION_HEADS,
    EPSILON,
    PREFIX,
    READER,
    SHA256,
    WEIGHTS,
    OpenVINOReader,
    budgeted,
    draw,
    read_checked,
)
from app.reader.passage import Passage
from app.reader.windows import Cutter
from index import ROOT
from index.embedding.bert import Drawing, Encoder, openvino
from index.errors import CiteseedError, ReaderError
from index.language.sentences import sentences


def passage(text: str) -> Passage:
    return Passage(text, tuple(sentences(text, "en")))


def whole(text: str) -> Passage:
    return Passage(text, ((0, len(text)),))


RENT = whole("The rent is due on 3 May 2021.")


# what it is loaded from


def refused(weights: Path, sha256: str = SHA256) -> str:
    reader = OpenVINOReader(weights, sha256)
    reader.wake()  # does not fail: it is said when something is read
    with pytest.raises(ReaderError) as caught:
        reader.read("When?", [RENT])
    with pytest.raises(ReaderError):
        reader.support(["It is due."], ["It is due."])
    assert isinstance(caught.value, CiteseedError)
    return str(caught.value)


def test_weights_that_are_not_there_are_told_with_the_remedy(tmp_path: Path) -> None:
    said = refused(tmp_path / "none.safetensors")
    assert str(tmp_path / "none.safetensors") in said and "Install citeseed again" in said


@pytest.mark.parametrize("place", [10, -1, 10_000_000])
def test_one_altered_byte_is_told_with_the_remedy(tmp_path: Path, place: int) -> None:
    copy = tmp_path / "weights.safetensors"
    data = bytearray(WEIGHTS.read_bytes())
    data[place] ^= 1
    copy.write_bytes(data)
    said = refused(copy)
    assert str(copy) in said and "damaged" in said and "Install citeseed again" in said


def test_weights_of_another_version_are_told_with_the_remedy() -> None:
    said = refused(WEIGHTS, "0" * 64)
    assert str(WEIGHTS) in said and "another version" in said and "Install citeseed again" in said


def test_what_is_no_file_of_weights_is_told_though_its_hash_is_right(tmp_path: Path) -> None:
    from index.embedding.bert import sha256

    junk = tmp_path / "junk.safetensors"
    junk.write_bytes(b"junk" * 99)
    assert "can't be read" in refused(junk, sha256(junk))


def test_a_file_that_is_put_right_is_read_without_starting_again(tmp_path: Path) -> None:
    late = tmp_path / "weights.safetensors"
    reader = OpenVINOReader(late)
    with pytest.raises(ReaderError):
        reader.read("When?", [RENT])
    shutil.copy(WEIGHTS, late)
    assert reader.read("When is the rent due?", [RENT]) == READER.read("When is the rent due?", [RENT])


def test_the_fingerprint_is_of_the_weights() -> None:
    assert READER.fingerprint == OpenVINOReader().fingerprint == f"reader:{SHA256[:16]}"
    assert OpenVINOReader(sha256="f" * 64).fingerprint != READER.fingerprint


def test_answering_needs_no_torch(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "rent.txt").write_text(RENT.text, encoding="utf-8")
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from app.bot import open_bot\n"
        "from index.embedding.embedder import HashingEmbedder\n"
        "from tests.in_process import rebuild\n"
        "bot = open_bot(Path(sys.argv[1]), Path(sys.argv[2]), HashingEmbedder(), rebuild=rebuild)\n"
        "answer = bot.answerer('When is the rent due?')\n"
        "assert answer.hits and answer.confidence > 0, answer\n"
        "print([name for name in ('torch', 'transformers') if name in sys.modules])\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "index"), str(docs)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=120)
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr


# how it runs


LONG = [whole(f"Tank {n} holds {n} fish. " * 6) for n in range(20)]  # with the question some 50 tokens each


def test_it_reads_the_first_passages_and_as_many_as_it_has_time_for() -> None:
    tokens = [len(window.tokens) for window in Cutter().windows(Cutter().question("How many fish?"), LONG)]
    known = OpenVINOReader(budget=10**6).read("How many fish?", LONG)
    assert len(known) == len(LONG)
    for budget, passages in ((sum(tokens[:7]), 7), (sum(tokens[:7]) - 1, 6), (1, 3)):
        assert OpenVINOReader(budget=budget).read("How many fish?", LONG) == known[:passages]
    longer = [passage("Ann won. " * 150)] * 5  # each of several windows
    assert [len(values) for values in READER.read("Who won?", longer)] == [150] * 3, "three are, whatever they take"
    assert READER.read("Who won?", []) == []


def test_it_reads_less_on_a_processor_without_fast_products(tmp_path: Path) -> None:
    budgets = []
    for name, flags in (("slow", "fpu avx2 fma"), ("fast", "fpu avx2 avx_vnni")):
        (tmp_path / name).write_text(f"processor : 0\nflags : {flags}\n", encoding="utf-8")
        budgets.append(budgeted(tmp_path / name))
    assert 0 < budgets[0] < budgets[1]
    assert OpenVINOReader()._budget == budgeted()


def _logits(encoder: Encoder) -> list[NDArray[np.float32]]:
    """Of both outputs, over two texts of ordinary words."""
    made = list[NDArray[np.float32]]()

    def take(request: Any, rows: list[int]) -> None:
        made.extend(request.get_output_tensor(output).data.copy() for output in range(2))

    encoder([([101, *range(2000 + text, 2060, 3), 102], 9) for text in range(2)], take, step=32)
    return made


@pytest.mark.parametrize("multiplied_out", [False, True])
def test_int8_rows_are_read_alike_multiplied_out_or_not(multiplied_out: bool) -> None:
    stored = read_checked(WEIGHTS)
    exact = {name: tensor for name, tensor in stored.items() if not name.endswith((".int8", ".scale"))}
    for name in (name.removesuffix(".int8") for name in stored if name.endswith(".int8")):
        exact[name] = stored[f"{name}.int8"] * stored[f"{name}.scale"][:, np.newaxis]
    for found, expected in zip(_logits(draw(stored, multiplied_out)), _logits(draw(exact)), strict=True):
        np.testing.assert_allclose(found, expected, atol=0.35)
        assert np.corrcoef(found.ravel(), expected.ravel())[0, 1] > 0.999


def test_some_int8_rows_are_multiplied_out_where_that_is_asked_for() -> None:
    def kept(multiplied_out: bool) -> int:
        drawing = Drawing(read_checked(WEIGHTS), ATTENTION_HEADS, EPSILON, PREFIX, multiplied_out)
        model = openvino().Model([drawing.states], [drawing.tokens, drawing.types, drawing.mask], "encoder")
        return sum(node.get_element_type().type_name == "i8" for node in model.get_ops())

    assert kept(True) == kept(False) - 2 * 12, "two of each of twelve layers"


# that it reads

DISTRACTORS = [
    "The council met on Tuesday to speak of water and of roads.",
    "Frost killed nine of the apple trees in April.",
    "The ferry to the island leaves at noon on every day of the week.",
    "Three cranes in the harbour were repainted.",
]
PLANTED = {
    "When is the rent due?": "The rent is due on the third day of each month.",
    "Who repaired the orchard gate?": "The orchard gate was repaired by Selma Dahl.",
    "How many tanks does the aquarium have?": "There are 14 tanks in the aquarium.",
    "What is the museum clock made of?": "The museum's clock is made of brass and glass.",
}


@pytest.mark.parametrize("question", PLANTED)
@pytest.mark.parametrize("place", [0, 2, 4])
def test_a_planted_answer_outranks_what_stands_around_it(question: str, place: int) -> None:
    lines = [*DISTRACTORS[:place], PLANTED[question], *DISTRACTORS[place:]]
    made = [whole(line) for line in lines]
    apart = [values[0].answers for values in READER.read(question, made)]
    assert apart.index(max(apart)) == place
    [together] = READER.read(question, [passage(" ".join(lines))])
    assert max(range(len(lines)), key=lambda unit: together[unit].answers) == place


def test_what_answers_nothing_is_worth_less_than_nothing() -> None:
    [values] = READER.read("Which volcano erupted in Iceland?", [passage(" ".join(DISTRACTORS))])
    assert max(value.answers for value in values) < 0


@pytest.mark.parametrize(
    ("question", "text", "words"),
    [
        ("When is the rent due?", RENT.text, "3 May 2021"),
        ("Who repaired the gate?", "The orchard gate was repaired by Selma Dahl.", "Selma Dahl"),
        ("How many tanks are there?", "There are 14 tanks in the aquarium.", "14"),
    ],
)
def test_the_span_is_the_answer_proper(question: str, text: str, words: str) -> None:
    [[value]] = READER.read(question, [whole(text)])
    assert value.span and text[slice(*value.span)] == words
    assert value.exact > 3


def test_what_stands_above_helps_to_read_what_stands_below() -> None:
    text, above = "Monday to Friday from 9 am to 8 pm.", "Opening hours: Swimming pool\n"
    question = "When is the swimming pool open?"
    plain, titled = Passage(text, ((0, len(text)),)), Passage(above + text, ((len(above), len(above + text)),))
    [[without], [with_it]] = READER.read(question, [plain, titled])
    assert with_it.answers > without.answers


def test_a_true_claim_is_worth_more_than_the_threshold_and_a_false_one_less() -> None:
    text = "The orchard gate was repaired by Selma Dahl in spring, and the fence was painted green."
    true, false = "Selma Dahl repaired the orchard gate.", "Selma Dahl tore down the barn."
    scores = READER.support([true, false], [text, text])
    assert scores[0] >= STATED > scores[1]


def test_half_a_claim_in_a_long_text_is_found_in_whichever_window_it_stands() -> None:
    filler = " ".join(DISTRACTORS * 12)
    claim = "Selma Dahl repaired the orchard gate."
    for text in (f"{claim} {filler}", f"{filler} {claim} {filler}", f"{filler} {claim}"):
        assert READER.support([claim], [text])[0] > READER.support([claim], [filler])[0]


def test_it_reads_on_a_processor_without_the_fast_ways_that_it_is_taken_to_have() -> None:
    code = (
        "from app.reader.openvino_reader import READER\n"
        "from app.reader.passage import Passage\n"
        "text = 'Dogs are allowed. The rent is due on 3 May 2021.'\n"
        "[read] = READER.read('When is the rent due?', [Passage(text, ((0, 17), (18, 48)))])\n"
        "print(*(one.answers for one in read))"
    )
    environment = os.environ | {"ONEDNN_MAX_CPU_ISA": "AVX2", "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    dogs, rent = map(float, done.stdout.split())
    text = "Dogs are allowed. The rent is due on 3 May 2021."
    [here] = READER.read("When is the rent due?", [Passage(text, ((0, 17), (18, 48)))])
    assert (dogs, rent) == pytest.approx([one.answers for one in here], abs=0.2)


def test_what_is_fitted_to_the_scores_was_fitted_to_these_weights() -> None:
    assert json.loads(FILE.read_text(encoding="utf-8"))["reader"] == READER.fingerprint
