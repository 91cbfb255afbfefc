"""A document's text as a page, and its original file: nothing of a document becomes markup, nothing else is sent."""

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html

from app.documents.originals import TEXT_HEADERS, Original, OriginalGone, disposition, find, offset, original, text_page
from app.records import document_id
from index.building.build import build
from index.embedding.embedder import HashingEmbedder
from index.reading.folder import MAX_BYTES
from index.reading.parser import InProcessParser
from index.records import Document
from index.storing.snapshot import Snapshot, open_snapshot
from tests import samples
from tests.hostile import HOST, write_hostile

_TAGS = {
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "header",
    "main",
    "h1",
    "h2",
    "p",
    "bdi",
    "a",
    "div",
    "mark",
    "b",
    "i",
}
_ATTRIBUTES = {"lang", "charset", "name", "content", "dir", "href", "id", "class", "role", "aria-level"}


def _index(root: Path, index_dir: Path) -> Snapshot:
    build(root, index_dir, HashingEmbedder(), parser=InProcessParser(), allow_empty=True)
    return open_snapshot(index_dir, HashingEmbedder())


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder = tmp_path_factory.mktemp("hostile")
    write_hostile(folder / "root")
    samples.good(folder / "root")
    return _index(folder / "root", folder / "index")


@pytest.fixture
def snapshot(corpus: Path, tmp_path: Path) -> Snapshot:
    return _index(corpus, tmp_path / "index")


def _document(text: str, source: str = "a.txt", pages: tuple[int, ...] = ()) -> Document:
    return Document(source, text, None, None, hashlib.sha256(text.encode(errors="replace")).hexdigest(), pages)


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _parsed(page: str) -> etree._Element:
    return html.document_fromstring(page.encode(), parser=html.HTMLParser(encoding="utf-8", huge_tree=True))


def _text(page: str) -> str:
    return "".join("".join(part.itertext()) for part in _parsed(page).iterfind(".//div"))


def _marked(page: str) -> str:
    return "".join("".join(part.itertext()) for part in _parsed(page).iterfind(".//mark"))


def _sources(snapshot: Snapshot) -> Iterator[tuple[str, Document]]:
    return ((document.source, document) for document in snapshot.documents)


def test_no_markup_of_a_document_survives_on_its_page(hostile: Snapshot) -> None:
    assert len(hostile.documents) > len(samples.GOOD) + 4
    for source, document in _sources(hostile):
        page = text_page(document, 0, 5)
        tree = _parsed(page)
        assert {element.tag for element in tree.iter()} <= _TAGS, source
        assert {name for element in tree.iter() for name in element.attrib} <= _ATTRIBUTES, source
        links = [link for element in tree.iter() if (link := element.get("href"))]
        assert sorted(links) == sorted(["#quote", f"{document_id(source, document.sha256)}/original"])
        assert _text(page) == document.text


def test_what_was_written_is_shown_as_it_was_written(hostile: Snapshot) -> None:
    [document] = [document for source, document in _sources(hostile) if source == "evil.md"]
    page = text_page(document)
    assert "Granary" in _text(page)
    assert HOST not in page and "alert(3)" not in page, "Markdown is read as it is rendered"
    assert _parsed(page).findtext(".//title") == document.title


def test_the_page_tells_file_title_date_and_copies(snapshot: Snapshot) -> None:
    [document] = [document for source, document in _sources(snapshot) if source == "harbor.txt"]
    top = _parsed(text_page(replace(document, copies=("copy <1>.txt",)))).find(".//header")
    assert top is not None
    said = [" ".join("".join(part.itertext()).split()) for part in top]
    assert said[0] == "Harbor visit"
    assert said[1:3] == ["harbor.txt · copy <1>.txt", "May 24, 2022 (from its text)"]


def test_a_name_can_not_look_like_another() -> None:
    page = text_page(_document("Text.", "a\u202etxt.exe\n.md"))
    assert "\u202e" not in page
    assert _parsed(page).findtext(".//bdi") == "a\ufffdtxt.exe\ufffd.md"


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=200), st.data())
def test_text_and_quote_are_those_of_the_document(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    pages = tuple(sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=5))))
    page = text_page(_document(text, pages=pages), start, end)
    assert _text(page) == text
    assert _marked(page) == text[start:end]
    assert page.count('id="quote"') == (start < end)
    assert len(_parsed(page).findall(".//h2")) == len(pages)


