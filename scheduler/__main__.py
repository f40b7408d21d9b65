"""The scheduler's process: APScheduler keeps the timetable, in memory."""

import signal
import sys
from datetime import timedelta
from typing import Any

import structlog
from apscheduler.schedulers.blocking import BlockingScheduler

import clock
from models.session import Database
from outbound.line_client import LineClient
from rules.thai_dates import BANGKOK
from scheduler.jobs import TIMETABLE, Job, say_well
from scheduler.line_allowance import reconciler
from settings import Settings, SettingsProblem

log = structlog.get_logger()


def run(job: Job, database: Database) -> None:
    """Runs one job; what goes wrong is logged, and the next time comes all the same."""
    try:
        job.act(database, clock.now())
    except Exception as error:
        log.exception("job failed", job=job.act.__name__, error=type(error).__name__)


def main() -> None:
    """Starts the timetable from the environment's settings."""
    try:
        settings = Settings.load()
    except SettingsProblem as problem:
        sys.exit("\n".join(problem.problems))
    database = Database(settings.database_url, settings.secret_keys)
    timetable = BlockingScheduler(timezone=BANGKOK)
    client = LineClient(
        base_url=settings.line_api_base, access_token=settings.line_channel_access_token
    )
    reconcile = Job(reconciler(client, settings.agency), "interval", {"hours": 1})
    for job in [*TIMETABLE, reconcile]:
        timetable.add_job(
            run,
            job.trigger,
            args=(job, database),
            id=job.act.__name__,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=int(timedelta(hours=1).total_seconds()),
            **job.when,
        )
    run(Job(say_well, "", {}), database)

    def stop(*_: Any) -> None:
        timetable.shutdown(wait=False)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    log.info("scheduler started", jobs=len(TIMETABLE) + 1)
    timetable.start()


if __name__ == "__main__":
    main()
