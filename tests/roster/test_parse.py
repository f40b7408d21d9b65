from datetime import date, datetime
from typing import Any

import pytest

from roster.parse import Parsed
from tests.roster.files import (
    CAST,
    HEADER,
    MALEE,
    PEOPLE,
    PRASIT,
    SOMCHAI,
    changed,
    csv_bytes,
    parsed,
    reasons,
    rejected,
    xlsx,
)


def test_a_roster_is_read() -> None:
    assert parsed(xlsx(HEADER, *CAST)) == Parsed(PEOPLE, (), 3, ())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874", "utf-16"])
def test_the_same_people_come_from_a_csv(encoding: str) -> None:
    assert parsed(csv_bytes(HEADER, *CAST, encoding=encoding)).people == PEOPLE


def test_english_headings_and_split_names_give_the_same_people() -> None:
    rows = [
        ("Employee ID", "Title", "First name", "Last name", "Unit", "School", "Type", "Start date"),
        ("A1", "นาย", "สมชาย", "ใจดี", "Administration Section", "", "Civil servant", "2017-10-01"),
        ("A2", "นาง", "มาลี", "ใจงาม", "public_works", "-", "employee", "2 May 2012"),
        ("A3", "นาย", "ประสิทธิ์", "ครูดี", "Schools", "wat_bang", "ครู", "16 พ.ค. ๒๕๕๘"),
    ]
    assert parsed(xlsx(*rows)).people == PEOPLE


def test_a_title_is_joined_as_it_is_printed_and_never_twice() -> None:
    header = ("คำนำหน้า", "ชื่อ-สกุล", "ฝ่าย", "ประเภท", "วันที่บรรจุ")
    rest = ("ฝ่ายโยธา", "ลูกจ้าง", "1/1/2560")
    rows = [("นาย", "นายสมชาย ใจดี"), ("Mr.", "John Smith"), ("น.ส.", "มาลี ใจดี"), (None, "ก ข")]
    people = parsed(xlsx(header, *[(*row, *rest) for row in rows])).people
    assert [each.name for each in people] == [
        *("นายสมชาย ใจดี", "Mr. John Smith", "น.ส.มาลี ใจดี", "ก ข")
    ]


BAD_CELLS = [
    pytest.param({"number": 1234567890123}, "เลขประจำตัว", "13 หลัก", id="national ID"),
    pytest.param({"number": "1-2345-67890-12-3"}, "เลขประจำตัว", "13 หลัก", id="with dashes"),
    pytest.param({"number": "๑๒๓๔๕๖๗๘๙๐๑๒๓"}, "เลขประจำตัว", "13 หลัก", id="in Thai digits"),
    pytest.param({"number": "1.23457E+12"}, "เลขประจำตัว", "ย่อเลข", id="shortened number"),
    pytest.param({"number": date(2017, 1, 2)}, "เลขประจำตัว", "เป็นวันที่", id="number made a date"),
    pytest.param({"number": "x" * 41}, "เลขประจำตัว", "40", id="long number"),
    pytest.param({"number": "#N/A"}, "เลขประจำตัว", "#N/A", id="error"),
    pytest.param({"number": "=1+1"}, "เลขประจำตัว", "สูตร", id="formula without value"),
    pytest.param({"name": "12"}, "ชื่อ-สกุล", "ไม่มีตัวอักษร", id="name of digits"),
    pytest.param({"name": "@สมชาย"}, "ชื่อ-สกุล", "= + -", id="name like a formula"),
    pytest.param({"name": "ก" * 121}, "ชื่อ-สกุล", "120", id="long name"),
    pytest.param({"name": "นาย"}, "ชื่อ-สกุล", "คำนำหน้า", id="only a title"),
    pytest.param({"name": "นาย ก 1234567890123"}, "ชื่อ-สกุล", "13 หลัก", id="ID beside the name"),
    pytest.param({"name": None}, "ชื่อ-สกุล", "ไม่ได้กรอก", id="no name"),
    pytest.param({"unit": None}, "ฝ่าย", "ไม่ได้กรอก", id="no unit"),
    pytest.param({"unit": "ฝ่ายอวกาศ"}, "ฝ่าย", 'ไม่รู้จัก "ฝ่ายอวกาศ"', id="unknown unit"),
    pytest.param({"unit": "ฝ่ายปกคลอง"}, "ฝ่าย", "หมายถึง ฝ่ายปกครอง หรือไม่", id="near unit"),
    pytest.param({"unit": "ก" * 999}, "ฝ่าย", "ไม่รู้จัก", id="endless unit"),
    pytest.param({"site": "วัดบางซื่อ"}, "โรงเรียน", "ไม่มีโรงเรียน", id="site in a unit without"),
    pytest.param({"group": None}, "ประเภทบุคลากร", "ไม่ได้กรอก", id="no group"),
    pytest.param({"group": "จิตอาสา"}, "ประเภทบุคลากร", "ข้าราชการ หรือ ลูกจ้าง", id="group"),
    pytest.param({"started": None}, "วันที่บรรจุ", "ไม่ได้กรอก", id="no day"),
    pytest.param({"started": "เมื่อวาน"}, "วันที่บรรจุ", '"เมื่อวาน" อ่านไม่ออก', id="no date"),
    pytest.param({"started": 43009}, "วันที่บรรจุ", "อ่านไม่ออก", id="bare serial number"),
    pytest.param({"started": "1/10/60"}, "วันที่บรรจุ", "สองหลัก", id="two-digit year"),
    pytest.param({"started": "31/2/2560"}, "วันที่บรรจุ", "ไม่มีวันนี้", id="impossible day"),
    pytest.param({"started": "10/31/2017"}, "วันที่บรรจุ", "ไม่มีวันนี้", id="month first"),
    pytest.param({"started": "1/1/2300"}, "วันที่บรรจุ", "พ.ศ. และ ค.ศ.", id="neither era"),
    pytest.param({"started": date(2300, 1, 1)}, "วันที่บรรจุ", "พ.ศ. และ ค.ศ.", id="nor in Excel"),
    pytest.param({"started": date(2560, 2, 29)}, "วันที่บรรจุ", "ไม่มีวันนี้", id="leap day of 2560"),
    pytest.param({"started": "24/11/2569"}, "วันที่บรรจุ", "อนาคต", id="tomorrow"),
    pytest.param({"started": "22/11/2499"}, "วันที่บรรจุ", "70 ปี", id="70 years and a day ago"),
    pytest.param({"started": "1234567890123"}, "วันที่บรรจุ", '"…"', id="ID in the date is hidden"),
]


