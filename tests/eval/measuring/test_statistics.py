"""The figures over cases: against hand-worked values, scikit-learn, scipy, and plain enumeration."""

import itertools
import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from sklearn.calibration import calibration_curve
from sklearn.metrics import roc_auc_score, roc_curve

from eval.measuring.statistics import (
    Bin,
    auroc,
    calibration_error,
    interval,
    mean,
    paired_test,
    quantile,
    refusal_curve,
    refused_at,
    reliability,
)

TIED = st.lists(st.integers(0, 20).map(lambda n: n / 20), min_size=1, max_size=12)  # so coarse that ties are common
INSIDE_A_BIN = st.integers(0, 19).map(lambda n: (2 * n + 1) / 40)  # never on the edge of a tenth
JUDGED = st.lists(st.tuples(INSIDE_A_BIN, st.booleans().map(float)), min_size=1, max_size=30)


# mean and quantile


def test_mean_is_of_the_values_that_are_there() -> None:
    assert mean([1.0, None, 0.0]) == 0.5  # (1 + 0) / 2
    assert mean([0.0]) == 0.0
    assert mean(value for value in (1.0, 2.0, 6.0)) == 3.0


def test_mean_without_values_is_none() -> None:
    assert mean([]) is None
    assert mean([None, None]) is None


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20), st.data())
def test_mean_is_that_of_numpy_in_whatever_order(values: list[float], data: st.DataObject) -> None:
    shuffled: list[float | None] = [*data.draw(st.permutations(values)), None]
    assert mean(shuffled) == pytest.approx(np.mean(values))


def test_quantile_by_hand() -> None:
    # of 1, 2, 3, 4: half lie at or below 2; 95% takes all four, as three are only 75%
    assert [quantile([4, 1, 3, 2], share) for share in (0.0, 0.25, 0.5, 0.51, 0.95, 1.0)] == [1, 1, 2, 3, 4, 4]
    # of 20 values, 19 are 95%: the 19th
    assert quantile(list(range(1, 21)), 0.95) == 19
    assert quantile([7.5], 0.5) == quantile([7.5], 0.95) == 7.5


def test_quantile_without_values_is_none() -> None:
    assert quantile([], 0.5) is None


@given(st.lists(st.floats(0, 100), min_size=1, max_size=50), st.sampled_from([0.0, 0.25, 0.5, 0.95, 1.0]))
def test_quantile_is_numpys_inverse_of_the_distribution(values: list[float], share: float) -> None:
    assert quantile(values, share) == np.quantile(values, share, method="inverted_cdf")


@given(st.lists(st.floats(0, 100), min_size=1, max_size=50), st.floats(0, 1), st.floats(0, 1))
def test_quantile_is_one_of_the_values_and_grows_with_the_share(values: list[float], one: float, two: float) -> None:
    low, high = quantile(values, min(one, two)), quantile(values, max(one, two))
    assert low in values and high in values
    assert low is not None and high is not None and low <= high


# AUROC


def test_auroc_by_hand() -> None:
    # pairs: .9 beats .3 and .7; .5 beats .3, loses to .7; .3 ties with .3, loses to .7: 3 + 1/2 of 6
    assert auroc([0.9, 0.5, 0.3], [0.3, 0.7]) == pytest.approx(3.5 / 6)


def test_auroc_is_one_if_apart_zero_if_reversed_and_half_if_all_tie() -> None:
    assert auroc([0.8, 0.9], [0.1, 0.2]) == 1
    assert auroc([0.1, 0.2], [0.8, 0.9]) == 0
    assert auroc([0.5, 0.5], [0.5]) == 0.5


def test_auroc_is_none_without_either_kind() -> None:
    assert auroc([], [0.5]) is None
    assert auroc([0.5], []) is None
    assert auroc([], []) is None


@settings(max_examples=50)
@given(TIED, TIED)
def test_auroc_is_that_of_scikit_learn_and_of_mann_and_whitney(known: list[float], unknown: list[float]) -> None:
    labels = [1] * len(known) + [0] * len(unknown)
    assert auroc(known, unknown) == pytest.approx(roc_auc_score(labels, known + unknown))
    u = stats.mannwhitneyu(known, unknown, method="exact").statistic
    assert auroc(known, unknown) == pytest.approx(u / (len(known) * len(unknown)))


