"""Hats: how they are given, what each may say, how they end, and that strangers see none."""

import json

import pytest
from sqlalchemy import select

from models.audit import AuditEntry
from models.role import Invitation, Role
from tests.handlers.conftest import Chat
from tests.handlers.test_coordinator import said

ALLOWED = {
    "สถานะ": {"owner", "deputy", "viewer", "coordinator", "hr", "pr", "admin"},
    "ยังขาด": {"owner", "deputy", "viewer", "coordinator", "hr", "pr", "admin"},
    "แจกลิงก์ โยธา 5": {"owner", "deputy", "coordinator"},
    "แจ้งตอบ โยธา 5": {"owner", "deputy", "coordinator"},
    "คิวอาร์ โยธา": {"owner", "deputy", "coordinator", "pr", "admin"},
    "ยอด ป.ป.ช. EIT 312": {"owner", "deputy", "admin"},
    "เปลี่ยนผู้ประสานงาน โยธา": {"owner", "deputy"},
    "ระงับรอบเตือน": {"owner", "deputy"},
    "ให้ส่งตามกำหนด": {"owner", "deputy"},
}
ROLES = ["owner", "deputy", "viewer", "coordinator", "hr", "pr", "admin", "central"]


def test_a_key_gives_its_role_once_and_shows_the_words(chat: Chat) -> None:
    runner = chat.stage.app.test_cli_runner()
    made = json.loads(runner.invoke(args=["role", "invite", "owner", "--json"]).stdout)
    assert made["code"].startswith("KEY-")
    assert made["role"] == "owner"
    assert made["unit"] is None
    assert "หัวหน้าฝ่ายปกครอง" in said(chat.say("ประยูร", made["code"]))
    assert "ใช้ไปแล้ว" in said(chat.say("วิภา", made["code"]))
    with chat.stage.wired.database.reading() as session:
        assert len(session.scalars(select(Role)).all()) == 1


def test_the_hat_one_wears_already_is_not_put_on_twice(chat: Chat) -> None:
    for _ in range(3):
        chat.hat("ประยูร", "owner")
    chat.hat("ประยูร", "coordinator", "works")
    chat.hat("ประยูร", "coordinator", "finance")
    with chat.stage.wired.database.reading() as session:
        worn = sorted(role.name for role in session.scalars(select(Role)))
    assert worn == ["coordinator", "coordinator", "owner"]
    told = said(chat.say("ประยูร", "ขอข้อมูลของฉัน"))
    assert told.count("หัวหน้าฝ่ายปกครอง") == told.count("ผู้ประสานงาน") == 1


def test_the_key_itself_is_kept_nowhere(chat: Chat) -> None:
    runner = chat.stage.app.test_cli_runner()
    code = json.loads(runner.invoke(args=["role", "invite", "owner", "--json"]).stdout)["code"]
    with chat.stage.wired.database.reading() as session:
        row = session.scalars(select(Invitation)).one()
        assert code.encode() not in row.code_hash
        assert code[4:] not in str(session.scalars(select(AuditEntry.facts)).all())


def test_a_key_expires_after_five_working_days(chat: Chat) -> None:
    runner = chat.stage.app.test_cli_runner()
    code = json.loads(runner.invoke(args=["role", "invite", "owner", "--json"]).stdout)["code"]
    chat.stage.later(days=8)
    assert "หมดอายุ" in said(chat.say("ประยูร", code))


def test_a_coordinator_needs_a_unit(chat: Chat) -> None:
    runner = chat.stage.app.test_cli_runner()
    refused = runner.invoke(args=["role", "invite", "coordinator"])
    assert refused.exit_code == 1
    assert "--unit" in refused.output
    assert runner.invoke(args=["role", "invite", "coordinator", "--unit", "ดวงจันทร์"]).exit_code == 1


@pytest.mark.parametrize("role", ROLES)
def test_each_role_may_say_what_is_its_own_and_nothing_else(chat: Chat, role: str) -> None:
    chat.hat("ใครสักคน", role, "works" if role == "coordinator" else None)
    for words, roles in ALLOWED.items():
        answer = said(chat.say("ใครสักคน", words))
        assert ("หน้าที่ของท่านไม่รวม" in answer) == (role not in roles), words


@pytest.mark.parametrize("words", list(ALLOWED))
def test_a_stranger_learns_of_no_command(chat: Chat, words: str) -> None:
    chat.happen("มานี", type="follow", message=None)
    answer = chat.say("มานี", words)
    text = answer.words if answer else ""
    for hint in ("หน้าที่ของท่าน", "คงเหลือ", "ยืนยันยอด", "KEY-", "จาก 60"):
        assert hint not in text


def test_replacing_a_coordinator_ends_the_old_role_at_once(chat: Chat) -> None:
    chat.hat("ประยูร", "owner")
    chat.hat("วิภา", "coordinator", "works")
    answer = said(chat.say("ประยูร", "เปลี่ยนผู้ประสานงาน โยธา"))
    key = next(word for word in answer.split() if word.startswith("KEY-"))
    assert "ฝ่ายโยธา" not in said(chat.say("วิภา", "สถานะ"))
    assert "ผู้ประสานงาน · ฝ่ายโยธา" in said(chat.say("สมหญิง", key))
    assert "ฝ่ายโยธา (EIT)" in said(chat.say("สมหญิง", "สถานะ"))


def test_help_lists_the_words_of_the_role_in_its_language(chat: Chat) -> None:
    chat.hat("วิภา", "coordinator", "works")
    answer = said(chat.say("วิภา", "เมนู"))
    assert "แจ้งตอบ โยธา 5" in answer
    assert "เปลี่ยนผู้ประสานงาน" not in answer
    chat.say("วิภา", "English")
    assert "status" in said(chat.say("วิภา", "menu"))
