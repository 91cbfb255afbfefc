"""What is said in a chat: shown as it comes, stopped, asked again, and kept, each chat for its owner alone."""

from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from threading import Timer

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.asking.intake import Turn
from app.errors import ChatGone, NotKept, QuestionError
from app.keeping.conversations import Conversations, Shown, growing
from app.keeping.files.chats import FileChats
from app.records import Answer, AnswerRecord, Written, quoting, to_json
from app.showing.text import answer_text
from index.records import Document
from tests.whole_answers import asked_back, counted

REFUSAL = "The documents don't say."
NOTHING = Answer("", "", "refused", 0.1, (), (), "extract")


def answer(question: str, sentences: int = 6, notice: str = "") -> Answer:
    document = Document("log.txt", "It went on. " * sentences, None, None, "hash")
    spans = [(document, 12 * number, 12 * number + 11) for number in range(sentences)]
    return Answer(question, question, "answered", 0.9, quoting(spans), (), "extract", notice=notice)


class Asked:
    """A `Stream` that remembers what it was given, and whether it was closed before its end.

    It gives what is in `coming`, or else one answer that no model wrote.
    """

    def __init__(self) -> None:
        self.given: list[tuple[str, Sequence[Turn], Collection[str], str]] = []
        self.meanwhile: Callable[[], object] = lambda: None
        self.coming: Sequence[Answer] = ()
        self.closed = 0
        self.about: list[str] = []

    def __call__(
        self, question: str, history: Sequence[Turn], sources: Collection[str], model: str, collection: str
    ) -> Generator[Answer, None, None]:
        if not question.strip():
            raise QuestionError("The question is empty.")
        self.given.append((question, history, sources, model))
        self.about.append(collection)
        self.meanwhile()
        try:
            yield from self.coming or [answer(question, notice="They differ." if question == "Which?" else "")]
        except GeneratorExit:
            self.closed += 1
            raise


class Talk:
    """Conversations over a fake that answers, and a clock that only counts."""

    def __init__(self, folder: Path) -> None:
        self.chats = FileChats(folder / "chats.sqlite")
        self.asked = Asked()
        self.slept: list[float] = []
        self.meanwhile: Callable[[], object] = lambda: None
        self.conversations = Conversations(self.asked, self.chats, self.sleep)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.meanwhile()

    def say(self, question: str, chat: str = "", again: bool = False) -> Shown:
        return list(self.conversations.say("ann", chat, question, (), again, "tab"))[-1]


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Talk]:
    made = Talk(tmp_path)
    yield made
    made.chats.close()


def said(shown: Shown) -> list[str]:
    return [record["question"] for record in shown.records]


@given(st.integers(0, 12))
def test_an_answer_grows_to_the_whole_of_it(sentences: int) -> None:
    whole = answer("q", sentences)
    steps = list(growing(whole))
    assert steps[-1] is whole
    assert len(steps) == max(1, min(4, sentences))
    for before, after in pairwise(steps):
        assert before.statements == after.statements[: len(before.statements)]
        assert 0 < len(before.statements) < len(after.statements)


def test_it_is_shown_in_steps_a_tenth_of_a_second_apart(talk: Talk) -> None:
    shown = list(talk.conversations.say("ann", "", "What went on?"))
    assert [step.growing for step in shown] == [True] * 4 + [False]
    assert [len(step.records[0]["statements"]) for step in shown] == [2, 3, 5, 6, 6]
    assert min(talk.slept) >= 0.1
    assert shown[-1].records[0] == to_json(answer("What went on?"))


def test_what_is_shown_last_is_what_is_kept(talk: Talk) -> None:
    first = talk.say("What went on?")
    second = talk.say("And then?", first.chat)
    assert said(second) == ["What went on?", "And then?"]
    assert talk.conversations.records("ann", first.chat) == list(second.records)
    assert [chat.title for chat in talk.chats.list("ann")] == ["What went on?"]


def test_a_follow_up_is_asked_with_what_was_said_before(talk: Talk) -> None:
    first = talk.say("What went on?")
    talk.say("And then?", first.chat)
    assert talk.asked.given[0][1] == []
    assert talk.asked.given[1][1] == [("user", "What went on?"), ("assistant", first.records[0]["text"])]


def test_what_was_worked_out_comes_at_once_and_is_kept_whole(talk: Talk) -> None:
    talk.asked.coming = [counted("How many?", 1000)]
    shown = list(talk.conversations.say("ann", "", "How many?"))
    assert [len(step.records[0]["statements"]) for step in shown] == [1000, 1000]
    assert talk.conversations.records("ann", shown[-1].chat) == [to_json(counted("How many?", 1000))]


