"""Rounds: announced, held or let go, decided anew in the morning, once, within the allowance."""

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.allowance import AllowanceMonth
from models.campaign import Campaign
from models.outbox_message import OutboxMessage, OutboxState
from models.reminder import Reminder, ReminderRound, ReminderState, RoundState
from models.respondent import Consent
from models.survey_case import SurveyCase
from rules.reminders import Reason
from rules.thai_dates import BANGKOK
from scheduler import reminder_rounds
from scheduler.reminder_jobs import keep_reminding
from scheduler.reminder_outcomes import settle_reminders
from scheduler.reminder_plan import plan_round
from tests.handlers.conftest import Chat

DAY = date(2027, 1, 20)
"""A Wednesday: five working days after the cast was invited on Wednesday 13 January."""


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=BANGKOK).astimezone(UTC)


def citizen(chat: Chat, name: str, *, unit: str = "works") -> None:
    """Scans, gets the link, agrees to be reminded."""
    chat.stage.at = at(date(2027, 1, 13), 10)
    chat.say(name, chat.point(unit).code)
    chat.say(name, "ขอรับการแจ้งเตือน")
    chat.tap(name, "consent=yes")


def plan(chat: Chat, day: date = DAY) -> dict[str, list[Any]]:
    with chat.stage.wired.database.reading() as session:
        made = plan_round(session, session.scalars(select(Campaign)).one(), day=day, now=at(day))
        return {"due": made.due, "refused": made.refused}


def do(chat: Chat, act: Any, day: date, hour: int = 9) -> int:
    chat.stage.at = at(day, hour)
    with chat.stage.wired.database.transaction() as session:
        campaign = session.scalars(select(Campaign)).one()
        return int(act(session, campaign, today=day, now=at(day, hour)))


def announce(chat: Chat, day: date = DAY) -> int:
    return do(chat, reminder_rounds.announce, day - timedelta(days=1), 16)


def send(chat: Chat, day: date = DAY, hour: int = 9) -> int:
    return do(chat, reminder_rounds.send, day, hour)


def settle(chat: Chat) -> None:
    with chat.stage.wired.database.transaction() as session:
        settle_reminders(session, session.scalars(select(Campaign)).one())


def rows(chat: Chat, kind: Any) -> list[Any]:
    with chat.stage.wired.database.reading() as session:
        return list(session.scalars(select(kind)))


def pushed(chat: Chat) -> list[str]:
    return [sent.words for sent in chat.sent if sent.is_push]


def test_the_evening_s_round_reaches_in_the_morning_who_agreed(chat: Chat) -> None:
    citizen(chat, "มานี")
    assert announce(chat) == 1
    assert send(chat) == 1
    chat.work()
    (words,) = pushed(chat)
    assert "หากท่านตอบแล้ว ขอขอบคุณ" in words
    settle(chat)
    (row,) = rows(chat, Reminder)
    assert (row.state, row.sent_on, row.step) == (ReminderState.SENT, DAY, "after_5")
    (ledger,) = rows(chat, AllowanceMonth)
    assert (ledger.reserved, ledger.spent) == (0, 1)


def test_without_consent_an_outsider_is_never_reminded(chat: Chat) -> None:
    chat.stage.at = at(date(2027, 1, 13), 10)
    chat.say("มานี", chat.point("works").code)
    assert plan(chat) == {"due": [], "refused": []}
    citizen(chat, "ปิติ")
    chat.say("ปิติ", "ไม่ยินยอม")
    assert plan(chat)["due"] == []


def test_a_round_goes_once_however_often_it_is_asked_for(chat: Chat) -> None:
    citizen(chat, "มานี")
    announce(chat)
    announce(chat)
    assert (send(chat), send(chat)) == (1, 0)
    chat.work()
    assert len(pushed(chat)) == 1
    assert len(rows(chat, ReminderRound)) == 1


