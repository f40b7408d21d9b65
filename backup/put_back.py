"""Writing a backup into a database: all of it or nothing, in the caller's transaction."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Table, insert, select, text

from backup.sealed_file import DAMAGED, BackupProblem
from backup.tables import TABLES, readers, set_last_ids

AT_ONCE = 1000
"""Rows in one statement."""

FILLED_BY_PROCESSES = {"heartbeat", "job_run", "lease"}
"""A scheduler beside an empty database writes these by itself."""


def check_revision(stated: object, expected: str) -> None:
    """Raises BackupProblem for a backup of another migration than this release's."""
    if stated != expected:
        raise BackupProblem(
            f"ไฟล์สำรองเป็นของรุ่น {stated} โปรแกรมนี้เป็นรุ่น {expected}: "
            f"ใช้โปรแกรมรุ่นที่สำรองไว้ กู้คืน แล้วจึงอัปเดตและ flask migrate",
            f"The backup is of migration {stated}, this release of {expected}: restore with the "
            "release that made it, then update and run `flask migrate`.",
        )


def is_empty(connection: Connection) -> bool:
    """Whether nothing would be lost."""
    return not any(
        connection.execute(select(text("1")).select_from(table).limit(1)).first()
        for table in TABLES
        if table.name not in FILLED_BY_PROCESSES
    )


def clear(connection: Connection) -> None:
    """Empties every table; on PostgreSQL nobody else writes until the transaction ends."""
    if connection.dialect.name == "postgresql":
        names = ", ".join(f'"{table.name}"' for table in TABLES)
        connection.execute(text(f"truncate {names}"))
        return
    for table in reversed(TABLES):
        connection.execute(table.delete())


def put_back(
    connection: Connection, lines: Iterable[bytes], facts: Mapping[str, Any]
) -> Iterator[int]:
    """Inserts every row, telling how many so far; raises BackupProblem when some are missing."""
    clear(connection)
    found: dict[str, int] = {}
    for table, rows in _batches(lines):
        connection.execute(insert(table), rows)
        found[table.name] = found.get(table.name, 0) + len(rows)
        yield sum(found.values())
    if found != {name: number for name, number in facts["rows"].items() if number}:
        raise DAMAGED
    set_last_ids(connection, facts["last_ids"])


def _batches(lines: Iterable[bytes]) -> Iterator[tuple[Table, list[dict[str, Any]]]]:
    """The rows by table, some at a time."""
    tables = {table.name: table for table in TABLES}
    table, read, rows = TABLES[0], list(readers(TABLES[0]).items()), list[dict[str, Any]]()
    for line in lines:
        stated = json.loads(line)
        if isinstance(stated, dict):
            if rows:
                yield table, rows
            table, rows = tables[stated["table"]], []
            kinds = readers(table)
            read = [(name, kinds[name]) for name in stated["columns"]]
            continue
        rows.append({name: of(v) for (name, of), v in zip(read, stated, strict=True)})
        if len(rows) == AT_ONCE:
            yield table, rows
            rows = []
    if rows:
        yield table, rows
