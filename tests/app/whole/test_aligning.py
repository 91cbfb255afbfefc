"""What differs between two documents: every edit is found, none is invented, and what is told are exact spans."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.whole.aligning import Comparison, compare
from app.whole.units import Unit, units
from index.records import Document
from tests.app.whole.edits import world

SEEDS = st.integers(0, 1 << 30)
LINES = st.lists(
    st.sampled_from(
        ["# Fees", "## Fees 2024", "Rent is 12.", "Rent is 13.", "- Rent is 12.", "1. a", "Plan: A; Price: 1; Seats: 2.",
         "Plan: B; Price: 1; Seats: 2.", "Plan: A; Price: 2; Seats: 2.", "", "***", "No: 1; Name: a; Age: 5.", "7", "8"]
    )
    | st.text(max_size=40),
    max_size=14,
).map("\n".join)  # fmt: skip


def document(text: str, source: str = "a.md", title: str | None = None) -> Document:
    return Document(source, text, title, None, source + text)


def compared(old: str, new: str, about: tuple[str, ...] = ()) -> Comparison:
    return compare(document(old, "old.md"), document(new, "new.md"), about)


def figures(comparison: Comparison) -> list[tuple[str, str]]:
    return [
        (figure.old, figure.new) for change in comparison.changed if not change.is_title for figure in change.figures
    ]


def texts(document: Document, spans: tuple[tuple[int, int], ...]) -> list[str]:
    return [document.text[slice(*span)] for span in spans]


def differs(comparison: Comparison) -> bool:
    return bool(comparison.changed or comparison.added or comparison.removed)


@given(LINES)
def test_a_document_does_not_differ_from_itself(text: str) -> None:
    comparison = compared(text, text)
    assert not differs(comparison)
    assert comparison.same == len(units(document(text)).units)


@given(LINES, LINES)
@settings(max_examples=200)
def test_every_unit_is_told_once_or_is_the_same(old: str, new: str) -> None:
    comparison = compared(old, new)
    for side, changed, alone in (
        (comparison.old, [change.old for change in comparison.changed], comparison.removed),
        (comparison.new, [change.new for change in comparison.changed], comparison.added),
    ):
        every = {(unit.start, unit.end) for unit in units(side).units}
        told = [*changed, *alone]
        assert len(told) == len({*told})
        assert {*told} <= every
    assert comparison.same == len(units(comparison.new).units) - len(comparison.changed) - len(comparison.added)


@given(SEEDS)
@settings(max_examples=40)
def test_the_other_way_round_what_was_added_is_removed(seed: int) -> None:
    made = world(seed)
    there, back = compared(made.old, made.new), compared(made.new, made.old)
    assert {*texts(there.new, there.added)} == {*texts(back.old, back.removed)}
    assert sorted(figures(there)) == sorted((new, old) for old, new in figures(back))


def test_of_generated_edits_all_figures_are_found_and_hardly_any_invented() -> None:
    wanted = found = invented = 0
    for seed in range(120):
        made = world(seed, rate=(0.1, 0.25, 0.6)[seed % 3])
        told = {*figures(compared(made.old, made.new))}
        wanted += len(made.figures)
        found += len(made.figures & told)
        invented += len(told - made.figures)
    assert wanted > 300
    assert found >= 0.98 * wanted
    assert invented <= 0.01 * wanted


def test_of_generated_edits_what_came_and_went_is_told() -> None:
    wanted = found = invented = 0
    for seed in range(120):
        made = world(seed, rate=0.25)
        comparison = compared(made.old, made.new)
        for edits, document, spans in (
            (made.added, comparison.new, comparison.added),
            (made.removed, comparison.old, comparison.removed),
        ):
            told = {text.lstrip("0123456789. ") for text in texts(document, spans)}
            edits = {text.lstrip("0123456789. ") for text in edits}
            wanted += len(edits)
            found += len(edits & told)
            invented += len(told - edits)
    assert wanted > 400
    assert found >= 0.98 * wanted
    assert invented <= 0.01 * wanted


OLD = """# Rules

