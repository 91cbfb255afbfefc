"""Rows that sum up others: by their name and by what they hold, so that nothing is added twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.tables.totals import DATA, DOUBTFUL, TOTAL, roles
from index.tables.typed import typed
from tests.index.tables.sheets import sheet


def _roles(text: str, language: str = "en") -> list[int]:
    names, *rows = sheet(text)
    return roles(typed(names, rows, language), language)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Name|Sum\nAda|2\nBob|3\nTotal|5", [0, 0, 1]),
        ("Name|Sum\nAda|2\nBob|3\nSubtotal|5\nCy|4\nDee|1\nSubtotal|5\nGrand total|10", [0, 0, 1, 0, 0, 1, 1]),
        ("Name|Sum\nTotal|5\nAda|2\nBob|3", [1, 0, 0]),
        ("Name|Sum|Rate\nAda|2|10%\nBob|3|20%\nTotal|5|", [0, 0, 1]),
        ("Name|Sum|Rate\nAda|2|10%\nBob|3|20%\nTotal|5|16%", [0, 0, 1]),
        ("Region|Team|Sum\nN|A|2\nN|B|3\nN|Total|5\nS|A|4\nS|Total|4", [0, 0, 1, 0, 1]),
        ("Name|Sum\nAda|2\nBob|3\nTotal|5\nAverage|2.5", [0, 0, 1, 1]),
        ("Name|Sum\nAda|2\nBob|3\nCy|5\nAverage|3.33", [0, 0, 0, 1]),
        ("Name|Sum\nAda|2.50\nBob|3.25\nAverage|2.9", [0, 0, 1]),
        ("Name|Sum\nAda|2.50\nBob|3.25\nAverage|2.89", [0, 0, 2]),
        ("Name|Sum\nAda|2\nBob|3\nMax|3\nMin|2", [0, 0, 1, 1]),
        ("Name|Sum\nAda|2\nBob|3\nTotal|9", [0, 0, 2]),
        ("Name|Sum\nAda|2.01\nBob|3.01\nTotal|5.03", [0, 0, 1]),
        ("Name|Sum\nAda|2\nBob|3\n|5", [0, 0, 1]),
        ("Name|Sum\nAda|2\nBob|3\n|6", [0, 0, 0]),
        ("Name|Sum\nTotal Fuels|2\nBob|3\nNorth Total|5", [0, 0, 1]),
        ("Name|Sum\nAda|2\nBob|3\nFive|5", [0, 0, 0]),
        ("Name|Sum\nTotal Fuels|2\nBob|3", [2, 0]),
    ],
)
def test_totals_are_told_from_rows(text: str, expected: list[int]) -> None:
    assert _roles(text) == expected


def test_totals_are_known_in_other_languages() -> None:
    assert _roles("Name|Betrag\nAda|2,50\nBob|3\nSumme|5,50", "de") == [DATA, DATA, TOTAL]
    assert _roles("Nom|Montant\nAda|2,50\nBob|3\nTotal|9", "fr") == [DATA, DATA, DOUBTFUL]


@given(st.lists(st.lists(st.integers(-999, 999), min_size=1, max_size=5), min_size=1, max_size=5))
def test_the_rows_left_are_those_that_were_there_before_totals_were_put_in(sections: list[list[int]]) -> None:
    rows, expected = [], []
    for number, section in enumerate(sections):
        rows += [[f"row {number}", str(value)] for value in section]
        rows.append(["Subtotal", str(sum(section))])
        expected += [DATA] * len(section) + [TOTAL]
    rows.append(["Total", str(sum(map(sum, sections)))])
    assert roles(typed(["Name", "Sum"], rows, "en"), "en") == [*expected, TOTAL]


def test_a_row_at_an_edge_that_sums_up_all_others_in_every_column_is_a_total_whatever_it_is_called() -> None:
    months = [["Jan", "4", "10"], ["Feb", "5", "20"], ["Mar", "6", "30"]]
    for rows, totals in (
        ([*months, ["Year", "15", "60"]], [0, 0, 0, 1]),
        ([["Year", "15", "60"], *months], [1, 0, 0, 0]),
        ([*months, ["Apr", "15", "61"]], [0, 0, 0, 0]),
        ([row[:2] for row in [*months, ["Apr", "15", "60"]]], [0, 0, 0, 0]),
    ):
        names = ["Month", "Paying", "Free"][: len(rows[0])]
        assert roles(typed(names, rows, "en"), "en") == totals
