"""The page in other languages, in a real Chromium: its words, none in English left, its layout; and right-to-left text."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from app.words.catalogue import catalogue, said, told
from index.embedding.embedder import Embedder
from index.embedding.multilingual import COMMAND
from tests.app.page.test_evidence import faults, wide
from tests.serving import NEEDS_CHROMIUM, Pause, opened, served_here

pytestmark = [pytest.mark.slow, *NEEDS_CHROMIUM]
LOCALES = {"de": "de-AT", "es": "es-MX", "fr": "fr-FR", "it": "it-IT", "nl": "nl-NL", "pt": "pt-BR"}
SIZES = [(1280, 720), (390, 844)]
ZOO = "Who opened the zoo?"
LEAVE = "כמה ימי חופשה מקבלים העובדים?"
_VISIBLE = """() => {
    const found = new Set();
    const ours = (node) => !node.closest(".answer, #evidence .card, .ask, .follow-ups, script, style");
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
        if (!ours(element) || !element.checkVisibility({ visibilityProperty: true })) continue;
        if (node.nodeType === Node.TEXT_NODE) found.add(node.data.trim().replace(/\\s+/g, " "));
        else for (const name of ["aria-label", "title", "placeholder"]) found.add(element.getAttribute(name)?.trim());
    }
    return [...found].filter(Boolean);
}"""
_CUT_OFF = """() => [...document.querySelectorAll("button, [role=tab], label, th, h2")]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest(".unseen, .visually-hidden, .answer, #chat-list"))
    .filter((one) => !["choose"].includes(one.id) && one.textContent.trim() && one.clientWidth > 2 && one.scrollWidth > one.clientWidth + 1)
    .map((one) => one.textContent.trim() || one.getAttribute("aria-label"))"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, real_embedder: Embedder) -> Iterator[str]:
    docs = tmp_path_factory.mktemp("languages") / "Handbuch"
    docs.mkdir()
    (docs / "zoo.md").write_text("# The zoo\n\nBo Keita opened the zoo on May 5, 2020.\n", encoding="utf-8")
    (docs / "leave.md").write_text(
        "# מדיניות חופשה\n\nהעובדים מקבלים 25 ימי חופשה בשנה לפי הסכם 2024.\n", encoding="utf-8"
    )
    (docs / "safety.md").write_text("# السلامة\n\nيجب إغلاق البوابة رقم 12 كل مساء.\n", encoding="utf-8")
    (docs / "broken.pdf").write_bytes(b"%PDF-1.7 of nothing")
    with served_here(docs.parent / "index", docs, real_embedder, Pause()) as url:
        yield url


def words(language: str, key: str, **values: str | int) -> str:
    return told(said(key, **values), language)


def english(page: Page, language: str) -> set[str]:
    """What is to be seen, or heard, of the page's own words in English."""
    own, left = catalogue(language), set()
    seen = page.evaluate(_VISIBLE)
    for key, entry in catalogue("en").items():
        for form in [entry] if isinstance(entry, str) else entry:
            pattern = re.sub(r"\\\{\w+\\\}", ".+", re.escape(form))
            ours = own[key]
            same = re.fullmatch(pattern, ours if isinstance(ours, str) else ours[1])
            if re.search(r"[^\W\d_]", form.replace("{", "}").split("}")[0] + form.split("}")[-1]) and not same:
                left |= {text for text in seen if re.fullmatch(pattern, text)}
    return left - {form for entry in own.values() for form in ([entry] if isinstance(entry, str) else entry)}


