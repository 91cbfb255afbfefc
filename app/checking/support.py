"""Whether quoted words state what a statement says. Pure.

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
    line = " ".join(statement.split())
    if not re.search(r"\w", line):
        return False
    if line in (" ".join(quote.split()) for quote in quotes):
        return True  # word for word
    if len(line) > _LONGEST:
        return False
    stated, held = words(line, language), words(" ".join(" ".join(quotes).split()), language)
    stated, held = with_names(stated, [*held, *names]), with_names(held, stated)
    share = coverage(stated, held)
    return (
        (share >= COVERED or (share >= ALIKE and (close() if callable(close) else close)))
        and coverage([word for word in stated if word.kind == "word"], held, of_none=1.0) >= ORDINARY
        and _holds(stated, held)
        and bool(negated(held, language) or not negated(stated, language))
        and not contradicted(stated, held, language)
        and not (_supposed(held, language) & {word.stem for word in stated} and not _supposed(stated, language))
        and not swapped(stated, held, language)
        and not any(
            contradicted(stated, sentence, language) or displaced(stated, sentence, language)
            for sentence in _nearest(stated, quotes, language)
        )
    )


def _nearest(stated: Sequence[Word], quotes: Sequence[str], language: str) -> list[tuple[Word, ...]]:
    """The sentences that share most with it: what they say of each other, a statement may not mix up."""
    texts = (" ".join(quote[start:end].split()) for quote in quotes for start, end in sentences(quote, language))
    held = [with_names(words(text, language), stated) for text in texts]
    stems = {word.stem for word in stated if word.stem}
    shared = [len(stems & {word.stem for word in sentence}) for sentence in held]
    return [sentence for sentence, share in zip(held, shared, strict=True) if share == max(shared)]


def _supposed(text: Sequence[Word], language: str) -> set[str]:
    """The words that are nowhere said to be so: what may be, is claimed, or follows an "if", up to a comma."""
    known = lexicon(language)
    supposed, so = set[str](), set[str]()
    clause = perhaps = untrue = False
    for word in text:
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


def coverage(stated: Sequence[Word], held: Sequence[Word], of_none: float = 0.0) -> float:
    """Share of the words that are held, small ones left out; `of_none` if there are no others."""
    wanted, there = {word.stem for word in stated if word.stem}, {word.stem for word in held}
    return len(wanted & there) / len(wanted) if wanted else of_none


def _holds(stated: Sequence[Word], held: Sequence[Word]) -> bool:
    """Whether each figure and name is held, a figure as often as it is said."""
    figures = Counter(word.stem for word in stated if word.kind == "figure")
    return figures <= Counter(word.stem for word in held) and all(
        agrees(word, held) for word in stated if word.kind == "name"
    )
