"""A follow-up that names only what is to be asked instead, put into the question before it: "and in March?". Pure.

Only where one place of the earlier question is clearly meant; else nothing is put anywhere. What is a clause of its own
("how long does it last?") is no such follow-up.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from index.language.cldr import months, weekdays
from index.language.identify import ENGLISH
from index.language.sentences import Span
from index.language.vocabulary import any_of, pattern, vocabulary
from index.language.words import CAPITAL, fold, function_words, terms

_LONGEST = 7  # words of what is named: more are a question
_TIMES = ("period", "year", "month", "weekday")
_PHRASE = 4  # words of what stands behind a preposition
_FIGURE = r"(?<![\w.,-])v?\d+(?:[.,]\d+)*(?![\w-])"
_YEAR = r"(?<![\w.,-])(?:19|20)\d\d(?![\w.,-]*\w)"
_NAME = rf"(?<![\w-])(?:{CAPITAL}[\w&’'-]*)(?: (?:of |de |the )?{CAPITAL}[\w&’'-]*)*"
_WORD = re.compile(r"[\w’'-]+")
_END = " ?!.…,;:"


@dataclass(frozen=True, slots=True)
class Asking:
    """A question, and where in it stands what a follow-up put there last.

    `base` is the question that a follow-up stands behind whose place in it was not clear.
    """

    text: str
    slot: Span | None = None
    base: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """What a follow-up names: with its preposition if it has one; `wrong` is what it takes back: "not the lease"."""

    preposition: str
    article: str
    what: str
    wrong: str = ""

    @property
    def text(self) -> str:
        return " ".join(filter(None, (self.preposition, self.article, self.what)))


def named(said: str) -> Named | None:
    """What a follow-up or a correction names; None if it says more than that.

    >>> named("No, I meant the Turnstone"), named("and how long is it?")
    (Named(preposition='', article='the', what='Turnstone', wrong=''), None)
    """
    words = _of("lead").sub("", said.strip()).strip(_END)
    words = _of("behind").sub("", words).strip(_END)
    wrong = ""
    for way in ("not_but", "but_not"):
        if turned := _of(way).fullmatch(words):
            wrong, words = turned["wrong"].strip(_END), turned["right"].strip(_END)
            words = _of("lead").sub("", words).strip(_END)
            break
    if not words or len(words.split()) > _LONGEST or _of("clause").search(words):
        return None
    first, _, rest = words.partition(" ")
    preposition = first if rest and fold(first) in _prepositions() else ""
    words = rest if preposition else words
    first, _, rest = words.partition(" ")
    article = first if rest and fold(first) in _articles() else ""
    what = rest if article else words
    return Named(preposition, article, what, wrong) if re.search(r"\w", what) else None


def replaced(before: Asking, name: Named) -> Asking | None:
    """The earlier question with what was named in its place; None if the place is not clear.

    >>> replaced(Asking("How much was sold in May 2023?"), named("and in June?")).text
    'How much was sold in June 2023?'
    """
    *earlier, last = before.text.rpartition("? ")
    if any(earlier):  # questions that could not be made one
        joined = replaced(Asking(last), name)
        return Asking("".join([*earlier, joined.text])) if joined else None
    ways = (_taken_back, _of_a_kind, _of_a_head, _at_the_slot, _at_another_time, _behind_a_preposition, _alone)
    return next((asking for way in ways if (asking := way(before, name))), None)


def is_time(text: str) -> bool:
    """Whether it is nothing but a time: "March", "the 3rd of May 2023"."""
    rest = text
    for kind, is_said in _kinds():
        if kind in _TIMES:
            rest = is_said.sub(" ", rest)
    return rest != text and not [word for word in terms(rest) if not word.isdigit()]


def _taken_back(before: Asking, name: Named) -> Asking | None:
    if not name.wrong:
        return None
    wrong = " ".join(word for word in name.wrong.split() if fold(word) not in _articles() | _prepositions())
    return _put(before, [match.span() for match in re.finditer(rf"\b{re.escape(wrong)}\b", before.text, re.I)], name)


def _of_a_kind(before: Asking, name: Named) -> Asking | None:
    """A year for a year, a month for a month, a day of the week, a figure, a name: of each the question has one."""
    rest = f" {name.what} "
    changed, moved = before, False
    for kind, is_said in _kinds():
        if not (new := is_said.search(rest)):
            continue
        if kind == "name" and (moved or before.text.isupper()):
            continue
        rest = f"{rest[: new.start()]} {rest[new.end() :]}"
        old = [match.span() for match in is_said.finditer(changed.text)]
        if kind == "name":
            old = [span for span in old if span[0] and _is_name(changed.text[slice(*span)])]
            old = _behind(changed.text, old, name.preposition)
        if len(old) > 1:
            return None
        if old and kind == "figure" and not _same_unit(changed.text[old[0][1] :], name.what[new.end() - 1 :]):
            return None
        if old:
            changed = _put(changed, old, Named("", name.article if kind == "name" else "", new[0])) or changed
            moved = True
    rest_says = [word for word in _WORD.findall(rest) if fold(word) not in function_words(ENGLISH)]
    asked = {*terms(before.text)}
    if not moved or not all(asked.intersection(terms(word)[:1]) for word in rest_says):
        return None
    if name.preposition and changed.slot and fold(name.preposition) in _limits():
        start = changed.slot[0]
        head = re.sub(rf"\b(?:{any_of(_prepositions())}) $", "", changed.text[:start], flags=re.I)
        return Asking(f"{head}{name.preposition} {changed.text[start:]}")
    return changed


def _of_a_head(before: Asking, name: Named) -> Asking | None:
    """Of the same thing another: "shift staff" for "office staff", "a final one" for "a first warning"."""
    words = name.what.split()
    small = function_words(ENGLISH)
    said = [(match.group(), match.start(), match.end()) for match in _WORD.finditer(before.text)]
    if len(words) > 1 and fold(words[-1]) in _ones():
        if not name.article:
            return None
        places = [
            (said[nth + 1][1], said[nth + 1][2])
            for nth in range(len(said) - 2)
            if fold(said[nth][0]) in _articles()
            and not {fold(said[nth + 1][0]), fold(said[nth + 2][0])} & small
            and before.text[said[nth + 1][2] : said[nth + 2][1]] == " "
        ]
        return _put(before, places, Named("", "", " ".join(words[:-1])))
    head = terms(words[-1])
    if len(words) < 2 or not head:
        return None
    places = []
    for nth, (word, start, end) in enumerate(said):
        if terms(word) != head:
            continue
        first = nth
        while first and said[first - 1][2] + 1 == said[first][1] and fold(said[first - 1][0]) not in small:
            first -= 1
        places.append((said[first][1] if nth - first < _PHRASE else start, end))
    return _put(before, places, Named("", name.article, name.what))


def _at_the_slot(before: Asking, name: Named) -> Asking | None:
    """Where the follow-up before this one put what it named."""
    if not before.slot or name.preposition:
        return None
    return _put(before, [before.slot], name)


def _at_another_time(before: Asking, name: Named) -> Asking | None:
    """A time for "now", "now" for a date; else one more condition, where there is no time of the kind."""
    if not is_time(name.what):
        return None
    now = [match.span() for match in _of("period").finditer(before.text)]
    if now or _of("period").fullmatch(name.what):
        places = now or [match.span() for match in _dates().finditer(before.text)]
        return _put(before, places, Named("", "", name.text))
    alike = [kind for kind, is_said in _kinds() if kind in _TIMES and is_said.search(name.what)]
    if not name.preposition or any(is_said.search(before.text) for kind, is_said in _kinds() if kind in alike):
        return None
    bare = before.text.rstrip(_END)
    return Asking(f"{bare} {name.text}?", _slot(len(bare) + 1, name))


def _behind_a_preposition(before: Asking, name: Named) -> Asking | None:
    """For what stands behind the same preposition. It is not added where there is none: it might still take the place
    of something."""
    if not name.preposition or is_time(name.what):
        return None
    kin = next((kin for kin in _kin() if fold(name.preposition) in kin), {fold(name.preposition)})
    stop = rf"(?=\s(?:{any_of(_prepositions() | _joins())})\b|[,;:?!]|\.(?:\s|$)|$)"
    phrase = re.compile(rf"(?<=\s)(?:{any_of(kin)}) (?P<what>(?:[\w’'.&-]+ ?){{1,{_PHRASE}}}?){stop}", re.I)
    places = [match for match in phrase.finditer(before.text) if terms(match["what"]) and not is_time(match["what"])]
    if len(places) != 1:
        return None
    start, end = places[0].span()
    if place := re.compile(rf"\w+ (?:(?:{any_of(_articles())}) )?({_NAME})").match(before.text, start):
        end = place.end()
    last = not before.text[end:].strip(_END)
    if last and " " in places[0]["what"] and _of("helped").search(before.text):
        return None  # the verb may be the last word: "What does parking at the garage cost?"
    return Asking(f"{before.text[:start]}{name.text}{before.text[end:]}", _slot(start, name))


def _alone(before: Asking, name: Named) -> Asking | None:
    """For the one word that the question is about: "What is a lien?"."""
    about = _of("what_is").fullmatch(before.text.rstrip(_END))
    if not about or name.preposition or " " in about["what"]:
        return None
    return _put(before, [about.span("what")], name)


def _put(before: Asking, places: Sequence[Span], name: Named) -> Asking | None:
    """With the name in the one place there is, and in the place of its article; None if there are more."""
    if len(places) != 1:
        return None
    start, end = places[0]
    head = before.text[:start]
    if name.article and (old := re.search(rf"\b(?:{any_of(_articles())}) $", head, re.I)):
        head = head[: old.start()]
    new = " ".join(filter(None, (name.article, name.what)))
    return Asking(f"{head}{new}{before.text[end:]}", (len(head) + len(new) - len(name.what), len(head) + len(new)))


def _slot(start: int, name: Named) -> Span:
    end = start + len(name.text)
    return end - len(name.what), end


def _behind(text: str, places: Sequence[Span], preposition: str) -> list[Span]:
    """The places that stand behind a preposition of that kind, if one is given."""
    if not preposition:
        return [*places]
    kin = next((kin for kin in _kin() if fold(preposition) in kin), {fold(preposition)})
    behind = re.compile(rf"\b(?:{any_of(kin)}) (?:(?:{any_of(_articles())}) )?$", re.I)
    return [span for span in places if behind.search(text[: span[0]])]


def _same_unit(behind: str, said: str) -> bool:
    """Whether what is counted is the same, or is not said."""
    unit = re.match(r"\s*([^\W\d]+)", said)
    return not unit or terms(unit[1]) == terms((re.match(r"\s*([^\W\d]+)", behind) or [""])[0])


def _is_name(text: str) -> bool:
    return fold(text) not in function_words(ENGLISH) and not is_time(text)


@cache
def _kinds() -> Sequence[tuple[str, re.Pattern[str]]]:
    return [
        ("period", _of("period")),
        ("year", re.compile(_YEAR)),
        ("month", re.compile(rf"\b(?:{any_of(months(ENGLISH, abbreviated=False))})\b(?! (?:i|we|you|the)\b)", re.I)),
        ("weekday", re.compile(rf"\b(?:{any_of(weekdays(ENGLISH, abbreviated=False))})s?\b", re.I)),
        ("figure", re.compile(rf"(?!{_YEAR}){_FIGURE}")),
        ("name", re.compile(_NAME)),
    ]


@cache
def _dates() -> re.Pattern[str]:
    """A month, a year or both, with what stands before it."""
    month = f"(?:{any_of(months(ENGLISH, abbreviated=False))})"
    return re.compile(rf"\b(?:(?:in|on|since|during) )?(?:{month}(?: {_YEAR})?|{_YEAR})", re.I)


@cache
def _of(key: str) -> re.Pattern[str]:
    return re.compile(pattern(ENGLISH, "conversation", key), re.IGNORECASE)


@cache
def _prepositions() -> frozenset[str]:
    return frozenset(vocabulary(ENGLISH, "conversation")["prepositions"])


@cache
def _articles() -> frozenset[str]:
    return frozenset(vocabulary(ENGLISH, "conversation")["articles"])


@cache
def _joins() -> frozenset[str]:
    return frozenset(vocabulary(ENGLISH, "conversation")["phrase_ends"])


@cache
def _limits() -> frozenset[str]:
    return frozenset(vocabulary(ENGLISH, "conversation")["limits"])


@cache
def _ones() -> frozenset[str]:
    return frozenset(vocabulary(ENGLISH, "conversation")["ones"])


@cache
def _kin() -> Sequence[frozenset[str]]:
    return [frozenset(kin) for kin in vocabulary(ENGLISH, "conversation")["alike"]]
