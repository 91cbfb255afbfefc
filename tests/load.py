"""`python tests/load.py http://127.0.0.1:7860` has many users ask at once, and checks that each gets their own answer.

Each question is asked alone first; asked beside others, its answer must be the same. `--memory PID` asks one question
after another instead, and compares the server's memory after 50 with that after 500.
"""

import argparse
import contextlib
import itertools
import json
import re
import secrets
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import numpy as np

CASES = Path(__file__).parent.parent / "eval" / "cases.jsonl"
TIMEOUT = httpx.Timeout(120.0)
QUOTES = "quotes"  # the choice of no language model
WARM, LONG = 50, 500  # questions before and after which memory is measured
_PAGE = 4096  # bytes


class Busy(Exception):
    """The server says that it has too much to do."""


class Failed(Exception):
    """The server says that it could not do it; the message is what a person would read."""


class PageUser:
    """Somebody at the page, with a cookie and a tab of their own. Speaks what the page's script speaks."""

    def __init__(self, address: str) -> None:
        self.http = httpx.Client(base_url=address, timeout=TIMEOUT)
        self.http.get("/page/page.js").raise_for_status()  # which brings the cookie
        config = self.http.get("/config").json()
        self._handlers = {own["api_name"]: own for own in config["dependencies"]}
        self._names = {own["id"]: own["props"].get("elem_id") for own in config["components"]}
        self.tab = secrets.token_hex(8)
        self.told = ""  # the last message beside the answers

    def close(self) -> None:
        self.http.close()

    def call(self, handler: str, *data: Any, event: Any = None) -> dict[str, Any]:
        """What a handler of the page gives in the end, by the `elem_id` of the component; `Busy` and `Failed`."""
        own = self._handlers[handler]
        joining = {"data": [*data], "fn_index": own["id"], "session_hash": self.tab, "event_data": event}
        joined = self.http.post("/gradio_api/queue/join", json=joining)
        if joined.status_code == 503:
            raise Busy(joined.text)
        if joined.status_code != 200:
            raise Failed(f"{joined.status_code}: {joined.text}")
        for message in self._messages():
            if message["msg"] == "log":
                self.told = str(message["log"])
            if message["msg"] == "process_completed":
                end = message
                break
        if not end["success"]:
            raise Failed(str(end["output"]["error"]))
        return dict(zip((self._names.get(id) or str(id) for id in own["outputs"]), end["output"]["data"], strict=True))

    def newest_chat(self) -> str:
        """The id of the chat that was added to last."""
        return str(re.findall(r'data-chat="([^"]+)"', self.http.get("/chats").text)[0])

    def ask(self, question: str) -> str:
        """The HTML of its answer, in a new chat."""
        self.call("_open", "")
        self.began = time.monotonic()
        *_, asked, answered = self.call("_answer", question, "", "", QUOTES, "", "")["conversation"]
        if _text(asked) != _escaped(question):
            raise Failed(f"The answer is to another question: {_text(asked)}")
        return _text(answered)

    def _messages(self) -> Iterator[dict[str, Any]]:
        with self.http.stream("GET", "/gradio_api/queue/data", params={"session_hash": self.tab}) as stream:
            for line in stream.iter_lines():
                if line.startswith("data:"):
                    yield json.loads(line.removeprefix("data:"))


class ApiUser:
    """A program that speaks OpenAI's interface."""

    def __init__(self, address: str) -> None:
        self.http = httpx.Client(base_url=address, timeout=TIMEOUT)

    def close(self) -> None:
        self.http.close()

    def ask(self, question: str) -> str:
        """The text of its answer."""
        self.began = time.monotonic()
        request = {"model": "citeseed", "messages": [{"role": "user", "content": question}]}
        answered = self.http.post("/v1/chat/completions", json=request)
        if answered.status_code == 429:
            raise Busy(answered.text)
        if answered.status_code != 200:
            raise Failed(f"{answered.status_code}: {answered.text}")
        return str(answered.json()["choices"][0]["message"]["content"])


USERS: Mapping[str, Callable[[str], PageUser | ApiUser]] = {"page": PageUser, "/v1/chat/completions": ApiUser}


@dataclass(slots=True)
class Tally:
    """What came of it. `waits` are the seconds that each answer took; `busy` were told to come back, and did."""

    waits: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    mix_ups: list[str] = field(default_factory=list)
    busy: int = 0
    seconds: float = 0.0

    def row(self, name: str, users: int) -> str:
        p50, p95 = np.percentile(self.waits, [50, 95]) if self.waits else (np.nan, np.nan)
        speed = len(self.waits) / self.seconds if self.seconds else 0.0
        counts = f"{users:>5} {len(self.waits):>7} {len(self.failures):>8} {len(self.mix_ups):>7} {self.busy:>4}"
        return f"{name:<20} {counts} {speed:>9.1f} {p50:>7.3f} {p95:>7.3f}"


