"""Finds the date that a document states of itself, such as `MEXICO, (August 11, 2021).-`. Pure."""

import re
from dataclasses import dataclass
from datetime import date

_ENGLISH = "January|February|March|April|May|June|July|August|September|October|November|December"
MONTH = f"(?:{_ENGLISH})"
_MONTHS = {
    name: number
    for names in (
        _ENGLISH.lower(),
        "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre",
    )
    for number, name in enumerate(names.split("|"), start=1)
}
_MONTH = "(?i:" + "|".join(_MONTHS) + ")"
_DATE = (
    r"(?P<iso>\d{4}-\d{2}-\d{2})(?!\d)"
    rf"|(?P<month>{_MONTH})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})"
    rf"|(?P<day2>\d{{1,2}})\s+(?:de\s+)?(?P<month2>{_MONTH}),?\s+(?:de[l]?\s+)?(?P<year2>\d{{4}})"
)
_LABELLED = re.compile(
    rf"^[^\S\n]*[*_]*(?i:(?:file|release|published|publication|issue)? ?(?:date|published|fecha))[*_]*\s*[:\s][*_\s]*"
    rf"(?:{_DATE})[*_]*",
    re.MULTILINE,
)
_PLACED = re.compile(
    rf"^[^\S\n]*[A-ZÁÉÍÓÚÑ][^\n(]{{0,60}}?(?:,\s*\(?|\s*\()(?:{_DATE})\)?[^\S\n]*\.?[^\S\n]*[-–—]+", re.MULTILINE
)
_HEAD = 1000  # characters: a date further down is part of the story, not of the document's head


@dataclass(frozen=True, slots=True)
class Dateline:
    """`text[start:end]` states that the document is of `date` (ISO 8601)."""

    start: int
    end: int
    date: str


def find_dateline(text: str) -> Dateline | None:
    """The first labelled date, else the first "PLACE, date -" line, of the document's head; None if there is none.

    >>> find_dateline("File date: May 24th, 2022").date
    '2022-05-24'
    """
    for pattern in (_LABELLED, _PLACED):
        for match in pattern.finditer(text, 0, min(len(text), _HEAD)):
            if day := _parse(match):
                return Dateline(match.start(), match.end(), day.isoformat())
    return None


def _parse(match: re.Match[str]) -> date | None:
    group = match.groupdict()
    try:
        if group["iso"]:
            return date.fromisoformat(group["iso"])
        month = _MONTHS[(group["month"] or group["month2"]).lower()]
        return date(int(group["year"] or group["year2"]), month, int(group["day"] or group["day2"]))
    except (ValueError, KeyError):  # 31 June, and "Auguſt", which the pattern takes for a month
        return None


def spelt(day: str) -> str:
    """An ISO date as it is said.

    >>> spelt("2022-05-24")
    'May 24, 2022'
    """
    own = date.fromisoformat(day)
    return f"{own:%B} {own.day}, {own.year}"
