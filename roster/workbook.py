"""The sheets of an XLSX workbook."""

import re
import struct
import warnings
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import Element, iterparse
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from roster import refusals
from roster.archive import check_archive
from roster.cells import (
    MOST_ROWS,
    Cell,
    FormulaWithoutValue,
    Refused,
    Sheet,
    text_cell,
    without_blank_end,
)

MOST_COLUMNS = 256
LAST_ROW = 1_048_576

# It reports odd styles, and dates it cannot read with their value; the cells tell us enough.
warnings.filterwarnings("ignore", module="openpyxl")

# What openpyxl raises on workbooks that are not well made, found by feeding it broken ones.
_BROKEN = (
    *(BadZipFile, InvalidFileException, LookupError, ValueError, TypeError, AttributeError),
    *(ArithmeticError, OSError, EOFError, SyntaxError, AssertionError, RecursionError),
    *(NotImplementedError, zlib.error, struct.error),
)
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_Place = tuple[int, int]


class TooManyRowsError(Exception):
    """The sheet goes on beyond what we read."""


def read_workbook(content: bytes, *, sheet: str | None) -> list[Sheet] | Refused:
    """Every sheet, or the one asked for; damaged and dangerous workbooks are refused."""
    if refused := check_archive(content):
        return refused
    try:
        return _sheets(content, sheet)
    except TooManyRowsError:
        return refusals.TOO_MANY_ROWS
    except _BROKEN:
        return refusals.CORRUPT


def _sheets(content: bytes, wanted: str | None) -> list[Sheet] | Refused:
    workbook = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
    pages = {
        page.title: page for page in workbook.worksheets if isinstance(page, ReadOnlyWorksheet)
    }
    if not pages:
        return refusals.CORRUPT
    if wanted is not None and wanted not in pages:
        return refusals.no_such_sheet(wanted, list(pages))
    return [_sheet(content, page) for title, page in pages.items() if wanted in (None, title)]


def _sheet(content: bytes, page: Any) -> Sheet:
    # A file may claim to reach to XFD1048576, and openpyxl would make every cell of it.
    page.reset_dimensions()
    empty = _formulas_without_value(content, page._worksheet_path)
    rows: list[tuple[int, tuple[Cell, ...]]] = []
    for number, values in enumerate(page.iter_rows(max_col=MOST_COLUMNS, values_only=True), 1):
        if number > LAST_ROW:
            raise TooManyRowsError
        if number not in empty and values.count(None) == len(values):
            continue
        cells = _cells(values, empty.get(number, ()))
        if cells:
            rows.append((number, cells))
        if len(rows) > MOST_ROWS:
            raise TooManyRowsError
    return Sheet(str(page.title), tuple(rows))


def _cells(values: tuple[object, ...], formulas: Iterable[int]) -> tuple[Cell, ...]:
    end = len(values)
    while end and values[end - 1] is None:
        end -= 1
    cells = [_cell(value) for value in values[:end]]
    for column in formulas:
        cells += [None] * (column - len(cells))
        cells[column - 1] = FormulaWithoutValue()
    return without_blank_end(cells)


def _cell(value: object) -> Cell:
    """Times of day, durations and TRUE are no kind of roster value: their text is enough."""
    if isinstance(value, str):
        return text_cell(value)
    if isinstance(value, bool | time | timedelta):
        return str(value)
    if value is None or isinstance(value, int | float | datetime | date):
        return value
    return str(value)


def _formulas_without_value(content: bytes, path: str) -> dict[int, list[int]]:
    """Row -> columns whose formula has no result; openpyxl shows those as blank cells.

    Read from the XML, not by openpyxl's data_only=False: that also rewrites shared formulas,
    fails on strange ones and takes as long as the first reading.
    """
    archive = ZipFile(BytesIO(content))
    with archive.open(path) as source:
        if not _has_formula(iter(lambda: source.read(1 << 18), b"")):
            return {}
    found: dict[int, list[int]] = {}
    with archive.open(path) as source:
        # archive.py has refused whatever declares entities.
        for row, column in _without_value(iterparse(source)):  # noqa: S314
            if row <= LAST_ROW and column <= MOST_COLUMNS:
                found.setdefault(row, []).append(column)
    return found


def _has_formula(pieces: Iterable[bytes]) -> bool:
    end = b""
    for piece in pieces:
        if _FORMULA.search(end + piece):
            return True
        end = piece[-64:]
    return False


def _without_value(events: Iterable[tuple[str, Element]]) -> Iterator[_Place]:
    """Rows and cells are counted when they do not say where they are, as openpyxl does."""
    row = 0
    for _, element in events:
        if element.tag.rpartition("}")[2] != "row":
            continue
        row = int(float(element.get("r", row + 1)))
        column = 0
        for cell in element:
            place = cell.get("r")
            column = coordinate_to_tuple(place)[1] if place else column + 1
            if _is_formula_without_value(cell):
                yield row, column
        element.clear()


def _is_formula_without_value(cell: Element) -> bool:
    """`t="str"` with an empty value is a formula that gave the empty text."""
    parts = {part.tag.rpartition("}")[2]: part.text for part in cell}
    return "f" in parts and not parts.get("v") and not ("v" in parts and cell.get("t") == "str")
