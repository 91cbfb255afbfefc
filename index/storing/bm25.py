"""BM25 over chunks. The only owner of bm25s."""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from index.chunks import embedding_text
from index.records import Chunk

if TYPE_CHECKING:
    import bm25s  # slow to import: not needed to see that nothing has changed
from index.language.words import distinct_words, terms

_K1, _B = 1.5, 0.75


def chunk_terms(chunk: Chunk) -> str:
    """The terms of a chunk as the embedder reads it, joined by spaces: what `LexicalIndex.of_terms` counts."""
    return " ".join(terms(embedding_text(chunk), chunk.document.language))


class LexicalIndex:
    """BM25 (Lucene's variant, k1 1.5, b 0.75) over one text a row."""

    def __init__(self, index: "bm25s.BM25", size: int, words: Collection[str], languages: Sequence[str]) -> None:
        self._index = index
        self.size = size
        self.words = words  # as they stand in the texts, folded
        self.languages = languages  # of the texts

    @classmethod
    def of(cls, chunks: Sequence[Chunk]) -> Self:
        """Over chunks as the embedder reads them, each in its document's language."""
        return cls.build([embedding_text(chunk) for chunk in chunks], [chunk.document.language for chunk in chunks])

    @classmethod
    def build(cls, texts: Sequence[str], languages: Sequence[str]) -> Self:
        """Of `texts` and the language of each."""
        rows = (" ".join(terms(text, language)) for text, language in zip(texts, languages, strict=True))
        return cls.of_terms(rows, distinct_words(texts).split(), languages)

    @classmethod
    def of_terms(cls, rows: Iterable[str], words: Iterable[str], languages: Iterable[str]) -> Self:
        """Of the terms of each text, joined by spaces (`chunk_terms`), with the words (`distinct_words`) and languages
        that the texts hold, in any order and as often as they come.

        Reads `rows` once and keeps a number for each term: 40,000 chunks take about a second.
        """
        import bm25s

        vocabulary: defaultdict[str, int] = defaultdict()
        vocabulary.default_factory = vocabulary.__len__  # a new term has the next number
        ids = [np.fromiter(map(vocabulary.__getitem__, row.split()), dtype=np.int32) for row in rows]
        index = bm25s.BM25(k1=_K1, b=_B, method="lucene")
        # What its own `index` makes of the terms, in loops: here the same numbers come from one sort.
        index.scores = _score_matrix(ids, len(vocabulary))
        index.vocab_dict = dict(vocabulary)
        index.nonoccurrence_array = None  # of other variants of BM25
        return cls(index, len(ids), sorted(set(words)), sorted(set(languages)))

    @classmethod
    def load(cls, folder: Path) -> Self:
        import bm25s

        index = bm25s.BM25.load(str(folder), show_progress=False, allow_pickle=False)
        words = (folder / "words.txt").read_text(encoding="utf-8").split()
        languages = (folder / "languages.txt").read_text(encoding="utf-8").split()
        return cls(index, int(index.scores["num_docs"]), words, languages)

    def save(self, folder: Path) -> None:
        self._index.save(str(folder), show_progress=False, allow_pickle=False)
        (folder / "words.txt").write_text("\n".join(self.words), encoding="utf-8")
        (folder / "languages.txt").write_text("\n".join(self.languages), encoding="utf-8")

    def agrees_with(self, other: "LexicalIndex") -> bool:
        """Whether it scores every row as the other does."""
        own, others = self._index.scores, other._index.scores
        return self._index.vocab_dict == other._index.vocab_dict and all(
            np.array_equal(own[part], others[part]) for part in ("data", "indices", "indptr")
        )

    def __contains__(self, term: str) -> bool:
        """Whether a text holds one of `terms`."""
        return term in self._index.vocab_dict

    def knows(self, text: str) -> bool:
        """Whether a text holds a term of `text`, in any of their languages."""
        return any(term in self for language in self.languages for term in terms(text, language))

    def rarity(self, term: str) -> float:
        """Inverse document frequency of one of `terms`, in nats: BM25's log(1 + (rows - df + .5) / (df + .5))."""
        column = self._index.vocab_dict[term] if term in self else None
        starts = self._index.scores["indptr"]
        return self._rarity(0 if column is None else int(starts[column + 1] - starts[column]))

    @property
    def highest_rarity(self) -> float:
        """That of a term which no row holds."""
        return self._rarity(0)

    def _rarity(self, df: int) -> float:
        return math.log(1 + (self.size - df + 0.5) / (df + 0.5))

    def scores(self, query: str) -> NDArray[np.float32]:
        """BM25 score of every row, shape (rows,); 0 where no term matches.

        The query's words are stemmed in every language of the texts: a question is too short to tell its own.
        """
        stems = {stem: None for language in self.languages for stem in terms(query, language)}
        known = [stem for stem in stems if stem in self._index.vocab_dict]
        if not known:
            return np.zeros(self.size, dtype=np.float32)
        return np.asarray(self._index.get_scores(known), dtype=np.float32)


def _score_matrix(ids: Sequence[NDArray[np.int32]], vocabulary: int) -> dict[str, Any]:
    """The BM25 score of each term in each row, by columns, as bm25s keeps it. `ids` are the numbers of a row's terms.

    Lucene's variant as Kamphuis et al. give it, "Which BM25 Do You Mean?", ECIR 2020.
    """
    size = len(ids)
    lengths = np.array([len(row) for row in ids], dtype=np.int64)
    cells = np.repeat(np.arange(size), lengths)
    cells += np.concatenate([*ids, np.empty(0, dtype=np.int32)]) * np.int64(size)
    cells.sort()  # by term, then row
    firsts = np.flatnonzero(np.diff(cells, prepend=-1))
    counts = np.diff(firsts, append=len(cells))
    columns, rows = np.divmod(cells[firsts], max(size, 1))
    df = np.bincount(columns, minlength=vocabulary)
    rarity = np.log(1 + (size - df + 0.5) / (df + 0.5)).astype(np.float32)
    norm = _K1 * ((1 - _B) + _B * lengths / (lengths.mean() if len(cells) else 1))
    return {
        "data": (rarity[columns] * (counts / (norm[rows] + counts))).astype(np.float32),
        "indices": rows.astype(np.int32),
        "indptr": np.append(0, np.cumsum(df)),
        "num_docs": size,
    }
