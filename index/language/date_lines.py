"""Whether a line at a document's top states the document's own date, or the day from which it is valid. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from index.language.cldr import weekdays
from index.language.dates import Day, Stated, dates
from index.language.layout import HEADING, ITEM
from index.language.validity import Kind, iso, validity
from index.language.vocabulary import any_of, vocabulary
from index.language.words import fold

SOME_YEAR = re.compile(r"(?<!\d)(?:1\d|20)\d\d(?:(?!\d)|\d{4}(?!\d))")
_MOST_WORDS = 8  # beside the date, in a line that gives the document's own
_SENTENCE_WORDS = 3  # beside the date, in one that ends in a full stop
_DONE_WORDS = 12  # the same, in one that begins with what was done to the document
_DASH = r"\s*(?:-|–|—|―)\s*"
_SET_OFF = re.compile(r"[,;:|()\[\]/•·\-–—=*#]\s*$|\s{2,}$|\d\s*$|^\s*$")
_CELL = re.compile(r"\s{3,}|\t| \| ")  # between what stands side by side
_INITIAL = re.compile(r"[^\W\d_]\. [^\W\d_]{2,},")  # of a name: L. Szymborek, A. Kettlewell
_BOLD = "*_ "


@dataclass(frozen=True, slots=True)
class Claim:
    """A date of a line in ISO 8601; `is_made` if the document was made then, else it is valid from then."""

    day: str
    is_made: bool


def claim(line: str, language: str, above: str = "") -> Claim | None:
    """What a line says of its document's date. `above` is the line that it may go on.

    >>> claim("Minutes of 4 June 2024", "en"), claim("The fire of 4 June 2024", "en")
    (Claim(day='2024-06-04', is_made=True), None)
    """
    is_item = ITEM.match(line) and not _INITIAL.match(line)
    if not SOME_YEAR.search(line) or is_item or ("; " in line and ": " in line):
        return None
    heading = HEADING.match(line)
    line = (heading[2] if heading else line).strip(_BOLD)
    every = dates(line, language)
    stated = [one for one in every if iso_day(one.value)]
    before = f"{above} " if line[:1].islower() else ""
    made = [one for one in stated if _is_made(line, one, every, language, before)]
    if len(made) == 1 or (made and all(_is_done(line[: one.start], language) for one in made)):
        return Claim(iso_day(made[0].value), is_made=True)
    day = "" if made else valid_day(line, language)
    return Claim(day, is_made=False) if day else None


def iso_day(day: Day) -> str:
    """A date with its year and month in ISO 8601; "" for less."""
    return iso(day) or "" if day.year and day.month else ""


def is_of_another(before: str, language: str) -> bool:
    """Whether what stands before a date makes it that of something else, or of a time to come."""
    words = _leave_out(fold(before), language)
    return bool(
        _word(language, "others").search(words)
        or _word(language, "refers").search(_leave_out(_CELL.split(fold(before).rstrip())[-1], language))
        or _governs(language).search(words)
        or re.search(rf"(?:{any_of(vocabulary(language, 'own_date')['lives'])})\s*$|(?:^|[\s(])\*\s?$", words)
    )


def label_is_own(label: str, language: str) -> bool:
    """Whether a date behind that label and a colon may be the document's own."""
    return bool(_word(language, "releases").search(fold(label)))


def valid_day(line: str, language: str, kind: Kind = "from") -> str:
    """The day from which, or until which, a line says that its document is valid; "" if it is about something else."""
    said = [one for one in validity(line, language) if one.kind == kind and one.day and len(one.day) > len("2024")]
    if len(said) != 1 or len(line.split()) > _DONE_WORDS:
        return ""
    start, end = said[0].start, said[0].end
    opening, before = fold(line[start:end]), fold(line[:start])
    for plain in ("starts", "ends"):
        is_plain = _word(language, plain, "validity").match(opening)
        if is_plain and not _word(language, "things", "validity").search(before):
            return ""  # "Clerk from May 2019"
    if _word(language, "itself", "validity").match(before):
        return said[0].day or ""
    is_sentence = len(before.split()) > _SENTENCE_WORDS and line[-1:] in ".!?"
    goes_on = re.match(r"\s?[^\W\d_]", line[end:]) and not _to(language).match(line[end:])
    return "" if is_sentence or goes_on else said[0].day or ""


