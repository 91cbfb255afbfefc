"""The guards by themselves, around applications that say what reached them."""

import asyncio
import base64
import logging
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.documents.originals import TEXT_HEADERS, Original
from app.web.guards import SMALL, UPLOAD, BodyLimit, BrowserCookie, Login, owner
from app.web.headers import PAGE_CSP, SameOrigin, SecurityHeaders
from app.web.login import Users
from tests.site import users

TOKENS = st.from_regex(r"[A-Za-z0-9_-]{43}", fullmatch=True)


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers with the length of the body and the owner."""
    length, more = 0, True
    while more:
        message = await receive()
        length, more = length + len(message.get("body", b"")), message.get("more_body", False)
    headers = [(b"content-type", b"text/plain"), (b"access-control-allow-origin", b"*")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": f"{length} {owner(Request(scope))}".encode()})


def asked(app: ASGIApp, *requests: dict[str, Any]) -> list[httpx.Response]:
    """The answers to these, asked all at once."""

    async def go() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await asyncio.gather(*[client.request(**{"method": "GET", "url": "/"} | each) for each in requests])

    return asyncio.run(go())


def request(*headers: tuple[str, str], **scope: Any) -> Request:
    return Request({"type": "http", "headers": [(name.encode(), value.encode()) for name, value in headers]} | scope)


@given(TOKENS, TOKENS)
def test_an_owner_is_a_digest_of_the_cookie_that_does_not_show_it(token: str, other: str) -> None:
    own = owner(request(("cookie", f"a=b; citeseed={token}; c=d")))
    assert len(own) == 64 and token not in own
    assert (own == owner(request(("cookie", f"citeseed={other}")))) == (token == other)
    named = {"citeseed.user": "ann"}
    assert owner(request(("cookie", f"citeseed={token}"), **named)) != own


@given(st.text("abc-_ .;=%\"'", max_size=50).filter(lambda text: len(text.strip()) != 43))
def test_anything_else_is_nobody(token: str) -> None:
    assert owner(request(("cookie", f"citeseed={token}"))) == ""
    assert owner(request()) == ""


def test_gradios_request_has_the_same_owner() -> None:
    class Wrapped:
        request = globals()["request"](("cookie", "citeseed=" + "t" * 43))

    assert owner(Wrapped()) == owner(Wrapped.request) != ""


def test_the_cookie_is_for_encrypted_connections_where_they_are() -> None:
    for url, secure in (("http://127.0.0.1/page/page.js", False), ("https://127.0.0.1/page/page.js", True)):
        (answer,) = asked(BrowserCookie(echo), {"url": url})
        assert ("Secure" in answer.headers["set-cookie"]) == secure


def test_a_policy_that_is_there_stays_and_a_missing_one_is_given() -> None:
    async def strict(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-security-policy", b"x")]})
        await send({"type": "http.response.body"})

    assert asked(SecurityHeaders(strict), {})[0].headers["content-security-policy"] == "x"
    given = asked(SecurityHeaders(echo), {})[0].headers
    assert given["content-security-policy"] == PAGE_CSP and "access-control-allow-origin" not in given


@pytest.mark.parametrize("own", [TEXT_HEADERS, Original("a.pdf", b"%PDF").headers, Original("a.html", b"x").headers])
def test_documents_are_sent_with_what_every_response_carries_and_their_own_policy(own: Mapping[str, str]) -> None:
    (sent,) = asked(SecurityHeaders(Response("x", headers=own)), {"url": "/documents/x/original"})
    assert sent.headers["x-content-type-options"] == "nosniff"
    assert sent.headers["x-frame-options"] == "SAMEORIGIN"
    assert sent.headers["referrer-policy"] == "no-referrer"
    assert sent.headers["cross-origin-resource-policy"] == "same-origin"
    assert sent.headers["cache-control"] == "no-store"
    assert {name.lower(): sent.headers[name] for name in own} == {name.lower(): value for name, value in own.items()}


@given(st.text(max_size=30))
def test_no_origin_but_the_own_one_passes(origin: str) -> None:
    headers = {b"host": b"127.0.0.1:7860", b"origin": origin.encode()}
    (answer,) = asked(SameOrigin(echo), {"method": "POST", "headers": headers})
    own = origin.strip(" \t").lower() in ("http://127.0.0.1:7860", "https://127.0.0.1:7860")
    assert answer.status_code == (200 if own else 403)


def chunked(size: int, pieces: int) -> Callable[[], AsyncIterator[bytes]]:
    async def body() -> AsyncIterator[bytes]:
        for piece in range(pieces):
            yield b"x" * (size // pieces + (size % pieces if piece == 0 else 0))

    return body


@pytest.mark.parametrize(("path", "limit"), [("/", SMALL), ("/v1/chat/completions", SMALL), (UPLOAD, 3_000_000)])
@pytest.mark.parametrize("pieces", [0, 1, 7])
def test_a_body_of_the_limit_passes_and_one_byte_more_does_not(path: str, limit: int, pieces: int) -> None:
    def post(size: int) -> dict[str, Any]:
        return {"method": "POST", "url": path, "content": chunked(size, pieces)() if pieces else b"x" * size}

    fits, too_long = asked(BodyLimit(echo, 3_000_000), post(limit), post(limit + 1))
    assert fits.text.startswith(f"{limit} ")
    assert too_long.status_code == 413 and f"{limit:,} bytes" in too_long.text


def test_no_way_of_spelling_it_uploads_where_uploads_are_off() -> None:
    for path in (UPLOAD, f"{UPLOAD}/", f"{UPLOAD}?upload_id=x"):
        assert asked(BodyLimit(echo, 0), {"method": "POST", "url": path, "content": b"x"})[0].status_code == 403


@pytest.mark.parametrize("pieces", [[SMALL + 1], [SMALL, 1], [SMALL, 1, 0]])
def test_a_long_body_is_refused_however_its_end_arrives(pieces: list[int]) -> None:
    messages = [
        {"type": "http.request", "body": b"x" * size, "more_body": nth < len(pieces) - 1}
        for nth, size in enumerate(pieces)
    ]
    sent: list[Message] = []

    async def receive() -> Message:
        assert messages, "it waits for what never comes"
        return messages.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    async def listens(scope: Scope, receive: Receive, send: Send) -> None:
        """Reads on after it was told that the client has gone."""
        gone = 0
        while gone < 2:
            gone += (await receive())["type"] == "http.disconnect"

    asyncio.run(BodyLimit(listens, 0)({"type": "http", "path": "/ask", "headers": []}, receive, send))
    assert sent[0]["status"] == 413


def test_an_application_that_fails_by_itself_is_not_taken_for_a_long_body() -> None:
    async def fails(scope: Scope, receive: Receive, send: Send) -> None:
        raise RuntimeError("by itself")

    async def go() -> None:
        with pytest.raises(RuntimeError, match="by itself"):
            await BodyLimit(fails, 0)({"type": "http", "path": "/", "headers": []}, nothing_comes, sent_nowhere)

    asyncio.run(go())


async def nothing_comes() -> Message:
    return {"type": "http.disconnect"}


async def sent_nowhere(message: Message) -> None: ...


class Counted(Users):
    looks = 0

    def verify(self, name: str, password: str) -> bool:
        self.looks += 1
        return super().verify(name, password)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def login(browsers: int = 10, **passwords: str) -> tuple[Counted, Clock, Login]:
    """Its clock goes on by what is slept."""
    known, clock = Counted(users(**passwords)._hashes), Clock()

    async def sleep(seconds: float) -> None:
        clock.now += seconds

    return known, clock, Login(echo, known, clock, sleep, browsers)


def guess(name: str, password: str, token: str = "") -> dict[str, Any]:
    return {"auth": (name, password), "headers": {"Cookie": f"citeseed={token}"} if token else {}}


def fresh_token(number: int) -> str:
    return f"{number:043}"


def test_a_page_of_many_requests_costs_one_look_at_the_password() -> None:
    known, _, app = login(ann="right")
    answers = asked(app, *[{"auth": ("ann", "right")}] * 40)
    assert {answer.status_code for answer in answers} == {200}
    assert known.looks == 1


def test_a_password_is_looked_at_again_after_a_while_and_never_kept() -> None:
    known, clock, app = login(ann="right horse")

    async def go(*passwords: str) -> list[int]:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            return [(await client.get("/", auth=("ann", password))).status_code for password in passwords]

    async def both() -> None:
        assert await go("right horse", "right horse", "wrong", "right horse") == [200, 200, 401, 200]
        assert known.looks == 2
        clock.now += 3600
        assert await go("right horse") == [200]
        assert known.looks == 3

    asyncio.run(both())
    assert "right horse" not in repr(vars(app))


ATTACKERS: dict[str, Callable[[int], str]] = {
    "without cookies": lambda number: "",
    "with a fresh cookie each time": fresh_token,
    "with one cookie": lambda number: fresh_token(1),
}


@pytest.mark.parametrize("token", ATTACKERS.values(), ids=ATTACKERS)
def test_a_right_password_is_let_in_whatever_was_guessed_before(token: Callable[[int], str]) -> None:
    """Also that of another user, and from where the guesses came from; it waits for no more than one pause."""
    _, clock, app = login(ann="right", bob="right")
    asked(app, *[guess("ann", f"wrong {number}", token(number)) for number in range(60)])
    for name, number in (("bob", 0), ("ann", 0)):
        before = clock.now
        assert asked(app, guess(name, "right", token(number)))[0].status_code == 200
        assert clock.now - before <= 5.0


@pytest.mark.parametrize("token", ATTACKERS.values(), ids=ATTACKERS)
def test_guesses_are_bounded_however_many_come_at_once(token: Callable[[int], str]) -> None:
    known, clock, app = login(ann="right")
    answers = asked(app, *[guess("ann", f"wrong {number}", token(number)) for number in range(65)])
    assert {answer.status_code for answer in answers} == {401}
    assert known.looks == 65
    assert clock.now > (65 - 10) * 5.0, "five at once, a few more, and then twelve a minute"


def test_the_right_one_among_wrong_ones_is_let_in_when_its_turn_comes() -> None:
    _, _, app = login(ann="right")
    guesses = [guess("ann", f"wrong {number}") for number in range(40)]
    answers = asked(app, *guesses[:20], guess("ann", "right"), *guesses[20:])
    assert [answer.status_code for answer in answers] == [401] * 20 + [200] + [401] * 20


def test_a_browser_that_has_been_in_waits_for_its_own_wrong_guesses_alone() -> None:
    known, clock, app = login(ann="right")
    mine = fresh_token(7)
    assert asked(app, guess("ann", "right", mine))[0].status_code == 200
    clock.now += 3600  # its password is to be looked at again
    asked(app, *[guess("ann", "wrong", fresh_token(100 + number)) for number in range(30)])
    before, looks = clock.now, known.looks
    assert asked(app, guess("ann", "wrong", mine), guess("ann", "right", mine))[1].status_code == 200
    assert (clock.now, known.looks) == (before, looks + 2)


def test_only_so_many_browsers_have_a_lane_of_their_own() -> None:
    """Of more, those that were used last: memory is bounded whoever logs in how often."""
    _, clock, app = login(browsers=2, ann="right")
    for number in (1, 2, 3):
        asked(app, guess("ann", "right", fresh_token(number)))
    clock.now += 3600
    asked(app, *[guess("ann", "wrong") for _ in range(30)])
    waited = {}
    for number in (1, 2, 3):
        before = clock.now
        asked(app, guess("ann", "wrong", fresh_token(number)))
        waited[number] = clock.now - before
    assert waited[2] == waited[3] == 0 < waited[1]


def test_one_name_is_not_slowed_down_by_guesses_at_another() -> None:
    _, clock, app = login(ann="right", bob="right")
    asked(app, *[guess("ann", "wrong")] * 30)
    before = clock.now
    assert asked(app, guess("bob", "right"))[0].status_code == 200
    assert clock.now == before


def test_a_guess_whose_client_has_gone_is_not_looked_at() -> None:
    """Or one could leave behind a crowd that stands in others' way without being there."""
    known, _, app = login(ann="right")
    never = asyncio.Event()

    async def stays() -> Message:
        await never.wait()
        return {"type": "http.disconnect"}

    async def left() -> Message:
        return {"type": "http.disconnect"}

    header = (b"authorization", b"Basic " + base64.b64encode(b"ann:wrong"))
    scope = {"type": "http", "path": "/", "headers": [header], "scheme": "http"}

    async def go() -> None:
        await app(scope, left, sent_nowhere)
        assert known.looks == 0
        await app(scope, stays, sent_nowhere)  # it is still there, and sends nothing more
        assert known.looks == 1

    asyncio.run(go())


