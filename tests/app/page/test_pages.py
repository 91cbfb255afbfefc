"""The page of a PDF in the card of a source, in a real Chromium: the box lies over the words."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fpdf import FPDF
from PIL import Image, ImageChops
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Locator, Page, expect

from index.embedding.embedder import Embedder
from tests.app.page.test_evidence import faults, marker, panel
from tests.app.page.test_page import ask
from tests.samples import pdf
from tests.serving import NEEDS_CHROMIUM, Pause, opened, served_here

pytestmark = [pytest.mark.slow, *NEEDS_CHROMIUM]
MIRROR, BOAT, BELL = "Who polished the telescope mirror?", "Who painted the old boat?", "Who rang the chapel bell?"
LEFT, BASE = 60.0, 400.0  # points, where the words about the boat begin


def placed(words: str) -> bytes:
    """A page of 612 by 792 points with red words at a known place, and black ones elsewhere."""
    file = FPDF(unit="pt", format=(612, 792))
    file.add_page()
    file.set_font("Helvetica", size=20)
    file.set_text_color(200, 0, 0)
    file.text(LEFT, BASE, words)
    file.set_text_color(0, 0, 0)
    file.text(LEFT, 100, "Harbor diary of the summer. Nothing else happened there.")
    return bytes(file.output())


@pytest.fixture(scope="module")
def docs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pages") / "docs"


@pytest.fixture(scope="module")
def address(docs: Path, real_embedder: Embedder) -> Iterator[str]:
    docs.mkdir()
    (docs / "telescope.pdf").write_bytes(
        pdf("Observatory\nThe dome opens in March.", "Telescope\nIngrid Halloran polished the telescope mirror.")
    )
    (docs / "boat.pdf").write_bytes(placed("Oskar Lind painted the old boat."))
    (docs / "bell.txt").write_text("Maria Voss rang the chapel bell.\n", encoding="utf-8")
    with served_here(docs.parent / "index", docs, real_embedder, Pause()) as url:
        yield url


@pytest.fixture
def page(browser: Chromium, address: str) -> Iterator[Page]:
    with opened(browser, address) as fresh:
        yield fresh


def shown(page: Page, question: str) -> Locator:
    """The figure in the card of the source of an answer."""
    ask(page, question)
    marker(page).click()
    figure: Locator = panel(page).locator("figure.pdf-page.loaded")
    return figure


def share(inner: Any, outer: Any) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a box as shares of another's sides."""
    left, top = (inner["x"] - outer["x"]) / outer["width"], (inner["y"] - outer["y"]) / outer["height"]
    return left, top, left + inner["width"] / outer["width"], top + inner["height"] / outer["height"]


def test_the_box_lies_over_the_words_of_the_quote(page: Page) -> None:
    figure = shown(page, BOAT)
    expect(figure).to_have_count(1)
    expect(figure.locator(".box")).to_have_count(1)
    figure.scroll_into_view_if_needed()
    image = figure.locator("img")
    left, top, right, bottom = share(figure.locator(".box").bounding_box(), image.bounding_box())
    assert left == pytest.approx(LEFT / 612, abs=0.01)
    assert top < (BASE - 14) / 792 and bottom > BASE / 792  # capitals, and what hangs under the line
    assert bottom - top < 30 / 792
    assert right == pytest.approx(right_of_red(image, page), abs=0.01)
    expect(image).to_have_attribute("alt", "Page 1 of boat.pdf, the quote is marked")
    expect(figure.get_by_role("link")).to_have_attribute("href", re.compile(r"\.pdf/original#page=1$"))


def right_of_red(image: Locator, page: Page) -> float:
    """Where the red words end on the picture that is shown, as a share of its width: by its pixels."""
    response = page.request.get(f"{page.url.partition('?')[0].rstrip('/')}{image.get_attribute('src')}")
    red, green, _ = Image.open(BytesIO(response.body())).convert("RGB").split()
    box = ImageChops.subtract(red, green).point(lambda shade: 255 * (shade > 90)).getbbox()
    assert box
    return float(box[2] / red.width)


def test_the_page_of_the_quote_is_shown_and_named(page: Page) -> None:
    figure = shown(page, MIRROR)
    expect(figure.locator("img")).to_have_attribute("alt", "Page 2 of Observatory, the quote is marked")
    expect(figure.locator("figcaption")).to_have_text("Page 2: the quote is marked")
    assert faults(page) == []


def test_no_page_of_other_files_and_of_a_changed_one(page: Page, docs: Path) -> None:
    ask(page, BELL)
    marker(page).click()
    expect(panel(page).locator("mark")).to_have_text("Maria Voss rang the chapel bell.")
    expect(panel(page).locator("figure")).to_have_count(0)
    page.keyboard.press("Escape")
    file = docs / "boat.pdf"
    kept = file.read_bytes()
    try:
        file.write_bytes(kept + b"\n")
        ask(page, BOAT)
        with page.expect_response(re.compile("/pages[?]")) as answered:
            marker(page).click()
        assert answered.value.body() == b""
        expect(panel(page).locator("mark")).to_have_text("Oskar Lind painted the old boat.")
        expect(panel(page).locator("figure")).to_have_count(0)
    finally:
        file.write_bytes(kept)


@pytest.mark.parametrize("width", [390, 800])
def test_it_fits_a_narrow_window(browser: Chromium, address: str, width: int) -> None:
    with opened(browser, address, viewport={"width": width, "height": 800}) as page:
        figure = shown(page, BOAT)
        figure.scroll_into_view_if_needed()
        box = figure.bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= width