@pytest.mark.parametrize(("cells", "column", "reason"), BAD_CELLS)
def test_a_bad_cell_rejects_its_row_and_no_other(
    cells: dict[str, Any], column: str, reason: str
) -> None:
    result = parsed(xlsx(HEADER, changed(SOMCHAI, **cells), MALEE))
    (told,) = result.rejected
    assert (told.row, told.column) == (2, column)
    assert reason in told.reason
    assert " · " in told.reason
    assert "1234567890123" not in told.reason
    assert [each.number for each in result.people] == ["A2"]
    assert result.rows == 2


GOOD_DAYS = [
    pytest.param("23/11/2569", date(2026, 11, 23), id="today"),
    pytest.param("23/11/2499", date(1956, 11, 23), id="70 years ago"),
    pytest.param(date(2560, 10, 1), date(2017, 10, 1), id="Excel date typed B.E."),
    pytest.param(datetime(2017, 10, 1), date(2017, 10, 1), id="Excel date"),  # noqa: DTZ001
    pytest.param(1102560, date(2017, 10, 1), id="number that lost its zero"),
    pytest.param(11102560, date(2017, 10, 11), id="eight digits"),
]


@pytest.mark.parametrize(("typed", "day"), GOOD_DAYS)
def test_a_start_date_is_read(typed: Any, day: date) -> None:
    (person,) = parsed(xlsx(HEADER, changed(SOMCHAI, started=typed))).people
    assert person.started_on == day


NUMBERS = [
    (12.0, "12"),
    (12, "12"),
    ("๐๑๒", "012"),
    (" กท 12 ", "กท12"),
    ("a-1", "A-1"),
    ("-", None),
]


@pytest.mark.parametrize(("typed", "number"), NUMBERS)
def test_a_number_has_one_spelling(typed: Any, number: str | None) -> None:
    (person,) = parsed(xlsx(HEADER, changed(SOMCHAI, number=typed))).people
    assert person.number == number


def test_all_that_is_wrong_with_a_row_is_told_at_once() -> None:
    row = changed(SOMCHAI, unit="x", group="y", started="z")
    assert [column for _, column, _ in reasons(row)] == ["ฝ่าย", "ประเภทบุคลากร", "วันที่บรรจุ"]


def test_who_is_rejected_is_told_as_far_as_read() -> None:
    (told,) = rejected(changed(SOMCHAI, started="z"))
    assert (told.number, told.name_key) == ("A1", "สมชายใจดี")
    (told,) = rejected(changed(SOMCHAI, number=1234567890123))
    assert (told.number, told.name_key) == (None, "สมชายใจดี")


def test_a_site_is_matched_within_its_unit() -> None:
    ((_, column, reason),) = reasons(changed(PRASIT, site="โรงเรียนวัดอื่น"))
    assert column == "โรงเรียน"
    assert "โรงเรียนวัดอื่น" in reason
    (person,) = parsed(xlsx(HEADER, changed(PRASIT, site=None))).people
    assert person.site is None


TWINS = [
    pytest.param(SOMCHAI, "เลขประจำตัว", "เลขซ้ำกับแถว 2", id="the same row"),
    pytest.param(changed(MALEE, number="a1"), "เลขประจำตัว", "เลขซ้ำกับแถว 2", id="number"),
    pytest.param(
        changed(SOMCHAI, number="A9"), "ชื่อ-สกุล", "ชื่อและวันที่บรรจุซ้ำกับแถว 2", id="other number"
    ),
    pytest.param(
        changed(SOMCHAI, number=None, name="สมชาย  ใจดี", unit="ฝ่ายโยธา", started="1/10/2017"),
        "ชื่อ-สกุล",
        "ชื่อและวันที่บรรจุซ้ำกับแถว 2",
        id="other unit",
    ),
]


@pytest.mark.parametrize(("twin", "column", "reason"), TWINS)
def test_the_first_of_twins_stays(twin: tuple[Any, ...], column: str, reason: str) -> None:
    result = parsed(xlsx(HEADER, SOMCHAI, twin))
    assert result.people == PEOPLE[:1]
    ((row, heading, told),) = [(r.row, r.column, r.reason) for r in result.rejected]
    assert (row, heading) == (3, column)
    assert reason in told


def test_the_same_name_with_another_start_date_is_another_person() -> None:
    rows = [changed(SOMCHAI, number=None), changed(SOMCHAI, number=None, started="1/10/2561")]
    assert len(parsed(xlsx(HEADER, *rows)).people) == 2


def test_a_number_of_a_rejected_row_is_taken() -> None:
    rows = reasons(changed(SOMCHAI, started="z"), changed(MALEE, number="A1"))
    assert [(row, column) for row, column, _ in rows] == [(2, "วันที่บรรจุ"), (3, "เลขประจำตัว")]
