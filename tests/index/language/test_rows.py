"""The cells of rows of tables."""

import pytest

from index.language.rows import cells


@pytest.mark.parametrize(
    ("row", "made"),
    [
        ("Name: Ada; Age: 36.", [("Name", "Ada"), ("Age", "36")]),
        ("Upper hall; Seats: 40; Price: 12.50.", [("", "Upper hall"), ("Seats", "40"), ("Price", "12.50")]),
        ("She came; he left.", []),
        ("The price is: 3 euro.", []),
        ("Name: ; Age: 36; Town: Rome.", [("Age", "36"), ("Town", "Rome")]),
    ],
)
def test_a_row_has_cells_with_names(row: str, made: list[tuple[str, str]]) -> None:
    assert [(row[slice(*cell.column)], row[slice(*cell.value)]) for cell in cells(row)] == made
