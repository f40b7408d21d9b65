"""The sheet asks only whom it must, says only the day, and is signed with its names in sight."""

import io
import json
import re
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from paper import signature_sheet
from paper.facts import Line
from tests.paper.facts import CIVIL, EMPLOYEE, lines, sheet


def cells(workbook: bytes) -> list[openpyxl.cell.cell.Cell]:
    page = openpyxl.load_workbook(io.BytesIO(workbook)).active
    return [cell for row in page.iter_rows() for cell in row if cell.value is not None]


def words(workbook: bytes) -> str:
    return "\n".join(cell.value for cell in cells(workbook))


def facts(given: signature_sheet.Sheet) -> str:
    return json.dumps(signature_sheet._facts(given), ensure_ascii=False)


def test_nobody_outstanding_of_a_met_group_is_named_anywhere() -> None:
    met = sheet(
        outstanding=(Line(1, "นายยังไม่ลงชื่อ", CIVIL), Line(2, "นางยังต้องลงชื่อ", EMPLOYEE)),
        met_groups=(CIVIL,),
    )
    for said in (facts(met), words(signature_sheet.xlsx(met))):
        assert "นายยังไม่ลงชื่อ" not in said
        assert "นางยังต้องลงชื่อ" in said
    assert "ครบแล้ว" in words(signature_sheet.xlsx(met))
    assert [(group, is_met) for group, is_met, _ in signature_sheet._groups(met)] == [
        ("ข้าราชการ", True),
        ("ลูกจ้าง", False),
    ]


def test_who_signed_stays_on_the_sheet_of_a_met_group() -> None:
    met = sheet(done=lines(1, signed_on=date(2027, 2, 3)), outstanding=(), met_groups=(CIVIL,))
    for said in (facts(met), words(signature_sheet.xlsx(met))):
        assert "นายปิ่น คนที่1" in said
        assert "๓ ก.พ. ๒๕๗๐" in said


def test_an_acknowledgement_in_line_is_not_called_a_signature() -> None:
    (row,) = signature_sheet._groups(
        sheet(done=lines(1, acknowledged_on=date(2027, 2, 3)), outstanding=())
    )[0][2]
    assert (row.how, row.day) == ("รับรองใน LINE แล้ว", "๓ ก.พ. ๒๕๗๐")


def test_a_signature_is_called_one_even_when_line_acknowledged_as_well() -> None:
    both = lines(1, signed_on=date(2027, 2, 4), acknowledged_on=date(2027, 2, 3))
    (row,) = signature_sheet._groups(sheet(done=both, outstanding=()))[0][2]
    assert (row.how, row.day) == ("ลงลายมือชื่อแล้ว (ตามใบที่แนบ)", "๔ ก.พ. ๒๕๗๐")


@pytest.mark.parametrize("name", ["=1+1", "+66", "-5", "@SUM(A1)", "https://evil.example"])
def test_no_cell_of_the_workbook_is_run_or_linked(name: str) -> None:
    made = cells(signature_sheet.xlsx(sheet(outstanding=(Line(1, name, CIVIL),), unit=name)))
    assert {cell.data_type for cell in made} == {"s"}
    assert name in [cell.value for cell in made]
    assert all(cell.hyperlink is None for cell in made)


def test_numbers_and_days_are_in_thai_digits() -> None:
    given = sheet(outstanding=(Line(12, "ก", CIVIL),))
    for said in (facts(given), words(signature_sheet.xlsx(given))):
        assert "๑๒" in said
        assert "ครั้งที่ ๑" in said
        assert "๓๑ มีนาคม ๒๕๗๐" in said
        assert re.search(r"[0-9]", said) is None


@pytest.mark.parametrize("state", ["unconfirmed", "accepted", "refused"])
def test_sheet_and_workbook_say_how_an_acknowledgement_counts(state: str) -> None:
    given = sheet(line_signature=state)
    note = signature_sheet.LINE_SIGNATURE[state]
    assert note in facts(given)
    assert note in words(signature_sheet.xlsx(given))


def test_a_missing_signature_is_said_to_tell_nothing_of_answers() -> None:
    assert "การไม่ลงชื่อมิได้หมายความว่าไม่ได้ตอบ" in facts(sheet())
    page = openpyxl.load_workbook(io.BytesIO(signature_sheet.xlsx(sheet()))).active
    assert "การไม่ลงชื่อมิได้หมายความว่าไม่ได้ตอบ" in page.oddFooter.center.text


@pytest.mark.parametrize("people", [1, 8, 9, 300])
def test_a_sheet_goes_on_over_pages(people: int) -> None:
    made = signature_sheet.pages(sheet(outstanding=lines(people)))
    assert people // 22 < len(made) <= people // 12 + 1


def test_a_row_to_sign_is_at_least_nine_millimetres_high() -> None:
    page = openpyxl.load_workbook(io.BytesIO(signature_sheet.xlsx(sheet()))).active
    named = next(cell.row for cell in page["B"] if cell.value == "นายปิ่น คนที่1")
    assert page.row_dimensions[named].height * 25.4 / 72 >= 9


def test_practice_is_printed() -> None:
    real = sheet()
    assert signature_sheet.pages(real) != signature_sheet.pages(replace(real, practice=True))


def test_an_empty_sheet_is_still_a_sheet() -> None:
    assert len(signature_sheet.pages(sheet(outstanding=()))) == 1
