"""The date that a document states of itself, and which of its words, or what else, says so. Pure."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache, lru_cache

from index.language.cldr import months
from index.language.dates import Day, Stated, dates
from index.language.identify import ENGLISH
from index.language.layout import HEADING, ITEM
from index.language.vocabulary import LANGUAGES, any_of, any_word, vocabulary
from index.language.words import fold

IN_TEXT, IN_NAME = "its text", "its file name"
_HEAD = 1000  # characters: a date further down is part of the story, not of the document's head
_FIRST_LINES = 8
_LONGEST_LINE = 100  # characters
_MOST_WORDS = 8  # beside the date, in a line that gives the document's own
_SENTENCE_WORDS = 3  # beside the date, in one that ends in a full stop
_DAY, _MONTH, _YEAR = "(?P<day>0[1-9]|[12]\\d|3[01])", "(?P<month>0[1-9]|1[0-2])", "(?P<year>(?:19|20)\\d\\d)"
_FOUR_DIGITS = re.compile(r"\d{4}")  # of a year, which every date here has
_SOME_YEAR = re.compile(r"(?<!\d)(?:1\d|20)\d\d(?:(?!\d)|\d{4}(?!\d))")
_NAMED = [
    re.compile(rf"(?<!\d){form}(?!\d)")
    for form in (
        rf"{_YEAR}(?P<mark>[-_. ]){_MONTH}(?:(?P=mark){_DAY})?",
        f"{_YEAR}{_MONTH}{_DAY}",
        rf"{_DAY}(?P<mark>[-_.]){_MONTH}(?P=mark){_YEAR}",
    )
]
_EITHER = re.compile(r"(0[1-9]|1[0-2])[-_](?!\1)(?:0[1-9]|1[0-2])[-_](?:19|20)\d\d")  # month or day first: who knows


def own_date(text: str, language: str, is_prose: bool = True) -> str:
    """The date that a text states of itself, "" for none: of its dateline, else, if `is_prose`, of its first lines.

    In ISO 8601; of a month alone where no day is stated. A date is the document's own where it stands in a short line
    at the top, with nothing that makes it the date of something else.

    >>> own_date("# Minutes\\n\\n2 May 2023, Dockside Hall", "en"), own_date("Valid until 2 May 2023", "en")
    ('2023-05-02', '')
    """
    if dateline := find_dateline(text):
        return dateline.value
    lines = (line.strip() for line in text[:_HEAD].split("\n")) if is_prose else iter(())
    language = language if language in LANGUAGES else ENGLISH
    for line in _first(line for line in lines if line):
        if day := _of_line(line, language):
            return day
    return ""


@lru_cache(maxsize=1 << 16)  # asked several times of every file of a folder
def date_in_name(name: str) -> str:
    """The date that a file's name begins with, ends with or holds, in ISO 8601; "" for none, or for more than one.

    >>> date_in_name("2024-03-minutes.md"), date_in_name("report_20240314.pdf"), date_in_name("letter March 2025.docx")
    ('2024-03', '2024-03-14', '2025-03')
    """
    stem = name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    if not _SOME_YEAR.search(stem):
        return ""
    matches = [match for form in _NAMED for match in form.finditer(stem)]
    days = [match.groupdict() for match in matches if not _EITHER.fullmatch(match[0]) and not _are_years(match)]
    numbers = {"-".join(filter(None, (day["year"], day["month"], day["day"]))) for day in days}
    spelt = {_iso(stated.value) for stated in dates(re.sub(r"[_\-.]+", " ", stem), ENGLISH)} - {""}
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
    matches = (match for pattern in _datelines() for match in pattern.finditer(text, 0, _HEAD))
    own = (match for match in matches if text[match.end() : match.end() + 1] != ";")
    return next((Stated(*match.span(), day) for match in own if (day := _dateline_day(match))), None)


def _first(lines: Iterator[str]) -> Iterator[str]:
    """The lines of a document's head: up to the first that is prose."""
    for number, line in enumerate(lines):
        if number >= _FIRST_LINES or len(line) > _LONGEST_LINE:
            return
        yield line


def _of_line(line: str, language: str) -> str:
    """The date of a line that gives its document's own, "" if it does not."""
    if not _SOME_YEAR.search(line) or ITEM.match(line) or ("; " in line and ": " in line):
        return ""
    heading = HEADING.match(line)
    line = (heading[2] if heading else line).strip("*_ ")
    stated = [one for one in dates(line, language) if _iso(one.value)]
    if len(stated) != 1:
        return ""
    before, after = line[: stated[0].start], line[stated[0].end :]
    words = re.findall(r"[^\W\d_]+", f"{before} {after}")
    most = _SENTENCE_WORDS if line[-1:] in ".!?" else _MOST_WORDS
    if len(words) > most or any_word(language, "dates", "others").search(before):
        return ""
    if not stated[0].value.day and after.lstrip()[:1] in ("-", "–", "—"):  # it begins a stretch of time
        return ""
    label = before.rpartition(":")[0]
    if label and not any_word(language, "dates", "releases").search(label):
        return ""
    return _iso(stated[0].value)


def _iso(day: Day) -> str:
    """A date with its year and month in ISO 8601; "" for less."""
    if not (day.year and day.month):
        return ""
    return f"{day.year:04}-{day.month:02}" + (f"-{day.day:02}" if day.day else "")


def _is_day(day: str) -> bool:
    try:
        return bool(date.fromisoformat(day if len(day) > len("2024-03") else f"{day}-01"))
    except ValueError:  # 31 June
        return False


@cache
def _datelines() -> tuple[re.Pattern[str], ...]:
    """A labelled date, and a place before a date and a dash, in every language."""
    tables = [vocabulary(language, "dates") for language in LANGUAGES]
    month = any_of(name for language in LANGUAGES for name in months(language, abbreviated=False))
    joins = f"(?:(?:{any_of(join for table in tables for join in table['joins'])})\\s+)?"
    day = (
        r"(?P<iso>\d{4}-\d{2}-\d{2})(?!\d)"
        rf"|(?P<month>{month})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})"
        rf"|(?P<day2>\d{{1,2}})\.?\s+{joins}(?P<month2>{month}),?\s+{joins}(?P<year2>\d{{4}})"
    )
    labels = any_of(label for table in tables for label in table["labels"])
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
