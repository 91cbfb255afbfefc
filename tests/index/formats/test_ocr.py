"""Pages that are pictures of text: found page by page, recognised where the extra is installed, told where it isn't."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import cast

import pytest
from fpdf import FPDF
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from app.records import Answer, quoting, to_json
from app.showing.text import answer_text, place
from index.errors import LoadError
from index.formats.pdf.reader import read_pdf
from index.formats.registry import parse
from index.formats.scans.installed import is_installed
from index.formats.scans.ocr import Recognised, ScriptedEngine, with_recognised
from index.formats.scans.picture import read_picture
from index.formats.scans.recognised import Line, lay_out
from index.formats.writer import Content
from index.records import Document

WORDS = (
    "The lighthouse keeper painted the tower green in April. It took her nine days, and forty litres of paint. "
    "The bill of 1,482 crowns was paid by the harbor office on 6 June 2024."
)
real = pytest.mark.skipif(not is_installed(), reason="the extra ocr is not installed")


def drawn(text: str, size: int = 12, font: str = "Times") -> Image.Image:
    """A page of text as a scanner would see it, in gray."""
    import pypdfium2

    file = FPDF()
    file.add_page()
    file.set_font(font, size=size)
    file.multi_cell(0, size * 0.55, text, align="L")
    with pypdfium2.PdfDocument(bytes(file.output())) as pdf:
        return cast(Image.Image, pdf[0].render(scale=200 / 72, grayscale=True).to_pil().convert("L"))


def scanned(*pages: Image.Image | str, stamp: str = "", beneath: str = "") -> bytes:
    """A PDF with a page for each picture or text; on pictures a stamp, and text beneath them as a scanner's own OCR."""
    file = FPDF()
    for page in pages:
        file.add_page()
        file.set_font("Helvetica", size=11)
        if isinstance(page, str):
            file.multi_cell(0, 6, page)
            continue
        if beneath:
            file.text(20, 30, beneath)
        file.image(page, 0, 0, file.w, file.h)
        if stamp:
            file.text(20, 20, stamp)
    return bytes(file.output())


PALE = Image.new("L", (210, 297), 190)


def test_scans_are_found_page_by_page() -> None:
    assert read_pdf(scanned("One has words.", PALE, PALE, "Four too.", PALE)).scans == (2, 3, 5)
    assert read_pdf(scanned(PALE, stamp="Received 2024-03-10 / Registry no. 770")).scans == (1,)
    assert read_pdf(scanned(PALE, beneath="The kiln may burn until midnight.")).scans == ()
    assert read_pdf(scanned("Words.", "")).scans == ()


def test_a_small_picture_makes_no_scan_but_is_told() -> None:
    file = FPDF()
    file.add_page()
    file.set_font("Helvetica", size=11)
    file.cell(0, 6, "Words beside a picture.")
    file.image(PALE, 50, 50, 60, 80)
    content = read_pdf(bytes(file.output()))
    assert (content.scans, content.omissions) == ((), ("pictures on page 1",))


@contextmanager
def _no_pictures(_: bytes) -> Iterator[Callable[[int], Image.Image]]:
    yield lambda number: Image.new("L", (number, 1))


def _said(text: str, confidence: float = 0.9) -> Recognised:
    return Recognised(tuple(Line(line, 0, 10 * len(line), 20) for line in text.split("\n")), confidence)


def _filled(content: Content, *pages: Recognised, languages: Sequence[str] = ("en",)) -> tuple[Content, ScriptedEngine]:
    engine = ScriptedEngine(pages, frozenset(languages))
    return with_recognised(content, b"", _no_pictures, engine), engine


MIXED = Content("First page.\n\nLast page.", page_starts=(0, 13, 13, 13), scans=(2, 3))


def test_without_the_extra_it_is_said_what_to_install() -> None:
    content = with_recognised(MIXED, b"", _no_pictures, None)
    assert content.text == MIXED.text
    assert content.omissions == (
        "pages 2-3 are scans, pictures of text: to have text in pictures read, pip install 'citeseed[ocr]' and build "
        "anew (--anew)",
    )


def test_what_is_recognised_stands_on_its_page() -> None:
    content, _ = _filled(MIXED, _said("The ferry is blue."), _said("The crane is red.", 0.8))
    document = Document("a.pdf", content.text, None, None, "", content.page_starts, recognised=content.recognised)
    assert content.text == "First page.\n\nThe ferry is blue.\n\nThe crane is red.\n\nLast page."
    assert [document.page(content.text.index(word)) for word in ("First", "ferry", "crane", "Last")] == [1, 2, 3, 4]
    assert [document.sure(content.text.index(word)) for word in ("First", "ferry", "crane", "Last")] == [
        None, 0.9, 0.8, None,
    ]  # fmt: skip