def test_a_held_round_sends_nothing_until_it_is_let_go(chat: Chat) -> None:
    citizen(chat, "มานี")
    chat.hat("ประยูร", "owner")
    announce(chat)
    chat.work()
    assert "ผู้รับ 1 คน" in pushed(chat)[0]
    chat.stage.at = at(DAY - timedelta(days=1), 18)
    assert "ระงับรอบเตือน" in chat.say("ประยูร", "ระงับรอบเตือน").words  # type: ignore[union-attr]  # answered
    assert send(chat) == 0
    chat.say("ประยูร", "ให้ส่งตามกำหนด")
    assert send(chat, hour=10) == 1


def test_an_unannounced_round_does_not_go(chat: Chat) -> None:
    citizen(chat, "มานี")
    assert send(chat) == 0


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        pytest.param("ตอบแล้ว", "answered since", id="answered"),
        pytest.param("หยุดแจ้งเตือน", "asked us to stop", id="stopped"),
    ],
)
def test_who_answers_or_stops_between_plan_and_send_gets_nothing(
    chat: Chat, words: str, reason: str
) -> None:
    citizen(chat, "มานี")
    announce(chat)
    send(chat)
    chat.receive_text("มานี", words)
    chat.handle()
    chat.work()
    assert pushed(chat) == []
    settle(chat)
    (row,) = rows(chat, Reminder)
    assert (row.state, row.reason) == (ReminderState.CANCELLED, reason)
    (ledger,) = rows(chat, AllowanceMonth)
    assert (ledger.reserved, ledger.spent) == (0, 0)


def test_nothing_is_sent_after_hours(chat: Chat) -> None:
    citizen(chat, "มานี")
    announce(chat)
    send(chat)
    chat.stage.at = at(DAY, 16, 1)
    chat.work()
    assert pushed(chat) == []
    assert rows(chat, OutboxMessage)[-1].state == OutboxState.CANCELLED


def test_never_more_than_three_and_never_close_together(chat: Chat) -> None:
    citizen(chat, "มานี")
    day, sent_on = date(2027, 1, 14), []
    while day <= date(2027, 3, 31):
        if day.weekday() < 5 and announce(chat, day):
            sent_on += [day] * send(chat, day)
            chat.work()
            settle(chat)
        day += timedelta(days=1)
    assert len(sent_on) == 3
    assert len(pushed(chat)) == 3
    assert len(set(pushed(chat))) == 3
    assert "ข้อความเตือนครั้งสุดท้าย" in pushed(chat)[-1]


def allow(chat: Chat, **given: int) -> None:
    with chat.stage.wired.database.transaction() as session:
        campaign = session.scalars(select(Campaign)).one()
        reminders = campaign.content["reminders"]
        changed = {**reminders, "allowance": {**reminders["allowance"], **given}}
        campaign.content = {**campaign.content, "reminders": changed}


def test_what_the_allowance_does_not_reach_waits_for_a_free_reply(chat: Chat) -> None:
    for name in ("มานี", "ปิติ", "ชูใจ"):
        citizen(chat, name)
    allow(chat, monthly=2, last_week=0)
    announce(chat)
    assert send(chat) == 2
    chat.work()
    assert len(pushed(chat)) == 2
    refused = [row for row in rows(chat, Reminder) if row.state == ReminderState.REFUSED]
    assert [row.reason for row in refused] == [Reason.NO_ALLOWANCE]
    answer = chat.say("ชูใจ", "เมนู")
    assert answer is not None
    assert "หากท่านตอบแล้ว ขอขอบคุณ" in answer.words


def test_a_reminder_that_waited_is_not_said_to_who_answers(chat: Chat) -> None:
    citizen(chat, "มานี")
    allow(chat, monthly=0, last_week=0)
    with chat.stage.wired.database.transaction() as session:
        _open_round(session)
    send(chat)
    answer = chat.say("มานี", "ตอบแล้ว")
    assert answer is not None
    assert "หากท่านตอบแล้ว" not in answer.words


