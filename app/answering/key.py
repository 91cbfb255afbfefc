"""The words of a sentence that are the answer proper: the date for "when", the number for "how many". Pure.

Only where it can be told surely: one fitting mention, or one much nearer to the question's words than any other.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from app.asking.asked import Question
from index.language.cldr import territories
from index.language.dates import Day, undated
from index.language.identify import ENGLISH
from index.language.mentions import Mention, mentions, names
from index.language.vocabulary import any_of, any_word, vocabulary
from index.language.words import fold, terms

_REACH = 80  # characters around a mention that are looked at
_HELD = 0.5  # of the question's terms that a sentence must hold for its date or number to be the one asked for


def key(question: Question, text: str, language: str) -> Mention | None:
    """The mention in `text` that is the answer; None if it can't be told.

    >>> key(Question.of("When did they meet?"), "They met on May 5, 2020 in Lima.", "en").value
    Day(year=2020, month=5, day=5)
    """
    kind, full = question.leading, fold(question.full)
    if kind in (None, "reason", "place"):
        return None
    if kind == "person":
        return _person(question, text, language)
    measures = terms(" ".join(vocabulary(ENGLISH, "answers")["exact"]["measures"]))  # a sentence need not say "long"
    wanted = set(terms(undated(question.core, question.language), language)).difference(measures)
    if len(wanted & set(terms(text, language))) < _HELD * len(wanted):
        return None  # the sentence may be about something else
    stated = mentions(text, language)
    if kind == "number":
        return _number(question, text, stated, language)
    fitting = [mention for mention in stated if mention.kind == kind]
    exact = [mention for mention in fitting if mention.value != Day()]  # "on Tuesday" only if there is no other
    fitting = [mention for mention in exact or fitting if fold(text[mention.start : mention.end]) not in full]
    return fitting[0] if len(fitting) == 1 else _nearest(fitting, terms(question.core, language), text, language)


def _number(question: Question, text: str, stated: Sequence[Mention], language: str) -> Mention | None:
    """The count of what is asked for: the number stands at most two words before its noun."""
    no_noun = question.counted in vocabulary(ENGLISH, "answers")["exact"]["pronouns"]
    noun = terms(question.counted, language)[:1] if not no_noun else []
    fitting = []
    for mention in stated:
        after = terms(text[mention.end : mention.end + _REACH], language)
        if mention.kind == "date":
            fits = text[mention.start : mention.end].isdigit() and bool(noun) and after[:1] == noun  # 1500 delegates
        else:
            fits = mention.kind not in ("name", "time", "identifier") and mention.unit != "ordinal"
            within = terms(text[mention.start : mention.end], language) if mention.unit else []
            fits = fits and (not noun or noun[0] in after[:2] or noun[0] in within)
        if fits and not text.startswith(" of", mention.end):
            fitting.append(mention)
    return fitting[0] if len(fitting) == 1 else None


def _person(question: Question, text: str, language: str) -> Mention | None:
    """The name before the verb of "who hosted", after "hosted by", or after the office of "who was the minister"."""
    wanted, asked = terms(question.core), fold(question.core)
    if not wanted or not re.match(r"\W*(?:and |so )?who\b(?! (?:did|do|does|else)\b)", asked):
        return None
    known = set(terms(question.full))
    office = re.match(r"\W*(?:and |so )?who(?:'s|’s| is| was| are| were)\b", asked) is not None
    exact = vocabulary(ENGLISH, "answers")["exact"]
    offices = any_word(ENGLISH, "answers", "exact", "offices")
    fitting = []
    for name in names(text, language):
        words = text[name.start : name.end]
        if not set(terms(words)) - known or " " not in words or any(char.isdigit() for char in words):
            continue
        if office and (offices.search(words) or {*_ends(fold(words))} & territories(language)):
            continue  # "Mexican Ambassador", or a country run together with a name
        before, after = text[: name.start], text[name.end :]
        if office:
            near, held = terms(re.split(r"[.;:]", before)[-1])[-len(wanted) :], terms(words)
            fits = len(wanted) > 1 and (near == wanted or held[: len(wanted)] == wanted)
        else:
            listed = re.search(r"(?:,|;|\band)\s*$", before) or re.match(r"\s*(?:[,;]|and\b)", after)
            follows = None if listed else re.match(rf"\s(?:(?:{any_of(exact['auxiliaries'])}) )?(\w+)", after)
            by = None if listed else re.search(r"(\w+) by (?:the )?$", before)
            fits = any(match is not None and terms(match[1]) == wanted[:1] for match in (follows, by))
        if fits:
            fitting.append(name)
    return fitting[0] if len(fitting) == 1 else None


def _ends(words: str) -> Iterator[str]:
    """All that the words may begin or end with, short of themselves."""
    for space in re.finditer(" ", words):
        yield from (words[: space.start()], words[space.end() :])


def _nearest(mentions: Sequence[Mention], wanted: Iterable[str], text: str, language: str) -> Mention | None:
    """The one that lies at most half as far from the wanted words as any other; None if none does."""
    places: dict[str, list[int]] = {}
    for word in re.finditer(r"\w+", text):
        for term in terms(word.group(), language):
            places.setdefault(term, []).append(word.start())
    near = [places[term] for term in dict.fromkeys(wanted) if term in places]
    if len(mentions) < 2 or not near:
        return None
    far = [sum(min(abs(place - mention.start) for place in of_term) for of_term in near) for mention in mentions]
    first, second = sorted(far)[:2]
    return mentions[far.index(first)] if 2 * first < second else None
