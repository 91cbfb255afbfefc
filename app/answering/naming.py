"""Which document a text names: by its file, its number or its title. Pure."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import PurePosixPath

import numpy as np

from index.language.vocabulary import LANGUAGES, own_table
from index.language.words import fold, terms
from index.records import Document
from index.storing.titles import Titles, pieces_of, titles_of

_KIND = {word for language in LANGUAGES for word in own_table(language, "summaries").get("kinds", ())}
_TITLE_SHARE = 0.6  # of the wanted terms' rarity that a title must hold
_TITLE_LEAD = 0.15  # by which it must hold more than any other
_TITLES = 50  # that come nearest, of which two must be titles and not names of files
_MOST_OF_NAME = 1000  # documents: what more of them go by is the name of no file
_WORDS, _LONGEST = 60, 100  # words of a topic that a file's name may begin with, and its characters


def named(documents: Sequence[Document], topic: str, rarity: Callable[[str], float]) -> Document | None:
    """The one document whose file name, number or title the topic states; None if none is, or several are.

    A title is stated by words that are most of the topic, weighed by rarity; its date counts as words of it.
    """
    words = fold(topic)
    wanted = [term for term in dict.fromkeys(terms(topic)) if term not in _KIND]
    spoken = {words[start:end] for start, end in _spans(words)}
    if len(wanted) == 1 and any(map(str.isdigit, wanted[0])):
        spoken |= pieces_of(wanted[0])
    titles = titles_of(documents)
    found = [one.places.tolist() for one in titles.called(spoken).values() if len(one.places) <= _MOST_OF_NAME]
    likely = (documents[place] for place in sorted({*chain.from_iterable(found)}))
    if by_file := [one for one in likely if _states_file(one.source, words, wanted)]:
        return by_file[0] if len(by_file) == 1 else None
    return _titled(documents, titles, wanted, rarity)


def _titled(
    documents: Sequence[Document], titles: Titles, wanted: Sequence[str], rarity: Callable[[str], float]
) -> Document | None:
    """The one document whose title states the wanted terms, weighed by rarity."""
    shares, counts = np.zeros(len(documents)), np.zeros(len(documents), dtype=np.int64)
    for term, named in titles.called(wanted).items():
        places = named.places[named.are_stems]
        shares[places] += rarity(term)
        counts[places] += 1
    total = sum(map(rarity, wanted))
    close = np.flatnonzero((counts > 1) & (shares >= (_TITLE_SHARE - _TITLE_LEAD) * total))
    ordered: list[int] = close[np.argsort(-shares[close], kind="stable")].tolist()
    titled = [place for place in ordered[:_TITLES] if documents[place].title]
    if not titled or shares[titled[0]] < _TITLE_SHARE * total:
        return None
    if len(titled) > 1 and shares[titled[1]] > shares[titled[0]] - _TITLE_LEAD * total:
        return None
    return documents[titled[0]]


def _spans(words: str) -> Iterator[tuple[int, int]]:
    """Where a file's name may stand."""
    starts = [match.start() for match in re.finditer(r"(?<![\w.-])\S", words)]
    ends = [match.end() for match in re.finditer(r"\S(?![\w-])", words)]
    for start in starts[:_WORDS]:
        yield from ((start, end) for end in ends if start < end <= start + _LONGEST)


def is_title(document: Document, topic: str) -> bool:
    """Whether the topic is the document's title or file name, give or take little, and no mere phrase from it."""
    wanted, held = set(terms(topic)), set(terms(document.title or ""))
    in_title = len(wanted & held) >= _TITLE_SHARE * len(held) > 0
    return in_title or _states_file(document.source, fold(topic), list(wanted))


def _states_file(source: str, words: str, wanted: Sequence[str]) -> bool:
    """Whether the folded words hold the file's name; or hardly more than its number, or a long piece of its name."""
    path = PurePosixPath(fold(source))
    spoken = r"(?<![\w.-]){}(?![\w-])"
    names = [name for name in (path.name, path.stem) if len(name) > 2 and name in words]
    if any(re.search(spoken.format(re.escape(name)), words) for name in names):
        return True
    pieces = re.split(r"[\W_]+", path.stem)
    if len(wanted) != 1:
        return False
    one = wanted[0]
    if one.isdigit() and pieces[0].isdigit():
        return one == pieces[0] if len(one) > 2 else int(one) == int(pieces[0]) and bool(re.search(r"[a-z]", words))
    return len(one) > 5 and any(char.isdigit() for char in one) and one in pieces
