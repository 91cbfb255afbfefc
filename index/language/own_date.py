"""The date that a document states of itself, and which of its words, or what else, says so. Pure."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple

from index.language.cldr import months
from index.language.date_lines import SOME_YEAR, Claim, claim, is_of_another, iso_day, label_is_own, valid_day
from index.language.dates import Stated, dates
from index.language.figures import order, spelt_out
from index.language.identify import ENGLISH
from index.language.layout import HEADING
from index.language.validity import validity
from index.language.vocabulary import LANGUAGES, any_of, vocabulary
from index.language.words import fold

IN_TEXT, IN_NAME = "its text", "its file name"
_HEAD = 1000  # characters: a date further down is part of the story, not of the document's head
_FIRST_LINES = 8
_LETTER_LINES = 16  # above the greeting of a letter
_LAST_LINES = 4
_FOOT = 400  # characters
_LONGEST_LINE = 100  # characters
_SPOKEN = 160  # characters of a sentence before the date that it gives its document
_EVIDENCE = 20_000  # characters in which dates in figures show their order
_DAY, _MONTH, _YEAR = "(?P<day>0[1-9]|[12]\\d|3[01])", "(?P<month>0[1-9]|1[0-2])", "(?P<year>(?:19|20)\\d\\d)"
_FOUR_DIGITS = re.compile(r"\d{4}")  # of a year, which every date here has
_LABEL = re.compile(r"[^\d:]{3,40}")  # what a line of the foot begins with, if it gives a date
_RELEASE = re.compile(r"\[?(?:v|version )?\d+\.\d+", re.IGNORECASE)  # begins the heading of one
_NAMED = [
    re.compile(rf"(?<!\d){form}(?!\d)")
    for form in (
        rf"{_YEAR}(?P<mark>[-_. ]){_MONTH}(?:(?P=mark){_DAY})?",
        f"{_YEAR}{_MONTH}{_DAY}",
        rf"{_DAY}(?P<mark>[-_.]){_MONTH}(?P=mark){_YEAR}",
    )
]
_EITHER = re.compile(r"(0[1-9]|1[0-2])[-_](?!\1)(?:0[1-9]|1[0-2])[-_](?:19|20)\d\d")  # month or day first: who knows


class _Line(NamedTuple):
    """A line that is not empty, the one right above it, and where it begins in the text."""

    text: str
    above: str
    start: int


def own_date(text: str, language: str, is_prose: bool = True) -> str:
    """The date that a text states of itself, "" for none, as `stated_date`.

    >>> own_date("# Minutes\\n\\n2 May 2023, Dockside Hall", "en"), own_date("Valid until 2 May 2023", "en")
    ('2023-05-02', '')
    """
    return stated_date(text, language, is_prose)[0]


def stated_date(text: str, language: str, is_prose: bool = True) -> tuple[str, str]:
    """The date that a text states of itself, and what of it says so; two times "" for none.

    In ISO 8601; of a month alone where no day is stated. It is that of its dateline, else, if `is_prose`, of its first
    lines, of the sentence that says when it was made, or of its last lines; where none of these tells, the day from
    which it says it is valid. A date is the document's own where nothing makes it the date of something else.

    >>> stated_date("Rules\\nIn force from 2 May 2023", "en")
    ('2023-05-02', 'its words “In force from 2 May 2023”')
    """
    if not _FOUR_DIGITS.search(text):
        return "", ""
    language = language if language in LANGUAGES else ENGLISH
    known = order(text[:_EVIDENCE], language)
    head = text[:_HEAD]
    valid: list[tuple[str, str]] = []
    for match in _matches(spelt_out(head, language, known)):
        if (made := _of_dateline(match, language)) is None:
            continue
        if made.is_made:
            return made.day, IN_TEXT
        valid.append((made.day, _quoted(match[0])))
    if is_prose:
        lines = list(_lines(head))
        for line in _first(lines):
            made = claim(spelt_out(line.text, language, known), language, line.above)
            if made and made.is_made and not _is_story(line, lines, language):
                return made.day, IN_TEXT
            if made and not made.is_made:
                valid.append((made.day, _quoted(line.text)))
        further = _of_release(lines, language) or _of_letter(lines, language, known) or _spoken(text, language)
        if day := further or _of_foot(text, language, known):
            return day, IN_TEXT
    return valid[0] if valid else ("", "")


def valid_term(text: str, language: str) -> tuple[str, str]:
    """The days from and until which a text says in its first lines that it is valid, in ISO 8601; "" for none.

    >>> valid_term("Prices valid from 1 January 2025 to 31 December 2025", "en")
    ('2025-01-01', '2025-12-31')
    """
    language = language if language in LANGUAGES else ENGLISH
    known = order(text[:_EVIDENCE], language)
    since = until = ""
    for line in _first(list(_lines(text[:_HEAD]))):
        spelt = spelt_out(line.text, language, known)
        if SOME_YEAR.search(spelt):
            since = since or valid_day(spelt, language)
            until = until or valid_day(spelt, language, "until")
    return since, until


@lru_cache(maxsize=1 << 16)  # asked several times of every file of a folder
def date_in_name(name: str) -> str:
    """The date that a file's name begins with, ends with or holds, in ISO 8601; "" for none, or for more than one.

    >>> date_in_name("2024-03-minutes.md"), date_in_name("report_20240314.pdf"), date_in_name("letter March 2025.docx")
    ('2024-03', '2024-03-14', '2025-03')
    """
    stem = name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    if not SOME_YEAR.search(stem):
        return ""
    matches = [match for form in _NAMED for match in form.finditer(stem)]
    days = [match.groupdict() for match in matches if not _EITHER.fullmatch(match[0]) and not _are_years(match)]
    numbers = {"-".join(filter(None, (day["year"], day["month"], day["day"]))) for day in days}
    spelt = {iso_day(stated.value) for stated in dates(re.sub(r"[_\-.]+", " ", stem), ENGLISH)} - {""}
    valid = {day for day in numbers if _is_day(day)} or spelt
    return valid.pop() if len(valid) == 1 else ""


def _are_years(match: re.Match[str]) -> bool:
    """Whether it may as well name two years: 2010-11."""
    return not match["day"] and int(match["month"]) == (int(match["year"]) + 1) % 100


def find_dateline(text: str) -> Stated[str] | None:
    """The first labelled date, else the first "PLACE, date -" line, of the document's head, in ISO 8601; or None.

    A label that begins a row of a table gives the date of that row alone.

    >>> find_dateline("File date: May 24th, 2022").value
    '2022-05-24'
    """
    if not _FOUR_DIGITS.search(text, 0, _HEAD):
        return None
    return next((Stated(*match.span(), day) for match in _matches(text) if (day := _dateline_day(match))), None)


def _matches(text: str) -> Iterator[re.Match[str]]:
    matches = (match for pattern in _datelines() for match in pattern.finditer(text, 0, _HEAD))
    return (match for match in matches if text[match.end() : match.end() + 1] != ";")


def _of_dateline(match: re.Match[str], language: str) -> Claim | None:
    """What a dateline says of its document, if it is not the date of another or part of a stretch of time."""
    text = match.string
    stated_at = min(match.start(name) for name in ("iso", "month", "day2") if match.group(name))
    line_start = text.rfind("\n", 0, match.start()) + 1
    above = text[text.rfind("\n", 0, max(0, line_start - 1)) + 1 : max(0, line_start - 1)].strip()
    label = text[line_start:stated_at]
    goes_on = above if label.strip()[:1].islower() else ""
    day = _dateline_day(match)
    behind = next(iter(dates(text[match.end() : match.end() + 40], language)), None)
    if not day or (is_of_another(f"{goes_on} {label}", language) and not validity(match[0], language)):
        return None
    if behind and not text[match.end() : match.end() + behind.start].strip():  # 30 July 1898 - 31 August 1986
        return None
    holds = any(one.kind == "from" for one in validity(match[0], language))
    return Claim(day, is_made=not holds)


def _lines(text: str) -> Iterator[_Line]:
    above, start = "", 0
    for line in text.split("\n"):
        if bare := line.strip():
            yield _Line(bare, above, start)
        above = bare
        start += len(line) + 1


def _first(lines: list[_Line]) -> Iterator[_Line]:
    """The lines of a document's head: up to the first that is prose."""
    for line in lines[:_FIRST_LINES]:
        if len(line.text) > _LONGEST_LINE:
            return
        yield line


