"""Wires the parts: from an index folder to an `Answerer` over an index that is there and up to date."""

import logging
from collections import deque
from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock, Thread

from app.answering.answerer import Answerer, Search
from app.answering.gate import Gate, folder_gate
from app.answering.ranking import SentenceRanker, ranking_weights
from app.asking.intake import Turn
from app.asking.spelling import Speller
from app.errors import QuestionError
from app.models.choosing import Models
from app.models.llm import LLM
from app.reader.multilingual import fitted, reader_of, wake
from app.reader.openvino_reader import READER
from app.reader.reader import Reader
from app.records import Answer
from app.whole.folder import Folder
from app.words.catalogue import said
from app.writing.writer import Writer
from index.building.build import build, is_stale
from index.embedding.embedder import BUNDLED, Embedder
from index.embedding.multilingual import COMMAND, LANGUAGES
from index.embedding.opening import open_embedder
from index.embedding.remembering import RememberingEmbedder
from index.errors import (
    CiteseedError,
    CorpusError,
    EmbedderError,
    IndexLocked,
    IndexWriteError,
    OtherEmbedder,
    ParserError,
    StoreUnreachable,
)
from index.language.wording import unread
from index.language.words import told_language
from index.search import Searcher
from index.storing.files import store_at
from index.storing.snapshot import Snapshot
from index.storing.store import Store

_LOG = logging.getLogger(__name__)
_AS_IT_WAS = "Answering from the index as it was. %s"
_PATIENCE = 1.0  # seconds that a question waits for a newer index to be loaded
_MOST_CHOSEN = 1000  # documents: an answer keeps their names
_NARROW = 4  # choices of documents kept ready to answer from


@dataclass(frozen=True, slots=True, eq=False)
class Bot:
    """An index and what answers from it. `embedder` remembers vectors: what it has embedded is answered sooner."""

    snapshot: Snapshot
    embedder: Embedder
    reader: Reader
    answerer: Answerer

    @classmethod
    def over(cls, snapshot: Snapshot, embedder: Embedder, reader: Reader = READER, gate: Gate | None = None) -> "Bot":
        return cls(snapshot, embedder, reader, answerer_over(snapshot, embedder, reader, gate=gate))

    @property
    def gate(self) -> Gate:
        return self.answerer.gate

    @property
    def fitted_to(self) -> str:
        return fitted(self.reader, self.embedder)

    def gated(self, gate: Gate) -> "Bot":
        """The same with another gate."""
        return replace(self, answerer=replace(self.answerer, gate=gate))

    def stream(self, question: str, history: Sequence[Turn] = (), llm: LLM | None = None) -> Iterator[Answer]:
        """The answer as it grows, the whole of it last; without a language model at once. See `Writer`."""
        answers = [self.answerer(question, history)] if llm is None else Writer(llm, self.answerer)(question, history)
        yield from map(self._minded, answers)

    def _minded(self, answer: Answer) -> Answer:
        """An answer that claims nothing, where the embedder does not know a language it takes, with what would help."""
        known = self.embedder.languages
        if known is None or answer.status not in ("refused", "unsure") or answer.notice:
            return answer
        found = [hit.chunk.document.language for hit in answer.hits[:1]]
        codes = [told_language(answer.question) or answer.language, *found]
        foreign = next((code for code in codes if code not in known and code in LANGUAGES), "")
        return replace(answer, notice=unread(answer.language, foreign, COMMAND)) if foreign else answer

    def without(self, sources: Collection[str]) -> "Bot":
        """The bot as it would be had these files never been in the folder."""
        return Bot.over(self.snapshot.without(sources), self.embedder, self.reader, self.gate)

    def only(self, sources: Collection[str]) -> "Bot":
        """The bot over these files alone, of those that are indexed. Raises `QuestionError` if none of them is, and of
        more than a thousand."""
        if len(sources) > _MOST_CHOSEN:
            raise QuestionError(said("problems.many_chosen", most=_MOST_CHOSEN))
        if not (chosen := self.those_of(sources)):
            raise QuestionError(said("problems.chosen_gone"))
        return Bot.over(self.snapshot.only(chosen), self.embedder, self.reader, self.gate)

    def those_of(self, sources: Collection[str]) -> tuple[str, ...]:
        """Those of the files that are indexed, each once."""
        answered = self.snapshot.answered(sources)
        return tuple(source for source in dict.fromkeys(sources) if source in answered)


