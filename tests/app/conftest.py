"""Where chats and feedback are kept: each test that takes a `place` runs over each."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:  # slow to import, and for few tests
    from tests.app.keeping.places import InPostgres, Kept


@pytest.fixture(params=["InFiles", "InPostgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> "Iterator[Kept]":
    from tests.app.keeping import places

    with closing(getattr(places, request.param)(tmp_path)) as made:
        yield made


@pytest.fixture
def in_postgres(tmp_path: Path) -> "Iterator[InPostgres]":
    from tests.app.keeping.places import InPostgres

    with closing(InPostgres(tmp_path)) as made:
        yield made
