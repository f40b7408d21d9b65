"""The figures' cards: one look tells who is short, and nobody is told what must stay hidden."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from outbound.messages.status import UnitLine
from outbound.messages.wording import Wording
from rules.language import Language
from rules.line_limits import MAX_BUBBLE_BYTES, violations
from tests.outbound.messages.office import (
    NOBODYS,
    TABLE,
    THAI,
    every_card,
    line,
    missing,
    shown,
    table,
    worst_first,
)
from tests.outbound.messages.test_respondent import BOTH, LONGEST, Message, contrast, nodes, words

GOLDEN = Path(__file__).parents[1] / "golden"


def widths(message: Message) -> list[str]:
    """Each bar's filled share, in order."""
    return [node["width"] for node in nodes(message) if "width" in node]


@pytest.mark.parametrize("language", BOTH)
def test_line_takes_every_card(language: Language) -> None:
    for message in every_card(Wording(language)):
        assert violations([message]) == []


@pytest.mark.parametrize("language", BOTH)
def test_every_figure_can_be_read(language: Language) -> None:
    for message in every_card(Wording(language)):
        for node in nodes(message.get("contents")):
            if node.get("type") == "text":
                assert node["wrap"] is True
                assert node["size"] in ("xs", "sm", "md", "lg")
                assert contrast(node["color"]) >= 4.5


@pytest.mark.parametrize("language", BOTH)
def test_nothing_unknown_is_written_as_a_figure(language: Language) -> None:
    for message in every_card(Wording(language)):
        assert "None" not in words(message) + message.get("altText", "")


def test_thirteen_lines_of_the_longest_names_leave_room_on_the_bubble() -> None:
    name = "ก" * 20
    longest = [line(code=f"u{number}", name=LONGEST, short=name) for number in range(12)]
    message = shown([*longest, NOBODYS], practice=True, checkpoint=(date(2027, 3, 31), 50))
    assert len(json.dumps(message["contents"])) < MAX_BUBBLE_BYTES * 2 / 3


def test_one_unit_is_said_in_the_words_of_the_rules() -> None:
    sentence = "ฝ่ายโยธา (EIT) แจ้งว่าตอบแล้ว 42 จาก 60 คน คงเหลือ 18 คน ณ วันที่ 12 พฤษภาคม 2570"
    message = shown([line()])
    assert sentence in words(message)
    assert sentence in message["altText"]
    assert "ต้องการวันละ 2 คน (7 วันล่าสุดวันละ 1.5)" in words(message)


def test_units_keep_the_order_of_the_table() -> None:
    said = words(shown(table()))
    names = [short for _, _, short, *_ in TABLE]
    assert sorted(names, key=said.index) == names


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param(line(), "โยธา 42/60 คงเหลือ 18 · วันละ 2 (ทำได้ 1.5)", id="short"),
        pytest.param(line(counted=60), "โยธา ครบ 60/60", id="at the floor"),
        pytest.param(line(counted=75), "โยธา ครบ 75/60", id="above the floor, still open"),
        pytest.param(line(pace_needed=None), "โยธา 42/60 คงเหลือ 18 · หมดวันทำการแล้ว", id="too late"),
        pytest.param(line(target=None, counted=7), "โยธา 7 คน · รอบัญชีรายชื่อ", id="target unknown"),
        pytest.param(NOBODYS, "ไม่ระบุหน่วยงาน 3", id="no known unit"),
    ],
)
def test_a_unit_of_many_says_where_it_stands(given: UnitLine, said: str) -> None:
    other = line(code="finance", short="การคลัง", target=40, counted=7)
    assert said in words(shown([other, given]))


@pytest.mark.parametrize(
    ("given", "stands_out"),
    [
        pytest.param(line(recent_per_day=1.9), True, id="slower than needed"),
        pytest.param(line(recent_per_day=2.0), False, id="just fast enough"),
        pytest.param(line(pace_needed=None), True, id="no day left"),
    ],
)
def test_a_unit_too_slow_stands_out_without_colour_too(given: UnitLine, stands_out: bool) -> None:
    (left,) = [
        node
        for node in nodes(shown([line(counted=60), given]))
        if "คงเหลือ 18 ·" in node.get("text", "") and "หน่วยงาน" not in node["text"]
    ]
    assert (left["weight"] == "bold") is stands_out


def test_a_bar_ends_at_the_target() -> None:
    assert widths(shown([line(counted=75)])) == ["100%"]
    assert widths(shown([line(counted=30)])) == ["50%"]
    assert widths(shown([line(target=None, counted=3)])) == []


def test_the_totals_tell_how_many_units_have_met_theirs() -> None:
    said = words(shown([*table(), NOBODYS]))
    assert "แจ้งว่าตอบแล้ว 326 จาก 500 คน" in said
    assert "คงเหลือ 180 คน · ครบ 4/11 หน่วยงาน" in said
    assert "อีก 19 วัน (12 วันทำการ) ถึง 31 พฤษภาคม 2570" in said
    assert "ณ 12 พฤษภาคม 2570 เวลา 08.55 น." in said


