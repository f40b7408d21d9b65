"""Nobody is shown who answered, who is unbound, who stopped; names are on paper only (domain §9.6).

Every role says every word we understand. What any of them reads must not hold a name, and must be
the same before and after one member of staff says `ตอบแล้ว` or stops.
"""

import json
import re
from datetime import date

import pytest
from flask.testing import FlaskClient

from handlers.coordinator import COMMANDS
from handlers.text import WORDS
from models.staff_member import StaffMember
from rules.codes import CodeKind, new_code
from tests.handlers.conftest import Chat

ROLES = [
    *("owner", "deputy", "viewer", "hr", "pr", "admin"),
    "coordinator works",
    "coordinator revenue",
    "citizen",
    "staff",
]
SECRETS = ("ลับสุดยอด", "ปกปิด", "1 มี.ค. 2558", "2 มี.ค. 2558", "2015-03")
OFFICE_WIDE = {"ยอด", "official"}
"""Shows IIT's `reported` for the whole office, as it may."""

UNDOING = {"ลบข้อมูล", "erase", "ไม่ใช่ฉัน", "ไม่ใช่บัตรฉัน", "not me"}


def words_to_try() -> list[str]:
    """Each command by its first name, alone and about works; one word for each handler."""
    tried = ["สถานะ IIT", "สถานะ IIT โยธา", "ยังขาด IIT"]
    for command in COMMANDS:
        name = re.sub(r"\(.*?\)|\?", "", command.pattern.split("|")[0])
        tried += [name, f"{name} โยธา", f"{name} โยธา 1"]
    first_words = {handler: word for word, handler in reversed(WORDS.items())}
    return tried + [word for word in first_words.values() if word not in UNDOING]


@pytest.fixture
def staff(chat: Chat) -> list[StaffMember]:
    """Two of works, one of them bound; eight cards handed out, so that reached says nothing."""
    made = [
        chat.staff(name=f"นาย{SECRETS[number]} จริง", started_on=date(2015, 3, number + 1))
        for number in (0, 1)
    ]
    made += [chat.staff(name=f"นายอื่น{n} จริง", started_on=date(2012, 1, n)) for n in range(1, 9)]
    chat.hat("ผู้แจก", "coordinator", "works")
    chat.say("ผู้แจก", "แจกบัตร 8")
    chat.say("สมชาย", made[0].code)
    chat.say("สมชาย", "1 มี.ค. 2558")
    return made


def cast(chat: Chat) -> dict[str, str]:
    """Who wears which hat, by name."""
    names = {}
    for number, role in enumerate(ROLES):
        who = f"คน{number}"
        names[role] = who
        name, _, unit = role.partition(" ")
        if name not in ("citizen", "staff"):
            chat.hat(who, name, unit or None)
    other = chat.staff(name="นายอีกคน หนึ่ง", started_on=date(2011, 5, 5))
    chat.say(names["staff"], other.code)
    chat.say(names["staff"], "5 พ.ค. 2554")
    return names


def everything(chat: Chat, who: str) -> dict[str, str]:
    """What the person reads for each word; times, links and fresh keys taken out."""
    read = {}
    for words in words_to_try():
        chat.stage.later(hours=2)  # a menu is shown again, a link made anew
        answer = chat.say(who, words)
        text = json.dumps(answer.messages, ensure_ascii=False) if answer else ""
        text = re.sub(r"/paper/[\w-]+|KEY-\w+", "…", text)
        text = re.sub(r"เวลา [\d.]+ น\.|\d\d:\d\d|\d+ (?:มกราคม|ม\.ค\.|Jan\w*) \d{4}", "…", text)
        read[words] = text
    return read


@pytest.mark.parametrize("role", ROLES)
def test_no_role_reads_a_name_of_others_in_any_answer(
    chat: Chat, staff: list[StaffMember], role: str
) -> None:
    read = everything(chat, cast(chat)[role])
    codes = [member.code for member in staff]
    assert len([text for text in read.values() if text]) > len(WORDS) // 4
    for words, text in read.items():
        assert not [secret for secret in (*SECRETS, *codes) if secret in text], words


@pytest.mark.parametrize("role", [role for role in ROLES if role not in ("citizen", "staff")])
def test_nothing_a_role_reads_changes_when_one_of_the_staff_answers_and_stops(
    chat: Chat, staff: list[StaffMember], role: str
) -> None:
    who = cast(chat)[role]
    names = [word for word in words_to_try() if word.split(" ")[0] in READING]
    before = {word: _still(chat, who, word) for word in names}
    chat.say("สมชาย", "ตอบแล้ว")
    chat.say("สมชาย", "หยุดแจ้งเตือน")
    assert chat.figure("works", "reported", instrument="IIT") == 1
    after = {word: _still(chat, who, word) for word in names}
    assert {word for word in names if before[word] != after[word]} <= {
        word for word in names if word.split(" ")[0] in OFFICE_WIDE
    }


READING = {"สถานะ", "ยังขาด", "ยังไม่ลงชื่อ", "ใบลงชื่อ", "ส่งใบลงชื่อแล้ว", "ยอด", "บัตร", "รับแล้ว"}
"""Commands that show figures and change none."""


def _still(chat: Chat, who: str, words: str) -> str:
    answer = chat.say(who, words)
    text = json.dumps(answer.messages, ensure_ascii=False) if answer else ""
    return re.sub(r"/paper/[\w-]+", "…", text)


@pytest.mark.parametrize("role", ROLES)
def test_only_the_units_own_coordinator_gets_a_link_to_names(
    chat: Chat, staff: list[StaffMember], role: str
) -> None:
    who = cast(chat)[role]
    for words in ("ใบลงชื่อ โยธา", "บัตร IIT โยธา", "ออกบัตรใหม่ โยธา 1"):
        answer = chat.say(who, words)
        has_link = answer is not None and "/paper/" in str(answer.messages)
        assert has_link == (role == "coordinator works"), words


def test_the_command_lines_figures_name_nobody_and_tell_no_unit_who_reported(
    chat: Chat, staff: list[StaffMember]
) -> None:
    chat.say("สมชาย", "ตอบแล้ว")
    runner = chat.stage.app.test_cli_runner()
    facts = json.loads(runner.invoke(args=["status", "--json"]).stdout)
    assert not [secret for secret in SECRETS if secret in json.dumps(facts, ensure_ascii=False)]
    iit = [unit for unit in facts["units"] if unit["instrument"] == "IIT"]
    assert {unit["reported"] for unit in iit} == {None}
    assert not [unit for unit in iit if "reported" in unit["sources"]]


def test_a_card_address_tells_a_known_code_from_an_unknown_one_by_nothing(
    chat: Chat, staff: list[StaffMember]
) -> None:
    client: FlaskClient = chat.stage.client()
    nobodys = new_code(CodeKind.STAFF)
    known = client.get(f"/q/{staff[0].code}")
    unknown = client.get(f"/q/{nobodys}")
    assert known.status_code == unknown.status_code == 200
    assert known.text.replace(staff[0].code, "") == unknown.text.replace(nobodys, "")
    assert "ลับสุดยอด" not in known.text
