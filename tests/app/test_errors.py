"""What those who only read are told of a database that fails: what they can do, and nothing of its server."""

import logging

import pytest

from app.errors import AWAY, ChatGone, KeptFault, KeptOutOfReach, for_readers
from index.errors import (
    CiteseedError,
    GenerationGone,
    IndexLocked,
    IndexUnusable,
    StoreLocked,
    StoreUnreachable,
    StoreUnusable,
    StoreWriteError,
)

LINE = "The database db1:5432/docs {} (refused). See that PostgreSQL is running and CITESEED_STORE names it."


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (StoreUnreachable, AWAY),
        (StoreUnusable, AWAY),
        (StoreWriteError, "The documents can't be changed at the moment."),
        (KeptFault, "Chats and feedback can't be kept or shown at the moment."),
        (KeptOutOfReach, "Chats and feedback can't be kept or shown at the moment."),
    ],
)
def test_they_learn_what_to_do_and_the_log_has_the_whole_line(
    kind: type[CiteseedError], said: str, caplog: pytest.LogCaptureFixture
) -> None:
    line = LINE.format(kind.__name__)
    for _ in range(50):
        told = for_readers(kind(line))
        assert told.startswith(said)
        assert told.endswith("Try again in a minute; if it stays so, tell whoever runs this page.")
    assert 1 <= caplog.text.count(line) <= 2, "once a minute"
    assert caplog.records[0].levelno == logging.WARNING


def test_of_a_locked_database_they_learn_that_the_folder_is_being_read() -> None:
    told = for_readers(StoreLocked("The index db1:5432/docs (citeseed) is locked by another process."))
    assert told.startswith("The folder is being read elsewhere just now.") and "db1" not in told
    assert StoreLocked.exit_code == IndexLocked.exit_code


@pytest.mark.parametrize("error", [ChatGone("Start a new chat."), IndexUnusable("It is damaged."), GenerationGone()])
def test_of_other_errors_they_are_told_all(error: CiteseedError, caplog: pytest.LogCaptureFixture) -> None:
    assert for_readers(error) == str(error)
    assert caplog.text == ""
