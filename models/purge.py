"""Deleting what has served its time: handled events, ended messages, dead links.

A batch at a time and an office at a time, each found through an index: other writers wait no
longer than one batch takes, however much there is to delete and to keep.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.agency import Agency
from models.chat_link import ChatLink
from models.desk_session import DeskSession
from models.job_run import JobRun
from models.outbox_message import OutboxMessage
from models.pending_answer import PendingAnswer
from models.service_point import DeviceVisit
from models.session import Database
from models.webhook_event import IS_FAILED, EventState, WebhookEvent

AT_ONCE = 500
"""Rows in one transaction: other writers wait no longer than these take."""


@dataclass(frozen=True)
class Expiring:
    """Rows of one kind, and the moment from which their time counts."""

    table: Any
    since: InstrumentedAttribute[Any]
    unless: tuple[ColumnElement[bool], ...] = ()

    def due(self, before: datetime) -> tuple[ColumnElement[bool], ...]:
        return (self.since < before, *self.unless)


OF_AN_OFFICE = (
    Expiring(OutboxMessage, OutboxMessage.ended_at),
    Expiring(WebhookEvent, WebhookEvent.handled_at, (WebhookEvent.state != EventState.FAILED,)),
    Expiring(DeviceVisit, DeviceVisit.counted_at),
)
"""Of these there may be millions: each has an index of office and moment."""

FEW = (
    Expiring(PendingAnswer, PendingAnswer.expires_at),
    Expiring(ChatLink, ChatLink.expires_at),
    Expiring(DeskSession, DeskSession.expires_at),
    Expiring(JobRun, JobRun.scheduled_at),
)


def purge(database: Database, *, before: datetime) -> int:
    """Deletes rows that ended before the moment and tells how many; it may stop and go on any time.

    An event that failed stays, to be counted, but what it said goes: whoever said it has written
    again or has not, and is owed that it is not kept. Held words are long past saying.
    """
    while _forget_what_failed(database, before) == AT_ONCE:
        pass
    gone = sum(_purge_few(database, kind, before) for kind in FEW)
    for kind in OF_AN_OFFICE:
        for agency_id in _offices(database, kind, before):
            while some := _purge_batch(database, kind, agency_id, before):
                gone += some
    return gone


def _offices(database: Database, kind: Expiring, before: datetime) -> list[int]:
    """The offices that have any: one look into the index each."""
    any_due = exists().where(kind.table.agency_id == Agency.id, *kind.due(before))
    with database.reading() as session:
        return list(session.scalars(select(Agency.id).where(any_due).order_by(Agency.id)))


def _purge_batch(database: Database, kind: Expiring, agency_id: int, before: datetime) -> int:
    """The office's oldest, up to the moment of the last of a batch.

    By moments, not by keys: of those a database may read all that is due to find each batch.
    """
    mine = (kind.table.agency_id == agency_id, *kind.unless)
    is_due = kind.since < before
    oldest = select(kind.since).where(*mine, is_due).order_by(kind.since)
    with database.transaction() as session:
        last = session.scalar(oldest.offset(AT_ONCE - 1).limit(1))
        up_to = is_due if last is None else kind.since <= last  # of two bounds SQLite seeks by one
        return _rows(session, delete(kind.table).where(*mine, up_to))


def _purge_few(database: Database, kind: Expiring, before: datetime) -> int:
    with database.transaction() as session:
        return _rows(session, delete(kind.table).where(*kind.due(before)))


def _forget_what_failed(database: Database, before: datetime) -> int:
    failed = (
        select(WebhookEvent.id)
        .where(
            WebhookEvent.state == IS_FAILED,
            WebhookEvent.handled_at < before,
            WebhookEvent.payload.is_not(None),
        )
        .limit(AT_ONCE)
    )
    with database.transaction() as session:
        numbers = session.scalars(failed).all()
        return _rows(
            session,
            update(WebhookEvent)
            .where(WebhookEvent.id.in_(numbers))
            .values(payload=None, lane=None)
            .execution_options(synchronize_session=False),
        )


def _rows(session: Session, statement: Any) -> int:
    return int(session.execute(statement).rowcount)  # type: ignore[attr-defined]  # DML has it
