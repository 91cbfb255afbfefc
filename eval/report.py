"""Shows the result of a run in the terminal."""

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from eval.cases import Case


def show(cases: Sequence[Case], result: dict[str, Any], console: Console) -> None:
    """A table of the summary, then the cases that went wrong."""
    table = Table(title="citeseed eval", title_justify="left", show_header=False)
    for name, value in result["summary"].items():
        table.add_row(name, "no cases" if value is None else f"{value:g}")
    console.print(table)
    for case, outcome in zip(cases, result["cases"], strict=True):
        if fault := _fault(case, outcome):
            console.print(Text(f"{fault}: {case.id}: {case.question}"))


def _fault(case: Case, outcome: dict[str, Any]) -> str | None:
    refused = bool(outcome["scores"]["refused"])
    if case.answerable and refused:
        return "refused, though answerable"
    if not case.answerable and not refused:
        return "answered, though the documents don't say"
    return "wrong" if outcome["scores"].get("correctness") == 0 else None
