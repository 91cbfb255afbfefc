"""Watching a folder: each kind of change is seen within seconds, nothing else is, and no failure ends it."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty, Queue

import pytest

from index import ROOT
from index.building.watch import watch
from index.errors import BuildStopped, CorpusError, IndexLocked

pytestmark = pytest.mark.slow
SOON = 15.0  # seconds: a busy machine is slow to tell


class Watched:
    """A folder being watched in a thread; `seen` gets what each refresh found there, or raises the next of `errors`."""

    def __init__(self, root: Path, index_dir: Path | None = None) -> None:
        self.root, self.stop = root, threading.Event()
        self.seen: Queue[dict[str, str]] = Queue()
        self.errors: list[Exception] = []
        arguments = (root, self._refresh, self.stop, index_dir, 0.5)
        self.thread = threading.Thread(target=watch, args=arguments, daemon=True)
        self.thread.start()

    def _refresh(self) -> None:
        if self.errors:
            raise self.errors.pop(0)
        files = [path for path in self.root.rglob("*.txt") if path.is_file()]
        self.seen.put({path.relative_to(self.root).as_posix(): path.read_text() for path in files})

    def until(self, files: dict[str, str]) -> None:
        """Waits for a refresh that found these files; one before may have come in the midst of a change."""
        deadline, found = time.monotonic() + SOON, None
        while found != files:
            assert time.monotonic() < deadline, f"last found {found}"
            try:
                found = self.seen.get(timeout=0.2)
            except Empty:
                continue

    def quiet(self, seconds: float = 2.0) -> bool:
        try:
            self.seen.get(timeout=seconds)
        except Empty:
            return True
        return False


@pytest.fixture(params=[False, True], ids=["told by the system", "polling"])
def polling(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATCHFILES_FORCE_POLLING", "1" if request.param else "false")


Start = Callable[..., Watched]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    started: list[Watched] = []

    def start(index_dir: Path | None = None) -> Watched:
        root = tmp_path / "docs"
        root.mkdir()
        (root / "a.txt").write_text("a")
        started.append(Watched(root, index_dir))
        started[0].until({"a.txt": "a"})
        return started[0]

    yield start
    for watched in started:
        watched.stop.set()
        watched.thread.join(SOON)
        assert not watched.thread.is_alive()


@pytest.mark.usefixtures("polling")
def test_every_kind_of_change_is_seen(start: Start) -> None:
    watched = start()
    root = watched.root
    (root / "b.txt").write_text("b")
    watched.until({"a.txt": "a", "b.txt": "b"})
    (root / "a.txt").write_text("changed")
    watched.until({"a.txt": "changed", "b.txt": "b"})
    (root / "b.txt").rename(root / "c.txt")
    watched.until({"a.txt": "changed", "c.txt": "b"})
    (root / "sub" / "deep").mkdir(parents=True)
    (root / "sub" / "deep" / "d.txt").write_text("d")
    watched.until({"a.txt": "changed", "c.txt": "b", "sub/deep/d.txt": "d"})
    shutil.rmtree(root / "sub")
    (root / "c.txt").unlink()
    watched.until({"a.txt": "changed"})


def test_hidden_files_and_the_index_are_ignored(start: Start, tmp_path: Path) -> None:
    index_dir = tmp_path / "docs" / "index"
    watched = start(index_dir)
    (watched.root / ".git").mkdir()
    (watched.root / ".git" / "a.txt").write_text("a")
    (watched.root / ".a.txt.swp").write_text("a")
    index_dir.mkdir()
    (index_dir / "CURRENT").write_text("1")
    assert watched.quiet()
    (watched.root / "index.txt").write_text("not the index")
    assert not watched.quiet(SOON)


def test_many_changes_at_once_are_one_refresh(start: Start) -> None:
    watched = start()
    for number in range(200):
        (watched.root / f"{number}.txt").write_text("n")
    watched.until({"a.txt": "a"} | {f"{number}.txt": "n" for number in range(200)})
    assert watched.quiet()


def test_a_failed_refresh_is_said_once_and_tried_again(start: Start, capsys: pytest.CaptureFixture[str]) -> None:
    watched = start()
    watched.errors = [IndexLocked("It is locked\x1b."), IndexLocked("It is locked\x1b."), OSError("disk full")]
    (watched.root / "b.txt").write_text("b")
    watched.until({"a.txt": "a", "b.txt": "b"})
    assert capsys.readouterr().err == "It is locked .\ndisk full\n"
    assert watched.quiet()


@pytest.mark.usefixtures("polling")
def test_a_folder_that_vanishes_is_waited_for(start: Start, capsys: pytest.CaptureFixture[str]) -> None:
    watched = start()
    root = watched.root
    root.rename(root.with_name("away"))
    deadline, said = time.monotonic() + SOON, ""
    while "is gone" not in said:
        said += capsys.readouterr().err
        assert time.monotonic() < deadline
        time.sleep(0.1)
    root.with_name("away").rename(root)
    watched.until({"a.txt": "a"})
    (root / "b.txt").write_text("b")
    watched.until({"a.txt": "a", "b.txt": "b"})


def test_another_folder_in_its_place_is_watched(start: Start) -> None:
    watched = start()
    new = watched.root.with_name("new")
    new.mkdir()
    (new / "n.txt").write_text("n")
    watched.root.rename(watched.root.with_name("old"))
    new.rename(watched.root)
    watched.until({"n.txt": "n"})
    (watched.root / "m.txt").write_text("m")
    watched.until({"n.txt": "n", "m.txt": "m"})


def test_a_refresh_that_is_stopped_ends_the_watching(tmp_path: Path) -> None:
    def stopped() -> None:
        raise BuildStopped("Stopped with 1 of 2 files read.")

    with pytest.raises(BuildStopped, match="1 of 2"):
        watch(tmp_path, stopped)


def test_no_folder_to_begin_with_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="There is no folder"):
        watch(tmp_path / "gone", lambda: None)


_WITHOUT_INOTIFY = """
import os, resource, sys
from pathlib import Path
from threading import Event
from index.building.watch import watch
stop, root, found = Event(), Path(sys.argv[1]), []

def refresh():
    found.append(len(os.listdir(root)))
    (root / "b.txt").write_text("b") if len(found) == 1 else stop.set()

resource.setrlimit(resource.RLIMIT_NOFILE, (40, 40))
taken = []
try:
    while True:
        taken.append(os.open(os.devnull, os.O_RDONLY))
except OSError:
    os.close(taken.pop()), os.close(taken.pop())
watch(root, refresh, stop)
print(found)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="inotify")
def test_without_inotify_it_polls_and_says_so(tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", _WITHOUT_INOTIFY, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60, check=False)
    assert done.stdout == "[0, 1]\n", done.stderr
    assert done.stderr.startswith("The system can't tell of changes") and "looking every 1 s instead" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="SIGINT can't be sent to one process")
def test_the_command_goes_on_until_ctrl_c(corpus: Path) -> None:
    command = [sys.executable, "-m", "index", str(corpus), "--index-dir", str(corpus / "index"), "--watch", "--json"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, cwd=corpus.parent
    ) as process:
        assert process.stdout and process.stderr
        try:
            assert json.loads(process.stdout.readline())["files_added"] == 3
            with (corpus / "orchard.md").open("a", encoding="utf-8") as file:
                file.write("Nobody rested.\n")
            report = json.loads(process.stdout.readline())
            assert (report["files_changed"], report["files_unchanged"]) == (1, 2)
            time.sleep(1)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=SOON)
        finally:
            process.kill()
    assert (process.returncode, out, err) == (0, "", "")