def test_a_question_after_a_long_list_is_asked_with_its_beginning(talk: Talk) -> None:
    talk.asked.coming = [counted("How many?", 1000)]
    first = talk.say("How many?")
    talk.say("And in 2020?", first.chat)
    role, text = talk.asked.given[1][1][1]
    assert role == "assistant"
    assert text.splitlines()[0] == "1,000 documents mention “arbitration”."
    assert text.splitlines()[6:] == ["and 995 more"]


def test_what_was_asked_back_is_history_as_the_question_it_is(talk: Talk) -> None:
    talk.asked.coming = [asked_back("What is the sum?")]
    first = talk.say("What is the sum?")
    talk.say("In Orders", first.chat)
    assert talk.asked.given[1][1] == [("user", "What is the sum?"), ("assistant", "Which column is meant?")]


def test_a_refusal_is_history_too(tmp_path: Path) -> None:
    asked: list[Sequence[Turn]] = []

    def refuse(
        question: str, history: Sequence[Turn], sources: Collection[str], model: str, collection: str
    ) -> Generator[Answer, None, None]:
        asked.append(history)
        yield NOTHING

    chats = FileChats(tmp_path / "chats.sqlite")
    conversations = Conversations(refuse, chats, lambda seconds: None)
    chat = list(conversations.say("ann", "", "Who?"))[-1].chat
    list(conversations.say("ann", chat, "And now?"))
    assert asked[-1][1] == ("assistant", REFUSAL)
    chats.close()


def test_a_chat_stays_with_the_collection_that_it_began_with(talk: Talk) -> None:
    first = list(talk.conversations.say("ann", "", "What went on?", collection="handbook"))[-1]
    list(talk.conversations.say("ann", first.chat, "And then?", collection="contracts"))
    assert talk.asked.about == ["handbook", "handbook"]
    assert talk.chats.collection("ann", first.chat) == "handbook"


def test_it_is_asked_of_the_chosen_documents(talk: Talk) -> None:
    list(talk.conversations.say("ann", "", "What went on?", ["log.txt"]))
    assert talk.asked.given[0][2] == ["log.txt"]


def test_stopping_keeps_what_has_come_and_says_so(talk: Talk) -> None:
    talk.meanwhile = lambda: talk.conversations.stop("tab")
    for question, notice in (("What?", ""), ("Which?", " They differ.")):
        shown = talk.say(question)
        (record,) = shown.records
        assert not shown.growing
        assert len(record["statements"]) == 2
        assert record["notice"] == f"Stopped before the answer was whole.{notice}"
        assert talk.conversations.records("ann", shown.chat) == [record]


def test_stopping_before_anything_has_come_keeps_the_first_step(talk: Talk) -> None:
    talk.asked.meanwhile = lambda: talk.conversations.stop("tab")
    assert len(talk.say("What?").records[0]["statements"]) == 2


def test_stopping_too_late_or_in_another_tab_changes_nothing(talk: Talk) -> None:
    talk.meanwhile = lambda: talk.conversations.stop("another tab")
    shown = talk.say("What?")
    talk.conversations.stop("tab")
    assert shown.records == [to_json(answer("What?"))]
    talk.meanwhile = lambda: None
    assert len(talk.say("And?", shown.chat).records[1]["statements"]) == 6


def test_an_iterator_that_is_closed_keeps_what_has_come(talk: Talk) -> None:
    steps = talk.conversations.say("ann", "", "What?", tab="tab")
    chat = next(steps).chat
    steps.close()
    (record,) = talk.conversations.records("ann", chat)
    assert len(record["statements"]) == 2
    assert record["notice"] == "Stopped before the answer was whole."
    assert said(talk.say("And then?", chat)) == ["What?", "And then?"]


def test_an_answer_that_was_left_is_kept_and_shown_no_more(talk: Talk) -> None:
    steps = talk.conversations.say("ann", "", "What?", tab="tab")
    chat = next(steps).chat
    talk.conversations.stop("tab", left=True)
    assert list(steps) == []
    assert len(talk.conversations.records("ann", chat)) == 1
    talk.conversations.stop("tab", left=True)
    assert said(talk.say("And then?", chat)) == ["What?", "And then?"]


