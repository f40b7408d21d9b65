"""Of several schedulers one acts, by the database's clock; the next follows within its minute."""

from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import func, select, update

from models.base import UtcDateTime
from models.job_run import JobRun
from models.lease import LASTS, Lease, LeaseLost, leading, take_lease
from models.session import Database
from scheduler.jobs import Job, daily
from scheduler.leader import Leader

NOW = datetime(2027, 3, 10, 2, 0, tzinfo=UTC)  # 09.00 in Bangkok
EVERY = timedelta(seconds=10)


def take(database: Database, holder: str) -> int | None:
    with database.transaction() as session:
        return take_lease(session, holder)


def lapse(database: Database) -> None:
    """As if its holder had been silent for long enough."""
    with database.transaction() as session:
        now = session.scalar(select(func.now(type_=UtcDateTime())))
        session.execute(update(Lease).values(expires_at=now))


def test_one_leads_and_renews_until_it_falls_silent(database: Database) -> None:
    assert [take(database, "a"), take(database, "b"), take(database, "a")] == [1, None, 1]
    lapse(database)
    assert [take(database, "b"), take(database, "a")] == [2, None]
    lapse(database)
    assert take(database, "a") == 3


def test_it_lasts_by_the_database_s_clock_whatever_this_machine_says(database: Database) -> None:
    take(database, "a")
    with database.reading() as session:
        (lease,) = session.scalars(select(Lease))
        now = session.scalar(select(func.now(type_=UtcDateTime())))
    assert now is not None
    assert timedelta() < lease.expires_at - now <= LASTS


def test_who_lost_the_lease_can_begin_no_transaction(database: Database) -> None:
    epoch = take(database, "a")
    assert epoch is not None
    guarded = database.guarded(leading("a", epoch))
    with guarded.transaction():
        pass
    lapse(database)
    take(database, "b")
    with pytest.raises(LeaseLost), guarded.transaction():
        pytest.fail("it must not begin")


class Jobs:
    """Counts who acted."""

    def __init__(self) -> None:
        self.acted = 0

    def job(self) -> Job:
        def act(database: Database, _now: datetime) -> None:
            with database.transaction():
                self.acted += 1

        return Job(act, EVERY)


def test_only_the_leader_s_jobs_run_and_the_next_follows_at_once_when_it_ends(
    database: Database,
) -> None:
    first, second, jobs = Leader(database, lambda: NOW), Leader(database, lambda: NOW), Jobs()
    first.run(jobs.job())
    second.run(jobs.job())
    assert jobs.acted == 1
    first.give_up()
    second.run(jobs.job())
    first.run(jobs.job())
    assert jobs.acted == 2


def test_whoever_takes_over_does_at_once_what_came_while_nobody_led(database: Database) -> None:
    first, beat, work = Leader(database, lambda: NOW), Jobs(), Jobs()
    first.run(beat.job())
    second = Leader(database, lambda: NOW, [beating := beat.job(), work.job()])
    second.run(beating)
    assert (beat.acted, work.acted) == (1, 0)  # the first leads, and does its work itself
    lapse(database)  # it was killed
    second.run(beating)
    second.run(beating)
    assert (beat.acted, work.acted) == (3, 1)


def test_a_job_that_fails_at_the_take_over_leaves_the_others_alone(database: Database) -> None:
    def fails(_database: Database, _now: datetime) -> None:
        raise OSError

    work = Jobs()
    bad = Job(fails, EVERY)
    Leader(database, lambda: NOW, [bad, work.job()]).run(bad)
    assert work.acted == 1


def test_who_gave_up_does_not_take_the_lease_back_with_the_next_job(database: Database) -> None:
    first, second, work = Leader(database, lambda: NOW), Leader(database, lambda: NOW), Jobs()
    first.run(work.job())
    first.give_up()
    first.run(work.job())  # one of several at work when it was told to stop
    assert work.acted == 1
    second.run(work.job())
    assert work.acted == 2


def test_a_job_that_froze_in_its_middle_does_no_more_when_it_wakes(database: Database) -> None:
    done: list[str] = []

    def freezes(guarded: Database, _now: datetime) -> None:
        with guarded.transaction():
            done.append("before")
        lapse(database)
        take(database, "another")
        with guarded.transaction():
            done.append("after")

    Leader(database, lambda: NOW).run(Job(freezes, EVERY))
    assert done == ["before"]


def test_a_night_job_runs_once_a_night_and_a_missed_night_is_made_up_for_once(
    database: Database,
) -> None:
    times: list[datetime] = []
    job = Job(lambda _database, now: times.append(now), EVERY, daily(time(2, 30)))
    evening = NOW + timedelta(hours=10)
    next_night = NOW + timedelta(hours=17, minutes=31)  # 02.31 in Bangkok
    for moment in (NOW, evening, evening, next_night, next_night + timedelta(days=2)):
        job.run(database, moment)
    assert times == [NOW, next_night, next_night + timedelta(days=2)]


def test_a_job_that_failed_is_not_recorded_as_done(database: Database) -> None:
    def fails(_database: Database, _now: datetime) -> None:
        raise OSError

    Leader(database, lambda: NOW).run(Job(fails, EVERY, daily(time(2, 30))))
    with database.reading() as session:
        assert session.scalars(select(JobRun)).all() == []
