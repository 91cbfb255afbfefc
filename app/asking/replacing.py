"""A follow-up that names only what is to be asked instead, put into the question before it: "and in March?". Pure.

Only where one place of the earlier question is clearly meant; else nothing is put anywhere. What is a clause of its own
("how long does it last?") is no such follow-up.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from index.language.cldr import months, weekdays
from index.language.identify import ENGLISH
from index.language.mentions import names, writes_nouns_large
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

    `base` is the question that a follow-up stands behind whose place in it was not clear. `language` is that of both.
    """

    text: str
    slot: Span | None = None
    base: str = ""
    language: str = ENGLISH

    def changed(self, text: str, slot: Span | None = None) -> "Asking":
        """With another text."""
        return replace(self, text=text, slot=slot, base="")


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


def named(said: str, language: str = ENGLISH) -> Named | None:
    """What a follow-up or a correction names; None if it says more than that.

    >>> named("No, I meant the Turnstone"), named("and how long is it?")
    (Named(preposition='', article='the', what='Turnstone', wrong=''), None)
    """
    words = _of(language, "lead").sub("", said.strip()).strip(_END)
    words = _of(language, "behind").sub("", words).strip(_END)
    wrong = ""
    for way in ("not_but", "but_not"):
        if turned := _of(language, way).fullmatch(words):
            wrong, words = turned["wrong"].strip(_END), turned["right"].strip(_END)
            words = _of(language, "lead").sub("", words).strip(_END)
            break
    if not words or len(words.split()) > _LONGEST or _of(language, "clause").search(words):
        return None
    first, _, rest = words.partition(" ")
    preposition = first if rest and fold(first) in _listed(language, "prepositions") else ""
    words = rest if preposition else words
    first, _, rest = words.partition(" ")
    article = first if rest and fold(first) in _listed(language, "articles") else ""
    what = rest if article else words
    return Named(preposition, article, what, wrong) if re.search(r"\w", what) else None


def replaced(before: Asking, name: Named) -> Asking | None:
    """The earlier question with what was named in its place; None if the place is not clear.

    >>> replaced(Asking("How much was sold in May 2023?"), named("and in June?")).text
    'How much was sold in June 2023?'
    """
    *earlier, last = before.text.rpartition("? ")
    if any(earlier):  # questions that could not be made one
        joined = replaced(before.changed(last), name)
        return before.changed("".join([*earlier, joined.text])) if joined else None
    ways = (_taken_back, _of_a_kind, _of_a_head, _at_the_slot, _at_another_time, _behind_a_preposition, _alone)
    return next((asking for way in ways if (asking := way(before, name))), None)


def is_time(text: str, language: str = ENGLISH) -> bool:
    """Whether it is nothing but a time: "March", "the 3rd of May 2023"."""
    rest = text
    for kind, is_said in _kinds(language):
        if kind in _TIMES:
            rest = is_said.sub(" ", rest)
    return rest != text and not [word for word in own_terms(rest, language) if not word.isdigit()]


def own_terms(text: str, language: str) -> list[str]:
    """The terms of a text without the small words of its language."""
    if language == ENGLISH:
        return terms(text)
    small = function_words(language)
    return terms(_WORD.sub(lambda word: "" if fold(word[0]) in small else word[0], text), language)


def _taken_back(before: Asking, name: Named) -> Asking | None:
    if not name.wrong:
        return None
    small = _listed(before.language, "articles") | _listed(before.language, "prepositions")
    wrong = " ".join(word for word in name.wrong.split() if fold(word) not in small)
    return _put(before, [match.span() for match in re.finditer(rf"\b{re.escape(wrong)}\b", before.text, re.I)], name)


