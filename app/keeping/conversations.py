"""What is said in a chat of the page: asked, shown as it comes, kept. Knows nothing of the page itself."""

import sys
import time
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import chain
from threading import Condition
from typing import TypeVar

from app.asking.intake import Turn
from app.errors import NotKept, QuestionError
from app.keeping.chats import Chats
from app.records import WHOLE, Answer, AnswerRecord, to_json
from app.showing.text import brief_text, doubt_line
from app.showing.written import as_written
from app.words.catalogue import said
from index.language import wording

Stream = Callable[[str, Sequence[Turn], Collection[str], str, str], Generator[Answer, None, None]]
"""Answers a question, given the conversation, the files that the answer may come from, none for all, the model, and the
name of the collection.

The answer comes as it grows, the whole of it last; the same once more if nothing has come for a moment.
"""

T = TypeVar("T")
_STEPS = 4  # in which an answer is shown that comes at once
_STEP = 0.1  # seconds
_BEAT = 1.0  # seconds after which whoever waits is told that we are there, and can end an answer
_ENDS = 5.0  # seconds in which an answer that is told to end does
_RECALLED = 5  # items of a list that the next question is asked with: more would crowd out what was said before


@dataclass(frozen=True, slots=True)
class Shown:
    """A chat as it is to be shown: its id, its answers, and whether the last of them is still coming."""

    chat: str
    records: Sequence[AnswerRecord]
    growing: bool = False


@dataclass(slots=True)
class _Coming:
    """An answer that is shown in a tab: whether it is to end, and whether nobody looks at it any more."""

    tab: str
    stopped: bool = False
    left: bool = False


class Conversations:
    """Asks, and keeps what was answered."""

    def __init__(self, stream: Stream, chats: Chats, sleep: Callable[[float], None] = time.sleep) -> None:
        self._stream = stream
        self._chats = chats
        self._sleep = sleep
        self._coming: dict[str, _Coming] = {}  # by chat; in a new one under two names
        self._changed = Condition()

    def say(
        self,
        owner: str,
        chat: str,
        question: str,
        sources: Collection[str] = (),
        again: bool = False,
        tab: str = "",
        model: str = "",
        collection: str = "",
    ) -> Generator[Shown, None, None]:
        """The chat as the answer grows; `again` puts it in place of the last one. Without a `chat` a new one begins,
        about this collection, and stays with it.

        While nothing comes it is the same `Shown` once more, so that the iterator can be closed. `stop(tab)` and
        closing it keep what has come until then, marked as stopped; if it is closed, or the tab left, nothing more is
        shown. Raises `ChatGone`, and `QuestionError`, also while another answer is coming in the chat; and `NotKept`,
        once the whole answer has been shown, if it is not kept: a new chat then has no id.
        """
        if not owner:
            raise QuestionError(said("problems.no_cookie"))
        with self._alone(chat or f"new {tab}", tab) as coming:
            before = self.records(owner, chat)[: -1 if again else None]
            history = [turn for record in before for turn in turns(record)]
            about = self._chats.collection(owner, chat) if chat else collection
            with closing(in_steps(self._stream(question, history, sources, model, about))) as steps:
                came = next(steps)
                if not chat:
                    with suppress(NotKept):  # tried again once the answer is whole
                        chat = self._chats.create(owner, question, about)
                        with self._changed:
                            self._coming[chat] = coming
                shown, lost = None, None
                try:
                    for step in chain([came], steps):
                        if fresh := step is not came or not shown:
                            came, shown = step, Shown(chat, [*before, to_json(step)], growing=True)
                        yield shown
                        if fresh:
                            self._sleep(_STEP)
                        if coming.stopped:
                            break
                finally:
                    record = to_json(_ended(steps, came))
                    try:
                        chat = chat or self._chats.create(owner, question, about)
                        self._chats.add(owner, chat, record, again)
                    except NotKept as error:
                        lost = error
        if not coming.left:
            yield Shown(chat, [*before, record])
        if lost:
            raise lost

    def stop(self, tab: str, left: bool = False) -> None:
        """Has what is being said in this tab of a browser end; without another word if another chat is shown there."""
        with self._changed:
            for coming in self._coming.values():
                if coming.tab == tab:
                    coming.stopped, coming.left = True, coming.left or left

    def records(self, owner: str, chat: str) -> list[AnswerRecord]:
        """The answers of a chat, oldest first; none of one that has not begun."""
        return [exchange.record for exchange in self._chats.exchanges(owner, chat)] if chat else []

    def last_question(self, owner: str, chat: str) -> str:
        """The one to be edited or asked again; `QuestionError` if there is none."""
        if not (records := self.records(owner, chat)):
            raise QuestionError(said("problems.nothing_asked"))
        return records[-1]["question"]

    @contextmanager
    def _alone(self, chat: str, tab: str) -> Iterator[_Coming]:
        """What `stop` changes. Waits for an answer that was told to end.

        Two answers at once would each replace, or follow, what the other one has not seen.
        """
        coming = _Coming(tab)
        with self._changed:
            self._changed.wait_for(lambda: chat not in self._coming or not self._coming[chat].stopped, _ENDS)
            if chat in self._coming:
                raise QuestionError(said("problems.still_coming"))
            self._coming[chat] = coming
        try:
            yield coming
        finally:
            with self._changed:
                self._coming = {name: answer for name, answer in self._coming.items() if answer is not coming}
                self._changed.notify_all()


