from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from roster.parse import Parsed, Refused
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
    read,
    reasons,
    refused,
    xlsx,
)


def test_a_file_of_one_unit_needs_no_unit_column() -> None:
    rows = [[row[at] for at in (2, 5, 6)] for row in (HEADER, SOMCHAI)]
    (person,) = parsed(xlsx(*rows), only=("schools", "wat_pho")).people
    assert (person.unit, person.site) == ("schools", "wat_pho")


def test_a_file_of_one_unit_may_not_name_another() -> None:
    told = parsed(xlsx(HEADER, changed(SOMCHAI, unit=None), MALEE), only=("administration", None))
    assert [each.unit for each in told.people] == ["administration"]
    ((row, column, reason),) = [(r.row, r.column, r.reason) for r in told.rejected]
    assert (row, column) == (3, "ฝ่าย")
    assert "เป็นของ ฝ่ายปกครอง เท่านั้น" in reason


def test_a_file_of_one_site_may_not_name_another() -> None:
    rows = [PRASIT, changed(MALEE, unit=None, site="วัดโพธิ์ทอง")]
    told = parsed(xlsx(HEADER, *rows), only=("schools", "wat_pho"))
    assert [(each.row, each.site) for each in told.people] == [(3, "wat_pho")]
    assert "เป็นของ โรงเรียนวัดโพธิ์ทอง เท่านั้น" in told.rejected[0].reason


def test_a_unit_the_campaign_does_not_have_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        read(xlsx(HEADER), only=("nowhere", None))


def test_two_rosters_in_one_file_are_a_choice() -> None:
    book = xlsx(ปกครอง=[HEADER, SOMCHAI], โยธา=[HEADER, MALEE], สรุป=[["รวม", 2]])
    told = refused(book)
    assert '"ปกครอง", "โยธา"' in told.th
    assert "--sheet" in told.th
    assert "--sheet" in told.en
    assert [each.number for each in parsed(book, sheet="โยธา").people] == ["A2"]
    assert "ปกครอง, โยธา, สรุป" in refused(book, sheet="x").th


def test_sheets_without_a_header_are_ignored_and_named() -> None:
    result = parsed(xlsx(สรุป=[["รวม", 2]], รายชื่อ=[HEADER, SOMCHAI], ว่าง=[]))
    assert len(result.people) == 1
    (note,) = result.notes
    assert '"สรุป"' in note
    assert "ว่าง" not in note


def test_a_file_without_a_header_is_refused() -> None:
    assert "หัวตาราง" in refused(xlsx(SOMCHAI, MALEE)).th
    assert "No header" in refused(b"a,b\n1,2").en


def test_a_header_without_people_is_an_empty_roster() -> None:
    assert parsed(xlsx(HEADER)) == Parsed((), (), 0, ())


def test_titles_blank_rows_and_totals_are_no_people() -> None:
    rows = [
        *(("บัญชีรายชื่อ",), (), HEADER, (None, None, None, "ฝ่ายปกครอง"), SOMCHAI, (), (2,)),
        *(MALEE, HEADER, ("รวม", None, None, 45), (None, None, "รวมทั้งสิ้น 2 คน"), ()),
        ("หมายเหตุ: ข้อมูล ณ 1 ต.ค.",),
    ]
    for content in (xlsx(*rows), csv_bytes(*rows)):
        result = parsed(content)
        assert [each.row for each in result.people] == [5, 8]
        assert (result.rows, result.rejected) == (2, ())
        totals, headers = result.notes
        assert ": 4, 10, 11, 13 ·" in totals
        assert ": 9 ·" in headers


def test_a_row_with_a_name_and_nothing_else_is_a_person_who_lacks_everything() -> None:
    columns = [column for _, column, _ in reasons((None, None, "สมชาย ใจดี"))]
    assert columns == ["ฝ่าย", "ประเภทบุคลากร", "วันที่บรรจุ"]


def test_a_national_id_column_is_never_read_and_should_go() -> None:
    ids = "1234567890123"
    rows = [(*HEADER, "เลขบัตรประชาชน"), *((*row, ids) for row in CAST)]
    result = parsed(xlsx(*rows))
    assert result.people == PEOPLE
    assert "เลขบัตรประชาชน" in result.notes[0]
    assert ids not in repr(result)


@settings(deadline=None, max_examples=30)
@given(st.permutations(range(len(HEADER))))
def test_the_order_of_the_columns_does_not_matter(order: list[int]) -> None:
    rows = [[row[at] for at in order] for row in (HEADER, *CAST)]
    assert parsed(xlsx(*rows)).people == PEOPLE
    assert parsed(csv_bytes(*rows)).people == PEOPLE


CELLS = st.one_of(st.text(max_size=12), st.sampled_from([c for row in CAST for c in row]))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(CELLS, max_size=8), max_size=6))
def test_whatever_the_cells_hold_every_row_is_a_person_or_rejected(rows: list[list[Any]]) -> None:
    result = read(csv_bytes(HEADER, *rows))
    if isinstance(result, Parsed):
        told = [each.row for each in result.people] + [each.row for each in result.rejected]
        assert len(set(told)) == result.rows
        places = [(each.row, each.column) for each in result.rejected]
        assert len(places) == len(set(places))


@given(st.binary(max_size=300))
def test_garbage_never_raises(garbage: bytes) -> None:
    assert isinstance(read(garbage), Parsed | Refused)


def test_twenty_thousand_people_are_read() -> None:
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"default_date_format": "d/m/yyyy"})
    page = book.add_worksheet()
    page.write_row(0, 0, HEADER)
    for line in range(20_000):
        page.write_row(line + 1, 0, (line, f"A{line}", f"นายสมชาย{line} ใจดี", "ฝ่ายโยธา", None))
        page.write_row(line + 1, 5, ("ข้าราชการ",))
        page.write_datetime(line + 1, 6, datetime(2010, 1, 1 + line % 28))  # noqa: DTZ001
    book.close()
    assert len(parsed(file.getvalue()).people) == 20_000
