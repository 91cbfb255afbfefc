"""The operations page and the README's backup say what is so: their SQL, units and commands are run, what they name exists."""

import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import psycopg
import pytest

from app.keeping.postgres.chats import PostgresChats
from app.keeping.postgres.tables import KeptTables
from app.records import Answer, to_json
from index import ROOT
from index.building.doctor import diagnose
from index.embedding.embedder import HashingEmbedder
from index.errors import IndexLocked, IndexWriteError, StoreUnreachable
from index.storing.files import FileStore
from index.storing.postgres.database import Database
from index.storing.postgres.store import PostgresStore
from tests.in_process import build
from tests.postgres import Server, own_server, own_servers
from tests.serving import served
from tests.sound import assert_same_index

pytestmark = pytest.mark.slow
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
BACKUP = README.split("### Backup\n")[1].split("\n## ")[0]
RECORD = to_json(Answer("Who?", "Who?", "answered", 0.5, (), (), "extract"))


def blocks(kind: str, text: str = PAGE) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", text, re.DOTALL)


def _helped(*words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *words, "--help"], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout


def test_every_option_and_variable_exists() -> None:
    listed = set(re.findall(r"^\| `(CITESEED_\w+)` \|", README, re.MULTILINE))
    assert set(re.findall(r"CITESEED_[A-Z]+", PAGE)) <= listed
    commands = re.findall(r"python -m (app|index)( move| doctor)?\b([^\n`#|]*)", PAGE + BACKUP)
    assert len(commands) > 8
    for module, subcommand, rest in set(commands):
        helped = _helped(module, *subcommand.split())
        for option in re.findall(r"--[\w-]+", rest):
            assert option in helped, (module, subcommand, option)
    assert "--replace" in _helped("index", "move") and "--read-only" in _helped("app")


