"""A round's messages: the same words to many in one call, and what waits for a free reply."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.agency import Agency, sites_of, units_of
from models.base import batches
from models.campaign import Campaign
from models.outbox_message import OutboxMessage, OutboxState
from models.reminder import Reminder
from outbound.messages.reminder import reminder
from outbound.messages.wording import Wording
from outbound.outbox import Message, Recipient, enqueue_multicast, enqueue_push
from rules.language import Language
from rules.thai_dates import BANGKOK, bangkok_midnight
from scheduler.reminder_plan import Candidate

TOPIC = "reminder"
DAY = timedelta(days=1)

Hours = tuple[time, time]
"""From when until when somebody may be reminded, Bangkok time."""


def queue_now(
    session: Session,
    campaign: Campaign,
    candidates: Iterable[Candidate],
    *,
    today: date,
    now: datetime,
) -> None:
    """The day's messages within their hours: multicast to friends, a push to everybody else."""
    for bundle in _bundles(session, campaign, candidates):
        start_at, until = (datetime.combine(today, hour, BANGKOK) for hour in bundle.hours)
        due_at = max(now, start_at)
        enqueue_multicast(
            session,
            [
                Recipient(each.case.respondent_id, number)
                for each, number in bundle.of(friends=True)
            ],
            agency_id=campaign.agency_id,
            topic=TOPIC,
            messages=[bundle.words],
            not_after=until,
            due_at=due_at,
            now=now,
        )
        for each, number in bundle.of(friends=False):
            row = enqueue_push(
                session,
                agency_id=campaign.agency_id,
                respondent_id=each.case.respondent_id,
                topic=TOPIC,
                messages=[bundle.words],
                not_after=until,
                now=now,
                reminder_id=number,
            )
            row.due_at = due_at


def queue_for_reply(
    session: Session, campaign: Campaign, candidates: Iterable[Candidate], *, now: datetime
) -> None:
    """What the allowance does not reach waits for the person's next message."""
    for bundle in _bundles(session, campaign, candidates):
        for each, number in bundle.people:
            row = enqueue_push(
                session,
                agency_id=campaign.agency_id,
                respondent_id=each.case.respondent_id,
                topic=TOPIC,
                messages=[bundle.words],
                not_after=bangkok_midnight(campaign.closes_on + DAY),
                now=now,
                reminder_id=number,
            )
            row.state, row.ended_at, row.reason = OutboxState.HELD, now, "no allowance left"


@dataclass(frozen=True)
class Bundle:
    """People who get the same words in the same hours, each with the reminder's number."""

    words: Message
    hours: Hours
    people: list[tuple[Candidate, int]]

    def of(self, *, friends: bool) -> list[tuple[Candidate, int]]:
        """Friends of the account, or those who only wrote to it."""
        return [(each, number) for each, number in self.people if each.case.is_friend == friends]


def _bundles(
    session: Session, campaign: Campaign, candidates: Iterable[Candidate]
) -> Iterator[Bundle]:
    people = list(candidates)
    if not people:
        return
    _drop_waiting(session, campaign, people)
    hours, numbers = _hours_of_sites(session, campaign), _numbers(session, campaign, people)
    bundles: dict[tuple[str, int, str, Hours], list[Candidate]] = defaultdict(list)
    for each in people:
        when = hours.get(each.case.site_id, hours[0])
        bundles[(each.case.instrument, each.number, each.case.language, when)].append(each)
    for (_, number, language, when), some in sorted(bundles.items()):
        words = _words(session, campaign, some[0], number=number, language=language)
        yield Bundle(words, when, [(c, numbers[(c.case.id, c.decision.step)]) for c in some])


def _drop_waiting(session: Session, campaign: Campaign, people: Iterable[Candidate]) -> None:
    """An earlier round's words that still wait for these people are overtaken by this one's."""
    for some in batches([each.case.respondent_id for each in people]):
        session.execute(
            update(OutboxMessage)
            .where(
                OutboxMessage.agency_id == campaign.agency_id,
                OutboxMessage.respondent_id.in_(some),
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


def _hours_of_sites(session: Session, campaign: Campaign) -> Mapping[int, Hours]:
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


def _numbers(
    session: Session, campaign: Campaign, people: Iterable[Candidate]
) -> Mapping[tuple[int, str], int]:
    """The rows of these people's reminders, by case and step."""
    return {
        (case_id, step): number
        for some in batches([each.case.id for each in people])
        for case_id, step, number in session.execute(
            select(Reminder.case_id, Reminder.step, Reminder.id).where(
                Reminder.agency_id == campaign.agency_id,
                Reminder.campaign_id == campaign.id,
                Reminder.case_id.in_(some),
            )
        )
    }


def _words(
    session: Session, campaign: Campaign, person: Candidate, *, number: int, language: str
) -> Message:
    agency = session.get_one(Agency, campaign.agency_id)
    w = Wording(Language(language), campaign.wording)
    return reminder(
        w,
        instrument=str(person.case.instrument),
        number=number,
        office=w.pick(agency.name_th, agency.name_en),
        survey_url=campaign.survey_url(person.case.instrument),
        closes_on=campaign.closes_on,
        minutes=campaign.minutes,
        practice=campaign.is_practice(person.case.instrument),
    )
