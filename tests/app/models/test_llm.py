"""The adapter for OpenAI-compatible servers against a real server on loopback, and drafting with a language model."""

from pathlib import Path

import pytest

from app.errors import QuestionError
from app.models.choosing import Models, open_llms
from app.models.llm import QUOTES, RESERVED, LLMError, ScriptedLLM
from app.models.openai_server import OpenAIServer
from app.settings import ChatSettings
from eval.making.drafts import draft_cases
from eval.making.questions import by_llm
from index.errors import CiteseedError
from index.reading.parser import InProcessParser
from tests.eval.in_process import main
from tests.faulty_llm import faulty, writes

SENTENCE = "Ann Lee repaired nine boats in the harbor of Lima."


def test_pieces_arrive_in_order_and_the_request_is_as_asked() -> None:
    with faulty(writes("Nine ", "boats", ".")) as server:
        llm = OpenAIServer(server.url, "small", "secret")
        pieces = list(filter(None, llm.stream([("system", "Be brief."), ("user", "How many?")])))
    assert pieces == ["Nine ", "boats", "."]
    (request,) = server.requests
    assert request.startswith("POST /v1/chat/completions ")
    assert "authorization: bearer secret\r\n" in request.lower()
    assert server.bodies == [
        {
            "model": "small",
            "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "How many?"}],
            "stream": True,
            "temperature": 0,
            "max_tokens": 4000,
        }
    ]


def test_settings_choose_the_models_and_hide_their_key(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("", "_URL", "_MODEL", "_API_KEY", "_CONTEXT"):
        monkeypatch.delenv(f"CITESEED_LLM{name}", raising=False)
    assert open_llms(ChatSettings()) == []
    for name, value in (("URL", "http://127.0.0.1:9/v1"), ("MODEL", "small, large"), ("API_KEY", "secret")):
        monkeypatch.setenv(f"CITESEED_LLM_{name}", value)
    monkeypatch.setenv("CITESEED_LLM_CONTEXT", "8192")
    small, large = open_llms(ChatSettings())
    assert [small.name, large.name, small.context] == ["small", "large", 8192]
    assert "secret" not in f"{ChatSettings()}{small!r}"


@pytest.mark.parametrize("size", ["999", "1999", "-5000", "8k", "10000001", "5000.5"])
def test_a_context_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch, size: str) -> None:
    monkeypatch.setenv("CITESEED_LLM_CONTEXT", size)
    with pytest.raises(CiteseedError, match=r"is no size of a context\. Give tokens, from 2000 on"):
        ChatSettings()


def test_the_drafts_of_a_case_set_are_asked_of_the_first_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "harbor.txt").write_text(SENTENCE, encoding="utf-8")
    with faulty(writes('{"question": "Who repaired nine boats in Lima?", "answer": "Ann Lee"}')) as server:
        monkeypatch.setenv("CITESEED_LLM_URL", server.url)
        monkeypatch.setenv("CITESEED_LLM_MODEL", "small,large")
        assert main(["init", str(tmp_path / "docs"), "--out", str(tmp_path / "cases.jsonl")]) == 0
    assert {body["model"] for body in server.bodies} == {"small"}
    said = " ".join(capsys.readouterr().out.split())
    assert f"small at {server.url} is sent single sentences and writes the questions." in said
    assert "Who repaired nine boats in Lima?" in (tmp_path / "cases.jsonl").read_text(encoding="utf-8")


def test_the_model_asked_is_the_one_chosen_and_quotes_are_always_among_them() -> None:
    first = ScriptedLLM()
    models = Models([first])
    assert (models.names, models(), models("scripted"), models(QUOTES)) == (["scripted", QUOTES], first, first, None)
    assert (Models().names, Models()()) == ([QUOTES], None)
    with pytest.raises(QuestionError, match=r"no model 'gone' here\. Choose one of: scripted, quotes"):
        models("gone")


def named(name: str) -> ScriptedLLM:
    llm = ScriptedLLM()
    llm.name = name
    return llm


def test_models_of_one_name_stay_apart() -> None:
    llms = [named("small"), named("small"), named("small (2)")]
    models = Models(llms)
    assert models.names == ["small", "small (2)", "small (2) (2)", QUOTES]
    assert [models(name) for name in models.names] == [*llms, None]
    assert [llm.name for llm in llms] == models.names[:-1], "an answer says which of them wrote it"


@pytest.mark.parametrize("name", RESERVED)
def test_no_model_goes_by_the_name_of_another_answer(name: str) -> None:
    models = Models([llm := named(name)])
    assert models.names == [f"{name} (2)", QUOTES]
    assert (models(), models(f"{name} (2)"), models(QUOTES)) == (llm, llm, None)


def test_the_script_gives_its_replies_breaks_off_and_counts_what_was_left() -> None:
    llm = ScriptedLLM("one\ntwo", "three" + ScriptedLLM.BREAK, "four\nfive")
    assert list(llm.stream([("user", "?")])) == ["one\n", "two"]
    broken = llm.stream([])
    assert next(broken) == "three"
    with pytest.raises(LLMError, match="broke off"):
        next(broken)
    left = llm.stream([])
    next(left)
    left.close()
    assert (llm.closed, llm.asked) == (1, [[("user", "?")], [], []])
    with pytest.raises(LLMError, match="has ended"):
        next(llm.stream([]))


@pytest.mark.parametrize(
    "reply",
    [
        "I can't do that.",
        "{}",
        '{"question": "Who repaired nine boats?"}',
        '{"question": "Who repaired nine boats?", "answer": "Bob"}',
        '{"question": "Did Ann Lee repair nine boats?", "answer": "Ann Lee"}',
        '{"question": "Name who repaired nine boats.", "answer": "Ann Lee"}',
        '{"question": "Who repaired nine boats?", "answer": ""}',
        '{"question": "Who?", "answer": "Ann Lee"}',
        '["question"]',
    ],
)
def test_questions_of_a_model_that_are_not_of_the_sentence_are_dropped(reply: str) -> None:
    assert by_llm(ScriptedLLM(reply))(SENTENCE) == []


def test_a_model_writes_the_drafts(tmp_path: Path) -> None:
    (tmp_path / "harbor.txt").write_text(f"Harbor news\n\n{SENTENCE}\n\nIt rained.\n", encoding="utf-8")
    llm = ScriptedLLM('Sure!\n```json\n{"question": "Who repaired nine\\nboats in Lima?", "answer": "Ann Lee."}\n```')
    (case,) = draft_cases(tmp_path, 3, by_llm(llm), InProcessParser())
    assert (case.question, case.answers, case.evidence) == (
        "Who repaired nine boats in Lima?",
        [["Ann Lee"]],
        [SENTENCE],
    )
    assert case.draft
    assert len(llm.asked) == 1, "a sentence that says nothing by itself is not sent"
    assert llm.asked[0][-1] == ("user", SENTENCE)


def test_a_model_that_writes_nothing_of_use_is_given_up(tmp_path: Path) -> None:
    sentences = " ".join(f"Ann Lee repaired nine boats in the harbor of Port{number}." for number in range(100))
    (tmp_path / "harbor.txt").write_text(sentences, encoding="utf-8")
    llm = ScriptedLLM(*(100 * ["No."]))
    with pytest.raises(LLMError, match=r"scripted wrote no usable question .* unset CITESEED_LLM_URL"):
        draft_cases(tmp_path, 8, by_llm(llm), InProcessParser())
    assert len(llm.asked) == 20