def _is_story(line: _Line, lines: list[_Line], language: str) -> bool:
    """Whether the line is one of several that begin with a date each, from the oldest on: a life, a timeline."""
    days = [day for one in lines if (day := _leading_day(one, language))]
    return bool(_leading_day(line, language)) and days == sorted(days) and days[0] < days[-1]


def _leading_day(line: _Line, language: str) -> str:
    """The date that a line begins with; "" if none, or if a time of day follows as in a log."""
    stated = dates(line.text, language)
    if not stated or stated[0].start or re.match(r",?\s+\d{1,2}[:.h]", line.text[stated[0].end :]):
        return ""
    return iso_day(stated[0].value)


def _of_release(lines: list[_Line], language: str) -> str:
    """The date of the first heading that is a release's, which is the newest."""
    for line in lines:
        heading = HEADING.match(line.text)
        if heading and _RELEASE.match(heading[2]) and (made := claim(line.text, language)):
            return made.day
    return ""


def _of_letter(lines: list[_Line], language: str, known: str | None) -> str:
    """The date that stands above the greeting of a letter."""
    greetings = any_of(fold(word) for word in vocabulary(language, "own_date")["salutations"])
    for number, line in enumerate(lines[:_LETTER_LINES]):
        if re.match(rf"(?:{greetings})\b[^.]{{0,60}}$", fold(line.text)):
            made = [claim(spelt_out(one.text, language, known), language) for one in lines[:number]]
            days = [one.day for one in made if one and one.is_made]
            return days[-1] if days else ""
    return ""


