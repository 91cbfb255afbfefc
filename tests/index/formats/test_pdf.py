"""PDFs are read in the order of their columns, and what their letters look like does not change what is read."""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import matplotlib
import pytest
from fpdf import FPDF
from hypothesis import given
from hypothesis import strategies as st

from index.formats.pdf.reader import plain_text, read_pdf
from index.formats.registry import parse
from index.formats.writer import sensible_title

Text = tuple[float, float, str]
"""A text with its place in points from the top left."""

LEFT = "The council met in the town hall on the fourth of March and opened its session at nine with all of its members".split()
RIGHT = "The library will be open until eight in the evening on Thursdays as its budget was raised by a fifth this year".split()


def drawn(*pages: Sequence[Text], size: float = 10, font: str = "Helvetica", title: str = "") -> bytes:
    file = FPDF(unit="pt", format="A4")
    if title:
        file.set_title(title)
    for texts in pages:
        file.add_page()
        file.set_font(font, size=size)
        for x, y, text in texts:
            file.text(x, y, text)
    return bytes(file.output())


def column(words: Sequence[str], x: float, y: float, width: int) -> list[Text]:
    """Words in lines of so many characters."""
    lines = [""]
    for word in words:
        if len(lines[-1]) + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return [(x, y + 13 * number, line) for number, line in enumerate(lines)]


def text_of(data: bytes) -> str:
    return parse("a.pdf", data).text


def by_line(texts: Sequence[Text]) -> list[Text]:
    return sorted(texts, key=lambda text: (text[1], text[0]))


def words_of(texts: Sequence[Text]) -> list[Text]:
    """Each word drawn by itself, as some programs do."""
    file = FPDF(unit="pt")
    file.set_font("Helvetica", size=10)
    return [
        (x + file.get_string_width(text[: text.index(word, at)]), y, word)
        for x, y, text in texts
        for at, word in _placed(text)
    ]


