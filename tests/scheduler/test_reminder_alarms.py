"""What the office is told of its reminders: nothing went, or the allowance is used up; once."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from models.job_run import JobRun
from models.outbox_message import OutboxMessage, OutboxState
from models.reminder import Reminder, ReminderRound, ReminderState, RoundState
from outbound.line_client import Outcome
from scheduler.reminder_jobs import keep_reminding
from scheduler.reminder_rounds import stop
from tests.handlers.conftest import Chat
from tests.scheduler.test_reminders import (
    DAY,
    allow,
    announce,
    at,
    citizen,
    do,
    pushed,
    rows,
    send,
)


def keep(chat: Chat, day: date, hour: int, minute: int = 0) -> None:
    chat.stage.at = at(day, hour, minute)
    keep_reminding(chat.stage.wired.database, chat.stage.at)


def state(chat: Chat) -> RoundState:
    (current,) = rows(chat, ReminderRound)
    return RoundState(current.state)


def alarms(chat: Chat) -> int:
    return sum("ไม่มีข้อความใดส่งออก" in words for words in pushed(chat))


@pytest.fixture
def due(chat: Chat) -> Chat:
    """One person due, one owner, the round announced."""
    citizen(chat, "มานี")
    chat.hat("ประยูร", "owner")
    announce(chat)
    chat.work()
    return chat


def test_a_round_nobody_decided_is_told_that_afternoon_once(due: Chat) -> None:
    keep(due, DAY, 16, 5)
    assert state(due) == RoundState.ANNOUNCED
    for minute in (10, 12):
        keep(due, DAY, 16, minute)
        due.work()
    assert state(due) == RoundState.UNSENT
    assert alarms(due) == 1


def test_a_round_line_refused_whole_is_told(due: Chat) -> None:
    send(due)
    due.outcomes = [Outcome.REFUSED]
    due.work()
    for minute in (10, 12):
        keep(due, DAY, 16, minute)
        due.work()
    assert alarms(due) == 1


def test_a_round_no_worker_sent_is_told(due: Chat) -> None:
    send(due)
    keep(due, DAY, 16, 10)
    due.work()
    assert alarms(due) == 1


@pytest.mark.parametrize("words", ["ตอบแล้ว", "หยุดแจ้งเตือน"])
def test_who_answered_or_stopped_meanwhile_is_no_fault(due: Chat, words: str) -> None:
    send(due)
    due.receive_text("มานี", words)
    due.handle()
    due.work()
    keep(due, DAY, 16, 10)
    due.work()
    assert (state(due), alarms(due)) == (RoundState.SENT, 0)


def test_a_round_that_went_or_was_held_is_no_fault(due: Chat) -> None:
    due.stage.at = at(DAY - timedelta(days=1), 18)
    due.say("ประยูร", "ระงับรอบเตือน")
    keep(due, DAY, 16, 10)
    assert state(due) == RoundState.HELD
    due.stage.at = at(DAY, 8)
    due.say("ประยูร", "ให้ส่งตามกำหนด")
    send(due, hour=10)
    due.work()
    keep(due, DAY, 16, 10)
    assert (state(due), alarms(due)) == (RoundState.SENT, 0)


def test_the_office_hears_once_a_month_and_free_that_the_allowance_is_used_up(chat: Chat) -> None:
    for name in ("มานี", "ปิติ"):
        citizen(chat, name)
    chat.hat("วิภา", "coordinator", unit="works")
    allow(chat, monthly=1, last_week=0)
    announce(chat)
    assert send(chat) == 1
    chat.work()
    with chat.stage.wired.database.reading() as session:
        held = session.scalars(
            select(OutboxMessage).where(OutboxMessage.topic == "allowance")
        ).one()
    assert held.state == OutboxState.HELD
    answer = chat.say("วิภา", "สถานะ")
    assert answer is not None
    assert "โควตาข้อความเดือนนี้ไม่พอ: ผู้รับ 1 คน" in answer.words
    announce(chat, DAY + timedelta(days=1))
    send(chat, DAY + timedelta(days=1))
    assert len([row for row in rows(chat, JobRun) if row.job.startswith("allowance")]) == 1
    again = chat.say("วิภา", "สถานะ")
    assert again is not None
    assert "โควตาข้อความเดือนนี้ไม่พอ" not in again.words


def test_a_round_let_go_too_late_after_a_part_went_is_told(chat: Chat) -> None:
    """Two of two units were due, one went; it was stopped, and let go when its hours were over."""
    citizen(chat, "มานี")
    citizen(chat, "สมหมาย", unit="registration")
    chat.hat("ประยูร", "owner")
    announce(chat)
    send(chat)
    chat.outcomes = [Outcome.ACCEPTED, Outcome.RATE_LIMITED]
    chat.work()
    do(chat, stop, DAY, 10)
    with chat.stage.wired.database.transaction() as session:
        session.scalars(select(ReminderRound)).one().state = RoundState.ANNOUNCED
    keep(chat, DAY, 16, 12)
    assert state(chat) == RoundState.UNSENT


def test_a_free_reply_later_does_not_hide_that_a_round_failed(chat: Chat) -> None:
    """One was due and refused by LINE; the other had no allowance, wrote, and had it said free."""
    citizen(chat, "มานี")
    citizen(chat, "สมหมาย", unit="registration")
    chat.hat("ประยูร", "owner")
    allow(chat, per_round=1)
    announce(chat)
    assert send(chat) == 1
    chat.outcomes = [Outcome.REFUSED]
    chat.work()
    chat.stage.at = at(DAY, 11)
    for who in ("มานี", "สมหมาย"):
        chat.say(who, "เมนู")
    keep(chat, DAY, 16, 12)
    assert ReminderState.SENT in [row.state for row in rows(chat, Reminder)]
    assert state(chat) == RoundState.UNSENT