def ask(page: Page, question: str) -> None:
    before = page.locator(".answer").count()
    box = page.locator("#question textarea")
    box.fill(question)
    box.press("Enter")
    expect(page.locator(".answer > .copy")).to_have_count(before + 1)


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("language", sorted(LOCALES))
def test_the_page_is_in_the_language_of_the_browser(
    browser: Browser, address: str, language: str, width: int, height: int
) -> None:
    locale = LOCALES[language]
    with opened(browser, address, locale=locale, viewport={"width": width, "height": height}) as page:
        expect(page.locator("#about p")).to_have_text(words(language, "page.about", count=3, name="Handbuch"))
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator(".welcome h2")).to_have_text(
            words(language, "proposals.documents", count=3, folder="Handbuch")
        )
        expect(page.locator("#question textarea")).to_have_attribute("placeholder", words(language, "page.placeholder"))
        looked = [check(page, language, width)]
        ask(page, ZOO)
        if width <= 1000:
            page.locator("#chats-toggle").click()
        expect(page.locator("#chat-list time")).to_have_text(words(language, "scripts.today"))
        page.locator("#chat-list summary").click()
        looked.append(check(page, language, width))
        page.keyboard.press("Escape")
        if width <= 1000:
            page.keyboard.press("Escape")
        page.locator("#edit").click()
        page.locator("#composer #cancel").wait_for()
        page.get_by_role("button", name=words(language, "scripts.like"), exact=True).click()
        note = page.get_by_label(words(language, "page.note", question=ZOO))
        expect(note).to_be_visible()
        expect(page.get_by_role("button", name=words(language, "scripts.liked"), exact=True)).to_be_visible()
        looked.append(check(page, language, width))
        note.fill("!")
        page.locator("#noting .submit-button").click()
        expect(page.get_by_text(words(language, "page.noted"))).to_be_visible()
        page.locator("#cancel").click()
        page.locator("#choose").click()
        expect(page.locator("#choosing li").first).to_be_visible()
        looked.append(check(page, language, width))
        page.keyboard.press("Escape")
        page.locator(".answer button.marker").first.click()
        expect(page.locator("#evidence h2")).to_have_text(words(language, "scripts.source_of", number=1, all=1))
        looked.append(check(page, language, width))
        page.keyboard.press("Escape")
        page.get_by_role("tab", name=words(language, "page.documents"), exact=True).click()
        expect(page.locator("#documents tr[data-source]")).to_have_count(4)
        expect(page.locator("#documents .add-documents")).to_have_text(words(language, "documents.add"))
        advised = page.locator("#documents .about").get_by_text(
            words(language, "documents.other_model", command=COMMAND)
        )
        expect(advised).to_be_visible()
        expect(page.locator("tr[data-source='zoo.md'] .state")).to_have_text(words(language, "files.indexed"))
        page.locator("tr[data-source='zoo.md'] .delete").click()
        expect(page.locator("tr[data-source='zoo.md'] .sure")).to_be_visible()
        page.locator("tr[data-source='leave.md'] input").check()
        looked.append(check(page, language, width))
        page.locator("tr[data-source='zoo.md'] .keep").click()
        page.locator("#documents .read-again").click()
        expect(page.locator("#documents .building")).to_contain_text(words(language, "reading.unchanged"))
        looked.append(check(page, language, width))
        assert looked == [(set(), [], width)] * len(looked)
        if language == "de":
            assert faults(page) == []


def check(page: Page, language: str, width: int) -> tuple[set[str], list[str], int]:
    """What is left in English, what is cut off, and how wide the page is."""
    return english(page, language), page.evaluate(_CUT_OFF), wide(page)


def test_in_english_nothing_is_another(browser: Browser, address: str) -> None:
    with opened(browser, address, locale="ja-JP") as page:
        expect(page.locator("#about p")).to_have_text("Ask 3 documents in Handbuch")
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(page.locator("#new")).to_have_text("New chat")


def test_two_browsers_are_answered_each_in_its_language(browser: Browser, address: str) -> None:
    with opened(browser, address, locale="de-DE") as german, opened(browser, address, locale="fr-FR") as french:
        for page, language in ((german, "de"), (french, "fr")):
            page.locator("#question textarea").fill("?!")
            page.locator("#question textarea").press("Enter")
            expect(page.locator(".toast-body")).to_contain_text(words(language, "problems.no_words"))
            expect(page.locator(".toast-title")).to_have_text(words(language, "scripts.warning"))


@pytest.mark.parametrize(("question", "figure"), [(LEAVE, "2024"), ("متى يجب إغلاق البوابة رقم 12؟", "12")])
def test_right_to_left_text_reads_from_the_right(browser: Browser, address: str, question: str, figure: str) -> None:
    with opened(browser, address) as page:
        ask(page, question)
        said_there = page.locator(".answer .statement, .answer .headline, .answer .related li, .answer li").first
        expect(said_there).to_be_visible()
        marker = page.locator(".answer button.marker").first
        text, mark = said_there.bounding_box(), marker.bounding_box()
        assert text and mark
        first, last = ends(page, ".answer .statement, .answer .headline, .answer li", "first")
        assert first > last, "it begins on the right"
        assert mark["x"] < first, "its citation is where it ends"
        marker.click()
        expect(page.locator("#evidence mark")).to_be_visible()
        first, last = ends(page, "#evidence mark", "first")
        assert first > last
        with page.context.expect_page() as whole:
            page.locator("#evidence .links a").first.click(modifiers=["ControlOrMeta"])
        original = whole.value
        expect(original.locator("mark").first).to_be_visible()
        first, last = ends(original, "mark", "first")
        assert first > last


def ends(page: Page, selector: str, which: str) -> tuple[float, float]:
    """Where on the line the first and the last letter of the first text stand, in pixels from the left."""
    found = page.locator(selector).first.evaluate(
        """(element) => {
            const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
            const letters = [];
            for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                for (let at = 0; at < node.length; at += 1) if (/[\\u0590-\\u06ff.]/.test(node.data[at])) letters.push([node, at]);
            }
            return [letters[0], letters.at(-1)].map(([node, at]) => {
                const range = document.createRange();
                range.setStart(node, at);
                range.setEnd(node, at + 1);
                return range.getBoundingClientRect().left;
            });
        }"""
    )
    return float(found[0]), float(found[1])
