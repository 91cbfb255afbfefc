"""URLs of databases: those that are taken, and those that are not, which would tell their password."""

import traceback
from pathlib import Path

import pytest

from index.errors import CiteseedError
from index.settings import passwords
from index.storing.opening import check_url, store_of
from index.storing.postgres.database import Database


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:s3c/ret@here/docs",
        "postgresql://me:/s3c/ret@here/docs",
        "postgresql://me:12/s3c/ret@here/docs",
        "postgresql://me:s3c@ret@here/docs",
        "postgresql://me:s3c@ret@here:5432/docs",
        "postgresql://me:@s3c/ret@here",
        "postgresql://me:s3c/ret?a@here/docs",
        "postgresql://me:1/s3c?host=ret@here/docs",
        "postgresql://me:s3c,ret/@here/docs",
        "postgresql://me:s3c%ret@here/docs",
        "postgresql://me:s3c ret@here/docs",
        "postgresql://me:s3cret@[::1/docs",
        "postgresql://me:s3cret@here/docs?s3cret=1",
    ],
)
def test_a_password_that_is_not_written_as_it_must_be_is_refused_and_not_told(url: str, tmp_path: Path) -> None:
    database = Database(url, "citeseed")
    for ask in (lambda: store_of(tmp_path, url), lambda: database.rows("select 1")):
        with pytest.raises(CiteseedError, match="%40 %3A %2F %3F %23") as raised:
            ask()
        told = "".join(traceback.format_exception_only(raised.value)) + f"{database} {database!r}"
        assert raised.value.__cause__ is None
        assert not any(piece in told for piece in ("s3c", "ret@", "here", "me:"))
    assert str(database) == "of CITESEED_STORE"


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql://me:s3cret@here/docs", "here:5432/docs"),
        ("postgresql://me:a%40b%3Ac%2Fd@here:6000/docs", "here:6000/docs"),
        ("postgresql://me:s3c?r#e:t@here/docs", "here:5432/docs"),
        ("postgresql://here/a%40b", "here:5432/a@b"),
        ("postgresql://me@[::1]:6000/docs", "::1:6000/docs"),
        ("postgresql://me@a:1,b:2/docs", "a,b:1,2/docs"),
        ("postgresql://me@a:1,b/docs", "a,b:1,/docs"),
        ("postgresql:///docs?host=/var/run/postgresql", "/var/run/postgresql:5432/docs"),
        ("postgresql://%2Fvar%2Frun/docs", "/var/run:5432/docs"),
        ("postgresql://here/docs?user=me@work&password=s3c@ret", "here:5432/docs"),
        ("postgresql://me:s3cret@here/docs?sslmode=verify-full&sslrootcert=/etc/root.crt", "here:5432/docs"),
    ],
)
def test_what_a_good_url_names_is_told_without_user_and_password(url: str, told: str) -> None:
    check_url(url)
    assert str(Database(url, "citeseed")) == told


@pytest.mark.parametrize(
    ("url", "password"),
    [
        ("postgresql://me:a/b@here/docs", "a/b"),
        ("postgresql://me:a@b@here/docs", "a@b"),
        ("postgresql://me:a?b@here/docs", "a?b"),
        ("postgresql://me:a#b@here/docs", "a#b"),
        ("postgresql://me:a:b@here/docs", "a:b"),
        ("postgresql://me:a%b@[here/docs", "a%b"),
        ("postgresql://me:a%40b@here/docs", "a@b"),
        ("postgresql://me@here/docs?password=a%40b", "a@b"),
    ],
)
def test_passwords_are_found_however_they_are_written(url: str, password: str) -> None:
    assert password in passwords(url)


@pytest.mark.parametrize("url", ["", "postgresql://here/docs", "postgresql://me@here:5432/docs"])
def test_where_there_is_no_password_none_is_found(url: str) -> None:
    assert passwords(url) == []