def _of_a_kind(before: Asking, name: Named) -> Asking | None:
    """A year for a year, a month for a month, a day of the week, a figure, a name: of each the question has one."""
    language, rest = before.language, f" {name.what} "
    changed, moved = before, False
    for kind, is_said in _kinds(language):
        if not (new := next(iter(_spans(kind, is_said, rest, language)), None)):
            continue
        if kind == "name" and (moved or before.text.isupper()):
            continue
        said, rest = rest[slice(*new)], f"{rest[: new[0]]} {rest[new[1] :]}"
        old = _spans(kind, is_said, changed.text, language)
        if kind == "name":
            old = [span for span in old if span[0] and _is_name(changed.text[slice(*span)], language)]
            old = _behind(before.changed(changed.text), old, name.preposition)
        if len(old) > 1:
            return None
        if old and kind == "figure" and not _same_unit(changed.text[old[0][1] :], name.what[new[1] - 1 :]):
            return None
        if old:
            changed = _put(changed, old, Named("", name.article if kind == "name" else "", said)) or changed
            moved = True
    rest_says = [word for word in _WORD.findall(rest) if fold(word) not in function_words(language)]
    asked = {*own_terms(before.text, language)}
    if not moved or not all(asked.intersection(own_terms(word, language)[:1]) for word in rest_says):
        return None
    if name.preposition and changed.slot and fold(name.preposition) in _listed(language, "limits"):
        start = changed.slot[0]
        prepositions = any_of(_listed(language, "prepositions"))
        head = re.sub(rf"\b(?:{prepositions}) $", "", changed.text[:start], flags=re.I)
        return before.changed(f"{head}{name.preposition} {changed.text[start:]}")
    return changed


def _of_a_head(before: Asking, name: Named) -> Asking | None:
    """Of the same thing another: "shift staff" for "office staff", "a final one" for "a first warning"."""
    words, language = name.what.split(), before.language
    small = function_words(language)
    said = [(match.group(), match.start(), match.end()) for match in _WORD.finditer(before.text)]
    if len(words) > 1 and fold(words[-1]) in _listed(language, "ones"):
        if not name.article:
            return None
        places = [
            (said[nth + 1][1], said[nth + 1][2])
            for nth in range(len(said) - 2)
            if fold(said[nth][0]) in _listed(language, "articles")
            and not {fold(said[nth + 1][0]), fold(said[nth + 2][0])} & small
            and before.text[said[nth + 1][2] : said[nth + 2][1]] == " "
        ]
        return _put(before, places, Named("", "", " ".join(words[:-1])))
    head = own_terms(words[-1], language)
    if len(words) < 2 or not head:
        return None
    places = []
    for nth, (word, start, end) in enumerate(said):
        if own_terms(word, language) != head:
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
    language = before.language
    if not is_time(name.what, language):
        return None
    now = [match.span() for match in _of(language, "period").finditer(before.text)]
    if now or _of(language, "period").fullmatch(name.what):
        places = now or [match.span() for match in _dates(language).finditer(before.text)]
        return _put(before, places, Named("", "", name.text))
    alike = [kind for kind, is_said in _kinds(language) if kind in _TIMES and is_said.search(name.what)]
    if not name.preposition or any(is_said.search(before.text) for kind, is_said in _kinds(language) if kind in alike):
        return None
    bare = before.text.rstrip(_END)
    return before.changed(f"{bare} {name.text}?", _slot(len(bare) + 1, name))


def _behind_a_preposition(before: Asking, name: Named) -> Asking | None:
    """For what stands behind the same preposition. It is not added where there is none: it might still take the place
    of something."""
    language = before.language
    if not name.preposition or is_time(name.what, language):
        return None
    kin = _kin(language, name.preposition)
    ends = _listed(language, "prepositions") | _listed(language, "phrase_ends")
    stop = rf"(?=\s(?:{any_of(ends)})\b|[,;:?!]|\.(?:\s|$)|$)"
    phrase = re.compile(rf"(?<=\s)(?:{any_of(kin)}) (?P<what>(?:[\w’'.&-]+ ?){{1,{_PHRASE}}}?){stop}", re.I)
    places = [
        match
        for match in phrase.finditer(before.text)
        if own_terms(match["what"], language) and not is_time(match["what"], language)
    ]
    if len(places) != 1:
        return None
    start, end = places[0].span()
    articles = any_of(_listed(language, "articles"))
    if place := re.compile(rf"\w+ (?:(?:{articles}) )?({_NAME})").match(before.text, start):
        end = place.end()
    last = not before.text[end:].strip(_END)
    if last and " " in places[0]["what"] and _of(language, "helped").search(before.text):
        return None  # the verb may be the last word: "What does parking at the garage cost?"
    return before.changed(f"{before.text[:start]}{name.text}{before.text[end:]}", _slot(start, name))


