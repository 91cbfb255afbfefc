"""Users and their passwords, and how often one may guess."""

import io
import logging
import os
import stat
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web.login import Cost, Lane, PasswordHash, Users, hash_line, password_command
from index.errors import CiteseedError

CHEAP = Cost(2, 1, 1)
LINE = hash_line("ann", "correct horse", CHEAP)
NAMES = st.from_regex(r"[\w.@+-]{1,64}", fullmatch=True)
PASSWORDS = st.text(min_size=1, max_size=50)


def users_file(tmp_path: Path, text: str, mode: int = 0o600) -> Path:
    path = tmp_path / "users"
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def read(tmp_path: Path, text: str) -> Users:
    return Users.read(users_file(tmp_path, text))


@given(NAMES, PASSWORDS, PASSWORDS)
def test_a_line_lets_in_who_knows_the_password_and_nobody_else(name: str, password: str, other: str) -> None:
    line = hash_line(name, password, CHEAP)
    shown, _, hashed = line.partition(":")
    users = Users({shown: PasswordHash.parse(hashed)})
    assert users.verify(name, password)
    assert users.verify(name, other) == PasswordHash.parse(hashed).matches(other)
    assert not users.verify(name, password + "x")
    assert not users.verify(name, "")
    assert not users.verify(name + "x", password)
    assert "\n" not in line and line.count(":") == 1


@given(PASSWORDS)
def test_the_same_password_never_looks_the_same(password: str) -> None:
    assert hash_line("ann", password, CHEAP) != hash_line("ann", password, CHEAP)


def test_accents_may_be_typed_either_way(tmp_path: Path) -> None:
    assert read(tmp_path, hash_line("ann", "caf\u00e9", CHEAP)).verify("ann", "cafe\u0301")


def test_a_hash_made_elsewhere_by_the_same_rules_is_understood() -> None:
    # RFC 7914, section 12, cut to 32 bytes: scrypt's output is that of PBKDF2, whose first block does not depend on more.
    digest = "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
    text = f"scrypt$16384$8$1${b'SodiumChloride'.hex()}${digest}"
    assert PasswordHash.parse(text).matches("pleaseletmein")
    assert str(PasswordHash.parse(text)) == text


def test_the_hash_of_a_password_does_not_show_in_its_repr() -> None:
    hashed = PasswordHash.of("x", CHEAP)
    assert hashed.digest.hex() not in repr(hashed) and repr(hashed.digest) not in repr(hashed)


def test_comments_and_blank_lines_are_passed_over(tmp_path: Path) -> None:
    users = read(tmp_path, f"# who may come in\n\n  \n{LINE}\r\n{hash_line('bob', 'b', CHEAP)}\n")
    assert users.verify("ann", "correct horse") and users.verify("bob", "b")


@pytest.mark.parametrize(
    "line",
    [
        "ann", "ann:secret", ":", LINE.replace("scrypt", "bcrypt"), LINE[:-2], LINE + "00", LINE + "$1", "a b" + LINE,
        LINE.replace("scrypt$2$", "scrypt$3$"), LINE.replace("scrypt$2$", "scrypt$1$"),
        LINE.replace("scrypt$2$1$", "scrypt$1048576$8$"), LINE.replace("scrypt$2$1$1", "scrypt$2$1$1000"),
        LINE.replace("scrypt$2$", "scrypt$x$"), "ann:" + "$".join(["scrypt", "2", "1", "1", "00", "00" * 32]),
    ],
)  # fmt: skip
def test_a_bad_line_is_named_and_not_repeated(tmp_path: Path, line: str) -> None:
    path = users_file(tmp_path, f"# ours\n{hash_line('bob', 'b', CHEAP)}\n{line}\n")
    with pytest.raises(CiteseedError) as raised:
        Users.read(path)
    assert f"{path}, line 3" in str(raised.value) and "app password" in str(raised.value)
    assert LINE[-20:] not in str(raised.value)


