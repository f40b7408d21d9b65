"""What the allowance did not reach: it waits for the person to write, and is never said twice."""

from datetime import date, timedelta

from sqlalchemy import select

from models.allowance import AllowanceMonth
from models.outbox_message import OutboxMessage, OutboxState
from models.reminder import Reminder, ReminderState
from rules.reminders import Reason
from tests.handlers.conftest import Chat
from tests.scheduler.test_reminders import (
    DAY,
    allow,
    announce,
    at,
    citizen,
    pushed,
    rows,
    send,
    settle,
)

NEXT_DAY = DAY + timedelta(days=1)


def waits(chat: Chat) -> None:
    """ปิติ is not reached by an allowance of one."""
    for name in ("มานี", "ปิติ"):
        citizen(chat, name)
    allow(chat, monthly=1, last_week=0)
    announce(chat)
    assert send(chat) == 1
    chat.work()
    settle(chat)


def test_it_still_waits_days_later_and_then_counts_as_a_reminder(chat: Chat) -> None:
    waits(chat)
    chat.stage.at = at(date(2027, 1, 25), 20)  # after hours: a reply goes any time
    answer = chat.say("ปิติ", "เมนู")
    assert answer is not None
    assert "หากท่านตอบแล้ว ขอขอบคุณ" in answer.words
    settle(chat)
    assert [row.state for row in rows(chat, Reminder)] == [ReminderState.SENT] * 2


def test_a_later_round_that_reaches_the_person_is_said_once(chat: Chat) -> None:
    waits(chat)
    allow(chat, monthly=300, last_week=0)
    with chat.stage.wired.database.transaction() as session:
        session.scalars(select(AllowanceMonth)).one().granted = 300
    assert announce(chat, NEXT_DAY) == 1
    assert send(chat, NEXT_DAY) == 1
    chat.work()
    settle(chat)
    assert len(pushed(chat)) == 2
    answer = chat.say("ปิติ", "เมนู")
    assert answer is not None
    assert "หากท่านตอบแล้ว ขอขอบคุณ" not in answer.words
    assert {row.state for row in rows(chat, Reminder)} == {ReminderState.SENT}


def test_two_rounds_without_allowance_leave_one_message_waiting(chat: Chat) -> None:
    waits(chat)
    announce(chat, NEXT_DAY)
    send(chat, NEXT_DAY)
    held = [row for row in rows(chat, OutboxMessage) if row.state == OutboxState.HELD]
    assert len(held) <= 1
    refused = [row for row in rows(chat, Reminder) if row.state == ReminderState.REFUSED]
    assert [row.reason for row in refused] == [Reason.NO_ALLOWANCE]


def test_the_owner_reads_every_text_that_would_go(chat: Chat) -> None:
    chat.hat("ประยูร", "owner")
    citizen(chat, "มานี")
    announce(chat)
    chat.work()
    words = pushed(chat)[0]
    assert "เคยส่งลิงก์แบบวัด EIT ให้ท่าน" in words
    assert "IIT" not in words
    chat.stage.at = at(DAY - timedelta(days=1), 18)
    answer = chat.say("ประยูร", "รอบเตือนถัดไป")
    assert answer is not None
    assert "เคยส่งลิงก์แบบวัด EIT ให้ท่าน" in answer.words
