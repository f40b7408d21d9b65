"""The jobs: what each does, how often it looks, and which occurrence a moment belongs to."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import structlog
from sqlalchemy import select

from models.agency import Agency
from models.campaign import Campaign, Instrument, current_campaign
from models.expired import ACTOR
from models.heartbeat import beat
from models.job_run import is_first_run, was_run
from models.notice_text import keep_notice
from models.purge import purge
from models.retention import erase_expired
from models.session import Database
from outbound.messages.notice import notice_version, notice_words
from reports.recount import recount
from rules.thai_dates import BANGKOK, bangkok_date
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

    act: Callable[[Database, datetime], None]
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
        self.act(database, now)
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


def recount_all(database: Database, now: datetime) -> None:
    """Compares the counters of campaigns that still change with their facts; never repairs.

    Each is one look at one moment: a look that lasts keeps what others changed since from being
    cleared away.
    """
    with database.reading() as session:
        campaigns = [each.id for each in session.scalars(select(Campaign)) if _changes(each, now)]
    for number in campaigns:
        with database.reading() as session:
            campaign = session.get_one(Campaign, number)
            differences = recount(session, campaign)
        log.log(
            40 if differences else 20,
            "recount",
            campaign=campaign.slug,
            differences=len(differences),
            at=now.isoformat(),
        )


def _changes(campaign: Campaign, now: datetime) -> bool:
    """Whether facts may still change: some time after its people are forgotten none does."""
    return bangkok_date(now) < campaign.erase_on(Instrument.IIT) + KEEP


def purge_old(database: Database, now: datetime) -> None:
    """Deletes handled events and ended messages that have served their time."""
    gone = purge(database, before=now - KEEP)
    log.info("purged", rows=gone)


def anonymise_expired(database: Database, now: datetime) -> None:
    """Forgets the people of campaigns whose time is over (domain.md §9.9), each by itself."""
    with database.reading() as session:
        campaigns = list(session.scalars(select(Campaign.id).order_by(Campaign.id)))
    for number in campaigns:
        made = erase_expired(database, number, today=bangkok_date(now), actor=ACTOR, now=now)
        for row in made:
            log.info("anonymised", campaign=number, instrument=row.instrument, **row.counts)


def keep_notices(database: Database, now: datetime) -> None:
    """Keeps the words of the privacy notice each office gives now, under their version."""
    with database.reading() as session:
        offices = list(session.scalars(select(Agency.id).order_by(Agency.id)))
    for agency_id in offices:
        with database.transaction() as session:
            campaign = current_campaign(session, agency_id, bangkok_date(now))
            if campaign is None:
                continue
            facts = campaign.content["notice"]
            words = notice_words(campaign.wording, facts)
            version = notice_version(campaign.wording, facts)
            keep_notice(session, agency_id, version, words, now=now)


LOOKS = timedelta(minutes=5)

TIMETABLE = [
    Job(say_well, timedelta(seconds=10)),
    Job(keep_reminding, timedelta(minutes=2)),
    Job(keep_notices, LOOKS),
    Job(recount_all, LOOKS, daily(time(2, 30))),
    Job(purge_old, LOOKS, daily(time(3, 0))),
    Job(anonymise_expired, LOOKS, daily(time(3, 15))),
]
