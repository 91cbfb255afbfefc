"""Archives: every file inside is read under its name or noted, and what is too much is to be unpacked."""

import pytest

from index.errors import LoadError
from index.formats import attached
from index.formats.registry import parse
from tests.samples import GOOD, docx, paragraph, pdf, zipped


def test_every_file_inside_is_read_under_its_name_or_noted() -> None:
    planted: dict[str, str | bytes] = {
        "notes.txt": "The weir was rebuilt in 1974.",
        "deep/er/report.docx": docx(paragraph("The mill was sold.")),
        "deep/glacier.pdf": pdf("Glacier\nThe glacier was measured."),
        "table.csv": "Name,Age\nAda,36\n",
        "LICENSE": "All rights reserved.",
        "inner.zip": zipped({"secret.txt": "Not opened."}),
        "broken.pdf": b"%PDF-1.7 cut off",
        "old.pages": b"PK",
        "a.gif": "GIF89a", "b.mp4": b"\0", "__MACOSX/x.txt": "x", ".git/config": "x", "node_modules/a/b.js": "x",
        "folder/": b"",
    }  # fmt: skip
    document = parse("a.zip", zipped(planted))
    for words in (
        "# notes.txt\n\nThe weir was rebuilt in 1974.",
        "# deep/er/report.docx\n\nThe mill was sold.",
        "# deep/glacier.pdf",
        "The glacier was measured.",
        "Name: Ada; Age: 36.",
        "# LICENSE\n\nAll rights reserved.",
    ):
        assert words in document.text
    notes = "\n".join(document.omissions)
    for note in (
        "1 picture",
        "1 video",
        "secret.txt",
        "broken.pdf not read",
        "old.pages not read",
        "installed packages",
    ):
        assert note in notes, note
    assert "Not opened" not in document.text


def test_what_is_too_much_is_noted_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    document = parse("a.zip", zipped({f"{number:03}.txt": f"Note {number}." for number in range(attached.MOST + 9)}))
    assert f"Note {attached.MOST - 1}." in document.text
    assert document.omissions == ("9 more files inside, as there are too many: unpack the archive into the folder",)


def test_an_archive_with_a_document_of_every_kind_is_read() -> None:
    good = {source: make() for source, (make, _) in GOOD.items() if not source.endswith((".zip", ".png"))}
    document = parse("a.zip", zipped(good))
    for source in good:
        assert GOOD[source][1][1] in document.text, source


@pytest.mark.parametrize("name", ["../a.txt", "/a.txt"])
def test_a_name_that_points_out_of_the_archive_is_refused(name: str) -> None:
    with pytest.raises(LoadError, match="a part is named"):
        parse("a.zip", zipped({name: "x"}))


@pytest.mark.parametrize("name", ["a.zip", "a.docx", "a.txt"])
def test_an_empty_archive_is_refused_under_every_name(name: str) -> None:
    with pytest.raises(LoadError, match=r"archive|really a zip file"):
        parse(name, zipped({}))
