"""The chat in a real Chromium, against the real server: asked, stopped, asked again, kept, and poked at by a stranger."""

import json
import re
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page, expect

from app.keeping.files.feedback import FileFeedback
from index.embedding.embedder import Embedder
from tests.app.page.ends import Ends
from tests.in_process import build
from tests.serving import NEEDS_CHROMIUM, Pause, opened, served, served_here

pytestmark = [pytest.mark.slow, *NEEDS_CHROMIUM]
LONG = "Summarize the documents"  # in five statements
WHO = "Who hosted Alicia Bárcena?"


@pytest.fixture(scope="module")
def pause() -> Pause:
    return Pause()


@pytest.fixture(scope="module")
def index_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("page") / "index"


@pytest.fixture(scope="module")
def address(index_dir: Path, seeds: Path, real_embedder: Embedder, pause: Pause) -> Iterator[str]:
    with served_here(index_dir, seeds, real_embedder, pause) as url:
        yield url


@pytest.fixture
def page(browser: Chromium, address: str, pause: Pause) -> Iterator[Page]:
    with opened(browser, address) as fresh:
        yield fresh
        pause.go_on()


@pytest.fixture
def held(page: Page, pause: Pause) -> Page:
    """A page with an answer of which only the first step has come."""
    pause.hold()
    begin(page, LONG)
    expect(page.locator(".growing")).to_be_visible()
    return page


def box(page: Page) -> Any:
    return page.get_by_placeholder("Ask about the documents")


def begin(page: Page, question: str) -> None:
    box(page).fill(question)
    box(page).press("Enter")


def whole(page: Page, answers: int) -> None:
    """Waits for so many answers, none of which grows."""
    expect(page.locator(".answer > .copy")).to_have_count(answers)
    expect(page.locator(".growing")).to_have_count(0)
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    expect(page.locator("#conversation button.marker:not([aria-expanded])")).to_have_count(0)  # told by a script
    if answers:
        expect(page).to_have_url(re.compile("chat="))


def ask(page: Page, *questions: str) -> None:
    count = page.locator(".answer").count()
    for number, question in enumerate(questions, start=count + 1):
        begin(page, question)
        whole(page, number)


def asked(page: Page) -> list[str]:
    return [text.strip() for text in page.locator(".message.user").all_inner_texts()]


def toast(page: Page) -> Any:
    return page.get_by_test_id("toast-text").last


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def titles(page: Page) -> Any:
    """Of the chats in the list."""
    return page.locator("#chat-list a.title")


def earlier(page: Page, title: str) -> Any:
    return titles(page).filter(has_text=title)


def menu(page: Page, title: str) -> Any:
    """What can be done with a chat, unfolded."""
    row = page.locator("#chat-list li").filter(has_text=title)
    row.hover()
    row.locator("summary").click()
    return row


def delete(page: Page, title: str) -> None:
    menu(page, title).get_by_role("button", name="Delete").click()
    page.locator("#chat-list .sure").get_by_role("button", name="Delete").click()


# -------------------------------------------------------------------------------------------------------------- asking


def test_enter_asks_and_the_answer_cites_its_source(page: Page) -> None:
    expect(box(page)).to_be_focused()
    ask(page, WHO)
    answer = page.locator(".answer")
    expect(answer.locator(".status")).to_have_text("Quoted from 1 document")
    expect(answer.locator(".statement")).to_contain_text("Antony J. Blinken hosted")
    expect(answer.locator(".sources li")).to_have_count(1)
    expect(answer.locator(".sources")).to_contain_text("004_e7a5ba97154b9940.txt")
    expect(box(page)).to_have_value("")
    expect(box(page)).to_be_focused()


def test_the_button_asks_and_gives_the_focus_back(page: Page) -> None:
    box(page).fill(WHO)
    press(page, "Ask")
    whole(page, 1)
    expect(box(page)).to_be_focused()


