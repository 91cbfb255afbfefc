"""What kind of answer a question asks for (a person, a date, a number, ...) and whether a text holds one. Pure."""

import re

from index.lexical import fold

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_ASKS = (
    ("number", r"\bhow (?:many|much|long|old|far|tall|large|big|often|high|deep|fast)\b|\bwhat (?:percent|number|share)"),
    ("date", r"\bwhen\b|\b(?:what|which) (?:year|date|day|month|century|time)\b"),
    ("person", r"\bwho(?:m|se)?\b"),
    ("place", r"\bwhere\b|\b(?:what|which) (?:city|country|state|place|location)\b"),
    ("reason", r"\bwhy\b|\bwhat (?:caused|reason)"),
)
_HOLDS = {
    "number": re.compile(
        r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand|million|billion"
        r"|twice|half|third|quarter)\b",
        re.IGNORECASE,
    ),
    "date": re.compile(
        rf"\b(?:1\d{{3}}|20\d\d)s?\b|\b{_MONTH}\b\.? ?\d|\b\d+(?:st|nd|rd|th)? (?:of )?{_MONTH}\b|\bin {_MONTH}\b"
        r"|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\byesterday\b|\bcentury\b",
        re.IGNORECASE,
    ),
    "place": re.compile(r"\b(?:[Ii]n|[Aa]t|[Nn]ear|[Ff]rom|[Tt]o|[Oo]f)\s+(?:the\s+)?[A-Z]"),
    "reason": re.compile(r"\b(?:because|due to|since|in order|so that|as a result|caused?|reason|purpose|to \w+)\b", re.I),
}
_NAME = re.compile(r"\b[A-ZÁÉÍÓÚÑ][\w’'-]+")


def answer_type(question: str) -> str | None:
    """number, date, person, place or reason; None if the question's words don't tell."""
    folded = fold(question)
    return next((kind for kind, pattern in _ASKS if re.search(pattern, folded)), None)


def holds_answer_type(question: str, text: str) -> float:
    """1 if `text` holds an answer of the kind asked for, -1 if not, 0 if the question doesn't tell."""
    kind = answer_type(question)
    if kind is None:
        return 0.0
    if kind == "person":  # a name that the question does not already give
        asked = fold(question)
        return 1.0 if any(fold(name) not in asked for name in _NAME.findall(text)) else -1.0
    return 1.0 if _HOLDS[kind].search(text) else -1.0
