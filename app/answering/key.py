"""The words of a sentence that are the answer proper: the date for "when", the number for "how many". Pure.

Only where it can be told surely: one fitting expression, or one much nearer to the question's words than any other.
"""

import re
from collections.abc import Iterable, Sequence

from app.asking.wanted import leading_type
from index.language.dates import MONTH
from index.language.words import fold, terms

Span = tuple[int, int]

_MONTHS = rf"(?:{MONTH}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?)"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_MONTHS_ES = "(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)"
_DATE = re.compile(
    rf"\b{_MONTHS} {_DAY}(?: ?[-–] ?(?:{_MONTHS} )?{_DAY})?(?:,? \d{{4}})?\b"
    rf"|\b{_DAY} (?:of )?{_MONTHS}(?:,? \d{{4}})?\b|\b\d{{1,2}} de {_MONTHS_ES}(?: del? \d{{4}})?\b"
    rf"|\b\d{{4}}-\d\d-\d\d\b|\b(?:early |late |mid[- ])?{_MONTHS},? (?:of )?\d{{4}}\b"
    rf"|\b(?:early|late|mid)[- ]{_MONTHS}\b|(?<=\b[Ii]n )(?:early )?{_MONTHS}(?! \d)\b"
    r"|\b(?:early |late |mid[- ])?(?:1\d{3}|20\d\d)s?\b(?![.,]\d|%)"
)
_DAYS = re.compile(r"\b(?:(?:last|next|this) )?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b[Yy]esterday\b")
_WORDS = {
    word: value
    for value, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
        seventeen eighteen nineteen""".split()
    )
} | {word: 10 * n for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)}
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_WORD = "|".join(sorted((*_WORDS, *_SCALES), key=len, reverse=True))
_FIGURE = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_QUANTITY = (
    rf"(?:{_FIGURE}(?:[ -](?:dozen|hundred|thousand|million|billion|trillion))?"
    rf"|(?:a )?(?:{_WORD})(?:(?: and |[ -])(?:{_WORD}))*)"
)
_ABOUT = (
    r"(?:(?:about|around|over|more than|nearly|almost|at least|up to|approximately|roughly|some|under|less than"
    r"|fewer than) )?"
)
_NUMBER = re.compile(rf"\b{_ABOUT}{_QUANTITY}\b(?! of\b)(?:%| percent\b| per cent\b)?", re.IGNORECASE)
_UNIT = r"(?:second|minute|hour|day|night|week|month|year|decade|centur(?:y|ie))s?"
_DURATION = re.compile(rf"\b{_ABOUT}(?:{_QUANTITY}|an?|several|a few)[ -]{_UNIT}\b|\bdecades-long\b", re.IGNORECASE)
_CURRENCY = r"(?:dollars?|euros?|pesos?|pounds?|francs?|yen|cents?|USD|EUR|MXN)"
_MONEY = re.compile(
    rf"(?:\b(?:about|around|over|more than|nearly|almost|at least|up to) )?"
    rf"(?:(?:US)?[$€£¥] ?{_FIGURE}(?: (?:thousand|million|billion|trillion))?\b|\b{_QUANTITY} (?:\w+ )?{_CURRENCY}\b)",
    re.IGNORECASE,
)
_AGE = re.compile(r"\b\d{1,3}[- ]years?[- ]old\b|\b\d{1,3} years of age\b|\b[Aa]ged? \d{1,3}\b")
_CAPITAL = r"(?:(?:[A-Z]\.)+|[A-ZÁÉÍÓÚÑ][\w’'-]*(?<![’']s))"
_NAME = re.compile(rf"{_CAPITAL}(?: (?:(?:of|for|the|and|de|del|la|van|von|da) ){{0,2}}{_CAPITAL})*")
_TIME = re.compile(rf"\b(?:{_MONTHS}|\w+day|\d+|Spring|Summer|Autumn|Winter)\b")
_COUNTED = re.compile(r"\bhow (?:many|much) (\w+)")
_HELD = 0.5  # of the question's terms that a sentence must hold for its date or number to be the one asked for
_OFFICE = re.compile(r"\b(?:United States|Mexico|ambassador|minister|secretary|president|director)\b", re.IGNORECASE)
_MEASURES = {"long", "old", "tall", "far", "high", "larg", "big", "deep", "fast", "wide"}
_PRONOUNS = ("of", "people", "times")
_EXPRESSIONS = {"date": _DATE, "duration": _DURATION, "money": _MONEY, "age": _AGE}


def key_span(asked: str, full: str, text: str) -> Span | None:
    """Where in `text` the answer stands; `asked` tells its kind, `full`, standing alone, what is known already.

    >>> key_span("When did they meet?", "When did they meet?", "They met on May 5, 2020 in Lima.")
    (12, 23)
    """
    kind = leading_type(asked)
    if kind in (None, "reason", "place"):
        return None
    if kind == "person":
        return _person(asked, full, text)
    wanted = set(terms(_DATE.sub(" ", asked))) - _MEASURES  # the date of a meeting stands elsewhere
    if len(wanted & set(terms(text))) < _HELD * len(wanted):
        return None  # the sentence may be about something else
    if kind == "number":
        return _number(asked, text)
    found = [own.span() for own in _EXPRESSIONS[kind].finditer(text)]
    if kind == "date" and not found:
        found = [own.span() for own in _DAYS.finditer(text)]
    found = [span for span in found if fold(text[slice(*span)]) not in fold(full)]
    return found[0] if len(found) == 1 else _nearest(found, terms(asked), text)


def quantity(words: str) -> float | None:
    """The number that words state: "more than 1,200", "two hundred and five", "40 million"; None of anything else.

    >>> quantity("forty-two thousand")
    42000.0
    """
    total = current = 0.0
    seen = False
    for token in re.findall(rf"{_FIGURE}|[a-z]+", words.lower()):
        if token[0].isdigit():
            if seen:
                return None
            current = float(token.replace(",", ""))
        elif token in _WORDS:
            current += _WORDS[token]
        elif token in _SCALES:
            current = (current or 1) * _SCALES[token]
            if _SCALES[token] >= 1000:
                total, current = total + current, 0.0
        else:
            continue
        seen = True
    return total + current if seen else None


def _number(asked: str, text: str) -> Span | None:
    """The count of what is asked for: the number stands at most two words before its noun."""
    dates = [own.span() for own in _DATE.finditer(text)]
    numbers = [
        own.span()
        for own in _NUMBER.finditer(text)
        if not any(own.start() < end and start < own.end() for start, end in dates)
    ]
    counted = _COUNTED.search(fold(asked))
    noun = terms(counted.group(1))[:1] if counted and counted.group(1) not in _PRONOUNS else []
    fitting = [span for span in numbers if not noun or noun[0] in terms(text[span[1] :])[:2]]
    fitting = [span for span in fitting if not text[span[1] :].startswith((" %",))]
    return fitting[0] if len(fitting) == 1 else None


def _person(asked: str, full: str, text: str) -> Span | None:
    """The name before the verb of "who hosted", after "hosted by", or after the office of "who was the minister"."""
    wanted = terms(asked)
    if not wanted or not re.match(r"\W*(?:and |so )?who\b(?! (?:did|do|does|else)\b)", fold(asked)):
        return None
    known = set(terms(full))
    office = re.match(r"\W*(?:and |so )?who(?:'s|’s| is| was| are| were)\b", fold(asked)) is not None
    found = []
    for own in _NAME.finditer(text):
        if not set(terms(own.group())) - known or " " not in own.group() or _TIME.search(own.group()):
            continue
        if office and _OFFICE.search(own.group()):
            continue  # "Mexican Ambassador", or a country run together with a name
        before, after = text[: own.start()], text[own.end() :]
        if office:
            near = terms(re.split(r"[.;:]", before)[-1])[-len(wanted) :]
            held = terms(own.group())
            fits = len(wanted) > 1 and (near == wanted or held[: len(wanted)] == wanted)
        else:
            listed = re.search(r"(?:,|;|\band)\s*$", before) or re.match(r"\s*(?:[,;]|and\b)", after)
            follows = None if listed else re.match(r"\s(?:also |has |had |then )?(\w+)", after)
            by = None if listed else re.search(r"(\w+) by (?:the )?$", before)
            fits = any(match is not None and terms(match.group(1)) == wanted[:1] for match in (follows, by))
        if fits:
            found.append(own.span())
    return found[0] if len(found) == 1 else None


def _nearest(found: Sequence[Span], wanted: Iterable[str], text: str) -> Span | None:
    """The span that lies at most half as far from the wanted words as any other; None if none does."""
    places: dict[str, list[int]] = {}
    for word in re.finditer(r"\w+", text):
        for term in terms(word.group()):
            places.setdefault(term, []).append(word.start())
    near = [places[term] for term in dict.fromkeys(wanted) if term in places]
    if len(found) < 2 or not near:
        return None
    far = [sum(min(abs(place - start) for place in own) for own in near) for start, _ in found]
    first, second = sorted(far)[:2]
    return found[far.index(first)] if 2 * first < second else None
