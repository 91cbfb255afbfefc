"""Every part does what `check_part` asks: the one in memory, and the one in files."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from index.building.staging import open_staging
from index.chunks import embedding_text
from index.embedding.embedder import HashingEmbedder, Vectors
from index.language.words import distinct_words
from index.records import Document
from index.storing.bm25 import chunk_terms
from index.storing.corpus import Embedded
from index.storing.memory import snapshot_of
from index.storing.snapshot import open_snapshot
from index.storing.writing import write_generation
from tests.index.storing.parts import check_part, chunked

_WORDS = st.sampled_from(["kiwi", "the kiwis", "Mango, mango!", "México", "harbour", "2024", "los niños", "\0 \r\n x"])
_TEXTS = st.lists(st.lists(_WORDS, min_size=1, max_size=4).map(" ".join), min_size=1, max_size=4).map("\n\n".join)


@st.composite
def _documents(draw: st.DrawFn) -> list[Document]:
    return [
        Document(
            f"{draw(st.sampled_from(['', 'hr/', 'Old papers/']))}{number:02}_x.txt",
            text,
            draw(st.sampled_from([None, "Leave policy", "El “puerto”"])),
            draw(st.sampled_from([None, "2024-05-01", "2022-11"])),
            f"{number}",
            page_starts=draw(st.sampled_from([(), (0,)])),
            language=draw(st.sampled_from(["en", "es"])),
        )
        for number, text in enumerate(draw(st.lists(_TEXTS, min_size=1, max_size=4)))
    ]


def _vectors(documents: Sequence[Document]) -> Vectors:
    embedder = HashingEmbedder()
    return embedder.documents([embedding_text(chunk) for own in chunked(documents) for chunk in own])


@given(_documents())
def test_a_part_in_memory(documents: list[Document]) -> None:
    chunks = [chunk for own in chunked(documents) for chunk in own]
    (part,) = snapshot_of(chunks, _vectors(documents)).parts
    check_part(part, documents, _vectors(documents))


@settings(max_examples=25)
@given(_documents())
def test_a_part_in_files(documents: list[Document]) -> None:
    embedder, vectors = HashingEmbedder(), iter(_vectors(documents))
    with TemporaryDirectory() as folder:
        index_dir = Path(folder)
        with closing(open_staging(index_dir, embedder)) as staging:
            with staging.transaction():
                for document, chunks in zip(documents, chunked(documents), strict=True):
                    staging.begin(document)
                    for chunk in chunks:
                        staging.add_chunk(Embedded(chunk, chunk_terms(chunk), next(vectors)))
                    staging.finish(" ".join(sorted(distinct_words(map(embedding_text, chunks)))))
            picks = [(staging, number, document.source) for number, document in enumerate(documents)]
            write_generation(index_dir, index_dir, [], embedder, [], picks)
        snapshot = open_snapshot(index_dir, embedder)
        assert [*snapshot.documents] == documents
        (part,) = snapshot.parts
        check_part(part, documents, np.asarray(_vectors(documents)))
