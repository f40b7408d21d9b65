"""A round with wrong words is stopped half-way, put right, and let go again to the others only."""

from models.allowance import AllowanceMonth
from models.outbox_message import OutboxMessage, OutboxState
from models.reminder import Reminder, ReminderRound, ReminderState, RoundState
from models.session import Database
from outbound.line_client import Outcome
from scheduler.reminder_jobs import keep_reminding
from tests.handlers.conftest import Chat
from tests.scheduler.test_reminders import DAY, announce, at, citizen, pushed, rows, send


def some_went(chat: Chat) -> None:
    """Two people of two units: LINE takes one's call, and refuses the other's for now."""
    citizen(chat, "มานี")
    citizen(chat, "สมหมาย", unit="registration")
    announce(chat)
    assert send(chat) == 2
    chat.outcomes = [Outcome.ACCEPTED, Outcome.RATE_LIMITED]
    chat.work()
    assert len(pushed(chat)) == 1


def stop(chat: Chat) -> str:
    done = chat.stage.app.test_cli_runner().invoke(args=["reminders", "stop", "--yes", "--json"])
    assert done.exit_code == 0, done.output
    return done.stdout


def later(chat: Chat, hour: int) -> None:
    chat.stage.at = at(DAY, hour)
    database: Database = chat.stage.wired.database
    keep_reminding(database, chat.stage.at)
    chat.work()


def test_what_has_not_gone_is_stopped_and_goes_when_let_go_once_to_each(chat: Chat) -> None:
    some_went(chat)
    assert '"stopped": 1' in stop(chat)
    assert '"stopped": 0' in stop(chat)
    later(chat, 10)
    assert len(pushed(chat)) == 1
    assert [row.state for row in rows(chat, ReminderRound)] == [RoundState.HELD]
    assert sorted(row.state for row in rows(chat, Reminder)) == [
        ReminderState.CANCELLED,
        ReminderState.SENT,
    ]
    (ledger,) = rows(chat, AllowanceMonth)
    assert (ledger.reserved, ledger.spent) == (0, 1)  # what was stopped is given back
    chat.hat("ประยูร", "owner")
    chat.say("ประยูร", "ให้ส่งตามกำหนด")
    later(chat, 11)
    reminded = [row for row in rows(chat, OutboxMessage) if row.topic == "reminder"]
    assert sorted(row.state for row in reminded) == [
        OutboxState.CANCELLED,
        OutboxState.SENT,
        OutboxState.SENT,
    ]
    assert len({row.respondent_id for row in reminded if row.state == OutboxState.SENT}) == 2


def test_a_survey_is_closed_after_a_round_of_it_was_stopped_half_way(chat: Chat) -> None:
    some_went(chat)
    stop(chat)
    words = ["campaign", "close", "bangsue-2570", "--yes"]
    done = chat.stage.app.test_cli_runner().invoke(args=words)
    assert done.exit_code == 0, done.output
    assert [row.state for row in rows(chat, ReminderRound)] == [RoundState.HELD]
    later(chat, 11)
    assert len(pushed(chat)) == 1


def test_a_day_without_a_round_has_nothing_to_stop(chat: Chat) -> None:
    citizen(chat, "มานี")
    assert '"stopped": 0' in stop(chat)
