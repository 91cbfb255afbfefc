"""Whether two sentences of different documents answer the same question with different values. Pure.

Precision before recall: two meetings have each their own date, a figure may be rounded, and a name that only one of
the sentences holds may make it another matter. In doubt there is no conflict.
"""

import re
from collections.abc import Sequence

from app.answering.about_corpus import label
from app.answering.evidence import Candidate
from app.answering.key import key_span, quantity
from app.asking.wanted import leading_type
from app.records import Statement
from index.language.words import fold, terms
from index.records import Document

_FIGURES = ("number", "money", "duration", "age")
_KINDS = (*_FIGURES, "date")
_SHARED = 0.6  # of the terms of the shorter sentence, its value left out, that the other must hold
_ASKED = 0.6  # of the question's terms that both must hold
_VAGUE = re.compile(
    r"\b(?:about|around|over|more than|nearly|almost|at least|up to|approximately|roughly|some|under|less than"
    r"|fewer than|several|few|decades-long|early|late|mid)\b"
)
_ONCE = re.compile(
    r"\b(?:born|died|founded|established|created|built|opened|inaugurated|launched|signed|adopted|enacted|published"
    r"|expires?|deadline|due|takes? effect|took effect|enters? into force|entered into force|begins?|began|ends?|ended"
    r"|starts?|started|closes?|closed)\b"
)
_SECONDS = {
    "second": 1, "minute": 60, "hour": 3600, "day": 86400, "night": 86400, "week": 604800, "month": 2629800,
    "year": 31557600, "decade": 315576000, "centur": 3155760000,
}  # fmt: skip
_MONTHS = {
    name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1)
}
_NAME = re.compile(r"(?<!^)(?<![.!?“\"] )\b[A-ZÁÉÍÓÚÑ][\w’'-]+")


def conflict(asked: str, full: str, first: Candidate, second: Candidate) -> str:
    """What the two documents say, in plain words, if they contradict each other; else ""."""
    if first.document.sha256 == second.document.sha256 or leading_type(asked) not in _KINDS:
        return ""
    values = [_value(asked, full, candidate) for candidate in (first, second)]
    if values[0] is None or values[1] is None or not _same_matter(full, first, second, values[0], values[1]):
        return ""
    if _agree(leading_type(asked) or "", values[0], values[1]):
        return ""
    if leading_type(asked) == "date" and not _ONCE.search(fold(asked)):
        return ""  # "when did they meet?": they may have met twice
    alike = label(first.document) == label(second.document)
    said = "; ".join(
        f"“{value}” ({_where(candidate.document, alike)})"
        for value, candidate in zip(values, (first, second), strict=True)
    )
    return f"The documents say different things: {said}."


def different(asked: str, statements: Sequence[Statement]) -> str:
    """What the documents say, without taking it for a contradiction, if the figures asked for differ; else ""."""
    if leading_type(asked) not in _FIGURES:
        return ""
    values: dict[float, tuple[str, Document]] = {}
    for statement in statements:
        words = statement.text[slice(*statement.key)] if statement.key else ""
        value = quantity(words)
        if value is not None:
            values.setdefault(value, (words, statement.citations[0].document))
    if len({document.source for _, document in values.values()}) < 2:
        return ""
    said = "; ".join(f"“{words}” ({document.source})" for words, document in values.values())
    return f"The documents give different figures: {said}."


def _value(asked: str, full: str, candidate: Candidate) -> str | None:
    """The words of the value, if it is sure and exact."""
    text = " ".join(candidate.text.split())
    span = key_span(asked, full, text)
    value = text[slice(*span)] if span else ""
    return value if value and not _VAGUE.search(fold(value)) else None


def _same_matter(full: str, first: Candidate, second: Candidate, one: str, other: str) -> bool:
    wanted = set(terms(full))
    texts = [" ".join(own.text.split()).replace(value, " ") for own, value in ((first, one), (second, other))]
    left, right = (set(terms(text)) for text in texts)
    shared = left & right
    names = [{term for name in _NAME.findall(text) for term in terms(name)} for text in texts]
    figures = [{term for term in own if term.isdigit()} for own in (left, right)]
    return (
        len(shared) >= 2
        and len(shared) >= _SHARED * min(len(left), len(right))
        and len(wanted & shared) >= _ASKED * len(wanted)
        and not (names[0] - right and names[1] - left)  # each names somebody else
        and not (figures[0] - figures[1] and figures[1] - figures[0])  # of two years, or of two other things
    )


def _agree(kind: str, one: str, other: str) -> bool:
    """Whether the values are the same, or one is merely more precise; True if they can't be compared."""
    if kind == "date":
        dates = [_date(value) for value in (one, other)]
        return any(not date for date in dates) or all(
            dates[1][part] == value for part, value in dates[0].items() if part in dates[1]
        )
    if kind == "money" and _currency(one) != _currency(other):
        return True
    units = [_unit(one), _unit(other)]
    amounts = [quantity(value.replace("-", " ")) for value in (one, other)]
    if None in amounts or (units[0] is None) != (units[1] is None):
        return True
    left, right = ((amount or 0) * (unit or 1) for amount, unit in zip(amounts, units, strict=True))
    if units[0] != units[1] and left and right:
        return abs(left - right) <= 0.15 * max(left, right)
    return _rounds_to(left / (units[0] or 1), right / (units[1] or 1))


def _rounds_to(left: float, right: float) -> bool:
    """Whether they are equal, or one is the other rounded to tens, hundreds, ... or to whole numbers."""
    for rough, exact in ((left, right), (right, left)):
        if rough == round(exact) and exact != int(exact):
            return True
        zeros = len(str(int(rough))) - len(str(int(rough)).rstrip("0")) if rough else 0
        if rough == round(exact, -zeros):
            return True
    return False


def _date(value: str) -> dict[str, int]:
    """Year, month and day as far as they are stated; nothing of a range or of words it does not know."""
    folded = fold(value)
    if re.search(r"\d ?[-–] ?\d{1,2}\b(?!-)", folded) and not re.match(r"\d{4}-\d\d-\d\d$", folded):
        return {}
    if iso := re.match(r"(\d{4})-(\d\d)-(\d\d)$", folded):
        return {"year": int(iso[1]), "month": int(iso[2]), "day": int(iso[3])}
    found = {}
    if year := re.search(r"\b(\d{4})\b(?!s)", folded):
        found["year"] = int(year[1])
    if month := next((number for name, number in _MONTHS.items() if re.search(rf"\b{name}", folded)), None):
        found["month"] = month
    if day := re.search(r"\b(\d{1,2})(?:st|nd|rd|th)?\b", folded):
        found["day"] = int(day[1])
    return found


def _unit(value: str) -> int | None:
    return next((seconds for name, seconds in _SECONDS.items() if re.search(rf"[ -]{name}", fold(value))), None)


def _currency(value: str) -> str:
    found = re.search(r"[$€£¥]|dollar|euro|peso|pound|franc|yen|cent|usd|eur|mxn", fold(value))
    return {"dollar": "$", "usd": "$", "euro": "€", "eur": "€", "pound": "£", "yen": "¥"}.get(
        found.group() if found else "", found.group() if found else ""
    )


def _where(document: Document, alike: bool) -> str:
    """The document's name; the file's, if the other's title is the same."""
    name = document.source if alike else label(document)
    return f"{name}, {document.date}" if document.date else name
