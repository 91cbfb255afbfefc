"""What the reader is shown of a chunk: what stands above it, and where its sentences are in that."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reader.passage import passage
from index.chunks import chunk_document, chunk_sentences
from index.formats.registry import parse
from index.records import Chunk, Document

MANUAL = """# Tenancy

Rent is due monthly.

## Pets

Cats may stay.

### Dogs ##

Dogs may not. They bark.

## Parking

There are 14 places. Park only:

- bicycles
  - with a lock
- cars
"""


def document(text: str, title: str | None = None, date: str | None = None) -> Document:
    return Document("a.md", text, title, date, "a")


def shown(words: str, title: str | None = "Tenancy", date: str | None = None) -> str:
    """What is shown of a chunk that begins with these words; two sentences do not fit into one."""
    cut = chunk_document(document(MANUAL, title, date), lambda texts: [120] * len(texts), 256)
    return next(passage(chunk, []).text for chunk in cut if chunk.text.startswith(words))


def test_above_it_stand_the_title_and_the_headings_the_widest_first() -> None:
    assert shown("Dogs may") == "Tenancy: Pets > Dogs\nDogs may not."
    assert shown("Cats") == "Tenancy: Pets\nCats may stay."
    assert shown("Rent") == "Tenancy\nRent is due monthly."


def test_a_title_that_is_no_heading_stands_before_all_of_them() -> None:
    assert shown("Cats", "House rules") == "House rules: Tenancy > Pets\nCats may stay."
    assert shown("Cats", None) == "Tenancy > Pets\nCats may stay."


def test_the_heading_that_it_begins_with_is_not_said_twice() -> None:
    assert shown("### Dogs") == "Tenancy: Pets\n### Dogs ##"
    assert shown("# Tenancy") == "Tenancy\n# Tenancy"


def test_the_date_of_the_document_is_said() -> None:
    assert shown("Cats", "Rules", "2023-05-04") == "Rules (May 4, 2023): Tenancy > Pets\nCats may stay."


def test_what_leads_in_to_its_first_item_stands_above_it() -> None:
    assert shown("- cars") == "Tenancy: Parking\nPark only:\n- cars"
    assert shown("- with") == "Tenancy: Parking\nPark only: bicycles\n- with a lock"


def test_where_nothing_is_above_it_is_the_chunk_alone() -> None:
    own = Chunk(document("It rained. We left."), 0, 19)
    made = passage(own, [(0, 10), (11, 19)])
    assert (made.text, made.units) == ("It rained. We left.", ((0, 10), (11, 19)))


def test_what_stands_above_is_of_bounded_length() -> None:
    deep = " > ".join(f"{f'level{level} ' * 30}" for level in range(1, 7))
    made = passage(Chunk(document("x"), 0, 1, deep), []).text
    assert len(made) < 600
    assert "level6" in made and "level1" not in made, "the nearest headings are kept"


LINES = st.lists(
    st.sampled_from(
        [
            "# One",
            "## Two ##",
            "### Three",
            "- a hat:",
            "  - a feather",
            "\u2003# code",
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
    spans = chunk_sentences(own)
    made = passage(own, spans)
    assert made.text.endswith(own.text)
    assert [made.text[slice(*unit)] for unit in made.units] == [own.text[slice(*span)] for span in spans]
    shift = own.end - len(made.text)
    assert all(text[start + shift : end + shift] == made.text[start:end] for start, end in made.units)


@pytest.mark.parametrize("kind", ["md", "txt"])
def test_each_chunk_of_a_document_has_a_passage(kind: str) -> None:
    own = parse(f"a.{kind}", (MANUAL * 9).encode())
    chunks = chunk_document(own, lambda texts: [len(text.split()) for text in texts], 60)
    assert len(chunks) > 3
    for each in chunks:
        spans = chunk_sentences(each)
        made = passage(each, spans)
        assert [made.text[slice(*unit)] for unit in made.units] == [each.text[slice(*span)] for span in spans]
