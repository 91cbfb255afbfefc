"""The report's three plots as SVG that takes on the page's colours, and the bench's. The only owner of matplotlib."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

_INK, _ACCENT, _FAINT = "#010203", "#040506", "#070809"  # stand-ins, replaced by the page's own
_ON_PAGE = {_INK: "currentColor", _ACCENT: "var(--accent)", _FAINT: "var(--faint)"}
_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",  # text stays text, in the page's font
    "svg.hashsalt": "citeseed",  # the same plot is the same bytes
    "font.family": "sans-serif",
    "text.color": _INK,
    "axes.edgecolor": _FAINT,
    "axes.labelcolor": _INK,
    "xtick.color": _INK,
    "ytick.color": _INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "grid.color": _FAINT,
}


def reliability_plot(bins: Sequence[Mapping[str, Any]]) -> str:
    """Share of answerable questions over confidence (Guo et al. 2017); the size of a dot is its number of cases."""
    figure, axes = _axes("confidence", "share answerable")
    axes.plot([0, 1], [0, 1], color=_FAINT, linestyle="--")
    most = max((tenth["cases"] for tenth in bins), default=1)
    across, up = ([tenth[name] for tenth in bins] for name in ("confidence", "answerable"))
    axes.plot(across, up, color=_ACCENT, linewidth=1)
    sizes = [20 + 180 * tenth["cases"] / most for tenth in bins]
    axes.scatter(across, up, s=sizes, color=_ACCENT, clip_on=False)
    return _svg(figure, "reliability")


def refusal_plot(curve: Sequence[Sequence[float]], chosen: Sequence[float | None]) -> str:
    """Unanswerable questions not answered over answerable ones not answered, at every threshold; a dot at the one in
    use."""
    figure, axes = _axes("answerable, but not answered", "unanswerable and not answered")
    axes.plot([0, 1], [0, 1], color=_FAINT, linestyle="--")
    axes.plot([false for false, _ in curve], [right for _, right in curve], color=_ACCENT, drawstyle="steps-post")
    false, right = chosen
    if false is not None and right is not None:
        axes.plot(false, right, "o", color=_ACCENT, markersize=9)
    return _svg(figure, "refusal")


def latency_plot(seconds: Sequence[float]) -> str:
    """How many answers took how long."""
    figure, axes = _axes("seconds", "answers", unit=False)
    axes.hist(seconds, bins=30, color=_ACCENT)
    return _svg(figure, "latency")


def cost_plot(points: Mapping[str, Sequence[Sequence[float]]]) -> str:
    """Chunks per second and peak megabytes of each system over its numbers of chunks, as an SVG file of its own."""
    grey = _STYLE | dict.fromkeys(("text.color", "axes.labelcolor", "xtick.color", "ytick.color"), "#777777")
    grey |= {"axes.edgecolor": "#999999", "grid.color": "#bbbbbb"}  # seen on white and on black
    with matplotlib.rc_context(grey):
        figure = Figure(figsize=(8.4, 3.4), layout="constrained")
        for place, label in enumerate(("chunks per second", "peak memory, MB"), start=1):
            axes = figure.add_subplot(1, 2, place, xlabel="chunks", ylabel=label, xscale="log")
            axes.grid(linewidth=0.5)
            for system, measured in points.items():
                axes.plot([point[0] for point in measured], [point[place] for point in measured], "o-", label=system)
            axes.set_ylim(bottom=0)
        axes.legend(frameon=False, fontsize="small")
        return "\n".join(line.rstrip() for line in _drawn(figure).splitlines()) + "\n"


def _axes(across: str, up: str, unit: bool = True) -> tuple[Figure, Axes]:
    with matplotlib.rc_context(_STYLE):
        figure = Figure(figsize=(4.2, 3.4), layout="constrained")
        axes = figure.add_subplot(xlabel=across, ylabel=up)
        axes.grid(linewidth=0.5)
        if unit:
            axes.set(xlim=(-0.03, 1.03), ylim=(-0.03, 1.03))
        return figure, axes


def _drawn(figure: Figure) -> str:
    target = io.StringIO()
    figure.savefig(
        target, format="svg", transparent=True, metadata=dict.fromkeys(("Date", "Creator", "Format", "Type"))
    )
    return target.getvalue()


def _svg(figure: Figure, name: str) -> str:
    """An svg element to stand in a page: no prologue, no metadata, ids of its own."""
    with matplotlib.rc_context(_STYLE | {"svg.hashsalt": name}):
        svg = _drawn(figure)
    svg = svg[svg.index("<svg") :].replace("<svg", f'<svg role="img" aria-label="{name}"', 1)
    for stand_in, colour in _ON_PAGE.items():
        svg = svg.replace(stand_in, colour)
    return svg.replace('id="', f'id="{name}-').replace('"#', f'"#{name}-').replace("url(#", f"url(#{name}-")
