"""Random tables, and questions made of templates, against what plain Python makes of the rows."""

import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from statistics import median

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.app.whole.tables.asking import headline, over
from tests.index.tables.sheets import document

TEAMS = ("North", "South", "East Side")
STATES = ("Open", "Paid")


@dataclass(frozen=True)
class Row:
    """A row of the table of payments."""

    team: str
    state: str
    day: str
    pence: int

    @property
    def amount(self) -> Decimal:
        return Decimal(self.pence) / 100


EVERY = [Row(team, state, "2024-05-06", 12_345) for team in TEAMS for state in STATES]
"""Rows that are always there: what no cell says can't be asked for."""
ROWS = st.lists(
    st.builds(
        Row,
        st.sampled_from(TEAMS),
        st.sampled_from(STATES),
        st.dates(date(2023, 1, 1), date(2025, 12, 31)).map(str),
        st.integers(min_value=-5_000, max_value=2_000_000),
    ),
    max_size=30,
).map(lambda rows: EVERY + rows)
Figure = Callable[[Sequence[Decimal]], Decimal]
FIGURES: dict[str, Figure] = {
    "What is the total amount of payments": lambda values: sum(values, Decimal(0)),
    "average payment amount": lambda values: sum(values, Decimal(0)) / len(values),
    "give me the median amount of the payments": median,
}
COUNTS = ("how many payments are there", "number of payments")
CONDITIONS: dict[str, Callable[[Row], bool]] = {
    "": lambda row: True,
    " of team North": lambda row: row.team == "North",
    " for North and South": lambda row: row.team in ("North", "South"),
    " from East Side in 2024": lambda row: row.team == "East Side" and row.day[:4] == "2024",
    " with an amount over 500": lambda row: row.amount > 500,
    " not from South": lambda row: row.team != "South",
    " that are open since March 2024": lambda row: row.state == "Open" and row.day >= "2024-03-01",
    " between 10 and £1,000": lambda row: 10 <= row.amount <= 1000,
    " before 2024": lambda row: row.day < "2024",
    " of at most 99.50 that are paid": lambda row: row.amount <= Decimal("99.5") and row.state == "Paid",
}


def shown(value: Decimal) -> str:
    """Money as a headline has it."""
    rounded = value.quantize(Decimal("0.01"), ROUND_HALF_EVEN)
    text = f"{abs(rounded):,.2f}"
    return f"{'-' if rounded < 0 else ''}£{text}"


@contextmanager
def payments(rows: Sequence[Row]) -> Iterator[Callable[[str], str]]:
    """What answers with a headline, from a table of these rows."""
    cells = [["Payment No", "Team", "State", "Date", "Amount"]]
    cells += [[f"P{number:03}", row.team, row.state, row.day, shown(row.amount)] for number, row in enumerate(rows)]
    with tempfile.TemporaryDirectory() as folder:
        of = over(Path(folder), [document(cells, "payments.csv")], chunked=False)
        yield lambda question: headline(question, of)
        of.tables.close()


@settings(max_examples=25)
@given(ROWS)
def test_figures_and_counts_are_those_of_the_rows_that_meet_the_condition(rows: list[Row]) -> None:
    with payments(rows) as answered:
        for words, holds in CONDITIONS.items():
            kept = [row.amount for row in rows if holds(row)]
            for count in COUNTS:
                assert answered(f"{count}{words}?").startswith(f"{len(kept):,} row" if kept else "No rows"), words
            for figure, exact in FIGURES.items():
                said = answered(f"{figure}{words}?")
                if not kept:
                    assert said.startswith("No rows of payments"), said
                    continue
                value, rounded = exact(kept), shown(exact(kept))
                is_rounded = value != value.quantize(Decimal("0.01"))
                assert said.startswith(f"{rounded} (rounded):" if is_rounded else f"{rounded}:"), said


@settings(max_examples=25)
@given(ROWS)
def test_groups_are_those_of_the_rows(rows: list[Row]) -> None:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        sums[row.team] += row.amount
    with payments(rows) as answered:
        for question in ("total amount by team", "sum of amount for each team", "amount per team in total"):
            said = answered(question)
            each = "; ".join(f"{team} {shown(value)}" for team, value in sums.items())
            assert said == f"Sum of Amount by Team: {each}; in all {shown(sum(sums.values(), Decimal(0)))}."


@settings(max_examples=25)
@given(ROWS)
def test_all_that_have_the_most_are_named(rows: list[Row]) -> None:
    counts = Counter(row.team for row in rows)
    most = max(counts.values())
    with payments(rows) as answered:
        said = answered("Which team has the most payments?").split(": the")[0]
    assert {*said.split("; ")} == {f"{team} {most:,} rows" for team, count in counts.items() if count == most}


@settings(max_examples=25)
@given(ROWS, st.integers(min_value=1, max_value=5))
def test_the_largest_rows_are_those_with_the_largest_amounts(rows: list[Row], limit: int) -> None:
    amounts = sorted((row.amount for row in rows), reverse=True)
    kept = [amount for amount in amounts if amount >= amounts[limit - 1]]
    with payments(rows) as answered:
        said = answered(f"the {limit} largest payments").split(": the")[0].split(" and ")[0]
    assert [part.split(": ")[1] for part in said.split("; ")] == [shown(amount) for amount in kept[:5]]
