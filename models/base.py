"""Base class, constraint names, and the two column types every table shares."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, MetaData, TypeDecorator, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

BigId = BigInteger().with_variant(Integer, "sqlite")
"""SQLite numbers rows by itself only in a column declared INTEGER."""

Id = Annotated[int, mapped_column(BigId, primary_key=True)]


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC moment; a naive one is refused before it can be stored in the wrong zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs its time zone: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: UtcDateTime, int: BigId}  # noqa: RUF012 (SQLAlchemy's API)

    def __repr__(self) -> str:
        """Class and key only: a row may hold what must never reach a log."""
        key: Any = getattr(self, "id", None)
        return f"<{type(self).__name__} {key}>"


Row = TypeVar("Row", bound=Base)


def row_of(
    session: Session, table: type[Row], agency_id: int, number: int, *, for_change: bool = False
) -> Row | None:
    """The office's row of a number somebody gave; another's is neither read nor locked."""
    rows: Any = table
    query = select(table).where(rows.id == number, rows.agency_id == agency_id)
    if for_change:
        query = query.with_for_update(of=rows).execution_options(populate_existing=True)
    return session.scalar(query)


AT_ONCE = 10_000
"""Values in one IN list: a statement takes 32,766 parameters on SQLite, 65,535 on PostgreSQL."""


def batches(values: Sequence[int]) -> Iterator[Sequence[int]]:
    """The values in lists short enough for one statement each."""
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]


def insert(session: Session, table: Any) -> Any:
    """An INSERT that knows ON CONFLICT, which both engines spell alike."""
    return insert_into(table, session.get_bind().dialect.name)


def insert_into(table: Any, dialect: str) -> Any:
    """The same for a dialect by its name."""
    return (sqlite if dialect == "sqlite" else postgresql).insert(table)