def in_steps(answers: Generator[Answer, None, None]) -> Generator[Answer, None, None]:
    """An answer as it comes, and in a few steps if it comes at once, as those do below which no model writes."""
    with closing(answers):
        for answer in answers:
            yield from (answer,) if answer.written else growing(answer)


def now_and_then(steps: Iterable[T]) -> Iterator[T]:
    """The steps as they come; one once more, while nothing comes, at most every second."""
    last, given_at = None, 0.0
    for step in steps:
        if step is not last or time.monotonic() - given_at >= _BEAT:
            last, given_at = step, time.monotonic()
            yield step


def growing(answer: Answer) -> Iterator[Answer]:
    """The answer in a few steps, a few more statements in each; the whole of it last.

    Passages that are merely near come at once: they are to be compared. So does what was worked out over all of it, of
    which a part would not bear out the figure.
    """
    count = len(answer.statements) if answer.shape not in ("closest", *WHOLE) else 0
    for step in sorted({-(-count * step // _STEPS) for step in range(1, _STEPS)} - {0, count}):
        yield replace(answer, statements=answer.statements[:step])
    yield answer


def _ended(steps: Iterator[Answer], shown: Answer) -> Answer:
    """What is kept of an answer that has ended, or was ended: all that a language model has written by now, of quotes
    as much as was `shown`."""
    if isinstance(sys.exception(), Exception):
        return _stopped(shown)
    further: Answer | None = shown
    with suppress(Exception):  # nobody waits any more for what fails now
        further = next(steps, None)
    if further is None:
        return shown
    return _stopped(further if further.written else shown)


def _stopped(answer: Answer) -> Answer:
    """Marked as stopped: the quotes are whole where a model was writing below them."""
    if answer.written:
        written = answer.written
        if written.state == "coming":
            notice = wording.say(answer.language, "stopped_writing", model=written.model)
            written = replace(written, state="cut", notice=notice)
        return replace(answer, written=written)
    status = answer.status if answer.status == "unsure" else "partial"
    notice = " ".join(filter(None, [wording.say(answer.language, "stopped"), answer.notice]))
    return replace(answer, status=status, notice=notice)


def turns(record: AnswerRecord) -> list[Turn]:
    """What was said, without what was not found in the documents; passages that are merely near claim nothing. Of
    what a model wrote and of the quotes only the one: the next question has little room for them."""
    record = as_written(record)
    supported = [statement["text"] for statement in record["statements"] if statement["supported"]]
    if record["status"] == "refused":
        answer = wording.refusal(record["language"])
    elif record["shape"] == "closest":
        answer = wording.say(record["language"], "unsure")
    elif len(supported) == len(record["statements"]):
        answer = brief_text(record, most=_RECALLED)
    else:
        answer = " ".join(filter(None, [doubt_line(record), *supported]))
    return [("user", record["question"]), *([("assistant", answer)] if answer else [])]
