"""Whether a question that is proposed is really answered, and well: by what it was made of, and surely. Pure."""

import re

from app.proposing.facts import Fact
from app.records import WHOLE, Answer

SURE = 0.8
"""Confidence from which an answer is worth proposing its question."""
_OTHERWISE = (*WHOLE, "several", "closest")  # shapes that answer another question, or this one in several ways
_SHORTEST, _LONGEST = 25, 400  # characters of a statement that is pleasant to read
_PIECES = re.compile(r"…|; [^;:.]{1,80}: |https?://|[{}<>`|]")
_DIFFERENCES = 40  # more are two documents, not editions of one


def answers(answer: Answer, fact: Fact) -> bool:
    """Whether the answer is sure, without reserve, and quotes first what the question was made of."""
    if answer.status != "answered" or answer.confidence < SURE or answer.notice or not answer.statements:
        return False
    first = answer.statements[0]
    place = next(iter(first.citations), None)
    return (
        answer.shape not in _OTHERWISE
        and place is not None
        and place.document.sha256 == fact.document.sha256
        and place.start < fact.end
        and fact.start < place.end
        and reads_well(first.text)
        and (fact.kind != "about" or (len(answer.statements) > 1 and reads_well(answer.statements[1].text)))
    )


def reads_well(text: str) -> bool:
    """Whether it is a sentence of some length, and no row of a table, item or piece of a form.

    >>> reads_well("The hall is shut on Sundays."), reads_well("Day: Sunday; Hall: shut."), reads_well("Rest centre")
    (True, False, False)
    """
    return (
        _SHORTEST <= len(text) <= _LONGEST
        and text.rstrip('”"’)»').endswith((".", "!"))
        and (text[0].isupper() or text[0].isdigit() or text[0] in '“"(')
        and not _PIECES.search(text)
    )


def counts(answer: Answer, every: int) -> bool:
    """Whether it finds several documents, and not every one that there is."""
    found = {citation.document.sha256 for citation in answer.citations}
    return answer.status == "answered" and answer.shape in ("count", "listing") and 1 < len(found) < every


def compares(answer: Answer) -> bool:
    """Whether it tells what differs between two documents, and that can be read."""
    return answer.status == "answered" and answer.shape == "comparison" and 1 < len(answer.statements) <= _DIFFERENCES
