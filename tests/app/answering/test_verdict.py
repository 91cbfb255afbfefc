"""Yes or no, only where the sentence found says it in so many words."""

import pytest

from app.answering.verdict import Verdict, verdict
from app.asking.asked import Question


@pytest.mark.parametrize(
    ("question", "sentence", "said"),
    [
        ("are neighbours covered", "Neighbours and friends are not covered.", "no"),
        ("can i use bleach in the fridge", "Wipe the fridge with warm water, no bleach.", "no"),
        ("do we need a permit for the roof", "A permit for the roof is not needed.", "no"),
        ("is breakfast included", "No, breakfast is 12 euro.", "no"),
        ("can i bring my dog along", "Yes, in the small hall.", "yes"),
        # a condition, an exception, other words, two denials
        ("are neighbours covered", "Neighbours are not covered unless they pay.", None),
        ("can i use bleach in the fridge", "Never mix bleach with acid in the fridge.", None),
        ("are neighbours covered", "Neighbours are covered.", None),
        ("is the hall heated", "The hall is not far from the station.", None),
        ("are dogs allowed in the hall", "Dogs are not allowed in the yard and not in the hall.", None),
        # no reply, though it begins like one
        ("is the street office open on sundays", "No. 12 Market Street is open on Sundays.", None),
        ("is the garden open for guests", "No-smoking signs are in the garden.", None),
        # a reply to a question with a turn or a denial may be to its opposite
        ("are dogs forbidden in the hall", "No, dogs are not let in.", None),
        ("can't i bring my dog", "No, dogs stay out.", None),
        # a question with a turn, a denial or a choice, or for something else
        ("is the pool free for guests", "The pool is not free.", None),
        ("is it not covered for neighbours", "Neighbours are not covered.", None),
        ("are dogs or cats allowed", "Dogs are not allowed.", None),
        ("which neighbours are covered", "Neighbours are not covered.", None),
        ("could it get worse to be covered without a lock", "Neighbours are not covered.", None),
    ],
)
def test_a_verdict_is_given_only_where_it_is_certain(question: str, sentence: str, said: Verdict | None) -> None:
    assert verdict(Question.of(question), sentence) == said
