"""Reading the whole database at one moment, while everybody goes on writing."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from backup.sealed_file import BackupProblem
from backup.tables import TABLES, last_ids, revision, written
from models.agency import Agency

AT_ONCE = 1000
"""Rows in memory."""


def facts(connection: Connection, *, expected: str, now: datetime) -> dict[str, Any]:
    """The first page: of which office and moment, at which migration, how many rows a table.

    Raises BackupProblem when the database is not at this release's migration.
    """
    at = revision(connection)
    if at != expected:
        raise BackupProblem(
            f"ฐานข้อมูลอยู่ที่รุ่น {at} ต้องเป็น {expected}: สั่ง flask migrate ก่อน",
            f"The database is at {at}, this release needs {expected}: run `flask migrate` first.",
        )
    return {
        "made_at": now.isoformat(),
        "revision": at,
        "offices": list(connection.scalars(select(Agency.slug).order_by(Agency.slug))),
        "rows": {
            table.name: connection.scalar(select(func.count()).select_from(table))
            for table in TABLES
        },
        "last_ids": last_ids(connection),
    }


def lines(connection: Connection) -> Iterator[bytes]:
    """Every table's name and columns, then its rows; whom a row points at comes first."""
    for table in TABLES:
        names = [column.name for column in table.columns]
        yield json.dumps({"table": table.name, "columns": names}).encode()
        rows = connection.execution_options(yield_per=AT_ONCE).execute(
            select(table).order_by(*table.primary_key.columns)
        )
        for row in rows:
            values = [written(value) for value in row]
            yield json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
