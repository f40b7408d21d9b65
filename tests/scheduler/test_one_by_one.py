"""Jobs go only where there is something to do, and what fails for one office keeps no other."""

import threading
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from models.agency import Agency
from models.campaign import Campaign
from models.job_run import JobRun
from models.lease import LeaseLost
from models.reminder import Reminder, ReminderRound, ReminderState, RoundState
from models.session import Database
from scheduler.jobs import TIMETABLE
from scheduler.line_allowance import AT_ONCE, reconciler
from scheduler.one_by_one import one_by_one
from scheduler.reminder_jobs import keep_reminding
from tests.factories import NOW, make_agency, make_campaign
from tests.handlers.conftest import Chat
from tests.scheduler.test_reminders import DAY, announce, at, citizen, pushed, rows, send


def test_one_that_fails_keeps_no_other_waiting_and_is_told() -> None:
    done: list[int] = []

    def act(number: int) -> None:
        if number == 2:
            raise ValueError(f"the campaign of {number} is broken")
        done.append(number)

    with capture_logs() as logs:
        one_by_one([1, 2, 3], act)
    assert done == [1, 3]
    assert [(entry["number"], entry["error"]) for entry in logs] == [(2, "ValueError")]


@pytest.mark.parametrize(
    "of_all", [LeaseLost(), OperationalError("select", {}, Exception("connection refused"))]
)
def test_what_would_fail_for_all_ends_it_at_once(of_all: Exception) -> None:
    done: list[int] = []

    def act(number: int) -> None:
        done.append(number)
        raise of_all

    with pytest.raises(type(of_all)):
        one_by_one([1, 2, 3], act)
    assert done == [1]


def transactions(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many are begun to write, from now on, in the one figure."""
    begun, as_it_is = [0], Database.transaction

    def counted(self: Database) -> Any:
        begun[0] += 1
        return as_it_is(self)

    monkeypatch.setattr(Database, "transaction", counted)
    return begun


def quiet_office(session: Session, slug: str) -> Campaign:
    campaign = make_campaign(session, make_agency(session, slug))
    campaign.content = {"holidays": [], "reminders": {"allowance": {}}}
    return campaign


def test_offices_with_nothing_to_do_are_not_gone_to(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    citizen(chat, "มานี")
    announce(chat)
    database = chat.stage.wired.database
    with database.transaction() as session:
        for number in range(5):
            quiet_office(session, f"quiet-{number}")
    begun = transactions(monkeypatch)

    def gone_to(day: date, minute: int) -> int:
        before = begun[0]
        keep_reminding(database, at(day, 9, minute))
        return begun[0] - before

    assert gone_to(DAY - timedelta(days=1), 1) == 0
    assert gone_to(DAY, 1) == 2  # nothing went of the round so far; and now it may
    chat.stage.at = at(DAY, 9, 2)
    chat.work()
    assert gone_to(DAY, 3) == 1  # what became of it
    assert [gone_to(DAY, 5), gone_to(DAY + timedelta(days=1), 1)] == [0, 0]
    assert len(pushed(chat)) == 1


def test_an_office_whose_campaign_is_broken_delays_nobody_s_round(chat: Chat) -> None:
    database = chat.stage.wired.database
    with database.transaction() as session:
        mine = session.scalars(select(Campaign)).one()
        broken = quiet_office(session, "broken")
        broken.content = {"reminders": {"allowance": {}}}
        for campaign in (broken, mine):
            of = {"agency_id": campaign.agency_id, "campaign_id": campaign.id}
            session.add(ReminderRound(**of, day=DAY, announced_at=NOW))
        numbers = {broken.id: RoundState.ANNOUNCED, mine.id: RoundState.SENT}
    for _ in range(2):  # each has the chance to be second
        with capture_logs() as logs:
            keep_reminding(database, at(DAY, 9, 1))
        failed = [entry["number"] for entry in logs if entry["event"] == "one failed"]
        assert failed == [min(numbers, key=lambda each: numbers[each])]
        assert {row.campaign_id: row.state for row in rows(chat, ReminderRound)} == numbers


def test_what_was_queued_for_an_older_campaign_is_settled_too(chat: Chat) -> None:
    citizen(chat, "มานี")
    announce(chat)
    send(chat)
    chat.work()
    with chat.stage.wired.database.transaction() as session:
        old = session.scalars(select(Campaign)).one()
        old.slug = "the-older"
        session.flush()
        new = make_campaign(session, session.get_one(Agency, old.agency_id))
        new.fiscal_year, new.content = old.fiscal_year + 1, old.content
    keep_reminding(chat.stage.wired.database, at(DAY, 9, 30))
    assert [row.state for row in rows(chat, Reminder)] == [ReminderState.SENT]


def test_what_must_be_worked_out_is_worked_out_once_in_half_an_hour(chat: Chat) -> None:
    citizen(chat, "มานี")
    database = chat.stage.wired.database
    (job,) = [each for each in TIMETABLE if each.name == "look_ahead"]
    evening = DAY - timedelta(days=1)
    for minute, slots, rounds in ((29, 1, 0), (31, 2, 1), (33, 2, 1), (59, 2, 1)):
        job.run(database, at(evening, 16, minute))
        with database.reading() as session:
            ran = select(func.count()).where(JobRun.job == "look_ahead")
            assert session.scalar(ran) == slots
        assert len(rows(chat, ReminderRound)) == rounds


class Line:
    """Tells how many ask it at the same time."""

    def __init__(self, barrier: Any) -> None:
        self.barrier = barrier

    def get(self, _path: str) -> dict[str, Any] | None:
        self.barrier.wait(timeout=10)
        return None


class Offices:
    """So many offices, each with a client of its own."""

    def __init__(self, number: int, barrier: Any) -> None:
        self.clients = {each: Line(barrier) for each in range(1, number + 1)}

    def all(self, _session: Any) -> Iterator[tuple[int, Line]]:
        return iter(self.clients.items())


def test_line_is_asked_of_several_offices_at_once(database: Database) -> None:
    barrier = threading.Barrier(AT_ONCE)  # passed only when so many ask together
    reconciler(Offices(AT_ONCE * 2, barrier))(database, NOW)
    assert not barrier.broken
