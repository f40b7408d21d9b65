"""flask migrate: brings the database to this release's tables."""

import click
from alembic import command as alembic
from alembic.config import Config
from flask.cli import with_appcontext

from bot.wiring import wiring
from settings import ROOT


@click.command("migrate")
@with_appcontext
def command() -> None:
    """Brings the database to this release's tables; doing it twice changes nothing."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["engine"] = wiring().database.engine
    alembic.upgrade(config, "head")
    click.echo("ฐานข้อมูลพร้อมใช้ · The database is up to date.")
