"""What a language model wrote below the quotes, as it is shown, copied, exported and sent."""

import html
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.records import Answer, Citation, Statement, Written, to_json
from app.showing.cards import turn_html
from app.showing.export import chat_markdown
from app.showing.html import answer_html
from app.showing.text import answer_text
from app.showing.written import alone, as_written
from app.web.openai_api import Request, chunks, completion, parse_request
from index.language.tidy import tidy
from index.records import Document
from tests.app.showing.test_cards import ALLOWED
from tests.app.showing.test_export import PARSERS, TEXTS, lines
from tests.app.showing.test_html import ALLOWED as READ_ALONE
from tests.app.showing.test_html import Tags
from tests.app.web.test_openai_api import said

ZOO = Document("zoo.txt", "Ann opened it. Birds came. Bo left.", None, "2020-05-05", "ab" * 32)
OPENED, CAME = Citation(1, ZOO, 0, 14), Citation(2, ZOO, 15, 26)
BY = "Written by qwen, each sentence checked"
TRUE = Statement("It was Ann who opened it.", (OPENED,))
MORE = Statement("Birds came.", (CAME,), corrected=True)
LIE = Statement("Bo <b>paid</b>.", (), supported=False)
QUOTED = Answer(
    question="Who opened it?",
    standalone="Who opened it?",
    status="answered",
    confidence=0.9,
    statements=(Statement("Ann opened it.", (OPENED,)),),
    hits=(),
    answered_by="extract",
    usage={"tokens_in": 700, "tokens_out": 30, "unknown_numbers": 0},
)
UNSURE = replace(QUOTED, status="unsure", shape="closest", confidence=0.4, unmet=("2023", "lions"))
DOUBT = "I'm not sure that this answers the question."


def below(*statements: Statement, state: str = "whole", notice: str = "", quoted: Answer = QUOTED) -> Any:
    return to_json(replace(quoted, written=Written("qwen", statements, state, notice)))


def everywhere(record: Any) -> list[str]:
    """As a person sees it on the page, read alone, in a terminal and in an export."""
    pages = [re.sub(r'<pre class="plain".*?</pre>|<section.*?</section>', "", turn_html(record)), answer_html(record)]
    plain = [html.unescape(re.sub(r"<[^>]*>", "", page)) for page in pages]
    return [*plain, answer_text(record), chat_markdown("Zoo", [record])]


def content(record: Any) -> str:
    return str(completion(record, Request("?"), "c", 1)["choices"][0]["message"]["content"])


def test_it_stands_below_the_quotes_with_who_wrote_it_each_sentence_marked() -> None:
    record = below(TRUE, MORE, LIE)
    for shown in everywhere(record):
        assert shown.index("Ann opened it.") < shown.index(BY) < shown.index("It was Ann who opened it. [1]")
        assert f"{BY}; 1 citation corrected" in shown
        assert re.search(r"paid\S*</?b>\S*\. \(?not found in the documents", shown.replace("\\", ""))
        assert "uoted from 1 document" in shown
    page = turn_html(record)
    assert 'class="marker card-2" title="Show source 2, which the model did not name itself"' in page
    assert 'class="card card-2"' in page, "its card comes with it"


def test_the_quotes_are_whole_from_the_first_while_it_comes() -> None:
    nothing, some = turn_html(below(state="coming"), growing=True), turn_html(below(TRUE, state="coming"), growing=True)
    for page in (nothing, some):
        assert page.index("Ann opened it") < page.index("Quoted from 1 document") < page.index("qwen is writing…")
        assert "Answering" not in page and 'class="sources"' in page
    assert BY not in nothing and BY in some
    assert 'class="copy">Copy answer' not in some, "not as long as it is not whole"


def test_a_refusal_is_not_said_while_the_model_may_understand_the_question_better() -> None:
    pending = turn_html(below(state="coming", quoted=replace(QUOTED, status="refused", statements=())), growing=True)
    assert re.sub(r"<[^>]*>", "", pending) == "qwen is writing…"


@pytest.mark.parametrize(
    ("statements", "state", "notice", "line"),
    [
        ((), "gave_up", "", "qwen found no answer in its passages."),
        ((), "whole", "", "qwen found no answer in its passages."),
        ((LIE,), "whole", "", "qwen wrote a sentence that the documents don't state."),
        ((LIE, LIE), "gave_up", "", "qwen wrote 2 sentences that the documents don't state."),
        ((), "cut", "qwen wrote nothing. It is off.", "qwen wrote nothing. It is off."),
    ],
)
def test_whatever_comes_of_it_the_quotes_stay_the_answer(
    statements: tuple[Statement, ...], state: str, notice: str, line: str
) -> None:
    record = below(*statements, state=state, notice=notice)
    for shown in everywhere(record):
        assert shown.index("Ann opened it.") < shown.index(line)
        assert BY not in shown and "The documents don't say" not in shown
    assert content(record).startswith(f"{line}\n\nAnn opened it. [1]")
    if statements:
        page = turn_html(record)
        folded = page.split('<details class="also"><summary>qwen wrote')[1].split("</details>")[0]
        assert html.unescape(folded).count("Bo <b>paid</b>.") == len(statements)


