"""The net under every query: while one office acts, no row of another is loaded, and every
statement names the office or a key of something of its own.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Table, event
from sqlalchemy.orm import Mapper

from models import Base
from models.agency import Agency
from tests.bot.conftest import Stage
from tests.offices.rows import owned_tables
from tests.offices.world import A

MAY_LOOK_AT_ALL: Mapping[str, str] = {
    r"FROM agency WHERE agency\.slug = ": "the office by the slug somebody named",
    r"service_point\.code = (?!.*agency_id = )": "a sign's address has the code alone",
    r"WITH RECURSIVE busy": "the worker asks which offices have work waiting: numbers of offices",
    r"^SELECT min\((?:outbox_message\.due_at|webhook_event\.received_at)\) ": "how long "
    "anybody has waited: the doctor's word on the machine, not on an office",
    r"^SELECT agency\.lookup_key FROM agency$": "the doctor asks whether the keys still open",
}
"""Statements that name no office, and why they may."""

USUAL = A
"""The office of the settings, which a command may ask for before it knows which one is meant."""

_NAMES = "|".join(sorted((t.name for t in Base.metadata.sorted_tables), key=len, reverse=True))
_TABLE = re.compile(rf"(?:\b(?:FROM|JOIN|UPDATE)\s+|,\s*)({_NAMES})\b(?!\.)(?:\s+AS\s+(\w+))?")


@dataclass
class Net:
    """What went wrong while it hung, and how much it saw."""

    loaded: list[str] = field(default_factory=list)
    unguarded: list[str] = field(default_factory=list)
    rows: int = 0
    statements: int = 0

    def assert_clean(self) -> None:
        """Nothing of another office was loaded, nothing was asked of all offices at once."""
        assert self.rows, "the net saw no row"
        assert self.statements, "the net saw no statement"
        assert not self.loaded, sorted(set(self.loaded))
        assert not self.unguarded, sorted(set(self.unguarded))


@contextmanager
def only(stage: Stage, office: int) -> Iterator[Net]:
    """Watches all that is asked of this database while the office with that number acts."""
    net = Net()

    def loaded(row: Any, *_: object) -> None:
        net.rows += 1
        known = vars(row)  # an attribute asked for here might be fetched
        whose = known.get("id" if isinstance(row, Agency) else "agency_id", office)
        if whose != office and known.get("slug") != USUAL:
            net.loaded.append(f"{type(row).__name__} {known.get('id')} of office {whose}")

    def asked(_connection: object, _cursor: object, sql: str, *_: object) -> None:
        net.statements += 1
        net.unguarded += unguarded(sql)

    engine, classes = stage.wired.database.engine, [each.class_ for each in _mappers()]
    event.listen(engine, "before_cursor_execute", asked)
    for each in classes:
        event.listen(each, "load", loaded)
        event.listen(each, "refresh", loaded)
    try:
        yield net
    finally:
        event.remove(engine, "before_cursor_execute", asked)
        for each in classes:
            event.remove(each, "load", loaded)
            event.remove(each, "refresh", loaded)


def _mappers() -> list[Mapper[Any]]:
    return list(Base.registry.mappers)


@cache
def unguarded(sql: str) -> list[str]:
    """The tables of a statement of which no condition says whose rows are meant."""
    sql = " ".join(sql.split())
    if sql.startswith(("INSERT", "SAVEPOINT", "RELEASE", "BEGIN", "SET", "PRAGMA")):
        return []
    if any(re.search(pattern, sql, re.DOTALL) for pattern in MAY_LOOK_AT_ALL):
        return []
    owned = {table.name: table for table in [*owned_tables(), Base.metadata.tables["agency"]]}
    found = {(name, alias or name) for name, alias in _TABLE.findall(sql)}
    return [
        f"{name}: {sql}"
        for name, alias in sorted(found)
        if name in owned and not _is_named(sql, owned[name], alias)
    ]


def _is_named(sql: str, table: Table, alias: str) -> bool:
    """Whether a condition compares the office, or a key that leads to a row of one."""
    keys = "|".join(sorted(_keys(table)))
    column = rf"\b{alias}\.(?:{keys})\b"
    return bool(re.search(rf"{column} (?:=|IN\b)|= {column}", sql))


def _keys(table: Table) -> set[str]:
    """The office, the row's own number, and the numbers of rows it belongs to."""
    names = {column.name: column.foreign_keys for column in table.columns}
    return {"id"} | {name for name, points in names.items() if points or name.endswith("_id")}
