"""People of the office ask and note by chat; who may, what moves, and what nobody is shown."""

import pytest
from sqlalchemy import select

from models.audit import AuditEntry
from models.counting import AssistedTally
from models.quota_cell import OfficialCount
from tests.handlers.conftest import Chat, Sent


def said(answer: Sent | None) -> str:
    assert answer is not None
    return answer.words


def actions_of(chat: Chat) -> list[str]:
    with chat.stage.wired.database.reading() as session:
        return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_the_owner_sees_every_unit_and_the_coordinator_the_own(chat: Chat) -> None:
    chat.hat("ประยูร", "owner")
    chat.hat("วิภา", "coordinator", "works")
    chat.say("มานี", chat.point("works").code)
    chat.say("มานี", "ตอบแล้ว")
    owner = said(chat.say("ประยูร", "สถานะ"))
    for words in (
        "1 จาก 500 คน",
        "คงเหลือ 499",
        "โยธา",
        "1/60",
        "เทศกิจ",
        "การคลัง",
        "0/40",
        "ลิงก์ทดลอง",
    ):
        assert words in owner
    own = said(chat.say("วิภา", "สถานะ"))
    assert "ฝ่ายโยธา (EIT) แจ้งว่าตอบแล้ว 1 จาก 60 คน คงเหลือ 59 คน ณ วันที่ 12 มกราคม 2570" in own
    assert "เทศกิจ" not in own
    assert "500" not in own


@pytest.mark.parametrize(
    ("asked", "unit"),
    [
        pytest.param("สถานะ โยธา", "ฝ่ายโยธา", id="without ฝ่าย"),
        pytest.param("สถานะโยธา", "ฝ่ายโยธา", id="without a space"),
        pytest.param("สถานะ ฝ่ายเทคนิค", "ฝ่ายเทศกิจ", id="the source's misprint"),
        pytest.param("สถานะ works", "ฝ่ายโยธา", id="by code"),
        pytest.param("status works", "ฝ่ายโยธา", id="in English"),
        pytest.param("สถานะ โยธา EIT", "ฝ่ายโยธา", id="with the instrument"),
    ],
)
def test_a_unit_is_known_by_its_many_names(chat: Chat, asked: str, unit: str) -> None:
    chat.hat("ประยูร", "owner")
    assert unit in said(chat.say("ประยูร", asked))


def test_a_misspelt_unit_is_offered_not_assumed(chat: Chat) -> None:
    chat.hat("ประยูร", "owner")
    answer = chat.say("ประยูร", "สถานะ โยทา")
    assert answer is not None
    assert "หมายถึงหน่วยงานใด" in answer.words
    assert "คงเหลือ" not in answer.words
    tapped = answer.buttons["ฝ่ายโยธา"]["text"]
    assert "ฝ่ายโยธา (EIT)" in said(chat.say("ประยูร", tapped))


def test_a_unit_nobody_knows_brings_the_list(chat: Chat) -> None:
    chat.hat("ประยูร", "owner")
    assert "ไม่พบหน่วยงานนี้" in said(chat.say("ประยูร", "สถานะ ดวงจันทร์"))


def test_a_coordinator_may_not_look_at_another_unit(chat: Chat) -> None:
    chat.hat("วิภา", "coordinator", "works")
    answer = said(chat.say("วิภา", "สถานะ เทศกิจ"))
    assert "หน้าที่ของท่านไม่รวม" in answer
    assert "60" not in answer


def test_gaps_come_worst_first_with_the_pace_needed(chat: Chat) -> None:
    chat.hat("ประยูร", "owner")
    chat.say("ประยูร", "แจ้งตอบ การศึกษา 20")
    chat.say("ประยูร", "แจ้งตอบ ทะเบียน 10")
    answer = said(chat.say("ประยูร", "ยังขาด"))
    assert "การศึกษา" not in answer  # met
    assert answer.index("โยธา") < answer.index("ทะเบียน")
    assert "ขาด 60" in answer
    assert "ยังประมาณไม่ได้" in answer


def test_how_many_to_invite_follows_from_the_share_who_reported(chat: Chat) -> None:
    chat.hat("วิภา", "coordinator", "works")
    chat.say("วิภา", "แจกลิงก์ 40")
    chat.say("วิภา", "แจ้งตอบ 20")
    assert "ชวนเพิ่มประมาณ 80 คน" in said(chat.say("วิภา", "ยังขาด"))


