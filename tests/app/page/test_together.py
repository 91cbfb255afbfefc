"""The parts of the page that meet: what one does must not undo, or outlive, what another one shows."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, Route, expect

from index.embedding.embedder import Embedder
from tests.app.page.test_page import ask, box, earlier, menu, titles, whole
from tests.serving import NEEDS_CHROMIUM, Pause, opened, served_here

pytestmark = [pytest.mark.slow, *NEEDS_CHROMIUM]
ZOO, BIRDS = "Who opened the zoo?", "Who fed the birds?"
NEXT = '<div class="follow-ups"><ul><li><button class="ask"><span class="asked">Why?</span></button></li></ul></div>'
ANOTHER_RUN = '{"ready": true, "run": "another"}'  # of a server that was started anew


@pytest.fixture(scope="module")
def pause() -> Pause:
    return Pause()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, real_embedder: Embedder, pause: Pause) -> Iterator[str]:
    docs = tmp_path_factory.mktemp("together") / "zoo"
    docs.mkdir()
    (docs / "zoo.txt").write_text("Bo Keita opened the zoo on May 5, 2020. Ann Li fed the birds twice a day.")
    with served_here(docs.parent / "index", docs, real_embedder, pause) as url:
        yield url


@pytest.fixture
def page(browser: Chromium, address: str, pause: Pause) -> Iterator[Page]:
    with opened(browser, address) as fresh:
        expect(fresh.locator("#about")).to_contain_text("document")
        yield fresh
        pause.go_on()


def tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).click()


def test_a_chat_opened_from_the_documents_is_seen(page: Page) -> None:
    ask(page, ZOO)
    tab(page, "Documents")
    page.get_by_role("button", name="New chat").click()
    expect(box(page)).to_be_focused()
    expect(page.locator(".answer")).to_have_count(0)
    tab(page, "Documents")
    earlier(page, ZOO).click()
    expect(page.locator(".answer")).to_be_visible()
    tab(page, "Documents")
    page.go_back()  # to the new chat
    expect(box(page)).to_be_visible()
    expect(page.locator(".answer")).to_have_count(0)


def test_the_chat_pressed_last_is_the_one_that_opens(page: Page) -> None:
    ask(page, ZOO)
    page.get_by_role("button", name="New chat").click()
    expect(page.locator(".answer")).to_have_count(0)
    ask(page, BIRDS)
    expect(titles(page)).to_have_count(2)
    page.evaluate("""async () => {
        const links = [...document.querySelectorAll("#chat-list a.title")];
        links.find((one) => one.textContent.includes("zoo")).click();
        await new Promise((done) => setTimeout(done, 40));
        links.find((one) => one.textContent.includes("birds")).click();
    }""")
    page.wait_for_timeout(700)
    expect(page.locator(".message.user")).to_contain_text(BIRDS)


def test_a_question_left_behind_is_not_asked_in_another_chat(page: Page, pause: Pause) -> None:
    ask(page, ZOO)
    page.get_by_role("button", name="New chat").click()
    expect(page.locator(".answer")).to_have_count(0)
    pause.hold()
    box(page).fill(BIRDS)
    box(page).press("Enter")
    expect(page.locator(".growing")).to_be_visible()
    earlier(page, ZOO).click()
    expect(page.locator(".message.user")).to_contain_text(ZOO)
    pause.go_on()
    with page.expect_event("load"):
        page.route("**/healthz", lambda route: route.fulfill(body=ANOTHER_RUN))
    whole(page, 1)
    page.wait_for_timeout(1500)
    expect(page.locator(".message.user")).to_have_text([ZOO])


def test_a_name_that_is_being_typed_stays_while_the_list_changes(page: Page) -> None:
    ask(page, ZOO)
    expect(earlier(page, ZOO)).to_be_visible()
    menu(page, ZOO).get_by_role("button", name="Rename").click()
    name = page.get_by_label("New name of the chat")
    name.fill("Half a na")
    page.evaluate("dispatchEvent(new Event('focus'))")
    page.wait_for_timeout(400)
    expect(name).to_have_value("Half a na")
    name.press("Escape")
    expect(earlier(page, ZOO)).to_be_focused()
    page.wait_for_timeout(400)  # the list is fetched by now
    expect(earlier(page, ZOO)).to_be_focused()


def test_a_button_pressed_twice_says_again_what_it_does(page: Page) -> None:
    ask(page, ZOO)
    copy = page.locator(".answer .action.copy")
    label = copy.inner_text()
    copy.click()
    copy.click()
    expect(copy).to_have_text("Copied")
    expect(copy).to_have_text(label)
    page.wait_for_timeout(300)
    expect(copy).to_have_text(label)


def test_nothing_of_what_can_be_asked_next_is_printed(page: Page) -> None:
    page.route("**/follow-ups*", lambda route: route.fulfill(content_type="text/html", body=NEXT))
    ask(page, ZOO)
    expect(page.locator(".follow-ups")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".follow-ups")).to_be_hidden()
    page.emulate_media(media="screen")


def test_a_build_that_can_not_be_looked_at_is_not_asked_about_without_end(browser: Chromium, address: str) -> None:
    context = browser.new_context()  # which may log what fails here
    page = context.new_page()
    looks: list[str] = []

    def fail(route: Route) -> None:
        looks.append(route.request.url)
        route.fulfill(status=500, body="Something went wrong.")

    page.route("**/documents/building*", fail)
    page.goto(address)
    expect(page.locator("#about")).to_contain_text("document")
    tab(page, "Documents")
    expect(page.locator("#documents .told")).to_have_text("Something went wrong.")
    looks.clear()
    page.evaluate(
        """document.querySelector("#documents").insertAdjacentHTML("beforeend",
            "<div id=outcome><p class=adding>1 file put into the folder.</p></div>")"""
    )
    page.wait_for_timeout(2000)
    assert 1 <= len(looks) <= 5
    context.close()


def test_what_was_seen_of_builds_before_one_was_asked_for_does_not_end_the_watch(page: Page, address: str) -> None:
    seen = page.request.get(f"{address}/documents/building").text()
    assert 'class="over"' in seen
    late: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.method == "GET" and not late:
            late.append(route)
        else:
            route.continue_()

    page.route("**/documents/building*", hold)
    with page.expect_request("**/documents/building*"):
        tab(page, "Documents")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.get_by_role("button", name="Read the folder again").click()
    late[0].fulfill(content_type="text/html", body=seen)
    expect(page.locator("#documents .building")).to_contain_text("Nothing in the folder has changed.")
    expect(page.get_by_role("button", name="Read the folder again")).to_be_enabled()


def test_escape_in_the_box_lets_the_edited_question_be_and_leaves_the_source(page: Page) -> None:
    ask(page, ZOO)
    page.get_by_role("button", name="Edit last question").click()
    expect(page.locator("#cancel")).to_be_visible()
    page.locator(".answer .marker").first.click()
    expect(page.locator("#evidence")).to_be_visible()
    box(page).press("Escape")
    expect(page.locator("#cancel")).to_be_hidden()
    expect(page.locator("#evidence")).to_be_visible()
    box(page).press("Escape")
    expect(page.locator("#evidence")).to_be_hidden()
