"""Whether quoted words state what a statement says, and which sentences of the passages do. Pure.

No language model judges: figures, names and dates must be in the quotes and in the place of no other, what is negated
must be so in both, and enough of the other words must be there; so that the same statement is always judged alike.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.checking.roles import displaced, swapped
from app.checking.words import Word, agrees, contradicted, negated, with_names, words
from index.language.sentences import sentences
from index.language.vocabulary import lexicon
from index.records import Chunk, Document

_WORD = re.compile(r"\w")
Quote = tuple[Document, int, int]
"""The exact words `document.text[start:end]`."""

Nearness = Callable[[Chunk, int, int], float]
"""The cosine of the statement and the words of a chunk from an offset to another."""

COVERED = 0.75  # share of the statement's words that quotes must hold
ALIKE = 0.6  # share that is enough if
CLOSE = 0.6  # their cosine is this
ORDINARY = 0.4  # share of those words that are neither names nor figures: many names alone say nothing
_LONGEST = 3000  # characters: no sentence needs more, and time is bounded
_SENTENCES = 3  # that one statement may be drawn from
_TRIED = 3
_ADDS = 2  # words of the statement that a further sentence must hold


def supports(
    statement: str,
    quotes: Sequence[str],
    close: bool | Callable[[], bool] = False,
    language: str = "en",
    names: Sequence[Word] = (),
) -> bool:
    """Whether the quotes together state the statement.

    `close` tells whether they are near in meaning, and is asked only if that matters. `names` are known from
    elsewhere: a statement may begin with one, where its capital does not tell.

    >>> supports("Ann sold 3 boats.", ["In May, Ann sold 3 boats to Bo."])
    True
    >>> supports("Ann sold 4 boats.", ["In May, Ann sold 3 boats to Bo."])
    False
    """
    said = " ".join(statement.split())
    if not _WORD.search(said):
        return False
    if said in (" ".join(quote.split()) for quote in quotes):
        return True  # word for word
    if len(said) > _LONGEST:
        return False
    own, held = words(said, language), words(" ".join(" ".join(quotes).split()), language)
    own, held = with_names(own, [*held, *names]), with_names(held, own)
    return (
        _enough(coverage(own, held), close)
        and coverage([word for word in own if word.kind == "word"], held, of_none=1.0) >= ORDINARY
        and _holds(own, held)
        and bool(negated(held, language) or not negated(own, language))
        and not contradicted(own, held, language)
        and not (_supposed(held, language) & {word.stem for word in own} and not _supposed(own, language))
        and not swapped(own, held, language)
        and not any(
            contradicted(own, each, language) or displaced(own, each, language)
            for each in _nearest(own, quotes, language)
        )
    )


def _nearest(own: Sequence[Word], quotes: Sequence[str], language: str) -> list[tuple[Word, ...]]:
    """The sentences that share most with it: what they say of each other, a statement may not mix up."""
    texts = (" ".join(quote[start:end].split()) for quote in quotes for start, end in sentences(quote, language))
    held = [with_names(words(text, language), own) for text in texts]
    stems = {word.stem for word in own if word.stem}
    shared = [len(stems & {word.stem for word in each}) for each in held]
    return [each for each, share in zip(held, shared, strict=True) if share == max(shared)]


def _supposed(own: Sequence[Word], language: str) -> set[str]:
    """The words that are nowhere said to be so: what may be, is claimed, or follows an "if", up to a comma."""
    known = lexicon(language)
    supposed, so = set[str](), set[str]()
    clause = perhaps = untrue = False
    for word in own:
        if word.kind == "mark":
            clause = perhaps = untrue = False
        elif word.kind == "word":
            if word.stem:
                (supposed if clause or perhaps else so).add(word.stem)
                perhaps = False
            perhaps = perhaps or word.folded in known.perhaps
            clause = clause or word.folded in known.supposes or word.stem in known.supposes
            clause = clause or (untrue and word.stem == "true")
            untrue = word.folded in known.negators or word.folded.endswith("n't")
    return supposed - so


def _enough(share: float, close: bool | Callable[[], bool]) -> bool:
    return share >= COVERED or (share >= ALIKE and (close() if callable(close) else close))


def coverage(own: Sequence[Word], held: Sequence[Word], of_none: float = 0.0) -> float:
    """Share of the words that are held, small ones left out; `of_none` if there are no others."""
    wanted, there = {word.stem for word in own if word.stem}, {word.stem for word in held}
    return len(wanted & there) / len(wanted) if wanted else of_none


def _holds(own: Sequence[Word], held: Sequence[Word]) -> bool:
    """Whether each figure and name is held, a figure as often as it is said."""
    counts = Counter(word.stem for word in held)
    said = Counter(word.stem for word in own if word.kind == "figure")
    return all(counts[figure] >= count for figure, count in said.items()) and all(
        agrees(word, held) for word in own if word.kind == "name"
    )


def find(statement: str, chunks: Sequence[Chunk], near: Nearness) -> list[Quote]:
    """The sentences of the chunks that state it, as few as can be, in order; none if nothing does.

    Up to three sentences are tried together: neighbours, or the best of each chunk, if each adds something.
    """
    pool = [sentence for chunk in chunks for sentence in _sentences(chunk)]
    names = {word for own in pool for word in words(own.text, own.chunk.document.language) if word.kind == "name"}

    def state(chosen: Sequence[_Sentence]) -> bool:
        def close() -> bool:
            return max(near(sentence.chunk, sentence.start, sentence.end) for sentence in chosen) >= CLOSE

        quotes = [sentence.text for sentence in chosen]
        return supports(statement, quotes, close, chosen[0].chunk.document.language, list(names))

    for chosen in _choices(statement, pool):
        if state(chosen):
            for sentence in chosen:  # none that is not needed
                fewer = [own for own in chosen if own is not sentence]
                chosen = fewer if fewer and state(fewer) else chosen
            return list(dict.fromkeys(sentence.quote for sentence in chosen))
    return []


@dataclass(frozen=True, slots=True)
class _Sentence:
    """`chunk.text[start:end]`, the `nth` of its chunk."""

    chunk: Chunk
    nth: int
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.chunk.text[self.start : self.end]

    @property
    def quote(self) -> Quote:
        return self.chunk.document, self.chunk.start + self.start, self.chunk.start + self.end

    @property
    def stems(self) -> frozenset[str]:
        return _stems(self.text, self.chunk.document.language)


def _sentences(chunk: Chunk) -> list[_Sentence]:
    return [_Sentence(chunk, nth, start, end) for nth, (start, end) in enumerate(sentences(chunk.text))]


@lru_cache(maxsize=4096)
def _stems(text: str, language: str, ordinary: bool = False) -> frozenset[str]:
    """Those of its words; if `ordinary` without figures and names."""
    return frozenset(
        word.stem for word in words(text, language) if word.stem and not (ordinary and word.kind != "word")
    )


def _choices(statement: str, pool: Sequence[_Sentence]) -> Iterator[list[_Sentence]]:
    """What may state it: each of the sentences that share most with it, then together with others that add to it.

    Each of those together shares more with it than figures and names: else a date of something else would do.
    """
    shared = {sentence: len(sentence.stems & _stems(statement, sentence.chunk.document.language)) for sentence in pool}
    best = sorted((sentence for sentence in pool if shared[sentence]), key=lambda own: -shared[own])[:_TRIED]
    yield from ([sentence] for sentence in best)
    for base in best:
        language = base.chunk.document.language
        about = [own for own in pool if _stems(own.text, language, True) & _stems(statement, language, True)]
        if base not in about:
            continue
        chosen = [base]
        while len(chosen) < _SENTENCES:
            missing = _stems(statement, language).difference(*(own.stems for own in chosen))
            further = [own for own in about if own not in chosen and _goes_with(own, chosen, best)]
            added = max(further, key=lambda own: len(own.stems & missing), default=None)
            if added is None or len(added.stems & missing) < _ADDS:
                break
            chosen = sorted([*chosen, added], key=pool.index)
            yield chosen


def _goes_with(sentence: _Sentence, chosen: Sequence[_Sentence], best: Sequence[_Sentence]) -> bool:
    """Whether it stands beside one of the chosen, or is among the best of another chunk."""
    return any(sentence.chunk is own.chunk and abs(sentence.nth - own.nth) == 1 for own in chosen) or (
        sentence in best and all(sentence.chunk is not own.chunk for own in chosen)
    )
