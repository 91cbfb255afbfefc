"""Under what names documents are kept: a folder a kind and, where they are dated, a folder a year in it."""

from collections import Counter
from datetime import date
from random import Random

from eval.making.whole.files.record import slug
from eval.making.whole.words import words

_ENDINGS = {".md": 40, ".txt": 25, ".docx": 20, ".html": 15}
_WITH_TABLES = {".md": 50, ".docx": 30, ".html": 20}


class Names:
    """Gives each document a name that no other has."""

    def __init__(self) -> None:
        self._taken: Counter[str] = Counter()

    def source(self, kind: str, day: date | None, title: str, ending: str) -> str:
        folder = f"{slug(plural(kind))}/{day.year}" if day else slug(plural(kind))
        stem = f"{folder}/{f'{day}_' if day else ''}{slug(title)}"
        self._taken[stem] += 1
        number = self._taken[stem]
        return f"{stem}{f'_{number}' if number > 1 else ''}{ending}"


def plural(kind: str) -> str:
    """What several documents of a kind are called."""
    name: str = words("kinds")[kind]["plural"]
    return name


def ending(chance: Random, tables: bool = False) -> str:
    """Of a file of mixed formats, of those that hold tables if there are `tables`."""
    weights = _WITH_TABLES if tables else _ENDINGS
    return chance.choices([*weights], [*weights.values()])[0]
