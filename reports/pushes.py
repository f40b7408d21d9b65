"""What took the month's allowance: pushed recipients by topic."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.outbox_message import Method, OutboxMessage, OutboxState
from rules.thai_dates import bangkok_midnight

TAKEN = (OutboxState.SENT, OutboxState.UNCONFIRMED)
"""LINE took it, or may have: both count against the allowance."""


@dataclass
class Pushes:
    """Recipients of one topic; `ended` by how the message ended."""

    topic: str
    ended: dict[OutboxState, int] = field(default_factory=dict)

    @property
    def taken(self) -> int:
        return sum(self.ended.get(state, 0) for state in TAKEN)


def pushes_of(session: Session, agency_id: int, *, since: date) -> list[Pushes]:
    """The topics pushed since that Bangkok day, most first; one query over that time's messages."""
    rows = session.execute(
        select(OutboxMessage.topic, OutboxMessage.state, func.count())
        .where(
            OutboxMessage.agency_id == agency_id,
            OutboxMessage.ended_at >= bangkok_midnight(since),
            OutboxMessage.method.in_([Method.PUSH, Method.MULTICAST]),
        )
        .group_by(OutboxMessage.topic, OutboxMessage.state)
    )
    found: dict[str, Pushes] = defaultdict(lambda: Pushes(""))
    for topic, state, number in rows:
        found[topic].topic = topic
        found[topic].ended[OutboxState(state)] = number
    return sorted(found.values(), key=lambda each: (-each.taken, each.topic))
