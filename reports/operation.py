"""Are people being answered, are reminders going, how far behind are we: facts of the running.

Each is one look through an index that holds only what is open, or the last few minutes' rows:
asked every few seconds, whatever the history (tests/models/test_hot_queries.py).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from models.agency import Agency
from models.allowance import AllowanceMonth, month_of
from models.heartbeat import Heartbeat
from models.outbox_message import OPEN_STATES, Method, OutboxMessage, OutboxState
from models.reminder import ReminderRound, RoundState
from models.webhook_event import IS_FAILED, IS_OPEN, WebhookEvent
from rules.thai_dates import BANGKOK

RECENT = timedelta(minutes=5)
MOST_OFFICES, MOST_REPLIES = 100, 500
"""Of the recent ones, and of each office; enough for a median, few enough for a busy day."""

ROUNDS_BEGIN = time(9, 30)
"""A round goes at 9; half an hour later one that has not is late."""

PROCESSES = ("worker", "scheduler")


@dataclass(frozen=True)
class Replies:
    """The last minutes' replies: how each ended, and how long the delivered ones took."""

    ends: Mapping[str, int]
    seconds: Sequence[float]

    def quantile(self, share: float) -> float:
        """What that share of people waited at most, in seconds; 0 when nobody wrote."""
        if not self.seconds:
            return 0.0
        return self.seconds[min(int(share * len(self.seconds)), len(self.seconds) - 1)]


def oldest_open_event(session: Session) -> datetime | None:
    """When the oldest event came that nobody has handled."""
    return session.scalar(
        select(func.min(WebhookEvent.received_at)).where(WebhookEvent.state == IS_OPEN)
    )


def open_events(session: Session) -> int:
    """Events stored and not handled."""
    return _count(session, WebhookEvent.state == IS_OPEN)


def failed_events(session: Session, agency_id: int | None = None) -> int:
    """Events given up, kept to be replayed; of one office, or of all."""
    return _count(session, WebhookEvent.state == IS_FAILED, *_of(WebhookEvent, agency_id))


def open_messages(session: Session) -> int:
    """Messages waiting or on their way."""
    return _count(session, OutboxMessage.state.in_(OPEN_STATES))


def repeated_messages(session: Session) -> int:
    """Messages LINE has not taken at the first try, still being tried."""
    return _count(session, OutboxMessage.state.in_(OPEN_STATES), OutboxMessage.tries > 1)


def oldest_due_message(session: Session, *, now: datetime) -> datetime | None:
    """Since when the message has been due that waits longest."""
    return session.scalar(
        select(func.min(OutboxMessage.due_at)).where(
            OutboxMessage.state.in_(OPEN_STATES), OutboxMessage.due_at <= now
        )
    )


def recent_replies(session: Session, *, now: datetime) -> Replies:
    """The replies that ended in the last minutes: of the offices that answered last, the newest."""
    rows = [
        row
        for agency_id in session.scalars(_answered_last(now)).all()
        for row in session.execute(_newest_replies(agency_id, now=now))
    ]
    taken = (
        (row.ended_at - row.received_at).total_seconds()
        for row in rows
        if row.state == OutboxState.SENT
    )
    return Replies(Counter(str(row.state) for row in rows), sorted(taken))


def _answered_last(now: datetime) -> Select[Any]:
    """Offices by their newest reply, one look into the index for each."""
    newest = (
        select(func.max(OutboxMessage.ended_at))
        .where(OutboxMessage.agency_id == Agency.id, *_recent(now))
        .scalar_subquery()
    )
    answered = select(Agency.id).where(newest.is_not(None))
    return answered.order_by(newest.desc(), Agency.id).limit(MOST_OFFICES)


def _recent(now: datetime) -> Sequence[ColumnElement[bool]]:
    return (
        OutboxMessage.ended_at > now - RECENT,
        OutboxMessage.ended_at <= now,
        OutboxMessage.method == Method.REPLY,
    )


def _newest_replies(agency_id: int, *, now: datetime) -> Select[Any]:
    """In the order of the index, so that it stops at the last one wanted."""
    newest = (
        select(OutboxMessage.state, OutboxMessage.ended_at, OutboxMessage.webhook_event_id)
        .where(OutboxMessage.agency_id == agency_id, *_recent(now))
        .order_by(OutboxMessage.ended_at.desc())
        .limit(MOST_REPLIES)
        .subquery()
    )
    return select(newest.c.state, newest.c.ended_at, WebhookEvent.received_at).join(
        WebhookEvent, WebhookEvent.id == newest.c.webhook_event_id
    )


def reminders_unsent(session: Session, *, now: datetime, agency_id: int | None = None) -> int:
    """People whose reminder should have gone by now: of rounds not begun, and in the outbox.

    Of one office, or of all.
    """
    local = now.astimezone(BANGKOK)
    last_begun = local.date() if local.time() >= ROUNDS_BEGIN else local.date() - timedelta(days=1)
    rounds = session.scalar(
        select(func.coalesce(func.sum(ReminderRound.people), 0)).where(
            ReminderRound.state == RoundState.ANNOUNCED,
            ReminderRound.day <= last_begun,
            *_of(ReminderRound, agency_id),
        )
    )
    queued = _count(
        session,
        OutboxMessage.state.in_(OPEN_STATES),
        OutboxMessage.due_at <= now - RECENT,
        OutboxMessage.reminder_id.is_not(None),
        *_of(OutboxMessage, agency_id),
    )
    return int(rounds or 0) + queued


def rounds_unsent(session: Session) -> int:
    """Rounds of which nothing went though somebody was due; the office was told."""
    return _count(session, ReminderRound.state == RoundState.UNSENT)


def allowances(session: Session, today: date) -> list[tuple[str, AllowanceMonth]]:
    """This month's ledgers, by the office's slug."""
    rows = session.execute(
        select(Agency.slug, AllowanceMonth)
        .join(
            AllowanceMonth,
            and_(AllowanceMonth.agency_id == Agency.id, AllowanceMonth.month == month_of(today)),
        )
        .order_by(Agency.slug)
    )
    return [(slug, ledger) for slug, ledger in rows]


def silent_for(session: Session, *, now: datetime) -> dict[str, timedelta | None]:
    """How long each kind of process has said nothing; None when it never did."""
    beats = {row.process: row.beat_at for row in session.scalars(select(Heartbeat))}
    known: dict[str, timedelta | None] = dict.fromkeys((*PROCESSES, "backup"))
    return {**known, **{process: now - at for process, at in beats.items()}}


def _of(table: Any, agency_id: int | None) -> Sequence[ColumnElement[bool]]:
    """The condition of one office's rows; of all, none."""
    return () if agency_id is None else (table.agency_id == agency_id,)


def _count(session: Session, *where: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).where(*where)) or 0
