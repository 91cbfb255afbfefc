"""An answer that a language model wrote, as it is shown, copied, exported and sent: what it wrote is only text."""

import html
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openai.types import Model

from app.models.llm import QUOTES
from app.records import Answer, Citation, Statement, from_json, to_json
from app.showing.cards import turn_html
from app.showing.export import chat_markdown
from app.showing.html import answer_html
from app.showing.text import answer_text
from app.web.openai_api import Request, chunks, completion, models, parse_request
from index.language.tidy import tidy
from index.records import Document
from tests.app.showing.test_cards import ALLOWED
from tests.app.showing.test_export import PARSERS, TEXTS, lines
from tests.app.showing.test_html import ALLOWED as READ_ALONE
from tests.app.showing.test_html import Tags
from tests.app.web.test_openai_api import events, grown, said

REFUSAL = "The documents don't say."
ZOO = Document("zoo.txt", "Ann opened it. Birds came. Bo left.", None, "2020-05-05", "ab" * 32)
OPENED, CAME = Citation(1, ZOO, 0, 14), Citation(2, ZOO, 15, 26)
WRITTEN = Answer(
    question="Who opened it?",
    standalone="Who opened it?",
    status="partial",
    confidence=0.9,
    statements=(
        Statement("Ann opened it.", (OPENED,)),
        Statement("Then there were:", ()),
        Statement("birds", (CAME,), corrected=True, item=True),
        Statement("bears", (), supported=False, item=True),
        Statement("So it was.", (OPENED, CAME)),
    ),
    hits=(),
    answered_by="a-model",
    shape="written",
    usage={"tokens_in": 700, "tokens_out": 30, "unknown_numbers": 0},
)
WHOLE = replace(WRITTEN, status="answered", statements=WRITTEN.statements[:3])
CUT = replace(WRITTEN, notice="The answer is cut off. It broke off.", statements=WRITTEN.statements[:1])
STOPPED = replace(WRITTEN, statements=(), notice="Stopped before the answer was whole.")
LIES = (Statement("Bo <b>opened</b> it.", (), supported=False), Statement("He [left](x).", (), supported=False))
REFUSED = replace(WRITTEN, status="refused", statements=LIES, related=(OPENED,))
OFFER = "zoo.txt · 2020-05-05: “Ann opened it.”"


def content(answer: Answer) -> str:
    return str(completion(to_json(answer), Request("?"), "c", 1)["choices"][0]["message"]["content"])


def test_items_in_a_row_are_one_list_and_the_rest_is_prose() -> None:
    for page in (turn_html(to_json(WRITTEN)), answer_html(to_json(WRITTEN)), turn_html(to_json(WRITTEN), growing=True)):
        page = html.unescape(re.sub(r"<(button|span class=.marker.)[^>]*>|</button>", "", page))
        assert page.count("<ul><li>birds [2]</span></li>" if "[2]</span>" in page else "<ul><li>birds [2]</li>") == 1
        assert page.count('<p class="statement">') == 2
    assert answer_text(to_json(WRITTEN)).splitlines()[:4] == [
        "Ann opened it. [1] Then there were:",
        "• birds [2]",
        "• bears (not found in the documents)",
        "So it was. [1] [2]",
    ]
    assert WRITTEN.text.splitlines() == answer_text(to_json(WRITTEN)).splitlines()[:4]
    listed = (
        "Ann opened it. [1] Then there were:\n\n- birds [2]\n- bears (not found in the documents)\n\nSo it was. [1] [2]"
    )
    assert listed in chat_markdown("Zoo", [to_json(WRITTEN)])
    assert content(WRITTEN).startswith(f"{listed}\n\nSources:\n")


def test_the_status_says_what_was_checked() -> None:
    assert "not found in the documents&#58; sentence 4" in turn_html(to_json(WRITTEN))
    assert "each sentence checked against" not in turn_html(to_json(WRITTEN))
    assert "Written by a-model; each sentence checked against 1 document" in turn_html(to_json(WHOLE))
    assert "uoted from" not in turn_html(to_json(WHOLE))


