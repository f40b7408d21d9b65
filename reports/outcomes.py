"""How a campaign ended: dispositions by questionnaire, and what went wrong on the way."""

from collections import Counter as Tally
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import and_, false, func, or_, select
from sqlalchemy.orm import Session

from models.campaign import Campaign, Instrument
from models.counting import Counter, Figure, Source
from models.outbox_message import OutboxMessage, OutboxState
from models.reminder import ReminderRound, RoundState
from models.respondent import Respondent
from models.staff_member import StaffMember
from models.survey_case import SurveyCase
from models.webhook_event import EventState, WebhookEvent
from rules.disposition import Disposition, Ending, disposition
from rules.outcome_rates import response_rate_1

HAD_STOPPED = or_(Respondent.opted_out_at.is_not(None), func.coalesce(SurveyCase.stopped, false()))
"""Also of whom we forgot since: a case keeps that its person had asked us to stop."""


@dataclass(frozen=True)
class Outcomes:
    """Cases by disposition; `told_at_counter` are people an officer noted, who have no case."""

    eit: Mapping[Disposition, int]
    iit: Mapping[Disposition, int]
    told_at_counter: int
    incidents: Mapping[str, int]

    @property
    def response_rate_1(self) -> float | None:
        """Of IIT, between 0 and 1; None without a roster."""
        return response_rate_1(self.iit)


def outcomes(session: Session, campaign: Campaign) -> Outcomes:
    """Grouped by the database: a row a combination, not a row a person."""
    told = session.scalar(
        select(func.sum(Counter.value)).where(
            Counter.agency_id == campaign.agency_id,
            Counter.campaign_id == campaign.id,
            Counter.instrument == Instrument.EIT,
            Counter.figure == Figure.REPORTED,
            Counter.source == Source.ASSISTED,
        )
    )
    return Outcomes(
        eit=_eit(session, campaign),
        iit=_iit(session, campaign),
        told_at_counter=int(told or 0),
        incidents=_incidents(session, campaign),
    )


def _eit(session: Session, campaign: Campaign) -> Tally[Disposition]:
    keys = (
        SurveyCase.not_eligible,
        SurveyCase.reported_at.is_not(None),
        HAD_STOPPED,
    )
    rows = session.execute(
        select(*keys, func.count())
        .select_from(SurveyCase)
        .outerjoin(Respondent, Respondent.id == SurveyCase.respondent_id)
        .where(
            SurveyCase.agency_id == campaign.agency_id,
            SurveyCase.campaign_id == campaign.id,
            SurveyCase.instrument == Instrument.EIT,
        )
        .group_by(*keys)
    )
    found: Tally[Disposition] = Tally()
    for not_eligible, reported, stopped, people in rows:
        ending = Ending(
            on_roster=False,
            not_eligible=not_eligible,
            reported=bool(reported),
            opted_out=bool(stopped),
        )
        found[disposition(ending)] += people
    return found


def _iit(session: Session, campaign: Campaign) -> Tally[Disposition]:
    """Everyone of the roster once, with or without a case."""
    keys = (
        StaffMember.not_eligible,
        StaffMember.signed_at.is_not(None),
        StaffMember.acknowledged_at.is_not(None),
        SurveyCase.reported_at.is_not(None),
        SurveyCase.reached_at.is_not(None),
        HAD_STOPPED,
    )
    of_member = and_(
        SurveyCase.staff_member_id == StaffMember.id,
        SurveyCase.agency_id == StaffMember.agency_id,
        SurveyCase.campaign_id == StaffMember.campaign_id,
    )
    rows = session.execute(
        select(*keys, func.count())
        .select_from(StaffMember)
        .outerjoin(SurveyCase, of_member)
        .outerjoin(Respondent, Respondent.id == SurveyCase.respondent_id)
        .where(StaffMember.agency_id == campaign.agency_id, StaffMember.campaign_id == campaign.id)
        .group_by(*keys)
    )
    found: Tally[Disposition] = Tally()
    for not_eligible, signed, acknowledged, reported, reached, stopped, people in rows:
        ending = Ending(
            on_roster=True,
            not_eligible=not_eligible,
            signed=bool(signed),
            acknowledged=bool(acknowledged),
            reported=bool(reported),
            opted_out=bool(stopped),
            reached=bool(reached),
        )
        found[disposition(ending)] += people
    return found


def _incidents(session: Session, campaign: Campaign) -> dict[str, int]:
    """What went wrong and is still known: purged rows are not counted again."""
    office = campaign.agency_id

    def number(table: object, *where: object) -> int:
        return int(session.scalar(select(func.count()).select_from(table).where(*where)) or 0)  # type: ignore[arg-type]  # tables and conditions of SQLAlchemy

    return {
        "events_failed": number(
            WebhookEvent, WebhookEvent.agency_id == office, WebhookEvent.state == EventState.FAILED
        ),
        "messages_failed": number(
            OutboxMessage,
            OutboxMessage.agency_id == office,
            OutboxMessage.state == OutboxState.FAILED,
        ),
        "messages_unconfirmed": number(
            OutboxMessage,
            OutboxMessage.agency_id == office,
            OutboxMessage.state == OutboxState.UNCONFIRMED,
        ),
        "rounds_unsent": number(
            ReminderRound,
            ReminderRound.agency_id == office,
            ReminderRound.campaign_id == campaign.id,
            ReminderRound.state == RoundState.UNSENT,
        ),
    }
