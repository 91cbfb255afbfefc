"""The reader of many languages: what the network says and how near a sentence is; the network with the real model."""

import numpy as np

from app.reader.multilingual import MultilingualReader, reader_of
from app.reader.passage import Passage
from app.reader.reader import WordReader
from index.embedding.embedder import HashingEmbedder


def passage(*sentences: str) -> Passage:
    text, units = " ".join(sentences), []
    for sentence in sentences:
        start = text.index(sentence)
        units.append((start, start + len(sentence)))
    return Passage(text, tuple(units))


SHOWN = [passage("Der Zug fährt um neun.", "Die Miete ist hoch."), passage("Die Miete beträgt neun Euro.")]


def test_a_sentence_is_worth_what_the_network_says_and_what_it_is_near() -> None:
    embedder, network = HashingEmbedder(dimension=512), WordReader("de")
    plain, read = (one.read("Die Miete ist hoch?", SHOWN) for one in (network, MultilingualReader(network, embedder)))
    assert [len(one) for one in read] == [2, 1]
    pairs = [pair for of_passage in zip(read, plain, strict=True) for pair in zip(*of_passage, strict=True)]
    assert all((one.span, one.exact) == (other.span, other.exact) for one, other in pairs)
    more = [one.answers - other.answers for one, other in pairs]
    assert more[1] > more[2] > more[0], "the nearer the more"


def test_what_unrelated_texts_have_is_taken_off() -> None:
    embedder, network = HashingEmbedder(dimension=512), WordReader("de")
    before = MultilingualReader(network, embedder).read("Die Miete ist hoch?", SHOWN)
    embedder.unrelated = 0.5
    after = MultilingualReader(network, embedder).read("Die Miete ist hoch?", SHOWN)
    worth = [[one.answers for of_passage in read for one in of_passage] for read in (before, after)]
    assert np.argsort(worth[0]).tolist() == np.argsort(worth[1]).tolist()
    assert worth[1][0] < worth[0][0], "what is far speaks against it"


def test_what_the_network_has_no_time_for_is_not_read_and_nothing_is_no_error() -> None:
    embedder = HashingEmbedder()
    reader = MultilingualReader(WordReader("de", passages=1), embedder)
    assert reader.read("Was?", []) == []
    assert reader.read("Was?", [Passage("", ())]) == [[]]
    embedder.embedded.clear()
    assert [len(one) for one in reader.read("Was?", SHOWN)] == [2]
    assert embedder.embedded == ["Der Zug fährt um neun.", "Die Miete ist hoch."]


def test_it_goes_with_one_model_alone() -> None:
    assert reader_of(HashingEmbedder()) is None
