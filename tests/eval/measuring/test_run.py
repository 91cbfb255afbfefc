"""Asking the cases: outcomes, hidden files, verdicts, and runs that are cut off, with the fake embedder."""

import json
import shutil
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.answering.answerer import Search
from app.answering.gate import Gate
from app.answering.ranking import SentenceRanker
from app.asking.spelling import Speller
from app.bot import Bot
from app.reader.reader import WordReader
from app.records import AnswerRecord
from eval.case import Case
from eval.measuring.measure import Stopped, code_hash
from eval.measuring.result import Outcome, Scores
from eval.measuring.run import Journal, Quotes, leave_evidence_out, score
from index import ROOT
from index.embedding.embedder import HashingEmbedder, Vectors
from index.embedding.remembering import RememberingEmbedder
from index.errors import reported
from index.reading.parser import InProcessParser
from index.records import Hit
from index.search import Searcher
from index.storing.snapshot import Snapshot
from tests.eval.in_process import measure, run
from tests.in_process import open_bot

_TIMES = {"seconds", "stages", "timings", "seconds_p50", "seconds_p95", "latency"}

TREES = Case(
    id="trees",
    question="How many apple trees does the orchard hold?",
    answers=[["420"]],
    sources=["orchard.md"],
    evidence=["The orchard holds 420 apple trees."],
)
TOUR = Case(id="tour", question="Who toured the harbor on Tuesday?", answers=[["minister"]], sources=["harbor.txt"])
BOLTS = Case(
    id="bolts", question="How many bolts did the engineers replace?", answers=[["forty"]], sources=["notes/bridge.txt"]
)
VOLCANO = Case(id="volcano", question="Which volcano erupted in Iceland?", answerable=False)
CASES = [TREES, VOLCANO, TOUR, BOLTS]


def untimed(value: Any) -> Any:
    """A result, or a part of one, without what differs from run to run: times."""
    if isinstance(value, dict):
        return {name: untimed(item) for name, item in value.items() if name not in _TIMES}
    return [untimed(item) for item in value] if isinstance(value, list) else value


def as_read(result: Any) -> Any:
    """What a reader of the JSON file sees, but for times."""
    return untimed(json.loads(json.dumps(result)))


def by_id(outcomes: Sequence[Outcome]) -> dict[str, Outcome]:
    return {outcome["id"]: outcome for outcome in outcomes}


def answer_of(outcome: Outcome) -> AnswerRecord:
    assert outcome["answer"]
    return outcome["answer"]


@pytest.fixture
def bot(corpus: Path, tmp_path: Path, embedder: HashingEmbedder) -> Bot:
    return open_bot(tmp_path / "index", corpus, embedder, reader=WordReader())


class Listening:
    """A search that keeps what it is asked, and raises what it is told to at a question, the first time."""

    def __init__(self, search: Search, failures: dict[str, BaseException]) -> None:
        self._search = search
        self._failures = dict(failures)
        self.asked: list[str] = []

    def __call__(self, forms: Mapping[str, float]) -> list[Hit]:
        question = list(forms)[-1]
        self.asked.append(question)
        if failure := self._failures.pop(question, None):
            raise failure
        return self._search(forms)


def listening(bot: Bot, failures: dict[str, BaseException] | None = None) -> tuple[Bot, Listening]:
    """The bot with a search that listens. Without files that are hidden it is the default bot again."""
    snapshot = bot.snapshot
    search = Listening(Searcher(snapshot, bot.embedder), failures or {})
    speller = Speller(lambda: snapshot.lexical.words, lambda word: True)
    ranker = SentenceRanker(bot.reader, snapshot.lexical.rarity)
    answerer = replace(bot.answerer, searcher=search, speller=speller, ranker=ranker, gate=Gate.load())
    return replace(bot, answerer=answerer), search


class Choking(HashingEmbedder):
    """Fails on a query that names the cranes."""

    def queries(self, texts: Sequence[str]) -> Vectors:
        if any("cranes?" in text for text in texts):
            raise RuntimeError("out of memory")
        return super().queries(texts)


@dataclass(frozen=True, slots=True)
class Hiding(Bot):
    """A bot that keeps which files are hidden from it, and is stopped by Ctrl-C at some, the first time."""

    stops_at: list[str] = field(default_factory=list)
    hidden: list[list[str]] = field(default_factory=list)

    def without(self, sources: Collection[str]) -> Bot:
        self.hidden.append(list(sources))
        if self.stops_at and set(self.stops_at) <= set(sources):
            self.stops_at.clear()
            raise KeyboardInterrupt
        return Bot.without(self, sources)


