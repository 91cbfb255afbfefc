"""BM25 over chunks, and the terms it counts. The only owner of bm25s and PyStemmer."""

import math
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Self

import bm25s
import numpy as np
import Stemmer
from numpy.typing import NDArray

_ACRONYM = re.compile(r"\b(?:[A-Za-z]\.){2,}")
_WORD = re.compile(r"\w+")
FUNCTION_WORDS = frozenset(
    """a about after all also am an and any anybody anyone are as at be because been before being between both but by
    can cannot could did didn do does doesn doing don done during each else few for from further get gets give given
    had has hasn have having he her here hers him his how however i if in into is isn it its itself just know let ll
    like m many may me might mine more most much must my no nor not now of off on once one only or other our ours out
    over own please re s same say says she should so some such t tell than that the their theirs them then there
    these they this those through to too under until up upon us ve very was we were what when where whether which
    while who whom whose why will with within without would yes you your yours""".split()
)


def terms(text: str) -> list[str]:
    """Stems of the content words of `text`, in order: lower case, accents folded, function words left out.

    >>> terms("Who met the U.S. Ambassadors in México?")
    ['met', 'us', 'ambassador', 'mexico']
    """
    words = _WORD.findall(_ACRONYM.sub(lambda match: f" _{match.group().replace('.', '')} ", fold(text)))
    return [_stem(word.lstrip("_")) for word in words if word not in FUNCTION_WORDS and (len(word) > 1 or word.isdigit())]


def fold(text: str) -> str:
    """Lower case, without accents."""
    if not text.isascii():
        text = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return text.lower()


class LexicalIndex:
    """BM25 (Lucene's variant, k1 1.5, b 0.75) over one text a row."""

    def __init__(self, index: bm25s.BM25, size: int) -> None:
        self._index = index
        self.size = size

    @classmethod
    def build(cls, texts: Sequence[str]) -> Self:
        index = bm25s.BM25(method="lucene")
        index.index([terms(text) for text in texts], show_progress=False)
        return cls(index, len(texts))

    @classmethod
    def load(cls, folder: Path) -> Self:
        index = bm25s.BM25.load(str(folder), show_progress=False, allow_pickle=False)
        return cls(index, int(index.scores["num_docs"]))

    def save(self, folder: Path) -> None:
        self._index.save(str(folder), show_progress=False, allow_pickle=False)

    def rarity(self, term: str) -> float:
        """Inverse document frequency of a term of `terms`, in nats: log(1 + (rows - df + .5) / (df + .5)), BM25's own."""
        column = self._index.vocab_dict.get(term)
        starts = self._index.scores["indptr"]
        df = 0 if column is None else int(starts[column + 1] - starts[column])
        return math.log(1 + (self.size - df + 0.5) / (df + 0.5))

    def scores(self, query: str) -> NDArray[np.float32]:
        """BM25 score of every row, shape (rows,); 0 where no term matches."""
        known = [term for term in terms(query) if term in self._index.vocab_dict]
        if not known:
            return np.zeros(self.size, dtype=np.float32)
        return np.asarray(self._index.get_scores(known), dtype=np.float32)


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    return str(_STEMMER.stemWord(word))


_STEMMER = Stemmer.Stemmer("english")
