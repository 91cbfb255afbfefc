"""README and Makefile say what is so: commands run, settings, modules and files exist, versions are pinned."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from index.embedder import Embedder

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
COMMANDS = [line.split("  #")[0].strip() for block in BLOCKS for line in block.splitlines()]


@pytest.mark.parametrize("command", [command for command in COMMANDS if not command.startswith("make")])
def test_commands_run(command: str, tmp_path: Path, real_embedder: Embedder) -> None:
    words = shlex.split(command)
    assert words[0] == ".venv/bin/python"
    environment = os.environ | {"CITESEED_INDEX": str(tmp_path / "index")}
    if "doctor" in words:
        subprocess.run([sys.executable, "-m", "index"], cwd=ROOT, env=environment, check=True, capture_output=True)
    done = subprocess.run(
        [sys.executable, *words[1:]],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("command", [command for command in COMMANDS if command.startswith("make")])
def test_make_targets_exist(command: str) -> None:
    done = subprocess.run(
        ["make", "-n", *shlex.split(command)[1:]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_settings_table_is_the_code() -> None:
    listed = set(re.findall(r"^\| `(CITESEED_\w+)` \|", README, re.MULTILINE))
    used = {
        name
        for package in ("index", "app", "eval")
        for path in (ROOT / package).glob("*.py")
        for name in re.findall(r'"(CITESEED_\w+)"', path.read_text(encoding="utf-8"))
    }
    assert listed == used


def test_pictures_and_files_named_exist() -> None:
    for path in re.findall(r"!\[[^]]*]\(([^)]+)\)", README) + re.findall(r"`((?:app|index|eval)/[\w.]+)`", README):
        assert (ROOT / path).exists(), path


def test_every_arrow_of_the_diagram_is_a_module() -> None:
    diagram = next(block for block in README.split("```") if "--loaders-->" in block)
    for arrow in re.findall(r"--([\w, ]+)-->", diagram):
        for module in arrow.split(", "):
            assert (ROOT / "index" / f"{module}.py").exists() or (ROOT / "app" / f"{module}.py").exists(), module


def test_every_pinned_version_is_exact() -> None:
    lines = [
        line for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines() if not line.startswith("#")
    ]
    assert "torch==2.13.0" in lines
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in lines)
