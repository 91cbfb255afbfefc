"""Reading without the reader, in the languages that only the embedder knows: a sentence answers by how near it comes to
the question in meaning."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.reader.passage import Passage
from app.reader.reader import Read
from index.embedding.embedder import Embedder, nearness

_SLOPE, _EVEN = (
    18.0,
    0.5,
)  # log-odds a unit of nearness, and where they are 0: near misses are as near, so little is claimed
PASSAGES = 4  # the best, that are looked at: as many as the reader takes in the same time


@dataclass(frozen=True, slots=True)
class MeaningReader:
    """Reads by how near a question and a sentence are, as log-odds of about the reader's kind. It sees no answer
    proper."""

    embedder: Embedder

    def reads(self, *languages: str) -> bool:
        """Whether the embedder knows them all."""
        known = self.embedder.languages
        return known is not None and known.issuperset(languages)

    def read(self, question: str, passages: Sequence[Passage]) -> list[list[Read]]:
        """For each of the first passages what each of its units is worth, in order."""
        passages = passages[:PASSAGES]
        units = [shown.text[start:end] for shown in passages for start, end in shown.units]
        if not units:
            return [[] for _ in passages]
        cosines = self.embedder.documents(units) @ self.embedder.queries([question])[0]
        worth = iter(_SLOPE * (nearness(cosines, self.embedder) - _EVEN))
        return [[Read(float(next(worth))) for _ in shown.units] for shown in passages]