Rebuild = Callable[..., object]
"""Builds the index of a folder, as `build` does: that, the index's own folder, the embedder, and `exclude`."""


def open_bot(
    index: Path | Store,
    docs: Path,
    embedder: Embedder,
    exclude: Sequence[str] | None = None,
    rebuild: Rebuild = build,
    reader: Reader = READER,
) -> Bot:
    """Opens the index, building it from `docs` if there is none and refreshing it if its own folder has changed.

    `exclude` are patterns of what to leave out, None for those of the build before. If it can't be refreshed now, the
    index as it is answers. A damaged one, or one made by another embedder or version, is refused with the remedy,
    never replaced here.
    """
    store = store_at(index)
    _, snapshot = _as_built(store, docs, embedder, exclude, rebuild, reader)
    if is_stale(snapshot, store.folder, exclude):
        try:
            rebuild(snapshot.root, index, embedder, exclude=exclude)
            snapshot = store.open(embedder, snapshot)
        except (IndexLocked, IndexWriteError, CorpusError, ParserError) as error:
            _LOG.warning(_AS_IT_WAS, error)
    return _over(store, snapshot, embedder, reader)


def _as_built(
    store: Store, docs: Path, embedder: Embedder, exclude: Sequence[str] | None, rebuild: Rebuild, reader: Reader
) -> tuple[str, Snapshot]:
    """The index, built if there is none, whatever has changed since; and what was the current generation just before
    it was opened."""
    if not store.current():
        rebuild(docs, store, embedder, exclude=exclude)
    line, snapshot = store.current(), store.open(embedder)
    Thread(target=wake, args=[reader, embedder], name="reader").start()  # while there is something else to do
    return line, snapshot


def _over(store: Store, snapshot: Snapshot, embedder: Embedder, reader: Reader) -> Bot:
    return Bot.over(snapshot, RememberingEmbedder(embedder), reader, _gate(store, snapshot, fitted(reader, embedder)))


def _gate(store: Store, snapshot: Snapshot, reader: str) -> Gate:
    """With the thresholds that are kept beside the index, if they fit."""
    gate, ignored = folder_gate(store, snapshot.root, reader)
    if ignored:
        _LOG.warning(ignored)
    return gate


class _Generation:
    """A bot, and some of those over a choice of its files. They go when it goes, also while one of them is made."""

    def __init__(self, bot: Bot) -> None:
        self.bot = bot
        self._lock = Lock()
        self._only = lru_cache(_NARROW)(bot.only)

    def only(self, sources: Collection[str]) -> Bot:
        """The bot over these files, all if there are none. Many who ask for the same wait for one to make it."""
        if not sources:
            return self.bot
        with self._lock:
            return self._only(frozenset(sources))


