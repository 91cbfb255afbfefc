"""The frame of the page in a real Chromium: room for the answer at every size, the documents chosen, the chats."""

import json
import re
from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from index.embedding.embedder import Embedder
from tests.app.page.test_evidence import faults, marker, panel, wide
from tests.app.page.test_page import ask, box, delete, earlier, menu, press, titles, whole
from tests.load import PageUser
from tests.serving import NEEDS_CHROMIUM, Pause, opened, served_here

pytestmark = [pytest.mark.slow, *NEEDS_CHROMIUM]
ZOO, SHIP, LEAVE = "Who opened the zoo?", "Who built the ship?", "What changed in the leave policy?"
SIZES = [(1440, 900), (1280, 720), (800, 600), (390, 844)]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, real_embedder: Embedder) -> Iterator[str]:
    docs = tmp_path_factory.mktemp("frame") / "handbook"
    docs.mkdir()
    (docs / "zoo.md").write_text("# The zoo\n\nBo Keita opened the zoo on May 5, 2020.\n", encoding="utf-8")
    (docs / "ship.md").write_text("# The ship\n\nIda Brandt built the ship in 1911.\n", encoding="utf-8")
    for year, days in ((2023, 20), (2024, 25)):
        text = f"# Leave policy {year}\n\nStaff have {days} days of leave a year.\n"
        (docs / f"leave-{year}.md").write_text(text, encoding="utf-8")
    with served_here(docs.parent / "index", docs, real_embedder, Pause()) as url:
        yield url


@pytest.fixture
def page(browser: Chromium, address: str) -> Iterator[Page]:
    with opened(browser, address) as fresh:
        expect(fresh.locator("#about")).to_contain_text("document")
        yield fresh


def choose(page: Page, *names: str) -> None:
    """Chooses documents, with the keyboard where there is a short way."""
    page.locator("#choose").click()
    search = page.get_by_label("Find documents")
    for name in names:
        expect(search).to_be_visible()
        search.fill(name)
        page.locator("#choosing").get_by_label(re.compile(name)).check()
    search.press("Escape")
    expect(page.locator("#choosing")).to_be_hidden()
    expect(page.locator("#choose")).to_be_focused()


# ----------------------------------------------------------------------------------------------------------------- room


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_most_of_the_window_is_the_conversation(browser: Chromium, address: str, width: int, height: int) -> None:
    with opened(browser, address, viewport={"width": width, "height": height}) as page:
        expect(page.locator("#about")).to_contain_text("Ask 4 documents in handbook")
        ask(page, ZOO)
        pane = page.locator("#conversation").bounding_box()
        assert pane and pane["height"] >= (0.75 if height >= 720 else 0.7) * height
        assert wide(page) == width
        assert page.evaluate("document.documentElement.scrollHeight") == height  # nothing below what is seen


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_everybody_can_use_it(browser: Chromium, address: str, width: int, height: int, scheme: str) -> None:
    with opened(browser, address, viewport={"width": width, "height": height}, color_scheme=scheme) as page:
        expect(page.locator("#about")).to_contain_text("document")
        assert faults(page) == []
        ask(page, ZOO)
        choose(page, "leave-2023", "leave-2024")
        page.locator("#choose").click()
        expect(page.locator("#choosing li").first).to_be_visible()
        assert faults(page) == []
        page.get_by_label("Find documents").press("Escape")
        press(page, "Edit last question")
        page.locator("button[aria-label='dislike' i]").last.click()
        expect(page.get_by_label("What should we know")).to_be_visible()
        if width <= 1000:
            press(page, "Chats")
        menu(page, ZOO)
        assert faults(page) == []
        page.keyboard.press("Escape")


@pytest.mark.parametrize("width", [701, 800, 1000, 1100])
def test_beside_an_open_source_the_answer_can_be_read(browser: Chromium, address: str, width: int) -> None:
    with opened(browser, address, viewport={"width": width, "height": 600}) as page:
        ask(page, ZOO)
        marker(page).click()
        expect(panel(page)).to_be_visible()
        said, source = page.locator(".answer .statement").first.bounding_box(), panel(page).bounding_box()
        assert said and source
        assert said["width"] >= 280 and said["x"] + said["width"] <= source["x"]
        page.keyboard.press("Escape")
        expect(panel(page)).to_be_hidden()


