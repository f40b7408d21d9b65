"""Coordinators and the owner: who has not signed (numbers), sheets, marking, handing in."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from models.audit import AuditEntry
from models.campaign import Campaign
from models.evidence import Evidence, EvidenceState
from models.staff_member import StaffMember
from rules.staff_group import StaffGroup
from tests.handlers.conftest import Chat, Sent


def said(answer: Sent | None) -> str:
    assert answer is not None
    return answer.words


@pytest.fixture
def works(chat: Chat) -> list[StaffMember]:
    """Six civil servants and four employees of works, all eligible; Wipa coordinates them."""
    chat.hat("วิภา", "coordinator", "works")
    return [
        chat.staff(
            name=f"นายคนที่{number} จริง",
            started_on=date(2015, 1, number),
            group=StaffGroup.CIVIL_SERVANT if number <= 6 else StaffGroup.EMPLOYEE,
        )
        for number in range(1, 11)
    ]


def evidence(chat: Chat) -> list[Evidence]:
    with chat.stage.wired.database.reading() as session:
        return list(session.scalars(select(Evidence).order_by(Evidence.id)))


def link_of(answer: Sent | None, label: str) -> str:
    assert answer is not None
    return re.sub(r"^https://[^/]+", "", answer.buttons[label]["uri"])


def test_outstanding_signatures_are_numbers_by_group(chat: Chat, works: list[StaffMember]) -> None:
    chat.say("วิภา", "ลงชื่อแล้ว 1-4")
    words = said(chat.say("วิภา", "ยังไม่ลงชื่อ"))
    assert "ฝ่ายโยธา: คงเหลือ 6 คน" in words
    assert "ข้าราชการ ลงลายมือชื่อแล้ว 4 จากเป้าหมาย 6 คน · คงเหลือ 2" in words
    assert "ลูกจ้าง ลงลายมือชื่อแล้ว 0 จากเป้าหมาย 4 คน · คงเหลือ 4" in words
    assert "มิได้หมายความว่าไม่ได้ตอบ" in words
    assert "นายคนที่" not in words


def test_status_tells_the_units_staff_figures(chat: Chat, works: list[StaffMember]) -> None:
    chat.staff(name="นางสาวใหม่ มาก", started_on=date(2026, 5, 1))
    chat.say("วิภา", "แจกบัตร 8")
    chat.say("วิภา", "ลงชื่อแล้ว 1-7")
    words = said(chat.say("วิภา", "สถานะ IIT"))
    assert "ลงลายมือชื่อแล้ว 7 จาก 10 คน คงเหลือ 3 คน" in words
    assert "ในบัญชี 11 · มีสิทธิ 10 · เป้าหมาย 10" in words
    assert "ได้รับลิงก์ 8 · รับรองใน LINE 0 · ลงลายมือชื่อ 7" in words
    assert "กำหนดส่งใบลงชื่อ ครั้งที่ 1: 31 มีนาคม 2570" in words


def test_a_surplus_of_one_group_covers_no_other(chat: Chat, works: list[StaffMember]) -> None:
    chat.say("วิภา", "ลงชื่อแล้ว 1-6")
    words = said(chat.say("วิภา", "ยังไม่ลงชื่อ"))
    assert "ข้าราชการ ครบแล้ว" in words
    assert "คงเหลือ 4" in words


def test_marking_twice_changes_nothing_and_unknown_lines_are_told(
    chat: Chat, works: list[StaffMember]
) -> None:
    first = said(chat.say("วิภา", "ลงชื่อแล้ว 1-3, 99"))
    assert "บันทึกผู้ลงลายมือชื่อ 3 คน" in first
    assert "ไม่มีลำดับ 99" in first
    again = said(chat.say("วิภา", "ลงชื่อแล้ว ๑-๓"))
    assert "บันทึกผู้ลงลายมือชื่อ 0 คน" in again
    assert "ลำดับที่ไม่เปลี่ยนแปลง (บันทึกไว้แล้วหรือส่งใบลงชื่อไปแล้ว): 1-3" in again
    assert chat.figure("works", "signed", instrument="IIT") == 3
    assert "ยกเลิกการบันทึก 1 คน" in said(chat.say("วิภา", "ยกเลิกลงชื่อ 2"))
    assert chat.figure("works", "signed", instrument="IIT") == 2


@pytest.mark.parametrize("typed", ["ลงชื่อแล้ว", "ลงชื่อแล้ว ครบ", "ลงชื่อแล้ว 9-1"])
def test_marking_without_lines_says_how(chat: Chat, works: list[StaffMember], typed: str) -> None:
    assert "ลงชื่อแล้ว 1-12 15" in said(chat.say("วิภา", typed))
    assert chat.figure("works", "signed", instrument="IIT") == 0


def test_an_acknowledgement_and_a_signature_of_one_person_count_once(
    chat: Chat, works: list[StaffMember]
) -> None:
    chat.say("คนที่1", works[0].code)
    chat.say("คนที่1", "1 ม.ค. 2558")
    chat.say("คนที่1", "ลงชื่อยืนยัน")
    chat.tap("คนที่1", "acknowledge=yes")
    words = said(chat.say("วิภา", "สถานะ IIT"))
    assert "ลงลายมือชื่อแล้ว 0 จาก 10" in words
    assert "ยังไม่ยืนยันว่าใช้แทนลายมือชื่อได้" in words
    chat.say("วิภา", "ลงชื่อแล้ว 1")
    assert "ลงลายมือชื่อแล้ว 1 จาก 10" in said(chat.say("วิภา", "สถานะ IIT"))
    accept_line(chat)
    assert "ลงลายมือชื่อแล้ว 1 จาก 10" in said(chat.say("วิภา", "สถานะ IIT"))


def accept_line(chat: Chat) -> None:
    with chat.stage.wired.database.transaction() as session:
        campaign = session.scalars(select(Campaign)).one()
        campaign.content = {**campaign.content, "line_signature": "accepted"}


def test_where_line_is_accepted_an_acknowledgement_meets_the_target(
    chat: Chat, works: list[StaffMember]
) -> None:
    accept_line(chat)
    chat.say("คนที่1", works[0].code)
    chat.say("คนที่1", "1 ม.ค. 2558")
    chat.say("คนที่1", "ลงชื่อยืนยัน")
    chat.tap("คนที่1", "acknowledge=yes")
    assert "ลงลายมือชื่อแล้ว 1 จาก 10" in said(chat.say("วิภา", "สถานะ IIT"))


def test_a_sheet_goes_in_is_returned_goes_in_again_and_is_received(
    chat: Chat, works: list[StaffMember]
) -> None:
    chat.hat("ประยูร", "owner")
    assert "ยังไม่มีลายมือชื่อ" in said(chat.say("วิภา", "ส่งใบลงชื่อแล้ว"))
    chat.say("วิภา", "ลงชื่อแล้ว 1-5")
    answer = said(chat.say("วิภา", "ส่งใบลงชื่อแล้ว ที่ กท 4801/123 ลงวันที่ 15 มี.ค. 2570"))
    assert "ครั้งที่ 1" in answer
    assert "ลายมือชื่อ 5 คน" in answer
    assert "กท 4801/123" in answer
    assert "15 มีนาคม 2570" in answer
    assert "รอฝ่ายปกครองรับ" in said(chat.say("วิภา", "ส่งใบลงชื่อแล้ว ครั้งที่ 1"))
    assert "รอฝ่ายปกครองรับ: โยธา" in said(chat.say("ประยูร", "ส่งใบลงชื่อแล้ว"))
    assert "ส่งคืน" in said(chat.say("ประยูร", "ส่งคืนแก้ไข โยธา ลายมือชื่อไม่ชัด"))
    (row,) = evidence(chat)
    assert row.state == EvidenceState.RETURNED
    chat.say("วิภา", "ลงชื่อแล้ว 6")
    assert "ลายมือชื่อ 6 คน" in said(chat.say("วิภา", "ส่งใบลงชื่อแล้ว"))
    assert "รับใบลงชื่อ ครั้งที่ 1 แล้ว (6 คน)" in said(chat.say("ประยูร", "รับแล้ว โยธา"))
    assert "ไม่มีใบลงชื่อที่รอรับ" in said(chat.say("ประยูร", "รับแล้ว โยธา"))
    (row,) = evidence(chat)
    assert (row.state, row.people, row.occasion) == (EvidenceState.RECEIVED, 6, 1)


def test_the_second_time_holds_those_missing_from_the_first(
    chat: Chat, works: list[StaffMember]
) -> None:
    chat.say("วิภา", "ลงชื่อแล้ว 1-5")
    chat.say("วิภา", "ส่งใบลงชื่อแล้ว")
    assert "ลำดับที่ไม่เปลี่ยนแปลง (บันทึกไว้แล้วหรือส่งใบลงชื่อไปแล้ว): 1" in said(chat.say("วิภา", "ยกเลิกลงชื่อ 1"))
    chat.say("วิภา", "ลงชื่อแล้ว 6-8")
    assert "ครั้งที่ 2" in said(chat.say("วิภา", "ส่งใบลงชื่อแล้ว"))
    assert [(row.occasion, row.people) for row in evidence(chat)] == [(1, 5), (2, 3)]


def test_what_may_not_be_signed_in_a_coordinators_place(
    chat: Chat, works: list[StaffMember]
) -> None:
    chat.hat("ประยูร", "owner")
    assert "เฉพาะผู้ประสานงาน" in said(chat.say("ประยูร", "ลงชื่อแล้ว โยธา 1-3"))
    assert "เฉพาะผู้ประสานงาน" in said(chat.say("ประยูร", "ใบลงชื่อ โยธา"))
    assert chat.figure("works", "signed", instrument="IIT") == 0


def test_the_sheets_link_shows_no_name_until_a_file_is_asked_for(
    chat: Chat, works: list[StaffMember]
) -> None:
    answer = chat.say("วิภา", "ใบลงชื่อ")
    assert "นายคนที่" not in said(answer)
    path = link_of(answer, "เปิดใบลงชื่อ")
    client = chat.stage.client()
    page = client.get(path)
    assert page.status_code == 200
    assert "นายคนที่" not in page.text
    assert looks(chat) == 0
    sheet = client.post(f"{path}/sheet.pdf")
    assert sheet.mimetype == "application/pdf"
    assert sheet.data.startswith(b"%PDF")
    assert looks(chat) == 1
    for name in ("sheet.xlsx", "memo.pdf", "memo.docx"):
        assert client.post(f"{path}/{name}").status_code == 200, name
    assert client.post(f"{path}/cards.pdf").status_code == 410
    assert client.get(f"{path}x").status_code == 410


def looks(chat: Chat) -> int:
    with chat.stage.wired.database.reading() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.action.like("names%"))).all()
        assert all("นาย" not in str(entry.facts) for entry in entries)
        return len(entries)


def test_a_link_dies_with_the_role_and_after_half_an_hour(
    chat: Chat, works: list[StaffMember]
) -> None:
    chat.hat("ประยูร", "owner")
    path = link_of(chat.say("วิภา", "ใบลงชื่อ"), "เปิดใบลงชื่อ")
    client = chat.stage.client()
    assert client.get(path).status_code == 200
    chat.say("ประยูร", "เปลี่ยนผู้ประสานงาน โยธา")
    assert client.post(f"{path}/sheet.pdf").status_code == 410
    chat.hat("มาลี", "coordinator", "works")
    path = link_of(chat.say("มาลี", "บัตร IIT"), "เปิดบัตร")
    chat.stage.later(minutes=31)
    assert client.get(path).status_code == 410


def test_cards_handed_out_count_as_reached_once_beside_line(
    chat: Chat, works: list[StaffMember]
) -> None:
    assert "แจกบัตร IIT 8 ใบ รวม 8" in said(chat.say("วิภา", "แจกบัตร 8"))
    chat.say("คนที่1", works[0].code)
    chat.say("คนที่1", "1 ม.ค. 2558")
    assert "ได้รับลิงก์ 8 ·" in said(chat.say("วิภา", "สถานะ IIT"))
    assert "เกินจำนวนผู้มีสิทธิ" in said(chat.say("วิภา", "แจกบัตร 3"))
    assert "แจกบัตรลด 8 ใบ รวม 0 ใบ" in said(chat.say("วิภา", "ยกเลิกยอด"))
