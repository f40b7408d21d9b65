"""Short answers to people of the office: no figure moves unseen, no button does harm."""

from datetime import UTC, datetime
from typing import Any

import pytest

from outbound.messages import coordinator as say
from outbound.messages import report as say_report
from outbound.messages.figures import Totals
from outbound.messages.wording import Wording
from rules.language import Language
from rules.line_limits import MAX_QUICK_REPLIES, violations
from tests.outbound.messages.office import AS_OF, CLOSES, THAI
from tests.outbound.messages.test_respondent import (
    BOTH,
    LONGEST,
    Message,
    actions,
    contrast,
    nodes,
    on_card,
    words,
)

WORDS = [("สถานะ", "ตัวเลข"), ("ยกเลิกยอด", "ยกเลิก"), ("ยอด", "ป.ป.ช."), ("คิวอาร์ โยธา", "ภาพ")]
MANY_UNITS = [(f"{LONGEST} {number}", f"สถานะ {LONGEST}") for number in range(40)]


PAPERS: dict[str, Any] = {"papers": "https://outreach.example.go.th/paper/abc", "minutes": 30}


def points(count: int, label: str = "เคาน์เตอร์") -> list[tuple[str, str, str, str]]:
    """Service points as handlers hand them over."""
    base = "https://outreach.example.go.th/q"
    return [
        (label and f"{label} {n}", f"EIT-{n}", f"{base}/{n}/qr.png", f"{base}/{n}/test")
        for n in range(1, count + 1)
    ]


def to_paste(w: Wording = THAI, *, practice: bool = False) -> list[Message]:
    """The hint and the words to forward."""
    return say.invite_text(
        w,
        office="สำนักงานเขตบางซื่อ",
        link="https://outreach.example.go.th/q/EIT-1",
        closes_on=CLOSES,
        minutes=10,
        practice=practice,
    )


def confirmation(w: Wording = THAI, previous: tuple[int, datetime] | None = None) -> Message:
    """The question before an official total is recorded."""
    return say.official_confirm(
        w, instrument="EIT", count=312, as_of=AS_OF, previous=previous, token="ab12"
    )


def tally(w: Wording = THAI, figure: str = "reported") -> Message:
    """The answer to five more people."""
    return say.tally_saved(
        w,
        unit=LONGEST,
        figure=figure,
        amount=5,
        new_total=47,
        undo_minutes=10,
        undo_data="undo=7",
    )


def replaced(w: Wording = THAI) -> Message:
    """A new key that works until a Bangkok midnight."""
    midnight = datetime(2027, 5, 19, 17, 0, tzinfo=UTC)
    return say.role_replaced(w, unit=LONGEST, key="KEY-7QX2M9T", expires_at=midnight, ended=1)


def report(w: Wording, *, picture: str | None) -> list[Message]:
    """Long names, and a questionnaire whose target is not known yet."""
    return say_report.report(
        w,
        office="สำนักงานเขต" + LONGEST,
        fiscal_year=2570,
        totals=[("EIT", Totals(574, 932, 500, 38)), ("IIT", Totals(3, 10, None, None))],
        as_of=AS_OF,
        picture=picture,
        link="https://example.go.th/paper/token",
        minutes=30,
    )


def batches(w: Wording) -> list[list[Message]]:
    """Each answer in each of its shapes, as many messages as go out together."""
    facts: dict[str, Any] = {"unit": LONGEST, "amount": 5, "new_total": 42}
    official = [("IIT", None, None, 120), ("EIT", 312, AS_OF, 323)]
    alone = [
        say.no_points(w, unit=LONGEST),
        *(tally(w, figure) for figure in ("reached", "reported")),
        *(say.tally_undone(w, figure=figure, **facts) for figure in ("reached", "reported")),
        say.nothing_to_undo(w),
        say.tally_needs(w, example="แจ้งตอบ โยธา 5", problem=w("tally.problem.number")),
        say.official_shown(w, rows=official, may_record=True),
        confirmation(w),
        confirmation(w, previous=(290, AS_OF)),
        say.official_saved(w, instrument="EIT", count=312, as_of=AS_OF),
        say.official_expired(w),
        *(say.role_granted(w, role_name="ผู้ประสานงาน", unit=unit) for unit in (LONGEST, None)),
        *(say.key_problem(w, why=why) for why in ("used", "expired", "unknown")),
        replaced(w),
        *(say.help(w, role_name="เจ้าของงาน", unit=unit, words=WORDS) for unit in (LONGEST, None)),
        say.no_permission(w, what="สถานะ " * 30),
        say.which_unit(w, question_words="โย" * 300, candidates=MANY_UNITS[:2]),
        say.which_unit(w, question_words="", candidates=MANY_UNITS),
        say.unknown_unit(w, units=[name for name, _ in MANY_UNITS]),
        say.desk(w, link="https://example.go.th/desk/in/token", minutes=10),
    ]
    several = [say.qr(w, unit=LONGEST, points=points(count), **PAPERS) for count in (1, 2, 4, 20)]
    several.append(say.qr(w, unit=LONGEST, points=points(2, label=""), **PAPERS))
    several += [report(w, picture=picture) for picture in ("https://example.go.th/a.png", None)]
    several += [to_paste(w, practice=practice) for practice in (True, False)]
    return [*([each] for each in alone), *several]


@pytest.mark.parametrize("language", BOTH)
def test_line_takes_every_answer(language: Language) -> None:
    for batch in batches(Wording(language)):
        assert violations(batch) == []


@pytest.mark.parametrize("language", BOTH)
def test_every_answer_can_be_read(language: Language) -> None:
    for batch in batches(Wording(language)):
        for node in nodes([message.get("contents") for message in batch]):
            if node.get("type") == "text":
                assert node["wrap"] is True
                assert node["size"] in ("xs", "sm", "md", "lg")
                assert contrast(node["color"]) >= 4.5


