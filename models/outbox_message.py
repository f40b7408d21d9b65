"""The only way out: messages written with the facts that cause them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    literal_column,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Id
from models.sealed import Sealed
from models.survey_case import SurveyCase


class Method(StrEnum):
    """How a message leaves: a reply is free, the others cost allowance by the recipient."""

    REPLY = "reply"
    PUSH = "push"
    MULTICAST = "multicast"


class OutboxState(StrEnum):
    """Where a message stands; after `waiting` and `sending` all are ends."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    HELD = "held"  # its reply token died: the words wait for the person's next message
    DELIVERED_LATER = "delivered_later"  # held words that went out with a later reply
    UNCONFIRMED = "unconfirmed"  # LINE may have taken it: never repeated
    CANCELLED = "cancelled"
    FAILED = "failed"


IS_REPLY: ColumnElement[str] = literal_column("'reply'")

OPEN_STATES: list[ColumnElement[str]] = [literal_column("'waiting'"), literal_column("'sending'")]
"""Written into the query, not bound: a database uses a partial index only when it sees them."""

_OPEN = text("state in ('waiting', 'sending')")
_REPLY = text("state in ('waiting', 'sending') and method = 'reply'")
_PUSH = text("state in ('waiting', 'sending') and method <> 'reply' and leader_id is null")
_HELD = text("state = 'held'")
_LATER = text("state = 'delivered_later' and reminder_id is not null")
_FOLLOWS = text("leader_id is not null")
_TROUBLE = text("state in ('failed', 'unconfirmed')")

IS_LATER: ColumnElement[str] = literal_column("'delivered_later'")

TROUBLE: list[ColumnElement[str]] = [literal_column("'failed'"), literal_column("'unconfirmed'")]
"""Ends somebody may want to look at; written into the query, as OPEN_STATES are."""


class OutboxMessage(Base):
    """One message to one person: its bytes, its key, and what became of it.

    Rows of one multicast are one call and share its key: the first leads, the others name it as
    `leader_id`.

    `messages` and `reply_token` are sealed and dropped when the message ends, but for the words
    of `held` ones, still to be said, and of `failed` ones, which LINE surely did not take: they
    may be held for the person's next message by hand. `case_id` is the case this message brings
    the link to: it counts as reached when LINE has accepted the message, not before.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (
        UniqueConstraint("agency_id", "webhook_event_id"),
        Index("ix_outbox_message_open", "due_at", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        # the oldest of one office, replies apart: they go first
        Index(
            "ix_outbox_message_reply",
            *("agency_id", "due_at", "id"),
            sqlite_where=_REPLY,
            postgresql_where=_REPLY,
        ),
        Index(
            "ix_outbox_message_push",
            *("agency_id", "due_at", "id"),
            sqlite_where=_PUSH,
            postgresql_where=_PUSH,
        ),
        Index(
            "ix_outbox_message_held",
            "agency_id",
            "respondent_id",
            sqlite_where=_HELD,
            postgresql_where=_HELD,
        ),
        Index("ix_outbox_message_respondent", "respondent_id"),
        # one person's open messages, whose order is kept
        Index(
            "ix_outbox_message_order",
            *("respondent_id", "id"),
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index("ix_outbox_message_ended", "agency_id", "ended_at"),
        Index("ix_outbox_message_reminder", "reminder_id"),
        # reminders that went with a later reply
        Index(
            "ix_outbox_message_later",
            *("agency_id", "reminder_id"),
            sqlite_where=_LATER,
            postgresql_where=_LATER,
        ),
        Index(
            "ix_outbox_message_trouble",
            *("agency_id", "id"),
            sqlite_where=_TROUBLE,
            postgresql_where=_TROUBLE,
        ),
        Index(
            "ix_outbox_message_leader",
            "leader_id",
            sqlite_where=_FOLLOWS,
            postgresql_where=_FOLLOWS,
        ),
    )

    id: Mapped[Id]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    respondent_id: Mapped[int | None] = mapped_column(ForeignKey("respondent.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("survey_case.id"))
    reminder_id: Mapped[int | None]  # no foreign key: messages are purged on their own
    leader_id: Mapped[int | None]  # no foreign key: a row may be purged before another
    webhook_event_id: Mapped[int | None]  # no foreign key: events are purged on their own
    method: Mapped[Method] = mapped_column(String(10))
    topic: Mapped[str] = mapped_column(String(40))
    messages: Mapped[str | None] = mapped_column(Sealed)
    reply_token: Mapped[str | None] = mapped_column(Sealed)
    token_dies_at: Mapped[datetime | None]
    retry_key: Mapped[str | None] = mapped_column(String(36))
    not_after: Mapped[datetime | None]
    state: Mapped[OutboxState] = mapped_column(String(20), default=OutboxState.WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    doubtful: Mapped[bool] = mapped_column(default=False)  # an earlier try may have been taken
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]  # next try; while `sending`, when the sender counts as dead
    first_try_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(String(300))
    request_id: Mapped[str | None] = mapped_column(String(80))

    case: Mapped[SurveyCase | None] = relationship()
