"""What changed between two results: real ones of the fake embedder, of which one is altered on purpose."""

import json
from collections.abc import Callable, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from eval.case import CaseError
from eval.measuring.compare import compare
from eval.measuring.result import Result, read_result
from eval.reporting.terminal import show_comparison
from index.embedding.embedder import HashingEmbedder
from tests.eval.in_process import measure
from tests.eval.measuring.test_run import BOLTS, CASES, TOUR, TREES, VOLCANO
from tests.in_process import open_bot

_DOCUMENTS = {
    "harbor.txt": "The minister toured the harbor on Tuesday. The ferry to the island was late.",
    "orchard.md": "The orchard holds 420 apple trees. Frost killed nine of them in April.",
    "notes/bridge.txt": "The bridge over the river was closed. Engineers replaced forty bolts, and it opened again.",
}


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """Of four cases, all right, as a reader of the file has it. Not to be altered."""
    work = tmp_path_factory.mktemp("work")
    for source, text in _DOCUMENTS.items():
        (work / "docs" / source).parent.mkdir(parents=True, exist_ok=True)
        (work / "docs" / source).write_text(text, encoding="utf-8")
    bot = open_bot(work / "index", work / "docs", HashingEmbedder())
    read: Result = json.loads(json.dumps(measure(bot, CASES, False, work)))
    assert {outcome["scores"]["right"] for outcome in read["cases"]} == {1}
    return read


def altered(result: Result, **scores: Mapping[str, float | None]) -> Result:
    """The result with other scores for the cases named."""
    other = deepcopy(result)
    for outcome in other["cases"]:
        outcome["scores"] |= scores.pop(outcome["id"], {})
    assert not scores, "all cases named are there"
    return other


def many(result: Result, count: int) -> Result:
    """A result of that many cases, each the same but for its id."""
    outcome = result["cases"][0]
    return {**result, "cases": [{**deepcopy(outcome), "id": f"case {place}"} for place in range(count)]}


def names(cases: list[dict[str, Any]]) -> list[str]:
    return [case["id"] for case in cases]