def _placed(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for word in text.split():
        at = text.index(word, at)
        yield at, word
        at += len(word)


@pytest.mark.parametrize("order", [list, by_line, words_of, lambda texts: words_of(by_line(texts))])
@pytest.mark.parametrize("shift", [0.0, 5.0])
def test_columns_are_read_one_after_the_other(order: Callable[[list[Text]], list[Text]], shift: float) -> None:
    texts = [*column(LEFT, 60, 120, 30), *column(RIGHT, 320, 120 + shift, 30)]
    text = text_of(
        drawn(
            [
                (
                    60,
                    80,
                    "The bulletin of the valley and of all that happened in it this spring, as told by its people",
                ),
                *order(texts),
            ]
        )
    )
    assert text.split("\n\n")[-2:] == [" ".join(LEFT), " ".join(RIGHT)]


def test_three_columns_under_and_over_a_line_across_all_of_them() -> None:
    tops = [column(LEFT[number:], 50 + 175 * number, 100, 24) for number in range(3)]
    ends = [column(RIGHT[number:], 50 + 175 * number, 300, 24) for number in range(3)]
    across = (50.0, 260.0, "A line that goes over the whole page stands between the upper columns and the lower ones.")
    text = text_of(drawn(by_line([text for part in (*tops, *ends) for text in part] + [across])))
    wanted = [" ".join(LEFT[n:]) for n in range(3)] + [across[2]] + [" ".join(RIGHT[n:]) for n in range(3)]
    assert " ".join(text.split()) == " ".join(wanted)


def test_a_box_beside_the_text_is_read_by_itself() -> None:
    box = ["Opening hours", "April to September", "9:00 to 19:00", "October to March", "10:00 to 16:00"]
    texts = [*column([*LEFT, *RIGHT], 60, 100, 50), *((400.0, 100 + 13.0 * n, line) for n, line in enumerate(box))]
    text = text_of(drawn(by_line(texts)))
    assert " ".join([*LEFT, *RIGHT]) in text.split("\n\n")
    assert " ".join(text.split()).endswith(" ".join(box))


def test_numbers_of_lines_in_the_margin_are_no_text() -> None:
    lines = column([*LEFT, "Q.", *RIGHT], 90, 100, 40)
    numbered = [text for n, line in enumerate(lines, 1) for text in ((60.0, line[1], str(n)), line)]
    assert text_of(drawn(numbered)) == " ".join([*LEFT, "Q.", *RIGHT])


def test_numbers_of_a_list_stay() -> None:
    items = ["Oil the hinges", "Paint the gate", "Feed the geese", "Lock the barn", "Ring the bell", "Go to bed"]
    text = text_of(
        drawn(
            [
                text
                for n, item in enumerate(items, 1)
                for text in ((60.0, 80.0 + 15 * n, f"{n}."), (75.0, 80.0 + 15 * n, item))
            ]
        )
    )
    assert [line for line in text.split("\n") if line] == [f"{n}. {item}" for n, item in enumerate(items, 1)]


@pytest.mark.parametrize(("raised", "shown"), [(4.0, "1,250³ tonnes"), (-2.0, "1,250₃ tonnes")])
def test_a_small_number_off_the_line_is_not_one_with_the_number_before_it(raised: float, shown: str) -> None:
    file = FPDF(unit="pt", format="A4")
    file.add_page()
    file.set_font("Helvetica", size=11)
    file.text(60, 100, "The mine made 1,250")
    x = 60 + file.get_string_width("The mine made 1,250")
    file.set_font_size(7)
    file.text(x, 100 - raised, "3")
    file.set_font_size(11)
    file.text(x + 4, 100, " tonnes of nickel.")
    assert text_of(bytes(file.output())) == f"The mine made {shown} of nickel."


def test_small_capitals_do_not_break_a_line() -> None:
    file = FPDF(unit="pt", format="A4")
    file.add_page()
    x = 60.0
    for size, text in ((12, "N"), (9, "ORTHERN"), (12, " L"), (9, "IGHTS"), (12, " is a ship.")):
        file.set_font("Helvetica", size=size)
        file.text(x, 100, text)
        x += file.get_string_width(text)
    assert text_of(bytes(file.output())) == "NORTHERN LIGHTS is a ship."


def test_a_sentence_goes_on_over_lines_set_further_apart_than_a_table_below() -> None:
    lines = [
        "Net income of the cannery for the quarter was 1.30 million crowns, which includes a",
        "charge of 298,000 crowns for the end of its own shipping.",
    ]
    rows = [(x, 200 + 9.0 * n, text) for n in range(20) for x, text in ((60.0, f"Item {n}"), (300.0, str(100 + n)))]
    text = text_of(drawn([(60, 80 + 20 * n, line) for n, line in enumerate(lines)] + rows))
    assert text.startswith(" ".join(lines) + "\n\n")
    assert "Item 7: 107." in text.split("\n")


def test_a_table_of_contents_is_read_line_by_line() -> None:
    entries = [("Duties", 2), ("Fuel and stores", 3), ("Radio", 14)]
    text = text_of(drawn([(60, 80 + 15 * n, f"{title} {'.' * 60} {page}") for n, (title, page) in enumerate(entries)]))
    assert [block.replace(".", "").split() for block in text.split("\n\n")] == [
        [*t.split(), str(p)] for t, p in entries
    ]


def test_text_set_askew_is_read_apart() -> None:
    file = FPDF(unit="pt", format="A4")
    file.add_page()
    file.set_font("Helvetica", size=11)
    with file.rotation(45, 300, 400):
        file.text(300, 400, "DRAFT")
    file.text(60, 100, "The ferry leaves at noon.")
    assert text_of(bytes(file.output())).split("\n\n") == ["The ferry leaves at noon.", "DRAFT"]


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_text_on_its_side_is_laid_out_as_it_is_read(degrees: int) -> None:
    file = FPDF(unit="pt", format="A4")
    file.add_page()
    file.set_font("Helvetica", size=10)
    with file.rotation(degrees, 300, 400):
        for x, y, text in by_line([*column(LEFT, 100, 320, 30), *column(RIGHT, 340, 320, 30)]):
            file.text(x, y, text)
    assert text_of(bytes(file.output())) == f"{' '.join(LEFT)}\n\n{' '.join(RIGHT)}"


def without_unicode(data: bytes, font: bytes = b"/ToUnicode") -> bytes:
    """The file with its tables of Unicode values hidden."""
    return data.replace(font, b"/NoUnicode")


def unmapped(*texts: str) -> bytes:
    """A page of a text of Helvetica, and of others whose letters have no Unicode values."""
    file = FPDF(unit="pt", format="A4")
    file.set_compression(False)
    file.add_page()
    file.add_font("DejaVu", fname=Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf")
    for number, text in enumerate(texts):
        file.set_font("Helvetica" if number == 0 else "DejaVu", size=11)
        file.text(60, 100 + 40 * number, text)
    return without_unicode(bytes(file.output()))


def test_letters_without_unicode_values_are_noted() -> None:
    long = "The pump is new. " * 5
    document = parse("a.pdf", unmapped(long, "Its warranty"))
    unknown = "\ufffd\ufffd\ufffd \ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd"
    assert document.text.split() == f"{long}{unknown}".split()
    assert document.omissions == ("page 1: 11 letters without a Unicode value; run OCR on the file to read them",)


def test_a_page_of_many_such_letters_is_one_to_be_recognised() -> None:
    content = read_pdf(unmapped("The pump is new.", "Its warranty"))
    assert (content.text, content.scans, content.omissions) == ("The pump is new.", (1,), ())


def test_a_file_of_such_letters_alone_holds_no_text_of_its_own() -> None:
    content = read_pdf(unmapped("", "Its warranty lasts"))
    assert (content.text, content.scans) == ("", (1,))


@pytest.mark.parametrize(
    "title", ["Table of Contents", "10811.exe", r"C:\Users\x\draft", "(anonymous)", "untitled", "1", "scan.pdf"]
)
def test_a_title_that_a_program_made_is_none(title: str) -> None:
    assert sensible_title(title) is None
    assert parse("a.pdf", drawn([(60, 80, "The dyke is long.")], title=title)).title is None


@given(st.integers(0, 10**6))
def test_no_word_is_lost_or_added(seed: int) -> None:
    chance = random.Random(seed)
    texts: list[Text] = []
    for number in range(chance.randint(1, 3)):
        y = chance.uniform(60, 300)
        texts += column(
            [f"{chance.choice(LEFT)}{n}" for n in range(chance.randint(1, 60))],
            50 + 180 * number,
            y,
            chance.randint(12, 26),
        )
    chance.shuffle(texts)
    data = drawn(texts)
    marks = str.maketrans("", "", ";:.")
    assert Counter(text_of(data).translate(marks).split()) == Counter(plain_text(data).translate(marks).split())


def test_a_headline_between_columns_that_is_shorter_than_they_are_wide_parts_them() -> None:
    file = FPDF(unit="pt", format="A4")
    file.add_page()
    file.set_font("Helvetica", size=10)
    for top in (100, 320):
        for x, y, line in [*column(LEFT, 60, top, 30), *column(RIGHT, 320, top, 30)]:
            file.text(x, y, line)
    file.set_font("Helvetica", "B", 14)
    file.text(60, 260, "Next week")
    blocks = text_of(bytes(file.output())).split("\n\n")
    assert blocks == [" ".join(LEFT), " ".join(RIGHT), "## Next week", " ".join(LEFT), " ".join(RIGHT)]


def test_a_line_with_a_date_at_its_right_end_stands_alone() -> None:
    text = text_of(
        drawn(
            [
                (60, 80, "Harbour master, Port Ellery"),
                (470, 80, "2011 - 2024"),
                (
                    60,
                    95,
                    "Led a team of nine people and rebuilt the northern pier in two years for less than was granted it",
                ),
            ]
        )
    )
    assert text.split("\n\n")[0] == "Harbour master, Port Ellery 2011 - 2024"


def test_a_word_drawn_letter_by_letter_is_one_word() -> None:
    file = FPDF(unit="pt", format="A4")
    file.set_font("Helvetica", size=16)
    texts, x = [], 60.0
    for letter in "Team":  # so close that they overlap
        texts.append((x, 80.0, letter))
        x += file.get_string_width(letter) - 0.8
    assert text_of(drawn([*texts, (60, 120, "We are nine.")], size=16)) == "Team\n\nWe are nine."


def test_a_row_of_names_near_the_top_of_a_page_is_no_running_head() -> None:
    rows = [
        ("Plan", "Storage", "Support"),
        ("Basic", "10 GB", "By mail"),
        ("", "for a month", "only"),
        ("Gold", "2 TB", "At all hours"),
    ]
    places = (40.0, 63.0, 76.0, 99.0)
    texts = [
        (x, y, text)
        for y, row in zip(places, rows, strict=True)
        for x, text in zip((60.0, 180.0, 320.0), row, strict=True)
    ]
    assert text_of(drawn(texts)) == (
        "Plan: Basic; Storage: 10 GB for a month; Support: By mail only.\nPlan: Gold; Storage: 2 TB; Support: At all hours."
    )