def _is_made(line: str, one: Stated[Day], every: Sequence[Stated[Day]], language: str, above: str) -> bool:
    before, after = line[: one.start], line[one.end :]
    done = _is_done(before, language)
    words = re.findall(r"[^\W\d_]+", f"{before} {after}")
    most = _SENTENCE_WORDS if line[-1:] in ".!?" else _MOST_WORDS
    if _done(language).match(fold(before)):
        most = _DONE_WORDS
    if len(words) > most or _is_of_a_range(line, one, every, language):
        return False
    earlier = max((other.end for other in every if other.end <= one.start), default=0)
    if is_of_another(before[earlier:] if done and earlier else above + before, language):
        return False
    label = _CELL.split(before.rstrip())[-1].rpartition(":")[0]
    if label and not label_is_own(label, language):
        return False
    return done or _is_apart(before, after, language)


def _is_apart(before: str, after: str, language: str) -> bool:
    """Whether the date stands apart from what else the line says, or goes with a word for documents."""
    folded = fold(before)
    if joint := _joint(language).search(folded):
        head = folded[: joint.start()]
        return bool(_SET_OFF.search(head) or _paper(language).search(head))
    if not before.strip() and re.match(r"\s?[^\W\d_]", after):  # "4 May 2001 the museum moved"
        return bool(_paper(language).search(fold(after)) or _word(language, "at").match(fold(after).strip()))
    return True


def _is_of_a_range(line: str, one: Stated[Day], every: Sequence[Stated[Day]], language: str) -> bool:
    """Whether the date begins or ends a stretch of time."""
    if not one.value.day and re.match(_DASH, line[one.end :]):
        return True
    gaps = (line[other.end : one.start] if other.end <= one.start else line[one.end : other.start] for other in every)
    others = (gap for other, gap in zip(every, gaps, strict=True) if other is not one)
    return any(_to(language).fullmatch(gap) for gap in others)


def _leave_out(words: str, language: str) -> str:
    """Without what leads to a document's own date, though it holds words that lead to another's: "approved by"."""
    return _word(language, "releases").sub(" ", _by(language).sub(" ", words))


def _is_done(before: str, language: str) -> bool:
    """Whether the date is that of what was done to a document: issued, revised."""
    return bool(_near(language).search(fold(before)))


@cache
def _word(language: str, key: str, table: str = "own_date") -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{any_of(map(fold, vocabulary(language, table)[key]))})(?!\w)")


@cache
def _governs(language: str) -> re.Pattern[str]:
    """A preposition of time, of which only words and blanks part the date."""
    return re.compile(rf"{_word(language, 'spans').pattern}[^,:;()–—-]*$")


@cache
def _paper(language: str) -> re.Pattern[str]:
    words = vocabulary(language, "own_date")
    return re.compile(rf"(?<!\w)(?:{any_of(map(fold, [*words['releases'], *words['papers'], *words['made']]))})(?!\w)")


@cache
def _joint(language: str) -> re.Pattern[str]:
    """What joins a date to the words before it, as in "of", with the day of the week that may follow."""
    words = vocabulary(language, "own_date")
    joints = any_of(map(fold, [*words["on"], *words["of"]]))
    return re.compile(rf"(?<!\w)(?:{joints})(?!\w)\s*(?:(?:{any_of(weekdays(language))}|{joints})\b[.,]*\s*)*$")


@cache
def _to(language: str) -> re.Pattern[str]:
    """What stands between the first and the last day of a stretch of time."""
    return re.compile(rf"\s*(?:[-–—―]|{any_of(vocabulary(language, 'validity')['range'])})\s*", re.IGNORECASE)


@cache
def _done(language: str) -> re.Pattern[str]:
    return re.compile(rf"\W*(?:{any_of(map(fold, vocabulary(language, 'own_date')['made']))})(?!\w)")


@cache
def _by(language: str) -> re.Pattern[str]:
    words = vocabulary(language, "own_date")
    return re.compile(rf"(?<!\w)(?:{any_of(map(fold, words['made']))}) (?:{any_of(map(fold, words['by']))})(?!\w)")


@cache
def _near(language: str) -> re.Pattern[str]:
    words = vocabulary(language, "own_date")
    done = any_of(map(fold, [*words["releases"], *words["made"]]))
    return re.compile(rf"(?<!\w)(?:{done})\W*(?:(?:{any_of(map(fold, words['on']))})\W*)?$")
