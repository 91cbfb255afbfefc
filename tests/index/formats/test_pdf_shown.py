"""Where quotes are on the page of a PDF: boxes only round the quote's own letters, wherever the page has them."""

from contextlib import closing
from io import BytesIO

import pypdfium2
import pytest
from fpdf import FPDF
from PIL import Image

from index.errors import LoadError
from index.formats.pdf.quotes import plain_letters
from index.formats.pdf.reader import read_pdf
from index.formats.pdf.rules import Box
from index.formats.pdf.shown import drawn, seen
from tests.raw_pdf import raw_pdf
from tests.samples import pdf

WIDTH, HEIGHT = 612.0, 792.0


def boxes_of(data: bytes, quote: str, number: int = 1, nth: int = 0) -> tuple[Box, ...]:
    """The boxes of the nth place of a quote in the text that is read of a page."""
    content = read_pdf(data)
    bounds = [*content.page_starts, len(content.text)]
    text = content.text[bounds[number - 1] : bounds[number]]
    start = -1
    for _ in range(nth + 1):
        start = text.index(quote, start + 1)
    return seen(data, number, text, start, start + len(quote)).boxes


def under(data: bytes, box: Box, number: int = 1) -> str:
    """What PDFium says to stand in a box of a page that is neither turned nor cropped."""
    with closing(pypdfium2.PdfDocument(data)) as file:
        page = file[number - 1]
        width, height = page.get_size()
        inset = 0.1 * (box[3] - box[1]) * height
        text: str = page.get_textpage().get_text_bounded(
            box[0] * width + 0.2, (1 - box[3]) * height + inset, box[2] * width - 0.2, (1 - box[1]) * height - inset
        )
        return text


def written(*lines: tuple[float, float, str]) -> bytes:
    """A page with lines of 12 points, each at its place in points from the left and from the bottom."""
    return raw_pdf(content=" ".join(f"BT /F1 12 Tf {x} {y} Td ({text}) Tj ET" for x, y, text in lines))


def test_a_quote_within_a_line_has_a_box_round_its_words_alone() -> None:
    data = written((72, 700, "The rent is 900 crowns a month. It is due in May."))
    (box,) = boxes_of(data, "It is due in May.")
    assert under(data, box).strip() == "It is due in May."
    assert box[1] * HEIGHT < HEIGHT - 709 and HEIGHT - 700 < box[3] * HEIGHT < HEIGHT - 694
    (first,) = boxes_of(data, "The rent is 900 crowns a month.")
    assert first[0] * WIDTH == pytest.approx(72, abs=1) and first[2] < box[0]


def test_a_quote_over_lines_has_a_box_on_each_and_hyphens_that_end_lines_are_none_of_its_own() -> None:
    file = FPDF(unit="pt", format=(612, 792))
    file.add_page()
    file.set_font("Helvetica", size=12)
    for number, line in enumerate(("The old lighthouse stands on the inter-", "national border of the bay.")):
        file.text(72, 100 + 14 * number, line)
    data = bytes(file.output())
    content = read_pdf(data).text.strip()
    boxes = boxes_of(data, content)
    assert len(boxes) == 2
    letters = plain_letters("".join(under(data, box) for box in boxes)).replace("\x02", "").replace("\ufffe", "")
    assert letters.replace("-", "") == plain_letters(content).replace("-", "")


def test_columns_are_followed_not_crossed() -> None:
    left = ["The survey of the lake took", "nine weeks. Divers found", "mussels at six stations in"]
    right = ["the north. The water rose", "by two metres. The team", "closed the sluice in May."]
    # The file has them row by row.
    lines = [
        entry
        for row, pair in enumerate(zip(left, right, strict=True))
        for entry in ((60, 700 - 14 * row, pair[0]), (330, 700 - 14 * row, pair[1]))
    ]
    data = written(*((float(x), float(y), text) for x, y, text in lines))
    boxes = boxes_of(data, "Divers found mussels at six stations in the north.")
    assert [under(data, box).strip() for box in boxes] == [
        "Divers found", "mussels at six stations in", "the north.",
    ]  # fmt: skip


def test_of_a_quote_that_stands_twice_the_one_that_is_meant() -> None:
    data = written((72, 700, "On Monday the pool is closed."), (72, 600, "On Friday the pool is closed."))
    first, second = (boxes_of(data, "the pool is closed.", nth=nth)[0] for nth in (0, 1))
    assert 1 - first[3] > 690 / HEIGHT > 1 - second[1]