def test_shift_and_enter_begin_a_new_line(page: Page) -> None:
    box(page).fill("Who hosted")
    box(page).press("Shift+Enter")
    page.keyboard.type("Alicia Bárcena?")
    expect(box(page)).to_have_value("Who hosted\nAlicia Bárcena?")
    expect(page.locator(".answer")).to_have_count(0)
    box(page).press("Enter")
    whole(page, 1)
    assert asked(page) == [WHO]


def test_an_answer_grows_and_is_the_same_when_read_again(page: Page, pause: Pause) -> None:
    page.evaluate("""() => {
        window.steps = [];
        new MutationObserver(() => {
            const count = document.querySelectorAll(".answer:has(.growing) > .statement, .answer:has(.growing) > ul li").length;
            if (count && count !== window.steps.at(-1)?.[0]) window.steps.push([count, performance.now()]);
        }).observe(document.body, { childList: true, subtree: true, characterData: true });
    }""")
    pause.hold()
    begin(page, LONG)
    for count in (2, 3, 4):  # of five statements
        expect(page.locator(".answer:has(.growing) > .statement, .answer:has(.growing) > ul li")).to_have_count(count)
        pause.step()
    pause.go_on()
    whole(page, 1)
    steps = page.evaluate("window.steps")
    assert [count for count, _ in steps] == sorted({count for count, _ in steps})
    assert len(steps) >= 3
    assert steps[-1][1] - steps[0][1] >= 100
    live = page.locator(".answer").inner_html()
    page.reload()
    whole(page, 1)
    assert page.locator(".answer").inner_html() == live


def test_stopping_keeps_what_has_come_and_says_so(page: Page, pause: Pause) -> None:
    ends = Ends(page)
    pause.hold()
    begin(page, LONG)
    expect(page.locator(".growing")).to_be_visible()
    press(page, "Stop")
    ends.wait()  # the server has heard of it
    pause.step()
    expect(page.locator(".notice")).to_have_text("Stopped before the answer was whole.")
    whole(page, 1)
    pause.go_on()
    expect(page.locator(".answer")).not_to_contain_text("Answering…")
    kept = page.locator(".answer").inner_html()
    page.reload()
    whole(page, 1)
    assert page.locator(".answer").inner_html() == kept
    press(page, "Ask again")
    expect(page.locator(".notice")).to_have_count(0)
    whole(page, 1)
    assert asked(page) == [LONG]


def test_while_an_answer_comes_nothing_else_can_be_asked(held: Page, pause: Pause) -> None:
    for name in ("Ask again", "Edit last question"):
        expect(held.get_by_role("button", name=name)).to_be_disabled()
    box(held).fill("typed meanwhile")
    pause.go_on()
    whole(held, 1)
    expect(box(held)).to_have_value("typed meanwhile")
    expect(held.get_by_role("button", name="Ask again")).to_be_enabled()


def test_whoever_leaves_a_chat_while_its_answer_comes_is_not_led_back(held: Page, pause: Pause) -> None:
    with held.expect_response("**/cancel"):  # until then Gradio lets nothing be asked
        press(held, "New chat")
        pause.go_on()
    whole(held, 0)
    ask(held, WHO)
    assert asked(held) == [WHO]
    earlier(held, LONG).click()
    expect(held.locator(".message.user")).to_have_text([LONG])
    whole(held, 1)
    ask(held, WHO)
    assert asked(held) == [LONG, WHO]


def test_a_page_closed_while_an_answer_comes_leaves_a_chat_that_goes_on(held: Page, pause: Pause, address: str) -> None:
    expect(held.locator("#chat-id")).to_have_text(re.compile(r"\S"))  # it may come after the answer
    chat = held.locator("#chat-id").text_content()
    again = held.context.new_page()
    held.close()
    pause.go_on()
    kept = f"{address}/chats/{chat}.json"
    while not again.context.request.get(kept).json()["records"]:
        time.sleep(0.1)
    again.goto(f"{address}/?chat={chat}")
    whole(again, 1)
    ask(again, WHO)
    assert asked(again) == [LONG, WHO]


