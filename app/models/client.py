"""The way to a language model's server: its address, and a client that sends there what it is told and nothing else."""

import ipaddress
import logging
import re
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import cast
from urllib.parse import urlsplit

import httpx2
import openai

from app.models.failures import TooLong, asked_wait
from app.redact import redacted
from index.errors import CiteseedError

_RETRIES = 2  # before a reply begins
_MOST_BYTES = 4_000_000  # of a response
_HEADERS = {"host", "accept", "content-type", "content-length"}  # others would tell of this machine
_LIBRARIES = ("openai", "httpx2", "httpcore2")
_DONE = re.compile(rb"(?:^|[\r\n])data: ?\[DONE\]\s*$")
_EXAMPLE = "Give one such as http://127.0.0.1:11434/v1 with --llm-url (CITESEED_LLM_URL)."


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to wait for: a connection, the first token (a laptop may read the prompt for minutes), the next, the
    whole reply; and before a retry, if the server asks for a wait."""

    connect: float = 5.0
    first: float = 180.0
    next: float = 60.0
    whole: float = 900.0
    retry: float = 10.0


def address(url: str) -> str:
    """The address of the API, /v1 added to one without a path. Raises `CiteseedError` for what can't be one."""
    shown = shown_url(url)
    try:
        parts = urlsplit(url.strip())
        sound = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        sound = False
    if not sound or re.search(r"\s", url.strip()):
        raise CiteseedError(f"{shown} is no address of a language model's server. {_EXAMPLE}")
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise CiteseedError(
            f"The address {shown} is given with a password, or with what follows ? or #. Give it without, with "
            "--llm-url (CITESEED_LLM_URL), and the key in CITESEED_LLM_API_KEY."
        )
    path = parts.path.rstrip("/").removesuffix("/chat/completions")
    return parts._replace(path=path or "/v1").geturl()


def shown_url(url: str) -> str:
    """The address without what may be secret: user, password, query."""
    scheme, slashes, rest = url.strip().rpartition("://")
    return scheme + slashes + re.split(r"[?#]", rest.rpartition("@")[2])[0]


def client(url: str, key: str, patience: Patience) -> openai.AsyncOpenAI:
    """A client that sends what it is told and nothing of the environment's (OPENAI_API_KEY, OPENAI_ORG_ID and others,
    which are meant for another server), and goes nowhere else."""

    async def sent(request: httpx2.Request) -> None:
        kept = {name: value for name, value in request.headers.items() if name in _HEADERS}
        authorization = {"authorization": f"Bearer {key}"} if key else {}
        request.headers = httpx2.Headers({**kept, "user-agent": "citeseed", **authorization})

    async def received(response: httpx2.Response) -> None:
        response.stream = _Bounded(cast(httpx2.AsyncByteStream, response.stream))
        if (asked_wait(response) or 0) > patience.retry:
            response.headers["x-should-retry"] = "false"  # which openai obeys; it would wait for two minutes

    waits = httpx2.Timeout(None, connect=patience.connect)  # whoever reads looks after the others
    http = httpx2.AsyncClient(
        timeout=waits,
        limits=httpx2.Limits(max_keepalive_connections=0),  # a connection ends with its reply
        follow_redirects=False,
        trust_env=not _is_here(url),  # proxies, and whom to trust; nothing for this machine goes through a proxy
        event_hooks={"request": [sent], "response": [received]},
    )
    api = openai.AsyncOpenAI(base_url=url, api_key=key or "none", max_retries=_RETRIES, timeout=waits, http_client=http)
    _hide(key)  # now that all of the libraries is there
    return api


def ended(response: httpx2.Response) -> bool:
    """Whether the stream of events that was read to its end says itself that it is whole."""
    return isinstance(response.stream, _Bounded) and bool(_DONE.search(response.stream.last))


def _is_here(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    with suppress(ValueError):
        address = ipaddress.ip_address(host)
        return address.is_loopback or address.is_unspecified
    return host == "localhost" or host.endswith(".localhost")


class _Bounded(httpx2.AsyncByteStream):
    """A response that fails when it is far longer than any reply: a line without an end would fill the memory."""

    def __init__(self, stream: httpx2.AsyncByteStream) -> None:
        self._stream, self._parts, self._received, self.last = stream, aiter(stream), 0, b""

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        part = await anext(self._parts)
        self._received += len(part)
        if self._received > _MOST_BYTES:
            raise TooLong
        self.last = (self.last + part)[-100:]
        return part

    async def aclose(self) -> None:
        await self._stream.aclose()


@cache
def _hide(key: str) -> None:
    """Keeps a key out of the logs of the libraries that send it: a server may repeat it in a header.

    Each of their loggers is told, since those above it pass on what it says without asking their filters.
    """

    def hidden(record: logging.LogRecord) -> bool:
        record.msg, record.args = redacted(record.getMessage(), [key]), None
        return True

    for name in {*_LIBRARIES, *logging.Logger.manager.loggerDict}:
        if name.partition(".")[0] in _LIBRARIES:
            logging.getLogger(name).addFilter(hidden)
