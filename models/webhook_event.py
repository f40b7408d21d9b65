"""Everything LINE told us, exactly once, until it is handled."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    literal_column,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id
from models.sealed import Sealed


class EventState(StrEnum):
    """`failed` keeps its payload and can be replayed; the other ends lose it at once."""

    OPEN = "open"
    HANDLED = "handled"
    IGNORED = "ignored"
    FAILED = "failed"


IS_OPEN: ColumnElement[str] = literal_column("'open'")
IS_FAILED: ColumnElement[str] = literal_column("'failed'")
"""Written into the query, not bound: a database uses a partial index only when it sees it."""

_OPEN = text("state = 'open'")
_FAILED = text("state = 'failed'")


class WebhookEvent(Base):
    """One event as LINE sent it, sealed; `lane` is the keyed hash of the person (design.md §8).

    Payload and lane go when the event is handled: only the id stays, to know a second delivery.
    """

    __tablename__ = "webhook_event"
    __table_args__ = (
        UniqueConstraint("agency_id", "event_id"),
        # All are empty when idle: polling them costs nothing, however long the history.
        Index("ix_webhook_event_open", "due_at", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index(
            "ix_webhook_event_turn",
            *("agency_id", "due_at", "id"),
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index(
            "ix_webhook_event_lane",
            "agency_id",
            "lane",
            "occurred_at",
            "id",
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index("ix_webhook_event_failed", "id", sqlite_where=_FAILED, postgresql_where=_FAILED),
        Index("ix_webhook_event_handled", "agency_id", "handled_at"),
        {"sqlite_autoincrement": True},  # an id is never given twice, even after a purge
    )

    id: Mapped[Id]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    event_id: Mapped[str] = mapped_column(String(80))
    lane: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    kind: Mapped[str] = mapped_column(String(40))
    occurred_at: Mapped[datetime]
    received_at: Mapped[datetime]
    payload: Mapped[str | None] = mapped_column(Sealed)
    state: Mapped[EventState] = mapped_column(String(10), default=EventState.OPEN)
    tries: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    handled_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(String(300))

    def finish(self, state: EventState, *, now: datetime, reason: str | None = None) -> None:
        """Ends the event and forgets what it said, unless it failed."""
        self.state, self.handled_at, self.reason = state, now, reason
        if state is not EventState.FAILED:
            self.payload = self.lane = None
