"""Roster files built in code, and the campaign they are read for."""

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl

from roster.open_file import Refused
from roster.parse import Parsed, Person, Rejected, parse_roster
from rules.staff_group import StaffGroup
from rules.unit_names import UnitName

TODAY = date(2026, 11, 23)

UNITS = (
    UnitName("administration", "ฝ่ายปกครอง", "Administration Section", ()),
    UnitName("public_works", "ฝ่ายโยธา", "Public Works Section", ()),
    UnitName("schools", "โรงเรียนในสังกัด", "Schools", ("โรงเรียน",)),
)
SITES = {
    "schools": (
        UnitName("wat_bang", "โรงเรียนวัดบางซื่อ", "Wat Bang Sue School", ()),
        UnitName("wat_pho", "โรงเรียนวัดโพธิ์ทอง", "Wat Pho Thong School", ()),
    )
}

HEADER = ("ที่", "เลขประจำตัว", "ชื่อ-สกุล", "ฝ่าย", "โรงเรียน", "ประเภทบุคลากร", "วันที่บรรจุ")
SOMCHAI = (1, "A1", "นายสมชาย ใจดี", "ฝ่ายปกครอง", None, "ข้าราชการ", "1 ต.ค. 2560")
MALEE = (2, "A2", "นางมาลี ใจงาม", "ฝ่ายโยธา", None, "ลูกจ้างประจำ", "2/5/2555")
PRASIT = (3, "A3", "นายประสิทธิ์ ครูดี", "โรงเรียน", "วัดบางซื่อ", "ครู", date(2015, 5, 16))
CAST = (SOMCHAI, MALEE, PRASIT)

PEOPLE = (
    Person(
        *(2, "A1", "นายสมชาย ใจดี", "สมชายใจดี", "administration", None),
        *(StaffGroup.CIVIL_SERVANT, date(2017, 10, 1)),
    ),
    Person(
        *(3, "A2", "นางมาลี ใจงาม", "มาลีใจงาม", "public_works", None),
        *(StaffGroup.EMPLOYEE, date(2012, 5, 2)),
    ),
    Person(
        *(4, "A3", "นายประสิทธิ์ ครูดี", "ประสิทธิ์ครูดี", "schools", "wat_bang"),
        *(StaffGroup.CIVIL_SERVANT, date(2015, 5, 16)),
    ),
)

Rows = Sequence[Sequence[Any]]


def xlsx(*rows: Sequence[Any], **sheets: Rows) -> bytes:
    """A workbook of one sheet, or of the named ones."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, content in (sheets or {"Sheet1": rows}).items():
        sheet = book.create_sheet(name)
        for row in content:
            sheet.append(row)
    return _saved(book)


def _saved(book: openpyxl.Workbook) -> bytes:
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def csv_bytes(*rows: Sequence[Any], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    file = StringIO(newline="")
    csv.writer(file, delimiter=delimiter).writerows(rows)
    return file.getvalue().encode(encoding)


def zipped(entries: Mapping[str, bytes]) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return file.getvalue()


def with_entries(book: bytes, changed: Mapping[str, bytes]) -> bytes:
    """The workbook with some of its parts replaced or added."""
    archive = ZipFile(BytesIO(book))
    return zipped({name: archive.read(name) for name in archive.namelist()} | dict(changed))


def entry(book: bytes, name: str) -> bytes:
    return ZipFile(BytesIO(book)).read(name)


def read(content: bytes, **choices: Any) -> Parsed | Refused:
    return parse_roster(content, **{"units": UNITS, "sites": SITES, "today": TODAY} | choices)


def parsed(content: bytes, **choices: Any) -> Parsed:
    result = read(content, **choices)
    assert isinstance(result, Parsed), result
    return result


def refused(content: bytes, **choices: Any) -> Refused:
    result = read(content, **choices)
    assert isinstance(result, Refused), result
    return result


def changed(person: Sequence[Any], **cells: Any) -> tuple[Any, ...]:
    """A row of the cast with some cells changed, by short names."""
    names = ("line", "number", "name", "unit", "site", "group", "started")
    return tuple({**dict(zip(names, person, strict=True)), **cells}.values())


def rejected(*rows: Sequence[Any], **choices: Any) -> tuple[Rejected, ...]:
    return parsed(xlsx(HEADER, *rows), **choices).rejected


def reasons(*rows: Sequence[Any], **choices: Any) -> list[tuple[int, str, str]]:
    return [(each.row, each.column, each.reason) for each in rejected(*rows, **choices)]
