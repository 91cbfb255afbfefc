"""Measuring what a language model writes: the own check of what is shown as supported, figures of a record, runs."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.bot import Bot
from app.models.llm import LLM, ScriptedLLM
from eval.measuring.measure import Stopped
from eval.measuring.summary import OF_WRITING
from eval.measuring.written import as_measured, unfounded, writing_figures
from eval.reporting.html import report_page
from eval.reporting.terminal import in_words
from index.embedding.embedder import HashingEmbedder
from tests.eval.in_process import measure, run
from tests.eval.measuring.test_run import BOLTS, CASES, TOUR, TREES, VOLCANO, answer_of, by_id
from tests.in_process import open_bot

TRUE = "The orchard holds 420 apple trees. [1]"
FALSE = "The orchard holds 999 pear trees in Peru. [1]"
QUOTE = (
    "Secretary of State Antony J. Blinken hosted Mexican Foreign Secretary Alicia Bárcena on Sept. 3, 2024, with 1,000 "
    "guests, three aides and the Organization of American States."
)


@pytest.fixture
def bot(corpus: Path, tmp_path: Path) -> Bot:
    return open_bot(tmp_path / "index", corpus, HashingEmbedder())


# ---- the own check


@pytest.mark.parametrize(
    "statement",
    [
        "Blinken hosted Bárcena.",
        "Antony Blinken met the Mexican Secretary Barcena in September 2024.",
        "He hosted guests from Mexico, 1000 of them, with 3 aides.",
        "The OAS came with Three aides and 1,000 guests.",
        "Officials came: Aides and guests.",
        "A guest of Blinken’s came on 03 Sep.",
        "The Secretaries met.",
    ],
)
def test_what_the_quotes_hold_in_other_spellings_is_founded(statement: str) -> None:
    assert unfounded(statement, [QUOTE]) == []


@pytest.mark.parametrize(
    ("statement", "missing"),
    [
        ("Blinken hosted Ebrard.", ["Ebrard"]),
        ("Marcelo Ebrard hosted Bárcena.", ["Marcelo", "Ebrard"]),
        ("NATO hosted Bárcena.", ["NATO"]),
        ("Blinken hosted Bárcena on Sept. 4.", ["4"]),
        ("Blinken hosted Bárcena in October with four aides.", ["October", "four"]),
        ("The guests were 10,000.", ["10000"]),
        ("In Austria Blinken hosted her.", ["Austria"]),
        ("The price was 1.5.", ["1.5"]),
        ("The aides met in the U.S. in 2024.", ["US"]),
    ],
)
def test_what_no_quote_holds_is_named(statement: str, missing: list[str]) -> None:
    assert unfounded(statement, [QUOTE, "It was in Australia, at 15."]) == missing


def test_quotes_are_taken_together_and_their_own_words_are_founded() -> None:
    assert unfounded("Ann of Lima met Bo.", ["Ann is from Lima.", "She met Bo."]) == []
    assert unfounded(QUOTE, [QUOTE]) == []
    assert unfounded("It rained.", []) == unfounded("", []) == []
    assert unfounded("The U.S. agreed.", ["The United States agreed."]) == []
    assert unfounded("She met Ann in Washington, D.C., too.", ["Ann met her in Washington, DC."]) == []


# ---- figures of a record


def test_figures_of_a_record() -> None:
    citations = [{"number": 1, "quote": "Ann sold 3 boats."}, {"number": 2, "quote": "Bo bought one."}]
    statements = [
        {"text": "Ann sold 3 boats.", "supported": True, "citations": [1], "corrected": False},
        {"text": "Bo bought 4.", "supported": True, "citations": [2], "corrected": True},
        {"text": "Cy came.", "supported": False, "citations": [], "corrected": False},
    ]
    record: Any = {
        "status": "partial", "shape": "written", "answered_by": "small", "statements": statements,
        "citations": citations, "timings": {"first_token": 0.5},
        "written": None,
        "usage": {"tokens_in": 900, "tokens_out": 30, "unknown_numbers": 2},
    }  # fmt: skip
    assert writing_figures(record, False) == {
        "written": 1, "llm_failures": 0, "statements": 3, "support_rate": 2 / 3, "corrected_citations": 0.5,
        "unsupported_shown": 1, "unfounded": 1, "unknown_numbers": 2, "tokens_in": 900, "tokens_out": 30,
        "first_token": 0.5,
    }  # fmt: skip
    assert writing_figures(None, True) == {"written": 0, "llm_failures": 1}


@pytest.mark.parametrize(
    ("record", "failures"),
    [
        ({"status": "answered", "shape": "sentence"}, 1),
        ({"status": "partial", "shape": "bullets"}, 1),
        ({"status": "refused", "shape": "sentence"}, 0),
        ({"status": "answered", "shape": "summary"}, 0),
        ({"status": "answered", "shape": "smalltalk"}, 0),
        ({"status": "answered", "shape": "corpus"}, 0),
    ],
)
def test_quotes_in_place_of_an_answer_are_a_failure_of_the_model(record: Any, failures: int) -> None:
    assert (
        writing_figures(record | {"answered_by": "extract", "usage": {}, "written": None}, False)["llm_failures"]
        == failures
    )


# ---- runs


def test_the_model_writes_what_the_gate_lets_through_and_its_words_are_scored(bot: Bot) -> None:
    llm = ScriptedLLM(TRUE, FALSE)
    outcomes = by_id(run(bot, [TREES, VOLCANO, replace(TREES, id="again")], llm=llm))
    assert len(llm.asked) == 2, "what the gate refuses, no model is asked"
    true, refused, false = (outcomes[id] for id in ("trees", "volcano", "again"))
    measured = as_measured(answer_of(true))
    assert (measured["answered_by"], measured["shape"], answer_of(true)["answered_by"]) == (
        "scripted", "written", "extract",
    )  # fmt: skip
    assert true["scores"].items() >= {"right": 1, "support_rate": 1, "unfounded": 0, "citation_validity": 1}.items()
    assert {"search", "sentences", "first_token", "write", "check"} <= true["stages"].keys()
    assert (true["scores"]["tokens_in"] or 0) > 100 and (true["scores"]["tokens_out"] or 0) > 5
    assert refused["scores"].items() >= {"right": 1, "written": 0, "llm_failures": 0}.items()
    assert answer_of(false)["statements"] and answer_of(false)["status"] == "answered", "the quotes"
    assert as_measured(answer_of(false))["status"] == "refused", "what was written by itself"
    found = {"right": 0, "correctness": 0, "refused": 1, "support_rate": 0, "unsupported_shown": 1}
    assert false["scores"].items() >= found.items()
    assert true["ranked_sources"] == false["ranked_sources"] == run(bot, [TREES])[0]["ranked_sources"]
    assert true["gate"] == run(bot, [TREES])[0]["gate"]


def test_a_run_without_a_model_has_no_figures_of_one(bot: Bot, tmp_path: Path) -> None:
    result = measure(bot, CASES, False, tmp_path)
    assert not set(OF_WRITING) & result["summary"].keys()
    assert not set(OF_WRITING) & result["cases"][0]["scores"].keys()
    assert result["run"]["llm"] is None


def test_a_follow_up_is_ranked_as_the_model_rewrote_it(bot: Bot) -> None:
    said = [("user", "What does the orchard hold?"), ("assistant", "The orchard holds 420 apple trees.")]
    case = replace(TREES, question="How many of these trees?", history=said)
    rewritten = "How many apple trees does the orchard hold?"
    (outcome,) = run(bot, [case], llm=ScriptedLLM(rewritten, TRUE))
    assert answer_of(outcome)["standalone"] == rewritten
    assert outcome["gate"] == run(bot, [TREES])[0]["gate"]
    assert "rewrite" in outcome["stages"]


def test_failures_are_counted_whether_something_was_written_or_not(bot: Bot, tmp_path: Path) -> None:
    llm = ScriptedLLM(TRUE, "The minister toured the harbor" + ScriptedLLM.BREAK)  # nothing is left for the third
    result = measure(bot, CASES, False, tmp_path, llm=llm)
    summary, outcomes = result["summary"], by_id(result["cases"])
    assert (summary["errors"], summary["llm_failures"], summary["written"]) == (0, 2, 0.5)
    assert "cut off" in as_measured(answer_of(outcomes["tour"]))["notice"]
    assert (answer_of(outcomes["bolts"])["answered_by"], outcomes["bolts"]["scores"]["right"]) == ("extract", 1)
    assert "The language model failed at 2 questions; their answers say how." in in_words(result)
    (outcome,) = run(bot, [TREES], llm=ScriptedLLM(TRUE, context=800))
    assert outcome["scores"]["llm_failures"] == 1, "a context without room for a passage"


def test_the_page_shows_the_section_the_model_and_whole_numbers(bot: Bot, tmp_path: Path) -> None:
    result = json.loads(json.dumps(measure(bot, CASES, False, tmp_path, llm=ScriptedLLM(TRUE, FALSE, TRUE))))
    page = report_page(result)
    assert "Language model" in page
    assert "language model scripted with a context of 4096 tokens" in page
    assert '<td>statements</td><td class="number">3</td>' in page
    assert result["summary"]["statements"] == 3
    assert "Of 3 statements that the language model wrote, the documents state " in page


class Stopping(ScriptedLLM):
    """Ctrl-C comes at its second reply."""

    def stream(self, messages: Any) -> Any:
        if len(self.asked) == 1:
            raise KeyboardInterrupt
        return super().stream(messages)


def named(name: str, context: int = 4096) -> LLM:
    llm = ScriptedLLM(TRUE, TRUE, TRUE, context=context)
    llm.name = name
    return llm


def test_a_run_that_was_stopped_goes_on_with_the_same_model_alone(bot: Bot, tmp_path: Path) -> None:
    cases = [TREES, TOUR, BOLTS]

    def stopped() -> None:
        with pytest.raises(Stopped, match="1 of 3"):
            measure(bot, cases, False, tmp_path, llm=Stopping(TRUE))

    others: list[LLM | None] = [None, named("other"), named("scripted", 5000)]
    stopped()
    runs = [measure(bot, cases, False, tmp_path, llm=llm)["run"] for llm in others]
    assert [own["llm"] for own in runs] == [
        None, {"name": "other", "context": 4096}, {"name": "scripted", "context": 5000},
    ]  # fmt: skip
    same = ScriptedLLM(TRUE, TRUE, TRUE)
    measure(bot, cases, False, tmp_path, llm=same)
    assert len(same.asked) == 2, "the first was asked before"
