"""Sealed columns under the newest key: batch by batch, so that it may stop and go on any time."""

from collections import Counter as Tally
from collections.abc import Callable
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy import Column, LargeBinary, Table, func, or_, select, type_coerce, update
from sqlalchemy.orm import Session

from models.base import Base
from models.sealed import Sealed, SealedForOthers, reseal
from models.session import Database

AT_ONCE = 500
"""Rows in one transaction: other writers wait no longer than these take."""

Progress = Callable[[int], object]


@dataclass
class Rotation:
    """What became of the sealed values of all tables; `unreadable` by table and column."""

    rows: int = 0
    resealed: int = 0
    unreadable: Tally[str] = field(default_factory=Tally)


def sealed_tables() -> list[tuple[Table, list[Column[str]]]]:
    """Every table that seals something, with those columns."""
    found = [
        (table, [column for column in table.columns if isinstance(column.type, Sealed)])
        for table in Base.metadata.sorted_tables
    ]
    return [(table, columns) for table, columns in found if columns]


def sealed_rows(session: Session) -> int:
    """How many rows hold something sealed."""
    return sum(
        session.scalar(select(func.count()).select_from(table).where(_holds_any(columns))) or 0
        for table, columns in sealed_tables()
    )


def rotate(database: Database, *, progress: Progress = lambda rows: None) -> Rotation:
    """Seals everything anew that an older key sealed; a second time changes nothing."""
    done = Rotation()
    for table, columns in sealed_tables():
        after = 0
        while True:
            with database.transaction() as session:
                rows = _next_rows(session, table, columns, after)
                for row in rows:
                    _reseal_row(session, table, columns, row, done)
            if not rows:
                break
            after = rows[-1].id
            done.rows += len(rows)
            progress(len(rows))
    return done


def _holds_any(columns: list[Column[str]]) -> sa.ColumnElement[bool]:
    return or_(*(column.is_not(None) for column in columns))


def _next_rows(
    session: Session, table: Table, columns: list[Column[str]], after: int
) -> list[sa.Row[tuple[int, ...]]]:
    raw = [type_coerce(column, LargeBinary).label(column.name) for column in columns]
    return list(
        session.execute(
            select(table.c.id, *raw)
            .where(table.c.id > after, _holds_any(columns))
            .order_by(table.c.id)
            .limit(AT_ONCE)
        )
    )


def _reseal_row(
    session: Session,
    table: Table,
    columns: list[Column[str]],
    row: sa.Row[tuple[int, ...]],
    done: Rotation,
) -> None:
    for column in columns:
        token = getattr(row, column.name)
        if token is None:
            continue
        try:
            anew = reseal(bytes(token))
        except SealedForOthers:
            done.unreadable[f"{table.name}.{column.name}"] += 1
            continue
        if anew is not None and _swap(session, table, column, row.id, bytes(token), anew):
            done.resealed += 1


def _swap(
    session: Session, table: Table, column: Column[str], number: int, old: bytes, new: bytes
) -> bool:
    """Writes the value unless somebody changed it meanwhile, who sealed it with the newest key."""
    raw = type_coerce(column, LargeBinary)
    done = session.execute(
        update(table)
        .where(table.c.id == number, raw == sa.literal(old, LargeBinary))
        .values({column: type_coerce(sa.literal(new, LargeBinary), LargeBinary)})
        .returning(table.c.id)
    )
    return done.first() is not None
