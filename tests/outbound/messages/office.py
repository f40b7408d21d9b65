"""The office of domain.md §2 on a morning in May: what the figures' cards are made of in tests."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from outbound.messages.status import Totals, UnitLine, gaps, group_totals, no_gaps, status
from outbound.messages.wording import Wording
from rules.language import Language
from rules.quota import pace_needed
from tests.outbound.messages.test_respondent import LONGEST, Message

AS_OF = datetime(2027, 5, 12, 1, 55, tzinfo=UTC)  # 08.55 in Bangkok
CLOSES = date(2027, 5, 31)
THAI = Wording(Language.THAI)

# domain.md §2, in its order: names in both languages, target, and a count of our own.
TABLE = [
    ("works", "ฝ่ายโยธา", "โยธา", "Public Works", 60, 42),
    ("environment", "ฝ่ายสิ่งแวดล้อมและสุขาภิบาล", "สิ่งแวดล้อมฯ", "Environment", 60, 60),
    ("revenue", "ฝ่ายรายได้", "รายได้", "Revenue", 60, 31),
    ("city_law", "ฝ่ายเทศกิจ", "เทศกิจ", "City Law", 60, 12),
    ("administration", "ฝ่ายปกครอง", "ปกครอง", "Administration", 40, 43),
    ("registration", "ฝ่ายทะเบียน", "ทะเบียน", "Registration", 40, 40),
    ("cleansing_parks", "ฝ่ายรักษาความสะอาดและสวนสาธารณะ", "รักษาความสะอาดฯ", "Cleansing", 40, 18),
    ("education", "ฝ่ายการศึกษา", "การศึกษา", "Education", 20, 20),
    ("finance", "ฝ่ายการคลัง", "การคลัง", "Finance", 40, 7),
    ("community_development", "ฝ่ายพัฒนาชุมชนฯ", "พัฒนาชุมชนฯ", "Community Dev.", 40, 28),
    ("schools", LONGEST, "โรงเรียน กทม.", "BMA Schools", 40, 22),
]


def line(*, target: int | None = 60, counted: int = 42, **facts: Any) -> UnitLine:
    """A unit's line that agrees with itself; ฝ่ายโยธา unless said otherwise."""
    left = None if target is None else max(target - counted, 0)
    made = UnitLine(
        code="works",
        name="ฝ่ายโยธา",
        short="โยธา",
        target=target,
        counted=counted,
        reached=2 * counted,
        remaining=left,
        met=left == 0,
        pace_needed=None if left is None else pace_needed(remaining=left, working_days_left=12),
        recent_per_day=counted / 28,
    )
    return replace(made, **facts)


NOBODYS = line(target=None, counted=3, code="unassigned", name="ไม่ระบุหน่วยงาน", short="ไม่ระบุหน่วยงาน")


def table(w: Wording = THAI) -> list[UnitLine]:
    """The office's eleven cells."""
    return [
        line(code=code, name=name, short=w.pick(short, english), target=target, counted=counted)
        for code, name, short, english, target, counted in TABLE
    ]


def sums(lines: Sequence[UnitLine]) -> Totals:
    """As the handlers add up: no surplus covers another unit's gap."""
    units = [each for each in lines if each.is_unit]
    known = all(each.target is not None for each in units)
    return Totals(
        counted=sum(each.counted for each in lines),
        reached=sum(each.reached for each in lines),
        target=sum(each.target or 0 for each in units) if known else None,
        remaining=sum(each.remaining or 0 for each in units) if known else None,
    )


def shown(lines: Sequence[UnitLine], *, w: Wording = THAI, **facts: Any) -> Message:
    """The status of these lines, on a weekday morning before the deadline."""
    instrument = facts.get("instrument", "EIT")
    figure = "figure.reported" if instrument == "EIT" else "figure.signed"
    given: dict[str, Any] = {
        "campaign": w.pick("สำนักงานเขตบางซื่อ · ปีงบประมาณ 2570", "Bang Sue · fiscal year 2570"),
        "instrument": "EIT",
        "figure": w(figure),
        "lines": lines,
        "totals": sums(lines),
        "official": (312, datetime(2027, 5, 11, 9, 0, tzinfo=UTC)),
        "whole_office": len(lines) > 1,
        "days_left": 19,
        "working_days_left": 12,
        "closes_on": CLOSES,
        "as_of": AS_OF,
        "practice": False,
        "checkpoint": None,
        "sources": {"line": 201, "web": 88, "assisted": 37},
    }
    return status(w, **{**given, **facts})


def missing(lines: Sequence[UnitLine], *, w: Wording = THAI, **facts: Any) -> Message:
    """The card of gaps; about twice what remains is to be invited, unless said otherwise."""
    given: dict[str, Any] = {
        "instrument": "EIT",
        "lines": lines,
        "closes_on": CLOSES,
        "working_days_left": 12,
        "as_of": AS_OF,
        "invite_more": {each.code: 2 * (each.remaining or 0) for each in lines},
    }
    return gaps(w, **{**given, **facts})


def worst_first(w: Wording) -> list[UnitLine]:
    """The units short of target as handlers order them."""
    short = [each for each in table(w) if each.remaining]
    return sorted(short, key=lambda each: each.counted / (each.target or 1))


def every_card(w: Wording) -> list[Message]:
    """Each message in each of its shapes."""
    table_, staff = table(w), [line(target=None, counted=0), line(target=None, counted=7)]
    late = line(pace_needed=None)
    few = [late, line(code="b", target=10, counted=2)]
    return [
        shown([*table_, NOBODYS], w=w, practice=True, checkpoint=(date(2027, 3, 31), 50)),
        shown(table_, w=w, official=(400, AS_OF)),
        shown(table_, w=w, official=(sums(table_).counted, AS_OF)),
        shown(table_, w=w, official=None),
        shown([table_[1], table_[4]], w=w),
        shown(table_[:1], w=w),
        shown(table_[1:2], w=w),
        shown([late], w=w, as_of=datetime(2027, 5, 31, 3, 0, tzinfo=UTC)),
        shown(few, w=w, as_of=datetime(2027, 6, 1, 3, 0, tzinfo=UTC)),
        shown(staff, w=w, instrument="IIT", official=None, checkpoint=(date(2027, 3, 31), 50)),
        shown(staff[:1], w=w, instrument="IIT"),
        shown([], w=w),
        missing(worst_first(w), w=w),
        missing([late], w=w, invite_more={}),
        missing(few, w=w, instrument="IIT"),
        *(no_gaps(w, instrument="EIT", targets_known=known) for known in (True, False)),
        *(
            group_totals(w, campaign="เขต", figure="แจ้ง", totals=each, days_left=19, as_of=AS_OF)
            for each in (sums(table_), Totals(counted=0, reached=0, target=None, remaining=None))
        ),
    ]
