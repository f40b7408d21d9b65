"""Contractors, companies and agencies invited by letter, each by a code of its own."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.agency import Unit
from models.base import Base, Id
from models.sealed import Sealed
from models.survey_case import SurveyCase


class Audience(StrEnum):
    """Who is invited by name (domain.md §3); citizens are met at counters."""

    CONTRACTOR = "contractor"
    COMPANY = "company"
    AGENCY = "agency"


class Invitee(Base):
    """One organisation of one campaign's list, counted in the unit it deals with.

    `invitee_hash` stands for organisation, contract and unit: the same row twice is refused by
    the database. Several people may answer for it, each their own case.
    """

    __tablename__ = "invitee"
    __table_args__ = (
        UniqueConstraint("agency_id", "campaign_id", "invitee_hash"),
        UniqueConstraint("agency_id", "code_hash"),
    )

    id: Mapped[Id]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    audience: Mapped[Audience] = mapped_column(String(12))
    organisation: Mapped[str] = mapped_column(Sealed)
    contract: Mapped[str | None] = mapped_column(Sealed)
    contact: Mapped[str | None] = mapped_column(Sealed)
    invitee_hash: Mapped[bytes] = mapped_column(LargeBinary(16))
    code: Mapped[str] = mapped_column(Sealed)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(16))
    added_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]  # only the figures are left of this row

    unit: Mapped[Unit] = relationship()


def find_invitee(session: Session, agency_id: int, code_hash: bytes) -> Invitee | None:
    """Whose code that is; the row is held, so that two at once do not both take the last place."""
    return session.scalar(
        select(Invitee)
        .where(Invitee.agency_id == agency_id, Invitee.code_hash == code_hash)
        .with_for_update()
    )


def invitees_of(
    session: Session, *, agency_id: int, campaign_id: int, unit_id: int | None = None
) -> list[Invitee]:
    """The campaign's list in the order it came; one unit's or all."""
    query = select(Invitee).where(
        Invitee.agency_id == agency_id,
        Invitee.campaign_id == campaign_id,
        Invitee.erased_at.is_(None),
    )
    if unit_id is not None:
        query = query.where(Invitee.unit_id == unit_id)
    return list(session.scalars(query.order_by(Invitee.id)))


def people_of(session: Session, invitee: Invitee) -> int:
    """How many people answer, or will, for that organisation."""
    return (
        session.scalar(
            select(func.count()).where(
                SurveyCase.agency_id == invitee.agency_id, SurveyCase.invitee_id == invitee.id
            )
        )
        or 0
    )
