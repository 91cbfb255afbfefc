"""Pages from another process: the same as from this one, and no PDF takes more than its own picture down."""

import threading
import time
from collections.abc import Iterator

import pytest

from index.errors import LoadError
from index.reading.pages import InProcessPages, PageProcess, _seen
from tests.raw_pdf import raw_pdf

QUOTE = "The lease begins in May."
TEXT = f"The rent is 900 crowns a month. {QUOTE}"
PLACE = TEXT.index(QUOTE), len(TEXT)
ENDLESS = raw_pdf(content="0 0 m " + "600 700 l 0 9 l " * 200_000 + "S")


@pytest.fixture(scope="module")
def process() -> Iterator[PageProcess]:
    process = PageProcess()
    yield process
    process.close()


def test_another_process_says_and_draws_the_same(process: PageProcess) -> None:
    here = InProcessPages()
    assert process.seen(raw_pdf(), 1, TEXT, *PLACE) == here.seen(raw_pdf(), 1, TEXT, *PLACE)
    assert process.seen(raw_pdf(), 1, TEXT, *PLACE).boxes
    assert process.drawn(raw_pdf(), 1, 200) == here.drawn(raw_pdf(), 1, 200)


def test_a_bad_file_fails_alone_and_the_next_is_shown(process: PageProcess) -> None:
    for data in (b"", b"%PDF-1.7 nonsense", raw_pdf()[:300]):
        with pytest.raises(LoadError):
            process.drawn(data, 1, 200)
    with pytest.raises(LoadError):
        process.drawn(raw_pdf(), 9, 200)
    assert process.drawn(raw_pdf(), 1, 200)


def test_a_page_that_takes_too_long_or_too_much_ends_its_process_alone() -> None:
    for own in (PageProcess(seconds=2), PageProcess(memory=30_000_000)):
        try:
            with pytest.raises(LoadError):
                own.drawn(ENDLESS + b"%" * 30_000_000, 1, 1200)
            assert own.drawn(raw_pdf(), 1, 100)
        finally:
            own.close()


def test_no_more_than_some_wait() -> None:
    own = PageProcess(waiting=1)
    refused: list[str] = []

    def ask() -> None:
        try:
            own.drawn(raw_pdf(), 1, 200)
        except LoadError as error:
            refused.append(str(error))

    threads = [threading.Thread(target=ask) for _ in range(4)]  # the first one starts the process, which takes a while
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    own.close()
    assert refused == ["too many pages are asked for at once"] * 3


def test_it_ends_when_nothing_is_asked_of_it() -> None:
    own = PageProcess(idle=0.1)
    assert own.drawn(raw_pdf(), 1, 100)
    deadline = time.monotonic() + 10
    while own._worker and time.monotonic() < deadline:
        time.sleep(0.05)
    assert own._worker is None
    assert own.drawn(raw_pdf(), 1, 100)
    own.close()


@pytest.mark.parametrize(
    "answer",
    [
        {}, {"width": 1, "height": 1}, {"width": "x", "height": 1, "boxes": []}, {"width": 0, "height": 1, "boxes": []},
        {"width": 1, "height": float("nan"), "boxes": []}, {"width": 1, "height": 1, "boxes": [[0, 0, 2, 1]]},
        {"width": 1, "height": 1, "boxes": [[0, 0, 1]]}, {"width": 1, "height": 1, "boxes": [[0.5, 0, 0.1, 1]]},
        {"width": 1, "height": 1, "boxes": [["<b>", 0, 1, 1]]}, {"width": 1, "height": 1, "boxes": 7},
    ],
)  # fmt: skip
def test_an_answer_that_says_something_else_is_refused(answer: dict[str, object]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        _seen(answer)


def test_a_number_that_is_too_large_is_refused_like_any_other_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    huge = {"width": 10**400, "height": 1, "boxes": []}
    monkeypatch.setattr(PageProcess, "_asked", lambda *_: (huge, b""))
    with pytest.raises(LoadError, match="can't be shown"):
        PageProcess().seen(raw_pdf(), 1, TEXT, *PLACE)