@pytest.mark.parametrize("width", [390, 800])
def test_where_there_is_little_room_the_chats_lie_over_the_chat_and_are_closed(
    browser: Chromium, address: str, width: int
) -> None:
    with opened(browser, address, viewport={"width": width, "height": 800}) as page:
        expect(page.locator("#about")).to_contain_text("document")
        chats, toggle = page.get_by_role("navigation", name="Chats"), page.get_by_role("button", name="Chats")
        expect(chats).to_be_hidden()
        before = box(page).bounding_box()
        toggle.click()
        expect(chats).to_be_visible()
        expect(toggle).to_have_attribute("aria-expanded", "true")
        assert box(page).bounding_box() == before
        page.get_by_label("Search chats").press("Escape")
        expect(chats).to_be_hidden()
        expect(toggle).to_be_focused()


# ------------------------------------------------------------------------------------------------------------ documents


def test_a_page_load_carries_no_list_of_documents(page: Page, address: str) -> None:
    heard = [page.context.request.get(f"{address}{path}").text() for path in ("/", "/config")]
    with closing(PageUser(address)) as user:
        heard.append(json.dumps(user.call("load", "")))
    assert "handbook" in heard[2]
    assert not [text for text in heard if "leave-2023.md" in text or "ship.md" in text]


def test_chosen_documents_are_shown_kept_and_let_go(page: Page) -> None:
    choose(page, "ship")
    chip = page.locator("#scope .scope")
    expect(chip).to_contain_text("only The ship")
    expect(page.get_by_role("status").filter(has_text="Answers come from")).to_have_text(
        "Answers come from The ship only."
    )
    ask(page, ZOO, SHIP)
    expect(page.locator(".answer").first).not_to_contain_text("Bo Keita")
    expect(page.locator(".answer").last).to_contain_text("Ida Brandt")
    expect(chip).to_contain_text("only")
    press(page, "New chat")
    expect(page.locator(".answer")).to_have_count(0)
    expect(chip).to_have_text("Choose documents")
    ask(page, ZOO)
    expect(page.locator(".answer")).to_contain_text("Bo Keita")
    choose(page, "zoo", "ship")
    expect(chip).to_contain_text("only 2 documents")
    earlier(page, ZOO).last.click()
    whole(page, 2)
    expect(chip).to_have_text("Choose documents")
    choose(page, "ship")
    press(page, "Answer from all documents again")
    expect(chip).to_have_text("Choose documents")
    expect(box(page)).to_be_focused()


def test_two_chosen_documents_are_compared(page: Page) -> None:
    choose(page, "leave-2023", "leave-2024")
    press(page, "Compare them")
    whole(page, 1)
    expect(page.locator(".message.user")).to_contain_text("What is different between leave-2023.md and leave-2024.md?")
    expect(page.locator(".answer")).to_contain_text("25 days")
    expect(page.locator(".answer")).to_contain_text("20 days")


# ---------------------------------------------------------------------------------------------------------------- chats


def test_chats_are_found_by_title_and_question_and_the_title_is_that_of_the_window(page: Page) -> None:
    expect(page).to_have_title("citeseed")
    ask(page, ZOO, SHIP)
    expect(page).to_have_title(f"{ZOO} - citeseed")
    press(page, "New chat")
    whole(page, 0)
    expect(page).to_have_title("citeseed")
    ask(page, LEAVE)
    expect(titles(page)).to_have_text([LEAVE, ZOO])
    expect(page.locator("#chat-list time")).to_have_text(["Today", "Today"])
    search = page.get_by_label("Search chats")
    search.fill("ship BUILT")
    expect(titles(page)).to_have_text([ZOO])
    search.fill("nothing of that kind")
    expect(page.locator("#chat-list")).to_have_text("No chat has these words.")
    expect(page).to_have_title(f"{LEAVE} - citeseed")
    search.fill("")
    expect(titles(page)).to_have_count(2)


def test_another_chat_is_deleted_and_this_one_stays(page: Page) -> None:
    ask(page, ZOO)
    press(page, "New chat")
    whole(page, 0)
    ask(page, SHIP)
    delete(page, ZOO)
    expect(titles(page)).to_have_text([SHIP])
    whole(page, 1)


def test_a_name_that_is_not_given_leaves_the_old_one(page: Page) -> None:
    ask(page, ZOO)
    for typed, key in (("  ", "Enter"), ("Left", "Escape")):
        menu(page, ZOO).get_by_role("button", name="Rename").click()
        page.get_by_label("New name of the chat").fill(typed)
        page.keyboard.press(key)
        expect(titles(page)).to_have_text([ZOO])
        expect(titles(page).first).to_be_focused()


def test_a_question_typed_into_a_box_of_several_lines_leaves_room(page: Page) -> None:
    box(page).fill("\n".join(f"line {number}" for number in range(20)))
    composer = page.locator("#composer").bounding_box()
    assert composer and composer["y"] + composer["height"] <= 900 and composer["height"] < 300
