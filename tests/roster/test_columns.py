import pytest

from roster.cells import Sheet
from roster.columns import Column, Refused, check_header, find_header
from tests.roster.files import HEADER, SOMCHAI

HEADINGS = {
    Column.NUMBER: (
        *("เลขประจำตัว", "รหัสพนักงาน", "เลขที่ตำแหน่ง", "Employee ID", "employee_id", "Number"),
        "เลขประจําตัว",
    ),
    Column.TITLE: ("คำนำหน้า", "คำนำหน้าชื่อ", "ยศ/คำนำหน้า", "Title"),
    Column.NAME: ("ชื่อ-สกุล", "ชื่อ - นามสกุล", "ชื่อและนามสกุล", "ชื่อ – สกุล *", "Full name", "NAME"),
    Column.FIRST: ("ชื่อ", "First name"),
    Column.LAST: ("สกุล", "นามสกุล", "Surname"),
    Column.UNIT: ("ฝ่าย", "หน่วยงาน", "สังกัด", "ส่วนราชการ", "ฝ่าย/หน่วยงาน", "Unit", "department"),
    Column.SITE: ("โรงเรียน", "สถานที่ปฏิบัติงาน", "จุดปฏิบัติงาน", "กะ", "Site", "school"),
    Column.GROUP: ("ประเภท", "กลุ่ม", "ประเภทบุคลากร", "Group", "type"),
    Column.STARTED: (
        *("วันที่บรรจุ", "วันบรรจุ", "วันที่เริ่มงาน", "วันที่เริ่มปฏิบัติงาน", "วันเริ่มปฏิบัติราชการ"),
        *("วัน/เดือน/ปี ที่บรรจุ", "วันที่บรรจุ (ว/ด/ป)", "วันที่\nบรรจุ", "Start date", "started"),
    ),
    Column.NATIONAL_ID: (
        *("เลขประจำตัวประชาชน", "เลขบัตรประชาชน", "เลขประจำตัว (13 หลัก)", "Citizen ID"),
        "เลขประจำตัวประชาชน (13 หลัก)",
    ),
}


@pytest.mark.parametrize(
    ("heading", "column"),
    [(heading, column) for column, headings in HEADINGS.items() for heading in headings],
)
def test_a_heading_is_known_however_it_is_spelt(heading: str, column: Column) -> None:
    beside = "วันบรรจุ" if column == Column.GROUP else "ประเภท"
    third = "คำนำหน้า" if column == Column.UNIT else "ฝ่าย"
    header = find_header(Sheet("", ((1, (heading, beside, third)),)))
    assert header
    if column == Column.NATIONAL_ID:
        assert header.left_unread == (heading,)
        assert 0 not in header.at.values()
    else:
        assert header.at[column] == 0


@pytest.mark.parametrize("heading", ["ที่", "ลำดับ", "ลำดับที่", "No.", "#", "ตำแหน่ง", "หมายเหตุ", ""])
def test_other_columns_are_ignored(heading: str) -> None:
    header = find_header(Sheet("", ((1, (heading, *HEADER[1:])),)))
    assert header
    assert 0 not in header.at.values()


def test_the_header_is_found_below_titles_and_above_rows_that_look_like_one() -> None:
    rows = (
        (1, ("บัญชีรายชื่อบุคลากร ฝ่าย โรงเรียน",)),
        (2, ("สำนักงานเขตบางซื่อ", None, "ฝ่าย")),
        (4, HEADER),
        (5, SOMCHAI),
        (6, (None, None, None, "ฝ่าย", "โรงเรียน", None, None)),
    )
    header = find_header(Sheet("", rows))
    assert header
    assert header.row == 4


def test_a_header_below_the_thirtieth_row_is_not_looked_for() -> None:
    assert find_header(Sheet("", ((30, HEADER),)))
    assert find_header(Sheet("", ((31, HEADER),))) is None


def told(*headings: str | None, unit_is_given: bool = False) -> Refused | None:
    sheet = Sheet("", ((1, headings), (2, ("นาย", "สมชาย", "ใจดี", "x", "y", "z"))))
    header = find_header(sheet)
    assert header
    return check_header(header, sheet, unit_is_given=unit_is_given)


NEEDED = ("ชื่อ-สกุล", "ฝ่าย", "ประเภท", "วันที่บรรจุ")


@pytest.mark.parametrize(
    ("headings", "missing"),
    [
        (("ตำแหน่ง", "ฝ่าย", "ประเภท", "วันที่บรรจุ"), "ชื่อ-สกุล"),
        (("ชื่อ", "ฝ่าย", "ประเภท", "วันที่บรรจุ"), "ชื่อ-สกุล"),
        (("นามสกุล", "ฝ่าย", "ประเภท", "วันที่บรรจุ"), "ชื่อ-สกุล"),
        (("ชื่อ-สกุล", "ประเภท", "วันที่บรรจุ"), "ฝ่าย/หน่วยงาน"),
        (("ชื่อ-สกุล", "ฝ่าย", "วันที่บรรจุ"), "ประเภทบุคลากร"),
        (("ชื่อ-สกุล", "ฝ่าย", "ประเภท"), "วันที่บรรจุ"),
    ],
)
def test_a_missing_column_is_named_with_the_headings_there_are(
    headings: tuple[str, ...], missing: str
) -> None:
    refused = told(*headings)
    assert refused
    assert missing in refused.th.partition("ซึ่งมี")[0]
    assert all(heading in refused.th and heading in refused.en for heading in headings)


def test_the_unit_s_column_may_be_missing_when_the_unit_is_given() -> None:
    assert told("ชื่อ-สกุล", "ประเภท", "วันที่บรรจุ", unit_is_given=True) is None


def test_first_and_last_name_stand_for_the_name() -> None:
    assert told("คำนำหน้า", "ชื่อ", "สกุล", "ฝ่าย", "ประเภท", "วันที่บรรจุ") is None


def test_two_columns_of_one_kind_are_named() -> None:
    refused = told(*NEEDED, "วันที่เริ่มงาน")
    assert refused
    assert '"วันที่บรรจุ", "วันที่เริ่มงาน"' in refused.th
    assert '"วันที่บรรจุ", "วันที่เริ่มงาน"' in refused.en


def test_a_heading_merged_over_the_parts_of_a_name_is_refused() -> None:
    refused = told("ชื่อ-สกุล", None, None, "ฝ่าย", "ประเภท", "วันที่บรรจุ")
    assert refused
    assert '"ชื่อ-สกุล"' in refused.th
    assert told("ฝ่าย", "ประเภท", "วันที่บรรจุ", None, "ชื่อ-สกุล")
    assert told("ประเภท", "วันที่บรรจุ", None, None, "ฝ่าย", "ชื่อ-สกุล") is None
