"""How many calls this worker may make of a channel now; the limit is kept over all workers."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from models.line_pace import set_apart

SECOND = timedelta(seconds=1)

REPLIES, PUSHES = "replies", "pushes"

A_SECOND = {REPLIES: 1_000, PUSHES: 100}
"""Half of what LINE takes of a channel: 2,000 replies and pushes, 200 multicasts a second
(line-platform.md §2). What was set apart in one second may be used in the next."""

AT_ONCE = {queue: most // 10 for queue, most in A_SECOND.items()}
"""Set apart at a time, so that the workers' transactions meet ten times a second at the most."""


class Pace:
    """What one worker has set apart of each channel and not used yet."""

    def __init__(self) -> None:
        self._left: dict[tuple[int, str], tuple[datetime, int]] = {}

    def room(self, agency_id: int, queue: str, *, now: datetime) -> int:
        """How many calls of those set apart may be made now."""
        at, left = self._left.get((agency_id, queue), (now, 0))
        return left if timedelta() <= now - at < SECOND else 0

    def set_apart(self, session: Session, agency_id: int, queue: str, *, now: datetime) -> None:
        """Sets some more apart, if the channel has as many left in this second.

        Its row stays locked until the transaction ends: of several, in the order of their keys.
        """
        calls = AT_ONCE[queue]
        if set_apart(session, agency_id, queue, calls, most=A_SECOND[queue], now=now):
            self._left[agency_id, queue] = now, calls

    def use(self, agency_id: int, queue: str, calls: int) -> None:
        """So many of them are being made."""
        at, left = self._left[agency_id, queue]
        self._left[agency_id, queue] = at, left - calls
