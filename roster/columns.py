"""Which column of a sheet holds what, by the words of its header row.

The header is one row within the first thirty; a header of two rows is refused as incomplete.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from roster.cells import Cell, Cells, Refused, Sheet
from rules.staff_names import clean_name
from rules.thai_text import normalise

HEADER_WITHIN = 30
LEAST_KNOWN = 2
_SHOWN = 40


class Column(StrEnum):
    """What we read of a person or an invited organisation.

    NATIONAL_ID is known so that it is left alone.
    """

    NUMBER = "number"
    TITLE = "title"
    NAME = "name"
    FIRST = "first"
    LAST = "last"
    UNIT = "unit"
    SITE = "site"
    GROUP = "group"
    STARTED = "started"
    NATIONAL_ID = "national_id"
    AUDIENCE = "audience"
    ORGANISATION = "organisation"
    CONTRACT = "contract"
    CONTACT = "contact"


# Without blanks and marks; "ที่", "ลำดับ" and "no." number the lines of one printout, no person.
_ALIASES: Mapping[Column, tuple[str, ...]] = {
    Column.NUMBER: (
        *("เลขประจำตัว", "เลขประจำตัวพนักงาน", "เลขประจำตัวเจ้าหน้าที่", "เลขประจำตัวข้าราชการ"),
        *("เลขประจำตัวบุคลากร", "เลขประจำตัวลูกจ้าง", "หมายเลขประจำตัว", "รหัสประจำตัว"),
        *("รหัสพนักงาน", "รหัสเจ้าหน้าที่", "รหัสบุคลากร", "รหัสข้าราชการ", "เลขที่พนักงาน"),
        *("เลขที่ตำแหน่ง", "ตำแหน่งเลขที่", "เลขตำแหน่ง", "number", "personnelnumber"),
        *("employeeid", "employeenumber", "employeeno", "staffid", "staffnumber", "staffno"),
    ),
    Column.TITLE: ("คำนำหน้า", "คำนำหน้าชื่อ", "คำนำหน้านาม", "ยศคำนำหน้า", "title", "prefix"),
    Column.NAME: (
        *("ชื่อสกุล", "ชื่อนามสกุล", "ชื่อและสกุล", "ชื่อและนามสกุล", "ชื่อตัวชื่อสกุล"),
        *("คำนำหน้าชื่อสกุล", "คำนำหน้าชื่อนามสกุล", "ยศชื่อสกุล", "ยศชื่อนามสกุล", "รายชื่อ"),
        *("name", "fullname", "nameandsurname", "namesurname"),
    ),
    Column.FIRST: ("ชื่อ", "ชื่อตัว", "firstname", "givenname"),
    Column.LAST: ("สกุล", "นามสกุล", "lastname", "surname", "familyname"),
    Column.UNIT: (
        *("ฝ่าย", "หน่วยงาน", "สังกัด", "ส่วนราชการ", "ฝ่ายสังกัด", "สังกัดฝ่าย", "ฝ่ายหน่วยงาน"),
        *("unit", "department", "division"),
    ),
    Column.SITE: (
        *("โรงเรียน", "สถานที่ปฏิบัติงาน", "จุดปฏิบัติงาน", "กะ", "สถานศึกษา", "ชื่อโรงเรียน"),
        *("site", "school", "workplace", "shift"),
    ),
    Column.GROUP: (
        *("ประเภท", "กลุ่ม", "ประเภทบุคลากร", "กลุ่มบุคลากร", "ประเภทเจ้าหน้าที่", "ประเภทตำแหน่ง"),
        *("group", "type", "staffgroup", "stafftype", "employeetype"),
    ),
    Column.STARTED: (
        *("วันที่บรรจุ", "วันบรรจุ", "วันเดือนปีที่บรรจุ", "วันเดือนปีบรรจุ", "วันที่บรรจุแต่งตั้ง"),
        *("วันที่เริ่มงาน", "วันเริ่มงาน", "วันที่เริ่มปฏิบัติงาน", "วันเริ่มปฏิบัติงาน", "วันที่เริ่มจ้าง"),
        *("วันที่เริ่มปฏิบัติราชการ", "วันเริ่มปฏิบัติราชการ", "วันที่บรรจุเข้ารับราชการ"),
        *("startdate", "started", "startedon", "datestarted", "dateofemployment"),
    ),
    Column.NATIONAL_ID: (
        *("เลขประจำตัวประชาชน", "หมายเลขประจำตัวประชาชน", "เลขบัตรประชาชน", "เลขที่บัตรประชาชน"),
        *("หมายเลขบัตรประชาชน", "เลขบัตรประจำตัวประชาชน", "เลขที่บัตรประจำตัวประชาชน"),
        *("เลขประจำตัวบัตรประชาชน", "หมายเลขบัตรประจำตัวประชาชน", "บัตรประชาชน", "รหัสประชาชน"),
        *("เลขประจำตัว13หลัก", "เลขประจำตัวประชาชน13หลัก", "เลขบัตรประชาชน13หลัก", "เลข13หลัก"),
        *("citizenid", "citizenno", "nationalid", "nationalidnumber", "idcard", "idcardnumber"),
        *("idcardno", "pid", "cid", "thaiid"),
    ),
}

_INVITEE_ALIASES: Mapping[Column, tuple[str, ...]] = {
    Column.AUDIENCE: (
        *("ประเภท", "กลุ่ม", "ประเภทผู้รับเชิญ", "กลุ่มเป้าหมาย", "audience", "type", "group"),
    ),
    Column.ORGANISATION: (
        *("ชื่อ", "ชื่อบริษัท", "บริษัท", "คู่สัญญา", "ชื่อคู่สัญญา", "ผู้รับจ้าง", "ชื่อผู้รับจ้าง", "ชื่อหน่วยงาน"),
        *("ชื่อบริษัทหน่วยงาน", "บริษัทหน่วยงาน", "หน่วยงานภายนอก", "ผู้ประกอบการ", "ห้างร้าน", "คู่ค้า"),
        *("name", "organisation", "organization", "company", "contractor", "vendor"),
    ),
    Column.CONTRACT: (
        *("เลขที่สัญญา", "สัญญาเลขที่", "สัญญา", "เลขสัญญา", "เลขที่สัญญาใบสั่ง", "ใบสั่งจ้าง"),
        *("contract", "contractnumber", "contractno"),
    ),
    Column.UNIT: (
        *("ฝ่าย", "ฝ่ายเจ้าของเรื่อง", "ฝ่ายที่ติดต่อ", "หน่วยงาน", "หน่วยงานเจ้าของสัญญา", "สังกัด"),
        *("unit", "department", "division"),
    ),
    Column.CONTACT: (
        *("ผู้ติดต่อ", "ผู้ประสาน", "ผู้ประสานงาน", "เรียน", "ชื่อผู้ติดต่อ", "contact", "contactperson"),
    ),
    Column.NATIONAL_ID: _ALIASES[Column.NATIONAL_ID],
}

# What the officer should write, when it is missing.
_MISSING = {
    Column.AUDIENCE: ("ประเภท", "type"),
    Column.ORGANISATION: ("ชื่อบริษัท/หน่วยงาน", "organisation"),
    Column.NAME: ("ชื่อ-สกุล (หรือ ชื่อ และ สกุล)", "name (or first name and last name)"),
    Column.UNIT: ("ฝ่าย/หน่วยงาน", "unit"),
    Column.GROUP: ("ประเภทบุคลากร", "group"),
    Column.STARTED: ("วันที่บรรจุ/วันที่เริ่มงาน", "start date"),
}


def _key(text: str) -> str:
    """Letters and digits of the header alone, underscores, dashes and stars aside."""
    return re.sub(r"[^a-z0-9\u0e01-\u0e2e\u0e30-\u0e4e]", "", normalise(text))


def _table(aliases: Mapping[Column, tuple[str, ...]]) -> Mapping[str, Column]:
    return {_key(alias): column for column, some in aliases.items() for alias in some}


ROSTER = _table(_ALIASES)
INVITEES = _table(_INVITEE_ALIASES)
"""Headings of each kind of list; the same word may mean another column in another list."""


@dataclass(frozen=True)
class Header:
    """The header row: what is where (0-based), and every heading as the file spells it."""

    row: int
    at: Mapping[Column, int]
    headings: tuple[str, ...]
    twice: tuple[str, ...]
    left_unread: tuple[str, ...]

    @property
    def looks_like_a_roster(self) -> bool:
        return Column.NAME in self.at or Column.FIRST in self.at

    def heading(self, *columns: Column) -> str:
        """The heading of the first of these columns that the file has, or ""."""
        return next((self.headings[self.at[each]] for each in columns if each in self.at), "")


def find_header(sheet: Sheet, table: Mapping[str, Column] = ROSTER) -> Header | None:
    """The row among the first thirty that names most columns, the first one if several do."""
    headers = [_header(row, cells, table) for row, cells in sheet.rows if row <= HEADER_WITHIN]
    known = [header for header in headers if len(header.at) >= LEAST_KNOWN]
    return max(known, key=lambda header: len(header.at), default=None)


def check_invitees(header: Header) -> Refused | None:
    """Why the columns of a list of invitees cannot be read, or None."""
    if header.twice:
        return _named_twice(header)
    needed = (Column.AUDIENCE, Column.ORGANISATION, Column.UNIT)
    missing = [column for column in needed if column not in header.at]
    return _lacks(header, missing) if missing else None


def check_header(header: Header, sheet: Sheet, *, unit_is_given: bool) -> Refused | None:
    """Why the columns cannot be read, or None."""
    if header.twice:
        return _named_twice(header)
    needed = [Column.NAME, Column.UNIT, Column.GROUP, Column.STARTED]
    if Column.FIRST in header.at and Column.LAST in header.at:
        needed.remove(Column.NAME)
    if unit_is_given:
        needed.remove(Column.UNIT)
    if missing := [column for column in needed if column not in header.at]:
        return _lacks(header, missing)
    return _spread_name(header, sheet)


def _header(row: int, cells: Cells, table: Mapping[str, Column]) -> Header:
    headings = tuple(clean_name(cell) if isinstance(cell, str) else "" for cell in cells)
    at: dict[Column, int] = {}
    twice: list[str] = []
    left_unread: list[str] = []
    for place, heading in enumerate(headings):
        column = _column(heading, table)
        if column == Column.NATIONAL_ID:
            left_unread.append(heading)
        elif column in at:
            twice += [headings[at[column]], heading]
        elif column:
            at[column] = place
    return Header(row, at, headings, tuple(dict.fromkeys(twice)), tuple(left_unread))


def _column(heading: str, table: Mapping[str, Column]) -> Column | None:
    """By the whole heading, else without what stands in brackets: "วันที่บรรจุ (ว/ด/ป)"."""
    return table.get(_key(heading)) or table.get(_key(re.sub(r"\(.*?\)", "", heading)))


def _named_twice(header: Header) -> Refused:
    names = ", ".join(f'"{_short(heading)}"' for heading in header.twice)
    return Refused(
        f"มีมากกว่าหนึ่งคอลัมน์ที่หมายถึงข้อมูลเดียวกัน: {names} โปรดเหลือไว้คอลัมน์เดียว",
        f"More than one column holds the same thing: {names}. Keep one of them.",
    )


def _lacks(header: Header, missing: list[Column]) -> Refused:
    seen = ", ".join(_short(heading) for heading in header.headings if heading)
    return Refused(
        f"ไม่พบคอลัมน์ {', '.join(_MISSING[each][0] for each in missing)} "
        f"ในหัวตารางแถว {header.row} ซึ่งมี: {seen} (หัวตารางต้องอยู่ในแถวเดียว)",
        f"Missing columns: {', '.join(_MISSING[each][1] for each in missing)}. "
        f"The header in row {header.row} has: {seen}. It must be one single row.",
    )


def _spread_name(header: Header, sheet: Sheet) -> Refused | None:
    """A heading merged over title, first and last name leaves two of them without a heading.

    Reading the first alone would take everybody for "นาย".
    """
    if Column.NAME not in header.at:
        return None
    place = header.at[Column.NAME]
    beside = place + 1
    if any(header.headings[beside : beside + 1]):
        return None
    below = [cells for row, cells in sheet.rows if row > header.row]
    if not any(_is_words(cells[beside]) for cells in below if len(cells) > beside):
        return None
    name = _short(header.headings[place])
    return Refused(
        f'คอลัมน์ถัดจาก "{name}" มีข้อความแต่ไม่มีหัวตาราง โปรดใส่หัวตารางให้ทุกคอลัมน์ เช่น คำนำหน้า, ชื่อ, สกุล',
        f'The column beside "{name}" holds text but has no heading: '
        "give each column its own, such as title, first name, last name.",
    )


def _is_words(cell: Cell) -> bool:
    return isinstance(cell, str) and any(map(str.isalpha, cell))


def _short(heading: str) -> str:
    return heading if len(heading) <= _SHOWN else f"{heading[:_SHOWN]}…"
