"""Reminders are asked of again at the moment of sending: much may have happened since the plan."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.outbox_message import OutboxMessage, OutboxState
from models.reminder import Reminder
from models.staff_member import StaffMember
from models.survey_case import SurveyCase


def refusal(
    session: Session, row: OutboxMessage, *, now: datetime
) -> tuple[OutboxState, str] | None:
    """Why a reminder may no longer go; None for what may, and for all other messages."""
    if row.reminder_id is None:
        return None
    found = session.execute(
        select(
            SurveyCase.reported_at,
            SurveyCase.not_eligible,
            StaffMember.signed_at,
            StaffMember.acknowledged_at,
        )
        .join(Reminder, Reminder.case_id == SurveyCase.id)
        .outerjoin(StaffMember, StaffMember.id == SurveyCase.staff_member_id)
        .where(Reminder.id == row.reminder_id)
    ).one_or_none()
    if found is None:
        return OutboxState.CANCELLED, "the case is gone"
    if found.reported_at is not None:
        return OutboxState.CANCELLED, "answered since"
    if found.signed_at is not None or found.acknowledged_at is not None:
        return OutboxState.CANCELLED, "signed since"
    if found.not_eligible is not None:
        return OutboxState.CANCELLED, "not eligible any more"
    return None
