"""The last answer in another shape, as it was wished for: shorter, longer, as a list, only its number. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from app.answering.evidence import Candidate, Evidence
from app.answering.ranking import MARGIN
from app.records import Answer
from index.language.words import terms

OWN_WORDS = "The documents are quoted in their own words, and so in the language in which they are written."
_MORE = 6  # sentences of a longer answer
_WIDE = 2 * MARGIN  # log-odds below the best that they may be
_ITEMS = 3  # of a list that is to be shorter


def reshaped(answer: Answer, wish: str) -> Answer:
    """The answer with its statements as wished for; `wish` is a key of the table `conversation.wishes`.

    What a longer answer is made of must be chosen before: see `widened`.
    """
    said = answer.statements
    if answer.status == "refused" or not said:
        return answer
    if wish == "short" and answer.shape == "bullets":
        return replace(answer, statements=said[: 1 + _ITEMS])
    if wish == "short":
        return replace(answer, statements=said[:1])
    if wish == "number":
        return replace(answer, statements=(next((one for one in said if one.key), said[0]),), shape="sentence")
    if wish == "list" and answer.shape != "bullets":
        return replace(answer, statements=tuple(replace(one, item=True) for one in said))
    if wish == "language":
        return replace(answer, notice=" ".join(filter(None, (answer.notice, OWN_WORDS))))
    return answer


def widened(part: Evidence) -> Evidence:
    """With more of the ranked sentences chosen, of those that say something else, if any was chosen."""
    chosen: dict[tuple[str, ...], Candidate] = {}
    for candidate in [*part.chosen, *part.ranked] if part.chosen else []:
        if candidate.score >= part.ranked[0].score - _WIDE and len(chosen) < _MORE:
            chosen.setdefault(tuple(terms(candidate.text)), candidate)
    return replace(part, chosen=[*chosen.values()])


def all_widened(parts: Sequence[Evidence]) -> list[Evidence]:
    """`widened`, for each part of a question."""
    return [widened(part) for part in parts]
