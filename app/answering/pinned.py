"""What a question pins down, its names, dates and numbers of things, and what of it a sentence and what it stands under
do not hold: the fee of another year, the lift of another house, no number where one is asked for. Pure.

Only what has no synonym is looked for, and a value; what may be said in other words is the reader's to judge.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import PurePosixPath
from typing import Literal

from app.answering.evidence import HITS, Candidate
from app.answering.sizing import under_heading
from app.asking.asked import Question
from app.asking.wanted import COUNTING
from app.checking.words import Word, agrees, words
from index.chunks import header
from index.language.cldr import CURRENCIES, months, translated, weekdays
from index.language.identify import ENGLISH
from index.language.layout import HEADING
from index.language.mentions import mentions, names
from index.language.rows import cells
from index.language.shown import shown
from index.language.tokens import usual_case
from index.language.vocabulary import any_of, any_word, vocabulary
from index.language.words import FUNCTION_WORDS, distinct_words, fold, function_words
from index.records import Chunk, Hit

Kind = Literal["name", "year", "month", "code"]

_WORD = re.compile(r"[^\W\d_]+")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_CODE = r"(?<![\w.-])(?:[^\W\d_]{1,5}[-/]?\d[\w/-]*(?:\.\d+)*|v?\d+(?:\.\d+){2,})(?![\w-]|\.\d)"
_LINE = 100  # characters: a longer line is a paragraph
_PARAGRAPH = 800  # characters before a sentence that are looked at
_LONG = 6  # letters, of a name that may be written apart: Lending Club
_AMOUNTS = (*COUNTING, "percent", "date", "time")


@dataclass(frozen=True, slots=True)
class Pin:
    """A word that pins a question down, as typed; `word` says what equal ones have in common."""

    kind: Kind
    typed: str
    word: Word


@dataclass(frozen=True, slots=True)
class Unmet:
    """What a sentence lacks of its question; false if nothing.

    `pins` are held neither by it nor by what it stands under.
    `value` is the kind of amount that is asked for, as in `Question.leading`, "" unless the sentence has none.
    """

    pins: tuple[Pin, ...] = ()
    value: str = ""

    def __bool__(self) -> bool:
        return bool(self.pins or self.value)

    def words(self, asked: str) -> tuple[str, ...]:
        """What is lacking as the question has it, words that stand side by side together: "Aldham Park", "May 2023"."""
        together: list[str] = []
        for pin in self.pins:
            if together and f"{together[-1]} {pin.typed}" in asked:
                together[-1] += f" {pin.typed}"
            else:
                together.append(pin.typed)
        return tuple(together)


def unmet(question: Question, hits: Sequence[Hit], candidate: Candidate) -> Unmet:
    """What of the question a sentence of one of the hits lacks, with the one below it if it is a heading.

    A row or a short line must hold it all, with what it stands under. What prose leaves out may stand in the other
    passages of its document, unless it has a year, a month or a code of its own.
    """
    below = under_heading(candidate.document, candidate.start, candidate.end)
    said = candidate.document.text[slice(*below)] if below else ""
    language = candidate.document.language
    near = "\n".join([_above(candidate, hits), _paragraph(candidate), said])
    around = "\n".join(hit.chunk.text for hit in hits[:HITS] if hit.chunk.document is candidate.document)
    wide = f"{near}\n{around}" if _is_prose(candidate) else ""
    spoken, own = _spoken(near, language), _kinds(near, language)
    lacking = tuple(pin for pin in pins(question, hits) if not _held(pin, near, spoken, language))
    if lacking and language != question.language:
        abroad = _places_abroad(fold(question.full), fold(f"{near}\n{around}"), question.language, language)
        lacking = tuple(pin for pin in lacking if pin.word.folded not in abroad)
    if wide and lacking:
        spoken = _spoken(wide, language)
        lacking = tuple(pin for pin in lacking if pin.kind in own or not _held(pin, wide, spoken, language))
    if "".join(pin.word.folded[0] for pin in lacking if pin.kind == "name") in {w.folded for w in spoken if w.acronym}:
        lacking = tuple(pin for pin in lacking if pin.kind != "name")
    return Unmet(lacking, _no_value(question, f"{candidate.line}\n{shown(said).text}", language))


def _places_abroad(asked: str, said: str, language: str, other: str) -> set[str]:
    """The words of places that a question names and a text calls by their name in its own language."""
    places = translated(language, other).items()
    return {word for name, there in places if name in asked and there in said for word in name.split()}


def _is_prose(candidate: Candidate) -> bool:
    """Whether it stands in a paragraph, not in a row or a line of its own, beside others that say nothing of it."""
    text = candidate.document.text
    end = text.find("\n", candidate.end)
    paragraph = (end if end >= 0 else len(text)) - text.rfind("\n", 0, candidate.start)
    return paragraph > _LINE and not cells(candidate.text)


def _spoken(text: str, language: str) -> list[Word]:
    return [replace(word, kind="name") if word.capital else word for word in words(text, language)]


def _kinds(text: str, language: str) -> set[Kind | None]:
    """Which of years, months and codes a text holds."""
    kinds = {
        kind for word in words(text, language) if (kind := _kind(word, frozenset(), language)) in ("year", "month")
    }
    return kinds | ({"code"} if _coded(language).search(text) else set())


def pins(question: Question, hits: Sequence[Hit]) -> tuple[Pin, ...]:
    """The words that pin a question down, of one that follows another those that it says itself.

    A word in small letters is a name if the hits only ever write it with a capital.

    >>> [pin.typed for pin in pins(Question.of("What did the Lisbon show of 2023 sell?"), [])]
    ['Lisbon', '2023']
    """
    asked = question.text if question.follows else question.full
    language = _language(question, hits)
    written = [_written(hit.chunk.text, hit.chunk.document.language) for hit in hits[:HITS]]
    known = frozenset[str]().union(*(capital for capital, _ in written)).difference(*(small for _, small in written))
    codes = [match[0] for match in _coded(language).finditer(asked)]
    pinned = {fold(code): Pin("code", code, Word("figure", fold(code), fold(code))) for code in codes}
    rest = _coded(language).sub(lambda match: " " * len(match[0]), asked)
    open_ended = vocabulary(language, "questions")["open_ended"]
    before = ""
    for word in words(rest, language):
        kind = _kind(word, known, language)
        if kind and not (kind in ("year", "month") and before in open_ended):
            named = replace(word, kind="name") if kind == "name" else word
            pinned.setdefault(word.stem, Pin(kind, _typed(word, rest), named))
        before = word.folded
    return tuple(pinned.values())


def _language(question: Question, hits: Sequence[Hit]) -> str:
    """That of the question; of the best hit, where no small word of the question tells."""
    told = question.language != ENGLISH or not FUNCTION_WORDS.isdisjoint(distinct_words([question.full]))
    return question.language if told or not hits else hits[0].chunk.document.language


def _kind(word: Word, known: frozenset[str], language: str) -> Kind | None:
    if word.kind == "figure":  # others than years are often the asker's own: an age, a number of guests
        return "year" if _YEAR.fullmatch(word.stem) else None
    unpinned = vocabulary(language, "questions")["unpinned"]
    if word.folded in unpinned or word.folded.partition("'")[0] in function_words(language):
        return None
    if word.kind != "name" and not (word.folded in known and usual_case(word.folded)):
        return None
    if word.stem in weekdays(ENGLISH, abbreviated=False):  # "weekends", "Mon-Thu": said in too many ways
        return None
    return "month" if word.stem in months(ENGLISH, abbreviated=False) else "name"


def _typed(word: Word, question: str) -> str:
    at = fold(question).find(word.folded)
    as_typed = question[at : at + len(word.folded)]
    return as_typed if fold(as_typed) == word.folded else word.folded


def _above(candidate: Candidate, hits: Sequence[Hit]) -> str:
    """What the sentence stands under: the document's name, title and date, headings, and what leads in to its list."""
    document = candidate.document
    parts = [PurePosixPath(document.source).stem.replace("_", " "), header(document)]
    if chunk := _chunk(candidate, hits):
        before = document.text[chunk.start : max(chunk.start, candidate.start)]
        parts += [chunk.heading, chunk.lead_in, *(heading[2] for heading in HEADING.finditer(before))]
    return "\n".join(part for part in parts if part)


