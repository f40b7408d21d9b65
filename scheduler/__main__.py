"""The scheduler's process: APScheduler keeps the timetable, in memory."""

import signal
import sys
import time
from datetime import timedelta

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

import clock
import logs
from models.line_channel import given_in
from models.session import Database
from outbound.line_clients import LineClients
from rules.thai_dates import BANGKOK
from scheduler.jobs import LOOKS, TIMETABLE, Job, hourly
from scheduler.leader import Leader
from scheduler.line_allowance import reconciler
from scheduler.menu_links import menu_linker
from settings import Settings, SettingsProblem

log = structlog.get_logger()

FOR_JOBS = 3
"""Connections to PostgreSQL: few jobs are ever at work together, and the others wait."""

LOOKS_EVERY_S = 0.2
"""At whether it was told to stop."""


def main() -> None:
    """Starts the timetable from the environment's settings."""
    logs.configure("scheduler")
    try:
        settings = Settings.load()
    except SettingsProblem as problem:
        sys.exit("\n".join(problem.problems))
    told_to_stop: list[int] = []  # a signal only leaves a mark: it may come while a lock is held
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda which, *_: told_to_stop.append(which))
    accounts = LineClients(base_url=settings.line_api_base, given=given_in(settings))
    timetable = BackgroundScheduler(timezone=BANGKOK)
    asking_line = [
        Job(reconciler(accounts), LOOKS, hourly),
        Job(menu_linker(accounts), timedelta(minutes=1)),
    ]
    jobs = [*TIMETABLE, *asking_line]
    database = Database(settings.database_url, settings.secret_keys, connections=FOR_JOBS)
    leader = Leader(database, clock.now, jobs)
    timetable.add_job(leader.run, args=(jobs[0],), misfire_grace_time=None)  # at once, once
    for job in jobs:
        timetable.add_job(
            leader.run,
            "interval",
            args=(job,),
            id=job.name,
            seconds=int(job.every.total_seconds()),
            max_instances=1,
            coalesce=True,
            misfire_grace_time=int(timedelta(hours=1).total_seconds()),
        )
    log.info("scheduler started", jobs=len(timetable.get_jobs()))
    timetable.start()
    while not told_to_stop:
        time.sleep(LOOKS_EVERY_S)
    timetable.shutdown(wait=True)  # a job in hand ends first, under the lease it began with
    leader.give_up()
    log.info("scheduler stopped")


if __name__ == "__main__":
    main()
