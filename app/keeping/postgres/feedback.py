"""Feedback in a database: a row for each turn that somebody thinks something of."""

import json
from collections.abc import Sequence
from contextlib import suppress

from app.errors import NotKept
from app.keeping.feedback import FULL, Given, made, parsed
from app.keeping.postgres.tables import KeptTables
from app.records import AnswerRecord
from index.storing.postgres.database import Transaction
from index.storing.postgres.schema import read, stored

_SIZE = "select coalesce(sum(octet_length(answer) + octet_length(note)), 0)::bigint from feedback where id != %s"
_GIVE = (
    "insert into feedback (id, at, rating, note, answer) values (%s, %s, %s, %s, %s) on conflict (id) do update "
    "set number = default, at = excluded.at, rating = excluded.rating, note = excluded.note, answer = excluded.answer"
)


class PostgresFeedback:
    """That in the tables of a database."""

    def __init__(self, tables: KeptTables, full: int = FULL) -> None:
        self._tables = tables
        self._full = full

    def __str__(self) -> str:
        return str(self._tables)

    def give(self, turn_id: str, record: AnswerRecord, liked: bool | None, note: str = "") -> None:
        with self._tables.changing() as database:
            if liked is None:
                database.rows("delete from feedback where id = %s", stored(turn_id))
                return
            given, answer = made(turn_id, record, liked, note), json.dumps(record)
            [(size,)] = database.rows(_SIZE, stored(turn_id))
            if size + len(answer) > self._full:
                raise NotKept(
                    f"The feedback in {self} is full: it holds {size:,} bytes. Let python -m eval draft make cases of "
                    f"it, then have the table {self._tables.schema}.feedback emptied."
                )
            _give(database, given)

    def read(self) -> Sequence[Given]:
        rows = self._tables.rows("select id, at, rating, note, answer from feedback order by number")
        return [self._parsed(read(id), at, rating, read(note), answer) for id, at, rating, note, answer in rows]

    def take(self, given: Sequence[Given]) -> None:
        with self._tables.changing() as database:
            database.rows("delete from feedback")
            for one in given:
                _give(database, one)

    def _parsed(self, id: str, at: str, rating: str, note: str, answer: str) -> Given:
        value = {"id": id, "at": at, "rating": rating, "note": note}
        with suppress(ValueError):  # else there is no answer
            value["answer"] = json.loads(answer)
        return parsed(value, f"The row {id!r} of the table {self._tables.schema}.feedback")


def _give(database: Transaction, given: Given) -> None:
    row = stored(given.id), given.at, given.rating, stored(given.note), json.dumps(given.answer)
    database.rows(_GIVE, *row)
