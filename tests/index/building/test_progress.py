"""What a build shows: one bar on a terminal, seldom a plain line without, and names of files never taken for markup."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from index.building.progress import BuildProgress, TimeLeft, _bar, build_progress, fitted, silent, spelt
from index.language.tidy import printable

NAMES = [
    "q3.pdf",
    "a[red]b[/red][/]{}.txt",
    "[/nonsense]",
    "x\x1b[2J\x07\ny.txt",
    "日本語/" * 30 + "報告.txt",
    "\udce9 é",
    "",
]


def _step(done: int, source: str = "reports/q3.pdf", seconds: float | None = None) -> BuildProgress:
    """A build of 3,000 files of 1,000 bytes, 40 files a second."""
    return BuildProgress(
        source, done, 3000, done * 4, done * 1000, 3_000_000, done / 40 if seconds is None else seconds
    )


def _shown(progress: BuildProgress, left: float | None, width: int) -> str:
    console = Console(file=io.StringIO(), width=width, force_terminal=True, color_system=None)
    console.print(_bar(progress, left, width))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_the_bar_tells_how_far_how_fast_how_long_and_where() -> None:
    line, name, _ = _shown(_step(1200), 45.0, 100).split("\n")
    for part in ("1,200 of 3,000 files", "4,800 chunks", "160 chunks/s", "about 45 s left", "━"):
        assert part in line
    assert name == "reports/q3.pdf"


@pytest.mark.parametrize("width", [1, 10, 30, 40, 60, 80])
@pytest.mark.parametrize("name", NAMES)
def test_any_name_fits_any_terminal_on_two_lines(width: int, name: str) -> None:
    lines = _shown(_step(1200, name), 125.0, width).split("\n")
    assert len(lines) == 3 and not lines[2]
    assert all(cell_len(line) <= width and line.isprintable() for line in lines)
    if width == 40:
        assert "1,200 of 3,000 files" in lines[0]
    if width == 80:
        assert "about 2 min left" in lines[0]
        assert cell_len(printable(name)) > 80 or lines[1].rstrip() == printable(name).replace("\n", " ").rstrip()


@pytest.mark.parametrize("width", [40, 80])
def test_a_terminal_gets_a_bar_that_is_gone_afterwards(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    console = Console(file=io.StringIO(), width=width, force_terminal=True)
    with build_progress(console) as show:
        for done in range(0, 3001, 100):
            show(_step(done, "a[red]b[/].txt"))
    assert isinstance(console.file, io.StringIO)
    text = console.file.getvalue()
    assert "3,000 of 3,000 files" in text and "a[red]b[/].txt" in text
    assert text.endswith("\x1b[1A\x1b[2K"), "the last line is taken away"
    assert "\x1b[3" not in text, "no colours"


def _lines(steps: list[BuildProgress], every: float = 5.0) -> list[str]:
    console = Console(file=io.StringIO(), force_terminal=False, width=80)
    with build_progress(console, every) as show:
        for step in steps:
            show(step)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue().splitlines()


def test_without_a_terminal_a_line_every_few_seconds() -> None:
    assert _lines([_step(done) for done in range(200)]) == [], "shorter than 5 s"
    lines = _lines([_step(done) for done in range(3001)])
    assert lines[0] == "200 of 3,000 files, 800 chunks, 160 chunks/s, about 1 min left: reports/q3.pdf"
    assert lines[5] == "1,200 of 3,000 files, 4,800 chunks, 160 chunks/s, about 45 s left: reports/q3.pdf"
    assert len(lines) == 15
    assert len(_lines([_step(done) for done in range(3001)], every=25)) == 3
    assert _lines([_step(400, "a[b]\x1b[2J" + "c" * 200)]) == [
        "400 of 3,000 files, 1,600 chunks, 160 chunks/s, about 1 min left: a[b] [2J" + "c" * 200
    ]


def test_a_dumb_terminal_gets_plain_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    console = Console(file=io.StringIO(), force_terminal=True, width=80)
    with build_progress(console) as show:
        show(_step(400, "[a]"))
    assert isinstance(console.file, io.StringIO)
    assert console.file.getvalue() == "400 of 3,000 files, 1,600 chunks, 160 chunks/s, about 1 min left: [a]\n"


@given(st.lists(st.integers(1, 100), min_size=1, max_size=50), st.integers(1, 10**6))
def test_the_time_left_is_exact_at_a_constant_rate(steps: list[int], speed: int) -> None:
    left, total = TimeLeft(), sum(steps) * speed
    seconds = 0
    for step in steps:
        seconds += step
        got = left.update(BuildProgress("", 0, 0, 0, seconds * speed, total, float(seconds)))
        assert got == pytest.approx((total / speed) - seconds, abs=1e-6)


def test_the_time_left_follows_a_change_of_speed_but_no_blip() -> None:
    left = TimeLeft()
    for second in range(1, 61):
        left.update(BuildProgress("", 0, 0, 0, second * 100, 10**6, second))
    before = left.update(BuildProgress("", 0, 0, 0, 6100, 10**6, 61)) or 0.0
    blip = left.update(BuildProgress("", 0, 0, 0, 6100, 10**6, 62)) or 0.0
    assert blip == pytest.approx(before, rel=0.1), "a second without a byte"
    for second in range(63, 163):
        slow = left.update(BuildProgress("", 0, 0, 0, 6100 + (second - 62) * 10, 10**6, second))
    assert slow == pytest.approx((10**6 - 7100) / 10, rel=0.1)
    assert TimeLeft().update(BuildProgress("", 0, 0, 0, 0, 0, 0.0)) is None
    assert TimeLeft().update(BuildProgress("", 0, 0, 0, 0, 100, 9.0)) is None


@given(st.text(), st.integers(0, 90))
def test_shortening_keeps_both_ends(text: str, width: int) -> None:
    short = fitted(text, width)
    assert cell_len(short) <= max(width, 0) or cell_len(text) <= width
    if short != text and "…" not in text and width:
        start, _, end = short.partition("…")
        assert text.startswith(start) and text.endswith(end)


def test_times_are_spelt_roughly() -> None:
    said = [spelt(seconds) for seconds in (0, 2, 43, 58, 89, 125, 3599, 4800)]
    assert said == ["5 s", "5 s", "45 s", "1 min", "1 min", "2 min", "1 h 0 min", "1 h 20 min"]
    silent(_step(1))