@settings(max_examples=50)
@given(TIED, TIED, st.data())
def test_auroc_does_not_depend_on_order_or_scale_and_mirrors(
    known: list[float], unknown: list[float], data: st.DataObject
) -> None:
    own = auroc(known, unknown)
    assert own is not None and 0 <= own <= 1
    assert auroc(data.draw(st.permutations(known)), data.draw(st.permutations(unknown))) == own
    assert auroc([value**3 for value in known], [value**3 for value in unknown]) == pytest.approx(own)
    assert auroc(unknown, known) == pytest.approx(1 - own)


@settings(max_examples=50)
@given(TIED, TIED, st.data())
def test_auroc_never_falls_when_an_answerable_question_gains_confidence(
    known: list[float], unknown: list[float], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(known) - 1))
    surer = [*known[:place], known[place] + 0.5, *known[place + 1 :]]
    before, after = auroc(known, unknown), auroc(surer, unknown)
    assert before is not None and after is not None and before <= after


# refusals at a threshold


def test_refused_at_by_hand() -> None:
    known = [0.1, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.91, 0.92, 0.93]
    # of ten answerable ones 10% is one: the threshold goes up to .4, which refuses .1 alone
    # of the unanswerable ones .05, .2, .39 lie below it, .4 and .95 do not: 3 of 5
    assert refused_at(known, [0.05, 0.2, 0.39, 0.4, 0.95]) == 3 / 5
    # 20% is two: up to .5, and .4 is refused as well: 4 of 5
    assert refused_at(known, [0.05, 0.2, 0.39, 0.4, 0.95], 0.2) == 4 / 5
    # none may be refused: up to .1, below which lies .05: 1 of 5
    assert refused_at(known, [0.05, 0.2, 0.39, 0.4, 0.95], 0.0) == 1 / 5


def test_refused_at_refuses_fewer_rather_than_more_where_answerable_ones_tie() -> None:
    # of ten one may be refused, but the two lowest tie at .3: the threshold can't pass .3, and .2 alone lies below
    known = [0.3, 0.3, *[0.9] * 8]
    assert refused_at(known, [0.2, 0.3, 0.5]) == 1 / 3


def test_refused_at_counts_allowed_refusals_without_rounding_errors() -> None:
    # 0.29 * 100 is 28.999999999999996 in floats; 29 refusals are allowed: up to .29, and all of .285 is refused
    known = [n / 100 for n in range(100)]
    assert refused_at(known, [0.285, 0.295], 0.29) == 1 / 2


def test_refused_at_may_refuse_all_where_every_false_refusal_is_allowed() -> None:
    assert refused_at([0.5], [0.9, 0.1], 1.0) == 1


def test_refused_at_is_none_without_either_kind() -> None:
    assert refused_at([], [0.5]) is None
    assert refused_at([0.5], []) is None


@settings(max_examples=50)
@given(TIED, TIED, st.sampled_from([0.0, 0.1, 0.25, 0.5, 1.0]))
def test_refused_at_is_the_best_point_of_scikit_learns_curve(
    known: list[float], unknown: list[float], allowed: float
) -> None:
    labels = [0] * len(known) + [1] * len(unknown)  # a refusal is the positive, and low confidence speaks for it
    false, true, _ = roc_curve(labels, [-value for value in known + unknown], drop_intermediate=False)
    assert refused_at(known, unknown, allowed) == pytest.approx(true[false <= allowed + 1e-9].max())


@given(TIED, TIED, st.floats(0, 1), st.floats(0, 1))
def test_refused_at_grows_with_what_is_allowed(
    known: list[float], unknown: list[float], one: float, two: float
) -> None:
    fewer, more = refused_at(known, unknown, min(one, two)), refused_at(known, unknown, max(one, two))
    assert fewer is not None and more is not None and 0 <= fewer <= more <= 1


