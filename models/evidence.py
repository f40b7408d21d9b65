"""Signature sheets handed in to the owner: which unit, which time, and what became of it."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Date, ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.agency import Site, Unit
from models.base import Base, Id


class EvidenceState(StrEnum):
    """A returned sheet may be handed in again; a received one is final."""

    HANDED_IN = "handed_in"
    RECEIVED = "received"
    RETURNED = "returned"


class Evidence(Base):
    """One unit's or site's sheet of ครั้งที่ 1 or 2 (domain.md §5); `site_id` 0 is the unit's own.

    The people on it carry its id, so that the second time holds those missing from the first.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        UniqueConstraint("agency_id", "campaign_id", "unit_id", "site_id", "occasion"),
    )

    id: Mapped[Id]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    site_id: Mapped[int] = mapped_column(default=0)  # not NULL: a unique key takes NULLs for others
    occasion: Mapped[int]
    state: Mapped[EvidenceState] = mapped_column(String(12))
    people: Mapped[int]
    handed_in_at: Mapped[datetime]
    handed_in_by: Mapped[int]
    letter_number: Mapped[str | None] = mapped_column(String(60))
    letter_date: Mapped[date | None] = mapped_column(Date)
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None]

    unit: Mapped[Unit] = relationship()
    site: Mapped[Site | None] = relationship(
        primaryjoin="foreign(Evidence.site_id) == Site.id", viewonly=True
    )


def evidence_of(session: Session, *, agency_id: int, campaign_id: int) -> list[Evidence]:
    """Every sheet handed in so far in the campaign."""
    return list(
        session.scalars(
            select(Evidence)
            .where(Evidence.agency_id == agency_id, Evidence.campaign_id == campaign_id)
            .order_by(Evidence.occasion, Evidence.id)
        )
    )
