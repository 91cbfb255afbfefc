"""What a PDF holds beside its text is read or noted: fields, notes, links, files, layers, pictures."""

import pytest

from index.errors import LoadError
from index.formats.pdf.reader import read_pdf
from index.formats.registry import parse
from index.records import Document
from tests.raw_pdf import TEXT, raw_pdf, stream, widget

MARKED = "/Rect [72 695 250 715] /QuadPoints [72 712 250 712 72 697 250 697]"


def _read(*annotations: str, **rest: object) -> Document:
    return parse("a.pdf", raw_pdf(annotations, **rest))  # type: ignore[arg-type]


def _lines(document: Document) -> list[str]:
    return [line for line in document.text.split("\n") if line]


def _button(name: str, state: str, on: str, kind: str = "", rect: str = "200 500 212 512") -> str:
    looks = f"/AP << /N << /{on} 6 0 R /Off 6 0 R >> >>"
    return widget(name, f"/FT /Btn {kind} /V /{state} /AS /{state} {looks}", rect)


def test_fields_of_a_form_are_lines_that_name_them() -> None:
    document = _read(
        widget("topmost[0].Name_of_vessel[0]", "/FT /Tx /V (Sea Lark)"),
        widget("Text7", "/FT /Tx /TU (Owner of the vessel) /V (Tobias Wren)"),
        widget("empty", "/FT /Tx"),
        widget("Berth", "/FT /Ch /Ff 131072 /Opt [[(a) (A12)] [(c) (C17)]] /V (c)"),
        widget("Colours", "/FT /Ch /Ff 2097152 /Opt [(red) (green) (blue)] /V [(red) (blue)]"),
        widget("secret", "/FT /Tx /Ff 8192 /V (hunter2)"),
        _button("Hotel needed", "Yes", "Yes"),
        _button("Meals", "Off", "Yes"),
        form=True,
    )
    assert _lines(document)[2:] == [
        "- Name of vessel: Sea Lark", "- Owner of the vessel: Tobias Wren", "- Berth: C17", "- Colours: red, blue",
        "- Hotel needed: yes", "- Meals: no",
    ]  # fmt: skip
    assert document.page(document.text.index("C17")) == 1


def test_a_field_that_a_program_named_has_the_label_printed_beside_it() -> None:
    beside = "BT /F1 12 Tf 100 604 Td (Berth wanted:) Tj ET"
    above = "BT /F1 12 Tf 200 524 Td (Remarks) Tj ET"
    document = _read(
        widget("Text1", "/FT /Tx /V (C17)"),
        widget("undefined_2", "/FT /Tx /V (Mind the dog)", "200 500 400 520"),
        content=f"{TEXT} {beside} {above}",
        form=True,
    )
    assert _lines(document)[-2:] == ["- Berth wanted: C17", "- Remarks: Mind the dog"]


@pytest.mark.parametrize(("state", "line"), [("Visa", "Payment: Visa"), ("Off", "Payment: none chosen")])
def test_radio_buttons_are_one_line(state: str, line: str) -> None:
    kind = "/FT /Btn /Ff 49152"
    kids = [
        f"/Subtype /Widget /Parent 8 0 R /Rect [200 {500 + 20 * number} 212 {512 + 20 * number}] "
        f"/AS /{choice if choice == state else 'Off'} /AP << /N << /{choice} 4 0 R /Off 4 0 R >> >>"
        for number, choice in enumerate(["Visa", "Cash"])
    ]
    parent = f"<< /T (Payment) {kind} /V /{state} /Kids [6 0 R 7 0 R] >>"
    document = _read(*kids, objects=[parent], catalog="/AcroForm << /Fields [8 0 R] >>")
    assert _lines(document)[-1] == f"- {line}"


def test_a_value_that_the_page_shows_behind_its_label_is_said_once() -> None:
    document = _read(
        widget("Vessel", "/FT /Tx /V (Sea Lark)"), content="BT /F1 12 Tf 72 700 Td (Vessel: Sea Lark) Tj ET", form=True
    )
    assert document.text == "Vessel: Sea Lark"


