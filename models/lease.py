"""Which of several schedulers acts, and which occurrences of its jobs have run (design.md §8)."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Lease(Base):
    """The right to act under a name until a moment; `epoch` grows with every new owner."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    owner: Mapped[str] = mapped_column(String(60))
    epoch: Mapped[int]
    until: Mapped[datetime]


class JobRun(Base):
    """One occurrence of a job, claimed once by whoever inserts it first."""

    __tablename__ = "job_run"

    job: Mapped[str] = mapped_column(String(40), primary_key=True)
    scheduled_at: Mapped[datetime] = mapped_column(primary_key=True)
    epoch: Mapped[int]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(String(300))
