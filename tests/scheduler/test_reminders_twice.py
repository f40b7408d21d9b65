"""Everything happens twice, or at the wrong moment: one person gets one copy."""

import time
from datetime import date, timedelta

import pytest
from sqlalchemy.exc import OperationalError

from models.outbox_message import Method
from models.reminder import Reminder, ReminderState
from models.session import Database
from outbound import delivery
from outbound.line_client import Answer, Outcome
from scheduler.jobs import TIMETABLE, Job
from scheduler.leader import Leader
from scheduler.reminder_jobs import keep_reminding
from simulator.people import Person
from simulator.platform import Platform
from tests.handlers.conftest import Chat
from tests.scheduler.test_reminders import DAY, announce, at, citizen, pushed, rows, send, settle

FRIENDS = ("มานี", "ปิติ", "ชูใจ")


def friends(chat: Chat) -> None:
    for name in FRIENDS:
        citizen(chat, name)
        chat.happen(name, type="follow", message=None)


def claim(chat: Chat, at_hour: int = 9, minute: int = 0) -> list[delivery.Parcel]:
    with chat.stage.wired.database.transaction() as session:
        return delivery.claim(session, limit=50, now=at(DAY, at_hour, minute)).parcels


def test_equal_words_to_friends_are_one_call(chat: Chat) -> None:
    friends(chat)
    citizen(chat, "เพชร")  # wrote to the account and is no friend: a multicast passes over her
    announce(chat)
    assert send(chat) == 4
    calls = claim(chat)
    assert sorted((call.method, len(call.to)) for call in calls if call.method != Method.PUSH) == [
        (Method.MULTICAST, 3)
    ]
    assert [call.method for call in calls].count(Method.PUSH) == 1
    with chat.stage.wired.database.transaction() as session:
        answers = [(call.id, Answer(Outcome.ACCEPTED)) for call in calls]
        delivery.record(session, answers, now=at(DAY))
    settle(chat)
    assert [row.state for row in rows(chat, Reminder)] == [ReminderState.SENT] * 4


def test_a_crash_between_send_and_record_is_one_message_a_person(chat: Chat) -> None:
    friends(chat)
    announce(chat)
    send(chat)
    moment = at(DAY)
    line = Platform(lambda: moment)
    people = [line.add(Person(id=str(n), name=str(n), friend=True)) for n in range(3)]
    for minute, status in ((0, 200), (1, 409)):  # the first worker died before it wrote it down
        (call,) = claim(chat, minute=minute)
        to = [person.user_id for person in people[: len(call.to)]]
        body = {"to": to, "messages": call.messages}
        assert line.push("multicast", body, call.retry_key).status == status
    assert [len(person.chat) for person in people] == [1, 1, 1]
    with chat.stage.wired.database.transaction() as session:
        delivery.record(session, [(call.id, Answer(Outcome.ACCEPTED_BEFORE))], now=moment)
    settle(chat)
    assert [row.state for row in rows(chat, Reminder)] == [ReminderState.SENT] * 3


def test_a_clock_set_back_sends_nothing_again(chat: Chat) -> None:
    citizen(chat, "มานี")
    database = chat.stage.wired.database
    day_before = DAY - timedelta(days=1)
    keep_reminding(database, at(day_before, 16, 31))
    for moment in (at(DAY, 9, 1), at(DAY, 8, 1), at(day_before, 16, 31), at(DAY, 9, 1)):
        chat.stage.at = moment
        keep_reminding(database, moment)
        chat.work()
    assert len(pushed(chat)) == 1


def test_ten_minutes_without_a_database_at_nine_delay_the_round_by_ten_minutes(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    citizen(chat, "มานี")
    announce(chat)
    (remind,) = [job for job in TIMETABLE if job.name == "keep_reminding"]
    leader = Leader(chat.stage.wired.database, lambda: chat.stage.at)

    def away(*_: object) -> None:
        raise OperationalError("select", {}, Exception("connection refused"))

    def pass_by(minute: int, job: Job) -> None:
        chat.stage.at = at(DAY, 9, minute)
        leader.run(job)
        chat.work()

    with monkeypatch.context() as broken:
        broken.setattr(Database, "transaction", away)
        for minute in range(0, 10, 2):
            chat.stage.at = at(DAY, 9, minute)
            leader.run(remind)
    assert pushed(chat) == []
    for minute in (10, 12):
        pass_by(minute, remind)
    assert len(pushed(chat)) == 1


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Kiritimati", "UTC"])
def test_the_machine_s_own_time_zone_changes_nothing(
    chat: Chat, zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        citizen(chat, "มานี")
        database = chat.stage.wired.database
        keep_reminding(database, at(DAY - timedelta(days=1), 16, 31))
        for hour, minute, sent in ((8, 58, 0), (9, 1, 1), (15, 59, 1)):
            chat.stage.at = at(DAY, hour, minute)
            keep_reminding(database, chat.stage.at)
            chat.work()
            assert len(pushed(chat)) == sent
    finally:
        monkeypatch.undo()
        time.tzset()


def test_reminders_of_both_questionnaires_are_three_in_all(chat: Chat) -> None:
    """Somebody of the staff met at a counter first (domain.md §10)."""
    citizen(chat, "มานี")
    sent_on: list[date] = []

    def pass_days(first: date, last: date) -> None:
        day = first
        while day <= last:
            if day.weekday() < 5 and announce(chat, day):
                sent_on.extend([day] * send(chat, day))
                chat.work()
                settle(chat)
            day += timedelta(days=1)

    pass_days(DAY, date(2027, 2, 1))
    assert len(sent_on) == 2
    chat.stage.at = at(date(2027, 2, 1), 14)
    member = chat.staff(name="นายหนึ่ง จริง", started_on=date(2015, 1, 1))
    chat.say("มานี", member.code)
    chat.say("มานี", "1 ม.ค. 2558")
    pass_days(date(2027, 2, 2), date(2027, 5, 31))
    assert len(sent_on) == 3
    assert "IIT" in pushed(chat)[-1]