def test_of_one_that_cannot_be_told_none() -> None:
    data = written((72, 700, "Closed."), (72, 600, "Closed."))
    assert seen(data, 1, "Closed.", 0, 7).boxes == ()


def test_cells_of_a_row_each_have_a_box_and_a_row_that_names_far_columns_none() -> None:
    data = written(
        (72, 700, "Invoice number"), (300, 700, "INV-20417"), (72, 684, "Invoice date"), (300, 684, "17/04/2024"),
        (72, 668, "Due date"), (300, 668, "17/05/2024"),
    )  # fmt: skip
    text = "Invoice number: INV-20417.\nInvoice date: 17/04/2024.\nDue date: 17/05/2024.\n"
    boxes = seen(data, 1, text, 27, 52).boxes
    assert [under(data, box).strip() for box in boxes] == ["Invoice date", "17/04/2024"]
    assert seen(data, 1, "Number: INV-20417; Date: 17/04/2024.", 0, 36).boxes == ()


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_turned_and_cropped_page_is_measured_as_it_is_seen(turn: int) -> None:
    content = "1 0 0 rg BT /F1 12 Tf 172 700 Td (The lease begins in May.) Tj ET"
    data = raw_pdf(content=content, page=f"/Rotate {turn} /CropBox [100 200 500 792]")
    (box,) = boxes_of(data, "The lease begins in May.")
    picture = Image.open(BytesIO(drawn(data, 1, 800)))
    red, green, _ = picture.convert("RGB").split()
    ink = Image.merge("RGB", (red, green, green)).convert("L").point(lambda shade: 255 * (shade < 200)).getbbox()
    assert ink
    sides = picture.width, picture.height, picture.width, picture.height
    shares = [place / side for place, side in zip(ink, sides, strict=True)]
    assert all(abs(one - two) < 0.02 for one, two in zip(shares, box, strict=True))


def test_what_is_not_seen_has_no_box() -> None:
    hidden = "BT /F1 12 Tf 1 1 1 rg 72 700 Td (The rent is 900 crowns.) Tj ET"
    assert boxes_of(raw_pdf(content=hidden), "The rent is 900 crowns.") == ()
    outside = raw_pdf(content="BT /F1 12 Tf 72 700 Td (The rent is 900 crowns.) Tj ET", page="/CropBox [0 0 612 600]")
    assert seen(outside, 1, "The rent is 900 crowns.", 0, 23).boxes == ()


@pytest.mark.parametrize(
    "quote", ["The rent is 800 crowns a month.", "the rent is 900 crowns a month.", "", " \n", "\ufffd"]
)
def test_another_text_has_no_box(quote: str) -> None:
    found = seen(raw_pdf(), 1, quote, 0, len(quote))
    assert (found.width, found.height, found.boxes) == (WIDTH, HEIGHT, ())


def test_letters_under_the_box_that_are_none_of_the_quote_forbid_it() -> None:
    data = raw_pdf(content="BT /F1 12 Tf 72 700 Td (The rent is 900 crowns.) Tj ET BT /F1 5 Tf 100 703 Td (not) Tj ET")
    assert seen(data, 1, "The rent is 900 crowns.", 0, 23).boxes == ()


def test_ligatures_are_their_letters() -> None:
    assert plain_letters("The o\ufb03ce\u00a0is \u00bd mile o\ufb00") == plain_letters(
        "The office is 1\u20442 mile off"
    )


@pytest.mark.parametrize("number", [0, -1, 2, 999_999])
def test_there_is_no_other_page(number: int) -> None:
    for look in (lambda: drawn(raw_pdf(), number, 100), lambda: seen(raw_pdf(), number, "a", 0, 1)):
        with pytest.raises(LoadError, match="no such page"):
            look()


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"PK\x03\x04", pdf("Secret", password="hush")])
def test_what_cannot_be_opened_is_said(data: bytes) -> None:
    with pytest.raises(LoadError, match="damaged"):
        drawn(data, 1, 100)


@pytest.mark.parametrize("sides", ["0 0 14400 14400", "0 0 3 14400", "0 0 14400 3"])
def test_a_huge_page_is_drawn_small(sides: str) -> None:
    data = raw_pdf().replace(b"/MediaBox [0 0 612 792]", f"/MediaBox [{sides}]".encode())
    picture = Image.open(BytesIO(drawn(data, 1, 1200)))
    assert picture.width <= 1201 and picture.width * picture.height <= 4_100_000
