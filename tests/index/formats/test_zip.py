"""Zip containers: bombs, entities, wrong names and wrong types are refused before a parser sees them."""

import io
import subprocess
import sys
import zipfile

import pytest

from index.errors import LoadError
from index.formats import zip as containers
from index.formats.registry import parse
from index.formats.zip import Container
from tests.samples import LAUGHS, docx, epub, paragraph, understated, zipped


def test_no_part_unpacks_to_more_than_its_listed_size() -> None:
    assert len(Container(understated(), ".docx").read("word/media/zeros.bin")) == 9


def test_a_listed_size_that_is_too_large_is_refused() -> None:
    data = understated().replace((9).to_bytes(4, "little"), (60_000_000).to_bytes(4, "little"))
    data = data.replace((60_000_000).to_bytes(4, "little"), (5_000_000).to_bytes(4, "little"))
    with pytest.raises(LoadError, match="cut short or altered"):
        parse("a.docx", data)


def test_many_parts_that_are_large_together_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "MOST_BYTES", 1_000_000)
    with pytest.raises(LoadError, match="it unpacks to 2 MB, more than 1; split it"):
        parse("a.docx", docx("", {f"word/{number}": bytes(100_000) for number in range(20)}))


def test_more_parts_than_any_document_has_are_refused() -> None:
    with pytest.raises(LoadError, match="more than 10,000 parts"):
        parse("a.docx", zipped({f"word/{number}": b"" for number in range(10_001)}))


@pytest.mark.parametrize("name", ["../word/a.xml", "/word/a.xml", "word/../../a.xml", "word\\..\\a.xml"])
def test_a_part_that_points_out_of_the_container_is_refused(name: str) -> None:
    with pytest.raises(LoadError, match="a part is named"):
        parse("a.docx", docx("", {name: "x"}))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("name", ["word/document.xml", "word/styles.xml", "docProps/core.xml", "word/part.bin"])
def test_entities_are_refused_in_whatever_part(name: str, encoding: str) -> None:
    part = f'{LAUGHS}<w:a xmlns:w="w">&i;</w:a>'.encode(encoding)
    with pytest.raises(LoadError, match="its XML defines entities"):
        parse("a.docx", docx(paragraph("x"), {name: part}))


def test_entities_across_two_blocks_are_seen() -> None:
    for shift in range(9):
        part = b"<?xml version='1.0'?>".ljust((1 << 16) - shift) + b"<!ENTITY a 'b'>"
        with pytest.raises(LoadError, match="its XML defines entities"):
            parse("a.docx", docx("", {"word/x.xml": part}))


@pytest.mark.parametrize("encoding", ["utf-7", "cp037", "utf-32", "utf-32-le"])
def test_encodings_in_which_entities_would_hide_are_refused(encoding: str) -> None:
    prolog = f'<?xml version="1.0" encoding="{encoding}"?>'
    part = (
        (prolog.encode("ascii") + LAUGHS.encode(encoding))
        if encoding == "utf-7"
        else (prolog + LAUGHS).encode(encoding)
    )
    with pytest.raises(LoadError, match="encoding that its format does not allow"):
        parse("a.docx", docx("", {"word/styles.xml": part}))


def test_external_entities_are_refused() -> None:
    prolog = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    with pytest.raises(LoadError, match="its XML defines entities"):
        parse("a.docx", docx(paragraph("&x;"), prolog=prolog))


def test_entities_are_refused_in_opendocument_and_not_expanded_in_books() -> None:
    part = f"{LAUGHS}<a>&i;</a>"
    for data, source in ((zipped({"content.xml": part}), "a.odt"), (epub("", package=part), "a.epub")):
        with pytest.raises(LoadError, match="its XML defines entities"):
            parse(source, data)
    chapter = f'<?xml version="1.0"?>{LAUGHS}<html><body><p>Ferry &i; &nbsp;left.</p></body></html>'
    text = parse("a.epub", epub("", {"OPS/a.xhtml": chapter})).text
    assert "Ferry" in text and len(text) < 1_000


@pytest.mark.parametrize(
    ("source", "data", "reason"),
    [
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), r"save it as \.docx, .* without a password"),
        ("a.docx", zipped({"notes.txt": "x"}), r"it is really a zip file, not \.docx"),
        ("a.odt", zipped({"content.xml": "<a/>"}), r"not a text document"),
    ],
)
def test_what_is_another_type_is_said(source: str, data: bytes, reason: str) -> None:
    with pytest.raises(LoadError, match=reason):
        parse(source, data)


def test_zip_files_within_are_not_opened() -> None:
    inner = docx(paragraph("inner words"))
    assert parse("a.docx", docx(paragraph("outer words"), {"word/embeddings/a.docx": inner})).text == "outer words"


def test_a_part_with_a_wrong_checksum_is_refused() -> None:
    data = bytearray(docx(paragraph("words")))
    place = zipfile.ZipFile(io.BytesIO(data)).getinfo("word/styles.xml").header_offset
    data[place + 60] ^= 1
    with pytest.raises(LoadError, match="cut short or altered"):
        parse("a.docx", bytes(data))


def test_plain_text_pays_for_no_library_of_other_formats() -> None:
    heavy = "lxml anydoc markdown_it olefile openpyxl pypdfium2 yaml defusedxml".split()
    script = f"import sys, index.formats.registry as f; f.parse('a.txt', b'# A'); print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_encoding_declared_far_from_the_start_is_refused() -> None:
    declared = '<?xml version="1.0"' + " " * 300 + 'encoding="UTF-7"?><x/>'
    with pytest.raises(LoadError, match="encoding"):
        parse("a.docx", docx("", {"word/more.xml": declared}))
