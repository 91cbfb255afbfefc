"""What a folder's own cases have set for its chat, kept in a file beside the index, which rebuilds leave alone.

Whether it fits what answers now is for those to tell who know gates and readers; here it is only whole or damaged.
"""

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from index.disk import write_whole
from index.errors import CiteseedError

NAME = "thresholds.json"


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


def read_thresholds(index_dir: Path) -> Thresholds | None:
    """Those kept beside this index, None if there are none. Raises `ThresholdsDamaged`."""
    path = index_dir / NAME
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        kept = Thresholds(**record)
        if any(type(record[field.name]) is not field.type for field in fields(Thresholds)):
            raise ValueError("a value is of the wrong type")
        if not 0 <= kept.unsure <= kept.answered <= 1:
            raise ValueError("they are not in order")
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as error:
        raise ThresholdsDamaged(
            f"{path} can't be read as thresholds ({error}). Remove it, and set them anew with your cases: "
            "python -m eval --cases FILE"
        ) from error
    return kept


def keep_thresholds(index_dir: Path, thresholds: Thresholds) -> Path:
    """Writes them whole, in place of those before; returns the file."""
    path = index_dir / NAME
    write_whole(path, json.dumps(asdict(thresholds), ensure_ascii=False, indent=1) + "\n")
    return path


def remove_thresholds(index_dir: Path) -> bool:
    """Whether there were any; the shipped ones are in use then."""
    path = index_dir / NAME
    was_there = path.exists()
    path.unlink(missing_ok=True)
    return was_there


def thresholds_stamp(index_dir: Path) -> tuple[int, int] | None:
    """Tells whether they have been set anew, or removed, since. Cheap: reads nothing."""
    try:
        stat = (index_dir / NAME).stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_ino
