"""What may be asked of documents by their titles, headings and names. Pure.

What is ugly is left out: a file's name for a title, a heading that is a command, a name that is none.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from app.proposing.facts import Fact
from index.language.cldr import months
from index.language.layout import outline
from index.language.mentions import names
from index.language.shown import shown
from index.language.vocabulary import own_table
from index.language.words import fold, function_words
from index.records import Document

_ODD = re.compile(r"[`*_\[\]{}<>|\\\"“”„«»=#@^~$%…;+/!]|https?:|www\.|\.\w{2,4}$|\bv?\d+\.\d+\.\d+")
_TITLE = 60  # characters
_HEADING = 5  # words
_LEAST = 160  # characters of a section that says something
_ASKED = range(3, 15)  # words of a heading that is a question
_NAMED = 3  # words of a name
_HEAD = 4_000  # characters of a document in which names are looked for
_NO_SENTENCE = ("#", "|", "`", "---", "-", "*", ">")
_WORD = re.compile(r"[^\W\d_]+")
_COMMON = 0.5  # of the documents: what more of them mention tells nothing
_VERBAL = ("the", "a", "an", "your", "my", "our", "to", "it", "with", "us", "this", "for", "is", "are", "was", "in")


def title(document: Document) -> str:
    """Its title, if it can be said in a question; else ""."""
    words = " ".join((document.title or "").split())
    letters = sum(map(str.isalpha, words))
    shouted = sum(map(str.isupper, words)) > letters / 2
    short = len(words.split()) > 1 and len(words) <= _TITLE
    plain = letters > len(words) / 2 and words[:1].isupper() and words[-1:].isalnum() and ":" not in words
    return words if short and plain and not shouted and not _ODD.search(words) else ""


def sections(document: Document, start: int = 0, end: int | None = None) -> Iterator[Fact]:
    """A question for each heading from `start` to `end`: the heading itself, if it is one, else what stands there."""
    table = own_table(document.language, "proposals").get("documents", {})
    found = [place for place in outline(document.text).sections if place[0] < (end or len(document.text))]
    for (low, path), (high, _) in pairwise([*found, (len(document.text), ())]):
        heading = shown(path[-1]).text if path else ""
        if low < start or high - low < _LEAST + len(heading):
            continue
        if heading.endswith("?"):
            pointing = {*fold(heading[:-1]).split()} & {*table.get("pointing", ())}
            if len(heading.split()) in _ASKED and heading[0].isupper() and not pointing and not _ODD.search(heading):
                yield Fact(heading, document, low, high, "asked")
        elif (name := title(document)) and "says" in table and len(path) > 1 and _names(heading, name, document):
            yield Fact(table["says"].format(title=name, heading=heading), document, low, high, "heading")


def _names(heading: str, own: str, document: Document) -> bool:
    """Whether a heading is what a section is about, and not a command, a number or a word for any section."""
    words = heading.split()
    idle = own_table(document.language, "proposals")["documents"]["idle"]
    return (
        len(words) <= _HEADING
        and len(heading) > 3
        and heading[0].isupper()
        and not re.search(r"[^\w\s’'&-]|\d", heading)
        and fold(heading) not in idle
        and fold(heading) not in fold(own)
        and not {fold(word) for word in words[1:2]} & {*_VERBAL}
        and fold(words[0]) not in function_words(document.language)
        and not heading.isupper()
        and not (len(words) > 1 and _is_verb(words[0], document))
    )


def _is_verb(word: str, document: Document) -> bool:
    """Whether it is used as one: "to reset"."""
    to = own_table(document.language, "proposals")["documents"]["to"]
    return bool(re.search(rf"\b{to} {re.escape(word.lower())}\b", document.text))


def about(document: Document) -> Fact | None:
    """What it is about, by its title."""
    table = own_table(document.language, "proposals").get("documents", {})
    if not (name := title(document)) or "about" not in table or {*fold(name).split()} & {*table["mixed"]}:
        return None
    return Fact(table["about"].format(title=name), document, 0, len(document.text), "about")


def known(documents: Sequence[Document]) -> list[str]:
    """Names that several of the documents have, and not most of them, the fullest first."""
    held: Counter[str] = Counter()
    small: set[str] = set()
    for document in documents:
        lines = document.text[:_HEAD].split("\n")
        said = "\n".join(line for line in lines if not line.lstrip().startswith(_NO_SENTENCE))
        small.update(word for word in _WORD.findall(said) if word.islower())
        held.update({*names_of(said, document)})
    most = max(2, _COMMON * len(documents))
    usual = [name for name, count in held.items() if 1 < count <= most]
    several = [name for name in usual if not all(word.lower() in small for word in name.split())]
    return sorted(several, key=lambda name: (" " not in name, -held[name], name))


def names_of(text: str, document: Document) -> list[str]:
    """The names of several words in a text of a document, or of one where no sentence begins, that can be said."""
    spelt = (text[one.start : one.end] for one in names(text, document.language) if not one.first)
    return [name for name in dict.fromkeys(spelt) if _is_spoken(name, document.language)]


def _is_spoken(name: str, language: str) -> bool:
    """Whether it is a name that can be said: of one to three words, none of them a code or cut short."""
    words = name.split(" ")
    least = 5 if len(words) == 1 else 3
    return (
        len(words) <= _NAMED
        and all(len(word) >= least or word.islower() for word in words)
        and not re.search(r"[^\w -]|\d|_", name)
        and words[0][0].isupper()
        and not any(any(map(str.isupper, word[1:])) for word in words)
        and not {*map(fold, words)} & {*months(language)}
    )