def test_it_is_told_who_wrote_it_and_what_was_corrected() -> None:
    line = "Written by a-model; each sentence checked against 1 document; 1 citation corrected"
    for shown in (turn_html(to_json(WHOLE)), answer_html(to_json(WHOLE)), answer_text(to_json(WHOLE))):
        assert line in html.unescape(shown)
    assert line in chat_markdown("Zoo", [to_json(WHOLE)])
    assert "corrected" not in answer_text(to_json(CUT))
    page = turn_html(to_json(WRITTEN), growing=True)
    assert page.count("which the model did not name itself") == 1
    assert 'card-2" title="Show source 2, which the model did not name itself"' in page


def test_a_doubt_is_marked_while_the_answer_grows_too() -> None:
    doubt = '<span class="doubted">bears</span> <span class="unsupported">not found in the documents</span>'
    assert doubt in turn_html(to_json(WRITTEN), growing=True)
    assert doubt in turn_html(to_json(WRITTEN))


def test_as_long_as_nothing_is_written_nothing_is_said() -> None:
    begun = turn_html(to_json(replace(STOPPED, notice="")), growing=True)
    assert re.sub(r"<[^>]*>", "", begun) == "Answering…"
    unsure = turn_html(to_json(replace(STOPPED, notice="", status="unsure")), growing=True)
    assert unsure == begun


def test_an_answer_that_was_stopped_before_anything_came_is_no_refusal() -> None:
    record = to_json(STOPPED)
    for shown in (turn_html(record), answer_html(record), answer_text(record), chat_markdown("Zoo", [record])):
        assert REFUSAL not in html.unescape(shown)
        assert "Stopped before the answer was whole." in html.unescape(shown)
        assert "Written by" not in shown
    assert answer_text(record) == "Stopped before the answer was whole."


def test_what_is_not_found_is_refused_and_the_documents_words_are_offered() -> None:
    record = to_json(REFUSED)
    assert record["text"] == ""
    assert answer_text(record).splitlines() == [
        NOTHING,
        "What the documents do say:",
        f"  {OFFER}",
        "What a-model wrote (not found in the documents):",
        "  Bo <b>opened</b> it.",
        "  He [left](x).",
    ]
    page = html.unescape(turn_html(record))
    assert f'<div class="answer"><p class="refusal">{NOTHING}</p><div class="related">' in page
    assert '<div class="related">What the documents do say:<ul><li><button' in page
    folded = page.split("<details")[-1].split("</details>")[0]
    assert "<summary>What a-model wrote (not found in the documents)</summary><p>Bo <b>opened</b> it.</p>" in folded
    assert "opened</b>" not in page.replace(folded, "").split('<pre class="plain"')[0]
    alone = html.unescape(answer_html(record))
    assert alone.index(NOTHING) < alone.index("What the documents do say:") < alone.index("What a-model wrote")
    exported = chat_markdown("Zoo", [record])
    assert exported.index(NOTHING) < exported.index("What the documents do say:") < exported.index("Bo \\<b>")
    assert "Written by" not in page + alone + exported
    assert answer_text(to_json(replace(REFUSED, statements=()))).startswith("a-model found no answer.\n")


NOTHING = "a-model wrote nothing that the documents state."
OFFERED = f"{REFUSAL}\n\nWhat the documents do say:\n- {OFFER}"
LIED = "Bo \\<b>opened\\</b> it. (not found in the documents) He \\[left\\](x). (not found in the documents)"


