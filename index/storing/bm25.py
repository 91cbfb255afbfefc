"""BM25 over chunks: the score of each term in each row, made once."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from index.chunks import embedding_text
from index.language.words import distinct_words, terms
from index.records import Chunk

_K1, _B = 1.5, 0.75


def chunk_terms(chunk: Chunk) -> str:
    """The terms of a chunk as the embedder reads it, joined by spaces: what `LexicalIndex.of_terms` counts."""
    return " ".join(terms(embedding_text(chunk), chunk.document.language))


class _Postings(NamedTuple):
    """By term, in the order of the vocabulary: the `rows` that hold it, ascending, and its `scores` there, from one of
    `starts` to the next."""

    scores: NDArray[np.float32]
    rows: NDArray[np.int32]
    starts: NDArray[np.int64]


class LexicalIndex:
    """BM25 (Lucene's variant, k1 1.5, b 0.75) over one text a row."""

    def __init__(
        self,
        size: int,
        vocabulary: Iterable[str],
        postings: _Postings,
        words: Sequence[str],
        languages: Sequence[str],
    ) -> None:
        self.size = size
        self._columns = {term: column for column, term in enumerate(vocabulary)}
        self._postings = postings
        self.words = words  # as they stand in the texts, folded and sorted
        self.languages = languages  # of the texts

    @classmethod
    def of(cls, chunks: Sequence[Chunk]) -> Self:
        """Over chunks as the embedder reads them, each in its document's language."""
        return cls.build([embedding_text(chunk) for chunk in chunks], [chunk.document.language for chunk in chunks])

    @classmethod
    def build(cls, texts: Sequence[str], languages: Sequence[str]) -> Self:
        """Of `texts` and the language of each."""
        rows = (" ".join(terms(text, language)) for text, language in zip(texts, languages, strict=True))
        return cls.of_terms(rows, distinct_words(texts), languages)

    @classmethod
    def of_terms(cls, rows: Iterable[str], words: Iterable[str], languages: Iterable[str]) -> Self:
        """Of the terms of each text, joined by spaces (`chunk_terms`), with the words (`distinct_words`) and languages
        that the texts hold, in any order and as often as they come.

        Reads `rows` once and keeps a number for each term: 40,000 chunks take about a second.
        """
        vocabulary: defaultdict[str, int] = defaultdict()
        vocabulary.default_factory = vocabulary.__len__  # a new term has the next number
        ids = [np.fromiter(map(vocabulary.__getitem__, row.split()), dtype=np.int32) for row in rows]
        return cls(len(ids), vocabulary, _postings(ids, len(vocabulary)), sorted({*words}), sorted({*languages}))

    @classmethod
    def load(cls, folder: Path) -> Self:
        size, vocabulary, words, languages = (
            (folder / f"{name}.txt").read_text(encoding="utf-8").split() for name in _LISTS
        )
        arrays = (np.load(folder / f"{name}.npy", allow_pickle=False) for name in _Postings._fields)
        return cls(int(size[0]), vocabulary, _Postings(*arrays), words, languages)

    def save(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        for name, values in zip(_LISTS, ([str(self.size)], self._columns, self.words, self.languages), strict=True):
            (folder / f"{name}.txt").write_text("\n".join(values), encoding="utf-8")
        for name, array in self._postings._asdict().items():
            np.save(folder / f"{name}.npy", array, allow_pickle=False)

    def agrees_with(self, other: "LexicalIndex") -> bool:
        """Whether it knows the same words as the other, and scores every row as it does."""
        theirs = other._postings._asdict()
        same = all(np.array_equal(array, theirs[name]) for name, array in self._postings._asdict().items())
        names = (self._columns, [*self.words], [*self.languages])
        return same and names == (other._columns, [*other.words], [*other.languages])

    def __contains__(self, term: str) -> bool:
        """Whether a text holds one of `terms`."""
        return term in self._columns

    def knows(self, text: str) -> bool:
        """Whether a text holds a term of `text`, in any of their languages."""
        return any(term in self for language in self.languages for term in terms(text, language))

    def rows(self, term: str) -> NDArray[np.int32]:
        """The rows that hold one of `terms`, ascending."""
        return self._postings.rows[self._part(term)]

    def rarity(self, term: str) -> float:
        """Inverse document frequency of one of `terms`, in nats: BM25's log(1 + (rows - df + .5) / (df + .5))."""
        df = len(self.rows(term))
        return math.log(1 + (self.size - df + 0.5) / (df + 0.5))

    def scores(self, query: str) -> NDArray[np.float32]:
        """BM25 score of every row, shape (rows,); 0 where no term matches.

        The query's words are stemmed in every language of the texts: a question is too short to tell its own.
        """
        return self.term_scores({stem: None for language in self.languages for stem in terms(query, language)})

    def term_scores(self, terms: Iterable[str]) -> NDArray[np.float32]:
        """That of `terms`, each counted as often as it is given."""
        scores = np.zeros(self.size, dtype=np.float32)
        for term in terms:
            part = self._part(term)
            np.add.at(scores, self._postings.rows[part], self._postings.scores[part])
        return scores

    def _part(self, term: str) -> slice:
        """Where the postings hold the term; an empty slice for one that no row holds."""
        column = self._columns.get(term)
        return slice(0) if column is None else slice(*self._postings.starts[column : column + 2])


_LISTS = ("size", "terms", "words", "languages")


def _postings(ids: Sequence[NDArray[np.int32]], vocabulary: int) -> _Postings:
    """The BM25 score of each term in each row, by term. `ids` are the numbers of a row's terms.

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
    scores = (rarity[columns] * (counts / (norm[rows] + counts))).astype(np.float32)
    return _Postings(scores, rows.astype(np.int32), np.append(0, np.cumsum(df)))
