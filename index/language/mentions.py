"""What a text mentions, as typed spans with values: names, dates, times, numbers, money, durations, and the like. Pure.

The one home of what a name looks like and of which words say a date or an amount, whatever is asked of them.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import dropwhile
from typing import Any, Literal

from index.language.cldr import CURRENCIES, capitalised, months, places, weekdays
from index.language.dates import Day, dates, times
from index.language.elision import apart
from index.language.identify import ENGLISH
from index.language.numbers import Number, numbers
from index.language.vocabulary import any_of, any_word, own_table, vocabulary
from index.language.words import CAPITAL, fold, function_words

Kind = Literal["name", "date", "time", "number", "money", "duration", "age", "percent", "identifier"]
Value = str | float | Day | None
Run = list[re.Match[str]]
"""The words of a name."""

_SYMBOLS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "R$": "BRL"}
_BEFORE_MONEY = re.compile(
    rf"(?:\b(?:US|U\.S\.|MX|A|C|NZ|HK|S) ?)?(\bR\$|[$€£¥₹]|\b(?:{'|'.join(sorted(CURRENCIES))})) ?$"
)
_IDENTIFIER = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{0,64}\w|https?://\S*[\w/]|\b[A-Z]{1,5}[-/]?\d[\w/-]*"
    r"|§ ?\d[\w.]*|\bv?\d+(?:\.\d+){2,}|\+\d[\d ()-]{6,}\d"
)
_WORD = re.compile(r"(?:[^\W\d_]\.)+|[^\W\d_](?:[\w’'&-]*\w)?")
_NAMED = re.compile(rf"(?<!^)(?<![?.!:]\s)(?<![¿¡“])\b{CAPITAL}[\w’'-]+")
_POSSESSIVE = re.compile(r"[’']s?$")
_OPENS = re.compile(r"(?:^|[.!?:;][\"”’)]*\s|[\"“¿¡(«•–—-])\s*$")  # what stands before the first word of a sentence
_CODE = 3  # letters of a currency's
_SHORT = 5  # letters of a title that ends no other
_REACH = 20  # characters before a word or a number that are looked at


@dataclass(frozen=True, slots=True)
class Mention:
    """`text[start:end]` mentions `value`: a folded name or identifier, a `Day`, minutes after midnight, an amount.

    `unit` is the code of the currency of money, otherwise the English name of a unit, "" for none. What is `vague` is
    "about 40", "early 2020", or "several hours", which has no value. A name is `first` if only the beginning of a
    sentence may account for its capital.
    """

    kind: Kind
    start: int
    end: int
    value: Value
    unit: str = ""
    vague: bool = False
    first: bool = False


@lru_cache(maxsize=8192)
def mentions(text: str, language: str) -> tuple[Mention, ...]:
    """The mentions of a text, by start; those that are not names are disjoint, and no name is within one of them.

    >>> [(mention.kind, mention.value) for mention in mentions("Ann Lee paid about $1.2bn on May 5, 2020.", "en")]
    [('name', 'ann lee'), ('money', 1200000000.0), ('date', Day(year=2020, month=5, day=5))]
    """
    stated: list[Mention] = []
    for read in (_times, _dates, _identifiers, _amounts, names):  # what comes first keeps its place
        for mention in read(text, language):
            at = bisect_left(stated, mention.start, key=lambda other: other.start)
            free = not at or stated[at - 1].end <= mention.start
            if free and (at == len(stated) or mention.end <= stated[at].start):
                stated.insert(at, mention)
    return tuple(stated)


def named_words(text: str, language: str = ENGLISH) -> tuple[str, ...]:
    """The words of two and more letters with a capital that no beginning of a sentence accounts for, nor that they are
    nouns.

    >>> named_words("Did Ann Lee sail to Øre in May?"), named_words("Wie hoch ist die Miete in Berlin?", "de")
    (('Ann', 'Lee', 'Øre', 'May'), ('Berlin',))
    """
    if not writes_nouns_large(language):
        return tuple(_NAMED.findall(text))
    return tuple(word[0] for name in names(text, language) for word in _WORD.finditer(text, name.start, name.end))


@cache
def writes_nouns_large(language: str) -> bool:
    """Whether every noun has a capital, which then makes no name: in German."""
    return bool(own_table(language, "names").get("nouns"))


@lru_cache(maxsize=8192)
def names(text: str, language: str) -> tuple[Mention, ...]:
    """The names of a text: runs of words with a capital, in any script that has them, with small words between.

    >>> [name.value for name in names("In Łódź, Çelik met the Bank of England’s Ann Lee.", "en")]
    ['łodz', 'celik', 'bank of england', 'ann lee']
    """
    joins = frozenset(vocabulary(language, "names")["joins"])
    runs: list[Run] = []
    waiting: list[re.Match[str]] = []  # small words, that belong to a name if one follows
    last = 0
    for match in _WORD.finditer(apart(text, language)):
        near = text[last : match.start()] in (" ", "'", "’") and bool(runs) and bool(runs[-1])
        if any(map(str.isupper, match.group())):
            if near and not _POSSESSIVE.search(text[max(0, last - 2) : last]):
                runs[-1] += [*waiting, match]
            else:
                runs.append([match])
            waiting = []
        elif near and match.group() in joins and len(waiting) < 2:
            waiting.append(match)
        else:
            waiting = []
            runs.append([])
        last = match.end()
    if writes_nouns_large(language):
        runs = _called(text, runs, language)
    return tuple(mention for run in runs if run and (mention := _name(text, run, language)))


def _called(text: str, runs: Sequence[Run], language: str) -> list[Run]:
    """Of runs of words with a capital, which nouns have too, the names: several words side by side, what follows a
    title or "in", places, acronyms, and words that are part of such a name elsewhere in the text."""
    words = own_table(language, "names")
    titles = tuple(words["titles"])
    ends = tuple(title for title in titles if len(title) > _SHORT)  # "Projektleiterin"
    named, lone = list[Run](), list[Run]()
    is_prose = any(word.islower() for word in re.findall(r"\w+", text))
    for piece in (piece for run in runs for piece in _side_by_side(text, run, language)):
        rest = [*dropwhile(lambda match: (word := fold(match.group())) in titles or word.endswith(ends), piece)]
        if rest and (len(rest) < len(piece) or (len(rest) > 1 and is_prose)):
            named.append(rest)
        else:
            lone += [[match] for match in rest]
    known = places(language) | {fold(match.group()) for run in named for match in run}
    for run in lone:
        word, folded = run[0].group(), fold(run[0].group())
        is_called = bool({folded, folded.removesuffix("s")} & known) or (_acronym(word) and "-" not in word)
        before = text[max(0, run[0].start() - _REACH) : run[0].start()]
        if is_called or (re.search(words["place"], before) and not re.search(words["plural"], folded)):
            named.append(run)
    return sorted(named, key=lambda run: run[0].start())


def _side_by_side(text: str, run: Run, language: str) -> Iterator[Run]:
    """The parts of a run between words that are no names: small ones, units, nouns by their ending, and an inflected
    word that begins a sentence."""
    words, common, piece = own_table(language, "names"), _common(language), list[re.Match[str]]()
    for match in run:
        folded = fold(match.group())
        opens = _OPENS.search(text[max(0, match.start() - _REACH) : match.start()]) is not None
        endings = (words["noun"], *([words["inflected"]] if opens else []))
        if folded in common or any(re.search(ending, folded) for ending in endings):
            yield piece
            piece = []
        else:
            piece.append(match)
    yield piece


@cache
def _common(language: str) -> frozenset[str]:
    """Words with a capital that no name holds: small ones, units, months and days."""
    units = {form for unit in vocabulary(language, "units").values() for form in unit["forms"]}
    times = {*months(language), *weekdays(language)}
    return function_words(language) | units | times | {*own_table(language, "names")["common"]}


def _name(text: str, run: Sequence[re.Match[str]], language: str) -> Mention | None:
    """The name that a run of words is, without a small word with which a sentence begins."""
    small = function_words(language)
    opens = _OPENS.search(text[max(0, run[0].start() - _REACH) : run[0].start()]) is not None
    while run and fold(run[0].group()) in small and not _acronym(run[0].group()):
        run, opens = run[1:], False
        while run and run[0].group().islower():
            run = run[1:]
    word = run[0].group().lower() if len(run) == 1 else ""
    shouted = len(run) > 3 and all(match.group().isupper() for match in run)  # a heading, no name
    if (
        not run
        or shouted
        or word in months(language, abbreviated=False)
        or word in weekdays(language, abbreviated=False)
    ):
        return None
    start, end = run[0].start(), run[-1].end()
    end -= len(ending.group()) if (ending := _POSSESSIVE.search(text[start:end])) else 0
    first = opens and len(run) == 1 and not _acronym(run[0].group())
    return Mention("name", start, end, fold(text[start:end]), first=first)


def _acronym(word: str) -> bool:
    return len(word) > 1 and any(char.isupper() for char in word[1:])


def _identifiers(text: str, language: str) -> Iterator[Mention]:
    for pattern in (_IDENTIFIER, _titled(language)):
        for match in pattern.finditer(text):
            yield Mention("identifier", *match.span(), fold(match.group()))


@cache
def _titled(language: str) -> re.Pattern[str]:
    """Article 5, Form 1040; in small letters too, where months have no capital either: "l'article 5"."""
    before = any_of(word.title() for word in vocabulary(language, "identifiers")["before"])
    return re.compile(rf"\b(?:{before}) \d+[\w.-]*\b", 0 if capitalised(language) else re.IGNORECASE)


def _times(text: str, language: str) -> Iterator[Mention]:
    for time in times(text, language):
        yield Mention("time", time.start, time.end, time.value)


def _dates(text: str, language: str) -> Iterator[Mention]:
    after, early = _units(language), any_word(language, "dates", "early", around=r"(?:%s)\b")
    for dated in dates(text, language):
        bare = text[dated.start : dated.end].isdigit()  # 2000 dollars is no year
        if not (bare and after.match(text, dated.end)):
            vague = early.match(text, dated.start) is not None
            yield Mention("date", dated.start, dated.end, dated.value, vague=vague)


def amount(text: str, number: Number, language: str) -> Mention:
    """A number of `numbers` together with its unit, before or behind it."""
    before, unit = text[max(0, number.start - _REACH) : number.start], _units(language).match(text, number.end)
    if money := _BEFORE_MONEY.search(before):
        code = _SYMBOLS.get(money[1], money[1])
        return Mention("money", number.start - len(money[0]), number.end, number.value, code)
    if not unit:
        return Mention("number", number.start, number.end, number.value, "ordinal" if number.ordinal else "")
    kind, name = _kinds(language)[fold(next(filter(None, unit.groups())))]
    if unit["coin"]:
        name = fold(text[number.end : unit.end()]).strip()  # of which country
    return Mention(kind, number.start, unit.end(), number.value, name)


def _amounts(text: str, language: str) -> Iterator[Mention]:
    """Numbers with what they count, if that has a unit; and "several hours"."""
    words = vocabulary(language, "numbers")
    for number in numbers(text, language):
        stated, one = amount(text, number, language), number.value == 1 and number.spelt
        before, behind = text[max(0, number.start - _REACH) : number.start], text[stated.end : stated.end + _REACH]
        if stated.unit in ("", "year") and (age := _age(before, behind, stated, language)):
            yield age
        elif stated.unit or not (one and _counts_nothing(before, text[number.start : number.end], words)):
            yield _vague(text, stated, language)
    for match in _some(language).finditer(text):
        one = fold(match["some"]) in words["one"]
        name = _kinds(language)[fold(match["unit"])][1]
        yield Mention("duration", *match.span(), 1.0 if one else None, name, vague=not one)


def unit_name(unit: str) -> str:
    """The English name of a unit, that of a currency given its code."""
    units = vocabulary(ENGLISH, "units")
    return next((name for name in units if unit in (name, units[name].get("currency"))), unit)


def _vague(text: str, mention: Mention, language: str) -> Mention:
    """The mention, with a word before it that makes it vague: "about 40", "several hundred"; or "thousands" alone."""
    match = _makes_vague(language).search(text, max(0, mention.start - _REACH), mention.start)
    if match:
        return replace(mention, start=match.start(), vague=True)
    alone = any_word(language, "numbers", "unnumbered", around=r"(?:%s)\b").match(text, mention.start)
    return replace(mention, vague=alone is not None)


def _age(before: str, behind: str, stated: Mention, language: str) -> Mention | None:
    """A number, or a duration in years, as an age; None if nothing around it says so."""
    match = any_word(language, "ages", "after", around=r"[- ](?:%s)\b").match(behind) if stated.unit else None
    if match or any_word(language, "ages", "before", around=r"\b(?:%s) $").search(before):
        return replace(stated, kind="age", end=stated.end + (match.end() if match else 0), unit="year")
    return None


def _counts_nothing(before: str, one: str, words: Mapping[str, Any]) -> bool:
    """Whether a "one" is a pronoun, an article, or a word for some."""
    last = re.search(r"(\w+) $", before)
    return fold(one) in (*words["one"], *words["vague"]) or bool(last and fold(last[1]) in words["no_count_after"])


@cache
def _kinds(language: str) -> dict[str, tuple[Kind, str]]:
    """Of each form of a unit, folded: what it makes of a number, and the unit's name."""
    kinds: dict[str, tuple[Kind, str]] = {code.lower(): ("money", code) for code in CURRENCIES}
    for name, unit in vocabulary(language, "units").items():
        other: Kind = "percent" if name == "percent" else "number"
        kind: Kind = "duration" if "seconds" in unit else "money" if "currency" in unit else other
        kinds |= {form: (kind, unit.get("currency", name)) for form in unit["forms"]}
    return kinds | {"%": ("percent", "percent")} | {symbol: ("money", code) for symbol, code in _SYMBOLS.items()}