@given(st.lists(st.sampled_from(["", "own", "scan", "both"]), min_size=1, max_size=8))
def test_pages_stay_in_order_and_nothing_is_lost(kinds: list[str]) -> None:
    text, starts, scans, pages = "", [], [], []
    for number, kind in enumerate(kinds, 1):
        starts.append(len(text))
        if kind in ("own", "both"):
            text += f"Own words of page {number}.\n\n"
        if kind in ("scan", "both"):
            scans.append(number)
            pages.append(_said(f"Seen words of leaf {number}."))
    text = text.rstrip()
    content = Content(text, page_starts=tuple(min(start, len(text)) for start in starts), scans=tuple(scans))
    filled, _ = _filled(content, *pages)
    assert list(filled.page_starts) == sorted(filled.page_starts) and len(filled.page_starts) == len(kinds)
    document = Document("a.pdf", filled.text, None, None, "", filled.page_starts)
    for number, kind in enumerate(kinds, 1):
        for words in [f"Own words of page {number}."] * (kind in ("own", "both")) + [
            f"Seen words of leaf {number}."
        ] * (kind in ("scan", "both")):
            assert filled.text.count(words) == 1
            assert document.page(filled.text.index(words)) == number


def test_a_stamp_is_not_said_twice() -> None:
    stamped = Content("Received 2024-03-10", page_starts=(0,), scans=(1,))
    content, _ = _filled(stamped, _said("Received 2024-03-10\nThe buyer pays 58,000 crowns."))
    assert content.text == "Received 2024-03-10\n\nThe buyer pays 58,000 crowns."
    content, _ = _filled(stamped, _said("Received 2024-03-10"))
    assert (content.text, content.recognised) == ("Received 2024-03-10", ())


def test_letters_without_a_meaning_give_way_to_what_is_recognised() -> None:
    content, _ = _filled(
        Content("\ufffd\ufffd\ufffd \ue001\ue002", page_starts=(0,), scans=(1,)), _said("Seven years.")
    )
    assert content.text == "Seven years."


def test_what_is_recognised_badly_is_left_out_and_told() -> None:
    content, _ = _filled(MIXED, _said("Tbe fcrry", 0.3), Recognised())
    assert (content.text, content.recognised) == (MIXED.text, ())
    assert content.omissions[0].startswith("pages 2-3: no text could be recognised")


def test_the_language_is_told_by_the_first_pages() -> None:
    german = "Der Leuchtturm wurde im April von der Wärterin grün gestrichen. " * 5
    _, engine = _filled(MIXED, _said(german), _said(german), _said(german), languages=("en", "de"))
    assert engine.asked == ["en", "de", "de"]
    known = Content(german, page_starts=(0, 0), scans=(2,))
    assert _filled(known, _said(german), languages=("en", "de"))[1].asked == ["de"]


def test_lines_are_joined_where_they_were_broken() -> None:
    wide, short = 1000.0, 300.0
    text = lay_out([
        Line("Harbor report", 0, 400, 40, True), Line("The keeper painted the light-", 0, wide, 20, True),
        Line("house green in April.", 0, 700, 20), Line("Keeper: Odalys Brandt", 0, short, 20),
        Line("Paint: 40 litres", 0, short, 20), Line("e", 0, 5, 20, True, 0.1), Line("- Brush", 0, short, 20),
    ])  # fmt: skip
    assert text == (
        "# Harbor report\n\nThe keeper painted the lighthouse green in April.\n\nKeeper: Odalys Brandt\n\n"
        "Paint: 40 litres\n\n- Brush"
    )


def test_a_source_says_how_surely_it_was_read() -> None:
    document = Document("a.pdf", WORDS, None, None, "", (0,), recognised=((1, 0.914),))
    record = to_json(Answer("Who?", "Who?", "answered", 1, quoting([(document, 0, 55)]), (), "extract"))
    assert record["citations"][0]["recognised"] == 0.914
    assert place(record["citations"][0], "en") == "a.pdf · no date stated · page 1 · read by OCR, 91% sure"
    assert "read by OCR, 91% sure" in answer_text(record)


def _saved(*pictures: Image.Image, kind: str = "PNG") -> bytes:
    file = BytesIO()
    pictures[0].save(file, kind, **({"save_all": True, "append_images": pictures[1:]} if kind == "TIFF" else {}))
    return file.getvalue()


def test_each_picture_of_a_file_is_a_page() -> None:
    assert read_picture(_saved(PALE)).scans == (1,)
    assert read_picture(_saved(PALE, PALE, PALE, kind="TIFF")).scans == (1, 2, 3)
    with pytest.raises(LoadError, match="damaged"):
        read_picture(b"\x89PNG\r\n")


@real
@pytest.mark.parametrize("turned", [0, 1, 90, 180])
def test_a_scan_is_read(turned: int) -> None:
    page = drawn(WORDS).rotate(turned, expand=turned % 90 == 0, fillcolor=255, resample=Image.Resampling.BICUBIC)
    document = parse("a.pdf", scanned("Cover page with words of its own.", page))
    assert document.text == f"Cover page with words of its own.\n\n{WORDS}"
    assert document.page_starts == (0, 35)
    [(number, sure)] = document.recognised
    assert number == 2 and sure > 0.85


@real
def test_a_german_scan_is_read_in_german() -> None:
    words = "Die Wärterin strich den Turm im März grün. Das dauerte für sie länger als geplant, nämlich zwölf Tage. "
    assert parse("a.pdf", scanned(drawn(words * 3))).text.split() == (words * 3).split()


@real
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
def test_a_picture_is_read(kind: str) -> None:
    document = parse(f"a.{kind.lower()}", _saved(drawn(WORDS), kind=kind))
    assert document.text == WORDS and document.recognised


@real
def test_a_picture_of_nothing_is_told() -> None:
    picture = parse("a.png", _saved(PALE))
    assert not picture.text
    assert "no text could be recognised; if there is some, scan it anew" in picture.omissions[0]
