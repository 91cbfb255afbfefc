"""Makes sentences false in one place, and says the same in other words: what a check must catch and let pass.

Rules over plain words, none of them the check's own. Pure.
"""

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import combinations

from index.language.cldr import months, weekdays
from index.language.identify import ENGLISH
from index.language.vocabulary import any_of, pattern, vocabulary
from index.language.words import CAPITAL, FUNCTION_WORDS

_MONTHS, _DAYS = ([name.title() for name in names(ENGLISH, abbreviated=False)] for names in (months, weekdays))
_YEAR = re.compile(r"\b1[0-9]{3}\b|\b20[0-9]{2}\b")
_MONTH = re.compile(rf"\b(?:{any_of([*_MONTHS, *_DAYS])})\b")
_NUMBER = re.compile(r"(?<![\w.,-])\d+(?:[.,]\d+)*(?![\w-]|[.,]\d)")
_COUNTS = vocabulary(ENGLISH, "alterations")["counts"]
_COUNT = re.compile(rf"(?<!-)\b(?:{any_of(_COUNTS)})\b(?!-)")
_NAME = re.compile(r"(?<![.!?:\"'“‘`(] )(?<!^)\b[A-Z][a-z]+(?:[ -][A-Z][a-z]+)*\b(?!['’]\w|\.\w)")
_ORDINARY = frozenset(word.title() for word in (*FUNCTION_WORDS, *_COUNTS))
_WORDS = partial(pattern, ENGLISH, "alterations")
_LEADS = vocabulary(ENGLISH, "alterations")["leads"]
_AUXILIARY = re.compile(rf"(?<![-\w])({_WORDS('auxiliaries')})(?![-\w'’])")
_NEGATED = re.compile(rf"\b({_WORDS('auxiliaries')}) not\b|\b(can)not\b")
_DENIED = re.compile(rf" (?:{_WORDS('denied')})\b")
_EVEN = re.compile(rf"[\s,;/()&–-]*(?:(?:{_WORDS('even')})[\s,;/()&–-]+)*", re.IGNORECASE)
_AGENT = rf"(?P<agent>(?:The [a-z]+|(?:{CAPITAL}[\w’'-]* ?){{1,4}}))"
_ACTIVE = re.compile(rf"^{_AGENT} (?P<verb>{_WORDS('past')}) (?P<patient>{_WORDS('noun')}){_WORDS('tail')}")
_PASSIVE, _CLOSING = re.compile(_WORDS("passive")), re.compile(_WORDS("closing"))
_LEADING = rf"(?P<lead>(?:{any_of(map(str.title, _LEADS))}) [^,;:]{{3,80}})"
_OPENING = re.compile(rf"^{_LEADING}, (?P<rest>[^;:]{{10,}})(?P<end>[.!?])$")
_NAMED = rf"{CAPITAL}[\w’'-]*(?: {CAPITAL}[\w’'-]*)*"
_LISTED = re.compile(rf"(?<=[a-z] )(?P<first>{_NAMED}) and (?P<second>{_NAMED})(?= ?[,.;)])")
_SMALL = re.compile(r"(?<![-\w'’])[a-z]{4,}(?![-\w'’])")


Rule = Callable[[str, random.Random], str | None]
"""A sentence and chance to another one; None if the rule does not fit it."""


def falsehoods(names: Sequence[str]) -> dict[str, Rule]:
    """The rules that make a sentence false, by kind; `names` are those that may be put in another's place."""
    return {
        "number": _change_number,
        "date": _change_date,
        "name": lambda sentence, chance: _change_name(sentence, chance, names),
        "negation": _negate,
        "swap": _swap,
    }


def paraphrases(synonyms: Mapping[str, str]) -> dict[str, Rule]:
    """The rules that say the same in other words, by kind."""
    return {
        "active": _to_active,
        "passive": _to_passive,
        "clauses": _reorder,
        "list": _reorder_list,
        "synonyms": lambda sentence, chance: _with_synonyms(sentence, synonyms),
    }


def variants(sentence: str, rules: Mapping[str, Rule], chance: random.Random) -> Iterator[tuple[str, str]]:
    """Kind and text of what each rule makes of a sentence, where it fits."""
    for kind, rule in rules.items():
        variant = rule(sentence, chance)
        if variant is not None and variant != sentence:
            yield kind, variant


def names_in(sentences: Sequence[str]) -> list[str]:
    """The names that stand in sentences, each once."""
    return sorted({match.group() for sentence in sentences for match in _names(sentence)})