HEADING = f"{'through':<20} users answers failures mix-ups busy answers/s   p50 s   p95 s"


def questions(count: int | None = None) -> list[str]:
    """Those of the eval set that stand alone, no two the same."""
    cases = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    own = list(dict.fromkeys(case["question"] for case in cases if not case["history"]))
    return own[:count]


def alone(user: PageUser | ApiUser, asked: Sequence[str]) -> dict[str, str]:
    """The answer to each question, with nobody else there."""
    return {question: user.ask(question) for question in asked}


def together(make: Callable[[], PageUser | ApiUser], users: int, expected: Mapping[str, str], until: float) -> Tally:
    """Has every user ask all that is `expected`, each beginning elsewhere, or stop `until` then (`time.monotonic`)."""
    tally, asked = Tally(), list(expected)
    with contextlib.ExitStack() as opened, ThreadPoolExecutor(users) as pool:
        everybody = [opened.enter_context(contextlib.closing(make())) for _ in range(users)]
        started = time.monotonic()
        for number, user in enumerate(everybody):
            first = number * len(asked) // users
            pool.submit(_asking, user, [*asked[first:], *asked[:first]], expected, until, tally)
        pool.shutdown()
        tally.seconds = time.monotonic() - started
    return tally


def _asking(
    user: PageUser | ApiUser, asked: Sequence[str], expected: Mapping[str, str], until: float, tally: Tally
) -> None:
    for question in asked:
        if time.monotonic() > until:
            return
        try:
            answer = user.ask(question)
        except Busy:
            tally.busy += 1
            time.sleep(0.5)
            continue
        except Exception as error:
            tally.failures.append(f"{question} {type(error).__name__}: {error}")
            continue
        tally.waits.append(time.monotonic() - user.began)
        if answer != expected[question]:
            tally.mix_ups.append(f"{question}\n  alone:  {expected[question][:300]}\n  beside: {answer[:300]}")


def memory(pid: int) -> int:
    """Bytes of memory that the process has, without those that it shares with others (Linux)."""
    _, resident, shared, *_ = map(int, Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split())
    return (resident - shared) * _PAGE


def growth(user: PageUser | ApiUser, asked: Sequence[str], pid: int) -> tuple[int, int]:
    """The memory of the server after 50 and after 500 questions."""
    sizes = []
    for number, question in enumerate(itertools.islice(itertools.cycle(asked), LONG), start=1):
        user.ask(question)
        if number in (WARM, LONG):
            sizes.append(memory(pid))
    return sizes[0], sizes[1]


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints a table; 1 if anything failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address")
    parser.add_argument("--users", type=int, default=16)
    parser.add_argument("--questions", type=int, default=20, help="that each user asks; default: %(default)s")
    parser.add_argument("--seconds", type=float, default=120.0, help="at most, for each way to ask")
    parser.add_argument(
        "--memory", type=int, metavar="PID", help="measure the memory of the server, which is this process"
    )
    options = parser.parse_args(arguments)
    if urlsplit(options.address).hostname not in ("127.0.0.1", "localhost", "::1"):
        print(f"{options.address} is not on this machine. Load is only put on a server of one's own.", file=sys.stderr)
        return 1
    asked = questions(options.questions)
    if options.memory:
        with contextlib.closing(PageUser(options.address)) as user:
            before, after = growth(user, questions(WARM), options.memory)
        print(f"{before / 1e6:.1f} MB after {WARM} questions, {after / 1e6:.1f} MB after {LONG}: {after / before:.3f}")
        return int(after > 1.05 * before)
    faults: list[str] = []
    print(HEADING)
    for name, make in USERS.items():
        with contextlib.closing(make(options.address)) as user:
            expected = alone(user, asked)
        tally = together(partial(make, options.address), options.users, expected, time.monotonic() + options.seconds)
        print(tally.row(name, options.users), flush=True)
        faults += [*tally.failures, *tally.mix_ups]
    print(*faults, sep="\n", end="", file=sys.stderr)
    return int(bool(faults))


def _text(message: Mapping[str, Any]) -> str:
    content = message["content"]
    return str(content if isinstance(content, str) else content[0]["text"])


def _escaped(question: str) -> str:
    from app.showing.html import escape  # this file can be run from anywhere

    return escape(question)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))
    sys.exit(main())
