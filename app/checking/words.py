"""What pins a sentence down: its figures and names, and what it denies. Pure.

Plain rules over words, so that the same text always gives the same facts, in a fraction of a millisecond.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from itertools import zip_longest

from index.language.cldr import months, weekdays
from index.language.dates import dates, times
from index.language.elision import apart
from index.language.identify import ENGLISH
from index.language.lexicon import Lexicon, lexicon, opposed
from index.language.mentions import amount, names, unit_name, writes_nouns_large
from index.language.numbers import numbers, plainly
from index.language.tokens import usual_case
from index.language.vocabulary import any_of, vocabulary
from index.language.words import fold, joined, terms

_TOKEN = re.compile(
    r"\d(?:[\d.,:]*\d)?(?:(?:st|nd|rd|th|s)\b)?|[^\W\d_]+(?:[’'][^\W\d_]+)?|[.!?;:,()\"“”—–-]", re.IGNORECASE
)
_ENDS = frozenset(".!?:;")
_AFTER_REPLY = frozenset(",.!:;—–")  # "No, it may not" denies but once
_DECADE = re.compile(r"(?:1\d|20)?\d0s\b")
_BELOW_ZERO = re.compile(r"(?<![\w.)])(?<!\d\s)[-−](?=\d)")
_TO_UNIT = frozenset({"-", "de"})  # between a figure and its unit
_DEMONYM = re.compile(r"(?:i?ans?|ese|ish|is?)$")
_HALVES = 6  # words within which the second half of a negation follows the first
_MOST_INITIALS = 8  # runs of names that one acronym may stand for
_SMALL_IN_NAMES = frozenset({"of", "the", "and", "for", "de", "y"})
_TIMES = frozenset({*months(ENGLISH, abbreviated=False), *weekdays(ENGLISH, abbreviated=False)})
_PEOPLES: Mapping[str, str] = vocabulary(ENGLISH, "names")["peoples"]


@dataclass(frozen=True, slots=True)
class Word:
    """`kind` is figure, name, word or mark; `stem` is what equal ones have in common, "" of small words and marks.

    `folded` is without capitals and accents; `capital` tells that only the beginning of a sentence may account for
    its capital, `acronym` that it has no small letter.
    """

    kind: str
    folded: str
    stem: str
    capital: bool = False
    acronym: bool = False


@lru_cache(maxsize=4096)
def words(text: str, language: str) -> tuple[Word, ...]:
    """The words of a text.

    A capital at the beginning of a sentence makes a name only of a word that is usually written with one.
    """
    known, text = lexicon(language), _in_one_way(text, language)
    figures = _figures(text, language)
    read: list[Word] = []
    large = writes_nouns_large(language)
    named = [(name.start, name.end) for name in names(text, language)] if large else []
    begins, covered = True, 0
    for match in _TOKEN.finditer(text):
        token = match[0]
        if match.start() < covered:
            continue
        if match.start() in figures:
            covered, stem = figures[match.start()]
            read.append(Word("figure", fold(text[match.start() : covered]), stem))
        elif not token[0].isalnum():
            begins = begins or token in _ENDS
            read.append(Word("mark", token, ""))
            continue
        else:
            token = re.sub(r"[’']s$", "", token)
            word = _word(token, fold(token).replace("’", "'"), begins, known, language)
            is_noun = large and not begins and not any(start <= match.start() < end for start, end in named)
            read.append(_as_noun(word) if is_noun else word)
        begins = False
    return tuple(_with_units(read, language))


def _in_one_way(text: str, language: str) -> str:
    """The text with what may be written in two ways written in one: days and times, amounts of money, shares, names."""
    for dated in reversed(dates(text, language)):
        day, written = dated.value, text[dated.start : dated.end]
        if day.year and day.month and day.day and not any(map(str.isalpha, written)):
            spelt = f"{day.day} {date(day.year, day.month, 1):%B} {day.year}"
            text = f"{text[: dated.start]}{spelt}{text[dated.end :]}"
    for time in sorted(times(text, language), key=lambda time: -time.start):
        text = f"{text[: time.start]}{_clock(time.value)}{text[time.end :]}"
    for pattern, name in _aliases(language):
        text = pattern.sub(name, text)
    for number in reversed(numbers(text, language)):
        stated = amount(text, number, language)
        if stated.kind in ("money", "percent"):
            text = f"{text[: stated.start]} {plainly(number.value)} {unit_name(stated.unit)} {text[stated.end :]}"
    return joined(_BELOW_ZERO.sub(" minus ", apart(text, language)))


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"


@cache
def _aliases(language: str) -> list[tuple[re.Pattern[str], str]]:
    aliases = {**vocabulary(ENGLISH, "names")["aliases"], **vocabulary(language, "names")["aliases"]}
    return [(re.compile(rf"(?<!\w)(?:{any_of(forms)})(?!\w)"), name) for name, forms in aliases.items()]


def _figures(text: str, language: str) -> dict[int, tuple[int, str]]:
    """By where each number, decade or time of day begins: where it ends, and what equal ones have in common."""
    figures = {number.start: (number.end, plainly(number.value)) for number in numbers(text, language)}
    figures |= {match.start(): (match.end(), match[0]) for match in _DECADE.finditer(text)}
    return figures | {time.start: (time.end, _clock(time.value)) for time in times(text, language)}


def _word(token: str, folded: str, begins: bool, known: Lexicon, language: str) -> Word:
    if token[0].isdigit():
        return Word("figure", folded, token)  # an address, a version
    month = _month_or_day(folded, token, language)
    if month and not (begins and folded == "may"):
        return Word("name", folded, month)
    acronym = len(token) > 1 and token.isupper()
    if (folded in known.small and not acronym) or folded.endswith("n't"):
        return Word("word", folded, "")
    stem = " ".join(terms(token, language)) or folded
    if token[0].isupper() and (acronym or not begins or (language == ENGLISH and usual_case(folded))):
        return Word("name", folded, stem, acronym=acronym)
    return Word("word", folded, stem, capital=token[0].isupper())


def _as_noun(word: Word) -> Word:
    """A word whose capital makes no name of it."""
    return replace(word, kind="word") if word.kind == "name" and not word.acronym and word.stem not in _TIMES else word


def _month_or_day(folded: str, token: str, language: str) -> str:
    """The English name of a month or a day of the week, "" for any other word."""
    for code in (language, ENGLISH):
        for called in (months, weekdays):
            if folded in called(code) and (code != ENGLISH or token[0].isupper()):
                number = called(code)[folded]
                return next(name for name, value in called(ENGLISH, abbreviated=False).items() if value == number)
    return ""


def _with_units(text: Sequence[Word], language: str) -> list[Word]:
    """The words, those alike that stand for the same unit behind a figure."""
    units = _units(language)
    alike: list[Word] = []
    for word in text:
        near = alike[-2 if alike and alike[-1].folded in _TO_UNIT else -1 :]
        if word.folded in units and any(before.kind == "figure" for before in near):
            word = Word("word", word.folded, units[word.folded])
        alike.append(word)
    return alike


@cache
def _units(language: str) -> Mapping[str, str]:
    """The stem of the unit that a word behind a figure stands for, by the word, in the language and in English."""
    units = [unit for code in (ENGLISH, language) for unit in vocabulary(code, "units").items()]
    return {form: " ".join(terms(name)) or name for name, unit in units for form in unit["forms"]}


def with_names(text: Sequence[Word], others: Sequence[Word]) -> tuple[Word, ...]:
    """`text`, in which a word with a capital at the beginning of a sentence is a name if it has one in `others`, and
    names whose initials stand in `others` are that acronym."""
    known = {word.folded for word in others if word.kind == "name" or word.capital}
    named = [replace(word, kind="name") if word.capital and word.folded in known else word for word in text]
    acronyms = {word.folded: word for word in others if word.acronym}
    for start, end, initials in sorted(_initials(named), reverse=True) if acronyms else ():
        if initials in acronyms and acronyms[initials] not in named:
            named[start:end] = [acronyms[initials]]
    return tuple(named)


def agrees(word: Word, others: Sequence[Word]) -> bool:
    """Whether a figure or name is among `others`: as it is, as a nation and its people, or as an acronym."""
    if any(word.stem == other.stem or word.folded == other.folded for other in others):
        return True
    if word.kind != "name":
        return False
    return any(other.kind == "name" and _one_nation(word.folded, other.folded) for other in others) or word.folded in {
        initials for _, _, initials in _initials(others)
    }


def _one_nation(one: str, other: str) -> bool:
    """Mexico and Mexican, China and Chinese, Spain and Spanish."""
    if _PEOPLES.get(one) == other or _PEOPLES.get(other) == one:
        return True
    root, others = _DEMONYM.sub("", one), _DEMONYM.sub("", other)
    if (root == one) == (others == other):
        return False  # just one of both is that of a people
    root, others = root.rstrip("aeioy"), others.rstrip("aeioy")
    return len(root) >= 4 and root == others


def _initials(text: Sequence[Word]) -> Iterator[tuple[int, int, str]]:
    """The initials of names in a row, with and without those that small words join to them, and where they stand."""
    runs: list[tuple[int, int, str]] = []  # of names, none but small words between
    for nth, word in enumerate([*text, Word("mark", "", "")]):
        if word.kind == "name" and runs and runs[-1][1] == nth:
            runs[-1] = (runs[-1][0], nth + 1, runs[-1][2] + word.folded[0])
        elif word.kind == "name":
            runs.append((nth, nth + 1, word.folded[0]))
        elif word.folded not in _SMALL_IN_NAMES:
            for first, (start, _, _) in enumerate(runs):
                for last in range(first, min(len(runs), first + _MOST_INITIALS)):
                    initials = "".join(run[2] for run in runs[first : last + 1])
                    if len(initials) > 1:
                        yield start, runs[last][1], initials
            runs = []


def contradicted(stated: Sequence[Word], held: Sequence[Word], language: str) -> bool:
    """Whether a statement denies what is held, or affirms what is denied there."""
    denied, refuted = negated(stated, language), negated(held, language)
    return bool(_forms(held) & denied - refuted or _forms(stated) & refuted - denied)


def opposite(stated: Sequence[Word], held: Sequence[Word], language: str) -> bool:
    """Whether a statement says the opposite of a word that is held."""
    here, there = _forms(stated), _forms(held)
    return (
        opposed(here, there, lexicon(language).opposites)
        or not _undone(there, lexicon(language).undo).isdisjoint(here - there)
        or not _undone(here, lexicon(language).undo).isdisjoint(there - here)
    )


def measured_otherwise(stated: Sequence[Word], held: Sequence[Word]) -> bool:
    """Whether a figure has another sign or unit than it has wherever it is held."""
    there = _measures(held)
    return any(
        figure in there
        and not any(below == sign and (unit == its or not unit or not its) for sign, its in there[figure])
        for figure, measures in _measures(stated).items()
        for below, unit in measures
    )


def _measures(text: Sequence[Word]) -> Mapping[str, set[tuple[bool, str]]]:
    """Of each figure, whether it is below zero, and its unit, "" if none."""
    measures: defaultdict[str, set[tuple[bool, str]]] = defaultdict(set)
    for nth, word in enumerate(text):
        if word.kind == "figure":
            after = next((behind.stem for behind in text[nth + 1 : nth + 3] if behind.folded not in _TO_UNIT), "")
            unit = after if after in _units(ENGLISH).values() else ""
            measures[word.stem].add((bool(nth) and text[nth - 1].folded == "minus", unit))
    return measures


def _forms(text: Sequence[Word]) -> set[str]:
    return {form for word in text if word.kind != "mark" for form in (word.stem or word.folded, word.folded)}


def _undone(words: Iterable[str], undo: Iterable[str]) -> set[str]:
    """What each of the words is with "un" before it."""
    return {f"{before}{word}" for word in words if len(word) > 3 for before in undo}


def negated(text: Sequence[Word], language: str) -> frozenset[str]:
    """The stems that a text negates: those next to a negation, or to a word that denies, such as "failed" or "lack".

    At the end of a clause a negation may deny what stands before it: "Der Vertrag gilt nicht."
    """
    known = lexicon(language)
    stems: set[str] = set()
    pending = direct = False
    begins, last, denies_last = True, "", False
    negators = _negators(text, known)
    for nth, (word, after) in enumerate(zip_longest(text, text[1:])):
        if word.kind == "mark":
            stems |= {last} if denies_last and last else set()
            last, denies_last = "", False
        elif word.folded in known.behind:
            denies_last = True
        elif word.stem:
            last, denies_last = word.stem, False
        reply = begins and word.folded in known.replies and after is not None and after.folded in _AFTER_REPLY
        begins = word.folded in _ENDS
        if reply:
            continue
        if nth in negators:
            pending = direct = True
            continue
        if word.kind == "mark":
            pending = pending and word.folded not in ".!?;"
        elif direct and word.folded in known.only:
            pending = False
        elif word.stem and not (pending and word.folded in known.passed):
            if pending:
                stems.add(word.stem)
            pending = word.stem in known.refusals
        direct = False
    return frozenset(stems | ({last} if denies_last and last else set()))


def _negators(text: Sequence[Word], known: Lexicon) -> set[int]:
    """Where negators stand; of two halves, "ne ... pas", the first if it denies a verb between, else the second."""
    folded = [word.folded for word in text]
    places = {at for at, word in enumerate(folded) if word in known.negators or word.endswith("n't")}
    for first in (at for at, word in enumerate(folded) if word in known.opens):
        behind = range(first + 1, min(first + _HALVES, len(text)))
        if half := next((at for at in behind if folded[at] in known.negators | known.others), None):
            has_verb = any(word.stem for word in text[first + 1 : half])
            places = places - {half} | {first if has_verb else half}
    return places
