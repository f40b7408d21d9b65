"""The timetable and its jobs; all state is in the database, so a second run is harmless."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import select

from models.campaign import Campaign
from models.heartbeat import beat
from models.purge import purge
from models.session import Database
from reports.recount import recount
from scheduler.reminder_jobs import keep_reminding

log = structlog.get_logger()

KEEP = timedelta(days=30)
"""How long handled events and ended messages stay, without their words."""


@dataclass(frozen=True)
class Job:
    """When (APScheduler's trigger and its arguments, Bangkok time) and what."""

    act: Callable[[Database, datetime], None]
    trigger: str
    when: dict[str, Any]


def say_well(database: Database, now: datetime) -> None:
    """The scheduler's sign of life."""
    with database.transaction() as session:
        beat(session, "scheduler", now=now)


def recount_all(database: Database, now: datetime) -> None:
    """Compares every campaign's counters with its facts; reports, never repairs."""
    with database.reading() as session:
        for campaign in session.scalars(select(Campaign)):
            differences = recount(session, campaign)
            log.log(
                40 if differences else 20,
                "recount",
                campaign=campaign.slug,
                differences=len(differences),
                at=now.isoformat(),
            )


def purge_old(database: Database, now: datetime) -> None:
    """Deletes handled events and ended messages that have served their time."""
    with database.transaction() as session:
        gone = purge(session, before=now - KEEP)
    log.info("purged", rows=gone)


TIMETABLE = [
    Job(say_well, "interval", {"seconds": 10}),
    Job(keep_reminding, "interval", {"minutes": 2}),
    Job(recount_all, "cron", {"hour": 2, "minute": 30}),
    Job(purge_old, "cron", {"hour": 3, "minute": 0}),
]