def test_refusal_curve_by_hand() -> None:
    # thresholds .2, .5, .8 and beyond; below .5 lies the unanswerable .2; below .8 also .5 and .5, one of each
    assert refusal_curve([0.5, 0.8], [0.2, 0.5]) == [(0, 0), (0, 1 / 2), (1 / 2, 1), (1, 1)]


@settings(max_examples=50)
@given(TIED, TIED)
def test_refusal_curve_is_scikit_learns(known: list[float], unknown: list[float]) -> None:
    labels = [0] * len(known) + [1] * len(unknown)
    false, true, _ = roc_curve(labels, [-value for value in known + unknown], drop_intermediate=False)
    assert np.allclose(refusal_curve(known, unknown), np.column_stack([false, true]))


@settings(max_examples=50)
@given(TIED, TIED)
def test_refusal_curve_rises_from_none_to_all_over_an_area_that_is_auroc(
    known: list[float], unknown: list[float]
) -> None:
    curve = refusal_curve(known, unknown)
    assert (curve[0], curve[-1]) == ((0, 0), (1, 1))
    assert all(a <= c and b <= d for (a, b), (c, d) in itertools.pairwise(curve))
    false, true = zip(*curve, strict=True)
    assert np.trapezoid(true, false) == pytest.approx(auroc(known, unknown))


# calibration


def columns(bins: Sequence[Bin]) -> list[tuple[float, ...]]:
    """The cases, confidences and shares of answerable ones, each over all bins."""
    return list(zip(*((own.cases, own.confidence, own.answerable) for own in bins), strict=True))


def test_reliability_and_calibration_error_by_hand() -> None:
    confidence = [0.12, 0.18, 0.85, 0.95, 0.91]
    answerable = [0.0, 1.0, 1.0, 1.0, 0.0]
    assert columns(reliability(confidence, answerable)) == [
        (2, 1, 2),
        pytest.approx((0.15, 0.85, 0.93)),  # (.12 + .18) / 2, .85, (.95 + .91) / 2
        (1 / 2, 1 / 1, 1 / 2),
    ]
    # (2 * |.15 - .5| + 1 * |.85 - 1| + 2 * |.93 - .5|) / 5 = (.70 + .15 + .86) / 5 = .342
    assert calibration_error(confidence, answerable) == pytest.approx(0.342)


def test_full_confidence_is_in_the_last_bin_and_none_in_the_first() -> None:
    assert columns(reliability([1.0, 0.95], [1.0, 0.0])) == [(2,), pytest.approx((0.975,)), (0.5,)]
    assert columns(reliability([0.0, 0.05], [1.0, 0.0])) == [(2,), pytest.approx((0.025,)), (0.5,)]


def test_calibration_error_is_zero_if_confidence_holds_and_one_if_always_sure_and_wrong() -> None:
    assert calibration_error([0.75] * 4, [1.0, 1.0, 1.0, 0.0]) == 0
    assert calibration_error([1.0, 0.0], [0.0, 1.0]) == 1
    assert calibration_error([1.0, 0.0], [1.0, 0.0]) == 0


def test_without_cases_there_are_no_bins_and_no_calibration_error() -> None:
    assert reliability([], []) == []
    assert calibration_error([], []) is None


@settings(max_examples=50)
@given(JUDGED)
def test_reliability_is_scikit_learns_calibration_curve(judged: list[tuple[float, float]]) -> None:
    confidence, answerable = (list(column) for column in zip(*judged, strict=True))
    share, said = calibration_curve(answerable, confidence, n_bins=10, pos_label=1.0)
    counts, _ = np.histogram(confidence, bins=10, range=(0, 1))
    cases, own_confidence, own_share = columns(reliability(confidence, answerable))
    assert list(cases) == [count for count in counts if count]
    assert own_confidence == pytest.approx(tuple(said))
    assert own_share == pytest.approx(tuple(share))
    weights = counts[counts > 0] / len(judged)
    assert calibration_error(confidence, answerable) == pytest.approx(np.sum(weights * np.abs(share - said)))


