"""The figures of an answer that a language model wrote, and an own check of what is shown as supported. Pure.

The check has no rule in common with `app.checking`, which decides what is shown so: it is to find the faults of that.
They read numbers and months alike.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from app.records import UNCITED, AnswerRecord
from app.showing.written import alone
from eval.measuring.result import Scores
from eval.measuring.statistics import mean
from index.language.cldr import months
from index.language.identify import ENGLISH
from index.language.numbers import numbers, plainly
from index.language.words import FUNCTION_WORDS, fold

_WORD = re.compile(r"\d+(?:\.\d+)?|[^\W\d_]+")
_OPENS = re.compile(r"(?:^|[:“”\"‘(•–—-])\W*$")  # what stands before a word that has a capital as any first word has
_SAME = (
    (re.compile(r"(?<=\d),(?=\d{3}(?!\d))"), ""),
    (re.compile(r"\bUnited States(?: of America)?|\bU\.S\.(?:A\.)?|\bUSA\b"), "US"),
    (re.compile(r"\bUnited Kingdom|\bU\.K\.|\bGreat Britain"), "UK"),
    (re.compile(r"\b([A-Z])\.(?=[A-Z]\b)"), r"\1"),
    (re.compile(r"[’']s\b"), ""),
)
_VAGUE = frozenset({0.5, 1.0})  # as words they often say something else
_ENDINGS = re.compile(r"(?:ians?|eans?|ans?|ns?|ese|ish|is?|e?s)$")  # of a people, and of the plural


def unfounded(statement: str, quotes: Sequence[str]) -> list[str]:
    """The figures and names of a statement that its quotes, taken together, don't hold.

    A name is a word with a capital, but for a first word that no other name follows. Not counted, since they say the
    same: 1,000 and 1000, three and 3, U.S. and United States, D.C. and DC, Sept. and September, a country and its
    people (Mexico, Mexican), the plural, and the initials of names that stand in the quotes in this order (OAS).

    >>> unfounded("Ann sold 4 boats to Bo in Lima.", ["In May, Ann sold three boats to Bo."])
    ['4', 'Lima']
    """
    quoted = _plain(" ".join(quotes))
    words = _WORD.findall(quoted)
    held = {_folded(word) for word in words} | {amount for _, amount in _amounts(quoted)}
    roots = {root for word in words if word[0].isupper() for root in _roots(_folded(word))}
    initials = "".join(_folded(word)[0] for word in words if word[0].isupper())
    return [
        word
        for word, folded in _facts(_plain(statement))
        if folded not in held
        and not (word[0].isupper() and _roots(folded) & roots)
        and not (len(word) > 1 and word.isupper() and fold(word) in initials)
    ]


def as_measured(answer: AnswerRecord) -> AnswerRecord:
    """What is measured of a record: what a language model wrote, by itself, refused if it found nothing. The quotes
    alone where none was asked, where it failed before its first sentence, and where both are unsure."""
    if not (written := answer["written"]):
        return answer
    supported = any(statement["supported"] for statement in written["statements"])
    unsure = answer["status"] == "unsure" and (written["state"] == "gave_up" or not supported)
    return answer if unsure or (written["state"] == "cut" and not written["statements"]) else alone(answer)


def writing_figures(answer: AnswerRecord | None, failed: bool) -> Scores:
    """The figures of one record, None if it could not be made, and of whether the model `failed` in the course of it.

    Shares, but for the numbers of `statements`, of those shown as not found, of citation numbers that no passage had,
    of statements that are `unfounded`, of failures and of tokens, and the seconds to the first token. An
    answer in the documents' own words is a failure too, unless it is one that no model is asked for.
    """
    figures: Scores = {"written": 0.0, "llm_failures": int(failed)}
    if not answer:
        return figures
    answer = as_measured(answer)
    if answer["shape"] != "written" and answer["status"] != "refused":
        figures["llm_failures"] = int(failed or answer["shape"] not in (*UNCITED, "summary"))
    usage = answer["usage"]
    figures |= {name: usage.get(name) for name in ("unknown_numbers", "tokens_in", "tokens_out")}
    if answer["shape"] != "written":
        return figures
    statements = answer["statements"]
    supported = [statement for statement in statements if statement["supported"]]
    quotes = {citation["number"]: citation["quote"] for citation in answer["citations"]}
    return figures | {
        "written": 1.0,
        "statements": len(statements),
        "support_rate": mean(statement["supported"] for statement in statements),
        "corrected_citations": mean(statement["corrected"] for statement in supported),
        "unsupported_shown": len(statements) - len(supported),
        "unfounded": sum(
            bool(unfounded(statement["text"], [quotes[number] for number in statement["citations"]]))
            for statement in supported
        ),
        "first_token": answer["timings"].get("first_token"),
    }


def _plain(text: str) -> str:
    for pattern, plain in _SAME:
        text = pattern.sub(plain, text)
    return text


def _folded(word: str) -> str:
    """What equal words have in common: case, accents, the spelling of a month."""
    folded = fold(word)
    return str(months(ENGLISH).get(folded, folded)) if len(word) >= 3 and word[0].isupper() else folded


def _amounts(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """The first words of the numbers of a text, with their values, but for words that often say something else."""
    for number in numbers(text, ENGLISH):
        match = _WORD.match(text, number.start)
        if match and not (number.spelt and (number.ordinal or number.value in _VAGUE)):
            yield match, plainly(number.value)


def _facts(text: str) -> Iterator[tuple[str, str]]:
    """The figures and names of a text, and how they are compared."""
    matches = list(_WORD.finditer(text))
    amounts = {match.start(): amount for match, amount in _amounts(text)}
    for match, following in zip_longest(matches, matches[1:]):
        word, folded = match[0], fold(match[0])
        acronym = len(word) > 1 and word.isupper()
        first = bool(_OPENS.search(text[: match.start()]))
        named = following is not None and following[0][0].isupper() and text[match.end() : following.start()] == " "
        name = acronym or (word[0].isupper() and folded not in FUNCTION_WORDS and (named or not first))
        if match.start() in amounts or name:
            yield word, amounts.get(match.start()) or _folded(word)


def _roots(folded: str) -> frozenset[str]:
    """The word as it is, and without what makes it that of a people or a place."""
    ends = {folded, _ENDINGS.sub("", folded)}
    ends |= {re.sub(r"[aeioy]$", "", end) for end in ends}
    return frozenset(end for end in ends if len(end) > 3)
