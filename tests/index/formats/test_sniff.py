"""Names that lie: a file is read as what it is, or refused as that."""

import json

import pytest

from index.errors import LoadError
from index.formats.registry import parse
from tests.samples import GOOD, docx, odt, paragraph, pdf, zipped

_PAGE = "<!DOCTYPE html><html><body><script>x</script><p>The weir was rebuilt in 1974.</p></body></html>"
_TABLE = "Weir\tBuilt\nAlna\t1974\n"


@pytest.mark.parametrize(
    ("source", "data", "text"),
    [
        ("a.txt", pdf("The weir\nIt was rebuilt."), "rebuilt"),
        ("report", pdf("The weir\nIt was rebuilt."), "rebuilt"),
        ("invoice.pdf.1", pdf("The weir\nIt was rebuilt."), "rebuilt"),
        ("a.docx", pdf("The weir\nIt was rebuilt."), "rebuilt"),
        ("a.docx", GOOD["quarry.rtf"][0](), "The quarry was closed by René Vauclair in winter."),
        ("a.txt", docx(paragraph("Words.")), "Words."),
        ("a.odt", docx(paragraph("Words.")), "Words."),
        ("a.epub", odt("<text:p>Words.</text:p>"), "Words."),
        ("a.docx", b"Only words.", "Only words."),
        ("a.docx", _PAGE.encode(), "The weir was rebuilt in 1974."),
        ("a.xlsx", _PAGE.encode(), "The weir was rebuilt in 1974."),
        ("a.xlsx", _TABLE.encode(), "Weir: Alna; Built: 1974."),
        ("a.csv", GOOD["beehives.xlsx"][0](), "Tomas Okafor"),
        ("a.pdf", _PAGE.encode(), "The weir was rebuilt in 1974."),
        ("a.txt", _PAGE.encode(), "The weir was rebuilt in 1974."),
        ("a.html", b"Only words, and no HTML.", "Only words, and no HTML."),
        ("a.txt", json.dumps({"weir": {"built": 1974}}).encode(), parse("a.json", b'{"weir": {"built": 1974}}').text),
        ("a.geojson", b'[{"weir": "Alna"}]', parse("a.json", b'[{"weir": "Alna"}]').text),
        ("a.log", b'{"weir": "Alna"}\n{"weir": "Akerselva"}\n', "Akerselva"),
        ("a.txt", b'{"weir": that is no JSON', '{"weir": that is no JSON'),
        ("a.yaml", b"weir: Alna\n", "weir: Alna\n"),
        ("a.py", b"# The weir.\nprint('<html>')\n", "# The weir.\nprint('<html>')\n"),
        ("LICENSE", b"All rights reserved.", "All rights reserved."),
    ],
)
def test_a_file_is_read_as_what_it_is(source: str, data: bytes, text: str) -> None:
    document = parse(source, data)
    assert text in document.text
    assert document.source == source
    assert not document.omissions


@pytest.mark.parametrize(
    ("source", "data", "reason"),
    [
        (
            "a.txt",
            b"GIF89a\0\0\1\2\3\4\5",
            "it is a picture, not a document, and its name is wrong",
        ),
        ("a.csv", b"SQLite format 3\0" + bytes(range(32)), "it is a database; export its tables as .csv"),
        ("a.md", b"7z\xbc\xaf\x27\x1c\0\4" + bytes(range(32)), "it is an archive; unpack it into the folder"),
        ("a.txt", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a document of an old Office"),
        ("a.docx", zipped({"notes.txt": "x"}), "it is really a zip file, not .docx"),
    ],
)
def test_what_is_no_document_is_named_whatever_its_ending(source: str, data: bytes, reason: str) -> None:
    with pytest.raises(LoadError) as error:
        parse(source, data)
    assert reason in str(error.value)
