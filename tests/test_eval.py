"""Metrics against hand-worked values, case files, and a whole run over the seeds with the real model."""

import json
from pathlib import Path

import pytest
from rich.console import Console

from app.open import open_bot
from eval.__main__ import OWN_CASES
from eval.__main__ import main as eval_main
from eval.cases import CaseError, read_cases
from eval.metrics import correct, hit_at, mean, normalise, precision, quantile, recall_at, reciprocal_rank
from eval.report import show
from eval.run import run, score, summarise
from index.embedder import Embedder, HashingEmbedder

CASE = {
    "id": "a", "question": "Who?", "history": [], "answers": [["Ann", "Anna"]], "sources": ["one.txt"],
    "answerable": True, "type": "who",
}  # fmt: skip


def test_normalise_and_correct() -> None:
    assert normalise("The Bárcena’s “A”\n answer!") == "barcena s answer"
    assert correct("It was Anna, in 1999.", [["Ann", "Anna"], ["1999"]])
    assert not correct("It was Annabel in 1999.", [["Ann", "Anna"]]), "alternatives are whole words"
    assert not correct("It was Ann.", [["Ann"], ["1999"]]), "every group must appear"


def test_ranking_figures_by_hand() -> None:
    ranked = ["c", "a", "d", "b"]
    assert hit_at(ranked, ["a"], 1) == 0
    assert hit_at(ranked, ["a"], 2) == 1
    assert recall_at(ranked, ["a", "b"], 3) == 0.5
    assert reciprocal_rank(ranked, ["b", "a"]) == 0.5
    assert reciprocal_rank(ranked, ["x"]) == 0
    assert reciprocal_rank(ranked, ["b"], depth=3) == 0
    assert precision(["a", "a", "x"], ["a"]) == 0.5
    assert precision([], ["a"]) is None
    assert mean([1.0, None, 0.0]) == 0.5
    assert mean([None]) is None
    assert [quantile([4, 1, 3, 2], share) for share in (0.0, 0.5, 0.95, 1.0)] == [1, 2, 4, 4]
    assert quantile([], 0.5) is None


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        json.dumps({"id": "a"}),
        json.dumps(CASE | {"answers": None}),
        json.dumps(CASE | {"history": "x"}),
        json.dumps(CASE | {"answers": ["Ann"]}),
        json.dumps(CASE | {"sources": "one.txt"}),
        json.dumps(CASE | {"answers": [[]]}),
        json.dumps(CASE | {"answerable": "false"}),
        json.dumps(CASE | {"question": " "}),
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text(f"{json.dumps(CASE)}\n\n{line}\n", encoding="utf-8")
    with pytest.raises(CaseError, match=r"cases\.jsonl, line 3: .*Mend"):
        read_cases(path)


def test_case_files_without_cases_or_with_twins_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    for text in ("", f"{json.dumps(CASE)}\n{json.dumps(CASE)}\n"):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(CaseError):
            read_cases(path)
    with pytest.raises(CaseError, match="can't be read"):
        read_cases(tmp_path / "none.jsonl")


def test_refusals_and_invented_quotes_are_scored(tmp_path: Path, corpus: Path, embedder: HashingEmbedder) -> None:
    bot = open_bot(tmp_path / "index", corpus, embedder)
    source = bot.snapshot.documents[0].source
    text = bot.snapshot.documents[0].text
    path = tmp_path / "cases.jsonl"
    path.write_text(json.dumps(CASE | {"sources": [source], "answers": [[text.split()[2]]]}), encoding="utf-8")
    (case,) = read_cases(path)
    quote = {"source": source, "start": 0, "end": 9, "quote": text[:9]}
    answered = {"status": "answered", "text": text, "citations": [quote]}
    good = score(case, answered, [source], corpus)
    assert (good["citation_validity"], good["correctness"], good["hit@1"], good["refused"]) == (1, 1, 1, 0)
    invented = score(case, answered | {"citations": [quote | {"quote": "made up"}]}, [source], corpus)
    assert invented["citation_validity"] == 0
    refused = score(case, {"status": "refused", "text": "", "citations": []}, [source], corpus)
    assert (refused["correctness"], refused["refused"], refused["citation_validity"]) == (0, 1, None)
    summary = summarise([case, case], [{"scores": good, "seconds": 0.1}, {"scores": refused, "seconds": 0.3}])
    assert summary["correctness"] == 0.5
    assert summary["refusal_precision"] == 0
    assert summary["refusal_recall"] is None, "no unanswerable case, no score"


def test_own_cases_over_the_seeds(tmp_path: Path, seeds: Path, real_embedder: Embedder) -> None:
    """Near the figures in the README: other processors round otherwise."""
    bot = open_bot(tmp_path / "index", seeds, real_embedder)
    cases = read_cases(OWN_CASES)
    result = run(bot, cases)
    summary = result["summary"]
    assert summary["citation_validity"] == 1
    assert summary["correctness"] >= FLOOR["correctness"]
    assert summary["refusal_recall"] >= FLOOR["refusal_recall"]
    assert summary["refusal_precision"] >= FLOOR["refusal_precision"]
    assert all(not outcome["answer"]["citations"] for outcome in result["cases"] if outcome["scores"]["refused"])
    console = Console(record=True, width=100)
    show(cases, result, console)
    assert f"{summary['correctness']:g}" in console.export_text()


def test_command_writes_the_result_and_measures_the_folder_named(tmp_path: Path, seeds: Path) -> None:
    out = tmp_path / "out.json"
    arguments = ["--docs", str(seeds), "--index-dir", str(tmp_path / "index"), "--json", str(out), "--limit", "3"]
    assert eval_main(arguments) == 0
    result = json.loads(out.read_text(encoding="utf-8"))
    assert set(result) == {"summary", "cases"}
    assert len(result["cases"]) == 3
    assert set(result["cases"][0]) == {"id", "answer", "ranked_sources", "scores", "seconds"}
    assert len(result["cases"][0]["ranked_sources"]) == 5
    assert eval_main([*arguments, "--cases", str(tmp_path / "none.jsonl")]) == 1


FLOOR = {"correctness": 0.88, "refusal_recall": 0.75, "refusal_precision": 0.85}  # a case or two below what is measured
