"""How many connections a process has, over all schemas of a database."""

import time
from concurrent.futures import ThreadPoolExecutor

from index.storing.postgres.database import Database
from tests.postgres import server_url

_COUNT = "select count(*) from pg_stat_activity where application_name = 'citeseed'"


def test_many_collections_have_no_more_connections_than_one() -> None:
    databases = [Database(server_url(), f"citeseed_of{number}") for number in range(12)]

    def ask(number: int) -> bool:
        database = databases[number % len(databases)]
        with database.changing() as transaction:
            [(path,)] = transaction.rows("show search_path")
        return [(path,)] == database.rows("show search_path") and path.startswith(f"{database.schema},")

    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(ask, range(200)))
    ends = time.monotonic() + 30
    while databases[0].rows(_COUNT)[0][0] > 16:  # those that were closed go a little later
        assert time.monotonic() < ends
        time.sleep(0.1)


def test_a_connection_is_used_again_by_its_schema_only() -> None:
    one, other = Database(server_url(), "citeseed_one"), Database(server_url(), "citeseed_other")
    numbers = {schema.rows("select pg_backend_pid()")[0][0] for _ in range(10) for schema in (one, other)}
    assert len(numbers) == 2


def test_one_that_waits_for_longer_statements_has_connections_of_its_own() -> None:
    for seconds in (7, 8):
        database = Database(server_url(), "citeseed_one", statement=seconds)
        assert database.rows("show statement_timeout") == [(f"{seconds}s",)]
