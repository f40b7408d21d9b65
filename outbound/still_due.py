"""The rules asked again at the moment of sending: much may have happened since the plan."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from models.campaign import Campaign
from models.outbox_message import OutboxMessage
from models.reminder import Reminder
from models.respondent import ChannelAddress, Respondent
from models.staff_member import StaffMember
from models.survey_case import SurveyCase


@dataclass(frozen=True)
class Addressee:
    """Where a message goes by now, and why it may not; one of the two is None."""

    to: str | None
    refusal: str | None


def ask_again(session: Session, which: ColumnElement[bool]) -> Mapping[int, Addressee]:
    """The addressees of some messages, by message; one statement for all."""
    facts = (
        select(
            OutboxMessage.id,
            OutboxMessage.reminder_id,
            ChannelAddress.user_id,
            Respondent.blocked_at,
            Respondent.opted_out_at,
            SurveyCase.id.label("case_id"),
            SurveyCase.reported_at,
            SurveyCase.not_eligible,
            StaffMember.signed_at,
            StaffMember.acknowledged_at,
            Campaign.closed_at,
        )
        .outerjoin(Respondent, Respondent.id == OutboxMessage.respondent_id)
        .outerjoin(ChannelAddress, ChannelAddress.respondent_id == Respondent.id)
        .outerjoin(Reminder, Reminder.id == OutboxMessage.reminder_id)
        .outerjoin(SurveyCase, SurveyCase.id == Reminder.case_id)
        .outerjoin(Campaign, Campaign.id == Reminder.campaign_id)
        .outerjoin(StaffMember, StaffMember.id == SurveyCase.staff_member_id)
        .where(which)
        .order_by(OutboxMessage.id)
    )
    return {fact.id: _addressee(fact) for fact in session.execute(facts)}


def _addressee(fact: Any) -> Addressee:
    refusal = next((reason for reason, holds in _refusals(fact) if holds), None)
    return Addressee(None if refusal else fact.user_id, refusal)


def _refusals(fact: Any) -> list[tuple[str, bool]]:
    has_no_case = fact.reminder_id is not None and fact.case_id is None
    holds = [
        fact.user_id is None,
        fact.blocked_at is not None,
        fact.opted_out_at is not None,
        has_no_case,
        fact.reported_at is not None,
        (fact.signed_at or fact.acknowledged_at) is not None,
        fact.not_eligible is not None,
        fact.closed_at is not None,
    ]
    return list(zip(THEIR_OWN_REASONS, holds, strict=True))


THEIR_OWN_REASONS = (
    "erased",
    "blocked the account",
    "asked us to stop",
    "the case is gone",
    "answered since",
    "signed since",
    "not eligible any more",
    "the survey was closed",
)
"""Why a person gets nothing any more: no fault of anybody's."""
