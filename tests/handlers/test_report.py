"""รายงาน and เว็บเจ้าหน้าที่: links in chat that open what they say, for who asked."""

import pytest

from models.campaign import Campaign
from models.chat_link import ChatLink
from models.staff_member import StaffMember, change
from reports.outcomes import outcomes
from tests.factories import NOW
from tests.handlers.conftest import Chat


def link_in(chat: Chat, who: str, words: str, label: str) -> str:
    sent = chat.say(who, words)
    assert sent is not None
    return str(sent.buttons[label]["uri"]).split("outreach.example.go.th", 1)[1]


def test_the_report_comes_with_its_curve_and_files(chat: Chat) -> None:
    chat.hat("ประยูร", "owner")
    chat.say("มานี", chat.point("works").code)
    chat.say("มานี", "ตอบแล้ว")
    sent = chat.say("ประยูร", "รายงาน")
    assert sent is not None
    assert "1 จาก 500 คน คงเหลือ 499" in sent.words
    picture = sent.messages[0]["originalContentUrl"].split("outreach.example.go.th", 1)[1]
    client = chat.stage.client()
    assert client.get(picture).data.startswith(b"\x89PNG")
    path = link_in(chat, "ประยูร", "report", "เปิดไฟล์รายงาน")
    assert "รายงาน" in client.get(path).text
    assert client.post(f"{path}/progress.pdf").data.startswith(b"%PDF")
    assert client.post(f"{path}/figures.xlsx").data.startswith(b"PK")
    assert client.post(f"{path}/sheet.pdf").status_code == 410
    chat.stage.later(minutes=30)
    assert client.get(path).status_code == 410
    assert client.get(f"{path}/chart.png").status_code == 410


def test_a_coordinators_report_is_of_the_own_unit(chat: Chat) -> None:
    chat.hat("วิภา", "coordinator", "works")
    chat.say("มานี", chat.point("registration").code)
    chat.say("มานี", "ตอบแล้ว")
    sent = chat.say("วิภา", "รายงาน")
    assert sent is not None
    assert "0 จาก 60 คน" in sent.words
    with chat.stage.wired.database.reading() as session:
        assert len(session.query(ChatLink).one().facts["units"]) == 1


@pytest.mark.parametrize("words", ["รายงาน", "เว็บเจ้าหน้าที่", "โต๊ะงาน", "desk", "report"])
def test_a_stranger_gets_no_link(chat: Chat, words: str) -> None:
    sent = chat.say("มานี", words)
    assert sent is None or not {"/desk/", "/paper/"} & set(str(sent.messages).split('"'))
    with chat.stage.wired.database.reading() as session:
        assert session.query(ChatLink).count() == 0


@pytest.mark.parametrize("words", ["เว็บเจ้าหน้าที่", "โต๊ะงาน", "desk"])
def test_the_desk_opens_from_chat_and_closes_with_the_role(chat: Chat, words: str) -> None:
    chat.hat("ประยูร", "owner")
    chat.hat("วิภา", "coordinator", "works")
    path = link_in(chat, "วิภา", words, "เปิดเว็บเจ้าหน้าที่")
    assert path.endswith("?openExternalBrowser=1")
    client = chat.stage.client()
    https = "https://localhost"
    assert "เข้าสู่ระบบ" in client.get(path, base_url=https).text
    assert client.post(path.split("?")[0], base_url=https).status_code == 303
    assert "ฝ่ายโยธา" in client.get("/desk/", base_url=https).text
    chat.say("ประยูร", "เปลี่ยนผู้ประสานงาน โยธา")
    assert client.get("/desk/", base_url=https).status_code == 401


def test_how_cases_ended_is_counted_by_their_codes(chat: Chat) -> None:
    point = chat.point("works")
    for who in ("มานี", "ปิติ", "ชูใจ"):
        chat.say(who, point.code)
    chat.say("มานี", "ตอบแล้ว")
    chat.say("ปิติ", "หยุดแจ้งเตือน")
    signed = chat.staff()
    chat.staff(name="วีระ")
    with chat.stage.wired.database.transaction() as session:
        change(session, session.get_one(StaffMember, signed.id), now=chat.stage.at, signed_at=NOW)
    with chat.stage.wired.database.reading() as session:
        ended = outcomes(session, session.query(Campaign).one())
    assert {each.value: n for each, n in ended.eit.items()} == {
        "1.1 self_report": 1,
        "2.1 opt_out": 1,
        "3.x unknown": 1,
    }
    assert {each.value: n for each, n in ended.iit.items()} == {
        "1.1 signature": 1,
        "2.2 not_reached": 1,
    }
    assert ended.response_rate_1 == 0.5
