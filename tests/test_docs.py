"""README and Makefile say what is so: commands run, settings, modules and files exist, versions are pinned."""

import importlib.util
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_origin, is_typeddict

import pytest

from app.records import (
    SHAPES,
    STATUSES,
    AnswerRecord,
    CitationRecord,
    HitRecord,
    PlaceRecord,
    RefinementRecord,
    StatementRecord,
    WrittenRecord,
)
from eval.case import parse_case
from index import ROOT
from index.embedding.embedder import Embedder
from index.reading.folder import scan

README = (ROOT / "README.md").read_text(encoding="utf-8")
RESULTS = (ROOT / "eval" / "RESULTS.md").read_text(encoding="utf-8")
BENCH = (ROOT / "eval" / "bench" / "bench.md").read_text(encoding="utf-8")
_ARROW = re.compile(r"--([\w/, ]+)-->")
BLOCKS = [
    [line.split("  #")[0].strip() for line in block.splitlines()]
    for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
]
COMMANDS = [command for block in BLOCKS for command in block]


@pytest.mark.slow
@pytest.mark.parametrize("block", [block for block in BLOCKS if not block[0].startswith("make")])
def test_commands_run_one_after_the_other(block: list[str], tmp_path: Path, real_embedder: Embedder) -> None:
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    for command in block:
        words = shlex.split(command)
        assert words[0] == ".venv/bin/python"
        done = subprocess.run(
            [sys.executable, *words[1:]], cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == 0, f"{command}: {done.stderr}"


@pytest.mark.parametrize("command", [command for command in COMMANDS if command.startswith("make")])
def test_make_targets_exist(command: str) -> None:
    done = subprocess.run(
        ["make", "-n", *shlex.split(command)[1:]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", sorted(set(re.findall(r"python -m ([\w.]+)", README + RESULTS + BENCH))))
def test_a_module_named_in_a_command_has_a_main(name: str) -> None:
    spec = importlib.util.find_spec(name)
    assert spec, name
    module = importlib.import_module(f"{name}.__main__" if spec.submodule_search_locations else name)
    assert callable(module.main)
    assert '\nif __name__ == "__main__":\n' in Path(module.__file__ or "").read_text(encoding="utf-8")


def test_settings_table_is_the_code() -> None:
    listed = set(re.findall(r"^\| `(CITESEED_\w+)` \|", README, re.MULTILINE))
    used = {
        name
        for package in ("index", "app", "eval")
        for path in (ROOT / package).rglob("*.py")
        for name in re.findall(r'"(CITESEED_\w+)"', path.read_text(encoding="utf-8"))
    }
    assert listed == used


def _described(kind: Any) -> str:
    """A type of a record's field as the table says it."""
    parts = get_args(kind)
    if NoneType in parts:
        return f"{_described(parts[0])} or null"
    if get_origin(kind) in (list, dict):
        return f"{'list' if get_origin(kind) is list else 'object'} of {_described(parts[-1])}"
    if is_typeddict(kind):
        return str(kind.__name__).removesuffix("Record").lower()
    return {str: "string", bool: "true or false", int: "whole number", float: "number"}[kind]


def test_the_table_of_the_answer_record_is_its_types() -> None:
    place = PlaceRecord.__annotations__
    fields = [*AnswerRecord.__annotations__.items()]
    for record in (WrittenRecord, StatementRecord, PlaceRecord, CitationRecord, HitRecord, RefinementRecord):
        inherited = place if record in (CitationRecord, HitRecord) else {}
        parts = {name: kind for name, kind in record.__annotations__.items() if name not in inherited}
        fields += [(f"{_described(record)}.{name}", kind) for name, kind in parts.items()]
    section = README.split("## For programs")[1].split("\n## ")[0].split("| field |")[1]
    rows = re.findall(r"^\| `([\w.]+)` \| (.+?) \| (.+) \|$", section, re.MULTILINE)
    assert [(name, kind) for name, kind, _ in rows] == [(name, _described(kind)) for name, kind in fields]
    meanings = {name: meaning for name, _, meaning in rows}
    assert re.findall(r"`(\w+)`", meanings["status"]) == [*STATUSES]
    assert re.findall(r"`(\w+)`", meanings["shape"]) == [*SHAPES]


def test_the_case_shown_is_sound(seeds: Path) -> None:
    (example,) = re.findall(r"```json\n(.*?)```", README, re.DOTALL)
    case = parse_case(example.replace("\n", " "), scan(seeds))
    assert case.sources
    assert case.history


def test_pictures_and_files_named_exist() -> None:
    for path in re.findall(r"!\[[^]]*]\(([^)]+)\)", README) + re.findall(r"`((?:app|index|eval)/[\w./]+)`", README):
        assert (ROOT / path).exists(), path


def test_every_arrow_of_the_diagram_is_a_room_or_a_module() -> None:
    diagram = next(block for block in README.split("```") if "--reading/folder-->" in block)
    arrows = [(line.split()[0], arrow) for line in diagram.strip().splitlines() for arrow in _ARROW.findall(line)]
    assert len(arrows) > 20
    for package, arrow in arrows:
        for name in arrow.split(", "):
            path = ROOT / (name if name.startswith("index/") else f"{package}/{name}")
            assert path.is_dir() or path.with_suffix(".py").exists(), name


def test_every_room_is_in_the_table() -> None:
    for package in ("index", "app", "eval"):
        (row,) = re.findall(rf"^\| `{package}/` \| (.*) \|$", README, re.MULTILINE)
        rooms = {path.parent.name for path in (ROOT / package).glob("*/__init__.py")}
        assert set(re.findall(r"`(\w+)`", row)) == rooms


def test_every_pinned_version_is_exact() -> None:
    lines = [
        line for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines() if not line.startswith("#")
    ]
    assert "torch==2.13.0" in lines
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in lines)