@pytest.mark.parametrize(
    ("words", "figure", "other"),
    [
        pytest.param("แจกลิงก์ โยธา 5", "reached", "reported", id="handed over"),
        pytest.param("แจ้งตอบ โยธา 5", "reported", "reached", id="told"),
        pytest.param("แจกลิงก์ โยธา ๕ คน", "reached", "reported", id="Thai digits"),
        pytest.param("แจกลิ้งค์ 5", "reached", "reported", id="own unit understood"),
    ],
)
def test_a_tally_moves_one_figure_and_says_which(
    chat: Chat, words: str, figure: str, other: str
) -> None:
    chat.hat("วิภา", "coordinator", "works")
    answer = said(chat.say("วิภา", words))
    assert {"reached": "ได้รับลิงก์แล้ว", "reported": "แจ้งว่าตอบแล้ว"}[figure] in answer
    assert "รวม 5" in answer
    assert chat.figure("works", figure, "assisted") == 5
    assert chat.figure("works", other) == 0


def test_a_tally_is_undone_once_within_ten_minutes(chat: Chat) -> None:
    chat.hat("วิภา", "coordinator", "works")
    first = chat.say("วิภา", "แจ้งตอบ 5")
    assert first is not None
    undo = first.buttons["ยกเลิกยอดนี้"]["data"]
    assert "รวม 0" in said(chat.tap("วิภา", undo))
    assert "ไม่มียอดที่ยกเลิกได้" in said(chat.tap("วิภา", undo))
    assert chat.figure("works", "reported") == 0
    chat.say("วิภา", "แจ้งตอบ 7")
    chat.stage.later(minutes=11)
    assert "ไม่มียอดที่ยกเลิกได้" in said(chat.say("วิภา", "ยกเลิกยอด"))
    assert chat.figure("works", "reported") == 7
    assert actions_of(chat)[-3:] == ["tally added", "tally undone", "tally added"]


def test_nobody_undoes_anothers_tally(chat: Chat) -> None:
    chat.hat("วิภา", "coordinator", "works")
    chat.hat("ประยูร", "owner")
    answer = chat.say("วิภา", "แจ้งตอบ 5")
    assert answer is not None
    chat.tap("ประยูร", answer.buttons["ยกเลิกยอดนี้"]["data"])
    chat.tap("มานี", answer.buttons["ยกเลิกยอดนี้"]["data"])
    assert chat.figure("works", "reported") == 5


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        pytest.param("แจ้งตอบ โยธา", "ยังไม่ได้บอกจำนวน", id="no number"),
        pytest.param("แจ้งตอบ โยธา 0", "1 ถึง 200", id="nobody"),
        pytest.param("แจ้งตอบ โยธา -5", "1 ถึง 200", id="negative"),
        pytest.param("แจ้งตอบ โยธา 201", "1 ถึง 200", id="a slip of the finger"),
        pytest.param("แจ้งตอบ โยธา 999999999999", "1 ถึง 200", id="beyond all numbers"),
        pytest.param("แจ้งตอบ ผู้บริหาร 5", "ไม่มีเป้าหมาย EIT", id="a unit without outsiders"),
        pytest.param("แจ้งตอบ ดวงจันทร์ 5", "ไม่พบหน่วยงาน", id="no such unit"),
    ],
)
def test_a_tally_that_makes_no_sense_is_explained_and_not_noted(
    chat: Chat, words: str, problem: str
) -> None:
    chat.hat("ประยูร", "owner")
    assert problem in said(chat.say("ประยูร", words))
    with chat.stage.wired.database.reading() as session:
        assert session.scalars(select(AssistedTally)).all() == []