# ---- outcomes


def test_outcomes_come_in_the_order_of_the_cases_whatever_they_hide(bot: Bot) -> None:
    cases = [replace(BOLTS, hidden=["orchard.md"]), TREES, replace(TOUR, hidden=["notes/bridge.txt"]), VOLCANO]
    assert [outcome["id"] for outcome in run(bot, cases)] == ["bolts", "trees", "tour", "volcano"]
    assert [outcome["case"] for outcome in run(bot, cases)] == [case.to_json() for case in cases]


def test_more_cases_than_are_embedded_together_are_all_asked_in_order_and_counted(bot: Bot) -> None:
    cases = [replace(CASES[number % 4], id=f"case {number}") for number in range(150)]
    seen: list[tuple[int, int]] = []
    outcomes = run(bot, cases, progress=lambda done, total: seen.append((done, total)))
    assert [outcome["id"] for outcome in outcomes] == [case.id for case in cases]
    assert {outcome["scores"]["right"] for outcome in outcomes} == {1.0}
    assert seen == sorted(seen)
    assert (seen[0], seen[-1]) == ((0, 150), (150, 150))
    assert {total for _, total in seen} == {150}


def test_an_outcome_says_what_was_answered_found_and_weighed(bot: Bot) -> None:
    (outcome,) = run(bot, [TREES])
    answer = answer_of(outcome)
    assert answer["question"] == TREES.question
    assert answer["citations"][0]["quote"] == "The orchard holds 420 apple trees."
    assert outcome["ranked_sources"][0] == "orchard.md"
    assert sorted(outcome["ranked_sources"]) == ["harbor.txt", "notes/bridge.txt", "orchard.md"], "each file once"
    (part,) = outcome["gate"]
    assert part["question"] == TREES.question
    assert part["confidence"] == answer["confidence"] == outcome["scores"]["confidence"]
    assert part["features"].keys() == bot.answerer.evidence(TREES.question)[0].features.keys()
    assert set(outcome["stages"]) == {"embed", "search", "sentences"}
    assert outcome["seconds"] >= 0


def test_what_the_gate_saw_is_kept_for_each_part_of_a_question(bot: Bot) -> None:
    case = replace(TREES, question="How many apple trees does the orchard hold, and who toured the harbor on Tuesday?")
    (outcome,) = run(bot, [case])
    asked = [part["question"] for part in outcome["gate"]]
    assert asked == ["How many apple trees does the orchard hold", "who toured the harbor on Tuesday?"]


def test_the_history_of_a_case_is_asked_with_it(bot: Bot) -> None:
    history = [("user", "What does the orchard hold?"), ("assistant", "The orchard holds 420 apple trees.")]
    follow_up = replace(TREES, question="And how many of them did frost kill?", answers=[["nine"]], history=history)
    (outcome,) = run(bot, [follow_up])
    assert answer_of(outcome)["standalone"] == "What does the orchard hold? And how many of them did frost kill?"


def test_a_case_that_fails_is_wrong_and_shown_with_its_error_and_the_others_go_on(bot: Bot, tmp_path: Path) -> None:
    failing, _ = listening(
        bot, {TREES.question: RuntimeError("no memory"), VOLCANO.question: ZeroDivisionError("by zero")}
    )
    result = measure(failing, CASES, False, tmp_path)
    outcomes = by_id(result["cases"])
    assert list(outcomes) == ["trees", "volcano", "tour", "bolts"]
    assert outcomes["trees"]["error"] == "RuntimeError: no memory"
    assert outcomes["volcano"]["error"] == "ZeroDivisionError: by zero"
    for id in ("trees", "volcano"):
        assert (outcomes[id]["answer"], outcomes[id]["ranked_sources"], outcomes[id]["gate"]) == (None, [], [])
        assert outcomes[id]["scores"]["right"] == outcomes[id]["scores"]["refused"] == 0
        assert outcomes[id]["scores"]["confidence"] is outcomes[id]["scores"]["citation_validity"] is None
    assert outcomes["trees"]["scores"]["hit@1"] == outcomes["trees"]["scores"]["correctness"] == 0
    assert [outcomes[id]["scores"]["right"] for id in ("tour", "bolts")] == [1, 1]
    assert not [id for id in ("tour", "bolts") if "error" in outcomes[id]]
    assert (result["summary"]["errors"], result["summary"]["right"]) == (2, 0.5)


