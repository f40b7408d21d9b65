"""Who is signed in to the desk: by a link from chat, for a working day at the most."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.agency import Agency
from models.base import Base, Id
from models.keys import new_key

LIFE = timedelta(hours=8)


class DeskSession(Base):
    """A browser signed in as a person, by its token's hash; what it may do are the person's
    hats at each request, so that a hat taken off closes its pages at once.
    """

    __tablename__ = "desk_session"
    __table_args__ = (UniqueConstraint("agency_id", "token_hash"),)

    id: Mapped[Id]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(16))
    respondent_id: Mapped[int] = mapped_column(
        ForeignKey("respondent.id", ondelete="CASCADE"), index=True
    )
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime]


def start_session(session: Session, agency: Agency, respondent_id: int, *, now: datetime) -> str:
    """Signs the person in; the token is the browser's cookie and kept nowhere else."""
    token = new_key(agency, size=32)
    session.add(
        DeskSession(
            agency_id=agency.id,
            token_hash=agency.hash_of(token),
            respondent_id=respondent_id,
            started_at=now,
            expires_at=now + LIFE,
        )
    )
    return token


def find_session(
    session: Session, agency: Agency, token: str, *, now: datetime
) -> DeskSession | None:
    """The living session of that token."""
    return session.scalar(
        select(DeskSession).where(
            DeskSession.agency_id == agency.id,
            DeskSession.token_hash == agency.hash_of(token),
            DeskSession.expires_at > now,
        )
    )


def end_session(session: Session, agency: Agency, token: str) -> None:
    """Signs out; a second time changes nothing."""
    session.execute(
        delete(DeskSession).where(
            DeskSession.agency_id == agency.id, DeskSession.token_hash == agency.hash_of(token)
        )
    )
