"""The jobs of reminding: each campaign in its own transaction, in Bangkok's days and hours.

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
    """What is done for a campaign, and the query for the campaigns that may need it on a day.

    `even_shut`: what was queued when the survey was closed must still be written down.
    """

    sentence: str
    campaigns: Callable[[date], Executable]
    act: Act
    even_shut: bool = False


def _open_campaigns(today: date) -> Select[Any]:
    return select(Campaign.id).where(*open_on(today))


def _settle(session: Session, campaign: Campaign, *, today: date, now: datetime) -> int:
    return settle_reminders(session, campaign)


SETTLE = Duty("reminders settled", lambda _: unsettled(), _settle, even_shut=True)
ALARM = Duty("rounds unsent", perhaps_unsent, alarm_of_unsent)
SEND = Duty("round sent", announced_for, send)
DIGEST = Duty("digests sent", _open_campaigns, send_digests)
ANNOUNCE = Duty("round announced", _open_campaigns, announce)


def keep_reminding(database: Database, now: datetime) -> None:
    """Does what waits; asked every few minutes, so that a late start catches up.

    Rounds are rows of their own: what was done is not done again.
    """
    local = now.astimezone(BANGKOK).time()
    _each(database, now, SETTLE)
    _each(database, now, ALARM)
    if SENDING_FROM <= local < SENDING_UNTIL:
        _each(database, now, SEND)


def look_ahead(database: Database, now: datetime) -> None:
    """Works out of each open campaign's plan who is told today: of due dates, of tomorrow's round.

    Every open campaign has to be gone through for it, so it is asked less often. Digests and
    announcements are rows too.
    """
    local = now.astimezone(BANGKOK).time()
    if SENDING_FROM <= local < SENDING_UNTIL:
        _each(database, now, DIGEST)
    if local >= ANNOUNCING_FROM:
        _each(database, now, ANNOUNCE)


def _each(database: Database, now: datetime, duty: Duty) -> None:
    today = bangkok_date(now)
    with database.reading() as session:
        numbers = session.scalars(duty.campaigns(today)).all()

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

    one_by_one(sorted(numbers), do)


def _is_worked_on(session: Session, campaign: Campaign, today: date) -> bool:
    """Open, and of several open ones the one the office works on."""
    return (
        campaign.is_open(today) and current_campaign(session, campaign.agency_id, today) is campaign
    )
