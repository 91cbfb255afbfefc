"""A generation as it is asked: each statement counts only while that very generation is there."""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from index.errors import GenerationGone, StoreFault, StoreUnusable
from index.storing.generations import ANEW
from index.storing.postgres.blocks import Blocks
from index.storing.postgres.database import Database, Rows
from index.storing.postgres.schema import read
from index.tables.kept import Tables

_POSTINGS, _NAMES = 64 * 1024 * 1024, 16 * 1024 * 1024  # bytes of each that are kept in memory

_AS_OF = "select asked.* from (select from generations where id = %s) own left join ({query}) asked on true"
_GOES_ON = """
select 1 from generations own join generations next on own.edition = next.edition and own.number <= next.number
where own.id = %s and next.id = %s
"""


class Generation(NamedTuple):
    """Its number, a word that no other generation has, its edition, and how many numbers of documents and rows are
    taken there."""

    number: int = 0
    id: str = ""
    edition: int = 0
    documents: int = 0
    rows: int = 0
    manifest: str = "{}"

    def told(self, where: object) -> dict[str, Any]:
        """The manifest; `StoreUnusable` if it is damaged."""
        try:
            manifest = json.loads(self.manifest)
        except ValueError:
            manifest = None
        if not isinstance(manifest, dict) or "format" not in manifest:
            raise StoreUnusable(f"The manifest of generation {self.number} in {where} is damaged. {ANEW}")
        return manifest


class Edition:
    """The tables that generations have in common, and what is kept in memory of them: right for those up to `newest`
    and for what goes on from it."""

    def __init__(self, database: Database, newest: Generation) -> None:
        self.database = database
        self.number = newest.edition
        self.newest = newest
        self.names = Blocks(f"names_{self.number}", _NAMES)
        self.postings = Blocks(f"postings_{self.number}", _POSTINGS)
        self.tables = (0, Tables())
        """Those that were opened last, and the generation that they were written for."""

    def goes_on(self, generation: Generation) -> bool:
        """Whether a generation comes after the newest, or is that. Numbers do not tell: after a database was made anew
        or put back they are those of others."""
        own, other = self.newest.id, generation.id
        return own == other or bool(own and self.database.rows(_GOES_ON, own, other))


class State:
    """The tables of an edition as they are `now`."""

    def __init__(self, edition: Edition, now: Generation) -> None:
        self.edition = edition
        self.now = now

    def table(self, name: str) -> str:
        return f"{name}_{self.edition.number}"

    def rows(self, query: str, *values: Any) -> Rows:
        """What a query gives, whose first column always holds something. Raises `GenerationGone`, and `StoreUnusable`
        if a table is missing though the generation is there."""
        found = self.edition.database.rows_if_there(_AS_OF.format(query=query), self.now.id, *values)
        if not found:
            raise self._missing()
        return [row for row in found if row[0] is not None]

    def each(self, query: str, numbers: Sequence[int]) -> Rows:
        """The row of each number, which is the first column of a query for those that are given. Raises as `rows` does,
        and `StoreUnusable` if one is missing."""
        found = {row[0]: row for row in self.rows(query, [*{*numbers}])}
        if not found.keys() >= {*numbers}:
            raise self._missing()
        return [found[number] for number in numbers]

    def texts(self, numbers: Sequence[int]) -> list[str]:
        """Of documents."""
        query = f"select document, text from {self.table('texts')} where document = any(%s)"
        return [read(text) for _, text in self.each(query, numbers)]

    def _missing(self) -> StoreFault:
        database = self.edition.database
        if not database.rows_if_there("select 1 from generations where id = %s", self.now.id):
            return GenerationGone()
        return StoreUnusable(f"Some of the index in the database {database} is missing. {ANEW}")