def test_asking_again_replaces_the_last_answer(page: Page, pause: Pause) -> None:
    ask(page, WHO, "And who joined him?")
    pause.hold()
    press(page, "Ask again")
    expect(page.locator(".growing")).to_have_count(1)
    pause.go_on()
    whole(page, 2)
    assert asked(page) == [WHO, "And who joined him?"]
    expect(page.locator(".standalone")).to_contain_text("Understood as: Who hosted Alicia Bárcena? And who")


def test_the_last_question_can_be_edited_or_left(page: Page) -> None:
    ask(page, WHO, "What is the capital of France?")
    press(page, "Edit last question")
    expect(box(page)).to_have_value("What is the capital of France?")
    expect(page.get_by_text("Editing your last question")).to_be_visible()
    press(page, "Cancel")
    expect(box(page)).to_have_value("")
    press(page, "Edit last question")
    expect(box(page)).to_have_value("What is the capital of France?")
    expect(box(page)).to_be_focused()
    box(page).press("Escape")
    expect(page.get_by_text("Editing your last question")).to_be_hidden()
    expect(box(page)).to_have_value("")
    press(page, "Edit last question")
    expect(box(page)).to_have_value("What is the capital of France?")
    begin(page, "x" * 2_001)
    expect(page.get_by_test_id("toast-text").last).to_contain_text("2,001 characters")
    expect(page.get_by_text("Editing your last question")).to_be_visible()
    begin(page, "How long did the August 2021 lunch last?")
    expect(page.locator(".message.user").last).to_contain_text("How long")
    whole(page, 2)
    expect(page.get_by_text("Editing your last question")).to_be_hidden()
    assert asked(page) == [WHO, "How long did the August 2021 lunch last?"]
    ask(page, WHO)
    assert len(asked(page)) == 3


def test_an_example_is_asked_and_answered(page: Page) -> None:
    examples = page.locator(".welcome button.ask")
    expect(examples.first).to_be_visible()
    assert 2 <= examples.count() <= 3
    expect(page.get_by_role("button", name="Ask again")).to_be_hidden()
    text = examples.first.inner_text()
    examples.first.click()
    whole(page, 1)
    assert asked(page) == [text]
    expect(page.locator(".answer button.marker").first).to_be_visible()
    expect(box(page)).to_be_focused()


TYPED = [
    "<img src=x onerror=alert(1)> <b>b</b> **b** ![i](http://evil.example/i.png) [a](javascript:alert(1)) $$x$$",
    "x" * 500,
    "Who hosted 👩‍👩‍👧‍👦🇲🇽?",
    "من استضاف أليسيا بارسينا؟",
    "Who hosted her? " * 125,
]


def test_what_is_typed_is_shown_as_it_is(page: Page) -> None:
    ask(page, *TYPED)
    assert asked(page) == [" ".join(text.split()) for text in TYPED]
    for tag in ("img", "b", "a[href^=javascript]", "em", ".katex"):
        expect(page.locator(f".message.user {tag}")).to_have_count(0)
    assert page.locator("#conversation").evaluate("own => own.scrollWidth <= own.clientWidth")


def test_what_can_not_be_asked_gets_a_message(page: Page) -> None:
    begin(page, "   ")
    expect(toast(page)).to_contain_text("empty")
    begin(page, "x" * 20_000)
    expect(toast(page)).to_contain_text("20,000 characters")
    expect(page.locator(".answer")).to_have_count(0)
    expect(titles(page)).to_have_count(0)
    ask(page, WHO)


def test_what_is_entered_before_the_last_question_has_ended_is_asked_then(page: Page) -> None:
    """Gradio would drop it: the end comes after the message, or the whole answer, is seen."""
    ends = Ends(page)
    ends.hold()
    begin(page, "x" * 2_001)
    expect(toast(page)).to_contain_text("2,001 characters")
    begin(page, WHO)
    expect(box(page)).to_have_value(WHO)
    ends.let_go()
    whole(page, 1)
    ends.wait()
    ends.hold()
    begin(page, "And who joined him?")
    whole(page, 2)
    box(page).fill(LONG)
    press(page, "Ask")
    ends.let_go()
    whole(page, 3)
    assert asked(page) == [WHO, "And who joined him?", LONG]


