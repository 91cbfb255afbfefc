"""`python tests/screenshot.py FOLDER` takes the pictures of the page that README shows: light, dark and phone."""

import sys
import tempfile
from pathlib import Path
from typing import Literal

from playwright.sync_api import expect

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.serving import chromium, served

QUESTIONS = [
    "Who hosted Alicia Bárcena?",
    "When will the Summit of the Americas be held?",
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


if __name__ == "__main__":
    main(Path(sys.argv[1]))
