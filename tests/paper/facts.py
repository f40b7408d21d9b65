"""Papers to print in tests; every argument optional."""

import io
from datetime import date
from typing import Any

import zxingcpp
from PIL import Image

from paper.facts import Card, CardSheet, GroupTotal, Line, Memo, Sheet

LONG_NAME = "ว่าที่ร้อยตรีหญิง กิ่งแก้วน้ำผึ้งปิ่นเกล้า ศรีสุวรรณพิทักษ์ธรรม"
CIVIL, EMPLOYEE = "civil_servant", "employee"


def card(number: int = 1, **given: Any) -> Card:
    code = f"1101-{number:04d}-4821"
    facts = {
        "number": number,
        "name": "นางสาวน้ำผึ้ง กิ่งแก้ว",
        "unit": "ฝ่ายโยธา",
        "site": None,
        "code": code,
        "address": f"https://ita.example.go.th/card/{code}",
    }
    return Card(**{**facts, **given})


def card_sheet(*cards: Card, practice: bool = False) -> CardSheet:
    return CardSheet(
        office="สำนักงานเขตบางซื่อ",
        title="ฝ่ายโยธา",
        survey_url="https://itas.nacc.go.th/go/iit/abc123",
        closes_on=date(2027, 5, 31),
        practice=practice,
        cards=cards or (card(),),
    )


def lines(count: int, group: str = CIVIL, **given: Any) -> tuple[Line, ...]:
    return tuple(
        Line(number, f"นายปิ่น คนที่{number}", group, **given) for number in range(1, count + 1)
    )


def totals() -> tuple[GroupTotal, ...]:
    return (GroupTotal(CIVIL, 40, 45, 12, 3, 28), GroupTotal(EMPLOYEE, None, 30, 9, 0, None))


def sheet(**given: Any) -> Sheet:
    facts = {
        "office": "สำนักงานเขตบางซื่อ",
        "unit": "ฝ่ายโยธา",
        "site": None,
        "fiscal_year": 2570,
        "occasion": 1,
        "due": date(2027, 3, 31),
        "printed_on": date(2027, 3, 1),
        "done": (),
        "outstanding": lines(3),
        "met_groups": (),
        "totals": totals(),
        "line_signature": "unconfirmed",
        "practice": False,
    }
    return Sheet(**{**facts, **given})


def memo() -> Memo:
    return Memo("สำนักงานเขตบางซื่อ", "ฝ่ายโยธา", None, 2570, 1, date(2027, 3, 31), totals())


def codes_on(page: bytes) -> dict[str, tuple[int, int]]:
    """What each QR code on a page holds, and the top left corner of where it is."""
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(page)))
    return {each.text: (each.position.top_left.x, each.position.top_left.y) for each in found}