@pytest.mark.parametrize(
    ("start", "end"),
    [(None, None), (0, None), (None, 4), (3, 3), (4, 2), (-3, 2), (-3, -1), (0, 6), (6, 9), (10**30, 10**31)],
)
def test_offsets_that_are_no_span_mark_nothing(start: int | None, end: int | None) -> None:
    page = text_page(_document("Hello"), start, end)
    assert "<mark" not in page
    assert _text(page) == "Hello"


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", 12), ("0", 0), (None, None), ("", None), ("-1", None), ("1.5", None), ("x", None), ("٣", None),
     ("1\n", None), ("9" * 5000, None)],
)  # fmt: skip
def test_an_offset_in_an_address_is_a_plain_number(text: str | None, number: int | None) -> None:
    assert offset(text) == number


def test_pages_bear_their_numbers_where_they_begin_and_a_quote_may_run_over_them() -> None:
    page = text_page(_document("One.\n\nTwo.", pages=(0, 6, 6)), 2, 10)
    body = page.partition("<main>")[2]
    assert re.sub(r"<div[^>]*>|</div>", "", body).startswith(
        '<h2>Page 1</h2>On<mark id="quote">e.\n\n</mark><h2>Page 2</h2><h2>Page 3</h2><mark>Two.</mark>'
    )


def test_the_pages_of_a_deck_are_slides() -> None:
    assert ">Slide 2<" in text_page(_document("One.\n\nTwo.", "talk.pptx", pages=(0, 6)))
    assert ">Page 2<" in text_page(_document("One.\n\nTwo.", "talk.pdf", pages=(0, 6)))


def test_headings_stand_out_without_their_signs_and_a_quote_may_begin_in_one() -> None:
    text = "# Rules of the *pool*\n\nNo diving.\n## Hours <b>\nFrom nine.\n#no heading\n"
    page = text_page(_document(text), text.index("pool"), text.index("nine"))
    headings = [part for part in _parsed(page).iter() if part.get("role") == "heading"]
    assert [(part.get("aria-level"), "".join(part.itertext())) for part in headings] == [
        ("1", "# Rules of the *pool*"), ("2", "## Hours <b>"),
    ]  # fmt: skip
    assert ["".join(sign.itertext()) for sign in _parsed(page).iterfind(".//b/i")] == ["# ", "## "]
    assert _text(page) == text
    assert _marked(page) == text[text.index("pool") : text.index("nine")]


def test_long_texts_are_cut_in_blocks_and_long_words_too() -> None:
    for text in ("word " * 20_000, "line\n" * 20_000, "x" * 100_000):
        page = text_page(_document(text), 50_000, 50_010)
        assert _text(page) == text
        assert _marked(page) == text[50_000:50_010]
        assert max(len(part) for part in page.split("<div")) < 20_000


def test_what_html_can_not_hold_is_replaced_and_the_quote_stays_in_place() -> None:
    page = text_page(_document("a\0b\x1b\ud800 the quote"), 10, 15)
    assert _text(page) == "a\ufffdb\ufffd\ufffd the quote"
    assert _marked(page) == "quote"
    assert page.encode()


