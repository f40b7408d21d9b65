"""Forgetting people: their identity goes, the anonymous count stays (domain.md §9.8)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, exists, update
from sqlalchemy.orm import Session

from models.base import batches
from models.outbox_message import Method, OutboxMessage, OutboxState
from models.pending_answer import PendingAnswer
from models.respondent import ChannelAddress, Consent, Respondent
from models.role import Role
from models.survey_case import SurveyCase
from models.webhook_event import EventState, WebhookEvent

HAD_STOPPED = exists().where(
    Respondent.id == SurveyCase.respondent_id, Respondent.opted_out_at.is_not(None)
)
"""Kept on the case when its person goes: a refusal is a disposition, and stays counted."""


def forget_people(session: Session, people: Sequence[int], *, now: datetime) -> None:
    """Drops everything by which these respondents could be known or written to."""
    for some in batches(people):
        _forget(session, some, now=now)


def _forget(session: Session, people: Sequence[int], *, now: datetime) -> None:
    session.flush()
    _forget_words(session, people, now=now)
    session.execute(
        update(SurveyCase)
        .where(SurveyCase.respondent_id.in_(people))
        .values(stopped=HAD_STOPPED, respondent_id=None)
        .execution_options(synchronize_session=False)
    )
    for table in (PendingAnswer, ChannelAddress, Consent, Role):
        session.execute(delete(table).where(table.respondent_id.in_(people)))
    session.execute(delete(Respondent).where(Respondent.id.in_(people)))


def _forget_words(session: Session, people: Sequence[int], *, now: datetime) -> None:
    """What waited to be said to them, and what they said that we failed to handle."""
    theirs = OutboxMessage.respondent_id.in_(people)
    session.execute(
        update(OutboxMessage)
        .where(
            theirs,
            OutboxMessage.state.in_([OutboxState.WAITING, OutboxState.HELD, OutboxState.FAILED]),
            # one of many in a call: delivery leaves out who has no address, and ends the row
            OutboxMessage.method != Method.MULTICAST,
        )
        .values(state=OutboxState.CANCELLED, ended_at=now, messages=None, reason="erased")
    )
    session.execute(update(OutboxMessage).where(theirs).values(respondent_id=None))
    theirs_in = (
        ChannelAddress.agency_id == WebhookEvent.agency_id,
        ChannelAddress.user_hash == WebhookEvent.lane,
        ChannelAddress.respondent_id.in_(people),
    )
    session.execute(
        update(WebhookEvent)
        .where(WebhookEvent.state == EventState.FAILED, exists().where(*theirs_in))
        .values(payload=None, lane=None)
        .execution_options(synchronize_session=False)
    )
