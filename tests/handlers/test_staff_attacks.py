"""What was found by attacking the staff's half, each with the way it was done."""

import threading
from datetime import date

import pytest
from sqlalchemy import select

from models.audit import AuditEntry
from models.campaign import Campaign
from models.evidence import Evidence, EvidenceState
from models.staff_member import StaffMember, change, members_of
from models.survey_case import NotEligible
from roster.load import change_member
from rules.staff_group import StaffGroup
from tests.handlers.conftest import Chat, Sent


def said(answer: Sent | None) -> str:
    assert answer is not None
    return answer.words


def bind(chat: Chat, who: str, member: StaffMember, day: str) -> str:
    chat.say(who, member.code)
    return said(chat.say(who, day))


@pytest.fixture
def works(chat: Chat) -> list[StaffMember]:
    chat.hat("วิภา", "coordinator", "works")
    chat.hat("ประยูร", "owner")
    return [
        chat.staff(
            name=f"นายคนที่{number} จริง",
            started_on=date(2015, 1, number),
            group=StaffGroup.CIVIL_SERVANT,
        )
        for number in range(1, 8)
    ]


def test_a_coordinator_who_takes_a_card_over_learns_nothing_and_deletes_nothing(
    chat: Chat, works: list[StaffMember]
) -> None:
    """The coordinator prints the cards and knows the dates: both secrets."""
    bind(chat, "ก", works[0], "1 ม.ค. 2558")
    chat.say("ก", "ตอบแล้ว")
    chat.stage.later(minutes=5)
    chat.say("วิภา", "ออกบัตรใหม่ 1")
    bind(chat, "วิภา", chat.staff_again(works[0]), "1 ม.ค. 2558")
    assert "แจ้งว่าตอบแล้ว" not in said(chat.say("วิภา", "ขอข้อมูลของฉัน"))
    assert "ได้แจ้งไว้แล้ว" not in said(chat.say("วิภา", "ตอบแล้ว"))
    chat.say("วิภา", "ไม่ใช่ฉัน")
    assert chat.figure("works", "reported", instrument="IIT") == 1
    with chat.stage.wired.database.reading() as session:
        actions = list(session.scalars(select(AuditEntry.action)))
    assert "card given back" in actions


def test_the_old_card_does_not_bind_after_a_new_one_was_issued(
    chat: Chat, works: list[StaffMember]
) -> None:
    chat.say("ขโมย", works[0].code)
    chat.say("วิภา", "ออกบัตรใหม่ 1")
    assert "หมดอายุแล้ว" in said(chat.say("ขโมย", "1 ม.ค. 2558"))
    assert "นายคนที่1" in bind(chat, "ตัวจริง", chat.staff_again(works[0]), "1 ม.ค. 2558")


def test_a_new_card_takes_back_what_the_old_one_signed(
    chat: Chat, works: list[StaffMember]
) -> None:
    bind(chat, "ขโมย", works[0], "1 ม.ค. 2558")
    chat.say("ขโมย", "ลงชื่อยืนยัน")
    chat.tap("ขโมย", "acknowledge=yes")
    chat.say("วิภา", "ออกบัตรใหม่ 1")
    assert chat.figure("works", "acknowledged", instrument="IIT") == 0


@pytest.mark.parametrize(
    "typed", ["1 ม.ค. 2558 ครับ", "1/1/2558 ค่ะ", "วันที่ 1 มกราคม 2558 ค่ะ", "1 มกราคม 2558."]
)
def test_a_date_said_politely_is_a_date(chat: Chat, works: list[StaffMember], typed: str) -> None:
    assert "นายคนที่1" in bind(chat, "ก", works[0], typed)


def test_talk_with_digits_is_not_taken_for_a_date(chat: Chat, works: list[StaffMember]) -> None:
    chat.say("ก", works[0].code)
    answer = chat.say("ก", "โทร 02-586-9977 สอบถามเรื่องบัตรได้ไหม")
    assert answer is None or "อ่านวันที่ไม่ได้" not in answer.words


def test_a_date_that_comes_too_late_is_told_so(chat: Chat, works: list[StaffMember]) -> None:
    chat.say("ก", works[0].code)
    chat.stage.later(minutes=61)
    assert "หมดอายุแล้ว" in said(chat.say("ก", "1 ม.ค. 2558"))


def refuse_line(chat: Chat) -> None:
    with chat.stage.wired.database.transaction() as session:
        campaign = session.scalars(select(Campaign)).one()
        campaign.content = {**campaign.content, "line_signature": "refused"}


def test_where_line_is_refused_nobody_signs_in_line(chat: Chat, works: list[StaffMember]) -> None:
    bind(chat, "ก", works[0], "1 ม.ค. 2558")
    chat.say("ก", "ลงชื่อยืนยัน")  # asked while it was unconfirmed
    refuse_line(chat)
    chat.say("ก", "ยืนยันลงชื่อ")
    assert chat.figure("works", "acknowledged", instrument="IIT") == 0


