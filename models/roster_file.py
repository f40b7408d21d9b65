"""A file of people handed in, until who may commits it: a roster, whole or in part, or invitees."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.agency import Site, Unit
from models.base import Base, Id
from models.sealed import Sealed


class ListKind(StrEnum):
    """Whom the file lists: the office's own staff, or outsiders invited by name."""

    ROSTER = "roster"
    INVITEES = "invitees"


class RosterFileState(StrEnum):
    """A file that was committed or refused is kept by its facts; its people are forgotten."""

    WAITING = "waiting"
    COMMITTED = "committed"
    REFUSED = "refused"


class RosterFile(Base):
    """The file's bytes (sealed, base64), in whose name it speaks, and what became of it.

    Without a unit it speaks for the whole office.
    """

    __tablename__ = "roster_file"
    __table_args__ = (Index("ix_roster_file_state", "agency_id", "campaign_id", "state"),)

    id: Mapped[Id]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    kind: Mapped[ListKind] = mapped_column(String(12), server_default=ListKind.ROSTER)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[str | None] = mapped_column(Sealed)
    state: Mapped[RosterFileState] = mapped_column(String(12), default=RosterFileState.WAITING)
    submitted_at: Mapped[datetime]
    submitted_by: Mapped[str] = mapped_column(String(60))
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(String(60))

    unit: Mapped[Unit | None] = relationship()
    site: Mapped[Site | None] = relationship()
