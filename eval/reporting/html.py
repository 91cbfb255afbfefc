"""The HTML report: one page that holds all it needs and asks for nothing. The only owner of jinja2."""

import base64
import hashlib
from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from app.showing.html import answer_html
from eval.measuring.result import Outcome, Result, not_answered
from eval.reporting.plots import latency_plot, refusal_plot, reliability_plot
from eval.reporting.terminal import fault, in_figures, in_words, sections

_FOLDER = Path(__file__).parent


def report_page(result: Result) -> str:
    """The result as HTML.

    All text of documents and cases is escaped, by jinja2 or by `app.showing`, and the page's policy lets nothing be
    loaded and no script run but its own.
    """
    script = (_FOLDER / "page.js").read_text(encoding="utf-8")
    summary = result["summary"]
    plots = {"Confidence against what holds": reliability_plot(result["reliability"])}
    if result["refusal_curve"]:
        unanswered = (summary["false_refusals"] or 0) + (summary["unsure_answerable"] or 0)
        chosen = (unanswered, summary["refusal_recall"])
        plots["Not answered, at every threshold"] = refusal_plot(result["refusal_curve"], chosen)
    plots["Seconds for an answer"] = latency_plot([outcome["seconds"] for outcome in result["cases"]])
    without = {outcome["id"]: outcome for outcome in result.get("left_out", ())}
    comparison = result.get("comparison")
    changed = {case["id"]: kind for kind in ("better", "worse", "mixed") for case in (comparison or {}).get(kind, ())}
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html").render(
        result=result,
        sections=list(sections(summary)),
        in_words=in_words(result),
        in_figures=in_figures,
        plots={title: Markup(svg) for title, svg in plots.items()},  # noqa: S704 - made of numbers alone
        cases=[_case(outcome, without, changed) for outcome in result["cases"]],
        comparison=comparison,
        script=Markup(script),  # noqa: S704 - a file of ours
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )


def _case(outcome: Outcome, without: Mapping[str, Outcome], changed: Mapping[str, str]) -> Mapping[str, object]:
    """What the page shows of one case."""
    answer, relevant = outcome["answer"], outcome["relevant"]
    ranks = [rank for rank, source in enumerate(outcome["ranked_sources"], start=1) if source in relevant]
    wrong = fault(outcome)
    return {
        **outcome,
        "verdict": wrong or ("rightly not answered" if not_answered(outcome) else "right"),
        "right": wrong is None,
        "answer_html": Markup(answer_html(answer)) if answer else "",  # noqa: S704 - escaped there
        "ranks": ranks,
        "without": without.get(outcome["id"]),
        "changed": changed.get(outcome["id"], ""),
    }
