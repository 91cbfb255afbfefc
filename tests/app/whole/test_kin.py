"""Which documents belong together: editions of one thing and what amends it, and not the same of another."""

import pytest

from app.whole.kin import are_parallel, kin, of_one_thing
from index.records import Document


def document(title: str, day: str | None = None, text: str = "") -> Document:
    return Document(f"{title}.txt", f"{title}\n\n{text}", title, day, title)


LEASE = document("Lease of Flat 3, 12 Mill Lane", "2019-03-14")
LETTER = document("Side letter no. 1 to the lease of Flat 3, 12 Mill Lane", "2021-06-02")
SECOND = document("Side letter no. 2 to the lease of Flat 3, 12 Mill Lane", "2023-06-02")
OTHER = document("Lease of Flat 1, 14 Mill Lane", "2019-03-14")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (LEASE, LETTER),
        (LETTER, SECOND),
        (document("Leave policy 2023"), document("Leave policy 2024")),
        (document("Handbook, second edition"), document("Handbook, third edition")),
        (document("Support policy v1"), document("Support policy v2")),
        (LEASE, document("Amendment to the Lease", text="It amends the lease dated 14 March 2019.")),
    ],
)
def test_editions_and_amendments_belong_together_either_way_round(one: Document, other: Document) -> None:
    assert kin(one, other) and kin(other, one)
    assert not are_parallel(one, other) and not are_parallel(other, one)


@pytest.mark.parametrize("one", [LEASE, LETTER, SECOND])
def test_what_is_of_another_flat_is_of_another_thing(one: Document) -> None:
    assert not kin(one, OTHER) and not kin(OTHER, one)
    assert are_parallel(one, OTHER) and are_parallel(OTHER, one)
    assert not of_one_thing([one, OTHER])


def test_documents_are_of_one_thing_if_each_belongs_to_one_of_the_others() -> None:
    assert of_one_thing([LETTER, SECOND, LEASE]) and of_one_thing([LEASE])
    assert not of_one_thing([LETTER, SECOND, LEASE, OTHER])


def test_what_has_another_name_altogether_may_speak_of_the_same() -> None:
    assert not are_parallel(document("Notice to members"), document("Boat rules"))
