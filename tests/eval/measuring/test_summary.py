"""Sums of outcomes: worked by hand, and what must hold of any of them."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reader.reader import WordReader
from eval.case import Case
from eval.measuring.metrics import ranking_figures
from eval.measuring.result import Figures, Outcome
from eval.measuring.run import Quotes, leave_evidence_out, score
from eval.measuring.statistics import interval, mean
from eval.measuring.summary import FIGURES, OF_WRITING, summarise
from index.reading.parser import InProcessParser

WRITING = set(OF_WRITING)
LEFT_OUT = {"left_out_refused", "left_out_told_apart", "left_out_auroc"}
OF_CONFIDENCE = {"auroc", "refused_at_10", "calibration_error"}
NAMES = [figure.name for figure in FIGURES]


def outcome(
    id: str, answerable: bool = True, kind: str = "who", seconds: float = 0.1, **scores: float | None
) -> Outcome:
    """The outcome of a case that was asked: refused or not, and the scores given."""
    refused = scores.get("refused", 0.0)
    return {
        "id": id,
        "case": {"id": id, "type": kind, "answerable": answerable},
        "answer": None,
        "ranked_sources": [],
        "gate": [],
        "relevant": [],
        "stages": {"search": seconds / 2},
        "seconds": seconds,
        "scores": {"refused": refused, "unsure": 0.0, "right": None if answerable else refused, "confidence": 0.5}
        | scores,
    }


def failed(id: str, answerable: bool = True, kind: str = "who") -> Outcome:
    """The outcome of a case that could not be asked, with the scores that the eval gives it."""
    sources = ["one.txt"] if answerable else []
    case = Case(id, "Who?", (), [["Ann"]] if answerable else [], sources, answerable, kind, ["Ann."] if sources else [])
    ranking = ranking_figures({id: []}, {id: sources} if sources else {}).get(id, {})
    return {
        "id": id,
        "case": case.to_json(),
        "answer": None,
        "ranked_sources": [],
        "gate": [],
        "relevant": sources,
        "error": "ValueError: it broke",
        "seconds": 0.0,
        "scores": {**score(case, None, sources, Quotes(Path(), InProcessParser()), WordReader()), **ranking},
    }


FIVE = [
    outcome("a", right=1.0, correctness=1.0, token_f1=0.5, confidence=0.9, seconds=0.1),
    outcome("b", right=0.0, correctness=0.0, token_f1=0.0, confidence=0.3, refused=1.0, seconds=0.2),
    outcome("c", right=1.0, correctness=None, confidence=0.7, kind="when", seconds=0.3),
    outcome("d", answerable=False, refused=1.0, confidence=0.1, kind="none", seconds=0.4),
    outcome("e", answerable=False, refused=0.0, confidence=0.7, kind="none", seconds=0.5),
]


@pytest.fixture(scope="module")
def five() -> Figures:
    return summarise(FIVE)


def test_every_figure_by_hand(five: Figures) -> None:
    assert {name: value for name, value in five["summary"].items() if value is not None} == {
        "cases": 5,
        "errors": 0,
        "right": 0.6,  # a, c and d of five
        "correctness": 0.5,  # a of a and b; c does not say what a right answer holds
        "wrong_answers": 0.3333,  # e of a, c and e
        "token_f1": 0.25,  # (.5 + 0) / 2
        "refusal_recall": 0.5,  # d of d and e
        "refusal_precision": 0.5,  # d of the refusals b and d
        "false_refusals": 0.3333,  # b of a, b, c
        "unsure_answerable": 0.0,
        "unsure_unanswerable": 0.0,
        # .9 beats .1 and .7, .3 beats .1 alone, .7 beats .1 and ties with .7: 2 + 1 + 1.5 of 6
        "auroc": 0.75,
        # 10% of three is none: the threshold is .3, the lowest; .1 lies below, .7 does not
        "refused_at_10": 0.5,
        # bins: .1, none answerable; .3, one of one; .7 and .7, one of two; .9, one of one
        # (1 * .1 + 1 * .7 + 2 * .2 + 1 * .1) / 5 = 1.3 / 5
        "calibration_error": 0.26,
        "seconds_p50": 0.3,
        "seconds_p95": 0.5,
    }


def test_an_unsure_case_is_neither_an_answer_nor_a_refusal() -> None:
    unsure = [
        outcome("f", unsure=1.0, right=0.0, correctness=1.0),
        outcome("g", answerable=False, kind="none", unsure=1.0, right=1.0),
    ]
    summary = summarise([*FIVE, *unsure])["summary"]
    assert summary["wrong_answers"] == 0.3333, "still e of a, c and e"
    assert summary["false_refusals"] == 0.25, "b of a, b, c and f"
    assert summary["refusal_recall"] == 0.6667, "d and g of d, e and g"
    assert summary["refusal_precision"] == 0.5, "d of the refusals b and d"
    assert (summary["unsure_answerable"], summary["unsure_unanswerable"]) == (0.25, 0.3333)


def test_counts_are_of_the_cases_that_a_figure_is_of(five: Figures) -> None:
    assert {name: count for name, count in five["counts"].items() if count} == {
        "right": 5,
        "correctness": 2,
        "wrong_answers": 3,
        "token_f1": 2,
        "refusal_recall": 2,
        "refusal_precision": 2,
        "false_refusals": 3,
        "unsure_answerable": 3,
        "unsure_unanswerable": 2,
        "auroc": 5,
        "refused_at_10": 5,
        "calibration_error": 5,
    }


def test_points_of_the_plots_by_hand(five: Figures) -> None:
    assert [(own["cases"], round(own["confidence"], 6), own["answerable"]) for own in five["reliability"]] == [
        (1, 0.1, 0.0),
        (1, 0.3, 1.0),
        (2, 0.7, 0.5),
        (1, 0.9, 1.0),
    ]
    # refused below .1: none; below .3: d; below .7: b too; below .9: c and e as well; beyond: all
    assert five["refusal_curve"] == [
        (0, 0),
        (0, pytest.approx(1 / 2)),
        (pytest.approx(1 / 3), pytest.approx(1 / 2)),
        (pytest.approx(2 / 3), 1),
        (1, 1),
    ]


def test_latency_by_hand(five: Figures) -> None:
    # half of .1, .2, .3, .4, .5; the median is the third, and 95% takes all five
    assert five["latency"] == {"search": {"p50": 0.15, "p95": 0.25}}


def test_times_of_twenty_cases_by_hand() -> None:
    # of 1 to 20 seconds half are at or below 10, and 95% are 19 cases
    result = summarise([outcome(str(n), answerable=False, seconds=float(n)) for n in range(1, 21)])
    assert (result["summary"]["seconds_p50"], result["summary"]["seconds_p95"]) == (10, 19)
    assert result["latency"] == {"search": {"p50": 5, "p95": 9.5}}


def test_every_figure_is_in_the_summary_and_in_that_order(five: Figures) -> None:
    summary = five["summary"]
    assert set(NAMES) - summary.keys() == LEFT_OUT | WRITING
    assert summary.keys() - set(NAMES) == {"cases", "errors"}
    assert [name for name in summary if name in NAMES] == [name for name in NAMES if name not in LEFT_OUT | WRITING]


def test_figures_have_names_of_their_own_and_say_what_they_mean() -> None:
    assert len(set(NAMES)) == len(NAMES)
    assert all(figure.section and figure.meaning for figure in FIGURES)
    lower_is_better = {figure.name for figure in FIGURES if not figure.higher}
    higher_is_better = {"written", "support_rate", "statements"}
    others = {"wrong_answers", "words", "false_refusals", "unsure_answerable", "unsure_unanswerable"}
    others |= {"calibration_error", "seconds_p50", "seconds_p95"}
    assert lower_is_better == others | (WRITING - higher_is_better)


def test_each_type_is_summed_up_as_if_alone(five: Figures) -> None:
    assert {kind: own["cases"] for kind, own in five["by_type"].items()} == {"none": 2, "when": 1, "who": 2}
    for kind, own in five["by_type"].items():
        assert own == summarise([outcome for outcome in FIVE if outcome["case"]["type"] == kind])["summary"]


# figures without cases


def test_without_outcomes_every_figure_is_none() -> None:
    result = summarise([])
    assert {value for name, value in result["summary"].items() if name in NAMES} == {None}
    assert (result["summary"]["cases"], result["summary"]["errors"]) == (0, 0)
    assert set(result["counts"].values()) == {0}
    assert not any(result[part] for part in ("intervals", "by_type", "latency", "reliability", "refusal_curve"))


def test_without_unanswerable_cases_the_refusal_figures_are_none() -> None:
    summary = summarise(FIVE[:3])["summary"]
    assert {summary[name] for name in ("refusal_recall", "auroc", "refused_at_10")} == {None}
    assert summary["refusal_precision"] == 0, "b was refused, wrongly"
    assert summarise(FIVE[:3])["refusal_curve"] == []


def test_without_answerable_cases_the_answer_figures_are_none() -> None:
    summary = summarise(FIVE[3:])["summary"]
    assert {summary[name] for name in ("correctness", "hit@1", "file_recall", "false_refusals", "auroc")} == {None}
    assert (summary["right"], summary["refusal_recall"]) == (0.5, 0.5)


def test_without_refusals_their_precision_is_none() -> None:
    assert summarise([FIVE[0], FIVE[4]])["summary"]["refusal_precision"] is None


# intervals


def test_intervals_are_there_with_two_cases_and_not_with_one() -> None:
    assert summarise(FIVE[:1])["intervals"] == {}
    two = summarise([FIVE[0], FIVE[1]])
    assert set(two["intervals"]) == {
        "right", "correctness", "token_f1", "false_refusals", "unsure_answerable", "calibration_error"
    }  # fmt: skip
    assert two["intervals"]["right"] == [0, 1]
    assert "auroc" in summarise([FIVE[0], FIVE[1], FIVE[3], FIVE[4]])["intervals"]
    assert "auroc" not in summarise([FIVE[0], FIVE[1], FIVE[3]])["intervals"], "one unanswerable case is not enough"


def test_intervals_are_those_of_the_values(five: Figures) -> None:
    found = interval([[1.0, 0.0, 1.0, 1.0, 0.0]], mean)
    assert found is not None
    assert five["intervals"]["right"] == [round(end, 4) for end in found]


# errors


def test_a_case_that_failed_counts_as_wrong() -> None:
    found: dict[str, Any] = {
        "right": 1.0,
        "correctness": 1.0,
        "hit@1": 1.0,
        "recall@4": 1.0,
        "file_recall": 1.0,
        "sentence_f1": 1.0,
    }
    result = summarise([outcome("a", **found), outcome("b", **found), failed("c"), failed("d", answerable=False)])
    summary, counts = result["summary"], result["counts"]
    assert (summary["cases"], summary["errors"]) == (4, 2)
    assert (summary["right"], counts["right"]) == (0.5, 4)  # a and b of four
    for name in found.keys() - {"right"}:
        assert (summary[name], counts[name]) == (0.6667, 3), name  # a and b of three answerable ones
    assert (summary["refusal_recall"], counts["refusal_recall"]) == (0, 1)
    assert counts["false_refusals"] == 3


def test_only_failures_are_zero_where_they_count_and_none_where_nothing_was_said() -> None:
    summary = summarise([failed("a"), failed("b", answerable=False)])["summary"]
    scored = {"right", "correctness", "token_f1", "recall@10", "mrr@10", "ndcg@10", "all_evidence@4", "refusal_recall"}
    assert {summary[name] for name in scored} == {0}
    said_nothing = {"citation_validity", "file_precision", "support_recall", "refusal_precision", *OF_CONFIDENCE}
    assert {summary[name] for name in said_nothing} == {None}


def test_a_failure_has_no_confidence_and_the_count_says_so(five: Figures) -> None:
    with_failure = summarise([*FIVE, failed("f")])
    for name in OF_CONFIDENCE:
        assert with_failure["summary"][name] == five["summary"][name]
        assert with_failure["counts"][name] == 5


# evidence left out


BEFORE = [
    outcome("a", right=1.0, confidence=0.9),
    outcome("b", right=1.0, confidence=0.6),
    outcome("c", right=0.0, confidence=0.2, refused=1.0),
    outcome("d", answerable=False, confidence=0.1, refused=1.0),
]
AFTER = [
    outcome("a", answerable=False, confidence=0.3, refused=1.0),
    outcome("b", answerable=False, confidence=0.6, refused=0.0),
    outcome("c", answerable=False, confidence=0.1, refused=1.0),
]


@pytest.fixture(scope="module")
def both() -> Figures:
    return summarise(BEFORE, AFTER)


def test_left_out_figures_by_hand(both: Figures) -> None:
    summary, counts = both["summary"], both["counts"]
    assert (summary["left_out_refused"], counts["left_out_refused"]) == (0.6667, 3)  # a and c of three
    # a was answered before and refused after; b was never refused, c always: one of three
    assert (summary["left_out_told_apart"], counts["left_out_told_apart"]) == (0.3333, 3)
    # with .9 .6 .2, without .3 .6 .1: .9 beats three, .6 beats two and ties, .2 beats one: 3 + 2.5 + 1 of 9
    assert (summary["left_out_auroc"], counts["left_out_auroc"]) == (round(6.5 / 9, 4), 3)
    assert set(both["intervals"]) >= LEFT_OUT
    assert [name for name in summary if name in NAMES] == [name for name in NAMES if name not in WRITING]


def test_left_out_outcomes_change_no_other_figure(both: Figures) -> None:
    without = summarise(BEFORE)
    assert {name: value for name, value in both["summary"].items() if name not in LEFT_OUT} == without["summary"]
    assert both["by_type"] == without["by_type"]
    assert both["reliability"] == without["reliability"]


def test_left_out_outcomes_are_paired_by_id_and_not_by_place(both: Figures) -> None:
    assert summarise(BEFORE[::-1], AFTER)["summary"] == both["summary"]


def test_a_case_that_failed_without_its_evidence_was_not_refused() -> None:
    after = [AFTER[0], failed("b", answerable=False)]
    summary = summarise(BEFORE, after)["summary"]
    assert (summary["left_out_refused"], summary["left_out_told_apart"]) == (0.5, 0.5)  # a of a and b


def test_a_case_that_failed_with_its_evidence_was_not_told_apart() -> None:
    """It was not answered, so that refusing it afterwards tells nothing apart."""
    after = [AFTER[0], outcome("b", answerable=False, refused=1.0)]
    summary = summarise([BEFORE[0], failed("b")], after)["summary"]
    assert (summary["left_out_refused"], summary["left_out_told_apart"]) == (1, 0.5)


def test_the_cases_with_evidence_left_out_are_those_that_are_summed_up() -> None:
    cases = [Case("a", "Who?", sources=["one.txt"]), Case("d", "Who not?", answerable=False)]
    (blinded,) = leave_evidence_out(cases)
    assert (blinded.id, blinded.answerable) == ("a", False)
    after = outcome("a", answerable=False, refused=1.0) | {"case": blinded.to_json()}
    assert summarise(BEFORE, [after])["counts"]["left_out_refused"] == 1


# a language model

FOUND: dict[str, Any] = {"written": 1.0, "llm_failures": 0, "unknown_numbers": 0, "unfounded": 0}
WRITTEN = [
    # three of four found, one of these cited otherwise
    outcome("a", **FOUND, statements=4, support_rate=0.75, corrected_citations=1 / 3, unsupported_shown=1,
            tokens_in=900, tokens_out=40, first_token=0.5),
    # none of one found: a refusal
    outcome("b", **FOUND | {"unknown_numbers": 2}, statements=1, support_rate=0.0, corrected_citations=None,
            unsupported_shown=1, tokens_in=1100, tokens_out=10, first_token=1.5, refused=1.0),
    outcome("c", answerable=False, written=0.0, llm_failures=0, refused=1.0),  # no model was asked
    outcome("d", written=0.0, llm_failures=1),  # it could not be reached
]  # fmt: skip


def test_figures_of_a_language_model_by_hand() -> None:
    result = summarise(WRITTEN)
    assert {name: result["summary"][name] for name in OF_WRITING} == {
        "written": 0.5,
        "support_rate": 0.6,  # three of five
        "corrected_citations": 0.3333,  # one of three
        "statements": 5,
        "unsupported_shown": 2,
        "unfounded": 0,
        "unknown_numbers": 2,
        "llm_failures": 1,
        "first_token_p50": 0.5,
        "first_token_p95": 1.5,
        "tokens_in": 1000,
        "tokens_out": 25,
        "tokens_in_total": 2000,
        "tokens_out_total": 50,
    }
    assert WRITING & set(result["intervals"]) == {"written", "support_rate"}, "numbers are no shares"
    assert [name for name in result["summary"] if name in WRITING] == list(OF_WRITING)
    assert result["counts"]["support_rate"] == 2


def test_shares_of_what_was_not_written_have_no_value() -> None:
    summary = summarise(WRITTEN[2:])["summary"]
    assert {name for name in OF_WRITING if summary[name] is None} == {
        "support_rate", "corrected_citations", "first_token_p50", "first_token_p95", "tokens_in", "tokens_out",
    }  # fmt: skip
    assert (summary["statements"], summary["llm_failures"]) == (0, 1)


def test_stages_that_only_some_answers_have_are_summed_up_over_these() -> None:
    one, other = outcome("a"), outcome("b")
    one["stages"] = {"search": 0.1, "write": 3.0}
    assert summarise([one, other])["latency"]["write"] == {"p50": 3.0, "p95": 3.0}


# any outcomes


def scored(kind: tuple[bool, str], refused: bool, confidence: int, seconds: int, recall: float, fails: bool) -> Outcome:
    answerable, type_ = kind
    if fails:
        return failed("?", answerable, type_)
    own: dict[str, float | None] = {"refused": float(refused), "confidence": confidence / 10}
    if answerable:
        own |= {"right": float(not refused), "correctness": float(not refused), "recall@4": recall, "hit@1": recall}
    return outcome("?", answerable, type_, seconds / 10, **own)


ANY = st.lists(
    st.builds(
        scored,
        st.sampled_from([(True, "who"), (True, "when"), (False, "none"), (False, "who")]),
        st.booleans(),
        st.integers(0, 10),
        st.integers(0, 30),
        st.sampled_from([0.0, 0.5, 1.0]),
        st.sampled_from([False, False, False, True]),
    ),
    min_size=1,
    max_size=8,
).map(lambda outcomes: [own | {"id": str(number)} for number, own in enumerate(outcomes)])


def figures(result: Figures) -> dict[str, float]:
    """The figures that have a value, without the times."""
    return {
        name: value
        for name, value in result["summary"].items()
        if value is not None and name not in ("cases", "errors", "seconds_p50", "seconds_p95")
    }


@settings(max_examples=3)
@given(ANY, st.data())
def test_what_holds_of_any_outcomes(outcomes: list[Outcome], data: st.DataObject) -> None:
    result = summarise(outcomes)
    assert all(0 <= value <= 1 for value in figures(result).values())
    assert {name for name, count in result["counts"].items() if not count}.isdisjoint(figures(result))
    for name, (low, high) in result["intervals"].items():
        assert 0 <= low <= high <= 1, name
        assert result["counts"][name] >= 2, name
    shuffled = summarise(data.draw(st.permutations(outcomes)))
    assert shuffled["summary"] == result["summary"]
    assert shuffled["counts"] == result["counts"]


@settings(max_examples=3)
@given(ANY)
def test_a_result_is_plain_json_without_nan(outcomes: list[Outcome]) -> None:
    result = summarise(outcomes, outcomes)
    again = json.loads(json.dumps(result, allow_nan=False))
    assert again["summary"] == result["summary"]
    assert again["intervals"] == result["intervals"]


@settings(max_examples=3)
@given(ANY, st.booleans())
def test_a_failure_more_never_raises_a_figure_of_answers(outcomes: list[Outcome], answerable: bool) -> None:
    before, after = summarise(outcomes), summarise([*outcomes, failed("new", answerable)])
    for name in ("right", "correctness", "recall@4", "hit@1", "refusal_recall"):
        if before["summary"][name] is not None:
            assert after["summary"][name] <= before["summary"][name], name
    assert after["counts"]["right"] == before["counts"]["right"] + 1


def test_values_are_rounded_to_four_places() -> None:
    result = summarise([outcome("a", right=1.0), outcome("b", right=0.0), outcome("c", right=0.0)])
    assert result["summary"]["right"] == 0.3333
