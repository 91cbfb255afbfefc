"""What is printed holds no secret."""

import io
import traceback

import pytest

from app.redact import HIDDEN, redacted, redacting

KEY = "a-key-of-no-known-form"


@pytest.mark.parametrize(
    "text",
    [
        f"openai.AuthenticationError: the key {KEY} is wrong",
        "Authorization: Basic YW5uOnNlY3JldA==",
        "headers={'authorization': 'Bearer ann:secret', 'host': 'localhost'}",
        "[(b'host', b'localhost'), (b'cookie', b'citeseed=secret; other=secret')]",
        "Set-Cookie: citeseed=secret; HttpOnly",
        "GET failed with bearer secret",
        "Incorrect API key: sk-secret-0123456789",
        "connect to http://ann:secret@llm.example/v1 failed",
        f"citeseed={'secret'.ljust(43, 'x')}",
    ],
)
def test_secrets_are_hidden(text: str) -> None:
    shown = redacted(text, [KEY, ""])
    assert HIDDEN in shown
    assert not [secret for secret in (KEY, "secret", "YW5u") if secret in shown]


def test_all_else_is_printed_as_it_is() -> None:
    text = "Traceback: the cookies are fine, a basic question, http://localhost:1/v1?a=b, task-12345678\n"
    assert redacted(text) == text


def test_a_traceback_is_redacted_on_its_way_out() -> None:
    out = io.StringIO()
    stream = redacting(out, [KEY])
    try:
        raise ValueError(f"refused: {KEY}")
    except ValueError:
        traceback.print_exc(file=stream)
    print("done", file=stream, flush=True)
    assert f"ValueError: refused: {HIDDEN}\ndone\n" in out.getvalue()
    assert not stream.isatty()
