"""Runs a command in a process of its own and measures its memory; makes txtai's environment."""

import os
import re
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from index import ROOT
from index.errors import CiteseedError

_TXTAI = ["torch==2.13.0", "txtai"]  # the unpinned torch takes gigabytes
_SAMPLE_SECONDS = 0.1


class BenchError(CiteseedError):
    """A system of the bench did not get through; the message ends with what it said."""


def measured(command: Sequence[str]) -> int | None:
    """Runs a command, offline, and returns its peak memory in bytes: its own and that of the processes it started.

    Summed over those alive at a time are their own peaks, so pages they share count more than once. None where the
    system has no /proc to look it up in.
    """
    environment = os.environ | {"PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}
    peak = 0
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, env=environment)
        try:
            while process.poll() is None:
                peak = max(peak, sum(_high_water(number) for number in _tree(process.pid)))
                time.sleep(_SAMPLE_SECONDS)
        finally:
            process.kill()
            process.wait()
        if process.returncode:
            output.seek(0)
            tail = output.read()[-2000:].decode(errors="replace")
            raise BenchError(f"This did not get through; try it alone:\n  {shlex.join(command)}\n{tail}")
    return peak or None


def txtai_python(folder: Path) -> Path:
    """The Python of txtai's environment, which is made first if need be. `PIP_FLAGS` reach pip, as in the Makefile."""
    python = folder / "bin" / "python"
    done = folder / "installed"
    if not done.exists():
        print(f"Making txtai's environment in {folder}", flush=True)
        flags = ["--quiet", "--disable-pip-version-check", *shlex.split(os.environ.get("PIP_FLAGS", ""))]
        pins = ["-c", str(ROOT / "constraints.txt")]
        measured([sys.executable, "-m", "venv", str(folder)])
        measured([str(python), "-m", "pip", "install", *flags, *pins, *_TXTAI])
        done.touch()
    return python


def _tree(root: int) -> Iterator[int]:
    """The process and all below it. A child that is still its parent's image, not yet its own, is left out."""
    yield root
    for task in Path(f"/proc/{root}/task").glob("*/children"):
        for child in _read(task).split():
            if _read(Path(f"/proc/{child}/cmdline")) != _read(Path(f"/proc/{root}/cmdline")):
                yield from _tree(int(child))


def _high_water(number: int) -> int:
    match = re.search(r"^VmHWM:\s*(\d+) kB", _read(Path(f"/proc/{number}/status")), re.MULTILINE)
    return 1024 * int(match[1]) if match else 0


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:  # it has ended meanwhile
        return ""
