"""A small page behind the launch options, routes and guards of the real one, asked as browsers and strangers ask."""

import itertools
import os
import re
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from gradio_client import Client
from playwright.sync_api import expect
from starlette.responses import PlainTextResponse

from app import errors
from app.errors import AWAY
from app.web.guards import SMALL
from app.web.headers import FILE_CSP, PAGE_CSP
from app.web.login import Users
from app.web.routes import launch_options
from index import ROOT
from index.errors import CiteseedError
from index.reading.folder import MAX_BYTES
from tests.serving import CHROMIUM, chromium
from tests.site import DOCUMENT, SAID_AWAY, SECRET_PATH, STRICT, TOKEN, fake_site, running, users

COOKIE = {"Cookie": f"citeseed={TOKEN}"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("site")


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with running(fake_site(folder, upload_bytes=MAX_BYTES)) as url:
        yield url


@pytest.fixture
def browser(address: str) -> Iterator[httpx.Client]:
    """One with no cookie."""
    with httpx.Client(base_url=address, timeout=60) as client:
        yield client


def raw(address: str, request: str) -> str:
    """The head of the answer to a request that no client would send like this."""
    parts = urlsplit(address)
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as connection:
        connection.sendall(request.encode("latin-1"))
        with connection.makefile("rb") as answer:
            return answer.readline().decode()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200), ("HEAD", "/", 200), ("GET", "/config", 200), ("GET", "/gradio_api/info", 200),
        ("GET", "/page/page.js", 200), ("GET", "/theme.css", 200), ("GET", "/moved", 307), ("GET", "/broken", 500),
        ("GET", "/no-such-page", 404), ("GET", "/gradio_api/no-such-call", 404), ("DELETE", "/", 405),
        ("GET", f"/documents/{DOCUMENT}", 200), ("GET", f"/documents/{DOCUMENT}/original", 200),
        ("GET", "/documents/none", 404), ("GET", "/documents/changed/original", 410), ("GET", "/documents/away/original", 503), ("GET", "/chats/none.md", 404),
        ("GET", "/healthz", 200), ("GET", "/readyz", 200), ("GET", "/v1/models", 200),
        ("POST", "/v1/chat/completions", 415), ("GET", "/gradio_api/file=/etc/passwd", 403),
        ("OPTIONS", "/gradio_api/queue/join", 405), ("GET", "/monitoring/summary", 404), ("POST", "/gradio_api/run/who", 404), ("POST", "/gradio_api/api/who", 404),
            ("GET", "/openapi.json", 404), ("GET", "/gradio_api/deep_link", 404), ("GET", "/gradio_api/queue/status", 404),
            ("GET", "/gradio_api/app_id", 404), ("GET", "/login", 404), ("GET", "/manifest.json", 404),
        ("GET", "/gradio_api/file=https://evil.example/x.png", 404), ("GET", "/gradio_api/proxy=https://evil.example", 404),
    ],
)  # fmt: skip
def test_every_response_carries_the_security_headers(
    browser: httpx.Client, method: str, path: str, status: int
) -> None:
    answer = browser.request(method, path)
    assert answer.status_code == status
    _check_headers(answer)
    assert SECRET_PATH not in answer.text and "Traceback" not in answer.text


def _check_headers(answer: httpx.Response) -> None:
    assert "default-src '" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert not [name for name in answer.headers if name.startswith("access-control-")]


def test_refusals_carry_them_too(browser: httpx.Client) -> None:
    for answer in (
        browser.get("/", headers={"Host": "evil.example"}),
        browser.post("/gradio_api/queue/join", headers={"Origin": "http://evil.example"}),
        browser.post("/gradio_api/queue/join", content=b"x" * (SMALL + 1)),
    ):
        assert answer.status_code in (400, 403, 413)
        _check_headers(answer)


