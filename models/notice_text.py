"""The words behind each version of the privacy notice: what a consent was given to."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, insert


class NoticeText(Base):
    """One version as it was said; kept for as long as the office keeps its records."""

    __tablename__ = "notice_text"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    version: Mapped[str] = mapped_column(String(20), primary_key=True)
    words: Mapped[dict[str, Any]] = mapped_column(JSON)
    seen_at: Mapped[datetime]


def keep_notice(
    session: Session, agency_id: int, version: str, words: dict[str, list[str]], *, now: datetime
) -> None:
    """Keeps the words of a version, once."""
    statement = insert(session, NoticeText).values(
        agency_id=agency_id, version=version, words=words, seen_at=now
    )
    session.execute(statement.on_conflict_do_nothing())