def test_notes_say_who_wrote_them_and_on_which_words() -> None:
    document = _read(
        "/Subtype /FreeText /Rect [60 500 400 540] /Contents (Rent lowered to 820 crowns) /T (Ada)",
        "/Subtype /Text /Rect [300 400 320 420] /Contents (Ask about the deposit)",
        f"/Subtype /Highlight {MARKED} /Contents (Too high) /T (Ben)",
        f"/Subtype /Highlight {MARKED}",
        f"/Subtype /StrikeOut {MARKED} /T (Ben)",
        "/Subtype /Caret /Rect [250 690 260 700] /Contents (850 crowns) /T (Ben)",
        "/Subtype /Popup /Rect [0 0 9 9] /Contents (Too high)",
        "/Subtype /Text /Rect [0 0 9 9] /StateModel (Review) /State (Accepted) /Contents (Accepted set by Ben)",
        "/Subtype /Text /Rect [0 0 9 9] /F 2 /Contents (Between us)",
    )
    words = "The rent is 900 crowns a month."
    assert _lines(document)[2:] == [
        "Note (Ada): Rent lowered to 820 crowns", "Note: Ask about the deposit", f"Note (Ben) on “{words}”: Too high",
        f"Struck out (Ben): “{words}”", "Inserted (Ben): 850 crowns",
    ]  # fmt: skip
    assert document.omissions == ("1 hidden note or field (page 1)",)


def _link(address: str, rect: str = "72 695 250 715") -> str:
    return f"/Subtype /Link /Rect [{rect}] /A << /S /URI /URI ({address}) >>"


def test_links_keep_their_address_once() -> None:
    document = _read(
        _link("https://gol.example/minutes"),
        _link("https://gol.example/minutes"),
        _link("mailto:ada@gol.example", "72 100 90 110"),
        _link("javascript:alert\\(1\\)"),
        "/Subtype /Link /Rect [72 695 250 715] /Dest [3 0 R /Fit]",
        "/Subtype /Link /Rect [72 695 250 715] /A << /S /Launch /F (evil.exe) >>",
    )
    assert _lines(document)[2:] == [
        "- Link: The rent is 900 crowns a month. (https://gol.example/minutes)", "- Link: mailto:ada@gol.example",
    ]  # fmt: skip


def test_a_link_whose_address_the_page_shows_is_not_said_again() -> None:
    content = "BT /F1 12 Tf 72 700 Td (See www.gol.example for more.) Tj ET"
    assert _read(_link("http://www.gol.example/"), content=content).text == "See www.gol.example for more."


def _attaching(*files: tuple[str, str]) -> bytes:
    objects, names = [], []
    for number, (name, content) in enumerate(files):
        objects += [stream(content, "/Type /EmbeddedFile"), f"<< /Type /Filespec /F ({name}) /EF << /F {6 + 2 * number} 0 R >> >>"]  # fmt: skip
        names.append(f"({name}) {7 + 2 * number} 0 R")
    catalog = f"/Names << /EmbeddedFiles << /Names [{' '.join(names)}] >> >>"
    return raw_pdf(catalog=catalog, objects=objects)


def test_attached_files_are_read_or_named() -> None:
    document = parse(
        "a.pdf", _attaching(("prices.csv", "Item,Price\nOak beam,118\n"), ("plan.dwg", "AC1032"), ("bad.json", "{"))
    )
    assert document.text.endswith("# prices.csv\n\nItem: Oak beam; Price: 118.")
    assert [omission.split(" not read")[0] for omission in document.omissions] == [
        "attachment plan.dwg", "attachment bad.json",
    ]  # fmt: skip


def test_files_of_attached_files_are_named() -> None:
    inner = _attaching(("deep.txt", "Deep words.")).decode("latin-1")
    document = parse("a.pdf", _attaching(("inner.pdf", inner)))
    assert "# inner.pdf" in document.text and "Deep words" not in document.text
    assert document.omissions == ("attachment deep.txt of attachment inner.pdf not read: save it as a file of its own",)


def test_a_file_pinned_to_a_page_is_read() -> None:
    pinned = "/Subtype /FileAttachment /Rect [0 0 9 9] /FS << /Type /Filespec /F (tide.txt) /EF << /F 7 0 R >> >>"
    document = _read(pinned, objects=[stream("High tide is at noon.", "/Type /EmbeddedFile")])
    assert document.text.endswith("# tide.txt\n\nHigh tide is at noon.")


