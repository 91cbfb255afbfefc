"""Made-up answers about the whole, for tests of how they are shown, told and kept."""

from collections.abc import Sequence
from dataclasses import replace

from app.records import Answer, Citation, Refinement, Statement, quoting
from index.records import Document

FILTERS = (
    Refinement("date", "since 2019", "How many <b> contracts mention arbitration?"),
    Refinement("folder", "folder contracts", "How many documents since 2019 mention arbitration?"),
)
CHOICES = (
    Refinement("choice", "Amount in Expenses", "What is the sum of Amount in Expenses?"),
    Refinement("choice", "Amount in Orders", "What is the sum of Amount in Orders?"),
)
PLAN = "Counted: documents that mention “arbitration”, in any inflection or spelling."
LOOKED = "Looked in 1,004 documents; 3 could not be read."


def leases(count: int) -> list[Document]:
    """So many contracts, in folders by year, every fifth without a date."""
    return [
        Document(
            f"contracts/{2019 + number % 7}/lease-{number:03}.md",
            f"# Lease {number}\n\n{'The parties agree on the rent. ' * 12}"
            f"Any dispute under clause {number} shall be settled by arbitration in Leeds. {'Notices are in writing. ' * 12}",
            f"Lease {number} with Oakmere",
            f"{2019 + number % 7}-03-11" if number % 5 else None,
            f"{number:064x}",
        )
        for number in range(count)
    ]


def items(spans: Sequence[tuple[Document, int, int]]) -> tuple[Statement, ...]:
    return tuple(replace(statement, item=True) for statement in quoting(spans))


def counted(question: str, count: int = 47) -> Answer:
    """How many documents mention it: a hit in each."""
    hits = []
    for document in leases(count):
        start = document.text.index("Any dispute")
        hits.append((document, start, document.text.index(". ", start) + 1))
    headline = Statement(f"{count:,} documents mention “arbitration”.", ())
    return Answer(
        question, question, "answered", 1.0, items(hits), (), "extract", shape="count", notice=LOOKED, headline=headline,
        plan=PLAN, refinements=FILTERS,
    )  # fmt: skip


def summed(question: str, rows: int = 14) -> Answer:
    """What a column of a table comes to: all in one file."""
    lines = [f"Team: North; Category: Travel; Amount: £{880 + row}.00; Date: {row} March 2025." for row in range(rows)]
    table = Document("finance/expenses-2025.csv", "\n".join(lines), "Expenses", None, "e" * 64)
    starts = [sum(len(line) + 1 for line in lines[:row]) for row in range(rows)]
    spans = [(table, start, start + len(line)) for start, line in zip(starts, lines, strict=True)]
    headline = Statement("£12,411.00 is the sum of Amount where Team is North.", (), key=(0, 10))
    return Answer(
        question, question, "answered", 1.0, items(spans), (), "extract", shape="table", headline=headline,
        notice=f"{rows} rows; 2 total rows left out.", plan="Added: Amount over the rows of Expenses where Team is North.",
    )  # fmt: skip


def compared(question: str) -> Answer:
    """What differs between two releases: each statement cites both."""
    quotes = [("The grace period is 30 days.", "The grace period is 45 days."), ("Basic is £12.", "Basic is £14.")]
    old, new = (
        Document(f"releases/{name}.md", " ".join(pair[side] for pair in quotes), f"Release {name}", date, name[-1] * 64)
        for side, (name, date) in enumerate((("4.1", "2024-05-01"), ("4.2", "2024-09-01")))
    )
    statements = []
    for number, (before, after) in enumerate(quotes):
        sides = [
            Citation(2 * number + side, document, start, start + len(quote))
            for side, (document, quote) in enumerate(((old, before), (new, after)), start=1)
            for start in [document.text.index(quote)]
        ]
        statements.append(Statement(f"4.1: “{before}” 4.2: “{after}”", tuple(sides), item=True))
    headline = Statement("2 figures changed: 30 days to 45 days, £12 to £14.", ())
    return Answer(
        question, question, "answered", 1.0, tuple(statements), (), "extract", shape="comparison", headline=headline,
        notice="Compared Release 4.1 with Release 4.2; 212 sentences and rows are the same.",
    )  # fmt: skip


def asked_back(question: str) -> Answer:
    """Two columns may be meant."""
    headline = Statement("Which column is meant?", ())
    return Answer(
        question, question, "unsure", 0.5, (), (), "extract", shape="choices", headline=headline, refinements=CHOICES,
        plan="“Amount” is a column of two tables.",
    )  # fmt: skip


def filtered(question: str) -> Answer:
    """An ordinary answer, from some of the documents only."""
    (statement, *_) = counted(question, 1).statements
    return Answer(
        question, question, "answered", 0.9, (replace(statement, item=False),), (), "extract", refinements=FILTERS[:1]
    )  # fmt: skip
