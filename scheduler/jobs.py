"""The jobs: what each does, how often it looks, and which occurrence a moment belongs to."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import structlog
from sqlalchemy import select

from models.agency import Agency
from models.campaign import Campaign, current_campaign
from models.expired import ACTOR
from models.heartbeat import beat
from models.job_run import is_first_run, was_run
from models.notice_text import keep_notice
from models.purge import purge
from models.retention import erase_expired, perhaps_expired
from models.session import Database
from outbound.messages.notice import notice_version, notice_words
from reports.recount import recount
from rules.thai_dates import BANGKOK, bangkok_date, fiscal_year
from scheduler.one_by_one import one_by_one
from scheduler.reminder_jobs import keep_reminding

log = structlog.get_logger()

KEEP = timedelta(days=30)
"""How long handled events and ended messages stay, without their words."""

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Job:
    """What, and how often to look; with `slot`, once for each occurrence that it names.

    Due work is what the last recorded occurrence does not cover: a night slept through is made
    up for at the next look, once.
    """

    act: Callable[[Database, datetime], bool | None]
    every: timedelta
    slot: Callable[[datetime], datetime] | None = None

    @property
    def name(self) -> str:
        return self.act.__name__

    def run(self, database: Database, now: datetime) -> None:
        """Acts, unless this occurrence was recorded before."""
        if self.slot is None:
            self.act(database, now)
            return
        scheduled_at = self.slot(now)
        with database.reading() as session:
            if was_run(session, self.name, scheduled_at=scheduled_at):
                return
        if self.act(database, now) is False:
            return  # somebody's turn failed: it is to come again at the next look
        with database.transaction() as session:
            is_first_run(session, self.name, scheduled_at=scheduled_at, now=now)


def daily(at: time) -> Callable[[datetime], datetime]:
    """The latest moment at which a Bangkok clock showed that time."""

    def slot(now: datetime) -> datetime:
        local = now.astimezone(BANGKOK)
        today = datetime.combine(local.date(), at, BANGKOK)
        return today if today <= local else today - DAY

    return slot


def hourly(now: datetime) -> datetime:
    """The hour that has begun."""
    return now.replace(minute=0, second=0, microsecond=0)


def say_well(database: Database, now: datetime) -> None:
    """The leading scheduler's sign of life."""
    with database.transaction() as session:
        beat(session, "scheduler", now=now)


def recount_all(database: Database, now: datetime) -> bool:
    """Compares the counters of campaigns that still change with their facts; never repairs.

    Some time after its people are forgotten, staff with the fiscal year, none changes any more.
    Each is one look at one moment: a look that lasts keeps what others changed since from being
    cleared away.
    """

    def compare(number: int) -> None:
        with database.reading() as session:
            campaign = session.get_one(Campaign, number)
            differences = recount(session, campaign)
            slug = campaign.slug
        log.log(
            40 if differences else 20,
            "recount",
            campaign=slug,
            differences=len(differences),
            at=now.isoformat(),
        )

    still_change = Campaign.fiscal_year >= fiscal_year(bangkok_date(now) - KEEP)
    with database.reading() as session:
        numbers = session.scalars(select(Campaign.id).where(still_change)).all()
    return one_by_one("recount", sorted(numbers), compare)


def purge_old(database: Database, now: datetime) -> None:
    """Deletes handled events and ended messages that have served their time."""
    gone = purge(database, before=now - KEEP)
    log.info("purged", rows=gone)


def anonymise_expired(database: Database, now: datetime) -> bool:
    """Forgets the people of campaigns whose time is over (domain.md §9.9), each by itself."""
    today = bangkok_date(now)

    def forget(number: int) -> None:
        for row in erase_expired(database, number, today=today, actor=ACTOR, now=now):
            log.info("anonymised", campaign=number, instrument=row.instrument, **row.counts)

    with database.reading() as session:
        numbers = session.scalars(perhaps_expired(today)).all()
    return one_by_one("anonymise", sorted(numbers), forget)


def keep_notices(database: Database, now: datetime) -> bool:
    """Keeps the words of the privacy notice each office gives now, under their version."""

    def keep(agency_id: int) -> None:
        with database.transaction() as session:
            campaign = current_campaign(session, agency_id, bangkok_date(now))
            if campaign is None:
                return
            facts = campaign.content["notice"]
            words = notice_words(campaign.wording, facts)
            version = notice_version(campaign.wording, facts)
            keep_notice(session, agency_id, version, words, now=now)

    with database.reading() as session:
        offices = session.scalars(select(Agency.id)).all()
    return one_by_one("keep notice", sorted(offices), keep)


LOOKS = timedelta(minutes=5)

TIMETABLE = [
    Job(say_well, timedelta(seconds=10)),
    Job(keep_reminding, timedelta(minutes=2)),
    Job(keep_notices, LOOKS),
    Job(recount_all, LOOKS, daily(time(2, 30))),
    Job(purge_old, LOOKS, daily(time(3, 0))),
    Job(anonymise_expired, LOOKS, daily(time(3, 15))),
]