def test_asking_again_replaces_the_last_answer_alone(talk: Talk) -> None:
    chat = talk.say("What?").chat
    talk.say("And then?", chat)
    edited = talk.say("And after that?", chat, again=True)
    assert said(edited) == ["What?", "And after that?"]
    assert [text for role, text in talk.asked.given[-1][1] if role == "user"] == ["What?"]
    assert talk.conversations.records("ann", chat) == list(edited.records)
    assert talk.conversations.last_question("ann", chat) == "And after that?"


def test_nothing_can_be_asked_again_in_an_empty_chat(talk: Talk) -> None:
    with pytest.raises(QuestionError, match="Nothing has been asked"):
        talk.conversations.last_question("ann", "")


def test_one_answer_at_a_time_comes_in_a_chat(talk: Talk) -> None:
    chat = talk.say("What?").chat
    steps = talk.conversations.say("ann", chat, "And then?", tab="tab")
    next(steps)
    for again in (False, True):
        with pytest.raises(QuestionError, match="still coming"):
            next(iter(talk.conversations.say("ann", chat, "And this?", (), again, "another tab")))
    list(talk.conversations.say("ann", "", "Elsewhere?", tab="another tab"))
    assert said(list(steps)[-1]) == ["What?", "And then?"]
    assert said(talk.say("And this?", chat)) == ["What?", "And then?", "And this?"]


@pytest.mark.parametrize("begun", [False, True], ids=["a new chat", "an earlier chat"])
def test_what_was_left_has_ended_before_the_next_is_asked(talk: Talk, begun: bool) -> None:
    chat = talk.say("What?").chat if begun else ""
    steps = talk.conversations.say("ann", chat, "And then?", tab="tab")
    next(steps)
    talk.conversations.stop("tab", left=True)
    ending = Timer(0.3, lambda: list(steps))
    ending.start()
    after = talk.say("And this?", chat)
    ending.join()
    assert said(after) == (["What?", "And then?", "And this?"] if begun else ["And this?"])


def test_a_question_that_can_not_be_asked_leaves_no_chat(talk: Talk) -> None:
    with pytest.raises(QuestionError):
        talk.say("  ")
    assert not talk.chats.list("ann")
    assert talk.say("What?").chat


def test_without_an_owner_nothing_is_kept(talk: Talk) -> None:
    with pytest.raises(QuestionError, match="cookie"):
        list(talk.conversations.say("", "", "What?"))
    assert not talk.asked.given


def test_another_owner_sees_and_adds_nothing(talk: Talk) -> None:
    chat = talk.say("What?").chat
    attempts: list[Callable[[], object]] = [
        lambda: list(talk.conversations.say("bo", chat, "And then?")),
        lambda: list(talk.conversations.say("bo", chat, "And then?", again=True)),
        lambda: talk.conversations.records("bo", chat),
        lambda: talk.conversations.last_question("bo", chat),
    ]
    for attempt in attempts:
        with pytest.raises(ChatGone):
            attempt()
    assert said(talk.say("Mine?", chat)) == ["What?", "Mine?"]
    assert [question for question, *_ in talk.asked.given] == ["What?", "Mine?"]


def test_a_chat_deleted_while_its_answer_comes_is_gone(talk: Talk) -> None:
    chat = talk.say("What?").chat
    steps = talk.conversations.say("ann", chat, "And then?")
    next(steps)
    talk.chats.delete("ann", chat)
    with pytest.raises(ChatGone):
        list(steps)
    assert not talk.chats.list("ann")
    assert said(talk.say("Anew?")) == ["Anew?"]


# ------------------------------------------------------------------------------------------ what a language model writes


def written(question: str, sentences: int, status: str = "answered", state: str = "coming") -> Answer:
    """Quotes, and below them so many sentences of which every third is not supported."""
    own = answer(question, 4)
    doubted = [replace(said, supported=False, citations=()) for said in own.statements]
    statements = tuple(doubted[nth] if nth % 3 == 2 else said for nth, said in enumerate(own.statements[:sentences]))
    return replace(own, status=status, written=Written("a model", statements, state))


def count(record: AnswerRecord) -> int:
    """The sentences that a model has written."""
    assert record["written"] and len(record["statements"]) == 4, "the quotes are whole at any time"
    return len(record["written"]["statements"])


BEGUN = [written("What?", count) for count in range(4)]
WHOLE = written("What?", 4, state="whole")


