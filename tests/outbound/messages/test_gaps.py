"""What is still missing, what a group hears, and the question asked next."""

import pytest

from outbound.messages.status import group_totals
from tests.outbound.messages.office import (
    AS_OF,
    THAI,
    line,
    missing,
    shown,
    sums,
    table,
    worst_first,
)
from tests.outbound.messages.test_respondent import Message, actions, words

TELLING = "ชวนเพิ่ม"


def test_how_many_staff_reported_cannot_be_worked_out_from_whom_to_invite() -> None:
    assert TELLING in words(missing([line()]))
    assert TELLING not in words(missing([line()], instrument="IIT"))


def test_gaps_keep_the_order_given_and_say_how_many_to_invite() -> None:
    said = words(missing(worst_first(THAI)))
    assert said.index("การคลัง") < said.index("เทศกิจ") < said.index("โยธา")
    assert "แจ้งว่าตอบแล้ว ขาด 180 คน · 7 หน่วยงาน" in said
    assert "การคลัง ขาด 33 7/40 · วันละ 3 ชวนเพิ่มประมาณ 66 คน" in said
    assert "ยังประมาณไม่ได้" not in said


def test_a_number_nobody_can_know_yet_is_said_to_be_unknown_and_why() -> None:
    said = words(missing([line()], invite_more={"works": None}))
    assert TELLING not in said
    assert "ยังประมาณไม่ได้: ได้รับลิงก์ไม่ถึง 10 คน" in said


@pytest.mark.parametrize(
    ("message", "offered"),
    [
        pytest.param(shown([line()]), ["ยังขาด EIT", "ข้อความเชิญ", "สถานะ IIT"], id="status EIT"),
        pytest.param(
            shown([line()], instrument="IIT"), ["ยังขาด IIT", "สถานะ EIT"], id="status IIT"
        ),
        pytest.param(missing([line()]), ["ข้อความเชิญ", "สถานะ EIT"], id="gaps EIT"),
        pytest.param(missing([line()], instrument="IIT"), ["สถานะ IIT"], id="gaps IIT"),
    ],
)
def test_the_next_question_is_one_tap_away(message: Message, offered: list[str]) -> None:
    assert [action["text"] for action in actions(message["quickReply"])] == offered


def test_a_group_hears_totals_only() -> None:
    totals = sums(table())
    said = group_totals(
        THAI, campaign="เขตบางซื่อ", figure="แจ้งว่าตอบแล้ว", totals=totals, days_left=19, as_of=AS_OF
    )["text"]
    assert "แจ้งว่าตอบแล้ว 323 จาก 500 คน คงเหลือ 180 คน อีก 19 วัน" in said