@settings(max_examples=50)
@given(JUDGED, st.data())
def test_calibration_error_is_a_share_that_order_does_not_change(
    judged: list[tuple[float, float]], data: st.DataObject
) -> None:
    confidence, answerable = (list(column) for column in zip(*judged, strict=True))
    error = calibration_error(confidence, answerable)
    assert error is not None and 0 <= error <= 1
    shuffled = data.draw(st.permutations(judged))
    assert calibration_error(*zip(*shuffled, strict=True)) == pytest.approx(error)


# intervals


def plain_bootstrap(values: Sequence[float]) -> tuple[float, float]:
    """Efron's percentile interval of a mean, in three lines of numpy."""
    random = np.random.default_rng(7)
    means = random.choice(np.asarray(values), size=(20_000, len(values))).mean(axis=1)
    return float(np.quantile(means, 0.025)), float(np.quantile(means, 0.975))


@pytest.mark.parametrize("values", [[1.0] * 30 + [0.0] * 10, [0.0, 0.2, 0.5, 0.9, 1.0, 0.4, 0.7, 0.1]], ids=str)
def test_interval_of_a_mean_is_near_a_plain_bootstrap(values: list[float]) -> None:
    found = interval([values], mean)
    assert found is not None
    assert found == pytest.approx(plain_bootstrap(values), abs=0.03)


def test_interval_of_a_mean_is_near_the_normal_approximation() -> None:
    # 90 of 300: the standard error is sqrt(.3 * .7 / 300) = .02646, and 1.96 of it .0519
    found = interval([[1.0] * 90 + [0.0] * 210], mean)
    assert found == pytest.approx((0.3 - 0.0519, 0.3 + 0.0519), abs=0.008)


def test_interval_of_an_auroc_resamples_each_kind_on_its_own() -> None:
    known, unknown = [n / 40 for n in range(10, 40)], [n / 40 for n in range(20)]
    random = np.random.default_rng(7)
    drawn, against = random.choice(known, (4000, 30, 1)), random.choice(unknown, (4000, 1, 20))
    resampled = ((drawn > against) + (drawn == against) / 2).mean(axis=(1, 2))
    assert interval([known, unknown], auroc) == pytest.approx(tuple(np.quantile(resampled, [0.025, 0.975])), abs=0.015)


def test_paired_samples_are_resampled_by_the_same_rows() -> None:
    values = [0.0, 0.2, 0.9, 0.4, 1.0]

    def gap(one: Sequence[float], two: Sequence[float]) -> float:
        return float(np.mean(one) - np.mean(two))

    assert interval([values, values], gap, paired=True) == (0, 0), "a row minus itself is 0 in any resample"
    apart = interval([values, values], gap)
    assert apart is not None and apart[0] < -0.2 and apart[1] > 0.2


def test_interval_of_a_calibration_error_keeps_each_label_with_its_confidence() -> None:
    # whatever rows are drawn, confidence and label are 1 apart
    assert interval([[1.0, 0.0, 1.0], [0.0, 1.0, 0.0]], calibration_error, paired=True) == (1, 1)


def test_interval_is_none_with_fewer_than_two_values() -> None:
    assert interval([[]], mean) is None
    assert interval([[1.0]], mean) is None
    assert interval([[0.9, 0.8], [0.1]], auroc) is None
    assert interval([[0.9], [1.0]], calibration_error, paired=True) is None


def test_interval_of_equal_values_is_a_point() -> None:
    assert interval([[1.0, 1.0]], mean) == (1, 1)
    assert interval([[0.9, 0.9], [0.1, 0.1]], auroc) == (1, 1)


@settings(max_examples=25)
@given(st.lists(st.floats(0, 1), min_size=2, max_size=20))
def test_interval_is_always_the_same_and_within_the_values(values: list[float]) -> None:
    found = interval([values], mean)
    assert found is not None and found == interval([values], mean)
    assert min(values) - 1e-9 <= found[0] <= found[1] + 1e-9 <= max(values) + 2e-9


def test_more_cases_make_a_narrower_interval() -> None:
    few, many = interval([[1.0, 0.0] * 5], mean), interval([[1.0, 0.0] * 50], mean)
    assert few is not None and many is not None
    assert many[1] - many[0] < few[1] - few[0]


