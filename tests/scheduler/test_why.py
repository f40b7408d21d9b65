"""`flask reminders why CASE`: every decision about a case, so that nobody has to guess."""

import json

from models.survey_case import SurveyCase
from tests.handlers.conftest import Chat
from tests.scheduler.test_reminders import announce, citizen, rows, send, settle


def why(chat: Chat) -> list[dict[str, object]]:
    (case,) = rows(chat, SurveyCase)
    done = chat.stage.app.test_cli_runner().invoke(
        args=["reminders", "why", str(case.id), "--json"]
    )
    assert done.exit_code == 0, done.output
    told: list[dict[str, object]] = json.loads(done.stdout)
    return told


def test_a_case_tells_why_it_was_reminded(chat: Chat) -> None:
    citizen(chat, "มานี")
    assert why(chat) == []
    announce(chat)
    send(chat)
    chat.work()
    settle(chat)
    (row,) = why(chat)
    assert (row["step"], row["state"], row["sent_on"]) == ("after_5", "sent", "2027-01-20")
    assert row["reason"]


def test_a_case_tells_why_it_was_not_reminded(chat: Chat) -> None:
    citizen(chat, "มานี")
    announce(chat)
    send(chat)
    chat.receive_text("มานี", "ตอบแล้ว")
    chat.handle()
    chat.work()
    settle(chat)
    (row,) = why(chat)
    assert (row["state"], row["reason"], row["sent_on"]) == ("cancelled", "answered since", None)
