"""What cases make of the thresholds, in words."""

from eval.measuring.bounds import Tried
from eval.measuring.setting import setting

SHIPPED = (0.62, 0.2)


def cases(count: int, wrong: int = 0) -> list[Tried]:
    """As many cases of rising confidence, the least confident ones wrong."""
    return [Tried(True, place / count, ((place / count, place < wrong),)) for place in range(1, count + 1)]


def test_sound_answers_lower_the_threshold_and_it_is_said_what_holds() -> None:
    made = setting(cases(200), SHIPPED, 0.1)
    assert made.answered == made.unsure == 0.03 or (made.answered or 1) < 0.62
    assert made.unsure is not None and made.answered is not None and made.unsure <= min(0.2, made.answered)
    assert made.says[-1] == made.holds
    assert made.holds.startswith("Of the next ") and "with 95% certainty" in made.holds
    assert "instead of 0.62" in made.says[0]


def test_too_few_cases_are_told_how_many_are_needed() -> None:
    made = setting(cases(30), SHIPPED, 0.1)
    assert (made.answered, made.unsure, made.too_few, made.holds) == (None, None, True, "")
    (line,) = made.says
    assert "too few cases" in line and "of these 30 cases" in line


def test_where_no_threshold_does_it_what_does_hold_is_said_and_nothing_set() -> None:
    half_wrong = [Tried(place % 2 == 0, 0.9, ((0.9, place % 2 == 1),)) for place in range(200)]
    made = setting(half_wrong, SHIPPED, 0.1)
    assert (made.answered, made.too_few) == (None, False)
    text = " ".join(made.says)
    assert "No threshold keeps wrong answers to 10%: the least that can be kept to is 65%" in text
    assert "answered from 0.62 on" in text
    assert "Of the next 200 answers to questions like these, at most" in made.holds
    assert "of these 200, 100 were" in made.holds


def test_what_is_proposed_can_be_kept_to() -> None:
    mixed = [Tried(True, 0.9, ((0.9, place % 4 == 0),)) for place in range(200)]
    assert "(--wrong-at-most 40%)" in " ".join(setting(mixed, SHIPPED, 0.1).says)
    assert setting(mixed, SHIPPED, 0.4).answered is not None


def test_of_cases_that_are_all_wrong_nothing_is_promised() -> None:
    made = setting([Tried(False, 0.9, ((0.9, True),))] * 200, SHIPPED, 0.1)
    assert made.answered is None
    assert "no share that can be kept to" in made.says[0]
