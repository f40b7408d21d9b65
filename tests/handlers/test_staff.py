"""Staff: a card meets a LINE account, the IIT link, ตอบแล้ว, and signing for the sheet."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from models.audit import AuditEntry
from models.staff_member import StaffMember
from models.survey_case import SurveyCase
from tests.handlers.conftest import Chat, Sent


def said(answer: Sent | None) -> str:
    assert answer is not None
    return answer.words


def bind(chat: Chat, who: str, member: StaffMember, day: str = "1 ต.ค. 2560") -> Sent:
    chat.say(who, member.code)
    answer = chat.say(who, day)
    assert answer is not None
    return answer


@pytest.fixture
def somchai(chat: Chat) -> StaffMember:
    """Civil servant of works since 1 October 2017: eligible."""
    return chat.staff(name="นายสมชาย ขยัน", started_on=date(2017, 10, 1))


def test_a_card_binds_after_the_start_date_and_brings_the_iit_link(
    chat: Chat, somchai: StaffMember
) -> None:
    asked = said(chat.say("สมชาย", somchai.code.lower()))
    assert "วันที่บรรจุหรือวันที่ท่านเริ่มปฏิบัติงาน" in asked
    assert "สมชาย" not in asked
    bound = chat.say("สมชาย", "๑ ตุลาคม ๒๕๖๐")
    words = said(bound)
    for expected in (
        "นายสมชาย ขยัน",
        "ฝ่ายโยธา",
        "แบบวัดการรับรู้ของผู้มีส่วนได้ส่วนเสียภายใน (IIT)",
        "ไม่มีผลต่อการประเมินผลการปฏิบัติราชการ การเลื่อนเงินเดือน หรือการจ้าง",
        "ไม่ใช้ LINE ก็ได้",
    ):
        assert expected in words
    assert bound is not None
    assert bound.buttons["ตอบแบบวัด"]["uri"] == "https://itas.nacc.go.th/go/iit/demo01"
    assert chat.figure("works", "reached", instrument="IIT") == 1
    assert chat.figure("works", "reached") == 0


def test_every_code_is_answered_alike_before_the_date(chat: Chat, somchai: StaffMember) -> None:
    new = chat.staff(name="นายใหม่ มาก", started_on=date(2026, 6, 1))
    bind(chat, "สมชาย", somchai)
    first = said(chat.say("ก", new.code))
    assert first == said(chat.say("ข", somchai.code))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        pytest.param("1/10/60", "ปีสี่หลัก", id="two-digit year"),
        pytest.param("31 ก.พ. 2560", "ไม่มีวันที่นี้", id="no such day"),
        pytest.param("1/10/2250", "พ.ศ. หรือ ค.ศ.", id="ambiguous year"),
        pytest.param("2 ต.ค. 2560", "ไม่ตรงกับบัญชีรายชื่อ", id="another day"),
        pytest.param("ปีที่ 7 ครับ", "อ่านวันที่ไม่ได้", id="no day at all"),
    ],
)
def test_a_day_that_does_not_bind_is_explained(
    chat: Chat, somchai: StaffMember, typed: str, expected: str
) -> None:
    assert expected in said(bind(chat, "สมชาย", somchai, typed))
    assert chat.figure("works", "joined", instrument="IIT") == 0


def test_less_than_a_year_of_service_is_explained_with_both_dates(chat: Chat) -> None:
    late = chat.staff(name="นางสาวมาใหม่ จริง", started_on=date(2026, 1, 2))
    words = said(bind(chat, "มาใหม่", late, "2 ม.ค. 2569"))
    assert "เริ่มงาน 2 ม.ค. 2569: ไม่ครบ 1 ปีก่อน 1 ม.ค. 2570" in words
    assert "itas" not in str(chat.sent[-1].messages)


def test_one_day_earlier_is_eligible(chat: Chat) -> None:
    just = chat.staff(name="นายพอดี เป๊ะ", started_on=date(2026, 1, 1))
    assert "นายพอดี เป๊ะ" in said(bind(chat, "พอดี", just, "1 ม.ค. 2569"))


def test_five_wrong_days_pause_the_person_and_the_card(chat: Chat, somchai: StaffMember) -> None:
    chat.say("โจร", somchai.code)
    for guess in range(1, 5):
        assert "ไม่ตรง" in said(chat.say("โจร", f"{guess} ม.ค. 2550"))
    assert "พักการรับรหัส" in said(chat.say("โจร", "5 ม.ค. 2550"))
    assert chat.say("โจร", "1 ต.ค. 2560") is None
    assert "ยังใช้บัตรนี้ไม่ได้ชั่วคราว" in said(bind(chat, "สมชาย", somchai))
    chat.stage.at += timedelta(minutes=11)
    assert "นายสมชาย" in said(bind(chat, "สมชาย", somchai))


def test_fifteen_wrong_days_from_many_accounts_close_the_card(
    chat: Chat, somchai: StaffMember
) -> None:
    for guess in range(15):
        bind(chat, f"โจร {guess}", somchai, f"{guess + 1} ม.ค. 2550")
        chat.stage.at += timedelta(minutes=11)
    assert "ขอบัตรใหม่" in said(bind(chat, "สมชาย", somchai))


def test_a_card_in_use_binds_no_second_account(chat: Chat, somchai: StaffMember) -> None:
    bind(chat, "สมชาย", somchai)
    words = said(bind(chat, "คนอื่น", somchai))
    assert "บัญชี LINE อื่นแล้ว" in words
    assert "สมชาย" not in words
    assert chat.figure("works", "reached", instrument="IIT") == 1


def test_an_account_that_has_a_card_takes_no_second_one(chat: Chat, somchai: StaffMember) -> None:
    other = chat.staff(name="นายอื่น ไกล", started_on=date(2010, 5, 1))
    bind(chat, "สมชาย", somchai)
    assert "บัตรอื่นแล้ว" in said(chat.say("สมชาย", other.code))
    assert "ลิงก์แบบวัด IIT ของท่าน" in said(chat.say("สมชาย", somchai.code))


def test_a_colleagues_card_used_by_mistake_is_undone_cleanly(
    chat: Chat, somchai: StaffMember
) -> None:
    bind(chat, "ผิดคน", somchai)
    chat.say("ผิดคน", "ตอบแล้ว")
    chat.say("ผิดคน", "ลงชื่อยืนยัน")
    chat.tap("ผิดคน", "acknowledge=yes")
    assert chat.figure("works", "acknowledged", instrument="IIT") == 1
    assert "เจ้าของบัตรใช้บัตรนั้นได้ตามเดิม" in said(chat.say("ผิดคน", "ไม่ใช่ฉัน"))
    for figure in ("joined", "reached", "reported", "acknowledged"):
        assert chat.figure("works", figure, instrument="IIT") == 0
    assert "นายสมชาย" in said(bind(chat, "สมชาย", somchai))


def test_a_lost_phone_gets_a_new_card_from_the_coordinator(
    chat: Chat, somchai: StaffMember
) -> None:
    bind(chat, "เครื่องเก่า", somchai)
    chat.say("เครื่องเก่า", "ตอบแล้ว")
    chat.hat("วิภา", "coordinator", "works")
    answer = chat.say("วิภา", "ออกบัตรใหม่ 1")
    assert answer is not None
    assert "สมชาย" not in answer.words
    assert "ไม่พบรหัสนี้" in said(chat.say("ใครก็ได้", somchai.code))
    again = chat.staff_again(somchai)
    assert again.code != somchai.code
    assert "นายสมชาย" in said(bind(chat, "เครื่องใหม่", again))
    assert chat.figure("works", "reached", instrument="IIT") == 1
    assert chat.figure("works", "reported", instrument="IIT") == 1
    assert "ยังไม่ได้รับลิงก์" in said(chat.say("เครื่องเก่า", "ตอบแล้ว"))


def test_staff_at_a_counter_get_the_explanation_and_never_both_links(
    chat: Chat, somchai: StaffMember
) -> None:
    bind(chat, "สมชาย", somchai)
    answer = chat.say("สมชาย", chat.point("works").code)
    assert "บุคคลภายนอก (EIT)" in said(answer)
    assert answer is not None
    assert "/eit/" not in str(answer.messages)
    assert chat.figure("works", "joined") == 0


def test_who_was_met_at_a_counter_leaves_eit_when_the_card_binds(
    chat: Chat, somchai: StaffMember
) -> None:
    chat.say("สมชาย", chat.point("works").code)
    assert chat.figure("works", "reached") == 1
    bind(chat, "สมชาย", somchai)
    assert chat.figure("works", "reached") == 0
    again = chat.say("สมชาย", "แบบวัด")
    assert again is not None
    assert "/iit/" in str(again.messages)
    assert "/eit/" not in str(again.messages)


def test_saying_answered_and_signing_are_two_things(chat: Chat, somchai: StaffMember) -> None:
    bind(chat, "สมชาย", somchai)
    thanks = said(chat.say("สมชาย", "ตอบแล้ว"))
    assert "ไม่แสดงให้ผู้ใดเห็นเป็นรายบุคคล" in thanks
    assert chat.figure("works", "acknowledged", instrument="IIT") == 0
    asked = said(chat.say("สมชาย", "ลงชื่อยืนยัน"))
    assert "ลงชื่อยืนยัน ชื่อท่านจะอยู่ในใบลงชื่อของหน่วยงาน หรือลงในกระดาษก็ได้" in asked
    assert "ยังไม่ได้รับการยืนยัน" in asked
    assert chat.figure("works", "acknowledged", instrument="IIT") == 0
    chat.tap("สมชาย", "acknowledge=yes")
    chat.tap("สมชาย", "acknowledge=yes")
    assert chat.figure("works", "acknowledged", instrument="IIT") == 1
    assert "ถอนการลงชื่อแล้ว" in said(chat.say("สมชาย", "ถอนการลงชื่อ"))
    assert chat.figure("works", "acknowledged", instrument="IIT") == 0


def test_choosing_paper_signs_nothing(chat: Chat, somchai: StaffMember) -> None:
    bind(chat, "สมชาย", somchai)
    chat.say("สมชาย", "ลงชื่อยืนยัน")
    assert "โปรดลงลายมือชื่อในใบลงชื่อ" in said(chat.tap("สมชาย", "acknowledge=no"))
    assert chat.figure("works", "acknowledged", instrument="IIT") == 0


def test_erasing_unlinks_line_and_keeps_roster_and_signature(
    chat: Chat, somchai: StaffMember
) -> None:
    bind(chat, "สมชาย", somchai)
    chat.say("สมชาย", "ลงชื่อยืนยัน")
    chat.tap("สมชาย", "acknowledge=yes")
    assert "บัญชีรายชื่อและการลงชื่อคงอยู่" in said(chat.say("สมชาย", "ลบข้อมูล"))
    chat.tap("สมชาย", "erase=yes")
    assert chat.figure("works", "acknowledged", instrument="IIT") == 1
    with chat.stage.wired.database.reading() as session:
        assert session.scalars(select(SurveyCase.respondent_id)).all() == [None]
    assert "นายสมชาย" in said(bind(chat, "สมชาย", somchai))


def test_my_data_shows_what_the_roster_holds(chat: Chat, somchai: StaffMember) -> None:
    bind(chat, "สมชาย", somchai)
    words = said(chat.say("สมชาย", "ขอข้อมูลของฉัน"))
    for expected in ("นายสมชาย ขยัน", "ข้าราชการ", "1 ต.ค. 2560", "ฝ่ายโยธา"):
        assert expected in words


def test_who_left_the_roster_is_told_so_after_the_date(chat: Chat, somchai: StaffMember) -> None:
    chat.leaves(somchai)
    assert "ไม่อยู่ในบัญชีรายชื่อปัจจุบัน" in said(bind(chat, "สมชาย", somchai))


def test_replacing_a_card_is_audited_without_a_name(chat: Chat, somchai: StaffMember) -> None:
    chat.hat("วิภา", "coordinator", "works")
    chat.say("วิภา", "ออกบัตรใหม่ 1")
    with chat.stage.wired.database.reading() as session:
        entry = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "card replaced")
        ).one()
        assert "สมชาย" not in str(entry.facts)