def row(comparison: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = [row for row in comparison["figures"] if row["name"] == name]
    return dict(found)


def shown(comparison: dict[str, Any]) -> str:
    console = Console(record=True, width=160, quiet=False)
    with console.capture() as capture:
        show_comparison(comparison, console)
    return capture.get()


def test_identical_results_change_nothing(result: Result) -> None:
    comparison = compare(result, deepcopy(result))
    assert comparison["better"] == comparison["worse"] == comparison["not_compared"] == comparison["notices"] == []
    assert comparison["figures"]
    for figure in comparison["figures"]:
        assert figure["old"] == figure["new"] == result["summary"][figure["name"]]
        assert (figure["p"], figure["cases"]) == (1, result["counts"][figure["name"]])
    assert "No case changed." in shown(comparison)


def test_a_result_is_compared_with_what_was_written_of_it(
    corpus: Path, tmp_path: Path, embedder: HashingEmbedder
) -> None:
    bot = open_bot(tmp_path / "index", corpus, embedder)
    (tmp_path / "old.json").write_text(json.dumps(measure(bot, CASES, False, tmp_path)), encoding="utf-8")
    comparison = compare(read_result(tmp_path / "old.json"), measure(bot, CASES, False, tmp_path))
    assert comparison["not_compared"] == comparison["better"] == comparison["worse"] == []
    assert row(comparison, "right")["cases"] == 4


def test_of_a_result_with_a_damaged_answer_file_case_and_field_are_named(result: Result, tmp_path: Path) -> None:
    damaged: Any = deepcopy(result)
    damaged["cases"][2]["answer"]["citations"][0]["start"] = "x"
    (tmp_path / "old.json").write_text(json.dumps(damaged), encoding="utf-8")
    with pytest.raises(CaseError, match=r"old\.json, case tour: record\.citations\[0\]\.start must be a whole number"):
        read_result(tmp_path / "old.json")


def test_the_answers_of_an_earlier_version_are_read(result: Result, tmp_path: Path) -> None:
    old: Any = deepcopy(result)
    for outcome in old["cases"]:
        del outcome["answer"]["usage"], outcome["answer"]["missing"]
    (tmp_path / "old.json").write_text(json.dumps(old), encoding="utf-8")
    assert read_result(tmp_path / "old.json")["cases"] == result["cases"]


def test_only_the_cases_that_a_regression_hit_are_worse(result: Result) -> None:
    hit = altered(
        result, trees={"right": 0.0, "correctness": 0.0, "hit@1": 0.0}, volcano={"right": 0.0, "refused": 0.0}
    )
    comparison = compare(result, hit)
    assert names(comparison["worse"]) == ["trees", "volcano"]
    assert comparison["better"] == []
    trees, volcano = comparison["worse"]
    assert trees["question"] == TREES.question
    assert trees["changes"] == {"right": [1, 0], "correctness": [1, 0], "hit@1": [1, 0]}
    assert volcano["changes"] == {"right": [1, 0], "refusal_recall": [1, 0]}
    assert row(comparison, "right") == {"name": "right", "old": 1, "new": 0.5, "cases": 4, "p": 0.5}
    assert row(comparison, "refusal_recall") == {"name": "refusal_recall", "old": 1, "new": 0, "cases": 1, "p": 1}
    assert row(comparison, "correctness")["cases"] == 3
    said = shown(comparison)
    assert f"worse: trees: {TREES.question} (right 1 to 0" in said
    assert "better: " not in said
    assert "No case changed." not in said


def test_the_same_change_backwards_is_better(result: Result) -> None:
    hit = altered(result, trees={"right": 0.0, "correctness": 0.0}, volcano={"right": 0.0, "refused": 0.0})
    forwards, backwards = compare(result, hit), compare(hit, result)
    assert names(backwards["better"]) == names(forwards["worse"]) == ["trees", "volcano"]
    assert backwards["worse"] == []
    assert backwards["better"][0]["changes"] == {"right": [0, 1], "correctness": [0, 1]}
    assert row(backwards, "right")["new"] == 1
    assert row(backwards, "right")["p"] == row(forwards, "right")["p"]


def test_better_and_worse_are_told_apart_in_one_comparison(result: Result) -> None:
    old = altered(result, tour={"right": 0.0, "correctness": 0.0})
    new = altered(result, bolts={"right": 0.0, "correctness": 0.0})
    comparison = compare(old, new)
    assert (names(comparison["better"]), names(comparison["worse"])) == (["tour"], ["bolts"])
    assert row(comparison, "right") == {"name": "right", "old": 0.75, "new": 0.75, "cases": 4, "p": 1}


def test_the_verdict_decides_whatever_the_other_figures_do(result: Result) -> None:
    poor = {"token_f1": 0.1, "mrr@10": 0.1, "file_precision": 0.1, "recall@10": 0.1}
    old = altered(result, trees={"right": 0.0}, bolts=poor)
    new = altered(result, trees=poor, bolts={"right": 0.0})
    comparison = compare(old, new)
    assert (names(comparison["better"]), names(comparison["worse"])) == (["trees"], ["bolts"])


@pytest.mark.parametrize(("before", "after", "kind"), [(0.2, 0.3, "better"), (0.3, 0.2, "worse")])
def test_with_the_same_verdict_the_sum_of_the_changes_decides(
    result: Result, before: float, after: float, kind: str
) -> None:
    old = altered(result, trees={"token_f1": before, "sentence_f1": 0.5})
    new = altered(result, trees={"token_f1": after, "sentence_f1": 0.5 + (before - after) / 2})
    comparison = compare(old, new)
    assert names(comparison[kind]) == ["trees"]
    assert len(comparison["better"]) + len(comparison["worse"]) == 1
    assert list(comparison[kind][0]["changes"]) == ["token_f1", "sentence_f1"]


def test_refusing_what_can_be_answered_is_worse_than_answering_it_wrong(result: Result) -> None:
    wrong = altered(result, trees={"right": 0.0, "refused": 0.0})
    refused = altered(result, trees={"right": 0.0, "refused": 1.0})
    comparison = compare(wrong, refused)
    assert names(comparison["worse"]) == ["trees"]
    assert comparison["worse"][0]["changes"] == {"false_refusals": [0, 1]}
    assert row(comparison, "false_refusals")["new"] == pytest.approx(1 / 3, abs=1e-4)
    assert names(compare(refused, wrong)["better"]) == ["trees"]


def test_scores_that_are_no_figures_change_nothing(result: Result) -> None:
    comparison = compare(result, altered(result, trees={"confidence": 0.001}))
    assert comparison["better"] == comparison["worse"] == []
    slower = deepcopy(result)
    for outcome in slower["cases"]:
        outcome["seconds"] += 100
    assert compare(result, slower)["worse"] == []


def test_a_figure_that_only_one_side_has_is_not_compared(result: Result) -> None:
    refused = altered(result, trees={"citation_validity": None, "file_precision": None})
    comparison = compare(result, refused)
    assert comparison["better"] == comparison["worse"] == []
    assert row(comparison, "citation_validity")["cases"] == 2
    gone = altered(result, **{id: {"citation_validity": None} for id in ("trees", "tour", "bolts")})
    assert "citation_validity" not in [figure["name"] for figure in compare(result, gone)["figures"]]


def test_cases_of_one_side_and_altered_ones_are_listed_and_count_nowhere(result: Result) -> None:
    old, new = deepcopy(result), altered(result, tour={"right": 0.0}, bolts={"right": 0.0})
    del old["cases"][[outcome["id"] for outcome in old["cases"]].index("tour")]
    del new["cases"][[outcome["id"] for outcome in new["cases"]].index("trees")]
    (bolts,) = [outcome for outcome in new["cases"] if outcome["id"] == "bolts"]
    bolts["case"] = bolts["case"] | {"question": "How many bolts?"}
    comparison = compare(old, new)
    assert comparison["not_compared"] == ["bolts", "tour", "trees"]
    assert comparison["better"] == comparison["worse"] == []
    assert row(comparison, "right") == {"name": "right", "old": 1, "new": 1, "cases": 1, "p": 1}
    assert "3 (bolts, tour, trees)" in shown(comparison)


@pytest.mark.parametrize(
    "change", [{"answers": [["421"]]}, {"sources": ["harbor.txt"]}, {"hidden": ["harbor.txt"]}, {"history": [{}]}]
)
def test_a_case_that_asks_for_something_else_is_an_altered_one(result: Result, change: dict[str, Any]) -> None:
    new = altered(result, trees={"right": 0.0})
    new["cases"][0]["case"] |= change
    assert new["cases"][0]["id"] == "trees"
    comparison = compare(result, new)
    assert (comparison["not_compared"], comparison["worse"]) == (["trees"], [])


def test_without_a_case_in_common_nothing_is_compared(result: Result) -> None:
    other = deepcopy(result)
    for outcome in other["cases"]:
        outcome["id"] += " again"
    comparison = compare(result, other)
    assert comparison["figures"] == comparison["better"] == comparison["worse"] == []
    assert len(comparison["not_compared"]) == 8
    assert "Not compared" in shown(comparison)


def test_the_order_of_the_cases_does_not_matter(result: Result) -> None:
    new = altered(result, trees={"right": 0.0})
    shuffled = new | {"cases": new["cases"][::-1]}
    assert compare(result, shuffled) == compare(result, new)


def test_one_case_may_be_chance_and_six_of_six_are_hardly(result: Result) -> None:
    old = many(result, 20)
    one = altered(old, **{"case 3": {"right": 0.0}})
    six = altered(old, **{f"case {place}": {"right": 0.0} for place in range(6)})
    assert row(compare(old, one), "right") == {"name": "right", "old": 1, "new": 0.95, "cases": 20, "p": 1}
    assert row(compare(old, six), "right") == {"name": "right", "old": 1, "new": 0.7, "cases": 20, "p": 0.0312}
    assert names(compare(old, six)["worse"]) == [f"case {place}" for place in range(6)]


def test_a_failed_case_is_worse_than_a_right_one(result: Result) -> None:
    failed = deepcopy(result)
    (trees,) = [outcome for outcome in failed["cases"] if outcome["id"] == "trees"]
    nothing = dict.fromkeys(trees["scores"]) | {"right": 0.0, "refused": 0.0, "correctness": 0.0, "hit@1": 0.0}
    trees |= {"error": "RuntimeError: no memory", "answer": None, "scores": nothing}
    assert names(compare(result, failed)["worse"]) == ["trees"]
    assert names(compare(failed, result)["better"]) == ["trees"]


@pytest.mark.parametrize(
    ("name", "notice"), [("corpus", "The documents have changed"), ("embedder", "The embedder is another one")]
)
def test_other_documents_and_another_embedder_are_said(result: Result, name: str, notice: str) -> None:
    other = result | {"run": result["run"] | {name: "another"}}
    (said,) = compare(result, other)["notices"]
    assert said.startswith(notice)
    assert notice in shown(compare(result, other))


def test_comparing_alters_neither_result(result: Result) -> None:
    old, new = deepcopy(result), altered(result, trees={"right": 0.0})
    before = deepcopy((old, new))
    compare(old, new)
    assert (old, new) == before


def test_a_comparison_can_be_written(result: Result) -> None:
    comparison = compare(result, altered(result, trees={"right": 0.0}))
    assert json.loads(json.dumps(comparison)) == comparison


# ---- reading the old result


def test_a_result_that_was_written_is_read(result: Result, tmp_path: Path) -> None:
    path = tmp_path / "old.json"
    path.write_text(json.dumps(result, ensure_ascii=False), encoding="utf-8")
    assert read_result(path) == result


def _first_without(name: str) -> Callable[[Result], Any]:
    def change(result: Result) -> Any:
        first, *others = result["cases"]
        return result | {"cases": [{key: value for key, value in first.items() if key != name}, *others]}

    return change


@pytest.mark.parametrize(
    "change",
    [
        lambda result: [],
        lambda result: "a text",
        lambda result: None,
        lambda result: {},
        lambda result: {"summary": result["summary"]},
        lambda result: result | {"cases": ["trees"]},
        lambda result: result | {"cases": 4},
        lambda result: result["cases"],
        lambda result: {name: value for name, value in result.items() if name != "run"},
        lambda result: result | {"run": None},
        lambda result: result | {"cases": [result["cases"][0] | {"scores": None}]},
        lambda result: result | {"cases": [result["cases"][0] | {"scores": {}}]},
        _first_without("id"),
        _first_without("case"),
        _first_without("scores"),
    ],
    ids=[
        "list", "text", "null", "empty", "summary alone", "ids for cases", "number of cases", "cases alone", "no run",
        "null run", "null scores", "no scores", "no id", "no case", "case without scores",
    ],
)  # fmt: skip
def test_what_is_no_result_is_refused_with_the_remedy(
    result: Result, tmp_path: Path, change: Callable[[Result], Any]
) -> None:
    path = tmp_path / "old.json"
    path.write_text(json.dumps(change(result)), encoding="utf-8")
    with pytest.raises(CaseError, match=r"old\.json .*(Name a file|Run that version)"):
        compare(read_result(path), result)


@pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe\x00", b'{"cases": [', b"right,0.9\n"])
def test_what_is_no_json_is_refused_with_the_remedy(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "old.json"
    path.write_bytes(data)
    with pytest.raises(CaseError, match=r"old\.json can't be read as a result: .* Name a file that --json wrote\."):
        read_result(path)


def test_a_file_that_is_not_there_or_a_folder_is_refused_with_the_remedy(tmp_path: Path) -> None:
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(CaseError, match=r"can't be read as a result: .* Name a file that --json wrote\."):
            read_result(path)


def test_the_cases_used_here_differ_in_kind() -> None:
    """An unanswerable one among them, and each answered from a file of its own."""
    assert [case.answerable for case in CASES] == [True, False, True, True]
    assert not VOLCANO.sources
    assert len({source for case in (TREES, TOUR, BOLTS) for source in case.sources}) == 3


def test_two_real_runs_name_the_case_that_a_changed_document_broke(tmp_path: Path, corpus: Path) -> None:
    """The regression is planted in what is answered from, not in the scores."""
    before = measure(open_bot(tmp_path / "index", corpus, HashingEmbedder()), CASES, True, tmp_path)
    orchard = corpus / "orchard.md"
    orchard.write_text(orchard.read_text(encoding="utf-8").replace("420", "thirty"), encoding="utf-8")
    after = measure(open_bot(tmp_path / "index", corpus, HashingEmbedder()), CASES, True, tmp_path)
    there, back = compare(before, after), compare(after, before)
    assert names(there["worse"]) == names(back["better"]) == ["trees"]
    assert not there["better"] and not back["worse"]
    assert row(there, "right")["new"] < row(there, "right")["old"]
    assert there["notices"] == ["The documents have changed: what differs may be theirs."]


def test_what_changed_with_the_evidence_hidden_is_named(result: Result) -> None:
    hidden = {"id": "trees", "case": {}, "scores": {"refused": 1.0, "unsure": 0.0}}
    old: Any = result | {"left_out": [hidden]}
    new: Any = result | {"left_out": [hidden | {"scores": {"refused": 0.0, "unsure": 0.0}}]}
    comparison = compare(old, new)
    assert names(comparison["worse"]) == ["trees"]
    assert comparison["worse"][0]["changes"] == {"left_out_refused": [1.0, 0.0]}


def test_a_change_both_ways_is_neither_better_nor_worse(result: Result) -> None:
    (outcome,) = [own for own in result["cases"] if own["id"] == "trees"]
    scores: dict[str, Any] = outcome["scores"]
    new = altered(result, trees={"token_f1": scores["token_f1"] + 0.25, "mrr@10": scores["mrr@10"] - 0.25})
    comparison = compare(result, new)
    assert (names(comparison["mixed"]), comparison["better"], comparison["worse"]) == (["trees"], [], [])
    assert "mixed: trees" in shown(comparison)