def test_a_completion_that_is_refused_does_not_give_what_was_written_as_the_answer() -> None:
    assert content(REFUSED) == (
        f"{OFFERED}\n\nWhat a-model wrote (not found in the documents):\n- Bo \\<b>opened\\</b> it.\n- He \\[left\\](x)."
    )
    begun = to_json(replace(REFUSED, status="partial", statements=LIES[:1], related=()))
    assert said(list(chunks([begun, to_json(REFUSED)], Request("?"), "c", 1))) == f"{LIED}\n\n{OFFERED}"


UNSURE = replace(WRITTEN, status="unsure", confidence=0.4, unmet=("2023", "lions"), statements=WRITTEN.statements[:1])
DOUBT = "I'm not sure that this answers the question."
UNMET = "It doesn't mention “2023” or “lions”."


def test_what_may_not_answer_the_question_says_so_before_and_what_it_lacks_after() -> None:
    record = to_json(UNSURE)
    page, alone = html.unescape(turn_html(record)), html.unescape(answer_html(record))
    for shown in (page, alone, answer_text(record), chat_markdown("Zoo", [record]), content(UNSURE)):
        assert shown.index(DOUBT) < shown.index("Ann opened it.") < shown.index(UNMET)
        assert "40% sure that the documents answer the question" in shown
        assert shown.count("2023") == 1 or shown is page  # which is also copied
    assert record["text"] == f"{DOUBT}\nAnn opened it. [1]"
    grows = [replace(UNSURE, statements=UNSURE.statements[:count], unmet=()) for count in (0, 1)]
    streamed = said(list(chunks(map(to_json, [*grows, UNSURE]), Request("?"), "c", 1)))
    assert streamed == content(UNSURE)


def test_what_was_sent_before_the_passages_that_are_merely_near_is_not_taken_back() -> None:
    begun = replace(UNSURE, statements=LIES[:1], unmet=())
    near = replace(
        UNSURE, shape="closest", answered_by="extract", notice="a-model found no answer.",
        statements=(replace(WRITTEN.statements[0], item=True),),
    )  # fmt: skip
    streamed = said(list(chunks([to_json(begun), to_json(near)], Request("?"), "c", 1)))
    assert streamed == f"{DOUBT}\n\n{LIED.partition(' He')[0]}\n\n{content(near)}"
    assert content(near).startswith(
        "a-model found no answer.\n\nI'm not sure. The closest passage doesn't mention “2023” or “lions”:\n\n- [1] Ann"
    )


def test_a_fault_is_told_after_what_was_sent() -> None:
    sent = list(chunks([to_json(replace(CUT, notice="")), to_json(CUT)], Request("?"), "c", 1))
    assert said(sent) == content(CUT)
    assert content(CUT).startswith("Ann opened it. [1]\n\nThe answer is cut off. It broke off.\n\nSources:\n")


def test_the_same_record_once_more_only_says_that_we_are_there() -> None:
    begun, whole = to_json(CUT), to_json(WRITTEN)
    sent = list(chunks([begun, begun, begun, whole], Request("?"), "c", 1))
    assert sent.count(": \n\n") == 2
    assert [own for own in sent if own != ": \n\n"] == list(chunks([begun, whole], Request("?"), "c", 1))


def test_a_completion_counts_the_tokens_of_the_model() -> None:
    assert completion(to_json(WHOLE), Request("?"), "c", 1)["usage"] == {
        "prompt_tokens": 700, "completion_tokens": 30, "total_tokens": 730,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "model", "named"),
    [
        (None, "", "citeseed"),
        ("citeseed", "", "citeseed"),
        ("gpt-x", "", "citeseed"),
        (["b"], "", "citeseed"),
        ("b", "b", "b"),
        ("citeseed-quotes", QUOTES, "citeseed-quotes"),
        (QUOTES, QUOTES, "citeseed-quotes"),
    ],
)
def test_a_program_chooses_the_model(asked: Any, model: str, named: str) -> None:
    request = parse_request({"messages": [{"role": "user", "content": "Who?"}], "model": asked}, ["a", "b", QUOTES])
    assert request.model == model
    assert completion(to_json(WHOLE), request, "c", 1)["model"] == named
    assert {value["model"] for value in events(list(chunks([to_json(WHOLE)], request, "c", 1)))} == {named}


