"""BM25 over chunks, and the terms it counts. The only owner of bm25s and PyStemmer."""

import math
import re
import unicodedata
from collections.abc import Collection, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Self

import bm25s
import numpy as np
import Stemmer
from numpy.typing import NDArray

_ACRONYM = re.compile(r"\b(?:[A-Za-z]\.){2,}")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_NO_TERMS = "\1"  # stands in for terms where no text has any: bm25s can't index nothing
_ORDINAL = re.compile(r"\b(\d+)(?:st|nd|rd|th)\b")
_WORD = re.compile(r"\w+")
_IRREGULAR = dict(  # what no stemmer brings together: "Where did they meet?" and "They met in Lima."
    pair.split("/")
    for pair in """became/become began/begin begun/begin bought/buy brought/bring built/build came/come caught/catch
    chose/choose chosen/choose dealt/deal drew/draw drawn/draw drove/drive driven/drive fell/fall fallen/fall felt/feel
    fought/fight found/find went/go gone/go grew/grow grown/grow heard/hear held/hold kept/keep
    knew/know known/know led/lead left/leave lent/lend lost/lose made/make meant/mean men/man met/meet paid/pay ran/run
    rose/rise risen/rise sang/sing sought/seek sold/sell sent/send shown/show spoke/speak spoken/speak
    spent/spend stood/stand taught/teach thought/think told/tell took/take taken/take understood/understand won/win
    women/woman wore/wear wrote/write written/write children/child people/person""".split()
)
FUNCTION_WORDS = frozenset(
    """a about after all also am an and any anybody anyone are as at be because been before being between both but by
    can cannot could did didn do does doesn doing don done during each else few for from further get gets give given
    had has hasn have having he her here hers him his how however i if in into is isn it its itself just know let ll
    like m many me might mine more most much must my no nor not now of off on once one only or other our ours out
    over own please re s same say says she should so some such t tell than that the their theirs them then there
    these they this those through to too under until up upon us ve very was we were what when where whether which
    while who whom whose why will with within without would yes you your yours""".split()
)


def terms(text: str) -> list[str]:
    """Stems of the content words of `text`, in order: lower case, accents folded, function words left out.

    >>> terms("Who met the U.S. Ambassadors in México?")
    ['meet', 'us', 'ambassador', 'mexico']
    """
    text = _ORDINAL.sub(r"\1", fold(text))
    words = _WORD.findall(_ACRONYM.sub(lambda match: f" _{match.group().replace('.', '')} ", text))
    return [
        _stem(word.lstrip("_")) for word in words if word not in FUNCTION_WORDS and (len(word) > 1 or word.isdigit())
    ]


def joined(text: str) -> str:
    """The text with acronyms and large numbers as one word each.

    >>> joined("In the U.S. 1,000 of 3,5")
    'In the  US  1000 of 3,5'
    """
    return _ACRONYM.sub(lambda match: f" {match.group().replace('.', '')} ", _THOUSANDS.sub("", text))


def fold(text: str) -> str:
    """Lower case, without accents."""
    if not text.isascii():
        text = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return text.lower()


class LexicalIndex:
    """BM25 (Lucene's variant, k1 1.5, b 0.75) over one text a row."""

    def __init__(self, index: bm25s.BM25, size: int, words: Collection[str]) -> None:
        self._index = index
        self.size = size
        self.words = words  # as they stand in the texts, folded

    @classmethod
    def build(cls, texts: Sequence[str]) -> Self:
        index = bm25s.BM25(method="lucene")
        tokens = [terms(text) for text in texts]
        index.index(tokens if any(tokens) else [[_NO_TERMS]] * max(len(tokens), 1), show_progress=False)
        return cls(index, len(texts), sorted({word for text in texts for word in _WORD.findall(fold(text))}))

    @classmethod
    def load(cls, folder: Path) -> Self:
        index = bm25s.BM25.load(str(folder), show_progress=False, allow_pickle=False)
        words = (folder / "words.txt").read_text(encoding="utf-8").split()
        return cls(index, int(index.scores["num_docs"]), words)

    def save(self, folder: Path) -> None:
        self._index.save(str(folder), show_progress=False, allow_pickle=False)
        (folder / "words.txt").write_text("\n".join(self.words), encoding="utf-8")

    def __contains__(self, term: str) -> bool:
        """Whether a text holds one of `terms`."""
        return term in self._index.vocab_dict

    def rarity(self, term: str) -> float:
        """Inverse document frequency of one of `terms`, in nats: BM25's log(1 + (rows - df + .5) / (df + .5))."""
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
    return str(_STEMMER.stemWord(_IRREGULAR.get(word, word)))


_STEMMER = Stemmer.Stemmer("english")