def test_a_question_about_signing_does_not_outlive_the_card(
    chat: Chat, works: list[StaffMember]
) -> None:
    bind(chat, "ก", works[0], "1 ม.ค. 2558")
    chat.say("ก", "ลงชื่อยืนยัน")
    chat.say("ก", "ไม่ใช่ฉัน")
    bind(chat, "ก", works[1], "2 ม.ค. 2558")
    chat.tap("ก", "acknowledge=yes")
    assert chat.figure("works", "acknowledged", instrument="IIT") == 0


def test_a_sheet_received_is_the_one_that_was_named(chat: Chat, works: list[StaffMember]) -> None:
    chat.say("วิภา", "ลงชื่อแล้ว 1-3")
    chat.say("วิภา", "ส่งใบลงชื่อแล้ว")
    chat.say("วิภา", "ลงชื่อแล้ว 4-5")
    chat.say("วิภา", "ส่งใบลงชื่อแล้ว")
    assert "มากกว่าหนึ่งครั้ง" in said(chat.say("ประยูร", "รับแล้ว โยธา"))
    assert "ครั้งที่ 2 แล้ว" in said(chat.say("ประยูร", "รับแล้ว โยธา 2"))
    assert "ครั้งที่ 2" in said(chat.say("ประยูร", "ส่งคืนแก้ไข โยธา ครั้งที่ 2"))
    with chat.stage.wired.database.reading() as session:
        states = {row.occasion: row.state for row in session.scalars(select(Evidence))}
    assert states == {1: EvidenceState.HANDED_IN, 2: EvidenceState.RETURNED}


def test_words_behind_a_received_unit_receive_nothing(chat: Chat, works: list[StaffMember]) -> None:
    chat.say("วิภา", "ลงชื่อแล้ว 1")
    chat.say("วิภา", "ส่งใบลงชื่อแล้ว")
    chat.say("ประยูร", "รับแล้ว โยธา ยังขาดอีก 2 คน")
    with chat.stage.wired.database.reading() as session:
        assert session.scalars(select(Evidence.state)).all() == [EvidenceState.HANDED_IN]


@pytest.mark.parametrize(
    ("typed", "signed"),
    [
        pytest.param("ลงชื่อแล้ว 1 ถึง 5", 5, id="to"),
        pytest.param("ลงชื่อแล้ว ลำดับ 5", 1, id="line"),
        pytest.param("ลงชื่อแล้ว 1 และ 5", 2, id="and"),
        pytest.param("ลงชื่อแล้ว โยธา 1-3", 3, id="with the unit"),
        pytest.param("ลงชื่อแล้ว 1-3 ค่ะ", 3, id="politely"),
        pytest.param("ลงชื่อแล้ว 101112", 0, id="numbers run together"),
        pytest.param("ลงชื่อแล้ว 6-7, 5-4", 0, id="half of it backwards"),
        pytest.param("ลงชื่อแล้ว ค่ะ", 0, id="no line"),
    ],
)
def test_lines_are_read_as_people_write_them_or_not_at_all(
    chat: Chat, works: list[StaffMember], typed: str, signed: int
) -> None:
    chat.say("วิภา", typed)
    assert chat.figure("works", "signed", instrument="IIT") == signed


def test_two_who_mark_the_same_lines_at_once_count_them_once(
    chat: Chat, works: list[StaffMember]
) -> None:
    database = chat.stage.wired.database
    meet = threading.Barrier(2, timeout=5)

    def mark() -> None:
        with database.transaction() as session:
            rows = members_of(
                session,
                agency_id=works[0].agency_id,
                campaign_id=works[0].campaign_id,
                unit_id=works[0].unit_id,
            )
            if not database.is_sqlite:  # there one writer waits for the other anyway
                meet.wait()
            for row in rows:
                change(session, row, now=chat.stage.at, signed_at=chat.stage.at)

    threads = [threading.Thread(target=mark) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert chat.figure("works", "signed", instrument="IIT") == 7


def test_a_sheet_handed_in_stays_what_was_handed_in(chat: Chat, works: list[StaffMember]) -> None:
    from reports.evidence import people_on_sheet

    chat.say("วิภา", "ลงชื่อแล้ว 1-5")
    chat.say("วิภา", "ส่งใบลงชื่อแล้ว")
    with chat.stage.wired.database.transaction() as session:
        row = session.get_one(StaffMember, works[0].id)
        change_member(session, row, now=chat.stage.at, not_eligible=NotEligible.LEFT)
    with chat.stage.wired.database.reading() as session:
        campaign = session.scalars(select(Campaign)).one()
        unit = works[0].unit_id
        sheet = people_on_sheet(session, campaign, unit_id=unit, site_id=0, occasion=1, cells={})
        assert len(sheet.done) == 5


def test_cards_of_people_who_left_reach_nobody_present(
    chat: Chat, works: list[StaffMember]
) -> None:
    chat.say("วิภา", "แจกบัตร 7")
    chat.leaves(works[0])
    chat.leaves(works[1])
    assert "ได้รับลิงก์ 7" not in said(chat.say("วิภา", "สถานะ IIT"))
