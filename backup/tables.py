"""Every table as both engines have it, sealed columns as the bytes they are."""

import base64
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Date, LargeBinary, MetaData, Table, func, select, text
from sqlalchemy.exc import DBAPIError

from models import Base
from models.base import UtcDateTime
from models.sealed import Sealed


def _plain_tables() -> list[Table]:
    """Copies that neither open nor seal: a restore needs not one key of a single row."""
    copies = MetaData()
    for table in Base.metadata.sorted_tables:
        copy = table.to_metadata(copies)
        for column in copy.columns:
            if isinstance(column.type, Sealed):
                column.type = LargeBinary()
    return copies.sorted_tables


TABLES = _plain_tables()
"""Whom a row points at comes before it."""


def written(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, date) else value  # a datetime is one, too


def readers(table: Table) -> Mapping[str, Callable[[Any], Any]]:
    """How a written value of each column is read again."""
    return {column.name: _reader(column.type) for column in table.columns}


def _reader(kind: Any) -> Callable[[Any], Any]:
    read: Callable[[Any], Any] = _itself
    if isinstance(kind, LargeBinary):
        read = base64.b64decode
    elif isinstance(kind, UtcDateTime):
        read = datetime.fromisoformat
    elif isinstance(kind, Date):
        read = date.fromisoformat
    return lambda value: None if value is None else read(value)


def _itself(value: Any) -> Any:
    return value


def revision(connection: Connection) -> str | None:
    """The migration the database stands at; None before the first."""
    try:
        with connection.begin_nested():
            at: str | None = connection.scalar(text("select version_num from alembic_version"))
            return at
    except DBAPIError:
        return None


def last_ids(connection: Connection) -> dict[str, int]:
    """The highest number each table has ever given, where the engine remembers it."""
    if connection.dialect.name == "sqlite":
        rows = connection.execute(text("select name, seq from sqlite_sequence"))
        return {name: last for name, last in rows}
    found = {}
    for table in TABLES:
        if "id" in table.columns:
            last = connection.scalar(
                text(
                    "select pg_sequence_last_value(pg_get_serial_sequence(:table, 'id')::regclass)"
                ),
                {"table": table.name},
            )
            found[table.name] = last or 0
    return found


def set_last_ids(connection: Connection, stated: Mapping[str, int]) -> None:
    """No number is given a second time, not even one whose row was deleted before the backup."""
    for table in TABLES:
        if "id" not in table.columns:
            continue
        highest = connection.scalar(select(func.max(table.c.id))) or 0
        last = max(highest, int(stated.get(table.name, 0)))
        if connection.dialect.name == "postgresql":
            # of a table that never had a row, 1 is the next and was not given
            connection.execute(
                text("select setval(pg_get_serial_sequence(:table, 'id'), :last, :given)"),
                {"table": table.name, "last": max(last, 1), "given": last > 0},
            )
        elif table.dialect_options["sqlite"]["autoincrement"]:  # others go on from their highest
            named = {"table": table.name, "last": last}
            connection.execute(text("delete from sqlite_sequence where name = :table"), named)
            connection.execute(text("insert into sqlite_sequence values (:table, :last)"), named)