## 1. Leave

Staff get 25 days of leave a year, of which 5 may be carried over. Requests go to the manager two weeks ahead.
Unused leave lapses on 31 March.

## 2. Parking

1. Cars are parked in the yard.
2. A space costs £40 a month.
3. Bicycles are free.

## 3. Prices

Plan: Basic; Price: 12; Support: mail.
Plan: Pro; Price: 30; Support: mail.
Plan: Max; Price: 60; Support: phone.
"""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("25 days", "28 days", [("25 days", "28 days")]),
        ("of which 5 may", "of which 7 may", [("5", "7")]),
        ("25 days of leave a year, of which 5", "28 days of leave a year, of which 7", [("25 days", "28 days"), ("5", "7")]),
        ("go to the manager two weeks", "must reach the manager three weeks", [("two weeks", "three weeks")]),
        ("£40", "£45", [("£40", "£45")]),
        ("31 March", "30 April", [("31 March", "30 April")]),
        ("Price: 30", "Price: 35", [("30", "35")]),
        ("Support: mail.\nPlan: Pro", "Support: phone.\nPlan: Pro", []),
        ("## 2. Parking", "## 2. Cars", []),
        ("may be carried over", "can be carried over", []),
    ],
)  # fmt: skip
def test_one_edit_is_one_change(old: str, new: str, told: list[tuple[str, str]]) -> None:
    comparison = compared(OLD, OLD.replace(old, new))
    assert len(comparison.changed) == 1
    assert figures(comparison) == told
    assert not comparison.added + comparison.removed
    for change in comparison.changed:
        assert any(part in comparison.new.text[slice(*change.new)] for part in new.split("\n"))


@pytest.mark.parametrize(
    "new",
    [
        OLD.replace("\n\n", "\n\n\n").replace(". Requests", ".\n\nRequests"),
        OLD.replace("of leave a year", "of\nleave a year"),
        OLD.replace("1. Cars", "0. Cars").replace("2. A space", "1. A space").replace("3. Bic", "2. Bic"),
        OLD.replace("25 days", "**25 days**").replace("## 1. Leave", "## 4 Leave"),
        OLD.replace("Cars are parked in the yard.\n2. A space costs £40 a month.", "A space costs £40 a month.\n2. Cars are parked in the yard."),
        OLD.replace("Plan: Basic; Price: 12; Support: mail.\n", "") + "Plan: Basic; Price: 12; Support: mail.\n",
        OLD.replace("Unused leave lapses on 31 March.\n", "") + "\nUnused leave lapses on 31 March.\n",
        OLD.replace("leave a year, of", "leave a year; of").replace("the yard.", "the yard"),
    ],
)  # fmt: skip
def test_layout_numbering_punctuation_and_order_are_no_changes(new: str) -> None:
    assert new != OLD
    assert not differs(compared(OLD, new))


def test_rows_are_found_by_their_key() -> None:
    new = OLD.replace("Plan: Pro; Price: 30; Support: mail.\n", "Plan: Team; Price: 31; Support: chat.\n").replace(
        "Plan: Max; Price: 60; Support: phone.", "Plan: Max; Price: 65; Support: chat."
    )
    comparison = compared(OLD, new)
    (change,) = comparison.changed
    assert [(one.what, one.old, one.new) for one in (*change.figures, *change.cells)] == [
        ("Price of Max", "60", "65"),
        ("Support of Max", "phone", "chat"),
    ]
    assert texts(comparison.new, comparison.added) == ["Plan: Team; Price: 31; Support: chat."]
    assert texts(comparison.old, comparison.removed) == ["Plan: Pro; Price: 30; Support: mail."]


def test_rows_without_a_key_are_paired_if_one_cell_differs() -> None:
    old = (
        "Team: North; Item: Paper; Cost: 12.\nTeam: North; Item: Ink; Cost: 30.\nTeam: South; Item: Paper; Cost: 12.\n"
    )
    old += "Team: South; Item: Ink; Cost: 30.\nTeam: South; Item: Ink; Cost: 31."
    comparison = compared(old, old.replace("Team: North; Item: Ink; Cost: 30", "Team: North; Item: Ink; Cost: 33"))
    assert [(one.what, one.old, one.new) for change in comparison.changed for one in change.figures] == [
        ("Cost of North", "30", "33")
    ]
    assert not comparison.added + comparison.removed


def test_a_column_that_counts_the_rows_makes_no_difference() -> None:
    rows = ["Name: Ada; Age: 36.", "Name: Bo; Age: 40.", "Name: Cy; Age: 51."]

    def table(rows: list[str]) -> str:
        return "\n".join(f"No: {number}; {row}" for number, row in enumerate(rows, 1))

    comparison = compared(table(rows), table(["Name: Di; Age: 29.", *rows]))
    assert not comparison.changed
    assert texts(comparison.new, comparison.added) == ["No: 1; Name: Di; Age: 29."]


def test_what_is_equal_elsewhere_does_not_hide_a_change_in_its_section() -> None:
    text = "# Plans\n\n## Basic\n\nThe fee is {} a month.\n\n## Pro\n\nThe fee is {} a month.\n"
    assert figures(compared(text.format(20, 30), text.format(30, 40))) == [("20", "30"), ("30", "40")]


def test_the_titles_of_the_documents_come_last() -> None:
    old = "# Handbook 2023\n\nVersion 4.1\n\nThe fee is 20."
    comparison = compared(old, old.replace("2023", "2024").replace("4.1", "4.2").replace("20.", "21."))
    assert [change.is_title for change in comparison.changed] == [False, True, True]
    assert figures(comparison) == [("20", "21")]


def test_the_day_that_a_document_is_of_is_no_changed_figure() -> None:
    text = "# Rules\n\nThese rules hold from {}. The fee is due by {}."
    old, new = text.format("1 May 2023", "1 June 2023"), text.format("2 May 2024", "1 July 2024")
    comparison = compare(
        replace(document(old, "old.md"), date="2023-05-01"), replace(document(new, "new.md"), date="2024-05-02")
    )
    assert figures(comparison) == [("1 June 2023", "1 July 2024")]
    assert [change.is_title for change in comparison.changed] == [False, True]


def test_a_topic_leaves_out_what_is_not_about_it() -> None:
    new = (
        OLD.replace("25 days", "28 days").replace("£40", "£45").replace("Bicycles", "Scooters").replace("31 M", "30 M")
    )
    assert figures(compared(OLD, new, ("park",))) == [("£40", "£45")]
    assert figures(compared(OLD, new, ("leav",))) == [("25 days", "28 days"), ("31 March", "30 March")]
    assert figures(compared(OLD, new, ("unus", "leav"))) == [("31 March", "30 March")]
    nothing = compared(OLD, new, ("zebra",))
    assert not differs(nothing)
    assert nothing.same == 0


def test_many_sentences_that_differ_in_figures_alone_find_their_own() -> None:
    order = random.Random(3).sample(range(100, 160), 60)
    old = "\n".join(f"- Berth {number} costs {number * 7} pounds." for number in order)
    new = "\n".join(f"- Berth {number} costs {number * 7 + (number % 5 == 0)} pounds." for number in sorted(order))
    expected = {(f"{number * 7} pounds", f"{number * 7 + 1} pounds") for number in range(100, 160, 5)}
    assert {*figures(compared(old, new))} == expected


def test_units_know_their_headings_and_cells() -> None:
    made = units(document(OLD))
    headings = {made.headings[unit.section][-1:] for unit in made.units if unit.kind == "row"}
    assert headings == {("3. Prices",)}
    row = next(unit for unit in made.units if isinstance(unit, Unit) and unit.cells)
    assert [made.text(row)[slice(*cell.value)] for cell in row.cells] == ["Basic", "12", "mail"]
