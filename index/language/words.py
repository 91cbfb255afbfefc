"""BM25 over chunks, and the terms it counts. The only owner of bm25s and PyStemmer."""

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import Stemmer
from numpy.typing import NDArray

from index.chunks import embedding_text
from index.language.identify import ENGLISH
from index.records import Chunk

if TYPE_CHECKING:
    import bm25s  # slow to import: not needed to see that nothing has changed

_K1, _B = 1.5, 0.75
_ACRONYM = re.compile(r"\b(?:[A-Za-z]\.){2,}")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_ORDINAL = re.compile(r"\b(\d+)(?:st|nd|rd|th)\b")
_WORD = re.compile(r"[\w\u0300-\u036f\u0900-\u0dff\u0e00-\u0e7f]+")  # \w lacks the vowel signs of Hindi and Thai
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")  # Thai, Japanese, Chinese
_STEMMERS = dict(
    pair.split("/")
    for pair in """ar/arabic ca/catalan cs/czech da/danish de/german el/greek en/english es/spanish et/estonian
    eu/basque fa/persian fi/finnish fr/french ga/irish hi/hindi hu/hungarian hy/armenian id/indonesian it/italian
    lt/lithuanian ne/nepali nl/dutch no/norwegian pl/polish pt/portuguese ro/romanian ru/russian sr/serbian sv/swedish
    ta/tamil tr/turkish""".split()
)
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


def terms(text: str, language: str = ENGLISH) -> list[str]:
    """Stems of the content words of `text`, in order: lower case, accents folded, English function words left out.

    Words are stemmed by Snowball's algorithm for the language, if there is one. A script that puts no spaces between
    words is cut into overlapping pairs of characters.

    >>> terms("Who met the U.S. Ambassadors in México?")
    ['meet', 'us', 'ambassador', 'mexico']
    """
    text = _ORDINAL.sub(r"\1", fold(text))
    words = _WORD.findall(_ACRONYM.sub(lambda match: f" _{match.group().replace('.', '')} ", text))
    if _UNSPACED.search(text):
        words = [part for word in words for part in _pairs(word)]
    stems = (
        _stem(word.strip("_"), language)
        for word in words
        if word not in FUNCTION_WORDS and (len(word) > 1 or word.isdigit() or word > "\u0e00")
    )
    return [stem for stem in stems if stem]


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


def chunk_terms(chunk: Chunk) -> str:
    """The terms of a chunk as the embedder reads it, joined by spaces: what `LexicalIndex.of_terms` counts."""
    return " ".join(terms(embedding_text(chunk), chunk.document.language))


def distinct_words(texts: Iterable[str]) -> str:
    """The words of some texts as they stand there, folded, sorted and joined by spaces."""
    return " ".join(sorted({word for text in texts for word in _WORD.findall(fold(text))}))


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


def _pairs(word: str) -> list[str]:
    """A word of spaced script as it is, a run of unspaced script as overlapping pairs of characters."""
    parts = []
    for run in re.split(rf"({_UNSPACED.pattern})", word):
        unspaced = len(run) > 1 and _UNSPACED.match(run)
        parts += [run[i : i + 2] for i in range(len(run) - 1)] if unspaced else [run] * bool(run)
    return parts


@lru_cache(maxsize=200_000)
def _stem(word: str, language: str) -> str:
    if language == ENGLISH:
        word = _IRREGULAR.get(word, word)
    stemmer = _stemmer(language)
    return str(stemmer.stemWord(word)) if stemmer else word


@cache
def _stemmer(language: str) -> Stemmer.Stemmer | None:
    return Stemmer.Stemmer(_STEMMERS[language]) if language in _STEMMERS else None
