"""The tables of an index in PostgreSQL.

Text is kept as bytes, UTF-8 in which lone surrogates pass, and other values as JSON in ASCII: PostgreSQL's own text
holds neither NUL nor surrogates, which documents may. `born` and `died` are generations: a row counts from the one to
before the other.
"""

FORMAT = 1
HNSW_FROM = 10_000  # rows: below it all are looked at

SCHEMA = """
create table about (format int not null);
create table generations (number bigint primary key, manifest text not null);
create table current (only_one bool primary key default true check (only_one), number bigint not null);
create table files (
    source text collate "C" not null, sha256 text not null, state text not null, reason text not null,
    kept text not null, born bigint not null, died bigint
);
create index files_alive on files (source) where died is null;
create table documents (
    number int primary key, source text collate "C" not null, sha256 text not null, about text not null,
    language text not null, first int not null, chunks int not null, lengths bytea not null,
    born bigint not null, died bigint
);
create index documents_born on documents (born);
create index documents_died on documents (died);
create table texts (document int primary key, text bytea not null, words bytea not null);
alter table texts alter text set storage external;
create table chunks (
    id int primary key, document int not null, start int not null, stop int not null, place text not null,
    terms bytea not null, embedding vector({dimension}) not null
);
alter table chunks alter embedding set storage plain;
create table names (word bytea, document int, is_stem bool not null, primary key (word, document));
create table postings (
    term bytea, block bigint, rows bytea not null, counts bytea not null, primary key (term, block)
);
create table words (word bytea primary key, documents int not null);
create table tables (generation bigint, piece int, data bytea not null, primary key (generation, piece));
create table notes (name text primary key, text bytea not null);
insert into about values ({format});
"""

HNSW = (
    "create index if not exists chunks_nearest on chunks using hnsw (embedding vector_ip_ops) "
    "with (m = 16, ef_construction = 100)"
)


def stored(text: str) -> bytes:
    """A text as it is kept."""
    return text.encode("utf-8", "surrogatepass")


def read(data: bytes) -> str:
    """The text of what is kept."""
    return bytes(data).decode("utf-8", "surrogatepass")
