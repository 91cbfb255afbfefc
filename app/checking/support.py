"""Whether quoted words state what a statement says, and which sentences of the passages do. Pure.

No language model judges: figures, names and dates must be in the quotes and in the place of no other, what is negated
must be so in both, and enough of the other words must be there; so that the same statement is always judged alike.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence

from app.checking.roles import displaced, swapped
from app.checking.words import Word, agrees, contradicted, negated, with_names, words
from index.language.lexicon import lexicon
from index.language.sentences import sentences

_WORD = re.compile(r"\w")


COVERED = 0.75  # share of the statement's words that quotes must hold
ALIKE = 0.6  # share that is enough if
ORDINARY = 0.4  # share of those words that are neither names nor figures: many names alone say nothing
_LONGEST = 3000  # characters: no sentence needs more, and time is bounded


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
