"""What can be fetched of the pages of a PDF: those of the file as it was indexed, and nothing of any other."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from lxml import html

from app.bot import LiveBot
from app.collection import Collections, Served
from app.documents.folder import Folder
from app.documents.pages import Pages
from app.records import document_id
from app.web.routes import Sent, Visit
from app.web.views.pages import page_views
from index.building.build import build
from index.embedding.embedder import HashingEmbedder
from index.errors import CiteseedError, LoadError
from index.formats.pdf.shown import Seen
from index.reading.pages import InProcessPages
from index.reading.parser import InProcessParser
from index.records import Document
from index.storing.snapshot import open_snapshot
from tests.samples import pdf

FIRST, SECOND = "The dome opens in March.", "Ingrid Halloran polished the telescope mirror."


class Counting(InProcessPages):
    """Says how often a page was drawn."""

    def __init__(self) -> None:
        self.count = 0

    def drawn(self, data: bytes, number: int, width: int) -> bytes:
        self.count += 1
        return super().drawn(data, number, width)


class Failing(InProcessPages):
    def drawn(self, data: bytes, number: int, width: int) -> bytes:
        raise LoadError("its page can't be shown")

    def seen(self, data: bytes, number: int, text: str, start: int, end: int) -> Seen:
        raise LoadError("its page can't be shown")


class World:
    """A folder with a PDF and a text, as the views see it."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "docs"
        self.root.mkdir()
        (self.root / "zoo <b>.pdf").write_bytes(pdf(f"Observatory\n{FIRST}", f"Telescope\n{SECOND}"))
        (self.root / "note.txt").write_text("Nothing of a page.\n", encoding="utf-8")
        build(self.root, folder / "index", HashingEmbedder(), parser=InProcessParser())
        self.snapshot = open_snapshot(folder / "index", HashingEmbedder())
        self.reader = Counting()
        self.pages = Pages(self.reader)

    def document(self, source: str = "zoo <b>.pdf") -> Document:
        return next(document for document in self.snapshot.documents if document.source == source)

    def fetched(
        self, path: str, id: str = "", number: str = "", pages: Pages | None = None, **query: str
    ) -> Sent | None:
        document = self.document()
        live = cast(LiveBot, SimpleNamespace(bot=SimpleNamespace(snapshot=self.snapshot)))
        view = next(
            view
            for view in page_views(Collections({"": Served("", live, cast(Folder, None))}), pages or self.pages)
            if view.path.endswith(path)
        )
        id = id or document_id(document.source, document.sha256)
        return view.send(Visit("", {"id": id, "number": number}, query, {}))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    yield World(tmp_path)


def test_a_page_is_a_picture_that_is_drawn_once(world: World) -> None:
    for width in ("1000", "999", "1000"):
        sent = world.fetched(".webp", number="2", width=width)
        assert (
            sent and bytes(cast(bytes, sent.content))[8:12] == b"WEBP" and sent.headers["Content-Type"] == "image/webp"
        )
    assert world.reader.count == 1
    for width in ("9" * 9, "0", "x", "-5"):
        assert world.fetched(".webp", number="1", width=width)


def test_few_pictures_are_kept(world: World) -> None:
    pages = Pages(world.reader, kept=1)
    for _ in range(2):
        assert world.fetched(".webp", number="1", pages=pages)
    assert world.reader.count == 2


@pytest.mark.parametrize("number", ["0", "3", "999999", "-1", "x", "9" * 5000, "1.5", ""])
def test_there_is_no_other_page(world: World, number: str) -> None:
    assert world.fetched(".webp", number=number) is None


def test_there_is_no_other_document(world: World) -> None:
    note = world.document("note.txt")
    for id in ("", "0" * 64 + ".pdf", "../zoo.pdf"):
        assert world.fetched(".webp", id=id or document_id(note.source, note.sha256), number="1") is None
    sent = world.fetched("/pages", id=document_id(note.source, note.sha256), start="0", end="7")
    assert sent and sent.content == ""


def test_the_quote_is_in_a_box_on_its_page(world: World) -> None:
    text = world.document().text
    start = text.index(SECOND)
    sent = world.fetched("/pages", start=str(start), end=str(start + len(SECOND)))
    assert sent and "sandbox" in sent.headers["Content-Security-Policy"]
    (figure,) = html.fragments_fromstring(str(sent.content))
    (image,) = figure.iter("img")
    assert image.get("alt") == "Page 2 of Observatory, the quote is marked"
    assert image.get("src").endswith(".pdf/pages/2.webp?width=1000")
    assert len(figure.find_class("box")) == 1
    assert [link.get("href").partition("#")[2] for link in figure.iter("a")] == ["page=2"]


def test_a_quote_over_two_pages_is_in_a_box_on_each(world: World) -> None:
    text = world.document().text
    start, end = text.index(FIRST), text.index(SECOND) + len(SECOND)
    sent = world.fetched("/pages", start=str(start), end=str(end))
    assert sent
    figures = html.fragments_fromstring(str(sent.content))
    assert [len(figure.find_class("box")) > 0 for figure in figures] == [True, True]


@pytest.mark.parametrize(
    ("start", "end"), [("5", "5"), ("9", "3"), ("0", "99999999"), ("-1", "4"), ("x", "4"), ("", ""), ("9" * 5000, "1")]
)
def test_offsets_that_are_no_quote_show_nothing(world: World, start: str, end: str) -> None:
    sent = world.fetched("/pages", start=start, end=end)
    assert sent and sent.content == ""


def test_a_changed_file_and_one_that_fails_show_nothing(world: World) -> None:
    sent = world.fetched("/pages", pages=Pages(Failing()), start="0", end="5")
    assert sent and sent.content == ""
    with pytest.raises(CiteseedError):
        world.fetched(".webp", number="1", pages=Pages(Failing()))
    (world.root / "zoo <b>.pdf").write_bytes(pdf("Something else"))
    assert (sent := world.fetched("/pages", start="0", end="5")) and sent.content == ""
    with pytest.raises(CiteseedError, match="has changed"):
        world.fetched(".webp", number="1")
