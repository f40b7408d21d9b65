"""Deleting what has served its time: handled events, ended messages, dead links."""

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from models.chat_link import ChatLink
from models.desk_session import DeskSession
from models.job_run import JobRun
from models.outbox_message import OutboxMessage
from models.pending_answer import PendingAnswer
from models.service_point import DeviceVisit
from models.webhook_event import EventState, WebhookEvent


def purge(session: Session, *, before: datetime) -> int:
    """Deletes rows that ended before the moment and tells how many.

    An event that failed stays, to be counted, but what it said goes: whoever said it has written
    again or has not, and is owed that it is not kept. Held words are long past saying.
    """
    _forget_what_failed(session, before)
    gone = 0
    for statement in (
        delete(OutboxMessage).where(OutboxMessage.ended_at < before),
        delete(WebhookEvent).where(
            WebhookEvent.handled_at < before, WebhookEvent.state != EventState.FAILED
        ),
        delete(PendingAnswer).where(PendingAnswer.expires_at < before),
        delete(ChatLink).where(ChatLink.expires_at < before),
        delete(DeskSession).where(DeskSession.expires_at < before),
        delete(JobRun).where(JobRun.scheduled_at < before),
        delete(DeviceVisit).where(DeviceVisit.counted_at < before),
    ):
        gone += session.execute(statement).rowcount  # type: ignore[attr-defined]  # a DELETE has it
    return gone


def _forget_what_failed(session: Session, before: datetime) -> None:
    session.execute(
        update(WebhookEvent)
        .where(
            WebhookEvent.handled_at < before,
            WebhookEvent.state == EventState.FAILED,
            WebhookEvent.payload.is_not(None),
        )
        .values(payload=None, lane=None)
    )