def test_a_sum_that_does_not_add_up_is_explained_only_then() -> None:
    assert "ไม่ชดเชย" in words(shown(table()))
    assert "ไม่ชดเชย" not in words(shown(table()[2:4]))


def test_met_is_never_full_and_everyone_stays_welcome() -> None:
    met = [line(counted=60), line(code="b", counted=61)]
    for message in (shown(met), shown(met[:1])):
        assert "ยังเชิญทุกท่านได้ต่อไป" in words(message)
        assert "เต็ม" not in words(message)
    assert "ครบแล้วทั้ง 2 หน่วยงาน" in words(shown(met))


@pytest.mark.parametrize(
    ("day", "said"),
    [
        pytest.param(30, "อีก 19 วัน", id="the day before"),
        pytest.param(31, "วันนี้วันสุดท้าย 31 พฤษภาคม 2570", id="the day itself"),
        pytest.param(32, "สิ้นสุดแล้วเมื่อ 31 พฤษภาคม 2570", id="the day after"),
    ],
)
def test_the_last_day_and_what_follows_are_named(day: int, said: str) -> None:
    as_of = datetime(2027, 5, day, 3, tzinfo=UTC) if day < 32 else datetime(2027, 6, 1, tzinfo=UTC)
    assert said in words(shown([line()], as_of=as_of))


@pytest.mark.parametrize(
    ("official", "said"),
    [
        pytest.param(312, "น้อยกว่ายอดของเรา 11 คน", id="fewer"),
        pytest.param(400, "มากกว่ายอดของเรา 77 คน", id="more"),
        pytest.param(323, "เท่ากับยอดของเรา", id="the same"),
    ],
)
def test_the_official_total_stands_beside_ours_with_the_gap_in_words(
    official: int, said: str
) -> None:
    message = shown(table(), official=(official, datetime(2027, 5, 11, 9, 0, tzinfo=UTC)))
    told = words(message)
    assert f"แจ้งว่าตอบแล้ว 323 คน ยอดในระบบ ป.ป.ช. {official} คน" in told
    assert f"ณ 11 พฤษภาคม 2570 เวลา 16.00 น. {said}" in told
    assert "เราไม่ทราบว่าผู้ใดตอบ" in told


def test_the_official_total_is_the_offices_and_never_a_units() -> None:
    assert "ป.ป.ช." not in words(shown([line()], whole_office=False))
    assert "ป.ป.ช." not in words(shown(table()[:2], whole_office=False))
    assert "ยังไม่ได้บันทึก" in words(shown(table(), official=None))


@pytest.mark.parametrize(
    ("sources", "said"),
    [
        pytest.param(
            {"line": 201, "web": 88, "assisted": 37},
            "ที่มา: LINE 201 · เว็บ 88 · แจ้งที่จุดบริการ 37",
            id="all three",
        ),
        pytest.param({"line": 5, "web": 0}, "ที่มา: LINE 5", id="the fewest shown"),
        pytest.param({"line": 40, "web": 4}, None, id="a part of four"),
        pytest.param({}, None, id="nobody yet"),
    ],
)
def test_sources_are_told_unless_a_part_points_at_somebody(
    sources: dict[str, int], said: str | None
) -> None:
    told = words(shown([line()], sources=sources))
    assert said in told if said else "ที่มา" not in told


def test_iit_tells_of_its_staff_only_what_its_own_notes_say() -> None:
    staff = [line(target=10, counted=6, reached=9)]
    assert "ได้รับลิงก์" not in words(shown(staff, instrument="IIT"))
    assert "หมายเหตุ" in words(shown(staff, instrument="IIT", staff=["หมายเหตุ"]))


def test_a_march_figure_of_eit_is_called_internal() -> None:
    said = words(shown(table(), checkpoint=(date(2027, 3, 31), 50)))
    assert "จุดตรวจภายใน 31 มีนาคม 2570: 50% ของเป้าหมาย (ขณะนี้ 64%)" in said


def test_a_practice_link_is_loud_on_the_status() -> None:
    assert "ยังไม่ใช่แบบวัดจริง" in words(shown(table(), practice=True))
    assert "ทดลอง" not in words(shown(table()))


def test_a_unit_without_a_target_of_that_questionnaire_is_told_so() -> None:
    assert "หน่วยงานนี้ไม่มีเป้าหมาย" in words(shown([]))


GOLDEN_CARDS = {
    "status_th": lambda: shown([*table(), NOBODYS]),
    "status_en": lambda: shown(table(Wording(Language.ENGLISH)), w=Wording(Language.ENGLISH)),
    "gaps_th": lambda: missing(worst_first(THAI)),
}


@pytest.mark.parametrize("name", [pytest.param(name, id=name) for name in GOLDEN_CARDS])
def test_the_card_is_the_reviewed_one(name: str) -> None:
    reviewed = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    assert GOLDEN_CARDS[name]() == reviewed
