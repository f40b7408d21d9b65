"""The jobs of reminding: each campaign in its own transaction, in Bangkok's days."""

from collections.abc import Callable
from datetime import date, datetime

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.agency import Agency
from models.campaign import Campaign, current_campaign
from models.session import Database
from rules.thai_dates import bangkok_date
from scheduler import digests, reminder_rounds

log = structlog.get_logger()

Act = Callable[[Session, Campaign, date, datetime], int]


def announce_rounds(database: Database, now: datetime) -> None:
    """The evening before: the next working day's round is opened for its owner to see."""
    _each(database, now, "rounds announced", _announce)


def send_rounds(database: Database, now: datetime) -> None:
    """09:00: the round announced goes out, decided anew."""
    _each(database, now, "rounds sent", _send)


def send_digests(database: Database, now: datetime) -> None:
    """The coordinators' digest of the day, if it is one."""
    _each(database, now, "digests sent", _digest)


def settle_reminders(database: Database, now: datetime) -> None:
    """What became of the reminders on their way."""
    _each(database, now, "reminders settled", _settle)


def _announce(session: Session, campaign: Campaign, today: date, now: datetime) -> int:
    return reminder_rounds.announce(session, campaign, today=today, now=now)


def _send(session: Session, campaign: Campaign, today: date, now: datetime) -> int:
    return reminder_rounds.send(session, campaign, today=today, now=now)


def _digest(session: Session, campaign: Campaign, today: date, now: datetime) -> int:
    return digests.send_digests(session, campaign, today=today, now=now)


def _settle(session: Session, campaign: Campaign, _today: date, _now: datetime) -> int:
    return reminder_rounds.settle_reminders(session, campaign)


def _each(database: Database, now: datetime, sentence: str, act: Act) -> None:
    today = bangkok_date(now)
    with database.reading() as session:
        offices = list(session.scalars(select(Agency.id).order_by(Agency.id)))
    for agency_id in offices:
        with database.transaction() as session:
            campaign = current_campaign(session, agency_id, today)
            if campaign is None or not campaign.is_open(today):
                continue
            if "allowance" not in campaign.reminders:
                log.error("load the campaign file again: it has no allowance", agency=agency_id)
                continue
            people = act(session, campaign, today, now)
        if people:
            log.info(sentence, agency=agency_id, people=people)