def _chunk(candidate: Candidate, hits: Sequence[Hit]) -> Chunk | None:
    chunks = (hit.chunk for hit in hits[:HITS] if hit.chunk.document is candidate.document)
    return next((chunk for chunk in chunks if chunk.start <= candidate.start and candidate.end <= chunk.end), None)


def _paragraph(candidate: Candidate) -> str:
    """The sentence and what its paragraph says before it: "she" may be who is asked for. A row stands alone."""
    text, start = candidate.document.text, candidate.start
    return text[max(text.rfind("\n", 0, start) + 1, start - _PARAGRAPH) : candidate.end]


def _held(pin: Pin, text: str, near: Sequence[Word], language: str) -> bool:
    word = pin.word
    if pin.kind == "code":
        parts = re.findall(r"[^\W\d_]+|[\d.]*\d", word.folded.split()[-1])
        spoken = r"[\W_]*".join(map(re.escape, parts))
        return re.search(rf"(?<![^\W_])v?{spoken}(?![^\W_]|\.\d)", fold(text)) is not None
    if (code := word.folded.upper()) in CURRENCIES and any(one.unit == code for one in mentions(text, language)):
        return True
    if pin.kind == "year" and _short_year(word.stem, language).search(text):
        return True
    if any(agrees(form, near) for form in (word, replace(word, folded=word.folded.removesuffix("s")))):
        return True
    return len(word.folded) >= _LONG and word.folded in re.sub(r"[\W_]+", "", fold(text))


@cache
def _short_year(year: str, language: str) -> re.Pattern[str]:
    """2024/25, '25, Apr 25: the year by its last two figures."""
    month = any_of(months(language))
    return re.compile(rf"(?:\d[/–-]|['’]|\b(?:{month})\.? ?){year[2:]}(?!\w|[.,/:]\d)", re.IGNORECASE)


@cache
def _coded(language: str) -> re.Pattern[str]:
    """FO-21, h2, 4.0.1, version 4.0."""
    before = any_of(vocabulary(language, "identifiers")["before"])
    return re.compile(rf"\b(?:{before}) \d+(?:[.-]\d+)*(?![\w-]|\.\d)|{_CODE}", re.IGNORECASE)


@lru_cache(maxsize=4096)
def _written(text: str, language: str) -> tuple[frozenset[str], frozenset[str]]:
    """The words that a text writes with a capital where no beginning of a sentence accounts for it, and in small."""
    called = [text[name.start : name.end] for name in names(text, language) if not name.first]
    capital = {fold(word) for name in called for word in _WORD.findall(name) if word[0].isupper()}
    return frozenset(capital), frozenset(fold(word) for word in _WORD.findall(text) if word.islower())


def _no_value(question: Question, text: str, language: str) -> str:
    """The kind of amount that is asked for, if the text has none, not even "free" or "no limit"; else ""."""
    if question.leading not in COUNTING or any_word(question.language, "questions", "loosely").search(question.core):
        return ""
    if any_word(language, "answers", "amounts").search(text):
        return ""
    return "" if any(mention.kind in _AMOUNTS for mention in mentions(text, language)) else question.leading
