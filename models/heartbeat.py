"""Signs of life of the worker and the scheduler, read by /readyz."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, insert


class Heartbeat(Base):
    """When a kind of process last said it was well."""

    __tablename__ = "heartbeat"

    process: Mapped[str] = mapped_column(String(20), primary_key=True)
    beat_at: Mapped[datetime]


def beat(session: Session, process: str, *, now: datetime) -> None:
    """Says that a process of that kind is well."""
    statement = insert(session, Heartbeat).values(process=process, beat_at=now)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["process"], set_={"beat_at": statement.excluded.beat_at}
        )
    )
