"""The reader of many languages: what the network says and how near a sentence is; the network with the real model."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from app.reader.multilingual import TABLE, MultilingualReader, TransplantedReader, reader_of
from app.reader.openvino_reader import READER
from app.reader.passage import Passage
from app.reader.reader import Read, WordReader
from index.embedding.bert import sha256
from index.embedding.embedder import MULTILINGUAL, HashingEmbedder
from index.embedding.opening import open_embedder
from index.errors import ReaderError
from tests.index.embedding.packed import model_of, needs_real, unpacked


def passage(*sentences: str) -> Passage:
    text, units = " ".join(sentences), []
    for sentence in sentences:
        start = text.index(sentence)
        units.append((start, start + len(sentence)))
    return Passage(text, tuple(units))


def read(reader: MultilingualReader, question: str, passages: Sequence[Passage]) -> list[list[Read]]:
    return reader.read(question, passages, reader.nearness(question, passages))


SHOWN = [passage("Der Zug fährt um neun.", "Die Miete ist hoch."), passage("Die Miete beträgt neun Euro.")]


def test_a_sentence_is_worth_what_the_network_says_and_what_it_is_near() -> None:
    embedder, network = HashingEmbedder(dimension=512), WordReader("de")
    plain = network.read("Die Miete ist hoch?", SHOWN)
    made = read(MultilingualReader(network, embedder), "Die Miete ist hoch?", SHOWN)
    assert [len(one) for one in made] == [2, 1]
    pairs = [pair for of_passage in zip(made, plain, strict=True) for pair in zip(*of_passage, strict=True)]
    assert all((one.span, one.exact) == (other.span, other.exact) for one, other in pairs)
    more = [one.answers - other.answers for one, other in pairs]
    assert more[1] > more[2] > more[0], "the nearer the more"


def test_what_unrelated_texts_have_is_taken_off() -> None:
    embedder, network = HashingEmbedder(dimension=512), WordReader("de")
    before = read(MultilingualReader(network, embedder), "Die Miete ist hoch?", SHOWN)
    embedder.unrelated = 0.5
    after = read(MultilingualReader(network, embedder), "Die Miete ist hoch?", SHOWN)
    worth = [[one.answers for of_passage in made for one in of_passage] for made in (before, after)]
    assert np.argsort(worth[0]).tolist() == np.argsort(worth[1]).tolist()
    assert worth[1][0] < worth[0][0], "what is far speaks against it"


def test_what_the_network_has_no_time_for_is_not_read_and_nothing_is_no_error() -> None:
    reader = MultilingualReader(WordReader("de", passages=1), HashingEmbedder())
    assert read(reader, "Was?", []) == []
    assert read(reader, "Was?", [Passage("", ())]) == [[]]
    assert [len(one) for one in read(reader, "Was?", SHOWN)] == [2]


def test_it_goes_with_one_model_alone() -> None:
    assert reader_of(HashingEmbedder()) is None


def _adapter(path: Path, size: float) -> Path:
    """Adds noise of this size to the table of words, and nothing else."""
    chance, rank = np.random.default_rng(1), 4
    first, second = (chance.normal(0, size, shape).astype(np.float32) for shape in ((rank, 384), (384, rank)))
    save_file({f"{TABLE}.first": first, f"{TABLE}.second": second}, path)
    return path


def test_what_both_spell_alike_is_read_as_the_english_reader_reads_it(tmp_path: Path) -> None:
    """Of a vocabulary of a few words: those of the text are among them."""
    model, shown = (
        model_of(unpacked(tmp_path)),
        [passage("the minister met the passage.", "the query met the passage.")],
    )

    def adapted(size: float) -> list[Read]:
        adapter = _adapter(tmp_path / f"{size}.safetensors", size)
        return TransplantedReader(model, adapter, sha256(adapter)).read("Met the minister?", shown)[0]

    english, same, other = READER.read("Met the minister?", shown)[0], adapted(0.0), adapted(0.3)
    assert [one.span for one in same] == [one.span for one in english]
    np.testing.assert_allclose([one.answers for one in same], [one.answers for one in english], atol=0.15)
    assert abs(other[0].answers - english[0].answers) > 0.3, "what is learnt is added"


def test_a_damaged_file_is_said_with_the_remedy(tmp_path: Path) -> None:
    adapter = _adapter(tmp_path / "adapter.safetensors", 0.0)
    reader = TransplantedReader(model_of(unpacked(tmp_path)), adapter, "0" * 64)
    reader.wake()  # does not fail: it is said when something is read
    with pytest.raises(ReaderError, match=r"adapter\.safetensors are damaged.*Install citeseed again"):
        reader.read("Met the minister?", SHOWN)


def test_a_damaged_model_is_said_with_the_remedy(tmp_path: Path) -> None:
    adapter, folder = _adapter(tmp_path / "adapter.safetensors", 0.0), unpacked(tmp_path)
    reader = TransplantedReader(replace(model_of(folder), remedy="Remove it."), adapter, sha256(adapter))
    (folder / "model.safetensors").write_bytes(b"damaged")
    reader.wake()
    with pytest.raises(ReaderError, match=r"can't be read.*Remove it\."):
        reader.read("Met the minister?", SHOWN)


@pytest.fixture(scope="session")
def reader() -> MultilingualReader:
    made = reader_of(open_embedder(MULTILINGUAL))
    assert made
    return made


BATH = passage(
    "Das Freibad öffnet am 3. Mai.",
    "Eine Tageskarte kostet 4,50 Euro.",
    "Nach 17 Uhr kostet der Eintritt nur noch 2 Euro.",
    "Hunde dürfen nicht auf die Liegewiese.",
    "Der Kiosk wird von Familie Brandt betrieben.",
)
ASKED = {
    1: [
        "Was kostet eine Karte für den ganzen Tag?",
        "How much is a day ticket?",
        "¿Cuánto cuesta la entrada de un día?",
    ],
    2: ["Wie teuer ist es am Abend?", "What do I pay in the evening?", "Combien coûte l'entrée en soirée ?"],
    3: ["Kann ich meinen Hund mitbringen?", "May I bring my dog?", "Mag mijn hond mee?", "Posso levar o cão?"],
    4: ["Wer führt den Kiosk?", "Who runs the kiosk?", "Chi gestisce il chiosco?"],
}


@pytest.mark.slow
@needs_real
def test_the_sentence_that_answers_is_worth_most_in_most_languages_that_it_is_asked_in(
    reader: MultilingualReader,
) -> None:
    asked = [(nth, question) for nth, questions in ASKED.items() for question in questions]
    worth = [[one.answers for one in read(reader, question, [BATH])[0]] for _, question in asked]
    wrong = [question for (nth, question), each in zip(asked, worth, strict=True) if int(np.argmax(each)) != nth]
    assert len(wrong) <= len(asked) / 4, wrong


@pytest.mark.slow
@needs_real
def test_what_is_not_said_is_worth_less_than_what_is(reader: MultilingualReader) -> None:
    def most(question: str) -> float:
        return max(one.answers for one in read(reader, question, [BATH])[0])

    said = [most(questions[0]) for questions in ASKED.values()]
    unsaid = [
        most(text) for text in ("Wer ist der Bademeister?", "What does a locker cost?", "Wie tief ist das Becken?")
    ]
    assert np.mean(said) > np.mean(unsaid) + 2


@pytest.mark.slow
@needs_real
def test_a_pair_is_worth_the_same_beside_others(reader: MultilingualReader) -> None:
    alone = read(reader, "Wer führt den Kiosk?", [BATH])[0]
    beside = read(reader, "Wer führt den Kiosk?", [*SHOWN, BATH])[2]
    np.testing.assert_allclose([one.answers for one in alone], [one.answers for one in beside], atol=0.1)