def _open_round(session: Session) -> None:
    campaign = session.scalars(select(Campaign)).one()
    session.add(
        ReminderRound(
            agency_id=campaign.agency_id,
            campaign_id=campaign.id,
            day=DAY,
            state=RoundState.ANNOUNCED,
            people=1,
            announced_at=at(DAY, 8),
        )
    )


def test_the_last_weeks_reserve_is_kept_until_it_begins(chat: Chat) -> None:
    citizen(chat, "มานี")
    allow(chat, monthly=60, last_week=60)
    assert [each.decision.reason for each in plan(chat)["refused"]] == [Reason.NO_ALLOWANCE]
    assert len(plan(chat, date(2027, 3, 25))["due"]) == 1


def test_staff_are_reminded_before_the_evidence_and_not_once_signed(chat: Chat) -> None:
    first = chat.staff(name="นายหนึ่ง จริง", started_on=date(2015, 1, 1))
    second = chat.staff(name="นายสอง จริง", started_on=date(2015, 1, 2))
    for who, member, day in (("หนึ่ง", first, "1 ม.ค. 2558"), ("สอง", second, "2 ม.ค. 2558")):
        chat.say(who, member.code)
        chat.say(who, day)
    chat.say("สอง", "ลงชื่อยืนยัน")
    chat.tap("สอง", "acknowledge=yes")
    made = plan(chat, date(2027, 3, 10))
    assert [each.decision.step for each in made["due"]] == ["iit_evidence_1-15"]
    assert [each.decision.reason for each in made["refused"]] == [Reason.SIGNED]
    assert plan(chat, date(2027, 3, 9))["due"] == []


def test_furthest_behind_units_come_first(chat: Chat) -> None:
    citizen(chat, "มานี", unit="works")
    for number in range(3):
        citizen(chat, f"ตอบ {number}", unit="works")
        chat.say(f"ตอบ {number}", "ตอบแล้ว")
    citizen(chat, "ปิติ", unit="finance")
    allow(chat, monthly=1, last_week=0)
    made = plan(chat)
    with chat.stage.wired.database.reading() as session:
        case = session.get_one(SurveyCase, made["due"][0].case.id)
        assert case.unit_id == made["due"][0].case.unit_id
        consents = session.scalars(select(Consent)).all()
        assert len(consents) == 5
    assert len(made["due"]) == 1
    assert made["due"][0].case.unit_id != made["refused"][0].case.unit_id


def test_the_job_does_what_the_hour_asks_for_and_a_late_start_catches_up(chat: Chat) -> None:
    citizen(chat, "มานี")
    database = chat.stage.wired.database
    evening = DAY - timedelta(days=1)
    keep_reminding(database, at(evening, 12))
    assert rows(chat, ReminderRound) == []
    keep_reminding(database, at(evening, 16, 32))
    keep_reminding(database, at(evening, 23))
    assert len(rows(chat, ReminderRound)) == 1
    keep_reminding(database, at(DAY, 8, 58))
    assert rows(chat, Reminder) == []
    chat.stage.at = at(DAY, 11, 7)  # the machine was away at nine
    for _ in range(3):
        keep_reminding(database, chat.stage.at)
        chat.work()
    assert len(pushed(chat)) == 1
    keep_reminding(database, at(DAY, 16, 1))
    assert [row.state for row in rows(chat, Reminder)] == [ReminderState.SENT]


def test_two_schedulers_at_once_send_one_round(chat: Chat) -> None:
    citizen(chat, "มานี")
    announce(chat)
    database = chat.stage.wired.database
    threads = [
        threading.Thread(target=keep_reminding, args=(database, at(DAY, 9, 1))) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    chat.stage.at = at(DAY, 9, 2)
    chat.work()
    assert len(pushed(chat)) == 1
    (ledger,) = rows(chat, AllowanceMonth)
    assert ledger.reserved == 1
