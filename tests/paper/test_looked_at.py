"""Faults found by looking at the pages, which stay mended."""

import io
from itertools import pairwise

import openpyxl
import pytest
from docx.oxml.ns import qn
from PIL import Image

from paper import signature_sheet
from paper.facts import Line
from tests.paper.facts import CIVIL, LONG_NAME, lines, sheet
from tests.paper.test_memo import document

DOTS_PER_MM = 150 / 25.4


def ink(page: bytes, left: float, top: float, right: float, bottom: float) -> bool:
    """Whether anything is printed in that part of a page, in millimetres."""
    box = [round(at * DOTS_PER_MM) for at in (left, top, right, bottom)]
    return Image.open(io.BytesIO(page)).convert("L").crop(box).getextrema()[0] < 128


@pytest.mark.parametrize("people", range(10, 40))
def test_nobody_signs_below_names_on_another_page(people: int) -> None:
    last = signature_sheet.pages(sheet(outstanding=lines(people)))[-1]
    assert rules_of(last).count("rows") >= 2


def rules_of(page: bytes) -> list[str]:
    """The horizontal spacing of rules down the number column: rows to sign are over 9 mm apart."""
    image = Image.open(io.BytesIO(page)).convert("L")
    x = round(22 * DOTS_PER_MM)
    dark = [y for y in range(image.height) if image.getpixel((x, y)) < 160]
    dark = [y for before, y in pairwise([-9, *dark]) if y - before > 3]
    return [
        "rows" if 9 < (after - before) / DOTS_PER_MM < 30 else "other"
        for before, after in pairwise(dark)
    ]


def test_every_later_page_says_whose_sheet_it_is() -> None:
    first, *later = signature_sheet.pages(sheet(outstanding=lines(60)))
    assert later
    assert not ink(first, 20, 4, 190, 13)
    assert all(ink(page, 20, 4, 190, 13) for page in later)


def test_practice_shows_in_the_workbook() -> None:
    page = openpyxl.load_workbook(io.BytesIO(signature_sheet.xlsx(sheet(practice=True)))).active
    assert any("ลิงก์ทดลอง" in str(cell.value) for row in page.iter_rows() for cell in row)


def test_the_workbook_repeats_its_header_on_every_page() -> None:
    page = openpyxl.load_workbook(io.BytesIO(signature_sheet.xlsx(sheet()))).active
    row = int(page.print_title_rows.strip("$").split(":")[0])
    assert [cell.value for cell in page[row]][:4] == list(signature_sheet.COLUMNS)


def test_a_long_name_gets_a_higher_row_in_the_workbook() -> None:
    given = sheet(outstanding=(Line(1, "ก", CIVIL), Line(2, LONG_NAME, CIVIL)))
    page = openpyxl.load_workbook(io.BytesIO(signature_sheet.xlsx(given))).active
    height = {cell.value: page.row_dimensions[cell.row].height for cell in page["B"]}
    assert height[LONG_NAME] > height["ก"]


def test_the_title_of_the_memo_is_bold_in_thai_too() -> None:
    title = document().paragraphs[0].runs[0]
    assert title.font.cs_bold
    order = [child.tag for child in title._element.rPr]
    assert order.index(qn("w:szCs")) < order.index(qn("w:cs"))
