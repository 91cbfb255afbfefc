"""The folders that one server answers from, by name: each has an index, a bot and a page of documents of its own."""

import shlex
from collections import Counter
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.asking.intake import Turn
from app.bot import LiveBot
from app.documents.folder import Folder
from app.documents.originals import find
from app.errors import QuestionError, for_readers
from app.models.choosing import Models
from app.records import Answer
from app.settings import NamedFolder
from app.words.catalogue import said
from index.errors import BuildStopped, CiteseedError, CorpusError, IndexUnusable, StoreFault, StoreUnreachable
from index.language.tidy import tidy
from index.records import Document, Hit
from index.storing.opening import COLLECTIONS, store_of
from index.storing.snapshot import Snapshot
from index.storing.store import Store

_LONGEST = 40  # characters of a name


@dataclass(frozen=True, slots=True)
class Place:
    """Where a collection's documents are, and its index. Without a `name` it is the only one, and not called by any."""

    name: str
    docs: Path
    store: Store

    @property
    def is_indexed(self) -> bool:
        """Whether there is an index, and of this folder. One without a name answers from the folder of its index."""
        if not self.store.current():
            return False
        try:
            return not self.name or bool(self.store.manifest().get("root") == str(self.docs.resolve()))
        except IndexUnusable:
            return True  # it will be said once it is opened


@dataclass(frozen=True, slots=True, eq=False)
class Served:
    """A collection: a folder of documents, and what answers from it. The only one may have "" for its `name`."""

    name: str
    live: LiveBot
    folder: Folder

    @property
    def title(self) -> str:
        """What people call it."""
        return self.name or self.folder.root.name


class Collections:
    """What a server answers from, by name, the default first; a text in place of one says why it can't be opened.

    `QuestionError` for one that is not there, or not open: it says what to do.
    """

    def __init__(self, by_name: Mapping[str, Served | str], models: Models | None = None) -> None:
        self._by_name = dict(by_name)
        self.models = models or Models()

    @property
    def names(self) -> list[str]:
        return [*self._by_name]

    @property
    def default(self) -> str:
        """The name of what is asked if none is named."""
        return self.names[0]

    @property
    def open(self) -> list[Served]:
        """Those that can be asked, of which there is at least one."""
        return [served for served in self._by_name.values() if isinstance(served, Served)]

    @property
    def closed(self) -> dict[str, str]:
        """Why the others can't be asked."""
        return {name: served for name, served in self._by_name.items() if isinstance(served, str)}

    def __getitem__(self, name: str) -> Served:
        """The one of this name. That of a chat is never replaced by another."""
        served = self._by_name.get(name)
        if isinstance(served, Served):
            return served
        if served is not None:
            raise QuestionError(said("problems.collection_closed", name=name, reason=served))
        if not name:
            raise QuestionError(said("problems.folder_closed"))
        called = tidy(name, _LONGEST)  # it is anyone's text
        if others := ", ".join(filter(None, self.names)):
            raise QuestionError(said("problems.collection_unknown", name=called, others=others))
        raise QuestionError(said("problems.collection_only", name=called))

    def holding(self, document_id: str) -> Iterator[tuple[Snapshot, Document]]:
        """The documents of that id, each with what it is answered from: an id names what a document holds."""
        for served in self.open:
            snapshot = served.live.bot.snapshot
            if document := find(snapshot, document_id):
                yield snapshot, document

    def chosen(self, query: Mapping[str, str]) -> Served:
        """The one that the page names in a query, the first that is open if it names none."""
        return self[query["collection"]] if query.get("collection") else self.open[0]

    def home(self, name: str) -> str:
        """Under which of the open ones the chats of this collection are listed: the first, if it is not open."""
        opened = [served.name for served in self.open]
        return name if name in opened else opened[0]

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        sources: Collection[str] = (),
        model: str = "",
        collection: str | None = None,
    ) -> Generator[Answer, None, None]:
        """The answer as it grows, from the collection, None for the default. See `LiveBot.stream`."""
        yield from self._asked(collection).live.stream(question, history, sources, model)

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        sources: Collection[str] = (),
        model: str = "",
        collection: str | None = None,
    ) -> Answer:
        """The whole answer."""
        return self._asked(collection).live.ask(question, history, sources, model)

    def search(self, query: str, collection: str | None = None) -> Sequence[Hit]:
        """Passages that fit the query, best first."""
        return self._asked(collection).live.bot.answerer.search(query)

    def _asked(self, collection: str | None) -> Served:
        return self[self.default if collection is None else collection]


def places(named: Sequence[NamedFolder], docs: Path, index_dir: Path, url: str = "") -> list[Place]:
    """Where the named folders and their indexes are; of none, the folder `docs` without a name. Indexes are in the
    database of that URL, or in files.

    Raises `CiteseedError` for two of one name, and for a folder that lies in the index.
    """
    if not named:
        return [Place("", docs, store_of(index_dir, url))]
    called = Counter(name.casefold() for name, _ in named)  # capitals tell no two folders apart on every disk
    for name, folder in named:
        if called[name.casefold()] > 1:
            raise CiteseedError(f"Two collections are called {name}. Give each folder a name of its own.")
        if folder.resolve().is_relative_to(index_dir.resolve()):
            raise CiteseedError(
                f"The folder {folder} of the collection {name} lies in the index {index_dir}. Name a folder of "
                "documents, or keep the index elsewhere (--index-dir)."
            )
    return [Place(name, folder, store_of(index_dir / COLLECTIONS / name, url)) for name, folder in named]


def place(wanted: str, listed: Sequence[Place], index_dir: Path, url: str = "") -> Place:
    """The one of that name, of those listed or else with an index of before; the first if none is wanted."""
    if not wanted:
        return listed[0]
    for known in listed:
        if known.name == wanted:
            return known
    store = store_of(index_dir / COLLECTIONS / wanted, url)
    if store.current():
        return Place(wanted, Path(store.manifest()["root"]), store)
    names = ", ".join(filter(None, (known.name for known in listed)))
    others = f" There is: {names}." if names else ""
    raise CiteseedError(f'There is no collection {wanted}.{others} Name its folder: --collection "{wanted}=FOLDER".')


def open_all(
    wanted: Iterable[Place], opened: Callable[[Place], Served], models: Models, say: Callable[[str], object]
) -> Collections:
    """Opens each. Of several, what can't be opened is said, and the others are served; of one alone it is raised, and
    so is `StoreUnreachable`.

    `CorpusError` before anything is built, if there is neither a folder nor an index of it.
    """
    wanted = list(wanted)
    for missing in wanted:
        if missing.name and not missing.docs.is_dir() and not missing.is_indexed:
            raise CorpusError(
                f"There is no folder {missing.docs} for the collection {missing.name}. Name the folder that holds its "
                "documents, or leave the collection out."
            )
    by_name: dict[str, Served | str] = {}
    for here in wanted:
        try:
            by_name[here.name] = opened(here)
        except (BuildStopped, StoreUnreachable):
            raise
        except CiteseedError as error:
            command = shlex.join(["python", "-m", "index", str(here.docs), "--index-dir", str(here.store.folder)])
            remedy = f" For this collection that is: {command}" if isinstance(error, IndexUnusable) else ""
            by_name[here.name] = for_readers(error) if isinstance(error, StoreFault) else f"{error}{remedy}"
            if len(wanted) == 1:
                raise
            say(f"The collection {here.name} is not served. {error}{remedy}")
    collections = Collections(by_name, models)
    if not collections.open:
        raise CiteseedError("None of the collections can be opened: see above.")
    return collections
