"""What is read at once: a question or statement, and a passage or the parts of one that is long. Pure but for its
tokenizer, whose vocabulary is the embedder's."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.reader.passage import Passage
from index.embedding.bert import open_tokenizer, shared_tokenizer
from index.embedding.openvino_model import bundled_model
from index.language.sentences import Span

if TYPE_CHECKING:
    from index.embedding.bert import Tokenizer

ASKED, WINDOW = 128, 384  # tokens: of a question or statement, and of all that is read at once
_CONTEXT = 96  # tokens of what stands above a passage's first sentence that each window begins with
Offsets = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Window:
    """A passage, or a part of one, with what is asked of it.

    `tokens` are the whole input, of which the passage's begin at `first`; `offsets` are their spans of its text.
    `passage` is its number among those cut together.
    """

    passage: int
    tokens: list[int]
    first: int
    offsets: Offsets


class Cutter:
    """Cuts pairs of texts into windows, by the bundled embedder's tokenizer."""

    def question(self, text: str) -> list[int]:
        """Its tokens; of a very long question its beginning and its end."""
        tokens = self._tokens(text)
        return tokens if len(tokens) <= ASKED else [*tokens[: ASKED // 2], *tokens[-(ASKED // 2) :]]

    def statement(self, text: str) -> list[int]:
        """Its tokens; none of one that is too long: what can't be read to its end can't be vouched for."""
        tokens = self._tokens(text)
        return tokens if len(tokens) <= ASKED else []

    def windows(self, asked: Sequence[int], passages: Sequence[Passage]) -> list[Window]:
        """One window a passage, in order, or several that overlap by half, each with what stands above the first
        sentence: no token is left out."""
        start, end = self._marks
        texts = [self._plain(shown.text) for shown in passages]
        encodings = self._tokenizer.encode_batch(texts, add_special_tokens=False)
        return [
            Window(nth, [start, *asked, end, *(tokens[at] for at in part), end], len(asked) + 2, spans[part])
            for nth, (shown, encoding) in enumerate(zip(passages, encodings, strict=True))
            for tokens, spans in [(encoding.ids, _bare(encoding.offsets, shown.text))]
            for part in _parts(spans, shown.units[0][0] if shown.units else 0, WINDOW - len(asked) - 3)
        ]

    def _tokens(self, text: str) -> list[int]:
        tokens: list[int] = self._tokenizer.encode(self._plain(text), add_special_tokens=False).ids
        return tokens

    def _plain(self, text: str) -> str:
        """A text as the tokenizer is to see it, character by character."""
        return text

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        """Its own, in which "[SEP]" in a document is three words: else a document could end its own passage."""
        tokenizer = open_tokenizer(bundled_model() / "tokenizer.json")
        tokenizer.encode_special_tokens = True
        return tokenizer

    @cached_property
    def _marks(self) -> list[int]:
        """[CLS] and [SEP]."""
        return self._tokenizer.encode("").ids


class SmallCutter(Cutter):
    """By another tokenizer, which is shown small letters alone, as the bundled one makes them."""

    def __init__(self, tokenizer: Path) -> None:
        self._file = tokenizer

    def _plain(self, text: str) -> str:
        """In small letters, and with "‹" for "<": in a document, "</s>" is no mark of an end."""
        small = text.lower()
        if len(small) != len(text):
            small = "".join(one if len(letter) > 1 else letter for one in text for letter in [one.lower()])
        return small.replace("<", "‹")

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        return shared_tokenizer(self._file)


def _bare(offsets: Sequence[Span], text: str) -> Offsets:
    """Spans of tokens, without the blank before a word that some tokenizers count to it."""
    return np.array([(s + (s < e and text[s].isspace()), e) for s, e in offsets], dtype=np.int64).reshape(-1, 2)


def _parts(spans: Offsets, first: int, room: int) -> Iterator[list[int]]:
    """The numbers of a passage's tokens that are read at once; those before character `first` stand above it."""
    if len(spans) <= room:
        yield [*range(len(spans))]
        return
    body = int(np.searchsorted(spans[:, 0], first))
    above = [*range(max(0, body - _CONTEXT), body)]  # the nearest: the names of a table's columns come last
    width = room - len(above)
    for at in range(body, max(body + 1, len(spans) - width // 2), width // 2):
        yield [*above, *range(at, min(at + width, len(spans)))]


def within(offsets: Offsets, span: Span) -> NDArray[np.int64]:
    """The tokens of a window that begin within a span of the passage's text."""
    return np.flatnonzero((offsets[:, 0] >= span[0]) & (offsets[:, 0] < span[1]))