def test_each_kind_of_content_has_its_policy(browser: httpx.Client) -> None:
    def policy(path: str) -> str:
        return browser.get(path).headers["content-security-policy"]

    assert policy("/") == PAGE_CSP
    assert policy(f"/documents/{DOCUMENT}") == STRICT
    assert policy("/gradio_api/file=/etc/passwd") == FILE_CSP


def test_documents_answers_and_chats_are_kept_in_no_cache(browser: httpx.Client) -> None:
    for path in (
        f"/documents/{DOCUMENT}", "/documents", "/chats/none.md", "/chats", "/choices", "/collections", "/welcome",
        "/v1/models", "/readyz", "/config", "/gradio_api/info",
    ):  # fmt: skip
        assert browser.get(path).headers["cache-control"] == "no-store"


def test_an_uploaded_page_is_not_run(browser: httpx.Client) -> None:
    sent = browser.post("/gradio_api/upload", files={"files": ("evil.html", b"<script>alert(1)</script>")})
    answer = browser.get(f"/gradio_api/file={sent.json()[0]}")
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"] == FILE_CSP
    assert answer.headers["content-disposition"].startswith("attachment")
    _check_headers(answer)


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "null",
        "http://localhost:1",
        "https://127.0.0.1",
        "http://127.0.0.1.evil.example",
        "",
        "[",
    ],
)
def test_another_origin_is_refused_and_never_allowed(browser: httpx.Client, origin: str) -> None:
    for method, path in (
        ("POST", "/gradio_api/queue/join"), ("POST", "/v1/chat/completions"), ("GET", "/v1/models"),
        ("GET", "/gradio_api/info"), ("OPTIONS", "/v1/chat/completions"), ("POST", "/gradio_api/upload"),
        ("GET", f"/documents/{DOCUMENT}"),
    ):  # fmt: skip
        answer = browser.request(
            method, path, headers={"Origin": origin, "Access-Control-Request-Method": "POST"} | COOKIE
        )
        assert answer.status_code == 403
        assert "Another site" in answer.text
        _check_headers(answer)


def test_what_the_browser_says_of_where_it_comes_from_is_heeded(browser: httpx.Client) -> None:
    def asked(method: str, path: str, site: str, mode: str = "cors", dest: str = "empty") -> int:
        headers = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": dest}
        return browser.request(method, path, headers=headers).status_code

    for site in ("cross-site", "same-site"):
        assert asked("POST", "/v1/chat/completions", site) == 403
        assert asked("GET", "/v1/models", site, "no-cors", "image") == 403
        assert asked("GET", "/", site, "navigate", "iframe") == 403
        assert asked("POST", "/v1/chat/completions", site, "navigate", "document") == 403
        assert asked("GET", "/", site, "navigate", "document") == 200
    for site in ("same-origin", "none"):
        assert asked("GET", "/v1/models", site) == 200
        assert asked("POST", "/v1/chat/completions", site) == 415


def test_the_page_itself_may_ask(browser: httpx.Client, address: str) -> None:
    own = {"Origin": address, "Sec-Fetch-Site": "same-origin"}
    assert browser.post("/v1/chat/completions", headers=own, json={"messages": []}).status_code == 200


def test_another_host_name_is_turned_away(browser: httpx.Client, address: str) -> None:
    for host in ("evil.example", "127.0.0.1.evil.example", "www.localhost", ""):
        assert browser.get("/healthz", headers={"Host": host}).status_code == 400
    port = urlsplit(address).port
    assert browser.get("/healthz", headers={"Host": f"localhost:{port}"}).status_code == 200