def _spoken(text: str, language: str) -> str:
    """The day on which a sentence of the head says that the document was made, or that the meeting took place whose
    minutes it is."""
    words = vocabulary(language, "own_date")
    head = text[:_HEAD]
    of_meeting = re.search(rf"\b(?:{any_of(words['minutes'])})\b", fold(head.lstrip().split("\n")[0]))
    says = [re.sub("%done%", f"(?:{'|'.join(words['done'])})", form) for form in words["says"]]
    forms = [*says, *(words["held"] if of_meeting else [])]
    pattern = re.compile(rf"(?:{'|'.join(forms)})(?: [^\W\d_]+,?){{0,2}}\s*$")
    for stated in dates(head, language):
        before = " ".join(fold(head[max(0, stated.start - _SPOKEN) : stated.start]).replace("*", "").split())
        if (day := iso_day(stated.value)) and pattern.search(before):
            return day
    return ""


def _of_foot(text: str, language: str, known: str | None) -> str:
    """The date that one of the last lines gives by a label, or by what was done to the document."""
    lines = list(_lines(text[-_FOOT:] if len(text) > _FOOT else ""))[-_LAST_LINES:]
    for line in lines:
        spelt = spelt_out(line.text, language, known)
        made = claim(spelt, language, line.above) if len(spelt) <= _LONGEST_LINE else None
        if made and made.is_made and (match := _LABEL.match(spelt)) and label_is_own(match[0], language):
            return made.day
    return ""


def _quoted(line: str) -> str:
    """The words of a line that tell the date."""
    heading = HEADING.match(line)
    return f"its words “{' '.join((heading[2] if heading else line).strip('*_ ').split())}”"


def _is_day(day: str) -> bool:
    try:
        return bool(date.fromisoformat(day if len(day) > len("2024-03") else f"{day}-01"))
    except ValueError:  # 31 June
        return False


@cache
def _datelines() -> tuple[re.Pattern[str], ...]:
    """A labelled date, and a place before a date and a dash, in every language."""
    tables = [vocabulary(language, "dates") for language in LANGUAGES]
    own = [vocabulary(language, "own_date") for language in LANGUAGES]
    month = any_of(name for language in LANGUAGES for name in months(language, abbreviated=False))
    joins = f"(?:(?:{any_of(join for table in tables for join in table['joins'])})\\s+)?"
    day = (
        r"(?P<iso>\d{4}-\d{2}-\d{2})(?!\d)"
        rf"|(?P<month>{month})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})"
        rf"|(?P<day2>\d{{1,2}})\.?\s+{joins}(?P<month2>{month}),?\s+{joins}(?P<year2>\d{{4}})"
    )
    labels = any_of(label for table in own for label in table["labels"])
    return (
        re.compile(rf"^[^\S\n]*[*_]*(?:{labels})[*_]*\s*[:\s][*_\s]*(?:{day})[*_]*", re.MULTILINE | re.IGNORECASE),
        re.compile(
            rf"^[^\S\n]*(?P<place>[^\W\d_])[^\n(]{{0,60}}?(?:,\s*\(?|\s*\()(?:(?i:{day}))\)?[^\S\n]*\.?[^\S\n]*[-–—]+",
            re.MULTILINE,
        ),
    )


def _dateline_day(match: re.Match[str]) -> str:
    """The ISO date of a match of `_datelines`, "" if there is no such day or the place begins with a small letter."""
    group = match.groupdict()
    if group.get("place") and not group["place"].isupper():
        return ""
    try:
        if group["iso"]:
            return date.fromisoformat(group["iso"]).isoformat()
        name = fold(group["month"] or group["month2"])
        month = next(numbers[name] for language in LANGUAGES if name in (numbers := months(language)))
        return date(int(group["year"] or group["year2"]), month, int(group["day"] or group["day2"])).isoformat()
    except ValueError:  # 31 June
        return ""
