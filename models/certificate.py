"""Proof that people of a campaign were forgotten in time: numbers, never names."""

import hashlib
import json
from datetime import date, datetime

from sqlalchemy import JSON, Date, ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base import Base, Id
from models.campaign import Campaign, Instrument

UNSIGNED = ""


class ErasureCertificate(Base):
    """What one run erased, if anything; `due_on` is the day from which it had to.

    `counts` are rows by kind (`models/expired.py`); `checksum` is the SHA-256 of what the
    certificate says, so that a printed one can be held against the row. Without a checksum it is
    none yet: a run adds to it batch by batch, and signs when nothing is left.
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


def unsigned(
    session: Session, campaign: Campaign, instrument: Instrument
) -> ErasureCertificate | None:
    """The one a run under way, or one that died, adds to."""
    return session.scalar(
        select(ErasureCertificate).where(
            ErasureCertificate.agency_id == campaign.agency_id,
            ErasureCertificate.campaign_id == campaign.id,
            ErasureCertificate.instrument == instrument,
            ErasureCertificate.checksum == UNSIGNED,
        )
    )


def begin(
    campaign: Campaign, instrument: Instrument, *, actor: str, now: datetime
) -> ErasureCertificate:
    """One without counts and checksum."""
    return ErasureCertificate(
        agency_id=campaign.agency_id,
        campaign=campaign,
        instrument=instrument,
        made_at=now,
        due_on=campaign.erase_on(instrument),
        actor=actor,
        counts={},
        checksum=UNSIGNED,
    )


def sign(row: ErasureCertificate, *, actor: str, now: datetime) -> ErasureCertificate:
    """Closes it: from now on it says what it says."""
    row.made_at, row.actor = now, actor
    row.counts = {kind: number for kind, number in sorted(row.counts.items()) if number}
    said = {
        "campaign": row.campaign.slug,
        "instrument": row.instrument,
        "made_at": now.isoformat(timespec="seconds"),
        "due_on": row.due_on.isoformat(),
        "counts": row.counts,
    }
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    row.checksum = hashlib.sha256(text.encode()).hexdigest()
    return row


def certificates_of(session: Session, agency_id: int) -> list[ErasureCertificate]:
    """Every certificate of the office, the newest first."""
    query = select(ErasureCertificate).where(
        ErasureCertificate.agency_id == agency_id, ErasureCertificate.checksum != UNSIGNED
    )
    return list(
        session.scalars(
            query.order_by(ErasureCertificate.made_at.desc(), ErasureCertificate.id.desc())
        )
    )
