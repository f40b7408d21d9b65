"""How many are wanted from whom, and the official total as an admin typed it in."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.audit import audit
from models.base import Base, Id
from models.campaign import Campaign, Instrument


class QuotaCell(Base):
    """One cell of the quota table: unit x instrument (x staff group for IIT).

    `target` is a floor; None until a roster tells how many staff there are, as are `on_roster`
    and `eligible`, in people.
    """

    __tablename__ = "quota_cell"
    __table_args__ = (
        UniqueConstraint("agency_id", "campaign_id", "unit_id", "instrument", "staff_group"),
    )

    id: Mapped[Id]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    instrument: Mapped[Instrument] = mapped_column(String(3))
    staff_group: Mapped[str] = mapped_column(String(20), default="")
    rule: Mapped[str] = mapped_column(String(20))
    target: Mapped[int | None]
    on_roster: Mapped[int | None]
    eligible: Mapped[int | None]


class OfficialCount(Base):
    """The binding total an admin read off the NACC's screen; never computed by us."""

    __tablename__ = "official_count"
    __table_args__ = (UniqueConstraint("agency_id", "campaign_id", "instrument", "recorded_at"),)

    id: Mapped[Id]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    instrument: Mapped[Instrument] = mapped_column(String(3))
    count: Mapped[int]
    as_of: Mapped[datetime]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(60))


def latest_official(
    session: Session, agency_id: int, campaign_id: int
) -> dict[Instrument, OfficialCount]:
    """The newest official total of each instrument; an instrument never recorded is absent."""
    query = (
        select(OfficialCount)
        .where(OfficialCount.agency_id == agency_id, OfficialCount.campaign_id == campaign_id)
        .order_by(OfficialCount.recorded_at, OfficialCount.id)
    )
    return {Instrument(row.instrument): row for row in session.scalars(query)}


def record_official(
    session: Session,
    *,
    agency_id: int,
    campaign_id: int,
    instrument: Instrument,
    number: int,
    as_of: datetime,
    actor: str,
    now: datetime,
) -> bool:
    """Adds an official total to its history; the newest is the one shown.

    The very figure that stands already (a form sent twice) adds nothing: False.
    """
    session.get_one(Campaign, campaign_id, with_for_update=True)
    before = latest_official(session, agency_id, campaign_id).get(instrument)
    if before is not None and (before.count, before.as_of) == (number, as_of):
        return False
    session.add(
        OfficialCount(
            agency_id=agency_id,
            campaign_id=campaign_id,
            instrument=instrument,
            count=number,
            as_of=as_of,
            recorded_at=now,
            recorded_by=actor,
        )
    )
    audit(
        session,
        agency_id,
        at=now,
        actor=actor,
        action="official total recorded",
        instrument=instrument,
        count=number,
    )
    return True


def official_history(session: Session, agency_id: int, campaign_id: int) -> list[OfficialCount]:
    """Every official total that was recorded, the newest first."""
    query = (
        select(OfficialCount)
        .where(OfficialCount.agency_id == agency_id, OfficialCount.campaign_id == campaign_id)
        .order_by(OfficialCount.recorded_at.desc(), OfficialCount.id.desc())
    )
    return list(session.scalars(query))
