"""The SQLite file of a generation: the files that were found, the documents with their texts, the chunks' spans."""

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from index.records import Chunk, Document

_SCHEMA = """
create table files (source text primary key, sha256 text, state text, reason text);
create table documents (
    id integer primary key, source text, text text, title text, date text, sha256 text, pages text, language text
);
create table chunks (
    id integer primary key, document integer references documents, start integer, "end" integer, heading text
);
"""


@dataclass(frozen=True, slots=True)
class FileEntry:
    """What a build found at `source`: `state` is indexed, duplicate, empty or failed; `reason` explains the others."""

    source: str
    sha256: str
    state: str
    reason: str = ""


def write_corpus(
    path: Path, files: Sequence[FileEntry], documents: Sequence[Document], chunks: Sequence[Chunk]
) -> None:
    """Writes a new file. Chunks keep their order: their place is their row in the stores."""
    ids = {document.source: number for number, document in enumerate(documents)}
    with closing(sqlite3.connect(path)) as database, database:
        database.executescript(_SCHEMA)
        database.executemany("insert into files values (:source, :sha256, :state, :reason)", map(asdict, files))
        database.executemany(
            "insert into documents values (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (ids[d.source], d.source, d.text, d.title, d.date, d.sha256, json.dumps(d.page_starts), d.language)
                for d in documents
            ),
        )
        database.executemany(
            "insert into chunks values (?, ?, ?, ?, ?)",
            (
                (row, ids[chunk.document.source], chunk.start, chunk.end, chunk.heading)
                for row, chunk in enumerate(chunks)
            ),
        )


def read_corpus(path: Path) -> tuple[list[FileEntry], list[Document], list[Chunk]]:
    """What `write_corpus` was given."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
        files = [FileEntry(*row) for row in database.execute("select * from files order by source")]
        documents = [
            Document(source, text, title, date, sha256, tuple(json.loads(pages)), language)
            for source, text, title, date, sha256, pages, language in database.execute(
                "select source, text, title, date, sha256, pages, language from documents order by id"
            )
        ]
        rows = database.execute('select document, start, "end", heading from chunks order by id')
        return files, documents, [Chunk(documents[document], *span) for document, *span in rows]
