"""Bounds on the wrong answers to come: what must hold of any, worked by hand, and simulated."""

import random
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta

from eval.measuring.bounds import Bound, Tried, bound_at, lowest_held, most_wrong, needed, sequence, unsure_from

_COUNTS = st.integers(1, 60).flatmap(lambda answers: st.tuples(st.integers(0, answers), st.just(answers)))


def tried(*answers: tuple[float, bool]) -> list[Tried]:
    return [Tried(True, confidence, ((confidence, wrong),)) for confidence, wrong in answers]


# ---- the bound


@given(_COUNTS, st.integers(1, 60))
def test_the_bound_is_not_below_what_was_seen_and_grows_with_it(counts: tuple[int, int], following: int) -> None:
    wrong, answers = counts
    bound = most_wrong(wrong, answers, following)
    assert 0 <= bound <= following
    assert bound / following >= wrong / answers - 1 / following
    assert wrong == answers or bound <= most_wrong(wrong + 1, answers, following)
    assert bound <= most_wrong(wrong, answers, following, doubt=0.001)
    assert bound <= most_wrong(wrong, answers, following + 1)


@given(_COUNTS)
def test_the_bound_of_answers_to_come_is_not_below_that_of_the_true_share(counts: tuple[int, int]) -> None:
    """Clopper and Pearson's: so that a threshold that passes is one that Learn then Test lets pass."""
    wrong, answers = counts
    share = most_wrong(wrong, answers, answers, 0.05) / answers
    true = 1.0 if wrong == answers else float(beta.ppf(0.95, wrong + 1, answers - wrong))
    assert share >= true - 1 / answers


def test_by_hand() -> None:
    # of 8 answers, 4 before and 4 to come, all k wrong ones are among those to come in C(4, k) of C(8, k) shuffles
    chances = [comb(4, k) / comb(8, k) for k in range(5)]
    assert chances == pytest.approx([1, 1 / 2, 3 / 14, 1 / 14, 1 / 70])
    assert [most_wrong(0, 4, 4, doubt) for doubt in (0.6, 0.3, 0.1, 0.05, 0.01)] == [0, 1, 2, 3, 4]
    assert most_wrong(0, 0, 7) == 7, "nothing is known"


@pytest.mark.parametrize("at_most", [0.02, 0.1, 0.3, 0.5])
def test_what_is_needed_is_just_enough(at_most: float) -> None:
    answers = needed(at_most)
    assert most_wrong(0, answers, answers) <= at_most * answers
    assert most_wrong(0, answers - 1, answers - 1) > at_most * (answers - 1)


# ---- a case at every threshold


def test_a_question_in_parts_is_what_it_is_at_each_threshold() -> None:
    case = Tried(True, 0.9, ((0.9, True), (0.4, False)))
    assert [case.wrong(threshold) for threshold in (0.95, 0.9, 0.5, 0.4, 0.0)] == [None, True, True, False, False]
    assert Tried(False, 0.3).wrong(0.0) is None


def test_a_bound_counts_the_answers_that_are_given() -> None:
    bound = bound_at([*tried((0.9, False), (0.7, True), (0.5, True)), Tried(False, 0.0)], 0.6)
    assert (bound.answers, bound.wrong, bound.share) == (2, 1, 1.0)
    assert bound_at([], 0.6).share == 1.0, "nothing can be said of no answers"


# ---- the threshold


def test_the_lowest_is_taken_before_the_first_that_fails() -> None:
    bounds = [Bound(0.9, 50, 0, 5), Bound(0.8, 60, 0, 5), Bound(0.7, 70, 4, 14), Bound(0.6, 300, 4, 14)]
    assert lowest_held(bounds, 0.1) == bounds[1], "what comes after one that fails is not looked at"
    assert lowest_held(bounds, 0.05) is None
    assert lowest_held([], 0.5) is None


def test_the_sequence_goes_down_from_half_of_what_can_be_answered() -> None:
    cases = tried(*((place / 200, False) for place in range(50, 200)))
    bounds = sequence(cases, 0.1, 0.2)
    thresholds = [bound.threshold for bound in bounds]
    assert (thresholds[0], thresholds[-1]) == (0.62, 0.2)
    assert thresholds == sorted(thresholds, reverse=True)
    assert bounds[0].answers >= 75 > bound_at(cases, 0.63).answers
    assert sequence(cases[: needed(0.1) - 1], 0.1, 0.2) == []


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=80), st.sampled_from([0.1, 0.3, 0.5]))
def test_what_is_chosen_keeps_to_what_was_asked(answers: list[tuple[float, bool]], at_most: float) -> None:
    cases = tried(*answers)
    if held := lowest_held(sequence(cases, at_most, 0.2), at_most):
        assert held == bound_at(cases, held.threshold)
        assert held.share <= at_most
        assert held.wrong <= at_most * held.answers
        assert held.threshold >= 0.2


@pytest.mark.slow
@pytest.mark.parametrize(
    ("wrong_from", "wrong_to"), [(0.05, 0.1), (0.02, 0.4), (0.3, 0.3), (0.15, 0.5)], ids=lambda share: str(share)
)
@pytest.mark.parametrize("at_most", [0.1, 0.3])
def test_what_is_said_holds_of_people_s_next_questions(wrong_from: float, wrong_to: float, at_most: float) -> None:
    """Simulated: answers that are wrong the more often the lower their confidence is, asked twice by as many."""
    chance, holds, rounds = np.random.default_rng(7), 0, 300
    for _ in range(rounds):
        confidence = chance.random((2, 120))
        wrong = chance.random((2, 120)) < wrong_to + (wrong_from - wrong_to) * confidence
        first, second = (
            tried(*zip(*half, strict=True)) for half in zip(confidence.tolist(), wrong.tolist(), strict=True)
        )
        said = lowest_held(sequence(first, at_most, 0.2), at_most) or bound_at(first, 0.6)
        after = bound_at(second, said.threshold)
        holds += after.wrong <= said.share * after.answers
    assert holds >= 0.95 * rounds


# ---- the threshold below which nothing is shown


def test_hardly_any_answerable_question_is_refused() -> None:
    cases = [Tried(True, place / 100) for place in range(100)] + [Tried(False, 0.0)] * 50
    assert unsure_from(cases, 0.2) == 0.03, "three of a hundred"
    assert unsure_from(cases, 0.02) == 0.02, "never more than was shipped"
    assert unsure_from([Tried(True, 0.9)] * 9, 0.2) == 0.2
    assert unsure_from([Tried(True, 0.0)] * 9, 0.2) == 0.0


def test_shuffled_cases_give_the_same() -> None:
    cases = tried(*((place / 150, place % 9 == 0) for place in range(150)))
    mixed = random.Random(1).sample(cases, len(cases))
    assert sequence(mixed, 0.2, 0.2) == sequence(cases, 0.2, 0.2)