def test_a_written_answer_is_shown_as_it_comes_and_once_more_while_nothing_does(talk: Talk) -> None:
    talk.asked.coming = [BEGUN[0], BEGUN[0], BEGUN[1], BEGUN[1], BEGUN[1], BEGUN[3], WHOLE]
    shown = list(talk.conversations.say("ann", "", "What?", model="a model"))
    assert [count(step.records[0]) for step in shown] == [0, 0, 1, 1, 1, 3, 4, 4]
    assert shown[0] is shown[1] and shown[2] is shown[3] is shown[4]
    assert len(talk.slept) == 4  # nothing is waited for that is not shown
    assert [step.growing for step in shown] == [True] * 7 + [False]
    assert shown[-1].records == [to_json(WHOLE)] == talk.conversations.records("ann", shown[-1].chat)
    assert (talk.asked.given[0][3], talk.asked.closed) == ("a model", 0)


@pytest.mark.parametrize("come", [0, 1, 3])
@pytest.mark.parametrize("end", ["stop", "leave", "close"])
def test_ending_a_written_answer_ends_its_stream_and_keeps_what_has_come(talk: Talk, come: int, end: str) -> None:
    talk.asked.coming = [BEGUN[come]] * 9 + [WHOLE]
    steps = talk.conversations.say("ann", "", "What?", tab="tab")
    chat = next(steps).chat
    next(steps)  # the same once more
    ends: dict[str, Callable[[], object]] = {
        "stop": lambda: talk.conversations.stop("tab"),
        "leave": lambda: talk.conversations.stop("tab", left=True),
        "close": steps.close,
    }
    ends[end]()
    after = list(steps)
    (record,) = talk.conversations.records("ann", chat)
    assert after == ([Shown(chat, [record])] if end == "stop" else [])
    assert talk.asked.closed == 1
    assert (count(record), record["status"], record["notice"]) == (come, "answered", "")
    assert record["written"] and record["written"]["state"] == "cut"
    assert record["written"]["notice"] == "Stopped before a model had written all of it."
    assert REFUSAL not in answer_text(record)


def test_what_was_written_while_it_was_stopped_is_kept_too(talk: Talk) -> None:
    talk.asked.coming = [BEGUN[1], BEGUN[3], WHOLE]
    talk.meanwhile = lambda: talk.conversations.stop("tab")
    (record,) = talk.say("What?").records
    assert count(record) == 3
    assert record["written"] and record["written"]["state"] == "cut"


def test_what_was_shown_is_kept_of_an_answer_that_fails_as_it_is_stopped(talk: Talk) -> None:
    def failing() -> Iterator[Answer]:
        yield BEGUN[3]
        raise ZeroDivisionError

    talk.asked.coming = failing()  # type: ignore[assignment] # read once
    talk.meanwhile = lambda: talk.conversations.stop("tab")
    (record,) = talk.say("What?").records
    assert (count(record), record["status"]) == (3, "answered")


def test_an_answer_that_is_stopped_when_all_of_it_has_come_is_whole(talk: Talk) -> None:
    talk.asked.coming = [BEGUN[0], WHOLE]
    talk.meanwhile = lambda: talk.conversations.stop("tab") if len(talk.slept) == 2 else None
    assert talk.say("What?").records == [to_json(WHOLE)]


def test_what_came_before_an_unexpected_failure_is_not_kept_as_whole(talk: Talk) -> None:
    def failing() -> Iterator[Answer]:
        yield BEGUN[1]
        raise ZeroDivisionError

    talk.asked.coming = failing()  # type: ignore[assignment] # read once
    steps = talk.conversations.say("ann", "", "What?")
    chat = next(steps).chat
    with pytest.raises(ZeroDivisionError):
        list(steps)
    (record,) = talk.conversations.records("ann", chat)
    assert record["status"] == "answered" and record["written"]
    assert (count(record), record["written"]["state"]) == (1, "cut")


def test_what_was_not_found_in_the_documents_is_no_history(talk: Talk) -> None:
    talk.asked.coming = [WHOLE]
    chat = talk.say("What?").chat
    lies = replace(written("What?", 3).statements[2], text="Lies.", supported=False, citations=())
    earlier = replace(WHOLE, written=None, shape="written", answered_by="a model", status="refused", statements=(lies,))
    talk.asked.coming = [earlier]  # as versions before this one kept it
    talk.say("And?", chat)
    talk.asked.coming = [BEGUN[0]] * 9
    talk.meanwhile = lambda: talk.conversations.stop("tab")
    talk.say("So?", chat)
    talk.asked.coming = ()
    talk.say("Then?", chat)
    assert talk.asked.given[-1][1] == [
        ("user", "What?"),
        ("assistant", "It went on. It went on. It went on."),
        ("user", "What?"),
        ("assistant", REFUSAL),
        ("user", "What?"),
        ("assistant", "It went on. [1] It went on. [2] It went on. [3] It went on. [4]"),
    ]


