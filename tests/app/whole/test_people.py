"""Who wrote a document and who was there, in the layouts that people use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.whole.authors import authors, by, present
from app.whole.groups import called, extreme, ordered, plural
from app.whole.people import by_person
from index.records import Document

AUTHORS = {
    "From: Ada Smith\nTo: Bo Li": ["Ada Smith"],
    "From: Ada Smith <ada@x.org>\nTo: Bo Li <bo@x.org>": ["Ada Smith"],
    'From: "Smith, Ada" <ada@x.org>': ["Ada Smith"],
    "From: Ada Smith [mailto:ada@x.org]": ["Ada Smith"],
    "From: ada@x.org": [],
    "Author: Ada Smith and Bo Li": ["Ada Smith", "Bo Li"],
    "Authors: A. Smith, B. Li & C. Dunn": ["A. Smith", "B. Li", "C. Dunn"],
    "Author: Dr. Ada van der Berg": ["Dr. Ada van der Berg"],
    "**Author:** Ada Smith": ["Ada Smith"],
    "Minutes taken by: Ada Smith": ["Ada Smith"],
    "Minutes taken by Ada Smith.": ["Ada Smith"],
    "# Report\n\nBy Ada Smith\n\nThe bridge": ["Ada Smith"],
    "Sender: Ada Smith - Legal": ["Ada Smith"],
    "Dear Bo,\n\nIt ended.\n\nYours sincerely,\n\nAda Smith\nHead of Office": ["Ada Smith"],
    "It ended.\n\nKind regards\nAda Smith": ["Ada Smith"],
    "It ended.\n\nYours sincerely,\n\n\n\n\nAda Smith": ["Ada Smith"],
    "Es ist vorbei.\n\nMit freundlichen Grüßen\nAda Schmidt": ["Ada Schmidt"],
    "Escrito por: Ada Gómez": ["Ada Gómez"],
    "Written by hand in 1999": [],
    "By Friday we are done": [],
    "From: 3 May to 5 May we are closed": [],
    "Best\nThe bridge was closed.": [],
    "Author: unknown": [],
    "": [],
}
PRESENT = {
    "Present: Ada Smith, Bo Li (chair), Cy Dunn\nApologies: Di Fox": ["Ada Smith", "Bo Li", "Cy Dunn"],
    "Present:\n\n- Ada Smith\n- Bo Li\n\nApologies:\n\n- Di Fox": ["Ada Smith", "Bo Li"],
    "## Present\n\n* Ada Smith\n* Bo\n\n## Apologies\n\n* Di Fox": ["Ada Smith", "Bo"],
    "Present\n\nAda Smith\nBo Li\nApologies\nDi Fox": ["Ada Smith", "Bo Li"],
    "Attendees\n1. Ada Smith\n2. Bo Li": ["Ada Smith", "Bo Li"],
    "Attendees: Ada Smith; Bo Li; Cy Dunn": ["Ada Smith", "Bo Li", "Cy Dunn"],
    "Present: Ada Smith (chair), Bo Li,\nCy Dunn and Di Fox\n\nThe rent": ["Ada Smith", "Bo Li", "Cy Dunn", "Di Fox"],
    "Present: Ada Smith\nBo Li\nRent\nThe rent was discussed.": ["Ada Smith", "Bo Li"],
    "Present: Ada Smith\nAbsent: Bo Li": ["Ada Smith"],
    "Present: Ada Smith, Bo Li. Apologies: Cy Dunn.": ["Ada Smith", "Bo Li"],
    "Present: Ada Smith, Bo Li; absent: Cy Dunn": ["Ada Smith", "Bo Li"],
    "Participants: Ada Smith, Legal; Bo Li, Finance": ["Ada Smith", "Bo Li"],
    "Present: Ada Smith - chair, Bo Li - secretary": ["Ada Smith", "Bo Li"],
    "**Present:** Ada Smith, Bo Li": ["Ada Smith", "Bo Li"],
    "In attendance: Mr Smith and Ms Li.": ["Mr Smith", "Ms Li"],
    "Anwesend: Ada Schmidt, Bo Li": ["Ada Schmidt", "Bo Li"],
    "Present: all members": [],
    "Attendance: 45 people": [],
    "Not present: Di Fox": [],
    "Apologies: Di Fox": [],
    "": [],
}


def document(text: str, source: str = "a") -> Document:
    return Document(source, text, None, None, source)


@pytest.mark.parametrize("text", AUTHORS)
def test_who_wrote_is_read_from_a_line_or_from_below_a_closing(text: str) -> None:
    assert [name for name, _, _ in authors(document(text))] == AUTHORS[text]


@pytest.mark.parametrize("text", PRESENT)
def test_who_was_there_is_read_from_lists_and_those_who_were_not_are_left_out(text: str) -> None:
    assert [name for name, _, _ in present(document(text))] == PRESENT[text]


def test_a_person_is_known_by_any_of_the_names() -> None:
    letter = document("From: Ada van der Berg")
    assert by(letter, "ada")
    assert by(letter, "Berg")
    assert by(letter, "ada berg")
    assert not by(letter, "Ada Smith")
    assert not by(letter, "be")


NAMES = st.sampled_from(["Ada Smith", "Bo Li", "Cy Dunn", "Di van Fox", "Éva Órban", "A. Lee", "Jo O'Neill"])


@given(st.lists(NAMES, unique=True, min_size=1), st.sampled_from([", ", "; ", ",\n", "\n- ", "\n1. "]))
def test_a_list_of_names_is_read_whole_and_where_it_stands(names: list[str], between: str) -> None:
    lead = between if between.startswith("\n") else " "
    text = f"# Meeting\n\nPresent:{lead}{between.join(names)}\n\nApologies: Zed Zimmer\n\nThe rent was discussed."
    found = present(document(text))
    assert [name for name, _, _ in found] == names
    assert all(text[start:end] == name for name, start, end in found)


@given(st.text('AaBb ,;:\n-()<>[]"PresentFrom*&.1', max_size=80))
def test_any_text_has_names_at_their_places(text: str) -> None:
    for found in (authors(document(text)), present(document(text))):
        assert all(0 <= start < end <= len(text) for _, start, end in found)


def test_people_are_counted_once_a_document_however_they_are_typed() -> None:
    minutes = [document("Present: Ada Smith, ADA SMITH, Bo Li", "a"), document("Present: ada smith, Ada Smith", "b")]
    groups = by_person(minutes, present)
    assert {name: len(items) for name, items in groups.items()} == {"Ada Smith": 2, "Bo Li": 1}
    assert [item.before for item in ordered(groups, "meeting")] == ["Ada Smith, 2 meetings", "Bo Li, 1 meeting"]
    assert extreme(groups, "meeting", "attended", least=False) == "Ada Smith attended the most meetings, 2"
    assert extreme(groups, "meeting", "attended", least=True) == "Bo Li attended the fewest meetings, 1"


@pytest.mark.parametrize(
    ("count", "kind", "said"),
    [
        (1, "meetings", "1 meeting"),
        (2, "memo", "2 memos"),
        (1, "policies", "1 policy"),
        (3, "policy", "3 policies"),
        (2, "day", "2 days"),
        (1, "minutes", "1 minutes"),
        (1500, "letters", "1,500 letters"),
    ],
)
def test_one_is_told_from_many(count: int, kind: str, said: str) -> None:
    assert plural(count, kind) == said
    assert called(kind) == said.split(" ", 1)[1] or count == 1
