"""Removes what no generation that is needed has any more."""

from collections.abc import Sequence
from typing import Any

from index.storing.postgres.database import Transaction
from index.storing.postgres.schema import OF_EDITION

AFTER = 600  # seconds after which no server reads a generation that is neither the newest nor the one before
_WAIT = "2s"  # for those who still read what is to go

_OLDEST = """
select number, edition from generations as own where number >= (select number from current) - 1 or exists (
    select from generations as next where next.number = own.number + 1
    and next.published > clock_timestamp() - make_interval(secs => %s)
) order by number limit 1
"""
_CHUNKS = (
    "delete from {chunks} using unnest(%s::int[], %s::int[]) as gone(first, below) where id >= first and id < below"
)
_TABLES = "delete from tables where generation < (select max(generation) from tables where generation <= %s)"


def tidy(transaction: Transaction) -> None:
    """Keeps the newest generation, the one before, and those that were the newest some seconds ago."""
    rows = transaction.rows
    rows(f"set local lock_timeout = '{_WAIT}'")
    for oldest, edition in rows(_OLDEST, AFTER):
        gone = rows("delete from generations where number < %s returning edition", oldest)
        for number in {number for (number,) in gone if number < edition}:
            for table in OF_EDITION:
                rows(f"drop table if exists {table}_{number}")
        rows("delete from files where died <= %s", oldest)
        rows(_TABLES, oldest)
        [(newest,)] = rows("select edition from generations order by number desc limit 1")
        for number in range(edition, newest + 1):
            _remove(transaction, number, oldest)


def _remove(transaction: Transaction, edition: int, oldest: int) -> None:
    """The documents of an edition that are gone since then."""
    query = f"delete from documents_{edition} where died <= %s returning number, first, first + chunks"
    gone: Sequence[tuple[Any, ...]] = transaction.rows(query, oldest)
    if gone:
        numbers, firsts, stops = map(list, zip(*gone, strict=True))
        transaction.rows(f"delete from texts_{edition} where document = any(%s)", numbers)
        transaction.rows(_CHUNKS.format(chunks=f"chunks_{edition}"), firsts, stops)
