"""Two sections of one document that a wish to compare names: "section 3 and 5", "the Basic and the Pro section".

Only what is called a section is looked for among headings: other words are names of documents, or of things. Pure.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from app.asking.comparing import Sides
from app.whole.editions import words
from index.language.layout import HEADING, outline
from index.language.vocabulary import any_of
from index.language.words import fold, terms
from index.records import Document


@dataclass(frozen=True, slots=True)
class Part:
    """`document.text[start:end]` is what stands under a heading, up to the next one that is as wide."""

    heading: str
    start: int
    end: int


def parts(wanted: Sides, documents: Sequence[Document]) -> tuple[Document, Part, Part] | None:
    """The one document that has both sections that are named, and them; None if none has, or several have.

    A number names the section whose heading begins with it, other words one whose heading says nothing else.
    """
    labels = _label(wanted.first), _label(wanted.second)
    if not any(labels):  # "section 3 and 5": one of them says what the other is, too
        return None
    first, second = (label or words for label, words in zip(labels, (wanted.first, wanted.second), strict=True))
    found = None
    for document in documents:
        one = _under(document, first)
        other = _under(document, second) if len(one) == 1 else []
        if len(other) == 1 and one != other:
            if found:
                return None
            found = document, one[0], other[0]
    return found


def _label(name: str) -> str:
    """What a section is called, "" for what is called no section."""
    match = _called().fullmatch(fold(name))
    return (match["behind"] or match["before"]).strip() if match else ""


@cache
def _called() -> re.Pattern[str]:
    called = any_of(words("sections"))
    return re.compile(rf"(?:the )?(?:(?:{called}) (?:on |about )?(?P<behind>.+)|(?P<before>.+) (?:{called}))")


def _under(document: Document, label: str) -> list[Part]:
    """The parts of a document under headings of that name or number."""
    text, language = document.text, document.language
    sections = outline(text).sections
    made = []
    for place, (start, path) in enumerate(sections):
        if _is_called(path[-1], label, language):
            wider = (begin for begin, other in sections[place + 1 :] if len(other) <= len(path))
            heading = HEADING.match(text, start)
            made.append(Part(path[-1], heading.end() if heading else start, next(wider, len(text))))
    return made


def _is_called(heading: str, label: str, language: str) -> bool:
    number = re.match(r"(?:\w+ )?(\d+(?:\.\d+)*)", fold(heading))
    if re.fullmatch(r"\d+(?:\.\d+)*", label):
        return number is not None and number[1] == label
    wanted = {term for term in terms(label, language) if not term.isdigit()}
    return bool(wanted) and wanted == {term for term in terms(heading, language) if not term.isdigit()}
