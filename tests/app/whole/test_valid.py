"""Which of several statements of one matter holds at a day, what it overrules, and what stays undecided."""

from dataclasses import dataclass
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.whole.valid import standing, term
from index.records import Document


@dataclass(frozen=True)
class Said:
    """The last line of a document."""

    document: Document

    @property
    def start(self) -> int:
        return self.document.text.rfind("\n") + 1

    @property
    def end(self) -> int:
        return len(self.document.text)


def said(text: str, day: str | None = None, source: str = "a.txt") -> Said:
    return Said(Document(source, text, None, day, f"{source}{text}"))


OLD = said("The fee is 4 pounds.", "2021-03-03")
NEW = said("With effect from 1 April 2024 the fee is 5 pounds.", "2024-03-12")
UNDATED = said("The fee is 6 pounds.")


def test_a_sentence_holds_from_the_day_that_it_names() -> None:
    assert standing([OLD, NEW], "2024-03-31").holds is OLD
    assert standing([OLD, NEW], "2024-03-31").later == (NEW,)
    assert standing([OLD, NEW], "2024-04-01").holds is NEW
    assert standing([NEW, OLD], "2024-04-01").overruled == (OLD,)


def test_it_holds_from_the_day_of_which_its_document_speaks() -> None:
    listed = said("Prices valid from 1 January 2025\n\nThe fee is 5 pounds.", "2024-11-02")
    assert (term(listed).since, term(listed).is_told) == ("2025-01-01", True)
    assert standing([OLD, listed], "2024-12-31").holds is OLD
    assert standing([OLD, listed], "2025-01-01").holds is listed


def test_what_ends_holds_no_more_and_nothing_may_hold() -> None:
    ends = said("The fee is 5 pounds until 31 March 2024.", "2024-01-02")
    assert standing([ends], "2024-03-31").holds is ends
    over = standing([ends], "2024-04-01")
    assert (over.holds, over.overruled, over.undecided) == (None, (ends,), False)
    assert standing([ends, OLD], "2024-04-01").holds is OLD


def test_what_says_that_a_rule_no_longer_applies_holds_from_then() -> None:
    gone = said("The fee of 4 pounds no longer applies from 1 May 2024.", "2024-03-12")
    assert standing([OLD, gone], "2024-04-30").holds is OLD
    assert standing([OLD, gone], "2024-05-01").holds is gone


def test_what_was_so_before_does_not_hold_but_an_aside_may_say_it() -> None:
    was = said("Previously the fee was 4 pounds.", "2024-03-12")
    now = said("The fee is 5 pounds (previously 4 pounds).", "2024-03-12")
    assert standing([was, now], "2024-04-01").holds is now


def test_a_name_may_say_that_it_is_superseded() -> None:
    kept = said("The fee is 3 pounds.", "2025-01-01", "fees_OLD.txt")
    assert standing([kept, OLD], "2025-06-01").holds is OLD


def test_in_doubt_nothing_is_decided() -> None:
    month = said("The fee is 7 pounds.", "2021-03")
    for other in (UNDATED, month):
        undecided = standing([OLD, other], "2024-01-01")
        assert undecided.undecided and undecided.holds is None and undecided.tied == (OLD, other)
    again = said(OLD.document.text, "2021-03-03", "b.txt")
    assert standing([OLD, again], "2024-01-01").holds is OLD


def test_what_changes_within_a_time_is_undecided_for_it() -> None:
    assert standing([OLD, NEW], "2024-01-01", "2024-12-31").tied == (OLD, NEW)
    assert standing([OLD, NEW], "2023-01-01", "2023-12-31").holds is OLD


def test_of_a_sentence_that_tells_of_both_nothing_is_taken_for_ended() -> None:
    both = said("The fee is 4 pounds until 31 March 2024 and 5 pounds from 1 April 2024.", "2024-01-02")
    assert standing([both], "2024-06-01").holds is both


@given(st.lists(st.dates(date(2000, 1, 1), date(2030, 1, 1)), min_size=1, unique=True), st.dates())
def test_of_dated_statements_the_newest_that_has_begun_holds(days: list[date], at: date) -> None:
    every = [said(f"The fee is {nth} pounds.", day.isoformat()) for nth, day in enumerate(days)]
    decided = standing(every, at.isoformat())
    begun = [day for day in days if day <= at]
    assert (decided.holds and decided.holds.document.date) == (max(begun).isoformat() if begun else None)
    kept = [*decided.overruled, *decided.later, *([decided.holds] if decided.holds else []), *decided.tied]
    assert sorted(id(one) for one in kept) == sorted(id(one) for one in every)
