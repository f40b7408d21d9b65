"""What was written down by a clock that has since gone back is due now, not hours from now."""

from datetime import datetime, timedelta

from sqlalchemy import and_, or_, update
from sqlalchemy.orm import Session

from models.outbox_message import OPEN_STATES, OutboxMessage, OutboxState
from models.webhook_event import IS_OPEN, WebhookEvent
from outbound.delivery import BACKOFF_S

APART = timedelta(minutes=1)
"""No two of our clocks differ by as much, and no event waits as long between two tries."""

LONGEST_WAIT = timedelta(seconds=max(BACKOFF_S)) + APART


def make_due(session: Session, *, now: datetime) -> int:
    """Brings forward events and messages that no clock of today can have put off; how many.

    A message may wait for its hours: only one made in the future, or already tried, is wrong.
    """
    events = (
        update(WebhookEvent)
        .where(WebhookEvent.state == IS_OPEN, WebhookEvent.due_at > now + APART)
        .values(due_at=now)
    )
    was_tried = or_(OutboxMessage.tries > 0, OutboxMessage.state == OutboxState.SENDING)
    messages = (
        update(OutboxMessage)
        .where(
            OutboxMessage.state.in_(OPEN_STATES),
            OutboxMessage.due_at > now + APART,
            or_(
                OutboxMessage.created_at > now + APART,
                and_(was_tried, OutboxMessage.due_at > now + LONGEST_WAIT),
            ),
        )
        .values(due_at=now)
    )
    return sum(
        session.execute(each).rowcount  # type: ignore[attr-defined]  # an UPDATE has it
        for each in (events, messages)
    )
