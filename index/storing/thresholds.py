"""What a folder's own cases have set for its chat, kept beside the index, which rebuilds leave alone.

Whether it fits what answers now is for those to tell who know gates and readers; here it is only whole or damaged.
"""

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from index.errors import CiteseedError
from index.storing.files import store_at
from index.storing.store import THRESHOLDS, Store

NAME = THRESHOLDS


class ThresholdsDamaged(CiteseedError):
    """The file is none that was written here; the message names it and says what to do."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From a confidence of `answered` on questions are answered, below `unsure` refused.

    They were set on `date` (as in 2026-05-24) by so many `cases` over the folder `root`, and hold for one `reader` and
    `calibration`, given by their fingerprints. `says` says in words what holds.
    """

    answered: float
    unsure: float
    root: str
    reader: str
    calibration: str
    cases: int
    date: str
    says: str


def read_thresholds(index: Path | Store) -> Thresholds | None:
    """Those kept beside this index, None if there are none. Raises `ThresholdsDamaged`."""
    store = store_at(index)
    try:
        text = store.note(NAME)
        if text is None:
            return None
        record = json.loads(text)
        kept = Thresholds(**record)
        if any(type(record[field.name]) is not field.type for field in fields(Thresholds)):
            raise ValueError("a value is of the wrong type")
        if not 0 <= kept.unsure <= kept.answered <= 1:
            raise ValueError("they are not in order")
    except (OSError, ValueError, TypeError) as error:
        raise ThresholdsDamaged(
            f"{store.at(NAME)} can't be read as thresholds ({error}). Remove it: python -m eval --reset. Then set them "
            "anew with your cases: python -m eval --cases FILE"
        ) from error
    return kept


def keep_thresholds(index: Path | Store, thresholds: Thresholds) -> str:
    """Keeps them, whole, in place of those before; tells where."""
    store = store_at(index)
    store.keep(NAME, json.dumps(asdict(thresholds), ensure_ascii=False, indent=1) + "\n")
    return store.at(NAME)


def remove_thresholds(index: Path | Store) -> bool:
    """Whether there were any; the shipped ones are in use then."""
    store = store_at(index)
    was_there = store.note(NAME) is not None
    if was_there:
        store.keep(NAME, None)
    return was_there