def test_what_is_sent_with_a_password_reaches_the_application() -> None:
    _, _, app = login(ann="right")
    for content in (b"x" * 10, chunked(100, 7)()):
        (answer,) = asked(app, {"method": "POST", "auth": ("ann", "right"), "content": content})
        assert answer.status_code == 200 and answer.text.split()[0] == ("10" if content == b"x" * 10 else "100")
        _, _, app = login(ann="right")


def test_whoever_is_in_stays_in_while_others_guess() -> None:
    """Their guesses wait for one another."""
    known, clock, app = login(ann="right")
    looking, go_on = threading.Event(), threading.Event()
    look = known.verify

    def slow(name: str, password: str) -> bool:
        looking.set()
        assert go_on.wait(60)
        return look(name, password)

    async def status(client: httpx.AsyncClient, password: str, name: str = "ann") -> int:
        return (await client.get("/", auth=(name, password))).status_code

    async def all_of_it() -> None:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            assert await status(client, "right") == 200
            known.verify = slow  # type: ignore[method-assign]
            guesses = [asyncio.create_task(status(client, "wrong", f"name{n}")) for n in range(60)]
            while not looking.is_set():
                await asyncio.sleep(0)
            assert await status(client, "right") == 200, "while a guess is being looked at"
            go_on.set()
            assert set(await asyncio.gather(*guesses)) == {401}
            clock.now += 3000
            assert await status(client, "right") == 200, "also after all those failures"
            clock.now += 3000
            assert await status(client, "right") == 200, "each use counts anew"

    asyncio.run(all_of_it())


def test_many_names_are_no_way_around() -> None:
    known, clock, app = login(ann="right")
    answers = asked(app, *[guess(f"name {number}", "x", fresh_token(number)) for number in range(1000)])
    assert {answer.status_code for answer in answers} == {401}
    assert known.looks == 1000
    assert clock.now > (1000 / 16 - 10) * 5.0, "as many lanes, as many guesses in a pause"


def test_unknown_names_are_looked_at_like_known_ones() -> None:
    known, _, app = login(ann="right")
    asked(app, {"auth": ("bob", "x")}, {"auth": ("ann", "x")})
    assert known.looks == 2


@given(st.binary(max_size=60))
def test_nothing_that_is_sent_to_log_in_breaks_it(value: bytes) -> None:
    _, _, app = login(ann="right")
    for header in (value, b"Basic " + value, b"Bearer " + value, b"Basic " + base64.b64encode(value)):
        (answer,) = asked(app, {"headers": {b"authorization": header}})
        assert answer.status_code == 401


def test_no_password_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    _, _, app = login(ann="right")
    asked(app, *[{"auth": ("ann", "wrong horse")}] * 9)
    assert "wrong horse" not in caplog.text
    assert base64.b64encode(b"ann:wrong horse").decode() not in caplog.text
