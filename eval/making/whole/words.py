"""The words that the made-up folder and its questions are made of: the TOML files under `data/`."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

_DATA = Path(__file__).with_name("data")


@cache
def words(name: str) -> dict[str, Any]:
    """What the file of that name under `data/` holds."""
    return tomllib.loads((_DATA / f"{name}.toml").read_text(encoding="utf-8"))