@pytest.mark.parametrize("unit", range(2))
def test_the_units_are_sound(unit: int, tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is missing: install the package systemd")
    text = blocks("ini")[unit].replace("/opt/citeseed/.venv/bin/python", sys.executable)
    path = tmp_path / f"citeseed{unit}.service"
    path.write_text(text, encoding="utf-8")
    done = subprocess.run(["systemd-analyze", "verify", path], capture_output=True, text=True, check=False, timeout=60)
    assert str(path.name) not in done.stderr, done.stderr
    assert text.count("Environment=CITESEED_STORE=postgresql://") == 1


def test_the_roles_may_do_what_they_have_to_and_no_more(corpus: Path, tmp_path: Path) -> None:
    [script] = blocks("sql")
    with own_server() as server:
        with psycopg.connect(server.url, autocommit=True) as administrator:
            for statement in filter(str.strip, script.split(";")):
                administrator.execute(statement.encode())
            for role in ("citeseed_builder", "citeseed_server"):
                administrator.execute(f"alter role {role} password 'x'".encode())
        builder, reader = (
            f"postgresql://{role}:x@127.0.0.1:{server.port}/postgres"
            for role in ("citeseed_builder", "citeseed_server")
        )
        index = PostgresStore(builder, "citeseed", tmp_path / "builder")
        build(corpus, index, HashingEmbedder())
        build(corpus, index, HashingEmbedder(), anew=True)  # other tables
        assert diagnose(index, HashingEmbedder()) == []
        read = PostgresStore(reader, "citeseed", tmp_path / "reader")
        assert_same_index(read.open(HashingEmbedder()), index.open(HashingEmbedder()))
        assert diagnose(read, HashingEmbedder()) == []
        (corpus / "new.txt").write_text("A boat.", encoding="utf-8")
        with pytest.raises(IndexWriteError, match="permission denied"):
            build(corpus, read, HashingEmbedder())
        chats = PostgresChats(KeptTables(Database(reader, "chats_of_citeseed")))
        chats.add("ann", chats.create("ann", "one"), RECORD)
        with psycopg.connect(builder) as nosy, pytest.raises(psycopg.errors.InsufficientPrivilege):
            nosy.execute("select * from chats_of_citeseed.chats")


def test_a_backup_of_a_database_is_what_was_there(corpus: Path, tmp_path: Path) -> None:
    commands = [
        line for block in blocks("", BACKUP) for line in block.splitlines() if re.match("pg_|psql|createdb", line)
    ]
    assert len(commands) == 4
    with own_server() as server:
        index = PostgresStore(server.url, "citeseed", tmp_path / "index")
        chats = PostgresChats(KeptTables(Database(server.url, "chats_of_citeseed")))
        build(corpus, index, HashingEmbedder())
        chats.add("ann", chats.create("ann", "one"), RECORD)
        build(corpus, FileStore(tmp_path / "files"), HashingEmbedder())
        dump, *restoring = commands
        _run(server, dump)
        (corpus / "new.txt").write_text("A boat.", encoding="utf-8")
        build(corpus, index, HashingEmbedder())
        for command in restoring:
            _run(server, command)
        url = server.url.removesuffix("/postgres") + "/restored"
        restored = PostgresStore(url, "citeseed", tmp_path / "restored")
        (corpus / "new.txt").unlink()
        assert diagnose(restored, HashingEmbedder()) == []
        assert_same_index(restored.open(HashingEmbedder()), FileStore(tmp_path / "files").open(HashingEmbedder()))
        [chat] = PostgresChats(KeptTables(Database(url, "chats_of_citeseed"))).list("ann")
        assert chat.title == "one"
        (corpus / "later.txt").write_text("A lamp.", encoding="utf-8")
        assert build(corpus, restored, HashingEmbedder()).chunks_embedded == 1


def _run(server: Server, command: str) -> None:
    """A command of the README, at this server."""
    name, *words = shlex.split(command.replace("--dbname=docs", "--dbname=postgres"))
    words = [word.replace("citeseed.dump", str(server.data / "citeseed.dump")) for word in words]
    server.run(name, "--host", str(server.data), "--port", str(server.port), "--username=postgres", *words)


def test_a_backup_of_files_is_what_was_there(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not shutil.which("flock"):
        pytest.skip("flock is missing: install the package util-linux")
    monkeypatch.chdir(tmp_path)
    index = FileStore(tmp_path / ".citeseed")
    build(corpus, index, HashingEmbedder())
    with closing(sqlite3.connect(".citeseed/chats.sqlite")) as chats, chats:
        chats.execute("create table chats (id)")
        chats.execute("insert into chats values ('one')")
    copy, of_chats, check = blocks("", BACKUP)[0].splitlines()
    assert copy.startswith("flock .citeseed/LOCK ")
    held = copy.replace(
        "cp -a .citeseed backup", f"sh -c {shlex.quote('echo held; read line; cp -a .citeseed backup')}"
    )
    with subprocess.Popen(shlex.split(held), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout and process.stdout.readline() == "held\n"
        with pytest.raises(IndexLocked):
            build(corpus, index, HashingEmbedder())
        process.communicate("\n", timeout=60)
    assert process.returncode == 0
    words = shlex.split(of_chats)
    subprocess.run([sys.executable, *words[1:]], check=True, timeout=60)
    assert check.endswith("-m index doctor --index-dir backup")
    shutil.rmtree(".citeseed")
    restored = FileStore(tmp_path / "backup")
    assert diagnose(restored, HashingEmbedder()) == []
    with closing(sqlite3.connect("backup/chats.sqlite")) as chats:
        assert chats.execute("select * from chats").fetchall() == [("one",)]
    assert build(corpus, restored, HashingEmbedder()).chunks_embedded == 0


def test_with_several_hosts_a_promoted_replica_goes_on(corpus: Path, tmp_path: Path) -> None:
    with own_servers(2) as [primary, replica]:
        primary.make()
        index = PostgresStore(_hosts(primary, replica), "citeseed", tmp_path / "index")
        build(corpus, index, HashingEmbedder())
        build(corpus, FileStore(tmp_path / "files"), HashingEmbedder())
        before = FileStore(tmp_path / "files").open(HashingEmbedder())
        shutil.chown(replica.data, (primary.data / "PG_VERSION").owner())
        address = ["--host", "127.0.0.1", "--port", str(primary.port), "--username=postgres"]
        primary.run("pg_basebackup", "-R", "--checkpoint=fast", "-D", str(replica.data), *address)
        replica.start()
        any_of_them = PostgresStore(_hosts(primary, replica, "any"), "citeseed", tmp_path / "any")
        primary.kill()
        assert_same_index(any_of_them.open(HashingEmbedder()), before)
        assert diagnose(any_of_them, HashingEmbedder()) == []
        replica.run("pg_ctl", "-w", "-D", str(replica.data), "promote")
        until = time.monotonic() + 30
        while not _takes_changes(index):
            assert time.monotonic() < until
            time.sleep(0.2)
        assert_same_index(index.open(HashingEmbedder()), before)
        (corpus / "new.txt").write_text("A boat.", encoding="utf-8")
        assert build(corpus, index, HashingEmbedder()).generation == 2


def _takes_changes(index: PostgresStore) -> bool:
    """A server that was promoted takes changes a moment later."""
    try:
        return index.current() != ""
    except StoreUnreachable:
        return False


def _hosts(one: Server, other: Server, wanted: str = "read-write") -> str:
    """As the page writes it."""
    attribute = re.findall(r"\?target_session_attrs=([\w-]+)", PAGE)
    assert set(attribute) == {"read-write"} and f"target_session_attrs={wanted}" in PAGE
    user = one.url.partition("//")[2].partition("@")[0]
    return f"postgresql://{user}@127.0.0.1:{one.port},127.0.0.1:{other.port}/postgres?target_session_attrs={wanted}"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    docs = tmp_path_factory.mktemp("docs")
    (docs / "harbor.txt").write_text("The harbor opened in 1907. It rained.", encoding="utf-8")
    with served(tmp_path_factory.mktemp("index"), docs=docs) as address:
        yield address


def test_behind_the_proxy_the_page_is_that_of_its_name_and_no_other_site_may_ask(address: str) -> None:
    text = blocks("nginx")[0]
    headers = dict(re.findall(r"proxy_set_header ([\w-]+) (\S+);", text))
    known = dict(re.findall(r'"(http\S+)"\s+"(http\S+)"', text))
    port = address.rpartition(":")[2]

    def passed(origin: str | None, path: str = "/") -> httpx.Response:
        told = {name: value.replace("7860", port) for name, value in headers.items() if value.strip('"')}
        told = {name: value for name, value in told.items() if not value.startswith("$")}
        if origin:
            told["Origin"] = known.get(origin, origin).replace("7860", port)
        return httpx.get(f"{address}{path}", headers=told, timeout=60)

    name = headers["X-Forwarded-Host"]
    page = passed(None)
    assert page.status_code == 200
    assert f"https://{name}" in page.text
    assert address not in page.text
    assert passed(f"https://{name}", "/readyz").status_code == 200
    assert passed("https://elsewhere.example", "/readyz").status_code == 403
    assert httpx.get(address, headers={"Host": name}).status_code == 400
