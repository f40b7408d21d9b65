"""Work done once for the moment it stands for, however many schedulers there are."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, insert


class JobRun(Base):
    """One occurrence of a job, by its name and the moment it stands for."""

    __tablename__ = "job_run"

    job: Mapped[str] = mapped_column(String(40), primary_key=True)
    scheduled_at: Mapped[datetime] = mapped_column(primary_key=True)
    started_at: Mapped[datetime]


def was_run(session: Session, job: str, *, scheduled_at: datetime) -> bool:
    """Whether this occurrence is done."""
    return session.get(JobRun, (job, scheduled_at)) is not None


def is_first_run(session: Session, job: str, *, scheduled_at: datetime, now: datetime) -> bool:
    """Whether this occurrence is ours to do; the database decides between two at once."""
    statement = insert(session, JobRun).values(job=job, scheduled_at=scheduled_at, started_at=now)
    made = session.execute(statement.on_conflict_do_nothing().returning(JobRun.job))
    return made.first() is not None
