"""Whether quoted words state what a statement says: the reader judges, within what rules allow.

A figure or name that the quotes lack, or that has changed its place, never passes, whatever the reader thinks (but for
a "one" or "first", which often counts nothing); nor does a denial or the opposite of their own words. What repeats
nearly all of them passes. In languages that the reader was not trained on, words decide. The same statement is always
judged alike.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from itertools import zip_longest

from app.checking.roles import displaced, swapped
from app.checking.words import Word, agrees, contradicted, measured_otherwise, negated, opposite, with_names, words
from app.reader.reader import Reader
from index.language.lexicon import lexicon
from index.language.sentences import sentences

STATED = 0.75  # log-odds of the reader from which on quotes state a statement
_ALIKE = 0.85  # share of a statement's words from which on quotes say it in its own words: a denial in one counts
_ENOUGH = 0.75  # the same, of an opposite; share from which on they state it in languages the reader does not know
_REPEATED = 0.9  # share from which on they state it, if no rule is against it, whatever the reader thinks
_FEW = 3  # words: fewer are repeated by chance
_DOUBT = 1.0  # log-odds that the reader must have besides where one of both denies, or has a "one" too many
_OPPOSED = 2.5  # the same, where one says the opposite of a word of the other
_ORDINARY = 0.4  # share of those words that are neither names nor figures: many names alone say nothing
_LONGEST = 3000  # characters: no sentence needs more, and time is bounded


def supports(statement: str, quotes: Sequence[str], reader: Reader, language: str = "en") -> bool:
    """Whether the quotes together state the statement.

    >>> from app.reader.reader import WordReader
    >>> supports("Ann sold 3 boats.", ["In May, Ann sold 3 boats to Bo."], WordReader())
    True
    >>> supports("Ann sold 4 boats.", ["In May, Ann sold 3 boats to Bo."], WordReader())
    False
    """
    return scores(statement, [quotes], reader, language)[0] >= STATED


def scores(
    statement: str, choices: Sequence[Sequence[str]], reader: Reader, language: str, names: Sequence[Word] = ()
) -> list[float]:
    """For each choice of quotes the log-odds that they state the statement: inf word for word, -inf against a rule.

    `names` are known from elsewhere: a statement may begin with one, where its capital does not tell.
    """
    line = " ".join(statement.split())
    texts = [" ".join(" ".join(quotes).split()) for quotes in choices]
    made = [_by_rule(line, quotes, language, names, language in reader.languages) for quotes in choices]
    unknown = [place for place, (score, _) in enumerate(made) if score is None]
    read = reader.support([line] * len(unknown), [texts[place] for place in unknown]) if unknown else []
    judged = dict(zip(unknown, read, strict=True))
    return [judged[place] - doubt if score is None else score for place, (score, doubt) in enumerate(made)]


def _by_rule(
    line: str, quotes: Sequence[str], language: str, names: Sequence[Word], known: bool
) -> tuple[float | None, float]:
    """The log-odds, where no reader is needed; else None, and what to take off those of the reader."""
    if not re.search(r"\w", line) or not re.search(r"\w", " ".join(quotes)):
        return -math.inf, 0.0
    if line in (" ".join(quote.split()) for quote in quotes):
        return math.inf, 0.0
    if len(line) > _LONGEST:
        return -math.inf, 0.0
    stated, held = words(line, language), words(" ".join(" ".join(quotes).split()), language)
    stated = with_names(stated, [*held, *names])
    held = with_names(held, stated)
    nearest = _nearest(stated, quotes, language)
    if (
        not _holds(stated, held)
        or swapped(stated, held, language)
        or any(displaced(stated, sentence, language) for sentence in nearest)
        or any(measured_otherwise(stated, sentence) for sentence in (held, *nearest))
    ):
        return -math.inf, 0.0
    doubt = _doubt(stated, held, nearest, language)
    if doubt == math.inf or (doubt and not known):
        return -math.inf, 0.0
    share = coverage(stated, held)
    ordinary = coverage([word for word in stated if word.kind == "word"], held, of_none=1.0) >= _ORDINARY
    if not known:
        return (math.inf if ordinary and share >= _ENOUGH else -math.inf), 0.0
    if negated(held, language) and not negated(stated, language):
        doubt = doubt or _DOUBT
    if ordinary and share >= _REPEATED and not doubt and len({word.stem for word in stated if word.stem}) >= _FEW:
        return math.inf, 0.0
    return None, doubt


def _doubt(stated: Sequence[Word], held: Sequence[Word], nearest: Sequence[Sequence[Word]], language: str) -> float:
    """What the reader must be surer by, since one denies the other or counts besides; inf, if they say it alike."""
    share = coverage(stated, held)
    if any(opposite(stated, sentence, language) for sentence in (held, *nearest)):
        return math.inf if share >= _ENOUGH else _OPPOSED
    if _denied(stated, held, nearest, language):
        return math.inf if share >= _ALIKE else _DOUBT
    return 0.0 if all(agrees(word, held) for word in _counted(stated)[1]) else _DOUBT


def _counted(text: Sequence[Word]) -> tuple[list[Word], list[Word]]:
    """The figures of a text, and those of them that may count nothing: "the ones", "one of", but not "one dog"."""
    figures = [(word, after) for word, after in zip_longest(text, text[1:]) if word.kind == "figure"]
    ones = [(word, after) for word, after in figures if word.stem == "1" and word.folded.isalpha()]
    little = [word for word, after in ones if word.folded != "one" or not (after and after.stem)]
    return [word for word, _ in figures], little


def _denied(stated: Sequence[Word], held: Sequence[Word], nearest: Sequence[Sequence[Word]], language: str) -> bool:
    """Whether what is negated, or only supposed, in the one is not so in the other."""
    return (
        (negated(stated, language) and not negated(held, language))
        or contradicted(stated, held, language)
        or bool(_supposed(held, language) & {word.stem for word in stated} and not _supposed(stated, language))
        or any(contradicted(stated, sentence, language) for sentence in nearest)
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
    """Whether each figure and name is held, a figure as often as it is said, but for a one that may count nothing."""
    figures, little = _counted(stated)
    wanted = Counter(word.stem for word in figures) - Counter(word.stem for word in little)
    return wanted <= Counter(word.stem for word in held) and all(
        agrees(word, held) for word in stated if word.kind == "name"
    )