class LiveBot:
    """A bot for a long-running server: between questions it changes over to a newer index, if that is sound, and to
    thresholds that have been set meanwhile. An index that another embedder made, which `other` opens by its name,
    answers until there is one of its own.
    """

    def __init__(
        self,
        index: Path | Store,
        docs: Path,
        embedder: Embedder,
        exclude: Sequence[str] | None = None,
        rebuild: Rebuild = build,
        models: Models | None = None,
        reader: Reader = READER,
        other: Callable[[str], Embedder] = open_embedder,
    ) -> None:
        self.models = models or Models()
        self._reader = reader
        self._store = store_at(index)
        self._embedder = embedder
        self._lock = Lock()
        try:
            self._tried, snapshot = _as_built(self._store, docs, embedder, exclude, rebuild, reader)
        except OtherEmbedder as error:  # it answers until the folder is embedded anew
            try:
                embedder = other(error.name)
            except EmbedderError:  # then it can't
                rebuild(docs, self._store, embedder, exclude=exclude)
            self._tried, snapshot = _as_built(self._store, docs, embedder, exclude, rebuild, reader)
        self._loaded = self._tried
        self._newest = _Generation(_over(self._store, snapshot, embedder, reader))
        self._loading: Future[None] | None = None
        self._looking = Lock()
        self._unsound: CiteseedError | None = None
        self._away: StoreUnreachable | None = None

    @property
    def fault(self) -> CiteseedError | None:
        """Why the newest index is not the one that answers, or none can; None if all is well."""
        return self._away or self._unsound

    @property
    def problem(self) -> str:
        """The same in words, for whoever runs the server."""
        return str(self.fault or "")

    @property
    def bot(self) -> Bot:
        """The newest sound generation's; the one before's, if that is taking long to be loaded, or is away."""
        return (self._newest if self._away else self._generation()).bot

    def look(self) -> Future[None] | None:
        """Has a newer index, or other thresholds, be loaded in the background if there are any; None if not, or if that
        can't be told now, or is being looked for by another."""
        if not self._looking.acquire(blocking=False):
            return self._loading
        try:
            line, self._away = self._store.current(), None
        except CiteseedError as error:
            self._away = StoreUnreachable(str(error))
            return None
        finally:
            self._looking.release()
        with self._lock:
            if self._loading and not self._loading.done():
                return self._loading
            if line in ("", self._tried):
                return None
            self._tried = line
            loading = self._loading = Future()
        Thread(target=self._load, args=[line, loading], name="load", daemon=True).start()
        return loading

    def _generation(self) -> _Generation:
        if loading := self.look():
            wait([loading], _PATIENCE)
        return self._newest

    def _load(self, line: str, loading: "Future[None]") -> None:
        try:
            bot = self._newest.bot
            if line.split()[:2] != self._loaded.split()[:2]:
                same = bot.embedder.fingerprint == self._embedder.fingerprint
                embedder = bot.embedder if same else RememberingEmbedder(self._embedder)
                bot = Bot.over(self._store.open(self._embedder, bot.snapshot), embedder, self._reader)
                wake(self._reader, embedder)
            self._newest = _Generation(bot.gated(_gate(self._store, bot.snapshot, bot.fitted_to)))
            self._loaded, self._unsound = line, None
        except StoreUnreachable as error:  # it is tried again
            self._tried, self._away = "", StoreUnreachable(str(error))
        except CiteseedError as error:
            self._unsound = error
            _LOG.warning(_AS_IT_WAS, error)
        except Exception as error:
            self._unsound = CiteseedError(said("problems.unloaded"))
            _LOG.warning(_AS_IT_WAS, error, exc_info=True)
        finally:
            loading.set_result(None)

    def stream(
        self, question: str, history: Sequence[Turn] = (), sources: Collection[str] = (), model: str = ""
    ) -> Generator[Answer, None, None]:
        """The answer as it grows, the whole of it last, from one generation, as a rule the newest that is sound.

        From these files only, if any, and by that model of `models`. Raises `QuestionError` before the first, and
        `StoreUnreachable`, also later.
        """
        llm = self.models(model)
        generation = self._generation()
        if away := self._away:
            raise StoreUnreachable(str(away))
        bot, before = generation.only(sources), None
        asked_of = bot.those_of(sources)
        for answer in bot.stream(question, history, llm):
            if answer is not before:
                before, shown = answer, replace(answer, only=asked_of)
            yield shown

    def ask(
        self, question: str, history: Sequence[Turn] = (), sources: Collection[str] = (), model: str = ""
    ) -> Answer:
        """The whole answer."""
        return deque(self.stream(question, history, sources, model), maxlen=1)[0]


@cache
def _english() -> Embedder:
    return open_embedder(BUNDLED)


def answerer_over(
    snapshot: Snapshot,
    embedder: Embedder,
    reader: Reader = READER,
    search: Search | None = None,
    speller: Speller | None = None,
    weights: Mapping[str, float] | None = None,
    gate: Gate | None = None,
) -> Answerer:
    """Hybrid search, a speller of the index's words, and what is fitted to the reader: the `weights` of what sentences
    are ranked by, and the gate; unless others are given."""
    lexical = snapshot.lexical
    count, one_piece = _english().count_tokens, _english().count_tokens(["a"])

    def is_word(word: str) -> bool:
        return lexical.knows(word) or count([word]) == one_piece

    search = search or Searcher(snapshot, embedder)
    speller = speller or Speller(lambda: lexical.words, is_word, lexical.languages)
    return Answerer(
        search,
        speller,
        SentenceRanker(reader, lexical.rarity, reader_of(embedder), weights or ranking_weights()),
        lexical,
        gate or Gate.load(),
        snapshot.documents,
        embedder.documents,
        Folder(snapshot, search, speller),
    )
