"""Builds by a real Ray: the same index as a plain build, and nothing left over."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from pathlib import Path
from threading import Thread

import psutil
import pytest

from index import ROOT
from index.__main__ import main
from index.building.build import build
from index.building.ray_pool import RayPool, _made, remove_leftovers
from index.building.spread import Spread
from index.building.staging import open_staging
from index.embedding.embedder import Embedder, HashingEmbedder
from index.errors import ClusterError
from index.reading.parser import InProcessParser
from index.storing.generations import build_lock
from index.storing.snapshot import identity, open_snapshot
from tests.ray_nodes import nodes
from tests.sound import assert_same_index

KINDS = ("csv", "docx", "html", "mail", "md", "pdf", "xlsx")
TEXT = "On day {0} the minister toured the harbor and counted {1} cranes, {2} ferries and {3} barges there."


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some 60 files of many kinds, one of which can't be read, and two copies."""
    folder = tmp_path_factory.mktemp("docs")
    for kind in KINDS:
        for path in sorted((ROOT / "tests" / "field" / kind).iterdir())[:7]:
            shutil.copy(path, folder / path.name)
    for number in range(12):
        lines = (TEXT.format(number, line, line + number, line % 7) for line in range(40 * number))
        (folder / f"log {number}.txt").write_text(f"Log {number}\n\n" + "\n\n".join(lines), encoding="utf-8")
    shutil.copy(folder / "log 3.txt", folder / "copy.txt")
    shutil.copy(folder / "log 11.txt", folder / "zcopy.txt")
    (folder / "bad.pdf").write_bytes(b"%PDF-1.7 no more")
    return folder


@pytest.fixture(scope="module")
def plain(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object]]:
    """The index of a plain build, and its report."""
    index_dir = tmp_path_factory.mktemp("plain") / "index"
    return index_dir, _report(_started(folder, index_dir))


def _started(folder: Path, index_dir: Path, *options: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "index", str(folder), "--index-dir", str(index_dir), "--json", *options]
    secret = {"CITESEED_LLM_API_KEY": "hush"}
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=os.environ | secret,
        start_new_session=True,
    )  # fmt: skip


def _report(build: "subprocess.Popen[str]") -> dict[str, object]:
    out, said = build.communicate(timeout=120)
    assert build.returncode == 2, said
    assert "Error" not in said and "ray" not in said.lower(), said
    report: dict[str, object] = json.loads(out)
    return {name: value for name, value in report.items() if "second" not in name}


def _assert_same(index_dir: Path, plain: tuple[Path, dict[str, object]], embedder: Embedder) -> None:
    assert_same_index(open_snapshot(index_dir, embedder), open_snapshot(plain[0], embedder))


def _wait_for(seconds: float, happens: Callable[[], bool]) -> None:
    until = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < until
        time.sleep(0.1)


def _has_kept(index_dir: Path) -> bool:
    """Whether some documents are finished."""
    return any(path.stat().st_size > 100_000 for path in index_dir.glob("staging-*.sqlite"))


def _running(processes: Sequence[psutil.Process]) -> list[psutil.Process]:
    """Those that have not ended; of some that have nobody has asked how."""
    left = []
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            if process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
                left.append(process)
    return left


@pytest.mark.slow
def test_this_machine_s_processors_make_the_same_index(
    folder: Path, plain: tuple[Path, dict[str, object]], tmp_path: Path, real_embedder: Embedder
) -> None:
    build = _started(folder, tmp_path / "index", "--ray")
    _wait_for(60, lambda: _has_kept(tmp_path / "index"))
    started = psutil.Process(build.pid).children(recursive=True)
    assert len(started) > 5
    for process in started:
        assert "hush" not in process.environ().values()
        for connection in process.net_connections("inet"):
            assert connection.laddr.ip.removeprefix("::ffff:") in ("127.0.0.1", "::1"), process.cmdline()
    assert _report(build) == plain[1]
    _assert_same(tmp_path / "index", plain, real_embedder)
    _wait_for(10, lambda: not _running(started))


@pytest.mark.slow
def test_the_files_of_a_lost_node_are_read_by_another(
    folder: Path, plain: tuple[Path, dict[str, object]], tmp_path: Path, real_embedder: Embedder
) -> None:
    with nodes() as cluster:
        build = _started(folder, tmp_path / "index", "--ray", cluster.address)
        _wait_for(60, lambda: _has_kept(tmp_path / "index"))
        cluster.lose()
        assert build.poll() is None, "it was lost in the middle"
        assert _report(build) == plain[1]
    _assert_same(tmp_path / "index", plain, real_embedder)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("send", "number"), [(os.killpg, signal.SIGINT), (os.kill, signal.SIGTERM)], ids=["Ctrl-C", "SIGTERM"]
)
def test_stopped_it_keeps_what_is_finished_and_leaves_nothing(
    folder: Path,
    plain: tuple[Path, dict[str, object]],
    tmp_path: Path,
    real_embedder: Embedder,
    send: Callable[[int, int], None],
    number: int,
) -> None:
    before = _folders()
    build = _started(folder, tmp_path / "index", "--ray")
    _wait_for(60, lambda: _has_kept(tmp_path / "index"))
    started = psutil.Process(build.pid).children(recursive=True)
    send(build.pid, number)
    _, said = build.communicate(timeout=30)
    assert build.returncode == 130, said
    assert re.search(r"^Stopped with \d+ of 6\d files read .* They are kept: the same command", said, re.M), said
    assert "Traceback" not in said, said
    _wait_for(10, lambda: not _running(started))
    assert _folders() <= before
    with closing(open_staging(tmp_path / "index", real_embedder)) as staging:
        assert staging.keys()
    report = _report(_started(folder, tmp_path / "index"))
    assert isinstance(report["chunks_embedded"], int) and isinstance(plain[1]["chunks_embedded"], int)
    assert report["chunks_embedded"] < plain[1]["chunks_embedded"]
    _assert_same(tmp_path / "index", plain, real_embedder)


