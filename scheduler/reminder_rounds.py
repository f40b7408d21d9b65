"""Rounds: announced the evening before, held or let go by their owner, sent in the morning.

Everything of a round is one transaction: the decisions, the ledger's reservation and the rows of
the outbox. A second time is a no-op: a round is sent once, a case has each step once.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

import structlog
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.agency import Agency, sites_of, units_of
from models.allowance import allowance
from models.base import insert
from models.campaign import Campaign
from models.outbox_message import OutboxMessage, OutboxState
from models.reminder import Reminder, ReminderRound, ReminderState, RoundState
from models.respondent import Respondent
from models.role import Role, RoleName
from outbound.messages.reminder import reminder, round_card, samples
from outbound.messages.wording import Wording
from outbound.outbox import enqueue_push
from rules.language import Language
from rules.reminders import Reason
from rules.thai_dates import BANGKOK, bangkok_midnight
from scheduler.office_push import push_to_office
from scheduler.reminder_plan import Candidate, RoundPlan, plan_round

log = structlog.get_logger()

TOPIC = "reminder"
DAY = timedelta(days=1)


def announce(session: Session, campaign: Campaign, *, today: date, now: datetime) -> int:
    """Opens the next working day's round when it would remind somebody; how many it would."""
    day = campaign.calendar.add_working_days(today, 1)
    if _round(session, campaign, day) is not None:
        return 0
    plan = plan_round(session, campaign, day=day, now=now)
    if not plan.due:
        return 0
    texts = sorted({f"remind.{each.instrument}.{each.number}" for each in plan.due})
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
    owners = session.scalars(
        select(Respondent)
        .join(Role, Role.respondent_id == Respondent.id)
        .where(
            Role.agency_id == campaign.agency_id,
            Role.name == RoleName.OWNER,
            Role.ended_at.is_(None),
            Respondent.blocked_at.is_(None),
            Respondent.opted_out_at.is_(None),
        )
        .distinct()
    )
    agency = session.get_one(Agency, campaign.agency_id)
    for owner in owners:
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
    _queue(session, campaign, plan.due, waits_for_reply=False, today=today, now=now)
    short = [each for each in plan.refused if each.decision.reason == Reason.NO_ALLOWANCE]
    _queue(session, campaign, short, waits_for_reply=True, today=today, now=now)
    if current.people and not reserved:
        # Somebody was due last evening and nobody is now: perhaps all answered, perhaps a fault.
        log.error("a round announced reached nobody", round=current.id, announced=current.people)
    current.state, current.people = RoundState.SENT, reserved
    return reserved


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
    for candidate in [*plan.due, *plan.refused]:
        is_due = candidate.decision.is_due
        statement = insert(session, Reminder).values(
            agency_id=campaign.agency_id,
            campaign_id=campaign.id,
            case_id=candidate.case_id,
            step=candidate.decision.step,
            day=plan.day,
            state=ReminderState.QUEUED if is_due else ReminderState.REFUSED,
            reason=candidate.decision.reason,
            round_id=current.id,
            decided_at=now,
            sent_on=plan.day if is_due else None,
        )
        session.execute(
            statement.on_conflict_do_update(
                index_elements=["agency_id", "campaign_id", "case_id", "step"],
                set_={
                    name: getattr(statement.excluded, name)
                    for name in ("day", "state", "reason", "round_id", "decided_at", "sent_on")
                },
                where=Reminder.state.in_([ReminderState.REFUSED, ReminderState.CANCELLED]),
            )
        )


def _queue(
    session: Session,
    campaign: Campaign,
    candidates: Iterable[Candidate],
    *,
    waits_for_reply: bool,
    today: date,
    now: datetime,
) -> None:
    """The outbox rows; those the allowance does not reach wait for the person's next message."""
    by_words: dict[tuple[str, int, str, Hours], list[Candidate]] = defaultdict(list)
    hours = _hours_of_sites(session, campaign)
    for each in candidates:
        when = hours.get(each.site_id, hours[0])
        by_words[(each.instrument, each.number, each.language, when)].append(each)
    ids = _reminder_ids(session, campaign, by_words.values())
    _drop_waiting(session, campaign, (each for people in by_words.values() for each in people))
    for (_, number, language, when), people in sorted(by_words.items()):
        start_at, until = (datetime.combine(today, hour, BANGKOK) for hour in when)
        words = [_words(session, campaign, people[0], number=number, language=language)]
        for each in people:
            row = enqueue_push(
                session,
                agency_id=campaign.agency_id,
                respondent_id=each.respondent_id,
                topic=TOPIC,
                messages=words,
                not_after=bangkok_midnight(campaign.closes_on + DAY) if waits_for_reply else until,
                now=now,
                reminder_id=ids[(each.case_id, each.decision.step)],
            )
            row.due_at = max(row.due_at, start_at)
            if waits_for_reply:
                row.state, row.ended_at = OutboxState.HELD, now
                row.reason = "no allowance left"


def _drop_waiting(session: Session, campaign: Campaign, people: Iterable[Candidate]) -> None:
    """An earlier round's words that still wait for these people are overtaken by this one's."""
    session.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.agency_id == campaign.agency_id,
            OutboxMessage.respondent_id.in_([each.respondent_id for each in people]),
            OutboxMessage.topic == TOPIC,
            OutboxMessage.state == OutboxState.HELD,
        )
        .values(
            state=OutboxState.CANCELLED,
            messages=None,
            reminder_id=None,  # the reminder's fate is the newer row's
            reason="overtaken by newer words",
        )
        .execution_options(synchronize_session=False)
    )


Hours = tuple[time, time]
"""From when until when somebody may be reminded, Bangkok time."""


def _hours_of_sites(session: Session, campaign: Campaign) -> dict[int, Hours]:
    """The office's hours (0), and those of the sites that have their own: a night shift."""
    plan = campaign.reminders["respondents"]
    office = (time.fromisoformat(plan["send_from"]), time.fromisoformat(plan["send_until"]))
    hours = {0: office}
    codes = {unit.id: unit.code for unit in units_of(session, campaign.agency_id)}
    for site in sites_of(session, campaign.agency_id):
        entries = campaign.unit_entry(codes[site.unit_id]).get("sites") or []
        stated: dict[str, Any] = next((e for e in entries if e["code"] == site.code), {})
        first, last = stated.get("send_from"), stated.get("send_until")
        hours[site.id] = (
            time.fromisoformat(first) if first else office[0],
            time.fromisoformat(last) if last else office[1],
        )
    return hours


def _reminder_ids(
    session: Session, campaign: Campaign, groups: Iterable[list[Candidate]]
) -> dict[tuple[int, str], int]:
    cases = [each.case_id for group in groups for each in group]
    rows = session.execute(
        select(Reminder.case_id, Reminder.step, Reminder.id).where(
            Reminder.agency_id == campaign.agency_id,
            Reminder.campaign_id == campaign.id,
            Reminder.case_id.in_(cases),
        )
    )
    return {(case_id, step): number for case_id, step, number in rows}


def _words(
    session: Session, campaign: Campaign, person: Candidate, *, number: int, language: str
) -> dict[str, object]:
    agency = session.get_one(Agency, campaign.agency_id)
    w = Wording(Language(language), campaign.wording)
    return reminder(
        w,
        instrument=str(person.instrument),
        number=number,
        office=w.pick(agency.name_th, agency.name_en),
        survey_url=campaign.survey_url(person.instrument),
        closes_on=campaign.closes_on,
        minutes=campaign.minutes,
        practice=campaign.is_practice(person.instrument),
    )