# --------------------------------------------------------------------------------------------------------------- chats


def test_earlier_chats_are_listed_renamed_exported_and_deleted(page: Page, address: str) -> None:
    ask(page, WHO, "What is the capital of France?")
    press(page, "New chat")
    expect(page.locator(".answer")).to_have_count(0)
    expect(box(page)).to_be_focused()
    expect(page).to_have_url(f"{address}/")
    ask(page, "And who joined him?")
    expect(page.locator(".standalone")).to_have_count(0)
    page.reload()
    whole(page, 1)
    expect(titles(page)).to_have_text(["And who joined him?", WHO])

    earlier(page, WHO).click()
    whole(page, 2)
    chat = page.locator("#chat-id").text_content()
    expect(page).to_have_url(f"{address}/?chat={chat}")
    menu(page, WHO).get_by_role("button", name="Rename").click()
    name = page.get_by_label("New name of the chat")
    expect(name).to_be_focused()
    name.fill("<b>Guests</b>")
    name.press("Enter")
    expect(earlier(page, "<b>Guests</b>")).to_be_focused()
    expect(page).to_have_title("<b>Guests</b> - citeseed")

    menu(page, "<b>Guests</b>")
    links = [page.get_by_role("link", name=name).get_attribute("href") for name in ("Markdown", "JSON")]
    markdown, exported = [page.context.request.get(f"{address}{link}") for link in links]
    records = json.loads(exported.text())["records"]
    assert [record["question"] for record in records] == [WHO, "What is the capital of France?"]
    cited = page.locator(".sources li").inner_text()
    for citation in records[0]["citations"]:
        assert f"[{citation['number']}] {citation['source']}" in cited
        assert f"**[{citation['number']}]** {citation['source']}".replace("_", r"\_") in markdown.text()
    assert "attachment" in markdown.headers["content-disposition"]

    page.keyboard.press("Escape")
    menu(page, "<b>Guests</b>").get_by_role("button", name="Delete").click()
    press(page, "Keep")
    expect(earlier(page, "<b>Guests</b>")).to_be_visible()
    delete(page, "<b>Guests</b>")
    expect(titles(page)).to_have_text(["And who joined him?"])
    expect(page.locator(".answer")).to_have_count(0)
    assert page.context.request.get(f"{address}{links[0]}").status == 404


def test_a_chat_deleted_in_another_tab_is_told(page: Page) -> None:
    ask(page, WHO)
    other = page.context.new_page()
    other.goto(page.url)
    whole(other, 1)
    delete(other, WHO)
    expect(other.locator(".answer")).to_have_count(0)
    begin(page, "And who joined him?")
    expect(toast(page)).to_contain_text("not there any more")
    expect(box(page)).to_have_value("And who joined him?")
    press(page, "New chat")
    expect(page.locator(".answer")).to_have_count(0)
    ask(page, WHO)


def calls(context: BrowserContext, address: str, chat: str) -> str:
    """What every handler of the page answers to a stranger who knows the id of a chat."""
    config = context.request.get(f"{address}/config").json()
    heard = ""
    for function in config["dependencies"]:
        if not function["backend_fn"] or function["api_name"] == "ask":
            continue
        session = uuid.uuid4().hex
        data = [chat if part % 2 == 0 else [] for part in range(len(function["inputs"]))]
        body = {
            "data": data,
            "fn_index": function["id"],
            "session_hash": session,
            "event_data": {"index": [1, 0], "liked": True},
        }
        if context.request.post(f"{address}/gradio_api/queue/join", data=body).ok:
            heard += context.request.get(f"{address}/gradio_api/queue/data?session_hash={session}").text()
    return heard


def test_another_browser_gets_nothing_of_a_chat(page: Page, browser: Chromium, address: str) -> None:
    ask(page, WHO)
    chat = page.locator("#chat-id").text_content() or ""
    with opened(browser, f"{address}/?chat={chat}") as stranger:
        expect(toast(stranger)).to_contain_text("kept for the browser it was asked in")
        expect(stranger.locator(".answer")).to_have_count(0)
        expect(titles(stranger)).to_have_count(0)
        expect(stranger).to_have_url(f"{address}/")
        heard = calls(stranger.context, address, chat)
        assert "process_completed" in heard
        assert "Blinken" not in heard
        for form in ("md", "json"):
            assert stranger.context.request.get(f"{address}/chats/{chat}.{form}").status == 404
    page.reload()
    whole(page, 1)
    assert asked(page) == [WHO]


