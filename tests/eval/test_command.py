"""The command `python -m eval`: what it prints, writes and exits with; and the own cases over the seeds."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.bot import Bot
from eval.__main__ import OWN_CASES
from eval.case import read_cases
from eval.measuring.result import Result
from index.embedding.embedder import Embedder
from index.embedding.remembering import RememberingEmbedder
from index.reading.folder import scan
from tests.eval.in_process import main, measure, run
from tests.eval.measuring.test_run import answer_of, as_read, by_id
from tests.in_process import open_bot

TREES = {
    "id": "trees", "question": "How many apple trees does the orchard hold?", "answers": [["420"]],
    "sources": ["orchard.md"], "answerable": True, "type": "how many",
}  # fmt: skip
VOLCANO = {"id": "volcano", "question": "Which volcano erupted in Iceland?", "answerable": False, "type": "off-topic"}
MAYOR = TREES | {"id": "mayor", "question": "Who toured the harbor on Tuesday?", "answers": [["mayor"]], "type": "who"}
FLOOR = {"correctness": 0.88, "refusal_recall": 0.9, "refusal_precision": 0.85}  # a case or two below what is measured


class Command:
    """Runs `python -m eval` over a folder, with its index in a temporary folder."""

    def __init__(self, docs: Path, work: Path) -> None:
        self.docs = docs
        self.work = work
        self.out = work / "out.json"
        self.cases = work / "cases.jsonl"

    def __call__(self, *options: str | Path) -> int:
        places = {"--docs": self.docs, "--cases": self.cases, "--index-dir": self.work / "index", "--json": self.out}
        return main([str(word) for place in places.items() for word in place] + [str(option) for option in options])

    def write(self, *cases: dict[str, Any]) -> None:
        self.cases.write_text("".join(f"{json.dumps(case)}\n" for case in cases), encoding="utf-8")

    @property
    def result(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads(self.out.read_text(encoding="utf-8"))
        return read

    @property
    def files(self) -> list[str]:
        return sorted(path.name for path in self.work.iterdir() if path not in (self.docs, self.cases))


@pytest.fixture
def command(corpus: Path, tmp_path: Path) -> Command:
    command = Command(corpus, tmp_path)
    command.write(TREES, VOLCANO, MAYOR)
    return command


# ---- the result


def test_the_result_holds_every_case_and_the_figures(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    assert command() == 0
    result = command.result
    assert [outcome["id"] for outcome in result["cases"]] == ["trees", "volcano", "mayor"]
    for outcome in result["cases"]:
        assert outcome.keys() >= {"id", "answer", "ranked_sources", "scores", "seconds"}
        assert sorted(outcome["ranked_sources"]) == ["harbor.txt", "notes/bridge.txt", "orchard.md"]
        assert outcome["seconds"] >= 0
    outcomes = by_id(result["cases"])
    assert {id: outcome["scores"]["right"] for id, outcome in outcomes.items()} == {
        "trees": 1,
        "volcano": 1,
        "mayor": 0,
    }
    assert answer_of(outcomes["trees"])["status"] == "answered"
    assert answer_of(outcomes["volcano"])["citations"] == []
    assert (result["summary"]["cases"], result["summary"]["errors"]) == (3, 0)
    assert result["summary"]["right"] == pytest.approx(2 / 3, abs=1e-4)
    assert result["run"]["documents"] == 3
    printed = capsys.readouterr().out
    assert "0.667" in printed
    assert "mayor: Who toured the harbor on Tuesday?" in printed
    assert "trees: " not in printed, "only what went wrong is listed"
    assert command.files == ["index", "out.json"]
    assert not list((command.work / "index").glob("*unfinished*"))


def test_the_limit_counts_cases_that_count(command: Command) -> None:
    command.write(TREES | {"id": "draft", "draft": True}, TREES, VOLCANO, MAYOR)
    assert command("--limit", "2") == 0
    assert [outcome["id"] for outcome in command.result["cases"]] == ["trees", "volcano"]


@pytest.mark.parametrize("limit", ["0", "-1", "some"])
def test_a_limit_that_is_no_number_of_cases_is_wrong_usage(
    command: Command, capsys: pytest.CaptureFixture[str], limit: str
) -> None:
    assert command("--limit", limit) == 1
    assert "--limit" in capsys.readouterr().err
    assert command.files == []


def test_evidence_left_out_is_asked_and_shown_as_well(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    command.write(TREES, VOLCANO)
    assert command("--leave-evidence-out") == 0
    (left_out,) = command.result["left_out"]
    assert left_out["id"] == "trees"
    assert left_out["case"]["hidden"] == ["orchard.md"]
    assert left_out["answer"]["status"] in ("unsure", "refused"), "nothing is claimed"
    assert "420" not in left_out["answer"]["text"]
    assert sorted(left_out["ranked_sources"]) == ["harbor.txt", "notes/bridge.txt"]
    summary = command.result["summary"]
    assert (summary["left_out_refused"], summary["left_out_told_apart"], summary["left_out_auroc"]) == (1, 1, 1)
    assert (summary["cases"], summary["refusal_recall"]) == (2, 1), "the other figures are those of the cases alone"
    assert "left_out_refused" in capsys.readouterr().out


def test_without_it_nothing_is_said_of_evidence_left_out(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    command.write(VOLCANO)
    assert command() == 0
    assert "left_out_" not in capsys.readouterr().out
    assert not [name for name in [*command.result, *command.result["summary"]] if name.startswith("left_out")]


def test_a_file_that_cannot_be_indexed_is_said(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    (command.docs / "old.rar").write_bytes(b"Rar!")
    command.write(VOLCANO)
    assert command() == 0
    assert "Not in the index: old.rar: .rar is not supported: it is an archive; unpack it" in capsys.readouterr().err


def test_a_case_over_a_copy_of_a_file_is_right_by_either_name(command: Command) -> None:
    (command.docs / "zz.md").write_bytes((command.docs / "orchard.md").read_bytes())
    command.write(TREES | {"sources": ["zz.md"]})
    assert command() == 0
    assert (command.result["summary"]["hit@1"], command.result["summary"]["file_recall"]) == (1, 1)


# ---- whole or not at all


def _broken(command: Command) -> None:
    with command.cases.open("a", encoding="utf-8") as file:
        file.write('{"id": "broken"')


def _unknown_source(command: Command) -> None:
    command.write(TREES, TREES | {"id": "other", "sources": ["orchard.txt"]})


def _unknown_hidden(command: Command) -> None:
    command.write(TREES, TREES | {"id": "other", "hidden": ["orchard.txt"]})


def _twins(command: Command) -> None:
    command.write(TREES, TREES)


def _gone(command: Command) -> None:
    command.cases.unlink()


def _only_drafts(command: Command) -> None:
    command.write(TREES | {"draft": True}, VOLCANO | {"draft": True})


def _no_docs(command: Command) -> None:
    command.docs.rename(command.work / "elsewhere")


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (_broken, "cases.jsonl, line 4: not JSON"),
        (_unknown_source, "cases.jsonl, line 2: no file 'orchard.txt' in the folder; is it 'orchard.md'?"),
        (_unknown_hidden, "cases.jsonl, line 2: no file 'orchard.txt' in the folder; is it 'orchard.md'?"),
        (_twins, "cases.jsonl, line 2: the id 'trees' is that of line 1"),
        (_gone, "cases.jsonl can't be read"),
        (_only_drafts, "No case counts yet. 2 drafts in"),
        (_no_docs, "There is no folder"),
    ],
)
def test_what_cannot_be_measured_is_said_and_leaves_every_file_as_it_was(
    command: Command, capsys: pytest.CaptureFixture[str], break_it: Callable[[Command], None], said: str
) -> None:
    command.out.write_text("the last result", encoding="utf-8")
    break_it(command)
    before = command.files
    assert command("--html", command.work / "out.html") == 1
    assert said in capsys.readouterr().err
    assert command.files == before
    assert command.out.read_text(encoding="utf-8") == "the last result"


@pytest.mark.parametrize("option", ["--json", "--html"])
def test_a_folder_that_is_not_there_is_said_before_anything_is_asked(
    command: Command, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    assert command(option, command.work / "none" / "out") == 1
    assert f"There is no folder {command.work / 'none'} to write out into. Make it first." in capsys.readouterr().err
    assert command.files == []


def test_a_folder_in_place_of_the_output_file_is_said_before_anything_is_asked(
    command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    command.out.mkdir()
    assert command() == 1
    assert str(command.out) in capsys.readouterr().err
    assert command.files == ["out.json"], "no index, no partial file"


def test_a_result_takes_the_place_of_the_last_one(command: Command) -> None:
    command.out.write_text("the last result", encoding="utf-8")
    command.write(VOLCANO)
    assert command() == 0
    assert command.result["summary"]["cases"] == 1
    assert command.files == ["index", "out.json"]


def test_drafts_do_not_count_and_are_said(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    command.write(TREES | {"draft": True}, VOLCANO, MAYOR | {"draft": True})
    assert command() == 0
    assert [outcome["id"] for outcome in command.result["cases"]] == ["volcano"]
    said = f"2 drafts in {command.cases} do not count. Accept them: python -m eval check {command.cases} --accept"
    assert said in capsys.readouterr().err


# ---- limits


@pytest.mark.parametrize(
    ("limits", "code", "said"),
    [
        (["right=0.66", "correctness=0.5"], 0, []),
        (["right=0.67"], 2, ["right is 0.6667, under the limit 0.67."]),
        (
            ["right=1", "correctness=0.9"],
            2,
            ["right is 0.6667, under the limit 1.", "correctness is 0.5, under the limit 0.9."],
        ),
        (
            ["sentence_f1=0", "right=0.1"],
            2,
            ["sentence_f1 has no value"],
        ),
    ],
)
def test_a_figure_under_its_limit_makes_the_command_exit_with_2(
    command: Command, capsys: pytest.CaptureFixture[str], limits: list[str], code: int, said: list[str]
) -> None:
    assert command(*(word for limit in limits for word in ("--fail-under", limit))) == code
    error = capsys.readouterr().err
    assert [line for line in error.splitlines() if "limit" in line] == [
        line for line in error.splitlines() if any(start in line for start in said)
    ]
    assert all(start in error for start in said)
    assert command.result["summary"]["cases"] == 3, "the result is written all the same"


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        ("righteousness=0.9", "'righteousness' is no figure that is better higher; those are right, correctness"),
        ("false_refusals=0.1", "'false_refusals' is no figure that is better higher"),
        ("right", "'right' needs a number, as in right=0.9"),
        ("right=nan", "'right=nan' needs a number, as in right=0.9"),
    ],
)
def test_a_limit_that_cannot_be_checked_is_wrong_usage(
    command: Command, capsys: pytest.CaptureFixture[str], limit: str, said: str
) -> None:
    command.write(VOLCANO)
    assert command("--fail-under", limit) == 1
    assert said in " ".join(capsys.readouterr().err.split())
    assert command.files == []


# ---- comparing


def test_a_comparison_names_what_got_better_and_worse(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    assert command() == 0
    old = command.result
    outcomes = by_id(old["cases"])
    outcomes["trees"]["scores"] |= {"right": 0.0, "correctness": 0.0}
    outcomes["mayor"]["scores"] |= {"right": 1.0, "correctness": 1.0}
    (command.work / "old.json").write_text(json.dumps(old), encoding="utf-8")
    capsys.readouterr()
    assert command("--compare", command.work / "old.json") == 0
    comparison = command.result["comparison"]
    assert [case["id"] for case in comparison["better"]] == ["trees"]
    assert [case["id"] for case in comparison["worse"]] == ["mayor"]
    assert comparison["not_compared"] == []
    printed = capsys.readouterr().out
    assert "better: trees: " in printed
    assert "worse: mayor: " in printed


def test_a_run_compared_with_itself_says_that_no_case_changed(
    command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command() == 0
    assert "No case changed." not in capsys.readouterr().out
    assert command("--compare", command.out) == 0
    comparison = command.result["comparison"]
    assert comparison["better"] == comparison["worse"] == comparison["not_compared"] == comparison["notices"] == []
    assert {figure["p"] for figure in comparison["figures"]} == {1}
    assert "No case changed." in capsys.readouterr().out


def test_an_old_result_that_is_none_is_said_before_anything_is_asked(
    command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    old = command.work / "old.json"
    old.write_text("right: 0.9", encoding="utf-8")
    before = command.files
    assert command("--compare", old) == 1
    said = capsys.readouterr().err
    assert str(old) in said
    assert "--json" in said
    assert command.files == before


# ---- making and checking case sets


def test_drafts_of_the_seeds_can_be_accepted_and_measured(
    seeds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = Command(seeds, tmp_path)
    cases = str(command.cases)
    assert main(["init", str(seeds), "--out", cases, "--number", "8"]) == 0
    said = capsys.readouterr().out
    assert f"Wrote 8 drafts to {cases}, 2 of them unanswerable." in said
    assert f"python -m eval check {cases} --accept" in said
    assert f"python -m eval --cases {cases} --docs {seeds}" in said
    drafts = read_cases(command.cases, scan(seeds))
    assert [case.draft for case in drafts] == [True] * 8
    assert command() == 1
    assert "No case counts yet. 8 drafts" in capsys.readouterr().err
    assert main(["check", cases, "--docs", str(seeds), "--accept"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Accepted 8 drafts.", f"{cases} is sound: 8 cases, 2 unanswerable, 0 drafts."
    ]  # fmt: skip
    accepted = read_cases(command.cases)
    assert [(case.id, case.question, case.draft) for case in accepted] == [(c.id, c.question, False) for c in drafts]
    assert command("--limit", "4") == 0
    assert [outcome["id"] for outcome in command.result["cases"]] == [case.id for case in accepted[:4]]
    assert command.result["summary"]["citation_validity"] == 1
    assert command.result["summary"]["hit@1"] >= 0.5, "drafts use the words of their file"


def test_drafts_accepted_unread_count_at_once(seeds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "cases.jsonl"
    assert main(["init", str(seeds), "--out", str(out), "--number", "4", "--accept"]) == 0
    assert not [case for case in read_cases(out) if case.draft]
    assert "python -m eval check" not in capsys.readouterr().out


def test_init_overwrites_nothing_and_names_the_remedy(
    seeds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "cases.jsonl"
    out.write_text("mine", encoding="utf-8")
    assert main(["init", str(seeds), "--out", str(out)]) == 1
    assert f"{out} is there already. Name another file with --out, or move it away." in capsys.readouterr().err
    assert out.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("folder", ["none", "empty"])
def test_init_of_a_folder_without_documents_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], folder: str
) -> None:
    (tmp_path / "empty").mkdir()
    out = tmp_path / "cases.jsonl"
    assert main(["init", str(tmp_path / folder), "--out", str(out)]) == 1
    assert str(tmp_path / folder) in capsys.readouterr().err
    assert not out.exists()


def test_check_says_how_many_and_changes_nothing(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    command.write(TREES | {"draft": True}, VOLCANO)
    before = command.cases.read_bytes()
    assert main(["check", str(command.cases), "--docs", str(command.docs)]) == 0
    assert capsys.readouterr().out == f"{command.cases} is sound: 2 cases, 1 unanswerable, 1 drafts.\n"
    assert command.cases.read_bytes() == before


def test_check_names_the_line_and_accepts_nothing_of_a_broken_file(
    command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    command.write(TREES | {"draft": True}, VOLCANO | {"sources": "orchard.md"})
    before = command.cases.read_bytes()
    assert main(["check", str(command.cases), "--accept"]) == 1
    assert "cases.jsonl, line 2: " in capsys.readouterr().err
    assert command.cases.read_bytes() == before


def test_check_looks_for_the_files_only_in_a_folder_that_was_named(
    command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    command.write(TREES | {"sources": ["elsewhere.txt"]})
    assert main(["check", str(command.cases)]) == 0
    assert main(["check", str(command.cases), "--docs", str(command.docs)]) == 1
    assert "no file 'elsewhere.txt' in the folder; mend the name" in capsys.readouterr().err


def test_what_was_imported_can_be_measured_and_exported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    context = "The orchard holds 420 apple trees. Frost killed nine of them in April."
    question = {"id": "q 1", "question": TREES["question"], "answers": [{"text": "420", "answer_start": 18}]}
    impossible = {"id": "q2", "question": VOLCANO["question"], "answers": [], "is_impossible": True}
    article = {"title": "Orchards", "paragraphs": [{"context": context, "qas": [question, impossible]}]}
    squad = tmp_path / "squad.json"
    squad.write_text(json.dumps({"data": [article]}), encoding="utf-8")
    imported = tmp_path / "imported"
    assert main(["import", str(squad), str(imported)]) == 0
    said = capsys.readouterr().out
    assert "Wrote 1 documents and 2 cases." in said
    assert f"python -m eval --docs {imported / 'docs'} --cases {imported / 'cases.jsonl'}" in said
    command = Command(imported / "docs", tmp_path)
    command.cases = imported / "cases.jsonl"
    assert command() == 0
    assert {outcome["id"]: outcome["scores"]["right"] for outcome in command.result["cases"]} == {"q 1": 1, "q2": 1}
    assert main(["export", str(command.out), str(tmp_path / "trec")]) == 0
    (source,) = command.result["cases"][0]["ranked_sources"]
    lines = [line.split() for line in (tmp_path / "trec" / "run.trec").read_text(encoding="utf-8").splitlines()]
    assert [line[:4] for line in lines] == [[id, "Q0", source, "1"] for id in ("q%201", "q2")]
    assert (tmp_path / "trec" / "qrels.trec").read_text(encoding="utf-8") == f"q%201 0 {source} 1\n"


def test_what_cannot_be_imported_or_exported_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    foreign = tmp_path / "foreign.json"
    foreign.write_text("{}", encoding="utf-8")
    assert main(["import", str(foreign), str(tmp_path / "out")]) == 1
    assert "foreign.json can't be imported" in capsys.readouterr().err
    assert main(["export", str(foreign), str(tmp_path / "out")]) == 1
    assert "foreign.json can't be read as a result" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


# ---- the own cases


@pytest.fixture(scope="module")
def own_bot(tmp_path_factory: pytest.TempPathFactory, seeds: Path, real_embedder: Embedder) -> Bot:
    return open_bot(tmp_path_factory.mktemp("own") / "index", seeds, real_embedder)


@pytest.fixture(scope="module")
def own_result(own_bot: Bot, seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Result:
    return measure(own_bot, read_cases(OWN_CASES, scan(seeds)), False, tmp_path_factory.mktemp("journal"))


@pytest.mark.slow
def test_own_cases_over_the_seeds_reach_their_floor(own_result: Result) -> None:
    """Near the figures in the README: other processors round otherwise."""
    summary = own_result["summary"]
    assert (summary["cases"], summary["errors"]) == (81, 0)
    assert summary["citation_validity"] == 1
    for name, floor in FLOOR.items():
        assert summary[name] >= floor, name
    assert all(not answer_of(outcome)["citations"] for outcome in own_result["cases"] if outcome["scores"]["refused"])


@pytest.mark.slow
def test_the_real_model_answers_alike_whatever_is_asked_with_it(
    own_bot: Bot, own_result: Result, real_embedder: Embedder
) -> None:
    """Backwards, a few at a time, and with nothing remembered from before: to the last digit."""
    cases = read_cases(OWN_CASES)[::-8]
    fresh = Bot.over(own_bot.snapshot, RememberingEmbedder(real_embedder))
    together = by_id(own_result["cases"])
    for start in range(0, len(cases), 3):
        for outcome in run(fresh, cases[start : start + 3]):
            assert as_read(outcome) == as_read(together[outcome["id"]])


# ---- the folder's own thresholds


def _many(command: Command) -> None:
    command.write(*(TREES | {"id": f"trees {number}"} for number in range(12)))


def test_own_cases_set_the_thresholds_of_the_index_that_is_named(
    command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    _many(command)
    assert command("--wrong-at-most", "60%", "--html", command.work / "out.html") == 0
    path = command.work / "index" / "thresholds.json"
    kept = json.loads(path.read_text(encoding="utf-8"))
    assert (kept["cases"], kept["root"]) == (12, str(command.docs.resolve()))
    assert kept["answered"] == command.result["own"]["answered"]
    printed = " ".join(capsys.readouterr().out.split())
    assert "Of the next 12 answers to questions like these, at most" in kept["says"]
    for said in (kept["says"], str(path.name), "python -m eval --reset"):
        assert said in printed
    assert kept["says"] in (command.work / "out.html").read_text(encoding="utf-8")
    first = command.result["run"]["thresholds"]
    assert command("--wrong-at-most", "60%") == 0, "now asked with them"
    assert command.result["run"]["thresholds"] == [kept["answered"], kept["unsure"]] != first
    assert command("--reset") == 0
    assert not path.exists()


def test_cases_that_no_threshold_suits_take_the_thresholds_away(
    command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    _many(command)
    assert command("--wrong-at-most", "60%") == 0
    command.write(*(TREES | {"id": f"trees {number}", "answers": [["9000"]]} for number in range(12)))
    assert command("--wrong-at-most", "60%") == 0
    assert "No threshold keeps wrong answers to 60%" in " ".join(capsys.readouterr().out.split())
    assert not (command.work / "index" / "thresholds.json").exists()


@pytest.mark.parametrize("options", [["--no-set"], ["--limit", "11"], []])
def test_nothing_is_set_by_too_few_cases_by_a_part_or_where_it_is_not_wanted(
    command: Command, capsys: pytest.CaptureFixture[str], options: list[str]
) -> None:
    _many(command)
    assert command(*options) == 0
    assert not (command.work / "index" / "thresholds.json").exists()
    assert ("too few cases" in capsys.readouterr().out) == (not options)


@pytest.mark.parametrize("share", ["8", "0", "0%", "100%", "nan", "some"])
def test_a_share_that_is_none_is_wrong_usage(command: Command, capsys: pytest.CaptureFixture[str], share: str) -> None:
    assert command("--wrong-at-most", share) == 1
    assert "as in 8%" in capsys.readouterr().err
