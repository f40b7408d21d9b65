"""Which messages go next: replies before pushes, office by office, each person's in order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Select, bindparam, exists, or_, select
from sqlalchemy.orm import Session, aliased

from models.busy import busy_offices
from models.outbox_message import IS_REPLY, OPEN_STATES, Method, OutboxMessage
from models.session import Database
from outbound.pace import PUSHES, REPLIES, Pace
from rules.rota import Rota

LOOKED_AT = 200
"""Of the messages due, so many at a time are looked at for some that may go: room for others."""

_OPEN = OutboxMessage.state.in_(OPEN_STATES)
_LEADS = OutboxMessage.leader_id.is_(None)
"""A multicast's rows go with the one that leads them."""

_DUE = OutboxMessage.due_at <= bindparam("now")

_REPLIES = (_OPEN, OutboxMessage.method == IS_REPLY)
_PUSHES = (_OPEN, OutboxMessage.method != IS_REPLY, _LEADS)
"""The two queues, each in the words of its partial index."""


@dataclass(frozen=True)
class Turns:
    """Whose turn it is in each queue; with `pace`, no more is taken than was `set_apart` before."""

    replies: Rota = field(default_factory=Rota)
    pushes: Rota = field(default_factory=Rota)
    pace: Pace | None = None


Waiting = Mapping[str, Sequence[int]]
"""The offices that have messages due, by queue."""


def who_waits(session: Session, *, now: datetime) -> Waiting:
    """One look at both queues; empty when no message is due."""
    found = {
        queue.name: session.scalars(queue.busy, {"now": now}).all()
        for queue in (REPLY_QUEUE, PUSH_QUEUE)
    }
    return {name: offices for name, offices in found.items() if offices}


def set_apart(database: Database, waiting: Waiting, pace: Pace, *, now: datetime) -> None:
    """Sets apart calls of the channels that have messages due, before any of those is taken.

    In a transaction of its own and in one order: done while they are taken, office by office, two
    workers who began at different offices would wait for each other.
    """
    short = [
        (office, name)
        for name, offices in waiting.items()
        for office in offices
        if not pace.room(office, name, now=now)
    ]
    if short:
        with database.transaction() as session:
            for office, name in sorted(short):
                pace.set_apart(session, office, name, now=now)


def take_due(
    session: Session,
    waiting: Waiting,
    *,
    limit: int,
    now: datetime,
    turns: Turns,
    pushes: int | None,
) -> list[OutboxMessage]:
    """Locks the oldest that may go: replies, then as many pushes as there is room for both."""
    rows = _take(session, REPLY_QUEUE, waiting, limit, now=now, turns=turns)
    room = limit - len(rows)
    room = room if pushes is None else min(room, pushes)
    if room <= 0:
        return rows
    return rows + _take(session, PUSH_QUEUE, waiting, room, now=now, turns=turns)


class _Queue:
    """The queries of one queue, built once: putting them together costs more than running them."""

    def __init__(self, name: str, *waiting: ColumnElement[bool]) -> None:
        self.name = name
        self.busy = busy_offices(OutboxMessage, *waiting, due=_DUE)
        mine = (OutboxMessage.agency_id == bindparam("office"), *waiting, _DUE)
        self.due = _due_messages(*mine)
        self.beyond = _oldest(*mine).limit(1)


def _oldest(*mine: ColumnElement[bool]) -> Select[int]:
    return (
        select(OutboxMessage.id)
        .where(*mine)
        .order_by(OutboxMessage.due_at, OutboxMessage.id)
        .offset(bindparam("past"))
    )


def _due_messages(*mine: ColumnElement[bool]) -> Select[OutboxMessage]:
    earlier = aliased(OutboxMessage)
    waits_for_earlier = exists().where(
        earlier.respondent_id == OutboxMessage.respondent_id,
        earlier.state.in_(OPEN_STATES),
        earlier.id < OutboxMessage.id,
    )
    may_go = or_(
        OutboxMessage.respondent_id.is_(None),
        # hundreds do not wait for one: in a multicast a message may pass an earlier one
        OutboxMessage.method == Method.MULTICAST,
        ~waits_for_earlier,
    )
    # The oldest first, then who of them may go: a queue's statistics are always stale, and a
    # database that believes it empty would ask `may_go` of every row there is.
    oldest = _oldest(*mine).limit(LOOKED_AT).subquery()
    return (
        select(OutboxMessage)
        .join(oldest, oldest.c.id == OutboxMessage.id)
        # asked again of the row itself: another worker may have taken it since
        .where(*mine, may_go)
        .order_by(OutboxMessage.due_at, OutboxMessage.id)
        .limit(bindparam("most"))
        .with_for_update(skip_locked=True, of=OutboxMessage)
    )


REPLY_QUEUE, PUSH_QUEUE = _Queue(REPLIES, *_REPLIES), _Queue(PUSHES, *_PUSHES)


def _take(
    session: Session, queue: _Queue, waiting: Waiting, room: int, *, now: datetime, turns: Turns
) -> list[OutboxMessage]:
    def oldest(agency_id: int, most: int) -> Sequence[OutboxMessage]:
        if turns.pace is None:
            return _take_of_office(session, queue, agency_id, most, now=now)
        may = min(most, turns.pace.room(agency_id, queue.name, now=now))
        rows = _take_of_office(session, queue, agency_id, may, now=now) if may else []
        if rows:
            turns.pace.use(agency_id, queue.name, len(rows))
        return rows

    rota = turns.replies if queue is REPLY_QUEUE else turns.pushes
    return rota.deal(waiting.get(queue.name, ()), room, oldest)


def _take_of_office(
    session: Session, queue: _Queue, agency_id: int, most: int, *, now: datetime
) -> Sequence[OutboxMessage]:
    """Locks the office's oldest that may go.

    While LINE fails, hundreds may wait for an earlier message of their person that is due again
    after them all: when none of those looked at may go, the next are looked at.
    """
    asked, past = {"office": agency_id, "now": now}, 0
    while True:
        rows = session.scalars(queue.due, {**asked, "past": past, "most": most}).all()
        past += LOOKED_AT
        if rows or session.scalar(queue.beyond, {**asked, "past": past}) is None:
            return rows
