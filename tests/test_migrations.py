"""The migrations lead to exactly the tables the models describe, on both engines."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from models import Base
from models.session import Database
from tests.conftest import ROOT, migrate


def test_there_is_one_head() -> None:
    assert len(ScriptDirectory(str(ROOT / "migrations")).get_heads()) == 1


def test_models_match_the_migrated_database(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrating_twice_changes_nothing(database: Database) -> None:
    migrate(database)
    migrate(database)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert context.get_current_heads() == ("0013",)
