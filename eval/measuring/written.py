"""The figures of an answer that a language model wrote, and an own check of what is shown as supported. Pure.

The check has no rule in common with `app.checking`, which decides what is shown so: it is to find the faults of that.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from app.records import UNCITED, AnswerRecord
from eval.measuring.result import Scores
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
_NUMBERS = {
    word: str(value)
    for row, values in (
        ("zero one two three four five six seven eight nine ten eleven twelve", range(13)),
        ("thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty", range(13, 21)),
        ("thirty forty fifty sixty seventy eighty ninety hundred", range(30, 101, 10)),
        ("first second third fourth fifth sixth seventh eighth ninth tenth", range(1, 11)),
        ("half dozen thousand million billion trillion", (0.5, 12, 10**3, 10**6, 10**9, 10**12)),
    )
    for word, value in zip(row.split(), values, strict=True)
}
_VAGUE = frozenset({"one", "first", "second", "half"})  # as words they often say something else
_MONTHS = "january february march april may june july august september october november december".split()
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
    held = {_folded(word) for word in words}
    roots = {root for word in words if word[0].isupper() for root in _roots(_folded(word))}
    initials = "".join(_folded(word)[0] for word in words if word[0].isupper())
    return [
        word
        for word in _facts(_plain(statement))
        if _folded(word) not in held
        and not (word[0].isupper() and _roots(_folded(word)) & roots)
        and not (len(word) > 1 and word.isupper() and fold(word) in initials)
    ]


def writing_figures(answer: AnswerRecord | None, failed: bool) -> Scores:
    """The figures of one record, None if it could not be made, and of whether the model `failed` in the course of it.

    Shares, but for the numbers of `statements`, of those shown as not found, of citation numbers that no passage had,
    of statements that are `unfounded`, of failures and of tokens, and the seconds to the first token. An
    answer in the documents' own words is a failure too, unless it is one that no model is asked for.
    """
    figures: Scores = {"written": 0.0, "llm_failures": int(failed)}
    if not answer:
        return figures
    if answer["answered_by"] == "extract" and answer["status"] != "refused":
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
        "support_rate": len(supported) / len(statements) if statements else None,
        "corrected_citations": sum(statement["corrected"] for statement in supported) / len(supported)
        if supported
        else None,
        "unsupported_shown": len(statements) - len(supported),
        "unfounded": sum(
            bool(unfounded(statement["text"], [quotes[number] for number in statement["citations"]]))
            for statement in supported
        ),
        "first_token": answer["timings"].get("first_token"),
    }


def _plain(text: str) -> str:
    for pattern, other in _SAME:
        text = pattern.sub(other, text)
    return text


def _folded(word: str) -> str:
    """What equal words have in common: case, accents, the spelling of a number or month."""
    folded = fold(word)
    if word[0].isdigit():
        return f"{float(word):g}" if "." in word else word.lstrip("0") or "0"
    if len(folded) >= 3 and word[0].isupper():
        folded = next((month for month in _MONTHS if month.startswith(folded)), folded)
    return _NUMBERS.get(folded, folded)


def _facts(text: str) -> Iterator[str]:
    """The figures and names of a text."""
    matches = list(_WORD.finditer(text))
    for match, following in zip_longest(matches, matches[1:]):
        word, folded = match[0], fold(match[0])
        acronym = len(word) > 1 and word.isupper()
        first = bool(_OPENS.search(text[: match.start()]))
        named = following is not None and following[0][0].isupper() and text[match.end() : following.start()] == " "
        name = acronym or (word[0].isupper() and folded not in FUNCTION_WORDS and (named or not first))
        if word[0].isdigit() or name or (folded in _NUMBERS and folded not in _VAGUE):
            yield word


def _roots(folded: str) -> frozenset[str]:
    """The word as it is, and without what makes it that of a people or a place."""
    ends = {folded, _ENDINGS.sub("", folded)}
    ends |= {re.sub(r"[aeioy]$", "", end) for end in ends}
    return frozenset(end for end in ends if len(end) > 3)