def test_that_the_model_found_no_more_is_said_below_what_it_found() -> None:
    for shown in everywhere(below(TRUE, state="gave_up")):
        assert shown.index(BY) < shown.index("qwen says that its passages don't answer all of it.")


def test_what_was_cut_off_says_why_below_it() -> None:
    for shown in everywhere(below(TRUE, state="cut", notice="What qwen wrote is cut off. It broke.")):
        assert shown.index(BY) < shown.index("What qwen wrote is cut off. It broke.")


def test_a_doubt_is_said_once() -> None:
    record = below(TRUE, quoted=UNSURE)
    for shown in everywhere(record):
        assert shown.count("I'm not sure") == 1 and shown.count("2023") == 1
        assert shown.index("I'm not sure") < shown.index("Ann opened it.") < shown.index(BY)
    assert content(record).startswith(
        f"{DOUBT}\n\nIt was Ann who opened it. [1]\n\nIt doesn't mention “2023” or “lions”."
    )


def test_a_program_gets_what_was_written_and_the_record_holds_both() -> None:
    record = below(TRUE, MORE)
    answer = completion(record, Request("?"), "c", 1)
    text = answer["choices"][0]["message"]["content"]
    assert text.startswith("It was Ann who opened it. [1] Birds came. [2]\n\nSources:\n- [1] zoo.txt")
    assert answer["citeseed"] == record and record["written"]["text"] in text
    assert [citation["number"] for citation in answer["citations"]] == [1, 2]
    assert [own["number"] for own in completion(below(MORE), Request("?"), "c", 1)["citations"]] == [2]
    assert answer["usage"]["completion_tokens"] == 30


def test_where_it_gives_up_in_doubt_the_sources_are_those_of_the_quotes() -> None:
    answer = completion(below(MORE, state="gave_up", quoted=UNSURE), Request("?"), "c", 1)
    assert [citation["number"] for citation in answer["citations"]] == [1]
    assert "Birds came" not in answer["choices"][0]["message"]["content"]


def test_what_is_streamed_is_what_is_written_and_no_quote_before_it() -> None:
    steps = [below(state="coming"), below(TRUE, state="coming"), below(TRUE, MORE, state="coming"), below(TRUE, MORE)]
    sent = list(chunks(steps, Request("?"), "c", 1))
    assert "Ann opened" not in said(sent).partition("Sources:")[0]
    assert said(sent) == content(steps[-1])


def test_what_was_streamed_and_is_not_found_is_followed_by_the_quotes() -> None:
    sent = said(list(chunks([below(LIE, state="coming"), below(LIE)], Request("?"), "c", 1)))
    assert sent == f"Bo \\<b>paid\\</b>. (not found in the documents)\n\n{content(below(LIE))}"
    messages = [
        {"role": "user", "content": "Who?"},
        {"role": "assistant", "content": sent},
        {"role": "user", "content": "And?"},
    ]
    assert "paid" not in parse_request({"messages": messages}).history[1][1]


def test_alone_it_is_an_answer_of_its_own() -> None:
    whole, partly, none = alone(below(TRUE)), alone(below(TRUE, LIE)), alone(below(LIE))
    assert [record["status"] for record in (whole, partly, none)] == ["answered", "partial", "refused"]
    assert [record["text"] for record in (whole, none)] == ["It was Ann who opened it. [1]", ""]
    assert whole["answered_by"] == "qwen" and whole["written"] is None
    with pytest.raises(ValueError, match="No language model was asked"):
        alone(whole)
    assert as_written(whole) is whole


@st.composite
def records(draw: st.DrawFn) -> Any:
    """Anything that a model of any name may write below any quotes."""
    statement = st.builds(Statement, TEXTS, st.sampled_from([(), (OPENED,), (OPENED, CAME)]), st.booleans())
    states = st.sampled_from(["coming", "whole", "gave_up", "cut"])
    written = st.builds(Written, TEXTS, st.lists(statement, max_size=4).map(tuple), states, TEXTS)
    return to_json(replace(draw(st.sampled_from([QUOTED, UNSURE])), written=draw(written)))


@given(records())
def test_only_our_own_tags_reach_the_page(record: Any) -> None:
    for page, allowed in (
        (turn_html(record), ALLOWED),
        (turn_html(record, growing=True), ALLOWED),
        (answer_html(record), READ_ALONE | {"details", "summary"}),
    ):
        tags = Tags()
        tags.feed(page)
        assert {tag for tag, _ in tags.tags} <= allowed
        assert not re.search(r"[`*_\[\]$<>\n]", re.sub(r"<[^<>]*>", "", page)), "Markdown could see these"


@given(records(), st.sampled_from(PARSERS))
def test_a_parser_sees_the_words_and_no_markup_of_theirs(record: Any, parser: Any) -> None:
    shown = [text for _, text in lines(chat_markdown("Zoo", [record]), parser)]
    for own in record["written"]["statements"]:
        assert not tidy(own["text"]) or any(tidy(own["text"]) in text for text in shown)
