"""What a failure of a language model's server means, in words for users. No key ever stands in them."""

import math
import re
from contextlib import suppress
from email.utils import parsedate_to_datetime
from time import time

import httpx2
import openai

from app.redact import HIDDEN, redacted

_KEY = 8  # characters from which on a key is one; local servers take any word, such as "ollama" or "none"
_QUOTED = 200  # characters that are shown of what a server says


class TooLong(Exception):
    """A server sends without end."""


class Unknown(Exception):
    """A server sends what the API doesn't know."""


def failure(error: Exception, who: str, key: str, silence: float, reached: bool, began: bool) -> str:
    """What happened and what to do. `silence`: seconds that nothing came; `reached`: the server took the request;
    `began`: a part of the reply is there."""
    if isinstance(error, openai.APIStatusError):
        return f"{who} {_refusal(error, key)}"
    if isinstance(error, TooLong):
        return f"{who} sent far more than any reply needs. Check that its address is that of a chat API."
    if isinstance(error, TimeoutError):
        if began:
            return f"{who} fell silent for {silence:g} seconds. Ask again."
        return f"{who} wrote nothing within {silence:g} seconds. See whether its server is overloaded, and ask again."
    if isinstance(error, openai.APIConnectionError | httpx2.HTTPError):  # the first also if connecting took too long
        if reached:
            return f"{who} broke off: the connection was lost. Ask again."
        return f"{who} can't be reached. Start its server, or correct --llm-url (CITESEED_LLM_URL)."
    if isinstance(error, openai.APIError):
        return f"{who} failed: {quoted(error.message, key)}. Look at the log of its server, and ask again."
    return f"{who} sent what no chat API sends ({type(error).__name__}). Check --llm-url and the log of its server."


def _refusal(error: openai.APIStatusError, key: str) -> str:
    """What a status means and what to do."""
    body = error.body if isinstance(error.body, dict) else {}
    status, reason = error.status_code, quoted(body.get("message") or "no reason given", key)
    if status in (401, 403):
        return f"refuses the key ({status}). Set CITESEED_LLM_API_KEY to a valid one."
    if status == 404:
        return f"is not there (404: {reason}). Check --llm-model (CITESEED_LLM_MODEL) and --llm-url (CITESEED_LLM_URL)."
    if status == 429:
        wait = asked_wait(error.response)
        again = "a while" if wait is None else f"{math.ceil(wait)} seconds"
        return f"is asked too often (429: {reason}). Ask again in {again}."
    if status < 400:
        return f"is elsewhere: its server redirects ({status}). Set the final address with --llm-url."
    if status < 500:
        return f"refuses the request ({status}: {reason}). Check --llm-context, and the settings of its server."
    return f"failed ({status}: {reason}). Look at the log of its server, and ask again."


def quoted(message: object, key: str) -> str:
    """What a server said, on one line, without our key: it may repeat it."""
    return redacted(" ".join(str(message).split()), [key])[:_QUOTED].rstrip(".")


def holds(text: str, key: str) -> bool:
    """Whether the text repeats our key."""
    return len(key) >= _KEY and key in text


def unspoken(text: str, key: str) -> tuple[str, str]:
    """What a model writes, without our key, and the end of it that may be the beginning of the key.

    >>> unspoken("It is 12345678. 1234", "12345678")
    ('It is [hidden]. ', '1234')
    """
    if len(key) < _KEY:
        return text, ""
    text = text.replace(key, HIDDEN)
    size = next((size for size in range(min(len(key) - 1, len(text)), 0, -1) if text.endswith(key[:size])), 0)
    return text[: len(text) - size], text[len(text) - size :]


def asked_wait(response: httpx2.Response) -> float | None:
    """The seconds that a server says to wait (Retry-After, a number or a date), None if it does not say."""
    wait = response.headers.get("retry-after", "")
    if re.fullmatch(r"\d{1,6}(\.\d*)?", wait):
        return float(wait)
    with suppress(ValueError, OverflowError):
        return max(0.0, parsedate_to_datetime(wait).timestamp() - time())
    return None
