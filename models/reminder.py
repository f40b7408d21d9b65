"""Reminders: what was decided for whom and why, and the rounds they go out in."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    JSON,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    literal_column,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.audit import audit
from models.base import Base, Id
from models.campaign import Campaign
from models.role import Role
from models.survey_case import SurveyCase


class ReminderState(StrEnum):
    """What became of one step for one person; a refused one may become due on a later day."""

    REFUSED = "refused"
    QUEUED = "queued"
    SENT = "sent"
    CANCELLED = "cancelled"


IS_QUEUED: ColumnElement[str] = literal_column("'queued'")
"""Written into the query, not bound: a database uses a partial index only when it sees it."""

_QUEUED = text("state = 'queued'")


class Reminder(Base):
    """One step of the plan for one case: due, or refused with the reason; once, by its key."""

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint("agency_id", "campaign_id", "case_id", "step"),
        Index("ix_reminder_round", "agency_id", "round_id"),
        # what is on its way
        Index(
            "ix_reminder_queued",
            *("agency_id", "campaign_id"),
            sqlite_where=_QUEUED,
            postgresql_where=_QUEUED,
        ),
    )

    id: Mapped[Id]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("survey_case.id", ondelete="CASCADE"))
    step: Mapped[str] = mapped_column(String(20))
    day: Mapped[date] = mapped_column(Date)
    state: Mapped[ReminderState] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(String(60))
    round_id: Mapped[int | None] = mapped_column(ForeignKey("reminder_round.id"))
    decided_at: Mapped[datetime]
    sent_on: Mapped[date | None] = mapped_column(Date)

    case: Mapped[SurveyCase] = relationship()


class RoundState(StrEnum):
    """A round is announced the evening before; silence lets it go."""

    ANNOUNCED = "announced"
    HELD = "held"
    SENT = "sent"
    UNSENT = "unsent"  # some were due and nothing went: the office was told


class ReminderRound(Base):
    """All reminders of one campaign and day; `people` is also its cost in allowance.

    `texts` are the sentences that would go, by their keys.
    """

    __tablename__ = "reminder_round"
    __table_args__ = (
        UniqueConstraint("agency_id", "campaign_id", "day"),
        Index("ix_reminder_round_day", "day"),  # a day's, of all offices
    )

    id: Mapped[Id]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    day: Mapped[date] = mapped_column(Date)
    state: Mapped[RoundState] = mapped_column(String(12), default=RoundState.ANNOUNCED)
    people: Mapped[int] = mapped_column(default=0)
    texts: Mapped[list[str]] = mapped_column(JSON, default=list)
    announced_at: Mapped[datetime]
    changed_by: Mapped[int | None]


class MilestoneTick(Base):
    """A unit says a milestone without respondents is done: its OIT files, the schools' lists."""

    __tablename__ = "milestone_tick"
    __table_args__ = (UniqueConstraint("agency_id", "campaign_id", "unit_id", "milestone"),)

    id: Mapped[Id]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    milestone: Mapped[str] = mapped_column(String(40))
    ticked_at: Mapped[datetime]
    ticked_by: Mapped[int]


def next_round(session: Session, campaign: Campaign, today: date) -> ReminderRound | None:
    """The round announced or held that goes next, if there is one."""
    return session.scalar(
        select(ReminderRound)
        .where(
            ReminderRound.agency_id == campaign.agency_id,
            ReminderRound.campaign_id == campaign.id,
            ReminderRound.day >= today,
            ReminderRound.state.in_([RoundState.ANNOUNCED, RoundState.HELD]),
        )
        .order_by(ReminderRound.day)
        .limit(1)
    )


def hold_or_release(
    session: Session, current: ReminderRound, *, hold: bool, by: Role, now: datetime
) -> bool:
    """Whether the round was still to be held, or let go; one just sent is not said to be held."""
    announced, held = RoundState.ANNOUNCED, RoundState.HELD
    before, after = (announced, held) if hold else (held, announced)
    done = session.scalar(
        update(ReminderRound)
        .where(ReminderRound.id == current.id, ReminderRound.state == before)
        .values(state=after, changed_by=by.id)
        .returning(ReminderRound.id)
    )
    if done is None:
        return False
    audit(
        session,
        current.agency_id,
        at=now,
        actor=f"role {by.id}",
        action=f"reminder round {after}",
        day=current.day.isoformat(),
        people=current.people,
    )
    return True
