"""Reading by meaning: nearer sentences are worth more, and only in languages that the embedder knows."""

import numpy as np

from app.reader.meaning import PASSAGES, MeaningReader
from app.reader.passage import Passage
from index.embedding.embedder import HashingEmbedder


def passage(*sentences: str) -> Passage:
    text, units = " ".join(sentences), []
    for sentence in sentences:
        start = text.index(sentence)
        units.append((start, start + len(sentence)))
    return Passage(text, tuple(units))


def test_a_sentence_is_worth_what_it_is_near_whatever_unrelated_texts_have() -> None:
    embedder = HashingEmbedder(dimension=512)
    shown = [passage("Der Zug fährt um neun.", "Die Miete ist hoch."), passage("Die Miete beträgt neun Euro.")]
    read = MeaningReader(embedder).read("Die Miete ist hoch?", shown)
    assert [len(one) for one in read] == [2, 1]
    assert read[0][1].answers > read[1][0].answers > read[0][0].answers
    assert all(one.span is None for of_passage in read for one in of_passage)
    embedder.unrelated = 0.5
    higher = MeaningReader(embedder).read("Die Miete ist hoch?", shown)
    assert (
        np.argsort([one.answers for one in (*read[0], *read[1])]).tolist()
        == np.argsort([one.answers for one in (*higher[0], *higher[1])]).tolist()
    )


def test_the_first_passages_are_read_and_none_is_no_error() -> None:
    reader = MeaningReader(HashingEmbedder())
    assert reader.read("Was?", []) == []
    assert reader.read("Was?", [Passage("", ())]) == [[]]
    assert len(reader.read("Was?", [passage("Ein Satz.")] * (PASSAGES + 3))) == PASSAGES


def test_it_reads_only_languages_that_the_embedder_knows() -> None:
    embedder = HashingEmbedder()
    assert not MeaningReader(embedder).reads("de"), "what it knows is not known"
    embedder.languages = frozenset({"de", "en"})
    assert MeaningReader(embedder).reads("de", "en") and not MeaningReader(embedder).reads("de", "fr")
