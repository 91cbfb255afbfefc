"""What kind of answer a question asks for (a person, a date, a number, ...) and whether a text holds one. Pure."""

import re

from index.language.words import fold, terms

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_UNIT = r"(?:second|minute|hour|day|night|week|month|year|decade|centur)(?:s|y|ies)?"
_COUNT = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty"
    r"|hundred|thousand|million|billion|dozen|half|third|quarter|several|many)s?"
)
_ASKS = (
    ("age", r"\bhow old\b|\bwhat age\b"),
    ("duration", r"\bhow long\b|\bhow many (?:minutes|hours|days|weeks|months|years|decades)\b"),
    (
        "money",
        r"\bhow much (?:money|\w+ ?(?:\w+ )?(?:does|did|will|would|is|was)|does|did|will|would|is|was)\b.*"
        r"\b(?:cost|pay|paid|spen[dt]|worth)|\bhow much money\b",
    ),
    (
        "number",
        r"\bhow (?:many|much|far|tall|large|big|often|high|deep|fast)\b|\bwhat (?:percent|number|share)",
    ),
    ("date", r"\bwhen\b|\b(?:what|which) (?:year|date|day|month|century|time)\b"),
    (
        "person",
        r"\b(?:who(?:m|se)?|quien(?:es)?)\b"
        r"|\b(?:what|which) (?:\w+ ){0,2}(?:persons?|officials?|ministers?|leaders?|president|ambassadors?|members?)\b",
    ),
    (
        "place",
        r"\bwhere\b|\b(?:what|which) (?:\w+ )?(?:city|country|state|place|location|building|venue|town|region)\b",
    ),
    ("reason", r"\bwhy\b|\bwhat (?:caused|reason)"),
)
_DATE = (
    rf"\b(?:1\d{{3}}|20\d\d)s?\b|\b{_MONTH}\b\.? ?\d+(?:st|nd|rd|th)?|\b\d+(?:st|nd|rd|th)? (?:of |de )?{_MONTH}\b"
    rf"|\b(?:in|early|late|mid|since|until|by)[ -]{_MONTH}\b"
)
_HOLDS = {
    "age": re.compile(r"\b(?:aged?|years? old|born|birthday)\b", re.I),
    "duration": re.compile(
        rf"\b(?:\d[\d.,]*|{_COUNT}|a|an|few)[ -](?:\w+ )?{_UNIT}\b|\b{_UNIT}[ -]long\b"
        r"|\d ?[-–] ?\d|\b(?:since|from|until)\b",
        re.I,
    ),
    "money": re.compile(r"[$€£¥]|\b(?:dollars?|euros?|pesos?|pounds?|francs?|yen|million|billion|cents?)\b", re.I),
    "number": re.compile(rf"\d|\b{_COUNT}\b|\b(?:twice|once|single|both)\b", re.I),
    "date": re.compile(rf"{_DATE}|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\byesterday\b|\bcentury\b", re.I),
    "place": re.compile(r"\b(?:[Ii]n|[Aa]t|[Nn]ear|[Ff]rom|[Tt]o|[Oo]f)\s+(?:the\s+)?[A-Z]"),
    "reason": re.compile(
        r"\b(?:because|due to|since|in order|so that|as a result|caused?|reason|purpose|to \w+)\b", re.I
    ),
}
_DATES = re.compile(_DATE, re.I)
_FIRST = re.compile(r"\b(?:who|whom|whose|what|when|where|which|why|how)\b")
_PLURAL = re.compile(r"^((?:what|which) (?:year|date|day|month|place|location|building|venue|town|region|state))s\b")
_COUNTED = re.compile(r"\bhow (?:many|much) (\w+)")
_NAME = re.compile(r"\b[A-ZÁÉÍÓÚÑ][\w’'-]+")


def answer_type(question: str) -> str | None:
    """age, duration, money, number, date, person, place or reason; None if the question's words don't tell."""
    folded = fold(question)
    return next((kind for kind, pattern in _ASKS if re.search(pattern, folded)), None)


def leading_type(question: str) -> str | None:
    """The kind that the first question word asks for, which in "What was said when they met?" is not a date."""
    folded = fold(question)
    first = _FIRST.search(folded)
    asked = _PLURAL.sub(r"\1", folded[first.start() :]) if first else ""
    return next((kind for kind, pattern in _ASKS if re.match(pattern, asked)), None)


def holds_answer_type(question: str, text: str) -> float:
    """1 if `text` holds an answer of the kind asked for, -1 if not, 0 if that can't be told."""
    kind = answer_type(question)
    if kind is None:
        return 0.0
    if kind == "person":  # a name that the question does not already give
        asked = fold(question)
        return 1.0 if any(fold(name) not in asked for name in _NAME.findall(text)) else -1.0
    if kind == "number":
        return _holds_count(question, _DATES.sub(" ", text))  # the 14 of March 14 counts nothing
    return 1.0 if _HOLDS[kind].search(text) else -1.0


def _holds_count(question: str, text: str) -> float:
    """1 if `text` counts what is asked for, "12 delegates" for "how many delegates"; 0 if it holds another figure."""
    counted = _COUNTED.search(fold(question))
    noun = terms(counted.group(1))[:1] if counted else []
    for number in _HOLDS["number"].finditer(text):
        if not noun or noun[0] in terms(text[number.end() :])[:3]:
            return 1.0
    return 0.0 if re.search(r"\d", text) else -1.0
