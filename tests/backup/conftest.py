"""Two databases at once, of either engine: one to back up, one to restore into."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from models.session import Database
from tests.bot.conftest import stage
from tests.conftest import KEYS, migrate
from tests.handlers.conftest import chat

__all__ = ["chat", "stage"]

Fresh = Callable[[str], str]


@pytest.fixture
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Fresh]:
    """Makes an empty migrated database of that engine; its address."""
    made: list[str] = []

    def make(engine: str) -> str:
        if engine == "sqlite":
            path = tmp_path / "other.db"
            shutil.copy(request.getfixturevalue("sqlite_template"), path)
            return f"sqlite:///{path}"
        server: str = request.getfixturevalue("postgres_server")
        made.append(f"outreach_other_{os.getpid()}")
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {made[-1]}")
        url = make_url(server).set(database=made[-1]).render_as_string(hide_password=False)
        database = Database(url, KEYS)
        migrate(database)
        database.engine.dispose()
        return url

    yield make
    for name in made:
        with psycopg.connect(
            request.getfixturevalue("postgres_server"), autocommit=True
        ) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
