"""What a candidate is shown as, and shares of what is wanted."""

from app.answering.evidence import Candidate, coverage
from index.records import Document


def test_a_candidate_is_shown_in_one_line_without_marks() -> None:
    text = "Rain fell.\n\n- They  met\n on **May\n 5, 2020** in Lima."
    own = Candidate(Document("a.txt", text, None, None, "a"), text.index("- They"), len(text), {}, 1.0)
    assert own.line == "They met on May 5, 2020 in Lima."
    place = own.in_line((text.index("May"), text.index("** in")))
    assert place
    assert own.line[slice(*place)] == "May 5, 2020"
    assert own.in_line((text.index("**"), text.index("May"))) is None


def test_coverage_weighs_by_rarity() -> None:
    assert coverage({"rare": 3.0, "common": 1.0}, ["rare"]) == 0.75
    assert coverage({}, ["rare"]) == 0.0