def test_a_question_that_cannot_be_embedded_or_asked_fails_alone(corpus: Path, tmp_path: Path) -> None:
    bot = open_bot(tmp_path / "index", corpus, Choking(), reader=WordReader())
    outcomes = by_id(
        run(bot, [TREES, replace(TOUR, question="Who saw the cranes?"), replace(VOLCANO, question=""), BOLTS])
    )
    assert outcomes["tour"]["error"] == "RuntimeError: out of memory"
    assert outcomes["volcano"]["error"].startswith("QuestionError: The question ")
    assert [outcomes[id]["scores"]["right"] for id in ("trees", "tour", "volcano", "bolts")] == [1, 0, 0, 1]


def test_a_file_that_is_gone_by_then_makes_its_quotes_invalid_and_the_others_go_on(bot: Bot, corpus: Path) -> None:
    (corpus / "orchard.md").unlink()
    outcomes = by_id(run(bot, CASES))
    assert outcomes["trees"]["scores"]["citation_validity"] in (0, None)
    assert [outcomes[id]["scores"]["citation_validity"] for id in ("tour", "bolts")] == [1, 1]


# ---- verdicts


def _answer(*quotes: tuple[str, int, int, str]) -> Any:
    """As much of a record as is scored."""
    citations = [
        {"number": number, "source": source, "start": start, "end": end, "quote": quote}
        for number, (source, start, end, quote) in enumerate(quotes, start=1)
    ]
    statements = [{"text": own["quote"], "citations": [own["number"]], "supported": True} for own in citations]
    return {
        "status": "answered", "confidence": 0.9, "statements": statements, "citations": citations, "shape": "sentence",
        "written": None,
    }  # fmt: skip


def _score(case: Case, answer: AnswerRecord | None, relevant: Sequence[str], corpus: Path) -> Scores:
    return score(case, answer, relevant, Quotes(corpus, InProcessParser()), WordReader())


_REFUSAL: Any = {
    "status": "refused", "confidence": 0.1, "statements": [], "citations": [], "shape": "sentence", "written": None,
}  # fmt: skip
_TRUE_QUOTE = "The minister toured the harbor on Tuesday."


def _at(corpus: Path, source: str, quote: str) -> tuple[str, int, int, str]:
    start = (corpus / source).read_text(encoding="utf-8").index(quote)
    return source, start, start + len(quote), quote


def test_a_quote_is_valid_only_if_the_file_holds_it_at_its_offsets(corpus: Path) -> None:
    true = source, start, end, quote = _at(corpus, "harbor.txt", _TRUE_QUOTE)
    forged = (source, start, end, quote.replace("Tuesday", "Monday."))
    moved = (source, start + 1, end + 1, quote)
    misattributed = ("orchard.md", start, end, quote)
    nothing = (source, start, start, "")
    beyond = (source, 10_000, 10_000 + len(quote), quote)
    for false in (forged, moved, misattributed, nothing, beyond):
        assert _score(TOUR, _answer(false), ["harbor.txt"], corpus)["citation_validity"] == 0, false
        assert _score(TOUR, _answer(true, false), ["harbor.txt"], corpus)["citation_validity"] == 0.5, false
    assert _score(TOUR, _answer(true, true), ["harbor.txt"], corpus)["citation_validity"] == 1
    assert _score(TOUR, _REFUSAL, ["harbor.txt"], corpus)["citation_validity"] is None


def test_a_file_that_was_changed_is_read_again(corpus: Path) -> None:
    path = corpus / "harbor.txt"
    path.write_text("Four cranes stood there.", encoding="utf-8")
    before = _score(TOUR, _answer(_at(corpus, "harbor.txt", "Four cranes")), ["harbor.txt"], corpus)
    path.write_text("There stood nine cranes.", encoding="utf-8")
    after = _score(TOUR, _answer(_at(corpus, "harbor.txt", "nine cranes")), ["harbor.txt"], corpus)
    assert (before["citation_validity"], after["citation_validity"]) == (1, 1)