def test_the_page_may_run_load_and_send_nothing() -> None:
    policy = TEXT_HEADERS["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "allow-scripts" not in policy
    assert "unsafe" not in policy
    page = text_page(_document("x"))
    [style] = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    assert "url(" not in style


def test_documents_are_found_by_their_id_and_by_nothing_else(hostile: Snapshot) -> None:
    for source, document in _sources(hostile):
        assert find(hostile, document_id(source, document.sha256)) is document
    own = hostile.documents[0]
    for wrong in ("", "..", own.source, own.sha256, f"{own.sha256}.pdf/..", f"{own.sha256}.exe", f"/{own.sha256}.txt",
                  f"{own.sha256.upper()}.txt", f"{'0' * 64}.txt", f"{own.sha256}.txt\n", "evil.svg"):  # fmt: skip
        assert find(hostile, wrong) is None, wrong


def test_a_document_is_found_under_the_ending_of_a_copy(corpus: Path, tmp_path: Path) -> None:
    (corpus / "zopy.markdown").write_bytes((corpus / "orchard.md").read_bytes())
    snapshot = _index(corpus, tmp_path / "index")
    document = find(snapshot, document_id("zopy.markdown", _hash(corpus / "orchard.md")))
    assert document and document.source == "orchard.md"


def test_originals_are_the_bytes_and_only_a_pdf_is_shown(hostile: Snapshot) -> None:
    for source, document in _sources(hostile):
        own = original(hostile, document)
        assert own.data == (hostile.root / source).read_bytes()
        assert own.inline == (source == "glacier.pdf"), source
        kind = "application/pdf" if own.inline else "application/octet-stream"
        assert own.headers["Content-Type"] == kind
        assert own.headers["Content-Disposition"].startswith("inline" if own.inline else "attachment")
        assert "default-src 'none'" in own.headers["Content-Security-Policy"]
        assert ("sandbox" in own.headers["Content-Security-Policy"]) == (not own.inline)
        for value in own.headers.values():
            assert value.isascii() and value.isprintable(), source


def test_only_what_starts_like_a_pdf_is_shown_as_one() -> None:
    assert not Original("a.pdf", b"<html>%PDF").inline
    assert not Original("a.html", b"%PDF").inline
    assert Original("A.PDF", b"%PDF-1.7").inline


def test_a_changed_file_is_not_sent(snapshot: Snapshot, corpus: Path) -> None:
    [document] = [document for source, document in _sources(snapshot) if source == "harbor.txt"]
    (corpus / "harbor.txt").write_text("Other words.", encoding="utf-8")
    with pytest.raises(OriginalGone, match=r"harbor.txt has changed since it was indexed. Have the folder read again"):
        original(snapshot, document)
    (corpus / "harbor.txt").unlink()
    with pytest.raises(OriginalGone, match=r"harbor.txt is no longer in the folder"):
        original(snapshot, document)


@pytest.mark.skipif(os.name == "nt", reason="links need rights")
def test_a_link_that_took_the_place_of_a_file_is_not_followed(snapshot: Snapshot, corpus: Path, tmp_path: Path) -> None:
    by_source = dict(_sources(snapshot))
    outside = tmp_path / "outside.txt"
    outside.write_bytes((corpus / "harbor.txt").read_bytes())
    (corpus / "harbor.txt").unlink()
    (corpus / "harbor.txt").symlink_to(outside)
    with pytest.raises(OriginalGone, match="link"):
        original(snapshot, by_source["harbor.txt"])
    (corpus / "notes").rename(tmp_path / "moved")
    (corpus / "notes").symlink_to(tmp_path / "moved")
    with pytest.raises(OriginalGone, match="link"):
        original(snapshot, by_source["notes/bridge.txt"])


def test_a_file_that_grew_too_large_is_not_read(snapshot: Snapshot, corpus: Path) -> None:
    with (corpus / "harbor.txt").open("ab") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(OriginalGone, match="larger than 50 MB"):
        original(snapshot, dict(_sources(snapshot))["harbor.txt"])


def test_a_copy_stands_in_for_a_file_that_is_gone(corpus: Path, tmp_path: Path) -> None:
    (corpus / "zopy.md").write_bytes((corpus / "orchard.md").read_bytes())
    snapshot = _index(corpus, tmp_path / "index")
    (corpus / "orchard.md").unlink()
    assert original(snapshot, dict(_sources(snapshot))["orchard.md"]).filename == "zopy.md"


def test_a_folder_that_is_gone_is_said(snapshot: Snapshot, corpus: Path, tmp_path: Path) -> None:
    corpus.rename(tmp_path / "away")
    with pytest.raises(OriginalGone, match="no longer in the folder"):
        original(snapshot, snapshot.documents[0])


@given(st.text(min_size=1))
def test_no_file_name_breaks_out_of_the_header(name: str) -> None:
    header = disposition(name)
    match = re.fullmatch(r"""attachment; filename="([^"\\%]*)"; filename\*=UTF-8''([\w.~%-]*)""", header, re.ASCII)
    assert match
    assert header.isascii() and header.isprintable()
    assert not re.search("[/\\\\]|%2F|%5C|%0A|%0D|%00", header)
