"""After a restore nothing goes out that may have gone already, and the rules are asked anew."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from models.audit import AuditEntry
from models.campaign import Campaign
from models.chat_link import ChatLink
from models.desk_session import DeskSession
from models.outbox_message import OutboxMessage, OutboxState
from models.reminder import Reminder, ReminderRound, ReminderState, RoundState
from models.respondent import Respondent
from models.webhook_event import EventState
from outbound.line_client import Outcome
from scheduler.reminder_jobs import keep_reminding
from scheduler.reminder_plan import plan_round
from scheduler.restored import PERHAPS_SENT
from tests.backup.test_backup import run
from tests.handlers.conftest import Chat
from tests.scheduler.test_reminders import DAY, announce, at, citizen, pushed, rows, send

MONDAY = date(2027, 1, 25)


@pytest.fixture
def file(tmp_path: Path) -> Iterator[str]:
    return str(tmp_path / "b")


def backup(chat: Chat, file: str) -> None:
    done = run(chat.stage.app, "backup", file)
    assert done.exit_code == 0, done.output


def restore(chat: Chat, file: str, *more: str) -> None:
    done = run(chat.stage.app, "restore", file, "--replace", "--yes", *more)
    assert done.exit_code == 0, done.output


def go_on(chat: Chat, *, days: int) -> None:
    """The office's days go by: rounds announced, sent, settled; the worker sends what is due."""
    for day in range(days):
        for hour in (9, 12, 17):
            chat.stage.at = at(DAY + timedelta(days=day), hour)
            keep_reminding(chat.stage.wired.database, chat.stage.at)
            chat.work()


def test_a_queued_round_goes_once_though_the_backup_still_has_it_waiting(
    chat: Chat, file: str
) -> None:
    citizen(chat, "มานี")
    announce(chat)
    assert send(chat) == 1
    backup(chat, file)
    chat.work()
    assert len(pushed(chat)) == 1
    restore(chat, file)
    go_on(chat, days=1)
    assert len(pushed(chat)) == 1
    (message,) = [row for row in rows(chat, OutboxMessage) if row.topic == "reminder"]
    assert (message.state, message.messages) == (OutboxState.UNCONFIRMED, None)
    assert [row.state for row in rows(chat, Reminder)] == [ReminderState.SENT]  # counts against 3


def test_a_round_sent_after_the_backup_is_not_sent_again_and_the_next_step_comes_in_time(
    chat: Chat, file: str
) -> None:
    citizen(chat, "มานี")
    announce(chat)
    chat.stage.at = at(DAY, 2)
    backup(chat, file)
    go_on(chat, days=1)
    assert len(pushed(chat)) == 1
    chat.stage.at = at(DAY + timedelta(days=1), 10)
    restore(chat, file)
    (reminder,) = rows(chat, Reminder)
    assert (reminder.state, reminder.reason) == (ReminderState.SENT, PERHAPS_SENT)
    assert reminder.sent_on == DAY
    go_on(chat, days=6)
    assert len(pushed(chat)) == 1
    assert next(iter(rows(chat, ReminderRound))).state == RoundState.HELD
    with chat.stage.wired.database.reading() as session:
        campaign = session.scalars(select(Campaign)).one()
        later = date(2027, 2, 3)  # the plan's next step
        assert plan_round(session, campaign, day=later, now=at(later)).due != []


def test_the_morning_before_the_hours_nobody_is_assumed_reminded(chat: Chat, file: str) -> None:
    citizen(chat, "มานี")
    announce(chat)
    chat.stage.at = at(DAY, 2)
    backup(chat, file)
    chat.stage.at = at(DAY, 8)
    restore(chat, file)
    assert rows(chat, Reminder) == []
    go_on(chat, days=1)
    assert len(pushed(chat)) == 1


def test_days_of_which_the_backup_knows_nothing_count_as_reminded(chat: Chat, file: str) -> None:
    citizen(chat, "มานี")
    chat.stage.at = at(DAY - timedelta(days=2), 20)
    backup(chat, file)
    chat.stage.at = at(DAY + timedelta(days=1), 10)  # in between, a round may have gone
    restore(chat, file)
    assert [(row.reason, row.sent_on) for row in rows(chat, Reminder)] == [(PERHAPS_SENT, DAY)]


def test_words_kept_for_a_reply_and_answers_on_their_way_are_not_said_again(
    chat: Chat, file: str
) -> None:
    point = chat.point()
    chat.outcomes = [Outcome.TOKEN_DEAD]
    chat.say("มานี", point.code)  # kept until she writes again
    chat.receive_text("สมหมาย", point.code)
    chat.handle()  # queued, not sent
    backup(chat, file)
    restore(chat, file)
    chat.work()
    assert chat.sent == []
    states = [row.state for row in rows(chat, OutboxMessage)]
    assert states == [OutboxState.UNCONFIRMED] * 2
    answer = chat.say("มานี", point.code)
    assert answer is not None  # who writes is answered as ever
    assert answer.buttons


def test_an_event_not_yet_handled_counts_and_is_not_answered(chat: Chat, file: str) -> None:
    chat.receive_text("มานี", chat.point().code)
    backup(chat, file)
    chat.work()
    assert len(chat.sent) == 1
    restore(chat, file)
    chat.work()
    assert len(chat.sent) == 1
    assert chat.states() == [EventState.HANDLED]
    assert chat.figure("works", "joined") == 1


def test_who_was_erased_since_is_erased_again_by_the_number_in_the_log(
    chat: Chat, file: str
) -> None:
    chat.say("มานี", chat.point().code)
    chat.say("มานี", "ตอบแล้ว")
    chat.say("สมหมาย", chat.point().code)
    backup(chat, file)
    with capture_logs() as logged:
        chat.say("มานี", "ลบข้อมูล")
        chat.tap("มานี", "erase=yes")
    (told,) = [line for line in logged if line["event"] == "person erased"]
    restore(chat, file, "--erased", str(told["person"]), "--erased", "999")
    assert [row.id for row in rows(chat, Respondent)] != []
    assert told["person"] not in [row.id for row in rows(chat, Respondent)]
    assert chat.figure("works", "reported") == 1  # the anonymous count stays


def test_links_and_sessions_do_not_come_back_to_life_and_the_restore_is_on_record(
    chat: Chat, file: str
) -> None:
    chat.hat("ประยูร", "owner")
    chat.say("ประยูร", "เว็บเจ้าหน้าที่")
    assert rows(chat, ChatLink)
    backup(chat, file)
    restore(chat, file)
    assert rows(chat, ChatLink) == rows(chat, DeskSession) == []
    assert "restored from a backup" in [row.action for row in rows(chat, AuditEntry)]
