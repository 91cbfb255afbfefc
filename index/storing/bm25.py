"""BM25 over chunks, from the postings of the parts that they are in."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from index.chunks import embedding_text
from index.language.words import asked_terms, distinct_words, held_terms
from index.records import Chunk
from index.storing.numbering import Numbering, Run
from index.storing.part import Posting, Vocabulary
from index.storing.postings import Postings

_K1, _B = 1.5, 0.75
_OTHERS = 0.75  # what a compound is a kind of, beside a word itself
_KEPT = 1 << 16  # terms whose document frequency is kept


def chunk_terms(chunk: Chunk) -> str:
    """The terms of a chunk as the embedder reads it, joined by spaces: what `Postings.of_terms` counts."""
    return " ".join(held_terms(embedding_text(chunk), chunk.document.language))


class _Held(NamedTuple):
    """The rows that hold a term, by their numbers, in any order, and how often each does."""

    rows: NDArray[np.int64]
    counts: NDArray[np.int32]


class LexicalIndex:
    """BM25 (Lucene's variant, k1 1.5, b 0.75) over the rows that have a number, as if there were no others.

    Kamphuis et al., "Which BM25 Do You Mean?", ECIR 2020.
    """

    def __init__(
        self,
        vocabularies: Sequence[Vocabulary],
        numbering: Numbering,
        languages: Iterable[str],
        words: Callable[[], Iterable[str]],
    ) -> None:
        """`languages` are those of the texts, and `words` tells the words in them, in any order and as often as they
        come."""
        self.size = numbering.size
        self.languages: Sequence[str] = sorted({*languages})
        self._vocabularies = vocabularies
        self._numbering = numbering
        self._told = words
        self._df = lru_cache(_KEPT)(lambda term: len(next(self._postings([term])).rows))

    @classmethod
    def of(cls, chunks: Sequence[Chunk]) -> Self:
        """Over chunks as the embedder reads them, each in its document's language."""
        return cls.build([embedding_text(chunk) for chunk in chunks], [chunk.document.language for chunk in chunks])

    @classmethod
    def build(cls, texts: Sequence[str], languages: Sequence[str]) -> Self:
        """Of `texts` and the language of each."""
        rows = (" ".join(held_terms(text, language)) for text, language in zip(texts, languages, strict=True))
        return cls.of_terms(rows, distinct_words(texts), languages)

    @classmethod
    def of_terms(cls, rows: Iterable[str], words: Iterable[str], languages: Iterable[str]) -> Self:
        """Of the terms of each text, joined by spaces (`chunk_terms`), with the words (`distinct_words`) and languages
        that the texts hold."""
        postings, held = Postings.of_terms(rows), {*words}
        size = len(postings.lengths)
        return cls([postings], Numbering([Run(0, 0, size)], [size]), languages, lambda: held)

    @cached_property
    def words(self) -> Sequence[str]:
        """As they stand in the texts, folded and sorted."""
        return sorted({*self._told()})

    def __contains__(self, term: str) -> bool:
        """Whether a text holds one of `terms`."""
        return bool(self._df(term))

    def knows(self, text: str) -> bool:
        """Whether a text holds a term of `text`, in any of their languages."""
        return any(term in self for terms in self._asked(text) for term in terms)

    def prepare(self, texts: Iterable[str]) -> None:
        """Reads what will be asked about the terms of these texts, all at once."""
        spelt = dict.fromkeys(term for text in texts for terms in self._asked(text) for term in terms)
        for vocabulary in self._vocabularies:
            vocabulary.postings([*spelt])

    def rows(self, term: str) -> NDArray[np.int64]:
        """The rows that hold one of `terms`, ascending."""
        return np.sort(next(self._postings([term])).rows)

    def rarity(self, term: str) -> float:
        """Inverse document frequency of one of `terms`, in nats: BM25's log(1 + (rows - df + .5) / (df + .5))."""
        return float(self._rarity(self._df(term))[0])

    def scores(self, query: str) -> NDArray[np.float32]:
        """BM25 score of every row, shape (rows,); 0 where no term matches.

        The query's words are stemmed in every language of the texts: a question is too short to tell its own. Beside
        them a compound counts that ends in one of them, and what one of them is a kind of.
        """
        stems, others = self._asked(query)
        return np.asarray(self.term_scores(stems) + _OTHERS * self.term_scores(others), dtype=np.float32)

    def _asked(self, text: str) -> tuple[Sequence[str], Sequence[str]]:
        """`asked_terms` in every language of the texts, each once."""
        found = [asked_terms(text, language) for language in self.languages]
        stems = dict.fromkeys(term for own, _ in found for term in own)
        others = dict.fromkeys(term for _, own in found for term in own if term not in stems)
        return [*stems], [*others]

    def term_scores(self, terms: Iterable[str]) -> NDArray[np.float32]:
        """That of `terms`, each counted as often as it is given."""
        scores = np.zeros(self.size, dtype=np.float32)
        for rows, counts in self._postings(list(terms)):
            rarity = self._rarity(len(rows)).astype(np.float32)
            scores[rows] += (rarity * (counts / (self._norms[rows] + counts))).astype(np.float32)
        return scores

    def _rarity(self, df: int) -> NDArray[np.float64]:
        odds = np.array([1 + (self.size - df + 0.5) / (df + 0.5)])
        return np.asarray(np.log(odds), dtype=np.float64)

    @cached_property
    def _norms(self) -> NDArray[np.float64]:
        """What the length of each row makes of its counts, (rows,)."""
        parts, stored = self._numbering.stored(np.arange(self.size))
        lengths = np.zeros(self.size, dtype=np.int64)
        for number, vocabulary in enumerate(self._vocabularies):
            own = parts == number
            lengths[own] = vocabulary.lengths[stored[own]]
        mean = lengths.mean() if lengths.any() else 1.0
        return np.asarray(_K1 * ((1 - _B) + _B * lengths / mean), dtype=np.float64)

    def _postings(self, terms: Sequence[str]) -> Iterator[_Held]:
        """Of one term after another: the rows that hold it, and how often."""
        by_part = [vocabulary.postings(terms) for vocabulary in self._vocabularies]
        if not by_part:
            yield from [_NONE] * len(terms)
        for postings in zip(*by_part, strict=True):
            yield self._joined(postings)

    def _joined(self, postings: Sequence[Posting]) -> _Held:
        rows = np.concatenate(
            [self._numbering.numbered(part, posting.rows) for part, posting in enumerate(postings)], dtype=np.int64
        )
        counts = np.concatenate([posting.counts for posting in postings])
        if self._numbering.is_whole:
            return _Held(rows, counts)
        held = rows >= 0
        return _Held(rows[held], counts[held])


_NONE = _Held(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int32))
