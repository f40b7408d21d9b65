"""Proof that people of a campaign were forgotten in time: numbers, never names."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import JSON, Date, ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base import Base, Id
from models.campaign import Campaign, Instrument


class ErasureCertificate(Base):
    """One run that erased something; `due_on` is the day from which it had to.

    `counts` are rows by kind (`models/retention.py`); `checksum` is the SHA-256 of what the
    certificate says, so that a printed one can be held against the row.
    """

    __tablename__ = "erasure_certificate"
    __table_args__ = (UniqueConstraint("agency_id", "campaign_id", "instrument", "made_at"),)

    id: Mapped[Id]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    instrument: Mapped[Instrument] = mapped_column(String(3))
    made_at: Mapped[datetime]
    due_on: Mapped[date] = mapped_column(Date)
    actor: Mapped[str] = mapped_column(String(60))
    counts: Mapped[dict[str, int]] = mapped_column(JSON)
    checksum: Mapped[str] = mapped_column(String(64))

    campaign: Mapped[Campaign] = relationship()


def certificate(
    campaign: Campaign,
    instrument: Instrument,
    counts: Mapping[str, int],
    *,
    due_on: date,
    actor: str,
    now: datetime,
) -> ErasureCertificate:
    """What a run would put its name to; written down by whoever really erased."""
    said = {
        "campaign": campaign.slug,
        "instrument": instrument,
        "made_at": now.isoformat(timespec="seconds"),
        "due_on": due_on.isoformat(),
        "counts": dict(counts),
    }
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return ErasureCertificate(
        agency_id=campaign.agency_id,
        campaign=campaign,
        instrument=instrument,
        made_at=now,
        due_on=due_on,
        actor=actor,
        counts=dict(counts),
        checksum=hashlib.sha256(text.encode()).hexdigest(),
    )


def certificates_of(session: Session, agency_id: int) -> list[ErasureCertificate]:
    """Every certificate of the office, the newest first."""
    query = select(ErasureCertificate).where(ErasureCertificate.agency_id == agency_id)
    return list(
        session.scalars(
            query.order_by(ErasureCertificate.made_at.desc(), ErasureCertificate.id.desc())
        )
    )