# -------------------------------------------------------------------------------------------- where nothing is claimed


def near(question: str, count: int = 3) -> Answer:
    """So many passages that merely come near."""
    whole = answer(question, count)
    passages = tuple(replace(passage, item=True) for passage in whole.statements)
    return replace(whole, status="unsure", shape="closest", statements=passages, unmet=("2023",))


def test_passages_that_are_merely_near_come_at_once() -> None:
    assert list(growing(near("q"))) == [near("q")]


@pytest.mark.parametrize(
    ("language", "question", "said"),
    [("en", "What went on in 2023?", "I'm not sure."), ("de", "Was war im Jahr 2023?", "Ich bin nicht sicher.")],
)
def test_that_nothing_was_claimed_is_history(talk: Talk, language: str, question: str, said: str) -> None:
    talk.asked.coming = [replace(near(question), language=language)]
    chat = talk.say(question).chat
    talk.say("And then?", chat)
    assert talk.asked.given[-1][1] == [("user", question), ("assistant", said)]


def test_what_a_model_wrote_without_being_sure_is_history_as_such(talk: Talk) -> None:
    talk.asked.coming = [written("What?", 4, "unsure")]
    chat = talk.say("What?").chat
    talk.say("And then?", chat)
    assert talk.asked.given[-1][1][1] == (
        "assistant", "I'm not sure that this answers the question. It went on. It went on. It went on."
    )  # fmt: skip


def test_a_headline_is_history_too(talk: Talk) -> None:
    whole = answer("What?", 1)
    talk.asked.coming = [replace(whole, headline=replace(whole.statements[0], text="on"))]
    chat = talk.say("What?").chat
    talk.say("And then?", chat)
    assert talk.asked.given[-1][1][1] == ("assistant", "on [1]\nIt went on. [1]")


def test_what_is_stopped_while_it_is_unsure_stays_so(talk: Talk) -> None:
    talk.asked.coming = [replace(step, status="unsure") for step in (BEGUN[1], BEGUN[3], WHOLE)]
    talk.meanwhile = lambda: talk.conversations.stop("tab")
    (record,) = talk.say("What?").records
    assert record["status"] == "unsure" and record["written"] and record["written"]["state"] == "cut"


class Failing(FileChats):
    """Keeps nothing while it is `away`."""

    away = False

    def create(self, owner: str, title: str, collection: str = "") -> str:
        self._check()
        return super().create(owner, title, collection)

    def add(self, owner: str, chat: str, record: AnswerRecord, again: bool = False) -> str:
        self._check()
        return super().add(owner, chat, record, again)

    def _check(self) -> None:
        if self.away:
            raise NotKept("They are away. Try again.")


@pytest.fixture
def failing(tmp_path: Path, talk: Talk) -> Iterator[Failing]:
    with closing(Failing(tmp_path / "failing.sqlite")) as chats:
        talk.chats = chats
        talk.conversations = Conversations(talk.asked, chats, talk.sleep)
        yield chats


@pytest.mark.parametrize("begun", [True, False])
def test_an_answer_that_can_not_be_kept_is_shown_to_its_end_and_then_told(
    talk: Talk, failing: Failing, begun: bool
) -> None:
    chat = talk.say("What went on?").chat if begun else ""
    failing.away = True
    shown = []
    with pytest.raises(NotKept, match="They are away"):
        for step in talk.conversations.say("ann", chat, "And then?"):
            shown.append(step)
    assert (shown[-1].chat, shown[-1].growing) == (chat, False)
    assert shown[-1].records[-1] == to_json(answer("And then?"))
    failing.away = False
    assert said(talk.say("And now?", chat))[-1] == "And now?"


def test_a_new_chat_that_could_not_be_kept_at_first_is_kept_once_its_answer_is_whole(
    talk: Talk, failing: Failing
) -> None:
    failing.away = True

    def back() -> None:
        failing.away = False

    talk.meanwhile = back
    shown = talk.say("What went on?")
    assert talk.conversations.records("ann", shown.chat) == list(shown.records)
    assert [chat.id for chat in talk.chats.list("ann")] == [shown.chat]