def test_a_form_of_another_program_is_refused_with_a_way_out() -> None:
    words = (
        "BT /F1 12 Tf 72 700 Td 20 TL (Please wait...) Tj T* (If this message is not eventually replaced by the proper "
        "contents of the) Tj T* (document, your PDF viewer may not be able to display it.) Tj ET"
    )
    with pytest.raises(LoadError, match="only Adobe Reader shows: open it there, print it to PDF"):
        read_pdf(raw_pdf(content=words))


def test_figures_of_a_tagged_page_are_read_by_what_is_said_of_them() -> None:
    document = _read(
        content=f"/Figure << /MCID 0 >> BDC 10 10 100 100 re f EMC {TEXT}",
        catalog="/MarkInfo << /Marked true >> /StructTreeRoot 6 0 R",
        page="/StructParents 0",
        objects=[
            "<< /Type /StructTreeRoot /K 7 0 R /ParentTree << /Nums [0 [7 0 R]] >> >>",
            "<< /Type /StructElem /S /Figure /P 6 0 R /Pg 3 0 R /K 0 /Alt (A heron stands on the weir) >>",
        ],
    )
    assert _lines(document)[-1] == "Picture: A heron stands on the weir"


def test_films_are_counted() -> None:
    document = _read("/Subtype /Movie /Rect [0 0 99 99] /T (Tour)", "/Subtype /Screen /Rect [0 0 99 99]")
    assert document.omissions == ("2 recordings or films (page 1)",)


def test_many_annotations_take_no_long() -> None:
    document = _read(*["/Subtype /Text /Rect [0 0 9 9] /Contents (Same)"] * 3000)
    assert _lines(document)[2:] == ["Note: Same"]


def test_a_bookmark_whose_words_its_page_lacks_is_a_heading() -> None:
    document = _read(
        catalog="/Outlines 6 0 R",
        objects=[
            "<< /Type /Outlines /First 7 0 R /Last 8 0 R /Count 2 >>",
            "<< /Title (Boathouse contract) /Parent 6 0 R /Next 8 0 R /Dest [3 0 R /Fit] >>",
            "<< /Title (The rent) /Parent 6 0 R /Prev 7 0 R /Dest [3 0 R /Fit] >>",
        ],
    )
    assert document.text.startswith("# Boathouse contract\n\nThe rent is") and "# The rent" not in document.text


def test_a_layer_that_is_off_is_read() -> None:
    hidden = "/OC /layer BDC BT /F1 12 Tf 72 500 Td (Words of a hidden layer.) Tj ET EMC"
    data = raw_pdf(
        content=f"{TEXT} {hidden}",
        catalog="/OCProperties << /OCGs [6 0 R] /D << /OFF [6 0 R] >> >>",
        objects=["<< /Type /OCG /Name (Draft) >>"],
    ).replace(b"/Resources <<", b"/Resources << /Properties << /layer 6 0 R >>")
    assert "Words of a hidden layer." in parse("a.pdf", data).text


def test_signatures_are_counted_and_widgets_without_a_form_read() -> None:
    signature = "/FT /Sig /V << /Type /Sig /Filter /Adobe.PPKLite /Contents <00> /ByteRange [0 1 2 3] >>"
    assert "1 digital signature" in _read(widget("Signed", signature), form=True).omissions
    assert _lines(_read(widget("Vessel", "/FT /Tx /V (Sea Lark)")))[-1] == "- Vessel: Sea Lark"


def test_looking_for_words_on_a_crowded_page_has_an_end() -> None:
    lines = " ".join(f"({'word ' * 60}) Tj T*" for _ in range(300))
    content = f"BT /F1 2 Tf 2 TL 10 780 Td {lines} ET"
    links = [_link(f"https://gol.example/{number}", "0 0 612 792") for number in range(2000)]
    document = _read(*links, content=content)
    assert document.text.count("Link: ") == 2000 and "Link: https://gol.example/1999" in document.text
    assert len(document.text) < 300_000
