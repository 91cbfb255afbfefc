"""Whether a question leans on the conversation, told from its words."""

import pytest

from app.asking.leaning import leans


@pytest.mark.parametrize(
    "question",
    [
        *("and in March?", "what about 2023?", "no, I meant 4.0", "sorry the blue one", "not the lease, the loan"),
        *(
            "is it allowed in the festival week?",
            "how long am I tied in with that",
            "wasn't that half an hour earlier?",
        ),
        *(
            "even for a developer?",
            "with food?",
            "can temps join as well?",
            "which one is open on Mondays?",
            "who says so?",
        ),
        *("Where in Mexico City did the president host her?", "which of the two has the longer notice period"),
    ],
)
def test_what_points_back_leans(question: str) -> None:
    assert leans(question)


@pytest.mark.parametrize(
    "question",
    [
        *(
            "is it allowed to smoke in the garden?",
            "Did Landau propose his four problems?",
            "How many doors has the barn?",
        ),
        *("The lift is stuck, who repairs it?", "A casual worker has built up leave. Do I give her eight hours?"),
        *("Is that building open to visitors?", "sea swimming wetsuits", "No smoking rooms in which hotel?"),
        *("Who said that the bridge was closed?", "christmas shutdown porto brina"),
    ],
)
def test_what_names_its_subject_does_not(question: str) -> None:
    assert not leans(question)
