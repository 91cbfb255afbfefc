"""A page of the list of documents: of what the folder holds, searched, filtered and sorted. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app.documents.looking import Row
from app.documents.words import UNREAD

ROWS = 50  # on a page
_LONGEST = 200  # characters that are searched for
_AMISS = {"partial": 1, "indexed": 2, "duplicate": 2, "left out": 3}  # the order by state: what is amiss first
SORTS: Mapping[str, Callable[[Row], tuple[int, str] | None]] = {
    "name": lambda row: (0, row.name.casefold()),
    "date": lambda row: (0, row.date) if row.date else None,
    "kind": lambda row: (0, row.kind) if row.kind else None,
    "size": lambda row: (row.size, "") if row.size is not None else None,
    "state": lambda row: (_AMISS.get(row.state, 0), ""),
}
"""What the list can be sorted by; a row that has no such thing, None, is last either way."""
FILTERS: Mapping[str, Callable[[Row], bool]] = {
    "": lambda row: True,
    "unread": lambda row: row.state in UNREAD,
    "partial": lambda row: row.state == "partial",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page of a list: rows whose title or file name holds the words of `search`, of a state in `FILTERS`, by `sort`
    of `SORTS`; `page` counts from 1."""

    search: str = ""
    state: str = ""
    sort: str = "state"
    down: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True)
class Listed:
    """The rows of one page, which begins after the `before` first ones of `found`."""

    rows: Sequence[Row]
    before: int
    found: int
    page: int

    @property
    def is_last(self) -> bool:
        return self.before + len(self.rows) >= self.found


def wanted(query: Mapping[str, str]) -> Wanted:
    """What a browser asks for, in an address; what makes no sense is left out of it."""
    number = query.get("page", "")
    return Wanted(
        query.get("q", "")[:_LONGEST],
        query.get("state", "") if query.get("state") in FILTERS else "",
        query.get("sort", "state") if query.get("sort") in SORTS else "state",
        query.get("down") == "1",
        int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 1,
    )


def listed(rows: Sequence[Row], wish: Wanted) -> Listed:
    """That page; the last one if there are not so many."""
    words = wish.search.casefold().split()
    fits = FILTERS[wish.state]
    found = [row for row in rows if fits(row) and (not words or _holds(row, words))]
    key = SORTS[wish.sort]
    by = sorted(((value, row) for row in found if (value := key(row)) is not None), key=_first, reverse=wish.down)
    ordered = [*(row for _, row in by), *(row for row in found if key(row) is None)]
    page = max(min(wish.page, -(-len(ordered) // ROWS)), 1)
    before = (page - 1) * ROWS
    return Listed(ordered[before : before + ROWS], before, len(ordered), page)


def _first(pair: tuple[tuple[int, str], Row]) -> tuple[int, str]:
    return pair[0]


def _holds(row: Row, words: Sequence[str]) -> bool:
    text = f"{row.name}\n{row.file}".casefold()
    return all(word in text for word in words)
