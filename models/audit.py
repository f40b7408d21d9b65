"""Who changed what, and who looked at names."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Id


class AuditEntry(Base):
    """One change; `actor` is a role's row ("role 7") or a door ("command line")."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index(None, "agency_id", "at"),)

    id: Mapped[Id]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(60))
    action: Mapped[str] = mapped_column(String(60))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


def audit(
    session: Session, agency_id: int, *, at: datetime, actor: str, action: str, **facts: Any
) -> None:
    """Notes a change in the transaction that makes it; `facts` are ids, numbers and names of
    units, never personal data.
    """
    session.add(AuditEntry(agency_id=agency_id, at=at, actor=actor, action=action, facts=facts))
