"""What the reader is shown of a chunk: what stands above it, and where its sentences are in that."""

import time
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reader.passage import columns, heading_path, passage
from index.chunks import chunk_document
from index.formats.registry import parse
from index.language.sentences import sentences
from index.records import Chunk, Document

MANUAL = """# Tenancy

Rent is due monthly.

## Pets

Cats may stay.

### Dogs ##

Dogs may not. They bark.

## Parking

There are 14 places.

| Place | Level | Price |
| --- | :---: | --- |
| A1 | lower | 40 |
| B2 | upper | 55 |

Bicycles park for free.
"""


def document(text: str, title: str | None = None, date: str | None = None) -> Document:
    return Document("a.md", text, title, date, "a")


def chunk(words: str, end: str = "", text: str = MANUAL, title: str | None = "Tenancy") -> Chunk:
    """From these words on, to the end of others, or of the text."""
    start = text.index(words)
    return Chunk(document(text, title), start, text.index(end, start) + len(end) if end else len(text))


def shown(chunk: Chunk) -> str:
    return passage(chunk, []).text


def test_above_it_stand_the_title_and_the_headings_the_widest_first() -> None:
    assert shown(chunk("Dogs may", "bark.")) == "Tenancy: Pets > Dogs\nDogs may not. They bark."
    assert shown(chunk("Cats", "stay.")) == "Tenancy: Pets\nCats may stay."
    assert shown(chunk("Bicycles", "free.")) == "Tenancy: Parking\nBicycles park for free."
    assert shown(chunk("Rent", "monthly.")) == "Tenancy\nRent is due monthly."


def test_a_title_that_is_no_heading_stands_before_all_of_them() -> None:
    assert shown(chunk("Cats", "stay.", title="House rules")) == "House rules: Tenancy > Pets\nCats may stay."
    assert shown(chunk("Cats", "stay.", title=None)) == "Tenancy > Pets\nCats may stay."


def test_the_heading_that_it_begins_with_is_not_said_twice() -> None:
    assert shown(chunk("### Dogs", "not.")) == "Tenancy: Pets\n### Dogs ##\n\nDogs may not."
    assert shown(chunk("# Tenancy", "monthly.")) == "Tenancy\n# Tenancy\n\nRent is due monthly."


def test_the_date_of_the_document_is_said() -> None:
    own = Chunk(document("It rained.", "Weather", "2023-05-04"), 0, 10)
    assert shown(own) == "Weather (May 4, 2023)\nIt rained."


def test_where_nothing_is_above_it_is_the_chunk_alone() -> None:
    own = Chunk(document("It rained. We left."), 0, 19)
    made = passage(own, [(0, 10), (11, 19)])
    assert (made.text, made.units) == ("It rained. We left.", ((0, 10), (11, 19)))


def test_a_chunk_that_starts_within_a_table_is_shown_its_columns() -> None:
    head = "| Place | Level | Price |"
    for row in ("| A1", "| B2"):
        above, columns_shown, first, *_ = shown(chunk(row)).split("\n")
        assert (above, columns_shown) == ("Tenancy: Parking", head)
        assert first.startswith(row)
    assert shown(chunk("| ---")).split("\n")[1] == head
    for outside in (head, "There are", "Bicycles"):
        assert shown(chunk(outside)).count(head) == (outside in (head, "There are"))


def test_a_line_of_spaces_above_a_row_takes_no_time() -> None:
    own = document(f"| a | b |\n|---|---|\n{' ' * 100_000}x|\n| 1 | 2 |\n")
    started = time.perf_counter()
    assert columns(own, own.text.index("| 1")) == "| a | b |"
    assert time.perf_counter() - started < 0.5


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a | b\n--- | ---\n1 | 2\nx | y", "a | b"),
        ("| a |\n|---|\nx |", "| a |"),
        ("a | b\n1 | 2\nx | y", ""),
        ("a | b\n\n--- | ---\nx | y", ""),
        ("text\n\nx | y", ""),
        ("x", ""),
        ("| a | b |\n| - | - |\n| 1 | 2 |\n\nx", ""),
    ],
)
def test_columns(text: str, found: str) -> None:
    assert columns(document(text), text.index("x")) == found


def test_what_stands_above_is_of_bounded_length() -> None:
    deep = "".join(f"{'#' * level} {f'level{level} ' * 30}\n\n" for level in range(1, 7))
    wide = "|".join(f"column {n}" for n in range(999))
    text = f"{deep}{wide}\n{'|'.join(['-'] * 999)}\n1 | 2\n"
    made = shown(chunk("1 | 2", "2", text, title=None))
    assert len(made) < 600
    assert "level6" in made and "level1" not in made, "the nearest headings are kept"


def test_headings_hold_until_one_as_wide_or_wider() -> None:
    own = document(MANUAL)
    for words, path in [
        ("Rent", ["Tenancy"]),
        ("They bark", ["Tenancy", "Pets", "Dogs"]),
        ("There are", ["Tenancy", "Parking"]),
    ]:
        assert heading_path(own, MANUAL.index(words)) == path
    assert heading_path(document("Text."), 3) == []


LINES = st.lists(
    st.sampled_from(
        [
            "# One",
            "## Two ##",
            "### Three",
            "| a | b |",
            "|---|---|",
            "It rained.  We left!",
            "1 | 2",
            "",
            "#no",
            "Ñandú…",
        ]
    )
    | st.text(max_size=30),
    max_size=30,
)


@given(LINES, st.sampled_from([None, "One", "A title"]), st.integers(0, 99))
def test_the_units_are_the_sentences_of_the_chunk_wherever_it_is_cut(
    lines: list[str], title: str | None, share: int
) -> None:
    text = "\n".join(lines)
    own = Chunk(document(text, title), len(text) * share // 100, len(text))
    spans = sentences(own.text, "en")
    made = passage(own, spans)
    assert made.text.endswith(own.text)
    assert [made.text[slice(*unit)] for unit in made.units] == [own.text[slice(*span)] for span in spans]
    shift = own.end - len(made.text)
    assert all(text[start + shift : end + shift] == made.text[start:end] for start, end in made.units)


@pytest.mark.parametrize("kind", ["md", "txt"])
def test_each_chunk_of_a_document_has_a_passage(kind: Literal["md", "txt"]) -> None:
    own = parse(f"a.{kind}", (MANUAL * 9).encode())
    chunks = chunk_document(own, lambda texts: [len(text.split()) for text in texts], 60)
    assert len(chunks) > 3
    for each in chunks:
        spans = sentences(each.text, own.language)
        made = passage(each, spans)
        assert [made.text[slice(*unit)] for unit in made.units] == [each.text[slice(*span)] for span in spans]
