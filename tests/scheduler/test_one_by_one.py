"""Jobs go only where there is something to do, and what fails for one office keeps no other."""

import threading
from collections.abc import Iterator
from datetime import date, time, timedelta
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
from scheduler.jobs import Job, daily
from scheduler.line_allowance import AT_ONCE, reconciler
from scheduler.one_by_one import one_by_one
from scheduler.reminder_jobs import keep_reminding
from tests.factories import NOW, make_agency, make_campaign
from tests.handlers.conftest import Chat
from tests.scheduler.test_reminders import DAY, announce, at, citizen, pushed, rows, send


def acting(failing: dict[int, Exception]) -> tuple[list[int], Any]:
    """Whose turn it was, and what does it."""
    turns: list[int] = []

    def act(number: int) -> None:
        turns.append(number)
        if number in failing:
            raise failing[number]

    return turns, act


AWAY = OperationalError("select", {}, Exception("connection refused"))


def test_one_that_fails_keeps_no_other_waiting_and_is_told() -> None:
    turns, act = acting({2: ValueError("words of somebody")})
    with capture_logs() as logs:
        assert not one_by_one("send", [1, 2, 3], act)
    assert turns == [1, 2, 3]
    told = [(entry["doing"], entry["number"], entry["error"]) for entry in logs]
    assert told == [("send", 2, "ValueError")]
    assert one_by_one("send", [1, 3], act)


def test_a_lease_that_is_another_s_ends_it_at_once() -> None:
    turns, act = acting({1: LeaseLost()})
    with pytest.raises(LeaseLost):
        one_by_one("send", [1, 2, 3], act)
    assert turns == [1]


def test_one_locked_row_is_one_office_s_and_three_in_a_row_are_the_database_s() -> None:
    turns, act = acting({1: AWAY, 2: AWAY, 4: AWAY})
    assert not one_by_one("send", range(1, 6), act)
    assert turns == [1, 2, 3, 4, 5]
    turns, act = acting({2: AWAY, 3: AWAY, 4: AWAY})
    with pytest.raises(OperationalError):
        one_by_one("send", range(1, 6), act)
    assert turns == [1, 2, 3, 4]


def test_an_occurrence_of_which_one_s_turn_failed_is_looked_at_again(database: Database) -> None:
    outcomes = iter([False, True])
    job = Job(lambda *_: next(outcomes), timedelta(minutes=5), daily(time(3, 15)))
    for recorded in (0, 1):
        job.run(database, NOW)
        with database.reading() as session:
            assert session.scalar(select(func.count()).select_from(JobRun)) == recorded
    job.run(database, NOW)  # there is no third outcome to take


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
    campaign.content = {
        "holidays": [],
        "milestones": [],
        "reminders": {"allowance": {}, "coordinators": {"working_days_before": []}},
    }
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

    assert gone_to(DAY, 1) == 8  # its round; digests of all six, and the note that it was looked
    chat.stage.at = at(DAY, 9, 2)
    chat.work()
    assert gone_to(DAY, 3) == 1  # what became of it
    assert gone_to(DAY, 5) == 0
    tomorrow = DAY + timedelta(days=1)
    assert [gone_to(tomorrow, 1), gone_to(tomorrow, 3)] == [7, 0]  # the round is done with
    assert len(pushed(chat)) == 1


def test_an_office_whose_campaign_is_broken_delays_nobody_s_round(chat: Chat) -> None:
    database = chat.stage.wired.database
    with database.transaction() as session:
        first = session.scalars(select(Campaign)).one()
        second = quiet_office(session, "second")
        second.content, first.content = first.content, {"reminders": {"allowance": {}}}
        assert first.id < second.id
        for campaign in (first, second):
            of = {"agency_id": campaign.agency_id, "campaign_id": campaign.id}
            session.add(ReminderRound(**of, day=DAY, announced_at=NOW))
        numbers = first.id, second.id
    with capture_logs() as logs:
        keep_reminding(database, at(DAY, 9, 1))
    told = [(each["doing"], each["number"]) for each in logs if each["event"] == "one failed"]
    assert told == [("round sent", numbers[0]), ("digests sent", numbers[0])]
    found = {row.campaign_id: row.state for row in rows(chat, ReminderRound)}
    assert found == dict(zip(numbers, (RoundState.ANNOUNCED, RoundState.SENT), strict=True))
    with database.transaction() as session:  # every chat's figures are proved in the end
        first, second = (session.get_one(Campaign, number) for number in numbers)
        first.content = second.content


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


def test_what_must_be_worked_out_is_looked_at_once_in_half_an_hour(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    citizen(chat, "มานี")
    database, begun = chat.stage.wired.database, transactions(monkeypatch)

    def wrote(day: date, hour: int, minute: int) -> int:
        before = begun[0]
        keep_reminding(database, at(day, hour, minute))
        return begun[0] - before

    evening = DAY - timedelta(days=1)
    assert wrote(evening, 16, 29) == 0
    assert [wrote(evening, 16, minute) for minute in (31, 33, 59)] == [2, 0, 0]  # and the note
    assert [wrote(evening, 17, minute) for minute in (1, 3)] == [2, 0]
    assert len(rows(chat, ReminderRound)) == 1
    assert [wrote(DAY, 9, minute) for minute in (1, 3)] == [3, 0]  # the round, and the digests


def test_a_failed_look_is_made_again_at_the_next(chat: Chat) -> None:
    citizen(chat, "มานี")
    database, evening = chat.stage.wired.database, DAY - timedelta(days=1)
    with database.transaction() as session:
        campaign = session.scalars(select(Campaign)).one()
        kept, campaign.content = campaign.content, {"reminders": {"allowance": {}}}
    keep_reminding(database, at(evening, 16, 31))
    with database.transaction() as session:
        session.scalars(select(Campaign)).one().content = kept
    keep_reminding(database, at(evening, 16, 33))
    assert len(rows(chat, ReminderRound)) == 1


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
