"""EIT(2): names the office lists for the assessor, never invited nor counted (domain.md §3)."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Id
from models.sealed import Sealed


class AwarenessName(Base):
    """One person of one of the NACC's groups; the same name in a group once."""

    __tablename__ = "awareness_name"
    __table_args__ = (UniqueConstraint("agency_id", "campaign_id", "group_code", "name_hash"),)

    id: Mapped[Id]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    group_code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(Sealed)
    name_hash: Mapped[bytes] = mapped_column(LargeBinary(16))
    added_at: Mapped[datetime]


def names_of(session: Session, *, agency_id: int, campaign_id: int) -> list[AwarenessName]:
    """The campaign's list in the order it was entered."""
    query = select(AwarenessName).where(
        AwarenessName.agency_id == agency_id, AwarenessName.campaign_id == campaign_id
    )
    return list(session.scalars(query.order_by(AwarenessName.id)))
