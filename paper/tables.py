"""Tables of figures as a workbook or a CSV that spreadsheets open as they are."""

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

import xlsxwriter

from rules.thai_dates import BANGKOK

Value = str | int | float | date | datetime | None

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class Table(Protocol):
    """Rows under their headings; `title` names the worksheet."""

    @property
    def title(self) -> str: ...

    @property
    def headings(self) -> tuple[str, ...]: ...

    @property
    def rows(self) -> tuple[tuple[Value, ...], ...]: ...


def csv_file(table: Table) -> bytes:
    """UTF-8 with its mark, so that Excel reads Thai; no cell begins like a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.headings)
    writer.writerows([_plain(value) for value in row] for row in table.rows)
    return out.getvalue().encode("utf-8-sig")


def _plain(value: Value) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value.astimezone(BANGKOK):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def xlsx(tables: Sequence[Table]) -> bytes:
    """A worksheet a table: real numbers and dates (in Bangkok's time), headings that stay."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        face = {"font_name": "TH SarabunPSK", "font_size": 16}
        formats = {
            "head": book.add_format({**face, "bold": True, "text_wrap": True, "border": 1}),
            "plain": book.add_format({**face, "border": 1}),
            "number": book.add_format({**face, "border": 1, "num_format": "#,##0"}),
            "fraction": book.add_format({**face, "border": 1, "num_format": "#,##0.0"}),
            # the calendar of Thailand: B.E. years in Excel, the date itself stays a date
            "day": book.add_format({**face, "border": 1, "num_format": "[$-107041E]d mmm yyyy"}),
            "moment": book.add_format(
                {**face, "border": 1, "num_format": "[$-107041E]d mmm yyyy hh:mm"}
            ),
        }
        for table in tables:
            _write(book.add_worksheet(table.title[:31]), table, formats)
    return out.getvalue()


def _write(sheet: xlsxwriter.worksheet.Worksheet, table: Table, formats: dict[str, object]) -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    for column, heading in enumerate(table.headings):
        longest = max([len(heading) / 2, *(len(str(row[column])) for row in table.rows)])
        sheet.set_column(column, column, min(max(longest + 2, 10), 44))
        sheet.write_string(0, column, heading, formats["head"])
    for number, row in enumerate(table.rows, start=1):
        for column, value in enumerate(row):
            _cell(sheet, number, column, value, formats)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.headings) - 1)


def _cell(
    sheet: xlsxwriter.worksheet.Worksheet,
    row: int,
    column: int,
    value: Value,
    formats: dict[str, object],
) -> None:
    match value:
        case None:
            sheet.write_blank(row, column, None, formats["plain"])
        case str():
            sheet.write_string(row, column, value, formats["plain"])
        case datetime():
            local = value.astimezone(BANGKOK).replace(tzinfo=None)
            sheet.write_datetime(row, column, local, formats["moment"])
        case date():
            sheet.write_datetime(row, column, value, formats["day"])
        case float():
            sheet.write_number(row, column, value, formats["fraction"])
        case int():
            sheet.write_number(row, column, value, formats["number"])
