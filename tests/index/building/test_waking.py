"""What a build of new files takes is loaded while it is looked what there is, and for nothing nothing is."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from index import ROOT
from index.building.waking import Waking
from index.embedding.embedder import HashingEmbedder, Vectors
from index.errors import ParserError
from index.reading.parser import InProcessParser
from index.records import Document

_BUILDS = """
import json, os, sys, time
from pathlib import Path
from index.building.build import build
from index.embedding.embedder import HashingEmbedder

started, loaded = [], []
sys.addaudithook(lambda event, given: started.append(given) if event == "subprocess.Popen" else None)

class Counting(HashingEmbedder):
    def queries(self, texts):
        loaded.append(texts)
        return super().queries(texts)

root, index = map(Path, sys.argv[1:])

def counted():
    report = build(root, index, Counting())
    told = len(started), len(loaded), report.files_added + report.files_changed + report.files_removed
    started.clear(), loaded.clear()
    return told

counts = {"first": counted(), "nothing": counted()}
os.utime(root / "a.md", (1, 1))
counts["touched"] = counted()
(root / "a.md").write_text("The ferry costs 4 euros.")
time.sleep(0.2)
counts["changed"] = counted()
(root / "b.md").unlink()
counts["gone"] = counted()
print(json.dumps(counts))
"""


class _Loaded(HashingEmbedder):
    def __init__(self) -> None:
        super().__init__()
        self.loads = 0

    def queries(self, texts: Sequence[str]) -> Vectors:
        self.loads += 1
        return super().queries(texts)


class _Asked:
    """Tells how often the model had been loaded when the first file came."""

    def __init__(self, embedder: _Loaded) -> None:
        self._embedder = embedder
        self.seen: list[int] = []

    def parse(self, source: str, data: bytes) -> Document:
        self.seen.append(self._embedder.loads)
        return InProcessParser().parse(source, data)


def test_a_build_with_nothing_new_starts_no_process_and_loads_no_model(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    for name, price in (("a", 3), ("b", 5)):
        (root / f"{name}.md").write_text(f"The ferry costs {price} euros.", encoding="utf-8")
        os.utime(root / f"{name}.md", (time.time() - 60,) * 2)
    time.sleep(0.2)  # a file that was changed a moment ago is read again, whatever its times say
    command = [sys.executable, "-c", _BUILDS, str(root), str(tmp_path / "index")]
    told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, timeout=120).stdout
    counts = json.loads(told)
    processes = {what: (started, changed) for what, (started, _, changed) in counts.items()}
    assert processes == {"first": (1, 2), "nothing": (0, 0), "touched": (0, 0), "changed": (1, 1), "gone": (0, 1)}
    assert counts["nothing"][1] == counts["touched"][1] == 0, "of the model"


def test_the_model_is_loaded_before_a_file_is_parsed_and_once() -> None:
    embedder = _Loaded()
    parser = _Asked(embedder)
    waking = Waking(parser, embedder)
    with closing(waking):
        assert embedder.loads == 0
        waking.wake()
        waking.close()  # waits
        assert embedder.loads == 1
        waking.wake()
        assert waking.parse("a.md", b"One.").text == "One."
    assert (parser.seen, embedder.loads) == ([1], 1)


def test_a_process_that_was_started_for_nothing_is_ended() -> None:
    waking = Waking(None, HashingEmbedder())
    waking.wake()
    waking.close()
    assert waking.parse("a.md", b"One.").text == "One.", "another is started"
    waking.close()


def test_what_can_not_be_loaded_is_said_where_it_is_needed() -> None:
    class Broken(HashingEmbedder):
        def queries(self, texts: Sequence[str]) -> Vectors:
            raise ParserError("no model")

    with closing(Waking(InProcessParser(), Broken())) as waking:
        waking.wake()
        assert waking.parse("a.md", b"One.").text == "One."