@given(st.text() | st.lists(st.text("scrypt012ab"), min_size=5, max_size=5).map("$".join).map("scrypt${}".format))
def test_no_text_is_read_with_any_other_error(text: str) -> None:
    with suppress(ValueError):
        assert str(PasswordHash.parse(text)).startswith("scrypt$")


def test_a_file_that_is_missing_binary_empty_or_names_one_twice_says_so(tmp_path: Path) -> None:
    with pytest.raises(CiteseedError, match="can't be read"):
        Users.read(tmp_path / "none")
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    with pytest.raises(CiteseedError, match="can't be read"):
        Users.read(tmp_path / "binary")
    with pytest.raises(CiteseedError, match="names nobody"):
        read(tmp_path, "# nobody yet\n")
    with pytest.raises(CiteseedError, match="line 2: ann is there twice"):
        read(tmp_path, f"{LINE}\n{LINE}\n")


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_a_file_that_others_can_write_is_refused_and_one_they_can_read_warned_of(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for mode in (0o620, 0o602):
        with pytest.raises(CiteseedError, match="chmod 600"):
            Users.read(users_file(tmp_path, LINE, mode))
    Users.read(users_file(tmp_path, LINE, 0o600))
    assert not caplog.records
    Users.read(users_file(tmp_path, LINE, 0o600 | stat.S_IRGRP))
    assert [record.levelno for record in caplog.records] == [logging.WARNING] and "chmod 600" in caplog.text


@pytest.mark.parametrize("name", ["", "a b", "a:b", "#a", "a\n", "x" * 65])
def test_what_can_be_no_name_is_refused(name: str) -> None:
    with pytest.raises(CiteseedError, match="can't be a user's name"):
        hash_line(name, "password", CHEAP)


def test_an_empty_password_is_refused() -> None:
    with pytest.raises(CiteseedError, match="empty password"):
        hash_line("ann", "", CHEAP)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_command_reads_a_line_and_prints_one_for_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("correct horse\n"))
    assert password_command("ann") == 0
    printed = capsys.readouterr()
    assert read(tmp_path, printed.out).verify("ann", "correct horse")
    assert "correct horse" not in printed.out + printed.err


def test_on_a_terminal_the_command_asks_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal())
    typed = iter(["one", "one", "one", "another"])
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(typed))
    assert password_command("ann") == 0
    assert read(tmp_path, capsys.readouterr().out).verify("ann", "one")
    with pytest.raises(CiteseedError, match="differ"):
        password_command("ann")
    with pytest.raises(CiteseedError, match="name"):
        password_command("a b")


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_the_first_failures_cost_nothing_and_then_the_pause_doubles() -> None:
    clock = Clock()
    lane, other = Lane(clock, free=3, first=1, longest=20), Lane(clock, free=3)
    pauses = []
    for _ in range(8):
        lane.failed()
        pauses.append(lane.pause)
        clock.now += pauses[-1]
    assert pauses == [0, 0, 1, 2, 4, 8, 16, 20]
    assert lane.pause == 0 and other.pause == 0


def test_a_long_peace_wipes_the_slate() -> None:
    clock = Clock()
    lane = Lane(clock, free=1, first=1, longest=20, peace=100)
    for peace in (100, 101):
        lane.failed()
        lane.failed()
        assert lane.pause == (2 if peace == 100 else 16)
        clock.now += peace
        assert lane.pause == 0
        lane.failed()
        assert lane.pause == (4 if peace == 100 else 1)


@given(st.lists(st.floats(0, 100), max_size=60))
def test_pauses_are_bounded_whatever_comes(times: list[float]) -> None:
    clock = Clock()
    lane = Lane(clock, free=2, longest=30)
    for later in times:
        before = lane.pause
        lane.failed()
        assert 0 <= before <= lane.pause <= 30 + 1e-9  # a difference of two times
        clock.now += later
