"""`python tests/screenshot.py FOLDER` takes the pictures of the page and of the eval report that README shows."""

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, expect

sys.path.insert(0, str(Path(__file__).parent.parent))

from eval.__main__ import main as eval_main
from index import ROOT
from tests.serving import chromium, served

QUESTIONS = [
    "What is the capital of France?",
    "How long did the August 2021 lunch last, and who won the World Cup?",
    "Who replaced Chris Magnus?",
    "who hsoted alicia barcena",
]
SHOTS: list[tuple[str, Literal["light", "dark"], int, int]] = [
    ("page.png", "light", 1440, 900),
    ("page-dark.png", "dark", 1440, 900),
    ("page-phone.png", "light", 390, 844),
]


def main(folder: Path) -> None:
    """Asks the questions and photographs the page, its documents and the report."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, chromium() as browser:
        work = Path(name)
        docs = work / "seeds"
        shutil.copytree(ROOT / "seeds", docs)
        with served(work / "index", docs=docs) as address:
            for picture, scheme, width, height in SHOTS:
                page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
                photograph_chat(page, address, folder / picture)
        (docs / "minutes.pdf").write_bytes(b"%PDF-1.7 cut off")
        (docs / "photo.heic").write_bytes(b"\x00\x00\x00\x18ftypheic")
        (docs / "café.txt").write_bytes("The café in Brøttum is at the pier near Åsmark.\n".encode() + b"It \xff\n")
        with served(work / "index", docs=docs) as address:
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(address)
            page.get_by_role("tab", name="Documents").click()
            expect(page.get_by_text("minutes.pdf").first).to_be_visible()
            page.wait_for_timeout(500)
            page.screenshot(path=folder / "documents.png")
        photograph_report(work, folder / "report.png", browser)


def photograph_chat(page: Page, address: str, picture: Path) -> None:
    """A chat with the source of its last answer opened."""
    page.goto(address)
    box = page.get_by_placeholder("Ask about the documents")
    for number, question in enumerate(QUESTIONS, start=1):
        box.fill(question)
        box.press("Enter")
        expect(page.locator(".answer > .copy")).to_have_count(number)
    page.locator(".answer").last.locator("button.marker").first.click()
    expect(page.locator("#evidence mark")).to_be_visible()
    page.wait_for_timeout(1000)  # scrolling to the end is animated
    page.screenshot(path=picture)
    page.close()


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
