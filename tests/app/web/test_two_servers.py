"""Two servers over one database, with nothing else in common: a browser's chats are at both, and are nobody else's."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest
from starlette.requests import Request

from app.bot import LiveBot
from app.collection import Collections, Served
from app.keeping.chats import Chats
from app.models.choosing import Models
from app.web.guards import SCRIPT, owner
from app.web.login import Users
from app.web.wiring import make_site
from tests.app.keeping.places import InPostgres
from tests.app.keeping.test_chats import record
from tests.site import running, users

pytestmark = pytest.mark.slow


def _owner(token: str, user: str = "") -> str:
    scope = {"type": "http", "headers": [(b"cookie", f"citeseed={token}".encode())], "citeseed.user": user}
    return owner(Request(scope))


@contextmanager
def two_servers(place: InPostgres, *logins: Users | None) -> Iterator[tuple[list[str], list[Chats]]]:
    """Their addresses, and the chats as each has them. `logins` are what each has read of its file of users."""
    addresses, kept = [], []
    with ExitStack() as stack:
        for own in logins or (None, None):
            chats = place.chats()
            stack.callback(chats.close)
            folder: Any = SimpleNamespace(root=place.index_dir, read_only=True)
            served = Served("", cast(LiveBot, SimpleNamespace()), folder)
            site = make_site(Collections({"": served}, Models()), chats, place.index_dir, own)
            addresses.append(stack.enter_context(running(site)))
            kept.append(chats)
        yield addresses, kept


def test_a_chat_follows_its_browser_to_the_other_server(in_postgres: InPostgres) -> None:
    with two_servers(in_postgres) as (addresses, (chats, others)), httpx.Client(timeout=30) as browser:
        one, other = addresses
        browser.get(f"{one}{SCRIPT}")
        [token] = browser.cookies.values()
        assert browser.get(f"{other}{SCRIPT}").status_code == 200
        assert [*browser.cookies.values()] == [token], "what the one has given the other leaves as it is"
        chat = chats.create(_owner(token), "Harbor")
        chats.add(_owner(token), chat, record("Who toured?"))
        for address in addresses:
            assert "Harbor" in browser.get(f"{address}/chats").text
            assert "Who toured?" in browser.get(f"{address}/chats/{chat}.md").text
        origin = {"Origin": other}
        browser.post(f"{other}/chats/{chat}/rename", data={"title": "Ferry"}, headers=origin).raise_for_status()
        assert "Ferry" in browser.get(f"{one}/chats").text
        for address in addresses:
            with httpx.Client(timeout=30) as stranger:
                stranger.get(f"{address}{SCRIPT}")
                assert "Ferry" not in stranger.get(f"{address}/chats").text
                assert stranger.get(f"{address}/chats/{chat}.md").status_code == 404
                gone = stranger.post(f"{address}/chats/{chat}/delete", headers={"Origin": address})
                assert gone.status_code == 410
        browser.post(f"{other}/chats/{chat}/delete", headers=origin).raise_for_status()
        assert browser.get(f"{one}/chats/{chat}.md").status_code == 404
        assert others.list(_owner(token)) == []


def test_who_has_logged_in_sees_the_same_chats_at_both_and_nobody_elses(in_postgres: InPostgres) -> None:
    logins = [users(ann="secret", bo="other") for _ in range(2)]  # each with salts of its own
    with two_servers(in_postgres, *logins) as (addresses, (chats, _)), httpx.Client(timeout=30) as browser:
        browser.get(f"{addresses[0]}{SCRIPT}", auth=("ann", "secret"))
        [token] = browser.cookies.values()
        chat = chats.create(_owner(token, "ann"), "Harbor")
        for address in addresses:
            assert "Harbor" in browser.get(f"{address}/chats", auth=("ann", "secret")).text
            assert "Harbor" not in browser.get(f"{address}/chats", auth=("bo", "other")).text
            assert browser.get(f"{address}/chats/{chat}.md", auth=("bo", "other")).status_code == 404


def test_chats_that_can_not_be_reached_are_told_of_as_such(in_postgres: InPostgres) -> None:
    with two_servers(in_postgres) as ([one, _], (chats, _)), httpx.Client(timeout=30) as browser:
        browser.get(f"{one}{SCRIPT}")
        [token] = browser.cookies.values()
        chats.create(_owner(token), "Harbor")
        with in_postgres.database.changing() as other:
            other.rows("lock table chats")
            told = browser.get(f"{one}/chats")
        assert (told.status_code, "Chats and feedback can't be kept or shown at the moment" in told.text) == (503, True)
        assert "Harbor" in browser.get(f"{one}/chats").text
