"""The page with language models to choose from, in a real Chromium: chosen, grown, stopped, at fault, refused."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from app.models.llm import LLM, ScriptedLLM
from index.embedding.embedder import Embedder
from tests.app.page.test_evidence import faults, wide
from tests.scripted import HeldLLM
from tests.serving import NEEDS_CHROMIUM, Pause, opened, served_here

pytestmark = [pytest.mark.slow, *NEEDS_CHROMIUM]
REFUSAL = "The documents don't say."
WHO = "Who hosted Alicia Bárcena?"
BY = "Written by {}, each sentence checked"
QUOTED = "Antony J. Blinken hosted Mexican Foreign Secretary"
HOSTED, LIE = "Antony J. Blinken hosted Alicia Bárcena. [1]\n", "He paid 900 dollars for the dinner. [1]\n"
SLACK = 4  # what a machine with other work to do may be late
Serve = Callable[..., AbstractContextManager[Page]]


@pytest.fixture(scope="module")
def index_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("llm") / "index"


@pytest.fixture
def serve(browser: Browser, index_dir: Path, seeds: Path, real_embedder: Embedder) -> Serve:
    """Opens the page with these language models."""

    @contextmanager
    def opening(*llms: LLM, **options: Any) -> Iterator[Page]:
        with (
            served_here(index_dir, seeds, real_embedder, Pause(), llms) as url,
            opened(browser, url, **options) as page,
        ):
            expect(page.locator("#about")).to_contain_text("document")
            yield page

    return opening


def begin(page: Page, question: str = WHO) -> None:
    box = page.get_by_placeholder("Ask about the documents")
    box.fill(question)
    box.press("Enter")


def whole(page: Page, answers: int = 1) -> None:
    expect(page.locator(".answer > .copy")).to_have_count(answers)
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    expect(page.locator("#conversation button.marker:not([aria-expanded])")).to_have_count(0)  # told by a script
    expect(page).to_have_url(re.compile("chat="))


def read_again(page: Page) -> None:
    """A chat looks the same when it is opened anew."""
    live = page.locator(".answer").last.inner_html()
    page.reload()
    whole(page)
    assert page.locator(".answer").last.inner_html() == live


def test_the_model_is_chosen_and_quotes_only_is_always_a_choice(serve: Serve) -> None:
    first, second = ScriptedLLM(HOSTED), HeldLLM(name="a second")
    with serve(first, second) as page:
        chooser = page.get_by_role("combobox", name="Answers by")
        expect(chooser).to_have_value("scripted")
        expect(page.locator("#sent")).to_contain_text("is sent the conversation and passages")
        begin(page)
        whole(page)
        expect(page.locator(".answer .by")).to_have_text(BY.format("scripted"))
        expect(page.locator(".answer > .status")).to_have_text("Quoted from 1 document")
        chooser.click()
        expect(page.get_by_role("option")).to_contain_text(["scripted", "a second", "No LLM (quotes only)"])
        page.get_by_role("option", name="No LLM (quotes only)").click()
        page.get_by_role("button", name="Ask again").click()
        expect(page.locator(".answer .written")).to_have_count(0)
        whole(page)
        expect(page.locator(".answer .status")).to_have_text("Quoted from 1 document")
        page.get_by_role("button", name="New chat").click()
        expect(page.locator(".answer")).to_have_count(0)
        expect(chooser).to_have_value("No LLM (quotes only)")
        page.locator(".welcome button.ask").first.click()
        whole(page)
        assert len(first.asked) == 1 and not second.asked


def test_an_answer_grows_and_doubts_are_marked_at_once(serve: Serve) -> None:
    llm = HeldLLM(  # a sentence is known to have ended by the words after it
        "Antony J. Blinken hosted Alicia Bárcena. [1] He paid 900 dollars ",
        "for the dinner. [1]\n- Secretary of Homeland Security Alejandro Mayorkas, White House ",
        "Homeland Security Advisor Liz Sherwood-Randall, Deputy Attorney General Lisa Monaco, and USAID Deputy "
        "Administrator Isobel Coleman joined Secretary Blinken for the meeting. [7]\nThat is the end ",
        "of it.",
    )
    with serve(llm) as page:
        begin(page)
        answer = page.locator(".answer")
        expect(answer.locator(".growing")).to_have_text("held is writing…")
        expect(answer.locator("> .statement")).to_contain_text(QUOTED)
        expect(answer.locator("> .status")).to_have_text("Quoted from 1 document")
        quoted = answer.locator("> .statement").inner_html()
        answer = page.locator(".answer .written")
        for statements, doubts in ((1, 0), (2, 1), (3, 1)):
            llm.go()
            expect(answer.locator(".status")).to_have_text("held is writing…")
            expect(answer.locator(".unsupported")).to_have_count(doubts)
            expect(answer.locator("li")).to_have_count(int(statements == 3))
        llm.go()
        whole(page)
        expect(answer.locator(".by")).to_have_text(f"{BY.format('held')}; 1 citation corrected")
        expect(answer.locator(".unsupported")).to_have_count(2)
        expect(answer.locator(".status")).to_have_count(0)
        assert page.locator(".answer > .statement").inner_html() == quoted
        answer.locator("li button.marker").first.click()
        expect(page.locator("#evidence mark")).to_contain_text("Alejandro Mayorkas")
        page.get_by_role("button", name="Close the source").click()
        read_again(page)


@pytest.mark.parametrize("come", [0, 1])
def test_stopping_ends_the_request_and_keeps_what_has_come(serve: Serve, come: int) -> None:
    llm = HeldLLM(HOSTED + LIE, "And this.")
    with serve(llm) as page:
        begin(page)
        if come:
            llm.go()
        expect(page.locator(".answer .written .statement")).to_have_count(come)
        expect(page.locator(".answer .growing")).to_be_visible()
        page.get_by_role("button", name="Stop").click()
        assert llm.closed.wait(30)
        whole(page)
        expect(page.locator(".answer .written .status")).to_have_text("Stopped before held had written all of it.")
        expect(page.locator(".answer .written .statement")).to_have_count(come)
        expect(page.locator(".answer > .statement")).to_contain_text(QUOTED)
        expect(page.locator(".answer")).not_to_contain_text(REFUSAL)
        read_again(page)


def test_whoever_leaves_ends_the_request(serve: Serve) -> None:
    llm = HeldLLM(HOSTED)
    with serve(llm) as page:
        begin(page)
        expect(page.locator(".answer .growing")).to_be_visible()
        other = page.context.new_page()
        page.close()
        assert llm.closed.wait(30)
        other.close()


def test_a_fault_before_the_first_word_gives_the_documents_own(serve: Serve) -> None:
    with serve(ScriptedLLM(ScriptedLLM.BREAK)) as page:
        begin(page)
        whole(page)
        answer = page.locator(".answer")
        expect(answer.locator(".written")).to_have_text("scripted wrote nothing. The script broke off.")
        expect(answer.locator("> .status")).to_have_text("Quoted from 1 document")
        expect(answer.locator(".statement")).to_contain_text(QUOTED)


def test_a_fault_later_leaves_what_has_come_cut_off(serve: Serve) -> None:
    with serve(ScriptedLLM(f"{HOSTED}{ScriptedLLM.BREAK}")) as page:
        begin(page)
        whole(page)
        answer = page.locator(".answer")
        written = answer.locator(".written")
        expect(written.locator(".status")).to_have_text("What scripted wrote is cut off. The script broke off.")
        expect(written.locator(".statement")).to_contain_text("Antony J. Blinken hosted Alicia Bárcena. [")
        expect(answer.locator("> .statement")).to_contain_text(QUOTED)


def test_what_is_not_found_is_folded_and_the_quotes_stay_the_answer(serve: Serve) -> None:
    with serve(ScriptedLLM(LIE)) as page:
        begin(page)
        whole(page)
        answer = page.locator(".answer")
        expect(answer.locator("> .statement")).to_contain_text(QUOTED)
        expect(answer.locator("> .status")).to_have_text("Quoted from 1 document")
        expect(answer.locator(".refusal, .by")).to_have_count(0)
        expect(answer.locator("details p")).to_be_hidden()
        answer.locator("summary", has_text="scripted wrote a sentence that the documents don't state.").click()
        expect(answer.locator("details p:visible")).to_have_text("He paid 900 dollars for the dinner.")


def test_a_model_that_knows_nothing_takes_nothing_from_the_quotes(serve: Serve) -> None:
    with serve(ScriptedLLM("I don't know.")) as page:
        begin(page)
        whole(page)
        expect(page.locator(".answer > .statement")).to_contain_text(QUOTED)
        expect(page.locator(".answer .written")).to_have_text("scripted found no answer in its passages.")
        expect(page.locator(".answer")).not_to_contain_text(REFUSAL)
        read_again(page)


def test_the_quotes_are_there_at_once_however_slow_the_model_is(serve: Serve) -> None:
    def took(answers: int) -> float:
        """Milliseconds until this many answers have quotes, one more than there are."""
        page.evaluate(
            """answers => {
              window.took = 0;
              const box = document.querySelector("#question textarea");
              box.addEventListener("keydown", event => { window.from = event.timeStamp; }, {once: true});
              new MutationObserver((_, watch) => {
                if (document.querySelectorAll(".answer:has(> .statement)").length < answers) return;
                window.took = performance.now() - window.from;
                watch.disconnect();
              }).observe(document.body, {childList: true, subtree: true});
            }""",
            answers,
        )
        begin(page)
        return float(page.wait_for_function("() => window.took").json_value())

    with serve(HeldLLM(HOSTED)) as page:
        begin(page)  # what is loaded at the first question is loaded
        expect(page.locator(".answer > .statement")).to_be_visible()
        page.get_by_role("button", name="Stop").click()
        whole(page)
        chooser = page.get_by_role("combobox", name="Answers by")
        chooser.click()
        page.get_by_role("option", name="No LLM (quotes only)").click()
        alone = took(2)
        whole(page, 2)
        chooser.click()
        page.get_by_role("option", name="held").click()
        beside = took(3)
        expect(page.locator(".answer .growing")).to_have_text("held is writing…")
        expect(page.locator(".answer").last.locator(".written .statement")).to_have_count(0)
        assert beside < max(500, SLACK * alone), f"{beside:.0f} ms, without a model {alone:.0f} ms"


def test_what_a_model_writes_is_only_text(serve: Serve) -> None:
    markup = "<img src=x onerror=alert(1)> <b>bold</b> [link](http://x.example/a) ![](http://x.example/b.png) $$x$$"
    with serve(ScriptedLLM(f"{HOSTED}He said {markup} there.\n"), HeldLLM(name="<b>[m](http://x.example)")) as page:
        begin(page)
        whole(page)
        answer = page.locator(".answer")
        expect(answer.locator(".doubted")).to_contain_text("<img src=x onerror=alert(1)>")
        expect(answer.locator("img, b, a[href*='x.example'], .katex")).to_have_count(0)
        chat = page.locator("#chat-id").text_content()
        exported = page.context.request.get(f"{page.url.partition('?')[0]}chats/{chat}.md").text()
        assert "\\<img" in exported and "\\[link\\](" in exported


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 390), ("dark", 390)])
def test_it_can_be_read_by_everybody(serve: Serve, scheme: str, width: int) -> None:
    llm = ScriptedLLM(f"{HOSTED}{LIE}- Mayorkas joined him.\n", LIE)
    with serve(llm, color_scheme=scheme, viewport={"width": width, "height": 844}) as page:
        expect(page.get_by_role("combobox", name="Answers by")).to_be_visible()
        begin(page)
        whole(page)
        expect(page.locator(".unsupported").first).to_be_visible()
        assert faults(page) == []
        page.get_by_role("button", name="Ask again").click()
        folded = page.locator("details.also summary", has_text="that the documents don't state")
        expect(folded).to_be_visible()  # of the second answer: that of the first is whole already
        whole(page)
        folded.click()
        assert faults(page) == []
        assert wide(page) == width