# paired differences


def enumerated(differences: Sequence[float]) -> float:
    """The share of all sign patterns whose sum is as far from 0 as the one observed."""
    observed = abs(math.fsum(differences))
    sums = [math.fsum(s * d for s, d in zip(signs, differences, strict=True))
            for signs in itertools.product((1, -1), repeat=len(differences))]  # fmt: skip
    return sum(abs(own) >= observed - 1e-12 for own in sums) / len(sums)


def test_paired_test_by_hand() -> None:
    # three gains: of 8 sign patterns only +++ and --- have a mean as far from 0
    assert paired_test([1.0, 1.0, 1.0]) == pytest.approx(2 / 8)
    # .5, .25, -.25 sum to .5; the sums that are as far: +++ 1, ++- .5, +-+ .5, and their mirrors: 6 of 8
    assert paired_test([0.5, 0.25, -0.25]) == pytest.approx(6 / 8)


def test_paired_test_finds_nothing_where_nothing_differs() -> None:
    assert paired_test([]) == 1
    assert paired_test([0.0, 0.0]) == 1
    assert paired_test([1.0, -1.0]) == 1


def test_one_pair_that_differs_proves_nothing() -> None:
    # of the two signs both give a mean as far from 0
    assert paired_test([0.3]) == 1
    assert paired_test([0.0, -1.0, 0.0]) == 1


@settings(max_examples=60)
@given(st.lists(st.integers(-4, 4).filter(bool).map(lambda n: n / 4), min_size=2, max_size=8))
def test_paired_test_is_the_enumeration_of_all_signs(differences: list[float]) -> None:
    assert paired_test(differences) == pytest.approx(enumerated(differences))


@pytest.mark.parametrize(("gains", "losses"), [(2, 0), (5, 1), (7, 3), (9, 4), (0, 13), (6, 6)])
def test_paired_test_of_equal_differences_is_the_sign_test(gains: int, losses: int) -> None:
    exact = stats.binomtest(gains, gains + losses).pvalue
    assert paired_test([1.0] * gains + [-1.0] * losses) == pytest.approx(exact)


@pytest.mark.parametrize(("gains", "losses"), [(9, 5), (30, 15), (20, 20), (40, 10)])
def test_paired_test_of_many_differences_is_near_the_sign_test(gains: int, losses: int) -> None:
    exact = stats.binomtest(gains, gains + losses).pvalue
    assert paired_test([1.0] * gains + [-1.0] * losses) == pytest.approx(exact, abs=0.02)


@settings(max_examples=30)
@given(st.lists(st.integers(-4, 4).filter(bool).map(float), min_size=2, max_size=8), st.data())
def test_paired_test_depends_on_neither_order_nor_direction_nor_scale_nor_ties(
    differences: list[float], data: st.DataObject
) -> None:
    p = paired_test(differences)
    assert 0 < p <= 1
    assert paired_test(data.draw(st.permutations(differences))) == pytest.approx(p)
    assert paired_test([-difference for difference in differences]) == pytest.approx(p)
    assert paired_test([difference / 8 for difference in differences]) == pytest.approx(p)
    assert paired_test([0.0, *differences, 0.0]) == pytest.approx(p)


def test_pairs_that_do_not_differ_do_not_stop_the_test_from_being_exact() -> None:
    # ten gains among thirty pairs: of 1,024 sign patterns two have a mean as far from 0
    assert paired_test([1.0] * 10 + [0.0] * 20) == pytest.approx(2 / 1024, abs=1e-12)


def test_a_larger_lead_is_less_likely_chance() -> None:
    values = [paired_test([1.0] * gains + [-1.0] * (10 - gains)) for gains in (5, 6, 7, 8, 9, 10)]
    assert values == sorted(values, reverse=True)
    assert values[0] == 1 and values[-1] == pytest.approx(2 / 1024)


def test_paired_test_is_always_the_same() -> None:
    differences = [0.1 * n - 0.7 for n in range(20)]
    assert paired_test(differences) == paired_test(differences)
