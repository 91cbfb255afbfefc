"""The one wiring place: from settings to an `Answerer` over an index that is there and up to date."""

from dataclasses import dataclass
from pathlib import Path

from app.answer import Answerer
from app.extract import SentenceRanker
from app.gate import Gate
from index.build import build, is_stale
from index.embedder import Embedder, open_embedder
from index.library import Snapshot, open_snapshot
from index.search import Searcher


@dataclass(frozen=True, slots=True)
class Bot:
    """An index and what answers from it."""

    snapshot: Snapshot
    answerer: Answerer


def open_bot(index_dir: Path, docs: Path, embedder_name: str) -> Bot:
    """Opens the index, building it from `docs` if there is none and refreshing it if its own folder has changed.

    A damaged index, or one made by another embedder or version, is refused with the remedy, never replaced here.
    """
    embedder = open_embedder(embedder_name)
    if not (index_dir / "CURRENT").exists():
        build(docs, index_dir, embedder)
    snapshot = open_snapshot(index_dir, embedder)
    if is_stale(snapshot):
        build(snapshot.root, index_dir, embedder)
        snapshot = open_snapshot(index_dir, embedder)
    return Bot(snapshot, answerer_over(snapshot, embedder))


def answerer_over(snapshot: Snapshot, embedder: Embedder) -> Answerer:
    """The default answerer: hybrid search, extractive sentences, the calibrated gate."""
    rarity = snapshot.lexical.rarity
    return Answerer(Searcher(snapshot, embedder), SentenceRanker(embedder, rarity), rarity, Gate.load())
