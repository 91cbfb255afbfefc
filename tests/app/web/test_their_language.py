"""In which language the server answers a browser, and that programs are answered in English."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.web.routes import WORDS
from app.words.catalogue import LANGUAGES, of_scripts
from index.reading.folder import MAX_BYTES
from tests.site import fake_site, running


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("site")
    with running(fake_site(folder, upload_bytes=MAX_BYTES)) as url:
        yield url


@pytest.fixture(scope="module")
def browser(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=60) as client:
        yield client


def test_the_scripts_get_the_words_of_their_browser(browser: httpx.Client) -> None:
    for language in LANGUAGES:
        answer = browser.get(WORDS, headers={"Accept-Language": f"{language}-XX, en;q=0.5"})
        assert answer.headers["content-type"].startswith("text/javascript")
        assert "Accept-Language" in answer.headers["vary"] and answer.headers["cache-control"] == "no-cache"
        first, second = answer.text.splitlines()
        assert first == f'export const language = "{language}";'
        assert json.loads(second.removeprefix("export const words = ").removesuffix(";")) == of_scripts(language)
        tag = answer.headers["etag"]
        assert browser.get(WORDS, headers={"Accept-Language": language, "If-None-Match": tag}).status_code == 304
        other = "de" if language != "de" else "en"
        assert browser.get(WORDS, headers={"Accept-Language": other, "If-None-Match": tag}).status_code == 200


def test_refusals_are_in_the_language_of_the_browser_and_of_programs_in_english(browser: httpx.Client) -> None:
    german = {"Accept-Language": "de"}
    assert browser.get("/no-such-page", headers=german).text == "Hier ist nichts."
    assert browser.get("/page/no.js", headers=german).text == "Hier ist nichts."
    assert browser.get("/documents/none", headers={"Accept-Language": "es"}).status_code == 404
    assert browser.get("/", headers=german | {"Origin": "http://evil.example"}).text.startswith("Eine andere Website")
    assert browser.get("/no-such-page").text == "There is nothing here."
    program = browser.post("/v1/chat/completions", headers=german, content=b"x")
    assert program.json()["error"]["message"] == "Send the request as application/json."


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(header=st.binary(max_size=60).map(lambda data: bytes(one for one in data if one >= 0x20 and one != 0x7F)))
def test_whatever_a_browser_asks_for_it_is_answered(browser: httpx.Client, header: bytes) -> None:
    answer = browser.get(WORDS, headers=[(b"Accept-Language", header.strip())])
    assert answer.status_code == 200 and answer.text.startswith("export const language")