@pytest.mark.slow
def test_what_a_killed_build_left_is_removed_by_the_next(folder: Path, tmp_path: Path) -> None:
    before = _folders()
    build = _started(folder, tmp_path / "index", "--ray")
    _wait_for(60, lambda: _has_kept(tmp_path / "index"))
    started = psutil.Process(build.pid).children(recursive=True)
    build.kill()
    build.communicate(timeout=30)
    left = _folders() - before
    assert left
    _wait_for(20, lambda: len(_running(started)) <= 2)
    for process in _running(started):  # they would end by themselves after a minute
        process.kill()
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "one.txt").write_text("The minister toured the harbor.", encoding="utf-8")
    again = _started(tmp_path / "docs", tmp_path / "index", "--ray")
    _, said = again.communicate(timeout=60)
    assert again.returncode == 0, said
    assert not left & _folders()


def _folders() -> set[Path]:
    return {*Path("/tmp").glob("citeseed-ray-*")}


def test_only_folders_of_our_own_that_nobody_uses_are_removed(tmp_path: Path) -> None:
    pytest.importorskip("ray")
    names = ("own", "dead", "locked", "used", "open")
    own, dead, locked, used, opened = (tmp_path / f"citeseed-ray-{name}" for name in names)
    others = [tmp_path / "ray-dead", tmp_path / "citeseed-uploads"]
    for path in (own, dead / "session", locked, used, opened, *others):
        path.mkdir(parents=True)
    (dead / "LOCK").touch()
    (tmp_path / "citeseed-ray-link").symlink_to(others[0])
    (tmp_path / "citeseed-ray-file").touch()
    wait = "import sys; sys.stdin.read()"
    with (
        build_lock(own),
        build_lock(locked),
        (opened / "log").open("w"),
        subprocess.Popen([sys.executable, "-c", wait, f"--log={used}/log"], stdin=subprocess.PIPE) as process,
    ):
        remove_leftovers(own)
        assert process.stdin
        process.stdin.close()
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {path.name for path in (own, locked, used, opened, *others)} | {
        "citeseed-ray-link",
        "citeseed-ray-file",
    }
    with build_lock(own):
        remove_leftovers(own)
    assert {path.name for path in tmp_path.iterdir()} == left - {locked.name, used.name, opened.name}


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("docs", "is no address of a Ray cluster.*the folder comes before it"),
        ("127.0.0.1:1", "can't be used from here.*refused"),
        ("nowhere.invalid:6379", "can't be used from here"),
    ],
)
def test_a_cluster_that_is_not_there_is_said_at_once(
    address: str, reason: str, corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(corpus), "--index-dir", str(tmp_path / "index"), "--ray", address]) == 1
    said = capsys.readouterr().err
    assert re.search(reason, said) and said.count("\n") == 1


def test_what_answers_there_and_is_not_ray_is_said_at_once(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(100)
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        Thread(target=answer, daemon=True).start()
        address = f"127.0.0.1:{server.getsockname()[1]}"
        assert main([str(corpus), "--index-dir", str(tmp_path / "index"), "--ray", address]) == 1
    assert "what answers there is something else" in capsys.readouterr().err


def test_without_ray_it_is_said_what_to_install(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    assert main([str(corpus), "--index-dir", str(tmp_path / "index"), "--ray"]) == 1
    assert 'pip install "citeseed[ray]"' in capsys.readouterr().err


def test_a_folder_that_is_known_needs_no_cluster(corpus: Path, tmp_path: Path, embedder: HashingEmbedder) -> None:
    build(corpus, tmp_path / "index", embedder, parser=InProcessParser())
    with RayPool("127.0.0.1:1", "hashing", identity(embedder)) as pool:
        assert build(corpus, tmp_path / "index", embedder, maker=Spread(pool)).files_unchanged == 3


def test_a_node_that_would_embed_otherwise_is_refused() -> None:
    with pytest.raises(ClusterError, match="Install the same version of citeseed"):
        _made(_other, "hashing", "{}", [])


def _other(name: str) -> Embedder:
    return HashingEmbedder(name=name)


def test_watching_is_done_without_ray(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--watch", "--ray"]) == 1
    assert "--ray builds once; then --watch" in capsys.readouterr().err
