"""The job of reminding: each campaign in its own transaction, in Bangkok's days and hours.

Which campaigns there is something to do for is asked first, in one question over all offices: a
look costs what there is to do, not how many offices there are.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Protocol

import structlog
from sqlalchemy import Executable, Select, select
from sqlalchemy.orm import Session

from models.campaign import Campaign, current_campaign, open_on
from models.job_run import is_first_run, was_run
from models.session import Database
from rules.thai_dates import BANGKOK, bangkok_date
from scheduler.digests import send_digests
from scheduler.one_by_one import one_by_one
from scheduler.reminder_alarms import alarm_of_unsent, perhaps_unsent
from scheduler.reminder_outcomes import settle_reminders, unsettled
from scheduler.reminder_rounds import announce, announced_for, send

log = structlog.get_logger()

SENDING_FROM, SENDING_UNTIL = time(9, 0), time(16, 0)
"""Bangkok hours in which people may be written to first (domain.md §10)."""

ANNOUNCING_FROM = time(16, 30)
"""The evening before a round its owner is told."""


class Act(Protocol):
    """Does it for one campaign, in a transaction; how many people it was about."""

    def __call__(
        self, session: Session, campaign: Campaign, *, today: date, now: datetime
    ) -> int: ...


@dataclass(frozen=True)
class Duty:
    """What is done for a campaign, and the query for the campaigns that may need it at a moment.

    `even_shut`: what was queued when the survey was closed must still be written down.
    """

    sentence: str
    campaigns: Callable[[datetime], Executable]
    act: Act
    even_shut: bool = False


def _settle(session: Session, campaign: Campaign, *, today: date, now: datetime) -> int:
    return settle_reminders(session, campaign)


def _open_campaigns(now: datetime) -> Select[Any]:
    return select(Campaign.id).where(*open_on(bangkok_date(now)))


SETTLE = Duty("reminders settled", lambda _: unsettled(), _settle, even_shut=True)
ALARM = Duty("rounds unsent", perhaps_unsent, alarm_of_unsent)
SEND = Duty("round sent", lambda now: announced_for(bangkok_date(now)), send)
DIGEST = Duty("digests sent", _open_campaigns, send_digests)
ANNOUNCE = Duty("round announced", _open_campaigns, announce)


def keep_reminding(database: Database, now: datetime) -> None:
    """Does what the hour asks for; asked every few minutes, so that a late start catches up.

    Rounds, digests and announcements are rows of their own: what was done is not done again. What
    must be worked out of every open campaign's plan is looked at once in half an hour.
    """
    local = now.astimezone(BANGKOK).time()
    is_sending = SENDING_FROM <= local < SENDING_UNTIL
    _each(database, now, SETTLE)
    _each(database, now, ALARM)
    if is_sending:
        _each(database, now, SEND)  # before the digests: respondents come first in the allowance
    ahead = DIGEST if is_sending else ANNOUNCE if local >= ANNOUNCING_FROM else None
    if ahead is not None and not _was_looked(database, now) and _each(database, now, ahead):
        _note_look(database, now)


LOOK = "look ahead"


def _was_looked(database: Database, now: datetime) -> bool:
    with database.reading() as session:
        return was_run(session, LOOK, scheduled_at=_half_hour(now))


def _note_look(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        is_first_run(session, LOOK, scheduled_at=_half_hour(now), now=now)


def _half_hour(now: datetime) -> datetime:
    """The half hour that has begun: the hours of sending and announcing begin and end with one."""
    return now.replace(minute=now.minute // 30 * 30, second=0, microsecond=0)


def _each(database: Database, now: datetime, duty: Duty) -> bool:
    """Whether all campaigns that may need it have been seen to."""
    today = bangkok_date(now)

    def do(number: int) -> None:
        with database.transaction() as session:
            campaign = session.get_one(Campaign, number)
            agency_id = campaign.agency_id
            if not duty.even_shut and not _is_worked_on(session, campaign, today):
                return
            if "allowance" not in campaign.reminders:
                log.error("load the campaign file again: it has no allowance", agency=agency_id)
                return
            people = duty.act(session, campaign, today=today, now=now)
        if people:
            log.info(duty.sentence, agency=agency_id, people=people)

    with database.reading() as session:
        numbers = session.scalars(duty.campaigns(now)).all()
    return one_by_one(duty.sentence, sorted(numbers), do)


def _is_worked_on(session: Session, campaign: Campaign, today: date) -> bool:
    """Open, and of several open ones the one the office works on."""
    return (
        campaign.is_open(today) and current_campaign(session, campaign.agency_id, today) is campaign
    )
