"""The tables of an index in PostgreSQL.

Text is kept as bytes, UTF-8 in which lone surrogates pass, and other values as JSON in ASCII: PostgreSQL's own text
holds neither NUL nor surrogates, which documents may. `born` and `died` are generations: a row counts from the one to
before the other.

What is built anew gets tables of its own, an edition, which the generations after go on in. Numbers of documents and of
rows only grow in an edition: what a server keeps in memory by number stays right.
"""

from collections.abc import Sequence
from typing import NamedTuple

FORMAT = 1
EXACT = 20_000  # rows: of as few all are looked at, without an index of vectors
GRAPH = 250_000  # rows that an index of vectors is of: in a larger one a search more often ends in a wrong corner

SCHEMA = """
create table about (format int not null);
create table generations (
    number bigint primary key, id text not null unique default gen_random_uuid()::text, manifest text not null,
    edition int not null, documents int not null, rows int not null,
    published timestamptz not null default clock_timestamp()
);
create table current (only_one bool primary key default true check (only_one), number bigint not null);
create table files (
    source text collate "C" not null, sha256 text not null, state text not null, reason text not null,
    kept text not null, born bigint not null, died bigint
);
create index files_alive on files (source) where died is null;
create index files_died on files (died) where died is not null;
create index files_born on files (born);
create table tables (generation bigint, piece int, data bytea not null, primary key (generation, piece));
alter table tables alter data set storage external;
create table notes (name text primary key, text bytea not null);
insert into about values ({format});
"""
"""`documents` and `rows` of a generation are how many numbers are taken. No two generations have the same `id`,
whatever was put back or made anew."""

EDITION = """
create table documents_{edition} (
    number int not null, source text collate "C" not null, sha256 text not null, about text not null,
    language text not null, first int not null, chunks int not null, lengths bytea not null, has_tables bool not null,
    born bigint not null, died bigint
);
create table texts_{edition} (document int not null, text bytea not null, words bytea not null);
alter table texts_{edition} alter text set storage external;
create table chunks_{edition} (
    id int not null, start int not null, stop int not null, place text not null,
    terms bytea not null, embedding vector({dimension}) not null
) with (autovacuum_vacuum_scale_factor = 0.05);
alter table chunks_{edition} alter embedding set storage plain;
create table names_{edition} (word bytea not null, first int not null, stop int not null, numbers bytea not null,
    counts bytea not null);
create table postings_{edition} (word bytea not null, first int not null, stop int not null, numbers bytea not null,
    counts bytea not null);
create table words_{edition} (word bytea not null, documents int not null);
"""
"""A block of `names` or `postings` holds, of the numbers from `first` to below `stop`, those that go by a word, and a
count of each, as 32 bits."""

KEYS = """
alter table documents_{edition} add primary key (number);
create index documents_{edition}_born on documents_{edition} (born);
create index documents_{edition}_died on documents_{edition} (died) where died is not null;
alter table texts_{edition} add primary key (document);
alter table chunks_{edition} add primary key (id);
alter table names_{edition} add primary key (word, first);
alter table postings_{edition} add primary key (word, first);
alter table words_{edition} add primary key (word);
"""

_HNSW = """
create index if not exists {name} on chunks_{edition} using hnsw (embedding vector_ip_ops)
with (m = 24, ef_construction = 100) where {rows}
"""

OF_EDITION = ("documents", "texts", "chunks", "names", "postings", "words")  # tables of an edition


class Graph(NamedTuple):
    """An index of vectors: its name, which rows it is of, and the statement that makes it."""

    name: str
    rows: str
    make: str


def graphs(edition: int, rows: int) -> Sequence[Graph]:
    """Those of the first so many rows, of which the last has room for the next."""
    found = []
    for number, first in enumerate(range(0, rows + 1, GRAPH)):
        name, own = f"nearest_{edition}_{number}", f"id >= {first} and id < {first + GRAPH}"
        found.append(Graph(name, own, " ".join(_HNSW.format(name=name, edition=edition, rows=own).split())))
    return found


def statements(script: str, **values: object) -> list[str]:
    """Those of a script."""
    return [statement for statement in script.format(**values).split(";") if statement.strip()]


def stored(text: str) -> bytes:
    """A text as it is kept."""
    return text.encode("utf-8", "surrogatepass")


def read(data: bytes) -> str:
    """The text of what is kept."""
    return bytes(data).decode("utf-8", "surrogatepass")
