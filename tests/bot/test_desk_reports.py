"""Files to take home: opened as their readers would, of the units one may see, nobody named."""

import csv
import io
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest

from models.role import RoleName
from models.service_point import ServicePoint
from tests.bot.conftest import Stage
from tests.bot.test_commands import as_json, run
from tests.bot.test_desk import get, signed_in
from tests.bot.test_desk_unit import counted

FILES = ["progress.pdf", "figures.xlsx", "summary.csv", "units.csv", "points.csv", "days.csv"]


def rows_of(answer: Any) -> list[dict[str, str]]:
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def book_of(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def test_the_workbook_holds_numbers_and_dates_under_frozen_headings(stage: Stage) -> None:
    counted(stage, stage.point(), 7)
    answer = get(signed_in(stage), "/desk/reports/figures.xlsx")
    assert "bangsue-2570-20270112-figures.xlsx" in answer.headers["Content-Disposition"]
    book = book_of(answer.data)
    assert book.sheetnames == ["สรุป", "หน่วยงาน", "จุดบริการ", "รายวัน"]
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert {cell.font.name for row in sheet for cell in row} == {"TH SarabunPSK"}
    eit = [cell.value for cell in book["สรุป"][2]]
    assert eit[:5] == ["EIT", 500, 0, 7, 493]
    assert eit[8] == datetime(2027, 1, 12, 10, 0)  # noqa: DTZ001 (a cell has no zone: Bangkok's)
    days = [row[0] for row in book["รายวัน"].iter_rows(min_row=2, values_only=True)]
    assert days[0] == datetime(2026, 10, 1)  # noqa: DTZ001 (a day)
    assert days[-1] == datetime(2027, 1, 12)  # noqa: DTZ001 (a day)
    assert list(book["รายวัน"].iter_rows(values_only=True))[-1][2:5] == (7, 0, 7)


def test_a_csv_opens_in_thai_and_tells_days_apart(stage: Stage) -> None:
    counted(stage, stage.point(), 6, day=1)
    days = rows_of(get(signed_in(stage), "/desk/reports/days.csv"))
    assert [row["EIT แจ้งว่าตอบแล้ว สะสม (คน)"] for row in days][-3:] == ["0", "6", "6"]
    assert date.fromisoformat(days[0]["วันที่"]) == date(2026, 10, 1)


def test_small_numbers_of_a_counter_are_not_told_exactly(stage: Stage) -> None:
    counted(stage, stage.point(), 3)
    points = rows_of(get(signed_in(stage), "/desk/reports/points.csv"))
    assert points[0]["แจ้งว่าตอบแล้ว (คน)"] == "1–4"
    assert points[0]["สแกน (ครั้ง)"] == "3"


def test_a_label_like_a_formula_stays_words(stage: Stage) -> None:
    made = stage.point()
    with stage.wired.database.transaction() as session:
        point = session.get_one(ServicePoint, made.id)
        point.label = "=HYPERLINK(1)"
    client = signed_in(stage)
    assert rows_of(get(client, "/desk/reports/points.csv"))[0]["จุดบริการ"] == "'=HYPERLINK(1)"
    cell = book_of(get(client, "/desk/reports/figures.xlsx").data)["จุดบริการ"]["B2"]
    assert (cell.data_type, cell.value) == ("s", "=HYPERLINK(1)")


def test_a_coordinators_files_are_of_the_own_unit(stage: Stage) -> None:
    client = signed_in(stage, RoleName.COORDINATOR, "works")
    units = rows_of(get(client, "/desk/reports/units.csv"))
    assert {row["รหัส"] for row in units} == {"works"}
    summary = rows_of(get(client, "/desk/reports/summary.csv"))
    assert next(row["เป้าหมาย"] for row in summary) == "60"


@pytest.mark.parametrize("name", ["progress.pdf", "closing.pdf"])
def test_a_pdf_is_made(stage: Stage, name: str) -> None:
    answer = get(signed_in(stage), f"/desk/reports/{name}")
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (RoleName.OWNER, 200),
        (RoleName.VIEWER, 200),
        (RoleName.COORDINATOR, 403),
        (RoleName.HR, 403),
        (RoleName.PR, 403),
    ],
)
def test_whose_the_closing_evidence_is(stage: Stage, role: RoleName, status: int) -> None:
    client = signed_in(stage, role, "works" if role == RoleName.COORDINATOR else None)
    assert get(client, "/desk/reports/closing.pdf").status_code == status
    assert ("closing.pdf" in get(client, "/desk/reports").text) == (status == 200)


def test_a_file_that_is_none_is_told(stage: Stage) -> None:
    assert get(signed_in(stage), "/desk/reports/names.csv").status_code == 404


def test_the_command_line_writes_the_same(stage: Stage, tmp_path: Any) -> None:
    counted(stage, stage.point(), 7)
    book, units = tmp_path / "all.xlsx", tmp_path / "units.csv"
    run(stage, "export", str(book))
    run(stage, "export", str(units), "--english")
    assert [c.value for c in book_of(book.read_bytes())["สรุป"][2]][:5] == ["EIT", 500, 0, 7, 493]
    assert "Reported" in units.read_text("utf-8-sig").splitlines()[0]
    for words in (["report"], ["report", "--closing"]):
        run(stage, *words, "--out", str(tmp_path / "r.pdf"))
        assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF")
    assert "no table" in run(stage, "export", str(tmp_path / "a.docx"), code=1)
    assert "cannot be written" in run(stage, "export", str(tmp_path / "no" / "a.csv"), code=1)


def test_the_checksum_is_of_the_figures_and_moves_with_them(stage: Stage) -> None:
    first = as_json(run(stage, "report", "--closing", "--json"))
    assert isinstance(first, dict)
    assert as_json(run(stage, "report", "--closing", "--json")) == first
    counted(stage, stage.point(), 1)
    second = as_json(run(stage, "report", "--closing", "--json"))
    assert isinstance(second, dict)
    assert second["sha256"] != first["sha256"]
    assert len(second["sha256"]) == 64
