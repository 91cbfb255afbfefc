"""Questions that a sentence answers, made by rule or by a language model.

The rules turn a statement round without parsing it, so their questions are stiff and use its words: whoever accepts a
draft reads it first. After Heilman and Smith, "Good Question!", NAACL 2010, in much plainer form.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.models.llm import LLM, LLMError
from eval.measuring.metrics import normalise
from index.language.cldr import months
from index.language.dates import dates
from index.language.identify import ENGLISH
from index.language.mentions import mentions
from index.language.vocabulary import any_of, vocabulary
from index.language.words import CAPITAL, FUNCTION_WORDS, terms

_WORDS = range(6, 46)  # of a sentence that is turned round
_PATIENCE = 20
_LENGTH = 1000  # characters of it, at most
_CAPITAL = rf"{CAPITAL}[\w’'-]*\.?"
_NAME = rf"{_CAPITAL}(?: (?:(?:{any_of(vocabulary(ENGLISH, 'names')['joins'])}) )?{_CAPITAL})*"
_MONTH = rf"(?:{any_of(name.title() for name in months(ENGLISH, abbreviated=False))})"
_WORDS_OF = vocabulary(ENGLISH, "drafts")
_VERB = rf"(?:{any_of(_WORDS_OF['verbs'])}|\w+ed)"
_PERSON = re.compile(rf"\b(?:(?:{any_of(_WORDS_OF['persons'])}) |{CAPITAL}\. )")
_BODY = re.compile(rf"\b(?:{any_of(_WORDS_OF['bodies'])})\b")
_UNUSABLE = re.compile(rf"[\"“”()\[\]|;:*#]|\n\s*\n|[a-z]{{3}}[.?!] {CAPITAL}|^(?:{any_of(_WORDS_OF['unusable'])})\b")
_OPENING = re.compile(rf"^(?:{CAPITAL}[a-z]+ly|{any_of(_WORDS_OF['openings'])}), ")
_TAIL = re.compile(rf", (?:{any_of(_WORDS_OF['tails'])}|and (?:the|he|she|it|they|that))\b")
_SUBJECT = re.compile(
    rf"(?:{CAPITAL}[^,]{{3,40}}, )?(?P<answer>(?:The )?{_NAME}(?: and {_NAME})?)(?:, [^,]{{3,60}},)? (?:also )?"
    rf"(?P<rest>{_VERB}\b.*)"
)
_WHEN = re.compile(r",? ?\b(?:on|in|since|by)(?: (?:early|late|mid))? $", re.IGNORECASE)  # before a date
_RANGE = re.compile(r"[-–] ?\d{1,2}\b(?!-)")
_GOES_ON = re.compile(r"[-–\w]|,? ?\d")  # behind a date
_WHERE = re.compile(rf" (?:in|at) (?!{_MONTH}$)(?P<answer>(?:the )?{_NAME})$")
_KNOWN = re.compile(  # before a number that does not count what follows it
    rf"(?:\b(?:the|these|their|its) |[-–$€£.\w]|± |\b(?-i:{CAPITAL})\w |[a-z] of )$", re.IGNORECASE
)
_THINGS = re.compile(
    r" (?!(?:is|as|was|to|in|of|or|and|are|were|has|this)\b)(?:[a-z-]+ ){0,2}[a-z-]{3,}s\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class DraftQuestion:
    """A question that one sentence answers, with words of the sentence."""

    text: str
    answer: str
    type: str


Asker = Callable[[str], Sequence[DraftQuestion]]
"""Questions that a sentence answers."""


def by_rule(sentence: str) -> list[DraftQuestion]:
    """The questions that the rules make of a sentence.

    >>> [question.text for question in by_rule("Dr. Ann Lee visited nine ports.")]
    ['Who visited nine ports?', 'Dr. Ann Lee visited how many ports?']
    """
    if not _usable(sentence):
        return []
    line = _TAIL.split(_OPENING.sub("", " ".join(sentence.split()).rstrip(".")))[0]
    questions = [
        _who(line),
        _when(line),
        _cleft(line, where.span(), where["answer"], "Where") if (where := _WHERE.search(line)) else None,
        _in_place(line, "money", "how much money", "how much"),
        _in_place(line, "percent", "what percentage", "how much"),
        _in_place(line, "number", "how many", "how many"),
    ]
    return [question for question in questions if question and _sound(question)]


def by_llm(llm: LLM) -> Asker:
    """An asker that lets a language model write the question, and drops what is not of the sentence.

    Raises `LLMError` if the model fails, and after `_PATIENCE` replies in a row that were of no use.
    """
    useless = 0

    def ask(sentence: str) -> list[DraftQuestion]:
        nonlocal useless
        line = " ".join(sentence.split())
        if not _usable(sentence):
            return []
        if useless >= _PATIENCE:
            raise LLMError(
                f"{llm.name} wrote no usable question about {useless} sentences in a row. Choose a larger model with "
                "CITESEED_LLM_MODEL, or unset CITESEED_LLM_URL to draft by rule."
            )
        useless += 1
        reply = "".join(llm.stream([("system", _WORDS_OF["task"]), ("user", line)]))
        try:
            record = json.loads(reply[reply.index("{") : reply.rindex("}") + 1])
            asked, answer = " ".join(str(record["question"]).split()), str(record["answer"]).strip(" .")
        except (ValueError, KeyError, TypeError):
            return []
        question = DraftQuestion(asked, answer, "by model")
        if not (answer and answer in line and asked.endswith("?") and _sound(question)):
            return []
        useless = 0
        return [question]

    return ask


def _usable(sentence: str) -> bool:
    """Whether a sentence says something by itself."""
    line = " ".join(sentence.split())
    plain = not _UNUSABLE.search(sentence.strip()) and len(line.split()) in _WORDS and len(line) < _LENGTH
    return plain and bool(re.search(rf" {_VERB}\b.*\.$", line))


def _who(line: str) -> DraftQuestion | None:
    match = _SUBJECT.fullmatch(line)
    if not match:
        return None
    name = match["answer"]
    asked = "Who" if _PERSON.search(name) else "Which organisation" if _BODY.search(name) else None
    return DraftQuestion(f"{asked} {match['rest']}?", name, "who") if asked else None


def _when(line: str) -> DraftQuestion | None:
    for day in dates(line, ENGLISH):
        before = _WHEN.search(line[: day.start])
        if before and not _RANGE.search(line[day.start : day.end]) and not _GOES_ON.match(line, day.end):
            end = day.end + line.startswith(",", day.end)
            return _cleft(line, (before.start(), end), line[day.start : day.end], "When")
    return None


def _cleft(line: str, place: tuple[int, int], answer: str, asked: str) -> DraftQuestion | None:
    """When was it that ...? Right in any tense, and for any verb. `place` is what is left out."""
    start, end = place
    if _BODY.search(answer) or (start > 0 and end < len(line)):
        return None  # in the middle it may belong to something else: "commitments made on December 27 were kept"
    rest = " ".join(f"{line[:start]} {line[end:]}".split())
    is_it = "is it" if re.search(r"\b(?:will|is|are|must|can)\b", rest) else "was it"
    return DraftQuestion(f"{asked} {is_it} that {_uncapitalised(rest)}?", answer, asked.lower())


def _in_place(line: str, wanted: str, asked: str, kind: str) -> DraftQuestion | None:
    """The orchard holds how many trees?"""
    for amount in mentions(line, ENGLISH):
        known = _KNOWN.search(line[: amount.start]) or not _THINGS.match(line, amount.end)
        if amount.kind == wanted and amount.unit != "ordinal" and not (wanted == "number" and known):
            text = f"{line[: amount.start]}{asked}{line[amount.end :]}?"
            return DraftQuestion(f"{text[0].upper()}{text[1:]}", line[amount.start : amount.end], kind)
    return None


def _sound(question: DraftQuestion) -> bool:
    """Whether it asks for something that it does not already say, and still says enough."""
    return normalise(question.answer) not in normalise(question.text) and len(set(terms(question.text))) > 2


def _uncapitalised(text: str) -> str:
    first = text.split(" ", 1)[0]
    return text[0].lower() + text[1:] if first.lower() in FUNCTION_WORDS else text
