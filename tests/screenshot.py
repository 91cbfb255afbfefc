"""`python tests/screenshot.py FOLDER` takes the pictures of the page and of the eval report that README shows."""

import sys
import tempfile
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, expect

sys.path.insert(0, str(Path(__file__).parent.parent))

from eval.__main__ import main as eval_main
from tests.serving import chromium, served

QUESTIONS = [
    "who hsoted alicia barcena",
    "How long did the August 2021 lunch last, and who won the World Cup?",
    "What is the capital of France?",
]
SHOTS: list[tuple[str, Literal["light", "dark"], int, int]] = [
    ("page.png", "light", 1100, 1000),
    ("page-dark.png", "dark", 1100, 1000),
    ("page-phone.png", "light", 390, 844),
]


def main(folder: Path) -> None:
    """Asks the questions and photographs the page."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as index_dir,
        served(Path(index_dir) / "index") as address,
        chromium() as browser,
    ):
        for name, scheme, width, height in SHOTS:
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
            page.goto(address)
            for number, question in enumerate(QUESTIONS, start=1):
                box = page.get_by_placeholder("Ask about the documents")
                box.fill(question)
                box.press("Enter")
                expect(page.locator(".answer")).to_have_count(number)
            page.wait_for_timeout(1000)  # scrolling to the end is animated
            page.screenshot(path=folder / name)
            page.close()
        photograph_report(Path(index_dir), folder / "report.png", browser)


def photograph_report(work: Path, picture: Path, browser: Browser) -> None:
    """Runs the eval set over the seeds and photographs the plots and a case that went wrong."""
    eval_main(["--index-dir", str(work / "eval"), "--html", str(work / "report.html")])
    page = browser.new_page(viewport={"width": 1100, "height": 1250})
    page.goto((work / "report.html").as_uri())
    page.get_by_label("Verdict").select_option("not right")
    page.locator(".case:visible summary").nth(1).click()
    page.get_by_role("heading", name="Plots").evaluate("heading => heading.scrollIntoView()")
    page.screenshot(path=picture)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