def test_the_verdict_on_each_kind_of_case(corpus: Path) -> None:
    answered = _answer(_at(corpus, "harbor.txt", _TRUE_QUOTE))
    wrong = replace(TOUR, answers=[["mayor"]])
    unsaid = replace(TOUR, answers=[])

    def right(case: Case, answer: AnswerRecord | None) -> float | None:
        return _score(case, answer, case.sources, corpus)["right"]

    assert [right(case, answered) for case in (TOUR, wrong, VOLCANO)] == [1, 0, 0]
    assert [right(case, _REFUSAL) for case in (TOUR, wrong, VOLCANO)] == [0, 0, 1]
    assert [right(case, None) for case in (TOUR, wrong, unsaid, VOLCANO)] == [0, 0, 0, 0]
    assert right(unsaid, answered) == 1, "without an expected answer, a citation of a right file decides"
    assert right(replace(unsaid, sources=["orchard.md"]), answered) == right(unsaid, _REFUSAL) == 0


def test_what_was_written_and_not_found_is_no_answer(corpus: Path) -> None:
    answered = _answer(_at(corpus, "harbor.txt", _TRUE_QUOTE)) | {"shape": "written", "status": "partial"}
    mayor = replace(TOUR, answers=[["mayor"]])
    answered["statements"].append({"text": "So did the mayor.", "citations": [], "supported": False})
    scores = [_score(case, answered, case.sources, corpus) for case in (TOUR, mayor)]
    assert [own["correctness"] for own in scores] == [1, 0]
    assert [own["support_recall"] for own in scores] == [0.5, 0.5]
    refused = _REFUSAL | {"shape": "written", "statements": answered["statements"][1:]}
    own = _score(mayor, refused, mayor.sources, corpus)
    assert (own["correctness"], own["token_f1"], own["refused"], own["right"]) == (0, 0, 1, 0)
    assert _score(VOLCANO, refused, [], corpus)["right"] == 1


def test_what_a_case_does_not_ask_for_has_no_score(corpus: Path) -> None:
    answered = _answer(_at(corpus, "harbor.txt", _TRUE_QUOTE))
    without_answers = _score(replace(TOUR, answers=[]), answered, ["harbor.txt"], corpus)
    assert without_answers["correctness"] is without_answers["token_f1"] is without_answers["sentence_f1"] is None
    assert without_answers["file_precision"] == without_answers["file_recall"] == 1
    unanswerable = _score(VOLCANO, answered, [], corpus)
    assert unanswerable.keys() & {"correctness", "token_f1", "file_precision", "file_recall", "sentence_f1"} == set()
    assert (unanswerable["citation_validity"], unanswerable["support_recall"]) == (1, 1)


def test_a_right_file_that_is_a_copy_counts_under_the_name_it_was_indexed_under(
    corpus: Path, tmp_path: Path, embedder: HashingEmbedder
) -> None:
    shutil.copy(corpus / "orchard.md", corpus / "zz copy.md")
    bot = open_bot(tmp_path / "index", corpus, embedder, reader=WordReader())
    assert "zz copy.md" not in {document.source for document in bot.snapshot.documents}
    by_copy, by_both, by_other = (
        run(bot, [replace(TREES, sources=sources)])[0]["scores"]
        for sources in (["zz copy.md"], ["zz copy.md", "orchard.md"], ["harbor.txt"])
    )
    for scores in (by_copy, by_both):
        assert scores["hit@1"] == scores["all_evidence@4"] == scores["file_recall"] == scores["file_precision"] == 1
    assert by_other["hit@1"] == by_other["file_recall"] == by_other["file_precision"] == 0


# ---- hidden files


def test_hidden_files_are_neither_found_nor_cited(bot: Bot) -> None:
    cases = [replace(case, id=f"{case.id} {source}", hidden=[source]) for case in CASES for source in _sources(bot)]
    for case, outcome in zip(cases, run(bot, cases), strict=True):
        assert sorted([*outcome["ranked_sources"], *case.hidden]) == _sources(bot)
        named = {entry["source"] for entry in [*answer_of(outcome)["citations"], *answer_of(outcome)["hits"]]}
        assert not named & set(case.hidden)
        assert outcome["scores"]["right"] == (case.sources != case.hidden)


