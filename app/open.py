"""The one wiring place: from settings to an `Answerer` over an index that is there and up to date."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.answer import Answerer
from app.extract import SentenceRanker
from app.gate import Gate
from app.question import Turn
from app.records import Answer
from app.spelling import Speller
from index.build import build, is_stale
from index.embedder import Embedder
from index.library import Snapshot, current_generation, open_snapshot
from index.search import Searcher


@dataclass(frozen=True, slots=True)
class Bot:
    """An index and what answers from it."""

    snapshot: Snapshot
    answerer: Answerer


def open_bot(index_dir: Path, docs: Path, embedder: Embedder) -> Bot:
    """Opens the index, building it from `docs` if there is none and refreshing it if its own folder has changed.

    A damaged index, or one made by another embedder or version, is refused with the remedy, never replaced here.
    """
    if not (index_dir / "CURRENT").exists():
        build(docs, index_dir, embedder)
    snapshot = open_snapshot(index_dir, embedder)
    if is_stale(snapshot):
        build(snapshot.root, index_dir, embedder)
        snapshot = open_snapshot(index_dir, embedder)
    return Bot(snapshot, answerer_over(snapshot, embedder))


class LiveBot:
    """A bot for a long-running server: between questions it changes over to a newer generation of the index."""

    def __init__(self, index_dir: Path, docs: Path, embedder: Embedder) -> None:
        self._index_dir = index_dir
        self._embedder = embedder
        self.bot = open_bot(index_dir, docs, embedder)

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """Answers from the newest generation; each answer from one generation alone."""
        if current_generation(self._index_dir) != self.bot.snapshot.generation:
            snapshot = open_snapshot(self._index_dir, self._embedder)
            self.bot = Bot(snapshot, answerer_over(snapshot, self._embedder))
        return self.bot.answerer(question, history)


def answerer_over(snapshot: Snapshot, embedder: Embedder) -> Answerer:
    """The default answerer: hybrid search, extractive sentences, the calibrated gate."""
    lexical, whole_word = snapshot.lexical, embedder.count_tokens(["a"])
    return Answerer(
        Searcher(snapshot, embedder),
        Speller(lexical.words, lambda word: word in lexical or embedder.count_tokens([word]) == whole_word),
        SentenceRanker(embedder, lexical.rarity),
        lexical.rarity,
        Gate.load(),
    )