@pytest.mark.parametrize("path", ["/gradio_api/queue/join", "/v1/chat/completions"])
def test_long_bodies_are_refused_announced_or_not(
    browser: httpx.Client, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    for content in (b"x" * (SMALL + 1), (b"x" * 300_000 for _ in range(4))):
        answer = browser.post(path, content=content, headers={"Content-Type": "application/json"})
        assert answer.status_code == 413
        assert "1,000,000" in answer.text
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


def test_uploads_may_be_longer_and_have_their_limit_too(browser: httpx.Client) -> None:
    assert browser.post("/gradio_api/upload", files={"files": ("a.txt", b"x" * (2 * SMALL))}).status_code == 200
    parts = [f'--b\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n' for name in "abc"]
    chunks = (part.encode() + b"x" * (MAX_BYTES // 2) + b"\r\n" for part in parts)
    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    refused = browser.post("/gradio_api/upload", content=chunks, headers=kind)
    assert refused.status_code == 413 and "too much at once" in refused.text


def test_the_browser_gets_a_secret_and_keeps_it(browser: httpx.Client) -> None:
    typed = {"Sec-Fetch-Site": "none"}
    given = browser.get("/", headers=typed).headers["set-cookie"]
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(given.split("; "))
    token = given.partition("=")[2].partition(";")[0]
    assert len(token) == 43 and browser.cookies["citeseed"] == token
    assert token in browser.get("/", headers=typed).headers["set-cookie"]
    assert token in browser.get("/page/page.js").headers["set-cookie"]
    assert "set-cookie" not in browser.get("/config").headers


def test_what_can_be_no_secret_of_ours_is_replaced(browser: httpx.Client) -> None:
    for cookie in ("x", "x" * 44, "../" + "x" * 40, '"' + "x" * 43):
        answer = browser.get("/page/page.js", headers={"Cookie": f"citeseed={cookie}"})
        assert answer.cookies["citeseed"] != cookie and len(answer.cookies["citeseed"]) == 43
        browser.cookies.clear()


def test_a_link_on_another_site_does_not_cost_a_browser_its_secret(browser: httpx.Client) -> None:
    followed = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    assert "set-cookie" not in browser.get("/", headers=followed).headers


def test_a_chat_is_for_its_browser_alone(browser: httpx.Client) -> None:
    for form in ("md", "json"):
        answer = browser.get(f"/chats/mine.{form}", headers=COOKIE)
        assert (answer.status_code, answer.text) == (200, form)
        assert answer.headers["content-disposition"].startswith("attachment")
        for cookie in ({}, {"Cookie": f"citeseed={'u' * 43}"}, {"Cookie": "citeseed=t"}):
            browser.cookies.clear()
            other = browser.get(f"/chats/mine.{form}", headers=cookie)
            assert other.status_code == 404
            assert other.content == browser.get(f"/chats/none.{form}", headers=COOKIE).content


def test_half_of_a_character_does_not_keep_the_rest_from_being_sent(browser: httpx.Client) -> None:
    answer = browser.get("/chats/half.md")
    assert (answer.status_code, answer.text) == (200, "half ?")


def test_a_form_is_taken_from_the_page_alone(browser: httpx.Client) -> None:
    sent = browser.post("/forms/1", data={"title": "a b", "more": "ü"})
    assert (sent.status_code, sent.text) == (200, "{'title': 'a b', 'more': 'ü'}")
    assert browser.post("/forms/1", data={"a": "b"}, headers={"Origin": "http://elsewhere.test"}).status_code == 403
    assert browser.post("/forms/1", content=b"x" * (SMALL + 1)).status_code == 413
    assert browser.get("/forms/1").status_code == 405


@pytest.mark.parametrize("content", [b"\xff=1", b"&".join([b"a=1"] * 1001)])
def test_what_is_no_form_is_refused_and_nothing_fails(
    browser: httpx.Client, caplog: pytest.LogCaptureFixture, content: bytes
) -> None:
    sent = browser.post("/forms/1", content=content, headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert (sent.status_code, "no form" in sent.text) == (400, True)
    for kind in ("multipart/form-data", "multipart/form-data; boundary=b", "application/json", ""):
        assert browser.post("/forms/1", content=b"--x", headers={"Content-Type": kind}).status_code == 200
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


@pytest.mark.parametrize(
    "id", ["..", "%2e%2e", "..%2f..%2fetc%2fpasswd", "/etc/passwd", "%00", "x" * 5000, "%ff", "a%0d%0aSet-Cookie:x"]
)
def test_no_id_leads_anywhere_else(address: str, id: str) -> None:
    card = f"/chats/{id}/answers/0/cards/1"
    for path in (f"/documents/{id}", f"/documents/{id}/original", f"/chats/{id}.md", f"/chats/{id}.json", card):
        head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: citeseed={TOKEN}\r\nConnection: close\r\n\r\n"
        assert raw(address, head).split()[1] == "404"


def test_a_document_is_asked_for_with_the_offsets_as_they_stand(browser: httpx.Client) -> None:
    assert browser.get(f"/documents/{DOCUMENT}?start=3&end=9").text == "<p>3 9"
    assert browser.get(f"/documents/{DOCUMENT}?start=x").text == "<p>x None"
    assert "changed since it was indexed" in browser.get("/documents/changed/original").text


def test_no_file_of_the_machine_is_served(browser: httpx.Client, folder: Path) -> None:
    root = ROOT
    for path in (folder / "page.js", root / "pyproject.toml", Path("/etc/passwd")):
        for form in (path, f"{folder}/../{folder.name}/page.js", f"/{path}"):
            assert browser.get(f"/gradio_api/file={form}").status_code == 403


def test_the_script_is_fetched_once(browser: httpx.Client) -> None:
    first = browser.get("/page/page.js")
    assert first.headers["content-type"].startswith("text/javascript")
    again = browser.get("/page/page.js", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert browser.get("/page/page.js", headers={"If-None-Match": '"other"'}).status_code == 200


def test_programs_get_answers_and_errors_they_can_read(browser: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    def post(**kwargs: object) -> httpx.Response:
        return browser.post("/v1/chat/completions", **kwargs)  # type: ignore[arg-type]

    errors._log.cache_clear()  # what is logged once a minute
    assert post(json={"messages": []}).json() == {"choices": []}
    streamed = post(json={"messages": [], "stream": True})
    assert streamed.headers["content-type"].startswith("text/event-stream")
    assert streamed.text == "data: 1\n\ndata: 2\n\ndata: [DONE]\n\n"
    _check_headers(streamed)
    as_json = {"Content-Type": "application/json"}
    for answer, status, message in (
        (post(json={}), 400, "no messages"),
        (post(content="{", headers=as_json), 400, "not JSON"),
        (post(content=b"\xff", headers=as_json), 400, "not JSON"),
        (post(content="[" * 100_000, headers=as_json), 400, "not JSON"),
        (post(content='{"messages": []}', headers={"Content-Type": "text/plain"}), 415, "application/json"),
        (post(json={"messages": [], "away": True}), 503, AWAY),
        (post(json={"messages": [], "broken": True}), 500, "Something went wrong"),
        (post(content=b"x" * (SMALL + 1), headers=as_json), 413, "bytes"),
    ):
        assert answer.status_code == status
        assert message in answer.json()["error"]["message"]
        assert "db1" not in answer.text
    assert "POST /v1/chat/completions failed" in caplog.text
    assert SAID_AWAY in caplog.text
    assert browser.get("/chats/broken.md", headers=COOKIE).status_code == 500


def test_readiness_is_told_in_the_status(tmp_path: Path) -> None:
    with running(fake_site(tmp_path, ready=lambda: {"ready": False, "problem": "no index"})) as url:
        answer = httpx.get(f"{url}/readyz")
        assert (answer.status_code, answer.json()["problem"]) == (503, "no index")
        assert httpx.get(f"{url}/healthz").json()["status"] == "ok"
        refused = httpx.post(f"{url}/gradio_api/upload", files={"files": ("a.txt", b"x")})
        assert (refused.status_code, refused.text) == (403, "This page takes no files.")


def test_who_is_not_logged_in_is_told_whether_it_is_ready_and_no_more(tmp_path: Path) -> None:
    state: Mapping[str, object] = {}
    with running(fake_site(tmp_path, users=users(ann="a secret"), ready=lambda: state)) as url:
        for state, status in (({"ready": True, "documents": 5}, 200), ({"ready": False, "problem": "no index"}, 503)):
            stranger = httpx.get(f"{url}/readyz")
            assert (stranger.status_code, stranger.json()) == (status, {"ready": state["ready"]})
            assert httpx.get(f"{url}/readyz", auth=("ann", "a secret")).json() == state
            assert httpx.get(f"{url}/readyz", auth=("ann", "wrong")).status_code == 401


def test_what_programs_use_as_tools_runs_as_long_as_the_server(tmp_path: Path) -> None:
    happened: list[str] = []

    @asynccontextmanager
    async def around() -> AsyncIterator[None]:
        happened.append("started")
        yield
        happened.append("ended")

    with running(fake_site(tmp_path, mcp=(PlainTextResponse("tools"), around))) as url:
        assert happened == ["started"]
        assert httpx.post(f"{url}/mcp").text == "tools"
        refused = httpx.get(f"{url}/mcp")  # a stream would be kept open that nothing is ever sent on
        assert (refused.status_code, refused.headers["allow"]) == (405, "POST")
    assert happened == ["started", "ended"]


def test_only_so_many_programs_are_answered_at_once(tmp_path: Path) -> None:
    inside, go_on = threading.Semaphore(0), threading.Event()

    def complete(asked: object) -> dict[str, str]:
        inside.release()
        assert go_on.wait(30)
        return {"done": "yes"}

    answers: list[httpx.Response] = []
    answered = threading.Semaphore(0)
    with running(fake_site(tmp_path, complete=complete, at_once=2, waiting=1)) as url:

        def ask() -> None:
            answers.append(httpx.post(f"{url}/v1/chat/completions", json={}, timeout=60))
            answered.release()

        asking = [threading.Thread(target=ask) for _ in range(6)]
        for thread in asking:
            thread.start()
        assert inside.acquire(timeout=30) and inside.acquire(timeout=30)
        assert all(answered.acquire(timeout=30) for _ in range(3))  # those there is no room for
        assert not inside.acquire(blocking=False)
        assert httpx.get(f"{url}/healthz", timeout=60).status_code == 200
        go_on.set()
        for thread in asking:
            thread.join()
        assert sorted(answer.status_code for answer in answers) == [200] * 3 + [429] * 3
        busy = next(answer for answer in answers if answer.status_code == 429)
        assert int(busy.headers["retry-after"]) > 0 and busy.json()["error"]["message"]
        assert httpx.post(f"{url}/v1/chat/completions", json={}).status_code == 200


def test_a_stream_that_nobody_reads_ends_and_leaves_its_turn(tmp_path: Path) -> None:
    closed = threading.Event()

    def events() -> Iterator[str]:
        try:
            while True:
                time.sleep(0.01)
                yield "data: x\n\n"
        finally:
            closed.set()

    def complete(asked: dict[str, object]) -> Iterator[str] | dict[str, str]:
        return events() if asked else {"done": "yes"}

    with running(fake_site(tmp_path, complete=complete, at_once=1, waiting=0)) as url:
        with httpx.stream("POST", f"{url}/v1/chat/completions", json={"stream": True}) as answer:
            lines = answer.iter_lines()
            assert next(lines) == "data: x"
            assert httpx.post(f"{url}/v1/chat/completions", json={}).status_code == 429
        assert closed.wait(30)
        for _ in range(1000):  # its turn is given back soon after
            if (status := httpx.post(f"{url}/v1/chat/completions", json={}).status_code) != 429:
                break
            time.sleep(0.01)
        assert status == 200


def test_a_handler_in_the_queue_knows_who_asks(address: str) -> None:
    def heard(**headers: str) -> str:
        client = Client(address, verbose=False, analytics_enabled=False, headers=headers)
        return str(client.predict("x", api_name="/who")).partition(" 2 ")[2]

    assert len(heard(Cookie=f"citeseed={TOKEN}")) == 64
    assert heard(Cookie=f"citeseed={TOKEN}") == heard(Cookie=f"other=1; citeseed={TOKEN}")
    assert heard(Cookie=f"citeseed={TOKEN}") != heard(Cookie=f"citeseed={'u' * 43}")
    assert heard() == ""


@pytest.fixture(scope="module")
def locked(folder: Path) -> Iterator[str]:
    """The page with a login, and with an application at /mcp."""
    site = fake_site(
        folder, users=users(ann="correct: horse", bob="b\u00fc"), mcp=(PlainTextResponse("mcp"), nullcontext)
    )
    with running(site) as url:
        yield url


def test_a_login_stands_before_everything_but_the_sign_of_life(locked: str) -> None:
    ways = [
        ("GET", "/"), ("HEAD", "/"), ("GET", "/config"), ("GET", "/page/page.js"), ("POST", "/gradio_api/queue/join"),
        ("GET", "/gradio_api/queue/status"), ("POST", "/gradio_api/upload"), ("GET", "/gradio_api/info"),
        ("GET", "/v1/models"), ("POST", "/v1/chat/completions"), ("GET", f"/documents/{DOCUMENT}"), ("GET", "/readyz/"),
        ("GET", f"/documents/{DOCUMENT}/original"), ("GET", "/chats/mine.md"), ("POST", "/mcp"), ("GET", "/mcp"),
        ("GET", "/no-such-page"), ("GET", "/assets/x.js"), ("GET", "/theme.css"), ("POST", "/login"),
        ("OPTIONS", "/"), ("GET", "//healthz"), ("GET", "/healthz/"), ("GET", "/healthz%2f.."), ("GET", "/moved"),
    ]  # fmt: skip
    for method, path in ways:
        answer = httpx.request(method, locked + path)
        assert answer.status_code == 401, path
        assert answer.headers["www-authenticate"].startswith("Basic realm=")
        _check_headers(answer)
        assert httpx.request(method, locked + path, auth=("ann", "correct: horse")).status_code not in (401, 429)
    assert httpx.get(f"{locked}/healthz").status_code == 200
    assert httpx.post(f"{locked}/mcp", auth=("bob", "b\u00fc")).text == "mcp"


def test_a_program_may_send_name_and_password_as_its_key(locked: str) -> None:
    def models(authorization: str) -> int:
        headers = {b"Authorization": authorization.encode("latin-1")}
        return httpx.get(f"{locked}/v1/models", headers=headers).status_code

    assert models("Bearer ann:correct: horse") == 200
    assert models("bearer bob:b\u00c3\u00bc") == 200  # UTF-8
    for wrong in (
        "Bearer ann:horse",
        "Bearer",
        "Bearer ann",
        "Basic !!!",
        "Basic YQ==",
        "Digest ann:x",
        "Bearer \xff:",
    ):
        assert models(wrong) == 401


def test_a_chat_is_for_its_browser_and_its_user(folder: Path, locked: str) -> None:
    def who(name: str, password: str) -> str:
        client = Client(
            locked, verbose=False, analytics_enabled=False, headers=COOKIE, httpx_kwargs={"auth": (name, password)}
        )
        return str(client.predict("x", api_name="/who")).partition(" 2 ")[2]

    ann, bob = who("ann", "correct: horse"), who("bob", "b\u00fc")
    assert len(ann) == len(bob) == 64 and ann != bob
    assert httpx.get(f"{locked}/chats/mine.md", headers=COOKIE, auth=("ann", "correct: horse")).status_code == 404


def test_guessing_is_slowed_down_for_the_one_who_guesses(tmp_path: Path) -> None:
    numbers = itertools.count()
    with running(fake_site(tmp_path, users=users(ann="right", bob="right"))) as url:

        def ask(name: str, password: str) -> httpx.Response:
            elsewhere = {"X-Forwarded-For": f"10.0.0.{next(numbers)}"}  # which anyone could say
            return httpx.get(f"{url}/v1/models", auth=(name, password), headers=elsewhere)

        assert ask("ann", "right").status_code == 200
        for name in ("bob", "nobody"):
            assert [ask(name, "wrong").status_code for _ in range(4)] == [401] * 4
            begun = time.monotonic()  # the pause is after the fifth
            assert ask(name, "wrong").status_code == 401
            refused = ask(name, "wrong")
            assert refused.status_code == 401 and "Log in" in refused.json()["error"]["message"]
            assert time.monotonic() - begun > 0.5
        assert ask("bob", "right").status_code == 200
        assert ask("ann", "right").status_code == 200


def test_a_guess_that_hung_up_while_it_waited_is_not_looked_at(tmp_path: Path) -> None:
    looked_at: list[str] = []

    class Watched(Users):
        def verify(self, name: str, password: str) -> bool:
            looked_at.append(password)
            return super().verify(name, password)

    known = users(ann="right")
    with running(fake_site(tmp_path, users=Watched(known._hashes))) as url, httpx.Client(base_url=url) as client:
        for number in range(6):
            client.get("/v1/models", auth=("ann", f"wrong {number}"))
        for number in range(4):
            with pytest.raises(httpx.ReadTimeout):
                client.get("/v1/models", auth=("ann", f"gone {number}"), timeout=0.02)
        assert client.get("/v1/models", auth=("ann", "right"), timeout=30).status_code == 200
    assert looked_at == [f"wrong {number}" for number in range(6)] + ["right"]


def test_what_the_environment_could_widen_is_closed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GRADIO_SHARE", "GRADIO_MCP_SERVER", "GRADIO_ALLOWED_PATHS", "GRADIO_NUM_WORKERS", "GRADIO_DEBUG"):
        monkeypatch.setenv(name, "1")
    options = launch_options(7860, fake_site(tmp_path))
    assert not [name for name in ("GRADIO_SHARE", "GRADIO_NUM_WORKERS", "GRADIO_DEBUG") if name in os.environ]
    assert options["server_name"] == "127.0.0.1" and options["share"] is False
    assert options["allowed_paths"] == [] and options["num_workers"] == 0
    assert {str(Path.cwd()), str(tmp_path.resolve())} <= set(options["blocked_paths"])
    monkeypatch.setenv("GRADIO_VIBE_MODE", "1")
    with pytest.raises(CiteseedError, match="GRADIO_VIBE_MODE"):
        launch_options(7860, fake_site(tmp_path))


@pytest.mark.browser
@pytest.mark.skipif(
    not CHROMIUM and not os.environ.get("CI"), reason="Chromium is missing: install the package chromium"
)
def test_a_browser_works_behind_all_of_it(locked: str) -> None:
    with chromium() as browser:
        context = browser.new_context(http_credentials={"username": "ann", "password": "correct: horse"})
        page = context.new_page()
        faults: list[str] = []
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.on("response", lambda response: faults.append(response.url) if response.status >= 400 else None)
        page.goto(locked)
        page.get_by_label("said").fill("hello")
        page.get_by_label("said").press("Enter")
        expect(page.get_by_label("heard")).to_have_value(re.compile(r"hello 2 \w{64}"))
        expect(page.locator("body")).to_have_attribute("data-script", "ran")
        assert not faults
        cookies = {cookie["name"]: cookie for cookie in context.cookies()}
        assert cookies["citeseed"]["httpOnly"] and cookies["citeseed"]["sameSite"] == "Strict"
        link = context.new_page()
        link.goto(f"data:text/html,<a href='{locked}'>citeseed</a>")
        link.get_by_role("link").click()
        expect(link.get_by_label("said")).to_be_visible()
        now = {cookie["name"]: cookie["value"] for cookie in context.cookies()}
        assert now["citeseed"] == cookies["citeseed"]["value"]
        context.close()
