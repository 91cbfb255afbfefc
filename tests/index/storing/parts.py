"""What every part of an index must do, whatever it is stored in."""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from hypothesis import strategies as st

from index.building.staging import Staging
from index.chunks import embedding_text
from index.embedding.embedder import HashingEmbedder, Vectors
from index.language.words import distinct_words
from index.records import Chunk, Document
from index.storing.bm25 import chunk_terms
from index.storing.corpus import Embedded
from index.storing.part import Part
from index.storing.store import Pick
from index.storing.titles import TitlesOf, words_of


def chunked(documents: Iterable[Document]) -> list[list[Chunk]]:
    """The paragraphs of each document as chunks; their headings and lead-ins tell them apart."""
    found = []
    for document in documents:
        starts = [0, *(at + 2 for at in range(len(document.text)) if document.text.startswith("\n\n", at))]
        ends = [*(start - 2 for start in starts[1:]), len(document.text)]
        bounds = zip(starts, ends, strict=True)
        found.append([Chunk(document, *bound, f"H{at}", f"L{at}" * (at % 2)) for at, bound in enumerate(bounds)])
    return found


def check_part(part: Part, documents: Sequence[Document], vectors: Vectors) -> None:
    """It holds these documents, in this order, as `chunked` cuts them, and these vectors of the chunks."""
    of_each = chunked(documents)
    chunks = [chunk for own in of_each for chunk in own]
    _check_catalogue(part, documents, of_each)
    _check_passages(part, vectors)
    vocabulary = part.vocabulary
    rows = [chunk_terms(chunk).split() for chunk in chunks]
    assert vocabulary.lengths.tolist() == [len(row) for row in rows]
    terms = sorted({term for row in rows for term in row} | {"zzz", ""})
    for term, posting in zip(terms, vocabulary.postings(terms), strict=True):
        held = {number: row.count(term) for number, row in enumerate(rows) if term in row}
        assert (posting.rows.tolist(), posting.counts.tolist()) == (list(held), list(held.values()))
    words = (distinct_words(map(embedding_text, own)) for own in of_each)
    assert dict(vocabulary.words()) == Counter(word for each in words for word in each)


def _check_catalogue(part: Part, documents: Sequence[Document], of_each: Sequence[Sequence[Chunk]]) -> None:
    catalogue, numbers = part.catalogue, [*range(len(documents))]
    chunks = [chunk for own in of_each for chunk in own]
    assert catalogue.numbers() == {*numbers}
    for asked in (numbers, numbers[::-1], numbers[:1] * 2, []):
        assert [*catalogue.texts(asked)] == [documents[number].text for number in asked]
        wanted = [distinct_words(map(embedding_text, of_each[number])) for number in asked]
        assert [{*words} for words in catalogue.words(asked)] == wanted
    rows = [*range(len(chunks))]
    for asked in (rows, rows[::-1], rows[::2], rows[1:], rows[:1] * 2, []):
        places = [(chunk.start, chunk.end, chunk.heading, chunk.lead_in) for chunk in map(chunks.__getitem__, asked)]
        assert [tuple(place) for place in catalogue.places(asked)] == places
    words = {word for document in documents for word in words_of(document).every} | {"zzz"}
    expected = TitlesOf(documents).called(words)
    for word, named in catalogue.called(words).items():
        assert named.places.tolist() == expected[word].places.tolist()
        assert named.are_stems.tolist() == expected[word].are_stems.tolist()


def _check_passages(part: Part, vectors: Vectors) -> None:
    passages, rng = part.passages, np.random.default_rng(1)
    assert passages.size == len(vectors)
    np.testing.assert_array_equal(passages.vectors(), vectors)
    rows = rng.permutation(len(vectors))[: len(vectors) // 2]
    np.testing.assert_array_equal(passages.vectors(rows), vectors[rows])
    queries = rng.normal(size=(3, vectors.shape[1])).astype(np.float32)
    for limit in (1, 3, len(vectors), len(vectors) + 5):
        for among in (None, rng.random(len(vectors)) < 0.5, np.zeros(len(vectors), dtype=bool)):
            kept = np.arange(len(vectors)) if among is None else np.flatnonzero(among)
            cosines, found = passages.search(queries, limit, among)
            assert found.shape == cosines.shape == (3, min(limit, len(kept)))
            for query, own, row in zip(queries, cosines, found, strict=True):
                assert {*row.tolist()} <= {*kept.tolist()}
                np.testing.assert_allclose(own, vectors[row] @ query, atol=1e-5)
                np.testing.assert_allclose(own, np.sort(vectors[kept] @ query)[::-1][: len(own)], atol=1e-5)


def stage(staging: Staging, documents: Sequence[Document]) -> list[Pick]:
    """Puts documents into a staging file, as `chunked` cuts them; returns where each is."""
    vectors = iter(vectors_of(documents))
    with staging.transaction():
        for document, chunks in zip(documents, chunked(documents), strict=True):
            staging.begin(document)
            for chunk in chunks:
                staging.add_chunk(Embedded(chunk, chunk_terms(chunk), next(vectors)))
            staging.finish(" ".join(sorted(distinct_words(map(embedding_text, chunks)))))
    return [(staging, number, document.source) for number, document in enumerate(documents)]


def vectors_of(documents: Sequence[Document]) -> Vectors:
    """Of their chunks, in order."""
    return HashingEmbedder().documents([embedding_text(chunk) for own in chunked(documents) for chunk in own])


_WORDS = st.sampled_from(["kiwi", "the kiwis", "Mango, mango!", "México", "harbour", "2024", "los niños", "\0 \r\n x"])
_TEXTS = st.lists(st.lists(_WORDS, min_size=1, max_size=4).map(" ".join), min_size=1, max_size=4).map("\n\n".join)


@st.composite
def some_documents(draw: st.DrawFn) -> list[Document]:
    """A few, in order of their sources."""
    made = [
        Document(
            f"{draw(st.sampled_from(['A/', 'A/hr/', 'A/Old papers/']))}{number:02}_x.txt",
            text,
            draw(st.sampled_from([None, "Leave policy", "El “puerto”"])),
            draw(st.sampled_from([None, "2024-05-01", "2022-11"])),
            f"{number}",
            page_starts=draw(st.sampled_from([(), (0,)])),
            language=draw(st.sampled_from(["en", "es"])),
        )
        for number, text in enumerate(draw(st.lists(_TEXTS, min_size=1, max_size=4)))
    ]
    return sorted(made, key=lambda document: document.source)