def _names(sentence: str) -> list[re.Match[str]]:
    return [
        match
        for match in _NAME.finditer(sentence)
        if not _ORDINARY & set(match.group().split()) and not _MONTH.fullmatch(match.group())
    ]


def _put(sentence: str, match: re.Match[str], words: str) -> str:
    return sentence[: match.start()] + words + sentence[match.end() :]


def _change_number(sentence: str, chance: random.Random) -> str | None:
    matches = [match for match in _NUMBER.finditer(sentence) if not _YEAR.fullmatch(match.group())]
    matches += _COUNT.finditer(sentence)
    if not matches:
        return None
    match = chance.choice(matches)
    number = match.group()
    if number.isalpha():
        return _put(sentence, match, chance.choice([word for word in _COUNTS if word != number]))
    place = chance.choice([place for place, char in enumerate(number) if char.isdigit()])
    digit = chance.choice([digit for digit in "123456789" if digit != number[place]])
    return _put(sentence, match, number[:place] + digit + number[place + 1 :])


def _change_date(sentence: str, chance: random.Random) -> str | None:
    matches = [*_YEAR.finditer(sentence), *_MONTH.finditer(sentence)]
    if not matches:
        return None
    match = chance.choice(matches)
    if match.group().isdigit():
        return _put(sentence, match, str(int(match.group()) + chance.choice([-20, -3, -1, 1, 2, 10])))
    same = _MONTHS if match.group() in _MONTHS else _DAYS
    return _put(sentence, match, chance.choice([month for month in same if month != match.group()]))


def _change_name(sentence: str, chance: random.Random, names: Sequence[str]) -> str | None:
    matches = _names(sentence)
    if not matches:
        return None
    match = chance.choice(matches)
    length = len(match.group().split())
    alike = [name for name in names if len(name.split()) == length and not (name in sentence or match.group() in name)]
    return _put(sentence, match, chance.choice(alike)) if alike else None


def _negate(sentence: str, chance: random.Random) -> str | None:
    """Puts a "not" behind an auxiliary, or takes one away."""
    if negated := _NEGATED.search(sentence):
        return _put(sentence, negated, negated[1] or negated[2])
    for match in _AUXILIARY.finditer(sentence):
        if match.start() and not _DENIED.match(sentence, match.end()):
            return _put(sentence, match, f"{match.group()} not")
    return None


def _swap(sentence: str, chance: random.Random) -> str | None:
    """Puts two names in each other's place, unless their order means nothing."""
    swaps = [
        sentence[: first.start()] + second.group() + between + first.group() + sentence[second.end() :]
        for first, second in combinations(_names(sentence), 2)
        if first.group() not in second.group() and second.group() not in first.group()
        if not _EVEN.fullmatch(between := sentence[first.end() : second.start()]) and "," not in between[:2]
    ]
    return chance.choice(swaps) if swaps else None


def _to_active(sentence: str, chance: random.Random) -> str | None:
    if not (match := _PASSIVE.match(sentence)):
        return None
    return f"{_raised(match['agent'])} {match['verb']} {_lowered(match['patient'])}{match['tail'].rstrip()}."


def _to_passive(sentence: str, chance: random.Random) -> str | None:
    if not (match := _ACTIVE.match(sentence)):
        return None
    agent, tail = _lowered(match["agent"].strip()), match["tail"].rstrip()
    return f"{_raised(match['patient'])} was {match['verb']} by {agent}{tail}."


def _reorder(sentence: str, chance: random.Random) -> str | None:
    """A leading clause to the end, or a closing one to the front."""
    if match := _OPENING.match(sentence):
        return f"{_raised(match['rest'])} {_lowered(match['lead'])}{match['end']}"
    if match := _CLOSING.match(sentence):
        return f"{_raised(match['lead'])}, {_lowered(match['rest'])}{match['end']}"
    return None


def _reorder_list(sentence: str, chance: random.Random) -> str | None:
    match = _LISTED.search(sentence)
    if not match or not sentence[: match.start()].split()[-1].islower():
        return None
    return _put(sentence, match, f"{match['second']} and {match['first']}")


def _with_synonyms(sentence: str, synonyms: Mapping[str, str]) -> str | None:
    """Up to two words, each by its synonym."""
    matches = [match for match in _SMALL.finditer(sentence) if match.group() in synonyms]
    for match in reversed(matches[:: max(1, len(matches) // 2)][:2]):
        sentence = _put(sentence, match, synonyms[match.group()])
    return sentence if matches else None


def _raised(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lowered(text: str) -> str:
    first = text.split(" ", 1)[0]
    return text[:1].lower() + text[1:] if first in _ORDINARY or first.lower() in _LEADS else text
