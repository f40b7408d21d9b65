"""Deleting what has served its time: handled events, ended messages, dead links."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from models.chat_link import ChatLink
from models.desk_session import DeskSession
from models.job_run import JobRun
from models.outbox_message import OutboxMessage, OutboxState
from models.service_point import DeviceVisit
from models.webhook_event import EventState, WebhookEvent


def purge(session: Session, *, before: datetime) -> int:
    """Deletes rows that ended before the moment and tells how many.

    Failed events and held words stay: someone still waits for them.
    """
    gone = 0
    for statement in (
        delete(OutboxMessage).where(
            OutboxMessage.ended_at < before, OutboxMessage.state != OutboxState.HELD
        ),
        delete(WebhookEvent).where(
            WebhookEvent.handled_at < before, WebhookEvent.state != EventState.FAILED
        ),
        delete(ChatLink).where(ChatLink.expires_at < before),
        delete(DeskSession).where(DeskSession.expires_at < before),
        delete(JobRun).where(JobRun.scheduled_at < before),
        delete(DeviceVisit).where(DeviceVisit.counted_at < before),
    ):
        gone += session.execute(statement).rowcount  # type: ignore[attr-defined]  # a DELETE has it
    return gone