def test_chats_outlive_the_server(browser: Chromium, tmp_path: Path, seeds: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "zoo.txt").write_text("Bo Keita opened the zoo on May 5, 2020. Bo Keita fed the birds twice a day.")
    question = "Who opened the zoo?"
    with served(tmp_path / "index", docs=docs) as address, opened(browser, address) as page:
        expect(page.locator(".welcome")).to_contain_text("1 document in docs")
        expect(page.locator("#about")).to_contain_text("Ask the document in docs")
        ask(page, question)
        expect(page).to_have_url(re.compile("chat="))
        live, path = page.locator(".answer").inner_html(), page.url.removeprefix(address)
        cookies = page.context.storage_state()
    with (
        served(tmp_path / "index", docs=docs) as address,
        opened(browser, f"{address}{path}", storage_state=cookies) as page,
    ):
        whole(page, 1)
        assert page.locator(".answer").inner_html() == live
        expect(titles(page)).to_have_text([question])


def test_an_empty_folder_says_what_to_do(browser: Chromium, tmp_path: Path, real_embedder: Embedder) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    build(docs, tmp_path / "index", real_embedder, allow_empty=True)
    with served_here(tmp_path / "index", docs, real_embedder, Pause()) as address, opened(browser, address) as page:
        expect(page.locator(".welcome")).to_contain_text("There is nothing to answer from yet.")
        expect(page.locator(".welcome button")).to_have_text(["Add documents"])
        ask(page, "Who opened the zoo?")
        expect(page.locator(".answer")).to_contain_text("The documents don't say.")


# ------------------------------------------------------------------------------------------------------------ feedback


def test_a_thumb_pressed_again_is_taken_back(page: Page, index_dir: Path) -> None:
    def given() -> list[str]:
        path = index_dir / "feedback.jsonl"
        return [own.rating for own in FileFeedback(path).read() if own.answer["question"] == LONG]

    ask(page, LONG)
    note = page.get_by_label("What should we know")
    page.locator("button[aria-label='dislike' i]").last.click()
    expect(note).to_be_visible()
    assert given() == ["down"]
    page.locator("button[aria-label='disliked' i]").last.click()
    expect(note).to_be_hidden()
    assert given() == []


def test_thumbs_and_notes_are_kept_with_the_answer(page: Page, index_dir: Path) -> None:
    ask(page, WHO, "What is the capital of France?")
    page.get_by_label("dislike").last.click()
    note = page.get_by_label("What should we know")
    expect(note).to_have_accessible_name(re.compile("“What is the capital of France\\?”"))
    note.fill("It is <Paris>.")
    press(page, "Send")
    expect(toast(page)).to_contain_text("Thank you")
    expect(note).to_be_hidden()
    page.locator("button[aria-label='like' i]").first.click()
    expect(note).to_be_visible()
    page.locator("#noting").get_by_role("button", name="Close").click()
    expect(note).to_be_hidden()
    lines = [json.loads(line) for line in (index_dir / "feedback.jsonl").read_text(encoding="utf-8").splitlines()]
    assert any(
        "Paris" in json.dumps(line) and line["answer"]["question"].startswith("What is the capital") for line in lines
    )
    assert lines[-1]["answer"]["question"] == WHO


def test_the_page_and_the_first_answer_come_soon(browser: Chromium, address: str) -> None:
    begun = time.monotonic()
    with opened(browser, address) as page:
        box(page).fill(WHO)
        interactive = time.monotonic() - begun
        box(page).press("Enter")
        page.locator(".answer .statement").wait_for()
        answered = time.monotonic() - begun - interactive
        assert interactive < 15
        assert answered < 10
        whole(page, 1)
