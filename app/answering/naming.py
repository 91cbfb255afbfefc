"""Which document a text names: by its file, its number or its title. Pure."""

import re
from collections.abc import Callable, Sequence
from pathlib import PurePosixPath

from index.chunks import header
from index.language.vocabulary import LANGUAGES, own_table
from index.language.words import fold, terms
from index.records import Document

_KIND = {word for language in LANGUAGES for word in own_table(language, "summaries").get("kinds", ())}
_TITLE_SHARE = 0.6  # of the wanted terms' rarity that a title must hold
_TITLE_LEAD = 0.15  # by which it must hold more than any other


def named(documents: Sequence[Document], topic: str, rarity: Callable[[str], float]) -> Document | None:
    """The one document whose file name, number or title the topic states; None if none is, or several are.

    A title is stated by words that are most of the topic, weighed by rarity; its date counts as words of it.
    """
    words = fold(topic)
    wanted = [term for term in dict.fromkeys(terms(topic)) if term not in _KIND]
    if by_file := [document for document in documents if _states_file(document.source, words, wanted)]:
        return by_file[0] if len(by_file) == 1 else None
    total = sum(map(rarity, wanted))
    shares = []
    for document in documents:
        held = set(terms(f"{header(document)} {PurePosixPath(document.source).stem.replace('_', ' ')}"))
        shared = [term for term in wanted if term in held]
        if document.title and len(shared) > 1:
            shares.append((sum(map(rarity, shared)) / total, document))
    shares.sort(key=lambda pair: -pair[0])
    if not shares or shares[0][0] < _TITLE_SHARE or (len(shares) > 1 and shares[1][0] > shares[0][0] - _TITLE_LEAD):
        return None
    return shares[0][1]


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
