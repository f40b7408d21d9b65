"""Schools each for themselves: own roster part, cards and sheets; Education sees the totals."""

from datetime import date

import pytest
from sqlalchemy import select

from campaigns.load import load_campaign
from campaigns.parse import parse_campaign
from models.agency import Site
from models.staff_member import StaffMember
from rules.staff_group import StaffGroup
from tests.conftest import ROOT
from tests.factories import NOW
from tests.handlers.conftest import Chat, Sent

SITES = """    collated_by: education
    sites:
      - {code: wat_a, name_th: โรงเรียนวัดเอ, name_en: Wat A School, aliases: [รร.วัดเอ]}
      - {code: wat_b, name_th: โรงเรียนวัดบี, name_en: Wat B School, aliases: []}
"""


def said(answer: Sent | None) -> str:
    assert answer is not None
    return answer.words


@pytest.fixture
def schools(chat: Chat) -> dict[str, list[StaffMember]]:
    """Seven people of one school, two of another."""
    text = (ROOT / "campaigns/bangsue-2570.yaml").read_text(encoding="utf-8")
    file, problems = parse_campaign(text.replace("    collated_by: education\n", SITES, 1))
    assert file is not None, problems
    with chat.stage.wired.database.transaction() as session:
        load_campaign(session, file, now=NOW)
        sites = {site.code: site.id for site in session.scalars(select(Site))}
    return {
        code: [
            chat.staff(
                name=f"นางครู{code}{number} ดี",
                started_on=date(2014, 1, number),
                unit="schools",
                site_id=sites[code],
                group=StaffGroup.CIVIL_SERVANT,
            )
            for number in range(1, people + 1)
        ]
        for code, people in (("wat_a", 7), ("wat_b", 2))
    }


def coordinator(chat: Chat, who: str, site: str) -> None:
    chat.hat(who, "coordinator", "schools", site)


def test_each_school_has_lines_of_its_own(
    chat: Chat, schools: dict[str, list[StaffMember]]
) -> None:
    assert [member.line for member in schools["wat_a"]] == [1, 2, 3, 4, 5, 6, 7]
    assert [member.line for member in schools["wat_b"]] == [1, 2]


def test_a_schools_coordinator_marks_and_hands_in_the_own_part_only(
    chat: Chat, schools: dict[str, list[StaffMember]]
) -> None:
    coordinator(chat, "ครูเอ", "wat_a")
    assert "โรงเรียนวัดเอ" in said(chat.say("ครูเอ", "ลงชื่อแล้ว 1-7"))
    assert "ลายมือชื่อ 7 คน" in said(chat.say("ครูเอ", "ส่งใบลงชื่อแล้ว"))
    assert chat.figure("schools", "signed", instrument="IIT") == 7
    for words in ("ใบลงชื่อ วัดบี", "ลงชื่อแล้ว วัดบี 1", "บัตร IIT วัดบี", "ยังไม่ลงชื่อ วัดบี"):
        answer = said(chat.say("ครูเอ", words))
        assert "/paper/" not in str(chat.sent[-1].messages)
        assert "วัดบี ·" not in answer
    assert chat.figure("schools", "signed", instrument="IIT") == 7


def test_the_owner_sees_which_school_has_not_handed_in(
    chat: Chat, schools: dict[str, list[StaffMember]]
) -> None:
    coordinator(chat, "ครูเอ", "wat_a")
    chat.hat("ประยูร", "owner")
    chat.say("ครูเอ", "ลงชื่อแล้ว 1-3")
    chat.say("ครูเอ", "ส่งใบลงชื่อแล้ว")
    words = said(chat.say("ประยูร", "ส่งใบลงชื่อแล้ว"))
    assert "รอฝ่ายปกครองรับ: โรงเรียนวัดเอ" in words
    assert "ยังไม่ส่ง: โรงเรียนวัดบี" in words
    assert "รับใบลงชื่อ" in said(chat.say("ประยูร", "รับแล้ว วัดเอ"))


def test_a_small_schools_numbers_are_not_told(
    chat: Chat, schools: dict[str, list[StaffMember]]
) -> None:
    coordinator(chat, "ครูบี", "wat_b")
    words = said(chat.say("ครูบี", "ยังไม่ลงชื่อ"))
    assert "โรงเรียนวัดบี" in words
    assert "ไม่ถึง 5 คน" in words
    assert "มีสิทธิ 2" not in words


def test_educations_coordinator_sees_the_schools_total_and_no_sheet(
    chat: Chat, schools: dict[str, list[StaffMember]]
) -> None:
    chat.hat("อรุณ", "coordinator", "education")
    assert "มีสิทธิ 9 · เป้าหมาย 50" in said(chat.say("อรุณ", "สถานะ IIT โรงเรียน"))
    assert "/paper/" not in str(chat.say("อรุณ", "ใบลงชื่อ วัดเอ"))
    assert "/paper/" not in str(chat.say("อรุณ", "ใบลงชื่อ โรงเรียน"))


def test_the_own_goal_of_education_stands_beside_the_requirement(chat: Chat) -> None:
    for number in range(1, 10):
        chat.staff(
            name=f"นายศึกษา{number} ดี",
            started_on=date(2014, 2, number),
            unit="education",
            group=StaffGroup.EMPLOYEE,
        )
    chat.hat("อรุณ", "coordinator", "education")
    words = said(chat.say("อรุณ", "สถานะ IIT การศึกษา"))
    assert "เป้าหมายของหน่วยงานเอง: 9 คน (เกณฑ์ 8)" in words
