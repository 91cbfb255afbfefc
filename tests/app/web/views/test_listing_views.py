"""The list of documents as it is fetched, and what is done to the folder from it."""

import re
import threading
import time
from collections.abc import Sequence
from html import unescape
from pathlib import Path
from typing import cast

import pytest

from app.bot import LiveBot
from app.collection import Collections, Served
from app.documents.folder import Folder, ReadOnly
from app.errors import AWAY, QuestionError
from app.reader.reader import WordReader
from app.web.routes import Sent, Visit
from app.web.views.listing import listing_views
from index.embedding.embedder import HashingEmbedder, Vectors
from index.embedding.foreign import Foreign
from index.embedding.multilingual import COMMAND, LANGUAGES
from index.errors import CorpusError, StoreUnreachable
from index.reading.parser import InProcessParser
from index.storing.files import FileStore
from index.storing.store import Store
from tests.in_process import build, rebuild


class HeldEmbedder(HashingEmbedder):
    """Embeds no document while it is held."""

    def __init__(self, languages: frozenset[str] | None = None) -> None:
        super().__init__()
        self.languages = languages
        self.go = threading.Event()
        self.go.set()

    def documents(self, texts: Sequence[str]) -> Vectors:
        assert self.go.wait(60)
        return super().documents(texts)


class Place:
    """A folder of documents, and what is fetched of it."""

    def __init__(
        self,
        root: Path,
        index_dir: Path | Store,
        *,
        read_only: bool = False,
        languages: frozenset[str] | None = None,
    ) -> None:
        embedder = self.embedder = HeldEmbedder(languages)
        self.live = LiveBot(index_dir, root, embedder, rebuild=rebuild, reader=WordReader())
        self.folder = Folder(root, index_dir, embedder, read_only=read_only, parser=InProcessParser())

    def get(self, path: str, language: str = "en", **query: str) -> str:
        return self._send("GET", path, Visit("", {}, query, {}, language))

    def post(self, path: str, **form: str) -> str:
        return self._send("POST", path, Visit("", {}, {}, form))

    def looked(self) -> str:
        """The list as of a look at the folder from now on, once that is over."""
        deadline, said = time.monotonic() + 60, self.get("/documents", again="1")
        while 'class="listed looking"' in said and time.monotonic() < deadline:
            said = self.get("/documents")
        return said

    def built(self) -> str:
        """What is said of the build once it is over."""
        deadline = time.monotonic() + 60
        while 'class="running"' in (said := self.get("/documents/building")) and time.monotonic() < deadline:
            time.sleep(0.02)
        return said

    def _send(self, method: str, path: str, visit: Visit) -> str:
        views = listing_views(Collections({"": Served("", self.live, self.folder)}))
        (view,) = (view for view in views if (view.path, view.method) == (path, method))
        sent = view.send(visit)
        return cast(str, cast(Sent, sent).content)


@pytest.fixture
def place(corpus: Path, tmp_path: Path) -> Place:
    return Place(corpus, tmp_path / "index")


def test_a_page_of_the_list_is_fetched(place: Place) -> None:
    assert place.get("/documents").count("<tr data-source") == 3
    assert place.get("/documents", q="bridge").count("<tr data-source") == 1
    assert "1–3" not in place.get("/documents")
    assert place.get("/documents", page="999", sort="bad", state="bad", q="").count("<tr data-source") == 3
    assert "No document" in place.get("/documents", q="x" * 10_000)


def test_a_document_is_deleted_and_the_folder_read_again(place: Place, corpus: Path) -> None:
    assert "Deleted <bdi>harbor.txt</bdi>." in place.post("/documents/delete", source="harbor.txt")
    assert not (corpus / "harbor.txt").exists()
    assert "Removed 1 document" in place.built()
    assert "harbor.txt" not in place.get("/documents")
    assert "harbor.txt was not deleted: it is not in the folder" in place.post("/documents/delete", source="harbor.txt")


def test_nothing_else_is_deleted(place: Place, tmp_path: Path) -> None:
    secret = tmp_path / "x"
    secret.write_text("The code is 4711.", encoding="utf-8")
    for source in ("../x", str(secret), "notes", "..", "", "notes/../harbor.txt", "<b>"):
        assert "was not deleted: it is not in the folder" in place.post("/documents/delete", source=source)
    assert "&lt;b&gt;" in place.post("/documents/delete", source="<b>")
    assert secret.exists() and place.folder.building is None


def test_the_folder_is_read_again_and_what_came_of_it_stays_to_be_read(place: Place, corpus: Path) -> None:
    assert place.get("/documents/building").startswith('<div class="over"')
    (corpus / "new.txt").write_text("The mill was sold.", encoding="utf-8")
    (corpus / "broken.pdf").write_bytes(b"%PDF-1.7 of nothing")
    assert "The folder has changed since it was read." in place.looked()
    place.embedder.go.clear()
    assert 'class="running"' in place.post("/documents/building")
    place.embedder.go.set()
    said = place.built()
    assert "Read 1 new document in" in said and "1 could not be read: broken.pdf: damaged or not a PDF" in said.replace(
        "&#58;", ":"
    )
    assert f'data-generation="{place.live.bot.snapshot.generation}"' in said
    rows = place.get("/documents")
    assert "new.txt" in rows and "1 not read" in rows and "has changed since" not in rows