@pytest.mark.parametrize(
    ("figure", "said", "silent"),
    [
        pytest.param("reached", "ได้รับลิงก์แล้ว", "แจ้งว่าตอบแล้ว", id="reached"),
        pytest.param("reported", "แจ้งว่าตอบแล้ว", "ได้รับลิงก์แล้ว", id="reported"),
    ],
)
def test_a_tally_names_the_figure_that_moved_and_the_way_back(
    figure: str, said: str, silent: str
) -> None:
    message = tally(figure=figure)
    (undo,) = on_card(message)
    assert f"“{said}” 5 คน รวม 47" in words(message)
    assert silent not in words(message)
    assert "10 นาที" in words(message)
    assert (undo["data"], undo["displayText"]) == ("undo=7", "ยกเลิกยอด")


def test_help_offers_no_button_that_changes_anything() -> None:
    message = say.help(THAI, role_name="เจ้าของงาน", unit=None, words=WORDS)
    assert [action["text"] for action in actions(message)] == ["สถานะ", "ยอด"]
    assert all(command in words(message) for command, _ in WORDS)


def test_pictures_are_told_apart_by_the_list_below_them() -> None:
    *pictures, card = say.qr(THAI, unit="ฝ่ายโยธา", points=points(4), **PAPERS)
    assert [picture["originalContentUrl"] for picture in pictures] == [
        picture for _, _, picture, _ in points(3)
    ]
    assert "1. เคาน์เตอร์ 1 EIT-1 2. เคาน์เตอร์ 2 EIT-2" in words(card)
    assert "3 จุดแรกตามลำดับ" in words(card)
    tests = [test for _, _, _, test in points(4)]
    assert [each["uri"] for each in on_card(card)] == [PAPERS["papers"], *tests]


@pytest.mark.parametrize(
    ("count", "said"),
    [
        pytest.param(13, None, id="all are listed"),
        pytest.param(14, "อีก 1 จุดไม่ได้แสดงที่นี่", id="one too many"),
    ],
)
def test_points_left_out_are_counted(count: int, said: str | None) -> None:
    told = words(say.qr(THAI, unit="ฝ่ายโยธา", points=points(count), **PAPERS)[-1])
    assert said in told if said else "ไม่ได้แสดง" not in told


def test_the_words_to_paste_say_what_an_invitation_must() -> None:
    hint, pasted = to_paste()
    for needed in (
        "สำนักงานเขตบางซื่อ",
        "แบบวัดการรับรู้ของผู้มีส่วนได้ส่วนเสียภายนอก (EIT) ของสำนักงาน ป.ป.ช.",
        "โดยสมัครใจ",
        "จากประสบการณ์ของท่านเอง",
        "10 นาที",
        "31 พฤษภาคม 2570",
        "สำนักงานเขตไม่เห็นคำตอบรายบุคคล",
        "https://outreach.example.go.th/q/EIT-1",
    ):
        assert needed in pasted["text"]
    assert "ต้อง" not in pasted["text"]
    assert "วางในกลุ่ม" in hint["text"]


def test_a_practice_link_warns_wherever_it_is_pasted() -> None:
    hint, pasted = to_paste(practice=True)
    assert "วางในกลุ่ม" not in hint["text"]
    assert pasted["text"].startswith("⚠")
    assert "ยังไม่ใช่แบบวัดจริง" in pasted["text"]


def test_an_official_total_is_asked_with_the_one_before_it() -> None:
    message = confirmation(previous=(290, datetime(2027, 5, 4, 2, 0, tzinfo=UTC)))
    yes, no = on_card(message)
    assert "EIT 312 คน" in words(message)
    assert "290 ณ 4 พฤษภาคม 2570 เวลา 09.00 น." in words(message)
    assert (yes["data"], yes["displayText"]) == ("official=ab12", "ยืนยันยอด")
    assert no["text"] == "ยกเลิก"


def test_the_official_total_and_ours_are_never_one_figure() -> None:
    rows = [("IIT", None, None, 120), ("EIT", 312, AS_OF, 323)]
    told = words(say.official_shown(THAI, rows=rows, may_record=False))
    assert "IIT (ภายใน) ยังไม่ได้บันทึก แจ้งเราว่าตอบแล้ว 120 คน" in told
    assert "EIT (ภายนอก) 312 คน ณ 12 พฤษภาคม 2570 เวลา 08.55 น. แจ้งเราว่าตอบแล้ว 323 คน" in told


def test_a_key_is_said_to_work_until_the_end_of_its_last_day() -> None:
    assert "19 พฤษภาคม 2570 เวลา 23.59 น." in words(replaced())
    assert "KEY-7QX2M9T" in words(replaced())


def test_a_choice_of_units_types_the_words_again_on_phone_and_pc() -> None:
    candidates = [("ฝ่ายโยธา", "สถานะ โยธา"), ("ฝ่ายรายได้", "สถานะ รายได้")]
    message = say.which_unit(THAI, question_words="โยทา", candidates=candidates)
    typed = ["สถานะ โยธา", "สถานะ รายได้"]
    assert [each["text"] for each in on_card(message)] == typed
    assert [each["text"] for each in actions(message["quickReply"])] == typed
    assert "โยทา" in words(message)


def test_more_units_than_quick_replies_are_still_all_on_the_card() -> None:
    message = say.which_unit(THAI, question_words="", candidates=MANY_UNITS[:20])
    assert len(on_card(message)) == 20
    assert len(message["quickReply"]["items"]) == MAX_QUICK_REPLIES
