"""Documents found by the words that they go by."""

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.language.words import terms
from index.records import Chunk, Document
from index.storing.memory import snapshot_of
from index.storing.titles import StoredTitles, TitlesOf, called, places_called, words_of

_NAMES = ["hr/leave_2024.pdf", "hr/old/Leave policy (v2).docx", "minutes/007 Budget.txt", "Ñandú.md", "a.b-c.txt"]
_TITLES = [None, "Leave policy 2024", "Minutes of the budget committee", "El presupuesto", "007"]
_DOCUMENTS = st.lists(
    st.builds(
        Document,
        st.sampled_from(_NAMES),
        st.just("Text."),
        st.sampled_from(_TITLES),
        st.sampled_from([None, "2024-05-01"]),
        st.just("1"),
        language=st.sampled_from(["en", "es"]),
    ),
    max_size=6,
    unique_by=lambda document: document.source,
)
_WORDS = ["leave", "leav", "2024", "7", "007", "hr", "presupuest", "budget", "leave policy (v2)", "nandu", "may", "zzz"]


def _snapshot_documents(documents: Sequence[Document]) -> Sequence[Document]:
    chunks = [Chunk(document, 0, 5) for document in documents]
    return snapshot_of(chunks, np.zeros((len(chunks), 1), dtype=np.float32)).documents


def test_a_document_goes_by_its_title_date_folders_and_file() -> None:
    words = words_of(Document("hr/old/Leave_2024.pdf", "", "Annual leave", "2024-05-01", "1"))
    assert {"hr", "old", "leave_2024.pdf", "leave_2024", "leave", "2024", "annual", "annual leave"} - words.every == {
        "annual leave"
    }
    assert words.stems == frozenset(terms("Annual leave (1 May 2024) Leave 2024"))


@given(_DOCUMENTS, st.sets(st.sampled_from(_WORDS)), st.integers(0, 3))
def test_those_are_found_that_go_by_enough_of_the_words(documents: list[Document], words: set[str], least: int) -> None:
    wanted = [len(words_of(one).every & words) >= max(1, least) for one in documents]
    stored = _snapshot_documents(documents)
    assert places_called(stored, words, least) == [place for place, is_one in enumerate(wanted) if is_one]
    assert [*called(stored, words, least)] == [one for one, is_one in zip(documents, wanted, strict=True) if is_one]
    assert called(documents, words, least) is documents, "of documents at hand each has to be looked at"


@given(_DOCUMENTS)
def test_stems_of_the_title_are_told_from_other_words(documents: list[Document]) -> None:
    for word, named in TitlesOf(documents).called(_WORDS).items():
        assert named.places.tolist() == [at for at, one in enumerate(documents) if word in words_of(one).every]
        assert named.are_stems.tolist() == [word in words_of(documents[at]).stems for at in named.places.tolist()]


@given(_DOCUMENTS, st.sets(st.integers(0, 5)))
def test_those_of_a_choice_are_found_by_their_places_in_it(documents: list[Document], chosen: set[int]) -> None:
    chunks = [Chunk(document, 0, 5) for document in documents]
    snapshot = snapshot_of(chunks, np.zeros((len(chunks), 1), dtype=np.float32))
    entries = [entry for entry in snapshot.entries if entry.number in chosen]
    stored = StoredTitles([part.catalogue for part in snapshot.parts], entries).called(_WORDS)
    own = TitlesOf([documents[entry.number] for entry in entries]).called(_WORDS)
    assert {word: named.places.tolist() for word, named in stored.items()} == {
        word: named.places.tolist() for word, named in own.items()
    }
