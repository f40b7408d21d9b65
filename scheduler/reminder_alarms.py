"""What the office must hear: a round of which nothing went out, an allowance used up."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import structlog
from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session

from models.allowance import month_of
from models.campaign import Campaign
from models.job_run import is_first_run
from models.outbox_message import OutboxMessage
from models.reminder import Reminder, ReminderRound, ReminderState, RoundState
from models.role import RoleName
from outbound.messages import reminder as say
from outbound.messages.wording import Wording
from outbound.still_due import THEIR_OWN_REASONS
from rules.language import Language
from rules.reminders import Reason
from rules.thai_dates import BANGKOK, bangkok_midnight
from scheduler.office_push import office_people, push_to_office

log = structlog.get_logger()

OVER_AT = time(16, 10)
"""When a day's round must have gone: the hours end at 16:00."""

LOOKS_BACK = timedelta(days=7)
FINE = {*THEIR_OWN_REASONS, Reason.NO_ALLOWANCE}


def perhaps_unsent(now: datetime) -> Select[Any]:
    """The campaigns, of all offices, with a round of the last days of which nothing went."""
    return select(ReminderRound.campaign_id).where(*_nothing_went(now)).distinct()


def _nothing_went(now: datetime) -> Sequence[ColumnElement[bool]]:
    """Rounds whose hours are over, announced still, or queued and nothing of them went.

    What waited for a free reply and was said later is none of the round's.
    """
    local = now.astimezone(BANGKOK)
    is_over = ReminderRound.day < local.date()
    if local.time() >= OVER_AT:
        is_over = ReminderRound.day <= local.date()
    went = (
        exists()
        .where(
            Reminder.agency_id == ReminderRound.agency_id,
            Reminder.round_id == ReminderRound.id,
            Reminder.state == ReminderState.SENT,
        )
        .where(OutboxMessage.reminder_id == Reminder.id, OutboxMessage.not_after <= now)
    )
    return (
        ReminderRound.day >= local.date() - LOOKS_BACK,
        is_over,
        or_(
            ReminderRound.state == RoundState.ANNOUNCED,
            and_(ReminderRound.state == RoundState.SENT, ~went),
        ),
    )


def alarm_of_unsent(session: Session, campaign: Campaign, *, today: date, now: datetime) -> int:
    """Marks each round of which nothing went though somebody was due, and tells whoever can act.

    The mark makes it once. People who answered or stopped in the meantime are no fault.
    """
    rounds = session.scalars(
        select(ReminderRound)
        .where(
            ReminderRound.agency_id == campaign.agency_id,
            ReminderRound.campaign_id == campaign.id,
            *_nothing_went(now),
        )
        .with_for_update()
    ).all()
    unsent = [each for each in rounds if _should_have(session, each, now=now)]
    for each in unsent:
        each.state = RoundState.UNSENT
        log.error("nothing went of a round", round=each.id, day=each.day, people=each.people)
        for person, _ in office_people(session, campaign, [RoleName.OWNER, RoleName.ADMIN]):
            w = Wording(Language(person.language), campaign.wording)
            push_to_office(
                session,
                campaign,
                person,
                say.round_unsent(w, day=each.day, people=each.people),
                topic="alarm",
                today=today,
                not_after=now + LOOKS_BACK,
                now=now,
            )
    return len(unsent)


def _should_have(session: Session, each: ReminderRound, *, now: datetime) -> bool:
    """Whether somebody of whom nothing went was due all the same."""
    if each.state == RoundState.ANNOUNCED:
        return True
    reasons = session.scalars(
        select(Reminder.reason)
        .join(OutboxMessage, OutboxMessage.reminder_id == Reminder.id)
        .where(Reminder.round_id == each.id, OutboxMessage.not_after <= now)
    )
    return any(reason not in FINE for reason in reasons)


OFFICE: Collection[RoleName] = (RoleName.OWNER, RoleName.ADMIN, RoleName.COORDINATOR)


def tell_allowance_is_used_up(
    session: Session, campaign: Campaign, *, people: int, today: date, now: datetime
) -> None:
    """Once a month, for nothing: the words wait until each of the office next writes."""
    month = bangkok_midnight(month_of(today))
    if not is_first_run(session, f"allowance {campaign.id}", scheduled_at=month, now=now):
        return
    for person, _ in office_people(session, campaign, OFFICE):
        w = Wording(Language(person.language), campaign.wording)
        push_to_office(
            session,
            campaign,
            person,
            say.allowance_used_up(w, people=people),
            topic="allowance",
            today=today,
            not_after=now + LOOKS_BACK,
            now=now,
            may_cost=False,
        )
