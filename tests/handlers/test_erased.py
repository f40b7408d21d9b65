"""After ลบข้อมูล nothing of the person is anywhere: tables, outbox, events, logs, audit."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import LargeBinary, select, type_coerce

from models import Base
from models.agency import Agency
from models.audit import AuditEntry
from models.campaign import Campaign
from models.data_kinds import Whose
from models.data_map import TABLES
from models.outbox_message import OutboxMessage
from models.sealed import Sealed
from models.survey_case import SurveyCase
from models.webhook_event import EventState, WebhookEvent
from outbound.line_client import Outcome
from reports.held_data import NOT_OF_ONE, REACHED_BY
from reports.outcomes import outcomes
from rules.disposition import Disposition
from tests.handlers.conftest import Chat

WORDS = "what-malee-said"
"""ASCII: a stored event is JSON with everything else escaped."""

USER = "U" + f"{1:032x}"


def everything(chat: Chat) -> str:
    """Every value of every table as text, seals opened, bytes in hex."""
    told = []
    with chat.stage.wired.database.reading() as session:
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                raw = isinstance(column.type, LargeBinary) and not isinstance(column.type, Sealed)
                shown = type_coerce(column, LargeBinary) if raw else column
                for value in session.scalars(select(shown)):
                    if raw and value is not None:
                        told.append(bytes(value).hex())
                    else:
                        told.append(json.dumps(value, ensure_ascii=False, default=str))
    return "\n".join(told)


def hash_of(chat: Chat, value: str) -> str:
    with chat.stage.wired.database.reading() as session:
        return session.scalars(select(Agency)).one().hash_of(value).hex()


@pytest.fixture
def malee(chat: Chat) -> Chat:
    """Malee has been met, agreed, asked, wears a hat, was not answered, and broke something."""
    chat.say("มาลี", chat.point().code)
    chat.say("มาลี", "ขอรับการแจ้งเตือน")
    chat.say("มาลี", "ยินยอม")
    chat.hat("มาลี", "coordinator", "works")
    chat.say("มาลี", "เว็บเจ้าหน้าที่")
    chat.outcomes = [Outcome.TOKEN_DEAD]
    chat.say("มาลี", "เมนู")  # its answer waits for the next message
    chat.receive_text("มาลี", WORDS)
    with chat.stage.wired.database.transaction() as session:
        row = session.scalars(select(WebhookEvent).where(WebhookEvent.state == "open")).one()
        row.finish(EventState.FAILED, now=chat.stage.at, reason="KeyError after 4 tries")
    assert USER in everything(chat)
    assert WORDS in everything(chat)
    return chat


def in_chat(chat: Chat) -> None:
    chat.say("มาลี", "ลบข้อมูล")
    chat.say("มาลี", "ยืนยันลบข้อมูล")


def by_command(chat: Chat) -> None:
    runner = chat.stage.app.test_cli_runner()
    assert runner.invoke(args=["privacy", "erase", USER, "--yes"]).exit_code == 0


@pytest.mark.parametrize("erase", [in_chat, by_command])
def test_nothing_of_the_person_is_left_anywhere(
    malee: Chat, erase: Callable[[Chat], Any], capsys: pytest.CaptureFixture[str]
) -> None:
    before = malee.figure("works", "reached"), malee.figure("works", "joined")
    user_hash = hash_of(malee, USER)
    assert user_hash in everything(malee)
    erase(malee)
    left = everything(malee)
    for trace in (USER, user_hash, WORDS):
        assert trace not in left
    seen = capsys.readouterr()
    assert USER not in seen.out + seen.err
    assert WORDS not in seen.out + seen.err
    assert (malee.figure("works", "reached"), malee.figure("works", "joined")) == before
    with malee.stage.wired.database.reading() as session:
        assert session.scalars(select(SurveyCase)).one().respondent_id is None
        for row in session.scalars(select(OutboxMessage)):
            assert (row.respondent_id, row.messages, row.reply_token) == (None, None, None)
        erased = [e for e in session.scalars(select(AuditEntry)) if e.action == "person erased"]
        assert [entry.facts for entry in erased] == [{}]


def test_a_person_who_writes_again_is_a_stranger(malee: Chat) -> None:
    in_chat(malee)
    told = malee.say("มาลี", "ขอข้อมูลของฉัน")
    assert told is not None
    assert "ฝ่ายโยธา" not in told.words


def test_who_had_asked_to_stop_stays_counted_as_a_refusal(malee: Chat) -> None:
    malee.say("มาลี", "หยุดแจ้งเตือน")
    for _ in range(2):
        with malee.stage.wired.database.reading() as session:
            ended = outcomes(session, session.scalars(select(Campaign)).one())
        assert ended.eit == {Disposition.OPT_OUT: 1}
        in_chat(malee)


def exported(chat: Chat, user_id: str = USER) -> dict[str, Any]:
    runner = chat.stage.app.test_cli_runner()
    answer = runner.invoke(args=["privacy", "export", user_id])
    assert answer.exit_code == 0, answer.output
    held: dict[str, Any] = json.loads(answer.output)
    return held


def test_the_copy_holds_everything_and_is_audited(malee: Chat) -> None:
    malee.say("ประสิทธิ์", malee.point().code)
    held = exported(malee)["tables"]
    assert held["channel_address"]["rows"][0]["user_id"] == USER
    assert held["consent"]["rows"][0]["withdrawn_at"] is None
    assert held["role"]["rows"][0]["name"] == "coordinator"
    assert held["survey_case"]["rows"][0]["instrument"] == "EIT"
    assert WORDS in held["webhook_event"]["rows"][0]["payload"]
    assert any(row["messages"] for row in held["outbox_message"]["rows"])
    assert {row["action"] for row in held["audit_entry"]["rows"]} >= {"role granted"}
    assert len(held["chat_link"]["rows"]) == 1
    assert all(table["about"]["kept"] for table in held.values())
    text = json.dumps(held)
    assert f"U{2:032x}" not in text  # nobody else's
    with malee.stage.wired.database.reading() as session:
        actions = session.scalars(select(AuditEntry.action)).all()
        assert actions.count("personal data exported") == 1


def test_staff_get_their_roster_row_and_not_what_an_earlier_account_said(chat: Chat) -> None:
    member = chat.staff()
    chat.say("คนก่อน", member.code)
    chat.say("คนก่อน", "1 ต.ค. 2560")
    chat.say("คนก่อน", "ตอบแล้ว")
    chat.say("คนก่อน", "ลบข้อมูล")
    chat.say("คนก่อน", "ยืนยันลบข้อมูล")
    chat.stage.later(hours=1)
    chat.say("สมชาย", member.code)
    chat.say("สมชาย", "1 ต.ค. 2560")
    held = exported(chat, f"U{2:032x}")["tables"]
    assert held["staff_member"]["rows"][0]["name"] == "นายสมชาย ขยัน"
    assert held["survey_case"]["rows"][0]["reported_at"] is None


def test_nobody_unknown_is_exported(chat: Chat) -> None:
    runner = chat.stage.app.test_cli_runner()
    assert runner.invoke(args=["privacy", "export", "U" + "9" * 32]).exit_code == 1


def test_no_table_about_people_is_left_out_of_a_copy() -> None:
    for name, entry in TABLES.items():
        if entry.whose in (Whose.NOBODY, Whose.ANONYMOUS):
            continue
        by_hat = any(kind.name == "HAT" for kind in entry.columns.values())
        assert name in REACHED_BY or name in NOT_OF_ONE or by_hat, name
        assert "respondent_id" not in entry.columns or name in REACHED_BY, name
