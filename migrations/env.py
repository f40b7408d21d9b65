"""Alembic's door: the engine comes from `flask migrate`, or from the environment's settings."""

from typing import Any

from alembic import context
from sqlalchemy import TypeDecorator

from models import Base
from models.session import make_engine
from settings import Settings

engine = context.config.attributes.get("engine") or make_engine(Settings.load().database_url)


def render_item(kind: str, item: Any, _context: Any) -> str | bool:
    """Migrations name the database's types, not ours, which may change after them."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_type=True,
        render_item=render_item,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
