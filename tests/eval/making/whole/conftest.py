import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from eval.making.whole.__main__ import main
from index.errors import LoadError
from index.formats.registry import parse
from index.records import Document

SEED, FILES, QUESTIONS = "5", "60", "170"


@dataclass(frozen=True)
class Written:
    """What the command wrote, and what the product's readers make of each file; a copy is read like any other."""

    root: Path
    records: list[dict[str, Any]]
    documents: dict[str, Document]
    unread: set[str]

    def of(self, *kinds: str) -> list[dict[str, Any]]:
        found = [record for record in self.records if record["kind"] in kinds]
        assert found
        return found

    @cached_property
    def texts(self) -> dict[str, str]:
        """Title and text of every document that holds some, the first by name of those with the same bytes."""
        first: dict[str, str] = {}
        for source, document in sorted(self.documents.items()):
            if document.text:
                first.setdefault(document.sha256, source)
        return {source: f"{self.documents[source].title}\n{self.documents[source].text}" for source in first.values()}


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    root = tmp_path_factory.mktemp("whole") / "out"
    assert main([str(root), "--seed", SEED, "--files", FILES, "--questions", QUESTIONS]) == 0
    documents: dict[str, Document] = {}
    unread: set[str] = set()
    for path in sorted((root / "docs").rglob("*.*")):
        source = path.relative_to(root / "docs").as_posix()
        try:
            documents[source] = parse(source, path.read_bytes())
        except LoadError:
            unread.add(source)
    lines = (root / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return Written(root, [json.loads(line) for line in lines], documents, unread)
