"""The HTML report in Chromium: it asks for nothing, runs nothing of a document, filters, and reads well everywhere."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, Page

from eval.case import Case
from eval.measuring.compare import compare
from eval.measuring.result import Result
from eval.reporting.html import report_page
from index.embedding.embedder import HashingEmbedder
from tests.eval.in_process import measure
from tests.in_process import open_bot
from tests.serving import NEEDS_CHROMIUM

pytestmark = NEEDS_CHROMIUM
POISON = "<img src=x onerror=alert(1)><script>alert(2)</script>{{ 7 * 7 }}</title></style>&amp;"
CASES = [
    Case("three-cranes", "How many cranes were new?", answers=[["three"]], sources=["harbor.txt"], type="how many"),
    Case(
        "trees",
        "How many apple trees does the orchard hold?",
        answers=[["421"]],
        sources=["orchard.md"],
        type="how many",
    ),
    Case("cost", "What did the bridge cost?", answerable=False, type="near-miss"),
    Case(
        "poison",
        f"Who wrote {POISON}?",
        [("user", POISON)],
        [[POISON]],
        [f"{POISON[:20]}.txt".replace("/", "")],
        type=POISON,
    ),
    Case("long", "What about the harbor?", answers=[["x" * 400]], sources=["harbor.txt"], evidence=["y" * 400]),
]


@pytest.fixture
def result(tmp_path: Path, corpus: Path) -> tuple[Result, Path]:
    """A result with left-out cases, a comparison and a failed case, and its page."""
    (corpus / "poison.txt").write_text(f"The poison was written by nobody: {POISON} is what it says.", encoding="utf-8")
    bot = open_bot(tmp_path / "index", corpus, HashingEmbedder())
    result = measure(bot, CASES, True, tmp_path)
    failed = result["cases"][-1]
    failed |= {"error": "ValueError: <b>no</b>", "answer": None, "gate": [], "ranked_sources": []}
    old = json.loads(json.dumps(result))
    old["cases"][0]["scores"]["right"] = 1 - old["cases"][0]["scores"]["right"]
    result["comparison"] = compare(old, result)
    path = tmp_path / "report.html"
    path.write_text(report_page(result), encoding="utf-8")
    return result, path


def opened(browser: Browser, path: Path, width: int = 1100, scheme: Any = "light") -> tuple[Page, list[str], list[str]]:
    """The page, the addresses that it asked for, and what went wrong in it."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    asked: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))

    def dismiss(dialog: Dialog) -> None:
        faults.append(f"alert {dialog.message}")
        dialog.dismiss()

    page.on("dialog", dismiss)
    page.goto(path.as_uri())
    return page, asked, faults


def test_nothing_is_asked_for_and_nothing_of_a_document_runs(browser: Browser, result: tuple[Any, Path]) -> None:
    page, asked, faults = opened(browser, result[1])
    for summary in page.locator("summary").all():
        summary.click()
    assert asked == [result[1].as_uri()]
    assert faults == []
    assert page.locator("img, iframe, a[href], link[href^=http], script[src]").count() == 0
    body = page.locator("body").inner_text()
    assert "<script>alert(2)</script>{{ 7 * 7 }}" in body, "shown literally"
    assert "49" not in page.locator("#case-4").inner_text()


def test_cases_show_expectation_answer_ranking_and_gate(browser: Browser, result: tuple[Any, Path]) -> None:
    record, path = result
    page, _, _ = opened(browser, path)
    page.locator("#case-1 summary").click()
    shown = page.locator("#case-1").inner_text()
    for part in ("How many cranes were new?", "three", "From harbor.txt", "Right files at rank", "What the gate saw"):
        assert part in shown
    quotes = [citation["quote"] for citation in record["cases"][0]["answer"]["citations"]]
    marked = page.locator("#case-1 mark").all_inner_texts()
    assert [" ".join(quote.split()) for quote in quotes] == marked
    assert "Without these files:" in shown
    page.locator("#case-5 summary").click()
    assert "ValueError: <b>no</b>" in page.locator("#case-5").inner_text()


def test_filters_narrow_the_cases_down(browser: Browser, result: tuple[Any, Path]) -> None:
    page, _, _ = opened(browser, result[1])
    cases = page.locator(".case:visible")
    assert cases.count() == len(CASES)
    page.get_by_label("Words in a case").fill("many apple TREES")
    assert cases.evaluate_all("items => items.map(item => item.id)") == ["case-2"]
    page.get_by_label("Words in a case").fill("")
    page.get_by_label("Type").select_option("how many")
    assert cases.count() == 2
    page.get_by_label("Type").select_option("")
    page.get_by_label("Verdict").select_option("failed")
    assert cases.evaluate_all("items => items.map(item => item.id)") == ["case-5"]
    changed = {"better": "better", "worse": "worse"}[
        next(kind for kind in ("better", "worse") if result[0]["comparison"][kind])
    ]
    page.get_by_label("Verdict").select_option(changed)
    assert cases.evaluate_all("items => items.map(item => item.id)") == ["case-1"]
    assert page.locator("#count").inner_text() == f"1 of {len(CASES)} cases"


def test_keyboard_opens_a_case(browser: Browser, result: tuple[Any, Path]) -> None:
    page, _, _ = opened(browser, result[1])
    page.locator("#case-2 summary").focus()
    page.keyboard.press("Enter")
    assert page.locator("#case-2").get_attribute("open") is not None


@pytest.mark.parametrize(("width", "scheme"), [(1100, "light"), (1100, "dark"), (390, "light"), (390, "dark")])
def test_it_is_readable(browser: Browser, result: tuple[Any, Path], width: int, scheme: str) -> None:
    page, _, _ = opened(browser, result[1], width, scheme)
    for summary in page.locator("summary").all():
        summary.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "nothing is wider than the screen"
    for selector in ("body", ".soft", ".answer", ".answer blockquote", "mark", ".marker", ".good", ".bad", "svg text"):
        for element in page.locator(selector).all()[:3]:
            assert element.evaluate(CONTRAST) >= 4.5, f"{selector} is hard to read"


def test_without_curves_or_comparison_a_page_is_made(tmp_path: Path, corpus: Path, browser: Browser) -> None:
    bot = open_bot(tmp_path / "index", corpus, HashingEmbedder())
    result = measure(bot, CASES[:1], False, tmp_path)
    path = tmp_path / "report.html"
    path.write_text(report_page(result), encoding="utf-8")
    page, _, faults = opened(browser, path)
    assert faults == []
    assert page.locator(".case").count() == 1
    assert "Compared" not in page.locator("body").inner_text()


def test_the_same_result_is_the_same_page(result: tuple[Any, Path]) -> None:
    assert report_page(result[0]) == result[1].read_text(encoding="utf-8")


CONTRAST = """element => {
  const numbers = colour => colour.match(/[0-9.]+/g).map(Number);
  const light = colour => {
    const [r, g, b] = numbers(colour).slice(0, 3).map(v => v / 255).map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const style = getComputedStyle(element);
  const ink = element instanceof SVGElement ? style.fill : style.color;
  let behind = element, paper = "";
  for (; behind; behind = behind.parentElement) {
    const own = getComputedStyle(behind).backgroundColor;
    if (numbers(own)[3] !== 0) { paper = own; break; }
  }
  const [a, b] = [light(ink), light(paper || "rgb(255, 255, 255)")].sort((x, y) => y - x);
  return (a + .05) / (b + .05);
}"""