def test_a_case_that_hides_files_is_answered_as_from_a_folder_without_them(
    bot: Bot, corpus: Path, tmp_path: Path, embedder: HashingEmbedder
) -> None:
    hiding = [replace(case, hidden=["harbor.txt"]) for case in CASES]
    (corpus / "harbor.txt").rename(tmp_path / "elsewhere.txt")
    smaller = open_bot(tmp_path / "smaller", corpus, embedder, reader=WordReader())
    (tmp_path / "elsewhere.txt").rename(corpus / "harbor.txt")
    for hidden, missing in zip(run(bot, hiding), run(smaller, CASES), strict=True):
        assert untimed(hidden) == untimed(missing) | {"case": hidden["case"]}


def test_with_every_file_hidden_all_is_refused(bot: Bot) -> None:
    for outcome in run(bot, [replace(case, hidden=_sources(bot)) for case in CASES]):
        assert (answer_of(outcome)["status"], outcome["ranked_sources"]) == ("refused", [])
        assert "error" not in outcome


def _sources(bot: Bot) -> list[str]:
    return sorted(document.source for document in bot.snapshot.documents)


def test_leaving_evidence_out_makes_answerable_cases_unanswerable() -> None:
    two = replace(TOUR, sources=["harbor.txt", "orchard.md"], hidden=["notes/bridge.txt"])
    assert [case.id for case in leave_evidence_out([TREES, VOLCANO, two])] == ["trees", "tour"]
    (case,) = leave_evidence_out([two])
    assert sorted(case.hidden) == ["harbor.txt", "notes/bridge.txt", "orchard.md"]
    assert not case.answerable
    assert not (case.answers or case.sources or case.evidence)
    assert (case.question, case.history, case.type) == (two.question, two.history, two.type)
    assert two.answerable, "the case itself stays as it is"
    assert leave_evidence_out([VOLCANO]) == []


def test_with_its_evidence_left_out_a_case_must_be_refused(bot: Bot, tmp_path: Path) -> None:
    """The question on bolts is answered from a second file that the case does not name."""
    (bot.snapshot.root / "other.txt").write_text("The engineers replace bolts: ten bolts.", encoding="utf-8")
    twice = open_bot(tmp_path / "index", bot.snapshot.root, HashingEmbedder(), reader=WordReader())
    result = measure(twice, CASES, True, tmp_path)
    left_out = by_id(result["left_out"])
    assert list(left_out) == ["trees", "tour", "bolts"]
    for case in (TREES, TOUR, BOLTS):
        assert not set(case.sources) & set(left_out[case.id]["ranked_sources"])
    assert {id: outcome["scores"]["right"] for id, outcome in left_out.items()} == {"trees": 1, "tour": 1, "bolts": 0}
    assert result["summary"]["left_out_refused"] == pytest.approx(2 / 3, abs=1e-4)
    assert [outcome["case"]["answerable"] for outcome in result["cases"]] == [True, False, True, True]


def test_a_result_has_the_other_round_only_if_it_was_asked_for(bot: Bot, tmp_path: Path) -> None:
    result = measure(bot, [VOLCANO], True, tmp_path)
    assert result["left_out"] == []
    assert "left_out" not in measure(bot, [VOLCANO], False, tmp_path)


# ---- the same again


def test_two_runs_are_the_same_but_for_times(corpus: Path, tmp_path: Path) -> None:
    results = [
        measure(open_bot(tmp_path / name, corpus, HashingEmbedder(), reader=WordReader()), CASES, True, tmp_path)
        for name in ("a", "b")
    ]
    assert as_read(results[0]) == as_read(results[1])
    assert len(results[0]["cases"]) + len(results[0]["left_out"]) == 7


def test_no_outcome_depends_on_the_cases_asked_with_it(bot: Bot, corpus: Path, tmp_path: Path) -> None:
    together = by_id(run(bot, CASES))
    for case in reversed(CASES):
        assert untimed(run(bot, [case])[0]) == untimed(together[case.id])


# ---- runs that are cut off


def _unfinished(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if "unfinished" in path.name)


