"""What tables, their columns and their rows are called, as stems to be met by those of a question. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import PurePosixPath

from app.asking.tables import words_for
from index.language.cldr import months
from index.language.identify import ENGLISH
from index.language.words import fold, terms
from index.records import Document
from index.tables.plans import ColumnInfo, TableInfo
from index.tables.typed import NUMBERS

_OF_TABLES = frozenset({".csv", ".tsv", ".xls", ".xlsx", ".ods"})  # files that hold nothing else
_PIECES = re.compile(r"[\W_]+")
_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
_COUNTING = frozenset({"number", "count", "no"})  # "Number of employees" is called like "Employees"
_YEAR = re.compile(r"(?:19|20)\d\d")
_CODE = "#"  # makes "Member No" another name than "Members"

Stems = frozenset[str]


@dataclass(frozen=True)
class Named:
    """A table with its names: `columns` are the stems of each column's name, `name` those of the table's, its file's,
    its folder's and its document's; `nouns` are what a row is called."""

    info: TableInfo
    document: Document
    columns: Sequence[Stems]
    name: Stems
    nouns: Stems

    @classmethod
    def of(cls, info: TableInfo, document: Document) -> "Named":
        path = PurePosixPath(info.source)
        called = [info.name, *([path.stem] if path.suffix.lower() in _OF_TABLES else [])]
        texts = [info.name, path.stem, *path.parts[:-1], document.title or ""]
        nouns = {noun for name in called for noun in [_head(name)] if noun} | {*_of_code(info.columns)}
        name = frozenset(stem for text in texts for stem in stems(text)) | _alike(nouns)
        return cls(info, document, [_of_column(one.name) for one in info.columns], name, _alike(nouns))

    @cached_property
    def years(self) -> frozenset[int]:
        """The years that it is called by: "prices 2025" is one of its names, and no price."""
        return frozenset(int(stem) for stem in self.name if _YEAR.fullmatch(stem))

    def called(self, wanted: Stems) -> tuple[tuple[ColumnInfo, ...], bool]:
        """The columns of that name, else those that have it in their name; and whether it is all of the name."""
        pairs = list(zip(self.info.columns, self.columns, strict=True))
        exact = tuple(column for column, name in pairs if name == wanted)
        return exact or tuple(column for column, name in pairs if wanted < name), bool(exact)

    def measures(self) -> list[ColumnInfo]:
        """The columns of amounts, without those of codes and years."""
        return [one for one in self.info.columns if one.kind in NUMBERS and not is_code(one)]

    def money(self) -> list[ColumnInfo]:
        """Those of money: by their cells, else by their names."""
        measures = self.measures()
        stated = [one for one in measures if one.kind == "money"]
        return stated or [one for one in measures if one.kind == "number" and is_called(one, "money")]

    def parting(self) -> ColumnInfo | None:
        """The column that says in which currency, or unit, the amounts of a row are."""
        return next((column for column in self.info.columns if is_parting(column)), None)


@lru_cache(maxsize=1 << 14)
def stems(text: str) -> Stems:
    """The stems of a name: "OrderID" has two words.

    >>> sorted(stems("unit_price")), sorted(stems("OrderDate"))
    (['price', 'unit'], ['date', 'order'])
    """
    return frozenset(terms(" ".join(_words(text))))


def _words(name: str) -> list[str]:
    """The words of a name, also of one that is written as one: "OrderID"."""
    apart = "".join(
        f" {one}" if one.isupper() and before.islower() else one for before, one in zip(f" {name}", name, strict=False)
    )
    return [word for word in _PIECES.split(apart) if word]


def is_called(column: ColumnInfo, key: str) -> bool:
    """Whether a word of its name is one of the vocabulary's for that."""
    return bool(_of_column(column.name) & _stems_for(key)) or fold(column.name).strip(" .") in words_for(key)


def is_parting(column: ColumnInfo) -> bool:
    """Whether it says in which currency, or unit, amounts are."""
    name = fold(column.name).strip()
    return column.kind == "text" and (name in words_for("currency") or name in words_for("unit"))


def is_code(column: ColumnInfo) -> bool:
    """Whether its numbers tell rows apart and are nothing to be added up: by its name, or whole ones in front."""
    whole = column.kind == "number" and not column.places and column.units in ((), ("",))
    words = [fold(word) for word in _words(_BRACKETS.sub(" ", column.name))]
    return (words[-1:] != [] and words[-1] in words_for("codes")) or (whole and column.place == 0)


def meant_by(word: str) -> Stems:
    """The stems of names of columns that a word such as "earn" may be about."""
    return frozenset(
        stem for words, names in words_for("meant") if word in words for name in names for stem in stems(name)
    )


def counts_money(nouns: Iterable[str]) -> bool:
    """Whether rows called so are amounts: "total expenses" is their sum, and not how many there are."""
    return bool(frozenset(nouns) & _stems_for("sums"))


@cache
def _stems_for(key: str) -> Stems:
    return frozenset(stem for word in words_for(key) for stem in terms(word))


@lru_cache(maxsize=1 << 14)
def _of_column(name: str) -> Stems:
    found = stems(_BRACKETS.sub(" ", name)) or stems(name)
    words = [fold(word) for word in _words(name)]
    if len(words) > 1 and words[-1] in words_for("codes"):
        return found | {_CODE}
    return (found - _COUNTING) or found or frozenset(words)


def _head(name: str) -> str:
    """What a row is called: the last word of the table's name that says what it is about.

    >>> _head("Expenses by team 2024"), _head("List of Orders"), _head("employee_register")
    ('expens', 'order', 'employe')
    """
    parts: list[list[str]] = [[]]
    for word in _words(name):
        folded = fold(word)
        if folded in ("by", "per", "for", "in", "from", "at", "and"):
            break
        if folded == "of":
            parts.append([])
        elif folded and folded not in words_for("registers") and folded not in months(ENGLISH) and folded.isalpha():
            parts[-1].append(folded)
    words = next((part for part in parts if part), [])
    return "".join(terms(words[-1])[:1]) if words else ""


def _of_code(columns: Sequence[ColumnInfo]) -> Iterator[str]:
    """Of "Order ID", if that comes first: "order"."""
    for column in columns[:1]:
        words = _words(column.name)
        if len(words) > 1 and fold(words[-1]) in words_for("codes"):
            yield from terms(words[-2])


def _alike(nouns: Iterable[str]) -> Stems:
    own = frozenset(nouns)
    groups = [frozenset(stem for word in words for stem in terms(word)) for words in words_for("alike")]
    firsts = [frozenset(terms(words[0])) for words in words_for("alike")]
    return own.union(*(group for group, first in zip(groups, firsts, strict=True) if first & own))
