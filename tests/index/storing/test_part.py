"""Every part does what `check_part` asks: the one in memory, and the one in files."""

from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings

from index.building.staging import open_staging
from index.embedding.embedder import HashingEmbedder
from index.records import Document
from index.storing.memory import snapshot_of
from index.storing.snapshot import open_snapshot
from index.storing.writing import write_generation
from tests.index.storing.parts import check_part, chunked, some_documents, stage, vectors_of


@given(some_documents())
def test_a_part_in_memory(documents: list[Document]) -> None:
    chunks = [chunk for own in chunked(documents) for chunk in own]
    (part,) = snapshot_of(chunks, vectors_of(documents)).parts
    check_part(part, documents, vectors_of(documents))


@settings(max_examples=25)
@given(some_documents())
def test_a_part_in_files(documents: list[Document]) -> None:
    embedder = HashingEmbedder()
    with TemporaryDirectory() as folder:
        index_dir = Path(folder)
        with closing(open_staging(index_dir, embedder)) as staging:
            write_generation(index_dir, index_dir, [], embedder, [], stage(staging, documents))
        snapshot = open_snapshot(index_dir, embedder)
        assert [*snapshot.documents] == documents
        (part,) = snapshot.parts
        check_part(part, documents, vectors_of(documents))
