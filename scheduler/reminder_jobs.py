"""The job of reminding: each campaign in its own transaction, in Bangkok's days and hours."""

from collections.abc import Callable
from datetime import date, datetime, time

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.agency import Agency
from models.campaign import Campaign, current_campaign
from models.session import Database
from rules.thai_dates import BANGKOK, bangkok_date
from scheduler import digests, reminder_rounds
from scheduler.reminder_alarms import alarm_of_unsent
from scheduler.reminder_outcomes import settle_reminders

log = structlog.get_logger()

Act = Callable[[Session, Campaign, date, datetime], int]


ANNOUNCING_FROM = time(16, 30)
"""The evening before a round its owner is told."""


def keep_reminding(database: Database, now: datetime) -> None:
    """Does what the hour asks for; asked every few minutes, so that a late start catches up.

    Rounds, digests and announcements are rows of their own: what was done is not done again.
    """
    local = now.astimezone(BANGKOK).time()
    _each(database, now, "reminders settled", _settle, even_shut=True)
    _each(database, now, "rounds unsent", _alarm)
    if SENDING_FROM <= local < SENDING_UNTIL:
        _each(database, now, "round sent", _send)
        _each(database, now, "digests sent", _digest)
    if local >= ANNOUNCING_FROM:
        _each(database, now, "round announced", _announce)


SENDING_FROM, SENDING_UNTIL = time(9, 0), time(16, 0)
"""Bangkok hours in which people may be written to first (domain.md §10)."""


def _announce(session: Session, campaign: Campaign, today: date, now: datetime) -> int:
    return reminder_rounds.announce(session, campaign, today=today, now=now)


def _send(session: Session, campaign: Campaign, today: date, now: datetime) -> int:
    return reminder_rounds.send(session, campaign, today=today, now=now)


def _digest(session: Session, campaign: Campaign, today: date, now: datetime) -> int:
    return digests.send_digests(session, campaign, today=today, now=now)


def _alarm(session: Session, campaign: Campaign, today: date, now: datetime) -> int:
    return alarm_of_unsent(session, campaign, today=today, now=now)


def _settle(session: Session, campaign: Campaign, _today: date, _now: datetime) -> int:
    return settle_reminders(session, campaign)


def _each(
    database: Database, now: datetime, sentence: str, act: Act, *, even_shut: bool = False
) -> None:
    """`even_shut`: what was queued when the survey was closed must still be written down."""
    today = bangkok_date(now)
    with database.reading() as session:
        offices = list(session.scalars(select(Agency.id).order_by(Agency.id)))
    for agency_id in offices:
        with database.transaction() as session:
            campaign = current_campaign(session, agency_id, today)
            if campaign is None or not (even_shut or campaign.is_open(today)):
                continue
            if "allowance" not in campaign.reminders:
                log.error("load the campaign file again: it has no allowance", agency=agency_id)
                continue
            people = act(session, campaign, today, now)
        if people:
            log.info(sentence, agency=agency_id, people=people)
