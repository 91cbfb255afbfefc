"""The last answer in another shape, as it was wished for: shorter, longer, as a list, only its number. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from app.answering.evidence import Evidence
from app.answering.ranking import MARGIN
from app.answering.shape import cited_place, numbered, stated
from app.records import WHOLE, Answer
from index.language.wording import say
from index.language.words import fold, terms

_MORE = 6  # statements of a longer answer
_WIDE = 2 * MARGIN  # log-odds below the best that they may be
_ITEMS = 3  # of a list that is to be shorter


def reshaped(answer: Answer, wish: str) -> Answer:
    """The answer with its statements as wished for; `wish` is a key of the table `conversation.wishes`, but for longer
    ones: see `longer`."""
    said = answer.statements
    if answer.status == "refused" or not said:
        return answer
    if answer.shape in WHOLE and wish in ("short", "number"):  # the figure is the answer
        return replace(answer, statements=said[:_ITEMS] if wish == "short" else ())
    if wish == "short" and answer.shape == "bullets":
        return replace(answer, statements=said[: 1 + _ITEMS])
    if wish == "short":
        return replace(answer, statements=said[:1])
    if wish == "number":
        first = next((one for one in said if one.key), said[0])
        shape = answer.shape if answer.status == "unsure" else "sentence"  # what is merely near claims nothing
        return replace(answer, statements=(first,), shape=shape)
    if wish == "list" and answer.shape != "bullets":
        return replace(answer, statements=tuple(replace(one, item=True, further=False) for one in said))
    if wish == "language":
        return replace(answer, notice=" ".join(filter(None, (answer.notice, say(answer.language, "own_words")))))
    return answer


def longer(answer: Answer, parts: Sequence[Evidence]) -> Answer:
    """With more of the sentences that were found, of those that say something else; as it is where nothing is shown."""
    if not answer.statements:
        return answer
    shown = {cited_place(statement): replace(statement, further=False) for statement in answer.statements}
    said = {tuple(terms(one.text, one.citations[0].document.language)) for one in answer.statements}
    for part in parts:
        for candidate in part.ranked:
            words = tuple(terms(candidate.text, candidate.document.language))
            if len(shown) < _MORE and candidate.score >= part.ranked[0].score - _WIDE and words not in said:
                statement = replace(stated(part, candidate), key=None, item=answer.status == "unsure")
                shown.setdefault(cited_place(statement), statement)
                said.add(words)
    said_now = fold(" ".join(statement.text for statement in shown.values()))
    unmet = tuple(word for word in answer.unmet if fold(word) not in said_now)
    return replace(answer, statements=numbered([*shown.values()]), unmet=unmet)