def _alone(before: Asking, name: Named) -> Asking | None:
    """For the one word that the question is about: "What is a lien?"."""
    about = _of(before.language, "what_is").fullmatch(before.text.rstrip(_END))
    if not about or name.preposition or " " in about["what"]:
        return None
    return _put(before, [about.span("what")], name)


def _put(before: Asking, places: Sequence[Span], name: Named) -> Asking | None:
    """With the name in the one place there is, and in the place of its article; None if there are more."""
    if len(places) != 1:
        return None
    start, end = places[0]
    head = before.text[:start]
    articles = any_of(_listed(before.language, "articles"))
    if name.article and (old := re.search(rf"\b(?:{articles}) $", head, re.I)):
        head = head[: old.start()]
    new = " ".join(filter(None, (name.article, name.what)))
    slot = len(head) + len(new) - len(name.what), len(head) + len(new)
    return before.changed(f"{head}{new}{before.text[end:]}", slot)


def _slot(start: int, name: Named) -> Span:
    end = start + len(name.text)
    return end - len(name.what), end


def _behind(before: Asking, places: Sequence[Span], preposition: str) -> list[Span]:
    """The places that stand behind a preposition of that kind, if one is given."""
    if not preposition:
        return [*places]
    kin, articles = _kin(before.language, preposition), _listed(before.language, "articles")
    behind = re.compile(rf"\b(?:{any_of(kin)}) (?:(?:{any_of(articles)}) )?$", re.I)
    return [span for span in places if behind.search(before.text[: span[0]])]


def _same_unit(behind: str, said: str) -> bool:
    """Whether what is counted is the same, or is not said."""
    unit = re.match(r"\s*([^\W\d]+)", said)
    return not unit or terms(unit[1]) == terms((re.match(r"\s*([^\W\d]+)", behind) or [""])[0])


def _is_name(text: str, language: str) -> bool:
    return fold(text) not in function_words(language) and not is_time(text, language)


def _spans(kind: str, is_said: re.Pattern[str], text: str, language: str) -> list[Span]:
    """Where a text says something of the kind."""
    if kind == "name" and writes_nouns_large(language):
        return [(name.start, name.end) for name in names(text, language)]
    return [match.span() for match in is_said.finditer(text)]


@cache
def _kinds(language: str) -> Sequence[tuple[str, re.Pattern[str]]]:
    behind_month = r"(?! (?:i|we|you|the)\b)" if language == ENGLISH else ""  # "may we"
    return [
        ("period", _of(language, "period")),
        ("year", re.compile(_YEAR)),
        ("month", re.compile(rf"\b(?:{any_of(months(language, abbreviated=False))})\b{behind_month}", re.I)),
        ("weekday", re.compile(rf"\b(?:{any_of(weekdays(language, abbreviated=False))})s?\b", re.I)),
        ("figure", re.compile(rf"(?!{_YEAR}){_FIGURE}")),
        ("name", re.compile(_NAME)),
    ]


@cache
def _dates(language: str) -> re.Pattern[str]:
    """A month, a year or both, with what stands before it."""
    month, before = (any_of(words) for words in (months(language, abbreviated=False), _listed(language, "before_date")))
    return re.compile(rf"\b(?:(?:{before}) )?(?:(?:{month})(?: {_YEAR})?|{_YEAR})", re.I)


@cache
def _of(language: str, key: str) -> re.Pattern[str]:
    return re.compile(pattern(language, "conversation", key), re.IGNORECASE)


@cache
def _listed(language: str, key: str) -> frozenset[str]:
    return frozenset(vocabulary(language, "conversation")[key])


def _kin(language: str, preposition: str) -> frozenset[str]:
    """The prepositions that stand for one, and itself."""
    alike = (frozenset(kin) for kin in vocabulary(language, "conversation")["alike"])
    return next((kin for kin in alike if fold(preposition) in kin), frozenset({fold(preposition)}))
