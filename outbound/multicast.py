"""The rows of one multicast: one leads and is claimed, sent and settled; the others follow it."""

import uuid
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from models.outbox_message import OPEN_STATES, Method, OutboxMessage, OutboxState
from outbound.still_due import Addressee, ask_again

SHARED = ("state", "tries", "doubtful", "due_at", "first_try_at", "ended_at", "reason")


def addressees(session: Session, leader: OutboxMessage) -> Mapping[int, Addressee]:
    """Who of the call may still get it, by row."""
    is_open = OutboxMessage.state.in_(OPEN_STATES)
    mine = or_(OutboxMessage.id == leader.id, OutboxMessage.leader_id == leader.id)
    return ask_again(session, mine & is_open)


def follow(session: Session, leader: OutboxMessage) -> None:
    """The others get the leader's fate, in one statement."""
    fate = {name: getattr(leader, name) for name in (*SHARED, "request_id")}
    if leader.messages is None:
        fate["messages"] = None
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.leader_id == leader.id, OutboxMessage.state.in_(OPEN_STATES))
        .values(fate)
        .execution_options(synchronize_session=False)
    )


def leave_out(
    session: Session, refused: Mapping[int, str], *, state: OutboxState, now: datetime
) -> None:
    """Ends the rows of those who may no longer get it, each with its reason."""
    by_reason: dict[str, list[int]] = defaultdict(list)
    for row_id, reason in refused.items():
        by_reason[reason].append(row_id)
    for reason, rows in by_reason.items():
        session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.id.in_(rows))
            .values(state=state, ended_at=now, reason=reason, messages=None)
        )


def promote(session: Session, leader: OutboxMessage, row_id: int) -> OutboxMessage:
    """The leader is left out: another row takes its place."""
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.leader_id == leader.id)
        .values(leader_id=row_id)
        .execution_options(synchronize_session=False)
    )
    row = session.get_one(OutboxMessage, row_id, populate_existing=True)
    row.leader_id = None
    row.doubtful = leader.doubtful
    return row


def split(session: Session, leader: OutboxMessage, *, now: datetime, reason: str) -> None:
    """LINE refused the call: everybody gets a push with a key of its own."""
    rows = session.scalars(
        select(OutboxMessage).where(
            or_(OutboxMessage.id == leader.id, OutboxMessage.leader_id == leader.id),
            OutboxMessage.state.in_(OPEN_STATES),
        )
    )
    for row in rows:
        row.method, row.leader_id, row.retry_key = Method.PUSH, None, str(uuid.uuid4())
        row.state, row.due_at, row.doubtful, row.reason = OutboxState.WAITING, now, False, reason
