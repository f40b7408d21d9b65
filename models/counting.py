"""The counters: changed in the transaction of the fact, and proved by a recount.

`count` notes an increment; `write_counts` writes all of a transaction's increments last and in
one fixed order, so that two transactions never wait for each other crosswise.
"""

from collections import Counter as Tally
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Id, insert_into
from models.campaign import Instrument
from rules.thai_dates import BANGKOK

PENDING = "pending counts"


class Figure(StrEnum):
    """What is counted (domain.md §6); the first three say nothing about a person."""

    SCANNED = "scanned"
    LINK_TAKEN = "link_taken"
    JOINED = "joined"
    REACHED = "reached"
    REPORTED = "reported"
    ACKNOWLEDGED = "acknowledged"
    SIGNED = "signed"


class Source(StrEnum):
    """Who told us.

    A `signed` of source `line` is an acknowledgement by one who has not signed on paper: it
    meets a target only where the evaluators accept it (domain.md §5).
    """

    LINE = "line"
    WEB = "web"
    ASSISTED = "assisted"


class Counter(Base):
    """The running figure of one unit; what every status reads."""

    __tablename__ = "counter"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    instrument: Mapped[Instrument] = mapped_column(String(3), primary_key=True)
    figure: Mapped[Figure] = mapped_column(String(12), primary_key=True)
    source: Mapped[Source] = mapped_column(String(10), primary_key=True)
    value: Mapped[int] = mapped_column(default=0)


class GroupCounter(Base):
    """The same by staff group, for evidence of IIT: its targets are by unit and group."""

    __tablename__ = "group_counter"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    staff_group: Mapped[str] = mapped_column(String(20), primary_key=True)
    instrument: Mapped[Instrument] = mapped_column(String(3), primary_key=True)
    figure: Mapped[Figure] = mapped_column(String(12), primary_key=True)
    source: Mapped[Source] = mapped_column(String(10), primary_key=True)
    value: Mapped[int] = mapped_column(default=0)


class HourCount(Base):
    """The same increments by Bangkok day and hour and service point (0: no point)."""

    __tablename__ = "hour_count"
    __table_args__ = (Index(None, "agency_id", "service_point_id", "figure"),)

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    service_point_id: Mapped[int] = mapped_column(primary_key=True)
    instrument: Mapped[Instrument] = mapped_column(String(3), primary_key=True)
    figure: Mapped[Figure] = mapped_column(String(12), primary_key=True)
    source: Mapped[Source] = mapped_column(String(10), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    hour: Mapped[int] = mapped_column(primary_key=True)
    value: Mapped[int] = mapped_column(default=0)


class DayCount(Base):
    """The same increments by Bangkok day: a season's curve without reading its hours."""

    __tablename__ = "day_count"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    instrument: Mapped[Instrument] = mapped_column(String(3), primary_key=True)
    figure: Mapped[Figure] = mapped_column(String(12), primary_key=True)
    source: Mapped[Source] = mapped_column(String(10), primary_key=True)
    value: Mapped[int] = mapped_column(default=0)


class AssistedTally(Base):
    """People a counter officer helped or heard without LINE; undone rows stay, marked."""

    __tablename__ = "assisted_tally"
    __table_args__ = (Index(None, "agency_id", "campaign_id", "recorded_by", "recorded_at"),)

    id: Mapped[Id]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    instrument: Mapped[Instrument] = mapped_column(String(3))
    figure: Mapped[Figure] = mapped_column(String(12))
    amount: Mapped[int]
    recorded_by: Mapped[int]
    recorded_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


_Counts = Counter | GroupCounter | DayCount | HourCount


@dataclass(frozen=True, order=True)
class Cell:
    """Where a fact counts; `staff_group` for evidence of IIT, whose targets are by group."""

    agency_id: int
    campaign_id: int
    unit_id: int
    instrument: Instrument
    service_point_id: int = 0
    staff_group: str = ""


def count(
    session: Session,
    cell: Cell,
    figure: Figure,
    source: Source,
    *,
    at: datetime,
    amount: int = 1,
) -> None:
    """Adds `amount` (negative to take back) to the figure, when this transaction commits."""
    local = at.astimezone(BANGKOK)
    pending: Tally[tuple[Cell, Figure, Source, date, int]] = session.info.setdefault(
        PENDING, Tally()
    )
    pending[(cell, figure, source, local.date(), local.hour)] += amount


def write_counts(session: Session) -> None:
    """Writes what `count` noted; called by the transaction just before it commits."""
    session.flush()
    pending: Tally[tuple[Cell, Figure, Source, date, int]] = session.info.pop(PENDING, Tally())
    units: Tally[tuple[Cell, Figure, Source]] = Tally()
    groups: Tally[tuple[Cell, Figure, Source]] = Tally()
    days: Tally[tuple[Cell, Figure, Source, date]] = Tally()
    for (cell, figure, source, day, _), amount in pending.items():
        of_unit = replace(cell, service_point_id=0, staff_group="")
        units[(of_unit, figure, source)] += amount
        days[(of_unit, figure, source, day)] += amount
        if cell.staff_group:
            groups[(cell, figure, source)] += amount
    _add(session, Counter, [_row(*key) | {"value": n} for key, n in sorted(units.items())])
    _add(
        session,
        GroupCounter,
        [
            _row(cell, figure, source) | {"staff_group": cell.staff_group, "value": n}
            for (cell, figure, source), n in sorted(groups.items())
        ],
    )
    _add(
        session,
        DayCount,
        [
            _row(cell, figure, source) | {"day": day, "value": n}
            for (cell, figure, source, day), n in sorted(days.items())
        ],
    )
    _add(
        session,
        HourCount,
        [
            _row(cell, figure, source)
            | {"service_point_id": cell.service_point_id, "day": day, "hour": hour, "value": n}
            for (cell, figure, source, day, hour), n in sorted(pending.items())
        ],
    )


def _row(cell: Cell, figure: Figure, source: Source) -> dict[str, Any]:
    return {
        "agency_id": cell.agency_id,
        "campaign_id": cell.campaign_id,
        "unit_id": cell.unit_id,
        "instrument": cell.instrument,
        "figure": figure,
        "source": source,
    }


def _add(session: Session, table: type[_Counts], rows: list[dict[str, Any]]) -> None:
    if rows:
        session.connection().execute(_upsert(table, session.get_bind().dialect.name), rows)


@lru_cache
def _upsert(table: type[_Counts], dialect: str) -> Any:
    """Built once: putting the statement together costs more than running it."""
    statement = insert_into(table, dialect)
    return statement.on_conflict_do_update(
        index_elements=[column.name for column in table.__table__.primary_key],
        set_={"value": table.value + statement.excluded.value},
    )