def test_a_run_that_is_stopped_says_how_far_it_came_and_exits_like_any_command_that_ctrl_c_ended(
    bot: Bot, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = [TREES, VOLCANO, replace(TOUR, hidden=["orchard.md"])]
    hiding = Hiding(bot.snapshot, bot.embedder, bot.reader, bot.answerer, stops_at=["orchard.md"])
    assert reported(lambda: len(measure(hiding, cases, False, tmp_path))) == 130
    assert "Stopped with 2 of 3 questions asked. The same command goes on." in capsys.readouterr().err
    assert len(_unfinished(tmp_path)) == 1


def test_ctrl_c_between_two_answers_loses_neither(bot: Bot, tmp_path: Path) -> None:
    plain = as_read(measure(bot, CASES, False, tmp_path))
    stopping, search = listening(bot, {TOUR.question: KeyboardInterrupt()})
    with pytest.raises(Stopped, match="2 of 4 questions"):
        measure(stopping, CASES, False, tmp_path)
    assert search.asked == [TREES.question, VOLCANO.question, TOUR.question]
    assert as_read(measure(stopping, CASES, False, tmp_path)) == plain
    assert search.asked[3:] == [TOUR.question, BOLTS.question], "what was answered is not asked again"
    assert _unfinished(tmp_path) == []


def test_ctrl_c_while_files_are_hidden_loses_nothing_of_before(bot: Bot, tmp_path: Path) -> None:
    """Compared as values, not as JSON: what was kept on disk is of no other type than what was not."""
    plain = untimed(measure(bot, CASES, True, tmp_path))
    heard, search = listening(bot)
    stopping = Hiding(bot.snapshot, bot.embedder, bot.reader, heard.answerer, stops_at=["notes/bridge.txt"])
    with pytest.raises(Stopped, match="5 of 7 questions"):
        measure(stopping, CASES, True, tmp_path)
    assert stopping.hidden == [["harbor.txt"], ["notes/bridge.txt"]]
    assert untimed(measure(stopping, CASES, True, tmp_path)) == plain
    assert stopping.hidden[2:] == [["notes/bridge.txt"], ["orchard.md"]]
    assert sorted(search.asked) == sorted(case.question for case in CASES)
    assert _unfinished(tmp_path) == []


def test_a_finished_run_leaves_no_journal_and_the_next_one_asks_anew(bot: Bot, tmp_path: Path) -> None:
    heard, search = listening(bot)
    for _ in range(2):
        measure(heard, CASES, False, tmp_path)
        assert _unfinished(tmp_path) == []
    assert search.asked == 2 * [case.question for case in CASES]


INTERRUPTED = [TREES, VOLCANO, replace(BOLTS, hidden=["harbor.txt"])]


def _interrupt(bot: Bot, folder: Path) -> None:
    """Leaves a run of which all but the last case has been asked."""
    hiding = Hiding(bot.snapshot, bot.embedder, bot.reader, bot.answerer, stops_at=["harbor.txt"])
    with pytest.raises(Stopped, match="2 of 3"):
        measure(hiding, INTERRUPTED, False, folder)


def test_the_same_cases_go_on(bot: Bot, tmp_path: Path) -> None:
    """What the next test would not notice: that a journal is ever taken up."""
    _interrupt(bot, tmp_path)
    heard, search = listening(bot)
    measure(heard, INTERRUPTED, False, tmp_path)
    assert search.asked == []


@pytest.mark.parametrize(
    "changed", ["question", "answers", "hidden", "one more", "order", "document", "file name", "embedder"]
)
def test_a_run_of_something_else_starts_anew(bot: Bot, corpus: Path, tmp_path: Path, changed: str) -> None:
    _interrupt(bot, tmp_path)
    others = INTERRUPTED[1:]
    cases = {
        "question": [replace(TREES, question="How many trees?"), *others],
        "answers": [replace(TREES, answers=[["421"]]), *others],
        "hidden": [replace(TREES, hidden=["notes/bridge.txt"]), *others],
        "one more": [*INTERRUPTED, replace(TREES, id="another")],
        "order": INTERRUPTED[::-1],
    }.get(changed, INTERRUPTED)
    orchard = corpus / "orchard.md"
    if changed == "document":
        orchard.write_text(orchard.read_text(encoding="utf-8").replace("420", "421"), encoding="utf-8")
    elif changed == "file name":
        orchard.rename(corpus / "orchids.md")  # the last of the files, as before
    embedder = HashingEmbedder(dimension=128 if changed == "embedder" else 64)
    heard, search = listening(open_bot(tmp_path / "other", corpus, embedder, reader=WordReader()))
    result = measure(heard, cases, False, tmp_path)
    assert sorted(search.asked) == sorted(case.question for case in cases if not case.hidden)
    assert [outcome["case"] for outcome in result["cases"]] == [case.to_json() for case in cases]


def test_a_change_to_the_code_makes_it_another_run(bot: Bot, tmp_path: Path) -> None:
    root, copy = ROOT, tmp_path / "copy"
    for name in ("index", "app", "eval"):
        shutil.copytree(root / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    hashes = [code_hash(copy)]
    assert hashes == [measure(bot, [VOLCANO], False, tmp_path)["run"]["code"]]
    (copy / "index" / "room" / "words").mkdir(parents=True)
    for file in (
        "app/answering/calibration.json",
        "index/search.py",
        "eval/measuring/run.py",
        "index/room/__init__.py",
        "index/room/words/en.toml",
    ):
        with (copy / file).open("a", encoding="utf-8") as end:
            end.write("\n")
        hashes.append(code_hash(copy))
    assert len(set(hashes)) == 6


# ---- the journal


def _outcome(id: str) -> Any:
    return {"id": id, "answer": {"text": f"Núñez’s “日本” 🙂 {id}"}, "scores": {"right": 1.0}}


def test_without_a_path_a_journal_keeps_outcomes_in_memory() -> None:
    journal = Journal()
    journal.add(_outcome("one"))
    assert list(journal.outcomes) == ["one"]


def test_a_line_that_was_cut_off_anywhere_is_asked_again_and_harms_no_other(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    Journal(path).add(_outcome("one"))
    whole = path.stat().st_size
    Journal(path).add(_outcome("two"))
    data = path.read_bytes()
    for cut in range(whole, len(data)):
        path.write_bytes(data[:cut])
        torn = Journal(path)
        assert list(torn.outcomes) == ["one"], cut
        torn.add(_outcome("two"))
        torn.add(_outcome("three"))
        assert Journal(path).outcomes == {id: _outcome(id) for id in ("one", "two", "three")}, cut


def test_zeros_at_the_end_of_a_journal_as_a_power_cut_leaves_them_harm_nothing_that_follows(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    Journal(path).add(_outcome("one"))
    Journal(path).add(_outcome("two"))
    with path.open("ab") as file:
        file.write(b"\0" * 4096)
    torn = Journal(path)
    assert "one" in torn.outcomes
    torn.add(_outcome("two"))
    torn.add(_outcome("three"))
    assert Journal(path).outcomes == {id: _outcome(id) for id in ("one", "two", "three")}


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=5), max_size=3), max_size=4))
@example([["one\u2028\r\n", "two"], ["three"]])
def test_any_outcomes_are_kept_in_order(tmp_path_factory: pytest.TempPathFactory, batches: list[list[str]]) -> None:
    path = tmp_path_factory.mktemp("journals") / "journal"
    for batch in batches:
        journal = Journal(path)
        for id in batch:
            journal.add(_outcome(id))
    ids = dict.fromkeys(id for batch in batches for id in batch)
    assert list(Journal(path).outcomes.items()) == [(id, _outcome(id)) for id in ids]


