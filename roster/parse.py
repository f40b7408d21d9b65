"""A roster file read whole: its people, and every cell that keeps a row out."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from roster import reasons
from roster.cells import Cells, Refused, Sheet
from roster.columns import Column, Header, check_header, find_header
from roster.open_file import read_sheets
from roster.person import Person, Reading, Rejected, RowReader, text_of
from roster.places import Places
from rules.thai_text import normalise
from rules.unit_names import UnitName

__all__ = ["Parsed", "Person", "Refused", "Rejected", "parse_roster"]

_NAME_COLUMNS = (Column.NAME, Column.FIRST, Column.LAST)
_TOTAL = re.compile(r"รวม|ยอดรวม|หมายเหตุ|total|note|remark")
_ROWS_LISTED = 10


@dataclass(frozen=True)
class Parsed:
    """What a file says; `rows` counts the rows that describe a person, blank ones not."""

    people: tuple[Person, ...]
    rejected: tuple[Rejected, ...]
    rows: int
    notes: tuple[str, ...]


def parse_roster(
    content: bytes,
    *,
    units: Sequence[UnitName],
    sites: Mapping[str, Sequence[UnitName]],
    today: date,
    only: tuple[str, str | None] | None = None,
    sheet: str | None = None,
) -> Parsed | Refused:
    """Read a file for a campaign's units and sites; `only` is in whose name it speaks.

    1. The file opened, by what it is and not by its name.
    2. The one sheet that has a roster's header.
    3. Every row by itself; a person or number met before is refused the second time.
    """
    places = Places(units, sites, only)
    sheets = read_sheets(content, sheet=sheet)
    if isinstance(sheets, Refused):
        return sheets
    chosen = _choose(sheets)
    if isinstance(chosen, Refused):
        return chosen
    page, header = chosen
    if refused := check_header(header, page, unit_is_given=places.unit_is_given):
        return refused
    lines = _sort(page, header)
    reader = RowReader(header, places, today)
    people, rejected = _without_twins(header, (reader.read(*line) for line in lines.people))
    notes = (*_left_unread(header), *_other_sheets(sheets, page), *lines.notes())
    return Parsed(tuple(people), tuple(rejected), len(lines.people), notes)


def _choose(sheets: list[Sheet]) -> tuple[Sheet, Header] | Refused:
    """The sheet with a header; two rosters are a choice only the officer can make."""
    headed = [(sheet, header) for sheet in sheets if (header := find_header(sheet))]
    rosters = [each for each in headed if each[1].looks_like_a_roster]
    if len(rosters) > 1:
        return _several([sheet.name for sheet, _ in rosters])
    return next(iter(rosters or headed), None) or Refused(
        "ไม่พบหัวตารางใน 30 แถวแรก โปรดใส่หัวตารางแถวเดียว เช่น "
        "เลขประจำตัว, ชื่อ-สกุล, ฝ่าย, ประเภทบุคลากร, วันที่บรรจุ",
        "No header in the first 30 rows: give the table one header row, such as "
        "number, name, unit, group, start date.",
    )


def _several(names: list[str]) -> Refused:
    listed = ", ".join(f'"{name}"' for name in names)
    return Refused(
        f"มีมากกว่าหนึ่งชีตที่เป็นบัญชีรายชื่อ: {listed} โปรดเลือกด้วย --sheet ชื่อชีต หรือลบชีตที่ไม่ใช้",
        f"More than one sheet looks like a roster: {listed}. "
        "Choose one with --sheet NAME, or delete those not meant.",
    )


@dataclass
class _Lines:
    """The rows below the header, by what they are."""

    people: list[tuple[int, Cells]] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    headers: list[int] = field(default_factory=list)

    def notes(self) -> Iterator[str]:
        """What was passed over, by row."""
        if self.totals:
            yield reasons.both(
                f"ข้ามแถวที่ไม่ใช่บุคคล (เช่น ยอดรวม หมายเหตุ ชื่อกลุ่ม): {_listed(self.totals)}",
                "rows that describe nobody (totals, remarks, headings) were passed over",
            )
        if self.headers:
            yield reasons.both(
                f"ข้ามหัวตารางที่พิมพ์ซ้ำ: {_listed(self.headers)}",
                "repeated header rows were passed over",
            )


def _sort(sheet: Sheet, header: Header) -> _Lines:
    lines = _Lines()
    for row, cells in sheet.rows:
        if row <= header.row:
            continue
        if _repeats(cells, header):
            lines.headers.append(row)
        elif _is_total(cells, header):
            lines.totals.append(row)
        elif any(cell is not None for cell in _ours(cells, header).values()):
            lines.people.append((row, cells))
    return lines


def _ours(cells: Cells, header: Header) -> dict[Column, object]:
    """The cells of the columns we read."""
    return {
        column: cells[place] if place < len(cells) else None for column, place in header.at.items()
    }


def _repeats(cells: Cells, header: Header) -> bool:
    return all(
        place < len(cells) and text_of(cells[place]) == header.headings[place]
        for place in header.at.values()
    )


def _is_total(cells: Cells, header: Header) -> bool:
    """No name and a single text, or nothing but text in columns we do not read.

    Merged over the table, "รวม 45 คน" may begin in the name's column.
    """
    if any(cell is not None and not isinstance(cell, str | int | float) for cell in cells):
        return False
    words = {place: text for place, cell in enumerate(cells) if (text := _words(cell))}
    named = [header.at[each] for each in _NAME_COLUMNS if header.at.get(each) in words]
    if named:
        (first, *others) = words.items()
        return not others and bool(_TOTAL.match(normalise(first[1])))
    ours = [cell for cell in _ours(cells, header).values() if cell is not None]
    return bool(words) and (len(words) == 1 or not ours)


def _words(cell: object) -> str | None:
    """The text of a cell that holds more than a number."""
    return cell if isinstance(cell, str) and any(map(str.isalpha, cell)) else None


def _without_twins(
    header: Header, readings: Iterator[Reading]
) -> tuple[list[Person], list[Rejected]]:
    """The first of twins stays; a rejected row too keeps its number from later ones."""
    numbers: dict[str, int] = {}
    names: dict[tuple[str, date], int] = {}
    people: list[Person] = []
    rejected: list[Rejected] = []
    for reading in readings:
        twin = _twin(reading, header, numbers, names)
        person = reading.person
        if person and not twin:
            people.append(person)
        rejected += reading.rejected(reading.wrong or twin)
    return people, rejected


def _twin(
    reading: Reading,
    header: Header,
    numbers: dict[str, int],
    names: dict[tuple[str, date], int],
) -> tuple[tuple[str, str], ...]:
    """Heading and reason, when the number or else the person was met; both are remembered."""
    key, row = reading.name_key, reading.row
    same_number = reading.number and numbers.setdefault(reading.number, row)
    same_person = key and reading.started_on and names.setdefault((key, reading.started_on), row)
    if same_number and same_number != row:
        return ((header.heading(Column.NUMBER), reasons.same_number(same_number)),)
    if same_person and same_person != row:
        return ((header.heading(*_NAME_COLUMNS), reasons.same_person(same_person)),)
    return ()


def _left_unread(header: Header) -> Iterator[str]:
    for heading in header.left_unread:
        yield reasons.both(
            f'ไม่ได้อ่านคอลัมน์ "{heading}" ระบบไม่เก็บเลขประจำตัวประชาชน โปรดลบคอลัมน์นี้ออกจากไฟล์',
            "national IDs were left unread and are never stored: delete that column from the file",
        )


def _other_sheets(sheets: list[Sheet], read: Sheet) -> Iterator[str]:
    names = [f'"{sheet.name}"' for sheet in sheets if sheet.rows and sheet is not read]
    if names:
        yield reasons.both(
            f"ไม่ได้อ่านชีต {', '.join(names)} เพราะไม่มีหัวตารางบัญชีรายชื่อ",
            "these sheets have no roster header and were not read",
        )


def _listed(rows: list[int]) -> str:
    more = "…" if len(rows) > _ROWS_LISTED else ""
    return ", ".join(map(str, rows[:_ROWS_LISTED])) + more