def test_a_folder_that_is_gone_is_said(place: Place, corpus: Path) -> None:
    corpus.rename(corpus.with_name("away"))
    assert "There is no folder" in place.looked()
    with pytest.raises(CorpusError):
        place.post("/documents/delete", source="harbor.txt")
    place.post("/documents/building")
    assert "The folder was not read again." in place.built()


def test_read_only_changes_nothing(corpus: Path, tmp_path: Path) -> None:
    place = Place(corpus, tmp_path / "index", read_only=True)
    assert "delete" not in place.get("/documents")
    for path, form in (("/documents/delete", {"source": "harbor.txt"}), ("/documents/building", {})):
        with pytest.raises(ReadOnly):
            place.post(path, **form)
    assert (corpus / "harbor.txt").exists()


def test_languages_that_the_embedder_does_not_know_are_said_while_it_is_so(
    corpus: Path, tmp_path: Path, spanish: str
) -> None:
    (corpus / "comunicado.txt").write_text(spanish, encoding="utf-8")
    (corpus / "sesión.txt").write_text(f"{spanish} Fin.", encoding="utf-8")
    build(corpus, tmp_path / "index", HashingEmbedder())
    english = Place(corpus, tmp_path / "index", languages=frozenset({"en"}), read_only=True)
    assert english.folder.building is None, "as after a restart: nothing was built"
    about = re.findall("<p>(.*?)</p>", unescape(english.get("/documents")))
    assert about[1] == (
        "2 of 5 documents are in languages that hashing does not know (Spanish), so they are found mostly by their "
        "words. A model of many languages, 91 MB, fetched once: make chat EMBEDDER=multilingual"
    )
    german = unescape(english.get("/documents", language="de"))
    assert "2 von 5 Dokumenten sind in Sprachen, die hashing nicht kennt (Spanisch)" in german
    for languages in (None, LANGUAGES):
        assert COMMAND not in Place(corpus, tmp_path / "index", languages=languages).get("/documents")
    place = Place(corpus, tmp_path / "index", languages=frozenset({"en"}))
    place.post("/documents/delete", source="comunicado.txt")
    said = place.built() + place.get("/documents")
    assert unescape(said).count("1 of 4 documents is in a language") == said.count("hashing") == 1, "in one place"
    place.post("/documents/delete", source="sesión.txt")
    assert "Removed 1 document" in place.built()
    assert "hashing" not in place.get("/documents")


def test_a_switch_that_goes_on_is_not_advised_any_more(corpus: Path, tmp_path: Path, spanish: str) -> None:
    (corpus / "comunicado.txt").write_text(spanish, encoding="utf-8")
    place = Place(corpus, tmp_path / "index", languages=frozenset({"en"}))
    snapshot = place.live.bot.snapshot
    assert place.folder.foreign(snapshot) == Foreign(1, 4, ("es",), "hashing", COMMAND)
    chosen = HashingEmbedder(dimension=32, name="new")
    chosen.languages = LANGUAGES
    assert Folder(corpus, tmp_path / "index", chosen).foreign(snapshot) is None
    chosen.languages = frozenset({"es"})
    assert Folder(corpus, tmp_path / "index", chosen).foreign(snapshot) == Foreign(3, 4, ("en",), "new", COMMAND)


def test_what_is_listed_and_deleted_is_of_the_collection_that_is_named(corpus: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "harbor.txt").write_text("The mill was sold.", encoding="utf-8")
    places = {"first": Place(corpus, tmp_path / "index"), "second": Place(other, tmp_path / "second")}
    both = {name: Served(name, place.live, place.folder) for name, place in places.items()}
    views = {(view.path, view.method): view for view in listing_views(Collections(both))}
    shown = views["/documents", "GET"].send(Visit("", {}, {"collection": "second"}, {}))
    assert shown and str(shown.content).count("<tr data-source") == 1
    views["/documents/delete", "POST"].send(Visit("", {}, {}, {"source": "harbor.txt", "collection": "second"}))
    assert (corpus / "harbor.txt").exists() and not (other / "harbor.txt").exists()
    assert places["first"].folder.building is None
    with pytest.raises(QuestionError):
        views["/documents/building", "POST"].send(Visit("", {}, {}, {"collection": "gone"}))
    places["second"].folder.stop()


class AwayStore(FileStore):
    """Is away while there is the file `away` beside it."""

    def current(self) -> str:
        if self.folder.with_name("away").exists():
            raise StoreUnreachable("The database db1:5432/docs can't be reached. See CITESEED_STORE.")
        return super().current()


def test_while_the_database_is_away_nothing_is_told_of_its_server(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "harbor.txt").write_text("The harbor is open.", encoding="utf-8")
    place = Place(tmp_path / "docs", AwayStore(tmp_path / "index"))
    (tmp_path / "away").touch()
    place.live.look()
    place.post("/documents/building")
    said = place.built()
    assert AWAY.replace("'", "&#39;") in said
    assert "db1" not in said and "CITESEED_STORE" not in said
    assert "db1" in place.live.problem
