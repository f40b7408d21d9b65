"""Organisations invited by letter: a file in, a code each, a case for each who answers."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from models.agency import Agency
from models.campaign import Campaign
from models.counting import Figure
from models.invitee import Invitee
from models.survey_case import SurveyCase
from roster.cells import Refused
from roster.invitees import InviteePlan, commit_invitees, plan_invitees
from tests.factories import NOW
from tests.handlers.conftest import Chat

HEADER = "ประเภท,ชื่อบริษัท/หน่วยงาน,เลขที่สัญญา,ฝ่าย,ผู้ติดต่อ\n"
GOOD = (
    "คู่สัญญา,บจก. รุ่งเรืองการช่าง,กท 12/2570,โยธา,คุณสมศรี\n"
    "บริษัท,หจก. น้ำใส,,ฝ่ายการคลัง,\n"
    "หน่วยงานของรัฐ,การประปานครหลวง สาขาบางซื่อ,,โยธา,ผู้จัดการสาขา\n"
)


def plan(chat: Chat, text: str, *, commit: bool = False, encoding: str = "utf-8-sig") -> Any:
    with chat.stage.wired.database.transaction() as session:
        office = session.scalars(select(Agency)).one()
        campaign = session.scalars(select(Campaign)).one()
        made = plan_invitees(session, office, campaign, text.encode(encoding))
        if commit:
            assert isinstance(made, InviteePlan)
            commit_invitees(session, office, campaign, made, actor="a test", now=NOW)
        return made


def codes(chat: Chat) -> list[str]:
    with chat.stage.wired.database.reading() as session:
        return [each.code for each in session.scalars(select(Invitee).order_by(Invitee.id))]


def cases(chat: Chat) -> list[SurveyCase]:
    with chat.stage.wired.database.reading() as session:
        return list(session.scalars(select(SurveyCase).order_by(SurveyCase.id)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874"])
def test_a_file_as_offices_save_it_comes_in_once(chat: Chat, encoding: str) -> None:
    first = plan(chat, HEADER + GOOD, commit=True, encoding=encoding)
    assert (len(first.new), first.rejected) == (3, [])
    again = plan(chat, HEADER + GOOD, commit=True)
    assert (len(again.new), len(again.changed), len(again.unchanged)) == (0, 0, 3)
    assert len(set(codes(chat))) == 3
    assert all(code.startswith("CTR-") for code in codes(chat))


def test_a_changed_contact_keeps_the_code_and_a_missing_row_stays_invited(chat: Chat) -> None:
    plan(chat, HEADER + GOOD, commit=True)
    before = codes(chat)
    changed = plan(chat, HEADER + GOOD.splitlines()[0].replace("สมศรี", "วิชัย") + "\n", commit=True)
    assert (len(changed.changed), len(changed.missing)) == (1, 2)
    assert codes(chat) == before
    with chat.stage.wired.database.reading() as session:
        assert session.scalars(select(Invitee).order_by(Invitee.id)).first().contact == "คุณวิชัย"  # type: ignore[union-attr]  # just imported


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        pytest.param("เพื่อน,ก,,โยธา,", "ประเภท", "คู่สัญญา", id="unknown kind"),
        pytest.param(",ก,,โยธา,", "ประเภท", "ไม่ได้กรอก", id="no kind"),
        pytest.param("คู่สัญญา,,,โยธา,", "ชื่อบริษัท/หน่วยงาน", "ไม่ได้กรอก", id="no name"),
        pytest.param("คู่สัญญา,ก,,ดวงจันทร์,", "ฝ่าย", "ไม่รู้จัก", id="unknown unit"),
        pytest.param("คู่สัญญา,ก,,ผู้บริหารเขต,", "ฝ่าย", "EIT", id="a unit without outsiders"),
        pytest.param("คู่สัญญา,=1+1,,โยธา,", "ชื่อบริษัท/หน่วยงาน", "ขึ้นต้นด้วย", id="a formula"),
        pytest.param("คู่สัญญา,ก,,โยธา,1 1020 30405 06 7", "ผู้ติดต่อ", "13 หลัก", id="national id"),
        pytest.param(f"คู่สัญญา,{'ก' * 200},,โยธา,", "ชื่อบริษัท/หน่วยงาน", "ยาวเกิน", id="long"),
    ],
)
def test_a_bad_row_is_told_and_the_good_ones_are_not_lost(
    chat: Chat, row: str, column: str, reason: str
) -> None:
    made = plan(chat, HEADER + row + "\n" + GOOD, commit=True)
    assert [(each.row, each.column) for each in made.rejected] == [(2, column)]
    assert reason in made.rejected[0].reason
    assert len(made.new) == 3


def test_the_same_row_twice_in_one_file_is_one(chat: Chat) -> None:
    line = GOOD.splitlines()[0] + "\n"
    made = plan(chat, HEADER + line + line.replace("บจก. ", "บจก."), commit=True)
    assert (len(made.new), len(made.rejected)) == (1, 1)
    assert "แถว 2" in made.rejected[0].reason


@pytest.mark.parametrize("text", ["", "ก,ข\n1,2\n", "ประเภท,ชื่อบริษัท\nคู่สัญญา,ก\n"])
def test_a_file_that_is_no_list_is_refused_with_what_to_do(chat: Chat, text: str) -> None:
    made = plan(chat, text)
    assert isinstance(made, Refused)
    assert "ฝ่าย" in made.th or "ไฟล์" in made.th


def test_somebody_of_a_contractor_is_counted_in_the_contract_s_unit(chat: Chat) -> None:
    plan(chat, HEADER + GOOD, commit=True)
    code = codes(chat)[0]
    answer = chat.say("ช่าง", code.lower().replace("-", " "))
    assert answer is not None
    assert "ตอบโดยสมัครใจ" in answer.words
    assert "ฝ่ายโยธา" in answer.words
    assert "รุ่งเรือง" not in answer.words
    (case,) = cases(chat)
    assert case.invitee_id is not None
    assert chat.figure("works", Figure.REACHED) == 1
    chat.say("ช่าง", "ตอบแล้ว")
    assert chat.figure("works", Figure.REPORTED) == 1


def test_a_contractor_met_at_a_counter_first_counts_once_where_they_were_met(chat: Chat) -> None:
    plan(chat, HEADER + GOOD, commit=True)
    chat.say("ช่าง", chat.point("finance").code)
    chat.say("ช่าง", codes(chat)[0])
    (case,) = cases(chat)
    assert case.invitee_id is None
    assert chat.figure("works", Figure.REACHED) == 0


def test_as_many_people_as_the_campaign_says_answer_for_one_organisation(chat: Chat) -> None:
    plan(chat, HEADER + GOOD, commit=True)
    code = codes(chat)[0]
    for number in range(3):
        chat.say(f"คน {number}", code)
    full = chat.say("คนที่สี่", code)
    assert full is not None
    assert "ครบ 3 ท่าน" in full.words
    assert len(cases(chat)) == 3
    again = chat.say("คน 0", code)
    assert again is not None
    assert "ลิงก์แบบวัดของท่าน" in again.words


def test_a_wrong_code_gets_help_and_says_nothing_of_any_organisation(chat: Chat) -> None:
    plan(chat, HEADER + GOOD, commit=True)
    code = codes(chat)[0]
    other = code[:-2] + ("A" if code[-2] != "A" else "B") + code[-1]
    answer = chat.say("ช่าง", other)
    assert answer is not None
    assert "รุ่งเรือง" not in answer.words
    assert cases(chat) == []


def test_the_letter_s_page_opens_without_line_and_names_nobody(chat: Chat) -> None:
    plan(chat, HEADER + GOOD, commit=True)
    code = codes(chat)[0]
    web = chat.stage.client()
    page = web.get(f"/q/{code}").get_data(as_text=True)
    assert "ตอบตอนนี้" in page
    assert "ไม่มีผลต่อสัญญา" in page
    assert "รุ่งเรือง" not in page
    assert "nacc.go.th" in web.get(f"/q/{code}/survey").headers["Location"]
    assert code in web.get(f"/q/{code}/line").headers["Location"]


def test_the_campaign_s_end_is_told(chat: Chat) -> None:
    plan(chat, HEADER + GOOD, commit=True)
    chat.stage.at = NOW + timedelta(days=200)
    answer = chat.say("ช่าง", codes(chat)[0])
    assert answer is not None
    assert cases(chat) == []


def test_letters_and_list_are_made_for_everybody(chat: Chat, tmp_path: Path) -> None:
    plan(chat, HEADER + GOOD, commit=True)
    runner = chat.stage.app.test_cli_runner()
    done = runner.invoke(args=["invitees", "letters", "--out", str(tmp_path / "l.zip")])
    assert done.exit_code == 0, done.output
    assert "3 ฉบับ" in done.output
    listed = runner.invoke(args=["invitees", "list", "--unit", "works", "--json"])
    assert listed.output.count("CTR-") == 2


def test_counts_by_kind_are_told_from_five_people_on(chat: Chat) -> None:
    """Fewer would point at somebody (domain.md §9.6)."""
    plan(chat, HEADER + GOOD + "คู่สัญญา,หจก. สอง,,โยธา,\n", commit=True)
    first, second = codes(chat)[0], codes(chat)[3]

    def shown() -> str:
        done = chat.stage.app.test_cli_runner().invoke(args=["invitees", "counts"])
        assert done.exit_code == 0, done.output
        return str(done.output)

    for number in range(4):
        chat.say(f"คน {number}", first if number < 2 else second)
    assert "contractor  ได้รับลิงก์ < 5" in shown()
    chat.say("คนที่ห้า", second)
    assert "contractor  ได้รับลิงก์ 5 แจ้งว่าตอบแล้ว 0" in shown()
