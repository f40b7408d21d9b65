"""Rounds: announced the evening before, held or let go by their owner, sent in the morning.

Everything of a round is one transaction: the decisions, the ledger's reservation and the rows of
the outbox. A second time is a no-op: a round is sent once, a case has each step once.
"""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Select, or_, select, update
from sqlalchemy.orm import Session

from models.agency import Agency
from models.allowance import allowance
from models.base import insert
from models.campaign import Campaign
from models.outbox_message import OutboxMessage, OutboxState
from models.reminder import Reminder, ReminderRound, ReminderState, RoundState
from models.role import RoleName
from outbound.messages.reminder import round_card, samples
from outbound.messages.wording import Wording
from rules.language import Language
from rules.reminders import Reason
from rules.thai_dates import BANGKOK
from scheduler.office_push import office_people, push_to_office
from scheduler.reminder_alarms import tell_allowance_is_used_up
from scheduler.reminder_outcomes import settle_reminders
from scheduler.reminder_plan import RoundPlan, plan_round
from scheduler.reminder_queue import queue_for_reply, queue_now


def announce(session: Session, campaign: Campaign, *, today: date, now: datetime) -> int:
    """Opens the next working day's round when it would remind somebody; how many it would."""
    day = campaign.calendar.add_working_days(today, 1)
    if _round(session, campaign, day) is not None:
        return 0
    plan = plan_round(session, campaign, day=day, now=now)
    if not plan.due:
        return 0
    texts = sorted({f"remind.{each.case.instrument}.{each.number}" for each in plan.due})
    statement = insert(session, ReminderRound).values(
        agency_id=campaign.agency_id,
        campaign_id=campaign.id,
        day=day,
        state=RoundState.ANNOUNCED,
        people=len(plan.due),
        texts=texts,
        announced_at=now,
    )
    made = session.execute(statement.on_conflict_do_nothing().returning(ReminderRound.id)).first()
    if made is not None:
        _tell_owners(session, campaign, plan, texts, today=today, now=now)
    return len(plan.due)


def _tell_owners(
    session: Session,
    campaign: Campaign,
    plan: RoundPlan,
    texts: list[str],
    *,
    today: date,
    now: datetime,
) -> None:
    """Text, people and cost the evening before, to whoever may hold the round."""
    agency = session.get_one(Agency, campaign.agency_id)
    for owner, _ in office_people(session, campaign, [RoleName.OWNER]):
        w = Wording(Language(owner.language), campaign.wording)
        message = round_card(
            w,
            day=plan.day,
            state=RoundState.ANNOUNCED,
            people=len(plan.due),
            left=plan.left,
            samples=samples(
                w,
                texts,
                office=w.pick(agency.name_th, agency.name_en),
                minutes=campaign.minutes,
                closes_on=campaign.closes_on,
            ),
        )
        until = datetime.combine(today, time(20, 0), BANGKOK)
        push_to_office(
            session,
            campaign,
            owner,
            message,
            topic="round",
            today=today,
            not_after=until,
            now=now,
        )


def announced_for(today: date) -> Select[Any]:
    """The campaigns, of all offices, whose round of that day may go."""
    return select(ReminderRound.campaign_id).where(
        ReminderRound.day == today, ReminderRound.state == RoundState.ANNOUNCED
    )


def send(session: Session, campaign: Campaign, *, today: date, now: datetime) -> int:
    """Queues today's round unless it is held; how many people. Only what was announced goes."""
    current = _round(session, campaign, today)
    if current is None or current.state != RoundState.ANNOUNCED:
        return 0
    plan = plan_round(session, campaign, day=today, now=now)
    _note(session, campaign, plan, current, now=now)
    reserved = len(plan.due)
    ledger = allowance(
        session,
        campaign.agency_id,
        today,
        granted=int(campaign.reminders["allowance"]["monthly"]),
    )
    ledger.reserved += reserved
    queue_now(session, campaign, plan.due, today=today, now=now)
    short = [each for each in plan.refused if each.decision.reason == Reason.NO_ALLOWANCE]
    queue_for_reply(session, campaign, short, now=now)
    if short and plan.left <= reserved:
        tell_allowance_is_used_up(session, campaign, people=len(short), today=today, now=now)
    current.state, current.people = RoundState.SENT, reserved
    return reserved


def stop(session: Session, campaign: Campaign, *, today: date, now: datetime) -> int:
    """Ends what of today's round is not on its way yet, and holds the round; how many people.

    Let go again (`ให้ส่งตามกำหนด`), it is decided anew: with the words the campaign has by then.
    """
    current = _round(session, campaign, today)
    if current is None or current.state not in (RoundState.ANNOUNCED, RoundState.SENT):
        return 0
    of_round = select(Reminder.id).where(
        Reminder.agency_id == campaign.agency_id, Reminder.round_id == current.id
    )
    ended = session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.reminder_id.in_(of_round), OutboxMessage.state == OutboxState.WAITING)
        .values(
            state=OutboxState.CANCELLED, ended_at=now, messages=None, reason="stopped by the office"
        )
        .execution_options(synchronize_session=False)
    )
    settle_reminders(session, campaign)
    current.state = RoundState.HELD
    return int(ended.rowcount)  # type: ignore[attr-defined]  # an UPDATE has it


def _round(session: Session, campaign: Campaign, day: date) -> ReminderRound | None:
    """The round of a day, held until the transaction ends."""
    return session.scalars(
        select(ReminderRound)
        .where(
            ReminderRound.agency_id == campaign.agency_id,
            ReminderRound.campaign_id == campaign.id,
            ReminderRound.day == day,
        )
        .with_for_update()
    ).one_or_none()


def _note(
    session: Session,
    campaign: Campaign,
    plan: RoundPlan,
    current: ReminderRound,
    *,
    now: datetime,
) -> None:
    """Writes down what was decided for whom and why; a case has each step's row once."""
    rows = [
        {
            "agency_id": campaign.agency_id,
            "campaign_id": campaign.id,
            "case_id": candidate.case.id,
            "step": candidate.decision.step,
            "day": plan.day,
            "state": ReminderState.QUEUED if candidate.decision.is_due else ReminderState.REFUSED,
            "reason": candidate.decision.reason,
            "round_id": current.id,
            "decided_at": now,
            "sent_on": plan.day if candidate.decision.is_due else None,
        }
        for candidate in [*plan.due, *plan.refused]
    ]
    if not rows:
        return
    statement = insert(session, Reminder)
    new = statement.excluded
    may_change = or_(
        Reminder.state == ReminderState.REFUSED, Reminder.state == ReminderState.CANCELLED
    )
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["agency_id", "campaign_id", "case_id", "step"],
            set_={name: new[name] for name in DECIDED},
            # refused again for the same reason: the day it was first refused stands
            where=may_change & ((Reminder.state != new.state) | (Reminder.reason != new.reason)),
        ),
        rows,
    )


DECIDED = ("day", "state", "reason", "round_id", "decided_at", "sent_on")
"""What a later decision about the same step may change."""