def test_the_official_total_needs_a_confirming_tap(chat: Chat) -> None:
    chat.hat("ประยูร", "owner")
    question = chat.say("ประยูร", "ยอด ป.ป.ช. EIT 312")
    assert question is not None
    with chat.stage.wired.database.reading() as session:
        assert session.scalars(select(OfficialCount)).all() == []
    tap = question.buttons["ยืนยันยอด"]["data"]
    assert "312" in said(chat.tap("ประยูร", tap))
    assert "ไม่มียอดที่รอยืนยัน" in said(chat.tap("ประยูร", tap))
    with chat.stage.wired.database.reading() as session:
        (row,) = session.scalars(select(OfficialCount)).all()
        assert (row.instrument, row.count) == ("EIT", 312)
    assert "312" in said(chat.say("ประยูร", "ยอด"))
    assert chat.figure("works", "reported") == 0  # never mixed with our own
    status = said(chat.say("ประยูร", "สถานะ"))
    assert "ยอดในระบบ ป.ป.ช. 312" in status
    assert "เราไม่ทราบว่าผู้ใดตอบ" in status


def test_typing_the_confirmation_works_too_and_cancelling_records_nothing(chat: Chat) -> None:
    chat.hat("ประยูร", "owner")
    chat.say("ประยูร", "ยอด ป.ป.ช. IIT 1,250")
    assert "1250" in said(chat.say("ประยูร", "ยืนยันยอด"))
    chat.say("ประยูร", "ยอด ป.ป.ช. IIT 9")
    chat.say("ประยูร", "ยกเลิก")
    assert "ไม่มียอดที่รอยืนยัน" in said(chat.say("ประยูร", "ยืนยันยอด"))


def test_an_older_cards_tap_does_not_confirm_a_newer_question(chat: Chat) -> None:
    chat.hat("ประยูร", "owner")
    older = chat.say("ประยูร", "ยอด ป.ป.ช. EIT 300")
    chat.say("ประยูร", "ยอด ป.ป.ช. EIT 400")
    assert older is not None
    assert "ไม่มียอดที่รอยืนยัน" in said(chat.tap("ประยูร", older.buttons["ยืนยันยอด"]["data"]))


def test_the_units_codes_come_as_pictures_with_posters(chat: Chat) -> None:
    chat.hat("วิภา", "coordinator", "works")
    assert "ยังไม่มีจุดบริการ" in said(chat.say("วิภา", "คิวอาร์"))
    codes = [chat.point("works").code for _ in range(2)]
    answer = chat.say("วิภา", "คิวอาร์")
    assert answer is not None
    pictures = [m["originalContentUrl"] for m in answer.messages if m["type"] == "image"]
    assert pictures == [f"https://outreach.example.go.th/q/{code}/qr.png" for code in codes]
    assert all(code in answer.words for code in codes)


def test_the_invitation_text_holds_the_units_page_and_no_personal_code(chat: Chat) -> None:
    chat.hat("วิภา", "coordinator", "works")
    code = chat.point("works").code
    answer = chat.say("วิภา", "ข้อความเชิญ")
    assert answer is not None
    assert f"https://outreach.example.go.th/q/{code}" in answer.messages[1]["text"]
    assert "สมัครใจ" in answer.messages[1]["text"]
    assert "KEY-" not in answer.words
    assert "IIT-" not in answer.words


GROUP = {"type": "group", "groupId": "C" + "1" * 32}


def test_in_a_group_only_totals_and_only_when_called_by_name(chat: Chat) -> None:
    chat.hat("ประยูร", "owner")
    source = {**GROUP, "userId": f"U{chat.people['ประยูร']:032x}"}
    called = {
        "type": "text",
        "text": "@บางซื่อ สถานะ",
        "mention": {"mentionees": [{"index": 0, "length": 8, "type": "user", "isSelf": True}]},
    }
    assert chat.happen("ประยูร", source=source, message={"type": "text", "text": "สถานะ"}) is None
    answer = chat.happen("ประยูร", source=source, message=called)
    assert "0 จาก 500 คน" in said(answer)
    assert "โยธา" not in said(answer)
    stranger = {**GROUP, "userId": "U" + "9" * 32}
    assert chat.happen("มานี", source=stranger, message=called) is None


def test_what_is_managed_is_counted_per_working_day_like_what_is_needed(chat: Chat) -> None:
    chat.hat("วิภา", "coordinator", "works")
    chat.say("วิภา", "แจ้งตอบ 10")
    # Wednesday 6 to Tuesday 12 January 2027 hold five working days: 10 people are 2 a day.
    assert "2.0" in said(chat.say("วิภา", "สถานะ"))