def test_the_identity_of_a_run_names_what_it_depends_on(bot: Bot, tmp_path: Path) -> None:
    identity = measure(bot, CASES, False, tmp_path)["run"]
    assert identity["embedder"] == "hashing:64"
    assert identity["documents"] == 3
    assert identity["thresholds"] == [Gate.load().answered, Gate.load().unsure]


def test_a_remembering_bot_embeds_each_question_once_for_both_rounds(corpus: Path, tmp_path: Path) -> None:
    embedder = HashingEmbedder()
    opened = open_bot(tmp_path / "index", corpus, embedder, reader=WordReader())
    embedder.asked.clear()
    measure(Bot.over(opened.snapshot, RememberingEmbedder(embedder), WordReader()), CASES, True, tmp_path)
    assert sorted(embedder.asked) == sorted(set(embedder.asked))
    assert {case.question for case in CASES} <= set(embedder.asked)


def test_a_snapshot_is_not_altered_by_hiding_files_from_it(bot: Bot) -> None:
    before = _contents(bot.snapshot)
    run(bot, [replace(case, hidden=["harbor.txt"]) for case in CASES])
    assert _contents(bot.snapshot) == before


def _contents(snapshot: Snapshot) -> tuple[Any, ...]:
    return (list(snapshot.files), list(snapshot.documents), list(snapshot.chunks), snapshot.store.vectors().tolist())