def test_the_models_are_listed() -> None:
    listed = [Model.model_validate(own).id for own in models(5, ["a", "b", QUOTES])["data"]]
    assert listed == ["citeseed", "a", "b", "citeseed-quotes"]
    assert [own["id"] for own in models(5, [QUOTES])["data"]] == ["citeseed"]


def test_what_a_completion_said_comes_back_without_what_was_not_found() -> None:
    for told in (content(REFUSED), f"{LIED}\n\n{OFFERED}"):
        messages = [
            {"role": "user", "content": "Who?"},
            {"role": "assistant", "content": told},
            {"role": "user", "content": "And?"},
        ]
        assert parse_request({"messages": messages}).history[1] == ("assistant", REFUSAL)


def test_an_answer_kept_by_an_earlier_version_is_shown() -> None:
    record = to_json(replace(WHOLE, shape="sentence", answered_by="extract", statements=WHOLE.statements[:2]))
    written = {key: value for key, value in record.items() if key != "usage"}
    written["statements"] = [
        {key: value for key, value in own.items() if key not in ("item", "corrected")} for own in record["statements"]
    ]
    old = from_json(written)
    assert turn_html(old) == turn_html(record)
    assert answer_text(old) == answer_text(record)
    assert chat_markdown("Zoo", [old]) == chat_markdown("Zoo", [record])
    assert completion(old, Request("?"), "c", 1)["choices"] == completion(record, Request("?"), "c", 1)["choices"]


@st.composite
def written(draw: st.DrawFn) -> Answer:
    """Anything that a model of any name may write."""
    statement = st.builds(
        Statement, TEXTS, st.sampled_from([(), (OPENED,), (OPENED, CAME)]), st.booleans(), st.none(), st.booleans(),
        st.booleans(),
    )  # fmt: skip
    return replace(
        WRITTEN,
        statements=tuple(draw(st.lists(statement, max_size=4))),
        answered_by=draw(TEXTS),
        status=draw(st.sampled_from(["answered", "partial", "unsure", "refused"])),
        confidence=draw(st.sampled_from([0.4, 0.9])),
        unmet=tuple(draw(st.lists(TEXTS, max_size=1))),
        related=draw(st.sampled_from([(), (OPENED,)])),
    )


@given(written())
def test_only_our_own_tags_reach_the_page(answer: Answer) -> None:
    record = to_json(answer)
    for page, allowed in (
        (turn_html(record), ALLOWED),
        (turn_html(record, growing=True), ALLOWED),
        (answer_html(record), READ_ALONE),
    ):
        tags = Tags()
        tags.feed(page)
        assert {tag for tag, _ in tags.tags} <= allowed
        assert {name for _, own in tags.tags for name, _ in own} <= {"class", "dir", "hidden", "href", "title", "type"}
        assert not re.search(r"[`*_\[\]$<>\n]", re.sub(r"<[^<>]*>", "", page)), "Markdown could see these"


@given(written(), st.sampled_from(PARSERS))
def test_a_parser_sees_the_words_and_no_markup_of_theirs(answer: Answer, parser: Any) -> None:
    record = to_json(answer)
    for markdown in (
        chat_markdown("Zoo", [record]),
        content(answer),
        said(list(chunks(grown(record), Request("?"), "c", 1))),
    ):
        shown = [text for _, text in lines(markdown, parser)]
        for own in record["statements"]:
            assert not tidy(own["text"]) or any(tidy(own["text"]) in text for text in shown)


@given(written().filter(lambda answer: answer.status != "refused"))
def test_what_is_streamed_is_the_answer_whole(answer: Answer) -> None:
    assert said(list(chunks(grown(to_json(answer)), Request("?"), "c", 1))) == content(answer)
