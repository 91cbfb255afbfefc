"""Shows a result in the terminal."""

from collections.abc import Iterator, Mapping
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from eval.measuring.result import Outcome, Result
from eval.measuring.summary import FIGURES, Figure
from index.language.tidy import printable

_LISTED = 30  # cases that went wrong; the HTML report has all


def show(result: Result, console: Console) -> None:
    """A table of the figures that have cases, a line for each type, the cases that went wrong, and what it comes to."""
    console.print(_figures(result))
    stages = (f"{stage} {times['p50']:.3f} and {times['p95']:.3f}" for stage, times in result["latency"].items())
    _say(f"Seconds by stage, median and 95th percentile: {', '.join(stages)}", console)
    if len(result["by_type"]) > 1:
        console.print(_by_type(result))
    asked = [*result["cases"], *result.get("left_out", ())]
    faults = [(outcome, wrong) for outcome in asked if (wrong := fault(outcome))]
    for outcome, wrong in faults[:_LISTED]:
        _say(f"{wrong}: {outcome['id']}: {outcome['case']['question']}", console)
    if len(faults) > _LISTED:
        _say(f"... and {len(faults) - _LISTED} more; --html FILE shows every case", console)
    for line in in_words(result):
        _say(line, console)


def show_comparison(comparison: Mapping[str, Any], console: Console) -> None:
    """What changed, each figure with its p-value, then the cases that got worse and those that got better."""
    for notice in comparison["notices"]:
        _say(notice, console)
    table = Table("figure", "old", "new", "change", "cases", "p", box=SIMPLE_HEAD, pad_edge=False)
    for row in comparison["figures"]:
        old, new, cases, p = (row[column] for column in ("old", "new", "cases", "p"))
        table.add_row(row["name"], f"{old:.3f}", f"{new:.3f}", f"{new - old:+.3f}", str(cases), f"{p:.3f}")
    console.print(table)
    for kind in ("worse", "mixed", "better"):
        for case in comparison[kind]:
            changes = ", ".join(f"{name} {old:g} to {new:g}" for name, (old, new) in case["changes"].items())
            _say(f"{kind}: {case['id']}: {case['question']} ({changes})", console)
    if not any(comparison[kind] for kind in ("worse", "mixed", "better")):
        _say("No case changed.", console)
    _say("p is of each figure by itself: of twenty figures one falls under 0.05 by chance.", console)
    if comparison["not_compared"]:
        names = ", ".join(comparison["not_compared"][:_LISTED])
        _say(f"Not compared, only in one result or altered: {len(comparison['not_compared'])} ({names})", console)


def in_words(result: Result) -> list[str]:
    """What the result comes to, for somebody who wants to know whether the bot can be trusted."""
    summary, counts = result["summary"], result["counts"]
    sentences = {
        "correctness": "Of {count} questions with a known answer, {value:.0%} were shown every expected fact.",
        "wrong_answers": "Of {count} answers given, {value:.0%} were wrong.",
        "unsure_answerable": "Of {count} questions that the documents answer, {value:.0%} got passages only.",
        "false_refusals": "Of {count} questions that the documents answer, {value:.0%} were refused.",
        "refusal_recall": "Of {count} questions that they don't answer, {value:.0%} were not answered.",
        "left_out_refused": "Of {count} questions, {value:.0%} got no answer once the files that answer were hidden.",
        "citation_validity": "In {count} answers, {value:.0%} of the quotes were the file's exact words.",
    }
    lines = [f"{summary['cases']} cases over {result['run']['documents']} documents."]
    lines += [
        text.format(count=counts[name], value=summary[name]) for name, text in sentences.items() if counts.get(name)
    ]
    if summary.get("statements"):
        lines.append(
            f"Of {summary['statements']:,} statements that the language model wrote, the documents state "
            f"{summary['support_rate']:.0%}; the others are shown as not found."
        )
    if summary.get("unfounded"):
        lines.append(f"{summary['unfounded']} statements are shown as found, yet a name or figure is in no quote.")
    if summary.get("llm_failures"):
        lines.append(f"The language model failed at {summary['llm_failures']} questions; their answers say how.")
    if summary["errors"]:
        lines.append(f"{summary['errors']} cases could not be asked; they count as wrong.")
    return [*lines, *result.get("own", {}).get("says", ())]


def in_figures(value: float) -> str:
    """A value as it is shown: a number as a whole, all else to three places."""
    return f"{value:,}" if isinstance(value, int) else f"{value:,.3f}"


def fault(outcome: Outcome) -> str | None:
    """What is wrong with an outcome; None if it is right."""
    if "error" in outcome:
        return f"failed ({outcome['error']})"
    if outcome["scores"]["right"]:
        return None
    if not outcome["case"]["answerable"]:
        return "answered, though " + (
            "the evidence is hidden" if "hidden" in outcome["case"] else "the documents don't say"
        )
    if outcome["scores"]["unsure"]:
        return f"unsure, showing {'what answers' if outcome['scores']['correctness'] else 'nothing that answers'}"
    return "refused, though answerable" if outcome["scores"]["refused"] else "wrong"


def sections(summary: Mapping[str, Any]) -> Iterator[tuple[str, list[Figure]]]:
    """The figures of a summary that have a value, section by section."""
    for section in dict.fromkeys(figure.section for figure in FIGURES):
        figures = [figure for figure in FIGURES if figure.section == section]
        if valued := [figure for figure in figures if summary.get(figure.name) is not None]:
            yield section, valued


def _figures(result: Result) -> Table:
    summary = result["summary"]
    table = Table("figure", "value", "95%", "cases", "meaning", box=SIMPLE_HEAD, pad_edge=False)
    for section, figures in sections(summary):
        table.add_row(f"[bold]{section}")
        for figure in figures:
            low, high = result["intervals"].get(figure.name, (None, None))
            table.add_row(
                f" {figure.name}",
                in_figures(summary[figure.name]),
                "" if low is None else f"{low:.2f} to {high:.2f}",
                str(result["counts"].get(figure.name, summary["cases"])),
                figure.meaning + ("" if figure.higher else "; lower is better"),
            )
    return table


def _by_type(result: Result) -> Table:
    shown = ("right", "hit@1", "correctness", "false_refusals", "refusal_recall")
    table = Table("type", "cases", *shown, box=SIMPLE_HEAD, pad_edge=False)
    for kind, summary in result["by_type"].items():
        values = ("" if summary[name] is None else f"{summary[name]:.2f}" for name in shown)
        table.add_row(Text(printable(kind)), str(summary["cases"]), *values)
    return table


def _say(text: str, console: Console) -> None:
    console.print(printable(text), markup=False, highlight=False)