@lru_cache(maxsize=4096)
def measured(unit: str, language: str) -> tuple[Kind, str] | None:
    """What a unit beside a number makes of it, and the unit's name, of money its code; None of what is no unit.

    >>> measured("kg", "en"), measured("US$", "en"), measured("EUR", "en"), measured("Road", "en")
    (('number', 'kilogram'), ('money', 'USD'), ('money', 'EUR'), None)
    """
    if code := vocabulary(language, "tables")["currencies"].get(unit):
        return "money", code
    if len(unit) == _CODE and unit.lower() != unit and unit.upper() in CURRENCIES:
        return "money", unit.upper()
    kind = _kinds(language).get(fold(unit).rstrip("."))
    return None if kind is None or (len(unit) == _CODE and unit.upper() in CURRENCIES) else kind


def seconds(unit: str) -> float:
    """How long a unit of durations is, 0 for a unit of anything else."""
    return float(vocabulary(ENGLISH, "units").get(unit, {}).get("seconds", 0))


@cache
def _units(language: str) -> re.Pattern[str]:
    """A unit right behind a number; of money with a word between, "40 Canadian dollars"."""
    units = vocabulary(language, "units")
    coins = any_of(form for unit in units.values() if "currency" in unit for form in unit["forms"])
    of = any_of(vocabulary(language, "numbers")["of"])
    forms = any_of(form for unit in units.values() for form in unit["forms"])
    codes = "|".join(sorted(CURRENCIES))
    return re.compile(
        rf" ?(?P<unit>[%€$])|[ -]?(?P<unit_>(?i:{forms}))(?!\w)| (?P<code>{codes})\b"
        rf"| (?i:{of})(?: |(?<=['’]))(?P<sum>(?i:{coins}))\b| \w+ (?P<coin>(?i:{coins}))\b"
    )


@cache
def _makes_vague(language: str) -> re.Pattern[str]:
    """What stands before an amount that is none exactly, with "of" after words for some: "a couple of million"."""
    words = vocabulary(language, "numbers")
    vague, few, of = (any_of(words[key]) for key in ("vague", "few", "of"))
    return re.compile(rf"\b(?:{vague}|(?:{few})(?: (?:{of}))?) $", re.IGNORECASE)


@cache
def _some(language: str) -> re.Pattern[str]:
    words, units = vocabulary(language, "numbers"), vocabulary(language, "units").values()
    spans = any_of(form for unit in units if "seconds" in unit for form in unit["forms"])
    some, a = any_of([*words["one"], *words["few"]]), any_of(words["one"])
    return re.compile(rf"\b(?:(?:{a}) )?(?P<some>{some}) (?:of )?(?P<unit>{spans})\b", re.IGNORECASE)
