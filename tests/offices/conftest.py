"""The stage set once for each engine, and a copy of it for every test that acts on it."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import event, make_url

from models.session import Database
from tests.bot.conftest import Stage
from tests.conftest import KEYS, migrate
from tests.offices import asks
from tests.offices.world import A, B, Hall, open_hall, stage_at

NUMBERS = count(1)
PREFIX = f"offices_{os.getpid()}_"


@dataclass
class Worlds:
    """A database where A is alone, and the same after B came; never acted on, only copied."""

    url: str
    server: str | None
    folder: Path
    a: Hall
    b: Hall
    kept: dict[str, str] = field(default_factory=dict)
    opened: list[Stage] = field(default_factory=list)

    def copy(self, which: str) -> Stage:
        """A database of one's own that stands as `alone` or `both` does."""
        stage = stage_at(_copied(self.kept[which], self.server, self.folder))
        self.opened.append(stage)
        _hasten(stage)
        return stage

    def both(self) -> tuple[Hall, Hall]:
        """The two offices on a copy to act on."""
        stage = self.copy("both")
        return self.a.elsewhere(stage), self.b.elsewhere(stage)


def _hasten(stage: Stage) -> None:
    """Commits wait for no disk: these copies need not survive a power cut."""
    database = stage.wired.database
    lazy = "PRAGMA synchronous=OFF" if database.is_sqlite else "SET synchronous_commit = off"

    def prepare(connection: Any, _record: object) -> None:
        connection.execute(lazy)
        if not database.is_sqlite:
            connection.commit()

    event.listen(database.engine, "connect", prepare)
    database.engine.dispose()


def _copied(url: str, server: str | None, folder: Path) -> str:
    name = f"{PREFIX}{next(NUMBERS)}"
    if server is None:
        path = folder / f"{name}.db"
        shutil.copy(url.removeprefix("sqlite:///"), path)
        return f"sqlite:///{path}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {make_url(url).database}")
    return make_url(server).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def staged(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Worlds]:
    """Both offices, opened one after the other."""
    folder = tmp_path_factory.mktemp("world")
    server = None
    if request.param == "sqlite":
        url = _copied(f"sqlite:///{request.getfixturevalue('sqlite_template')}", None, folder)
    else:
        server = request.getfixturevalue("postgres_server")
        url = _copied("postgresql:///template1", server, folder)
        migrated = Database(url, KEYS)
        migrate(migrated)
        migrated.engine.dispose()
    stage = stage_at(url)
    a = open_hall(stage, A, folder)
    stage.wired.database.engine.dispose()  # the last connection folds the journal into the file
    alone = _copied(url, server, folder)
    b = open_hall(stage, B, folder)
    stage.wired.database.engine.dispose()
    made = Worlds(url, server, folder, a, b, {"alone": alone, "both": url})
    yield made
    if server is not None and os.environ.get("TEST_DATABASE_URL"):
        _drop(server)  # one of our own goes with everything in it


def _drop(server: str) -> None:
    ours = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
    with psycopg.connect(server, autocommit=True) as connection:
        for (name,) in connection.execute(ours, [PREFIX]).fetchall():
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def world(staged: Worlds) -> Iterator[Worlds]:
    """The same; whatever a test opened is closed after it."""
    yield staged
    for each in staged.opened:
        each.wired.database.engine.dispose()
    staged.opened.clear()


@pytest.fixture(params=[0, 1], ids=["by the first office", "by the second"])
def halls(
    world: Worlds, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> tuple[Hall, Hall]:
    """Who acts, and who must not notice."""
    asks.plainly(monkeypatch)
    both = world.both()
    return both[request.param], both[1 - request.param]
