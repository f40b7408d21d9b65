import tracemalloc
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_BZIP2, ZipFile

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from roster import refusals
from roster.cells import MOST_ROWS
from roster.open_file import (
    CellError,
    FormulaWithoutValue,
    Refused,
    Sheet,
    read_sheets,
)
from tests.roster.files import CAST, HEADER, csv_bytes, entry, with_entries, xlsx, zipped

OLE2 = bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600
SHEET = "xl/worksheets/sheet1.xml"
BOOK = xlsx(HEADER, *CAST)
DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>'


def sheets(content: bytes, **choices: Any) -> list[Sheet]:
    read = read_sheets(content, **choices)
    assert isinstance(read, list), read
    return read


def lying_entry(content: bytes) -> bytes:
    """A bomb whose directory says that it is a thousand bytes long."""
    return content.replace((200 * 2**20).to_bytes(4, "little"), (1000).to_bytes(4, "little"))


def bomb() -> bytes:
    return zipped({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"\0" * (200 * 2**20)})


def bzip2() -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_BZIP2) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("xl/workbook.xml", "<x/>")
    return file.getvalue()


def in_utf_16(name: str) -> bytes:
    text = DOCTYPE.decode() + entry(BOOK, name).decode().partition("?>")[2]
    return with_entries(BOOK, {name: text.encode("utf-16")})


BAD_FILES = [
    pytest.param(b"", refusals.EMPTY, id="empty"),
    pytest.param(b" \r\n", refusals.EMPTY, id="blank"),
    pytest.param(b"x" * (20 * 2**20 + 1), refusals.TOO_LARGE, id="too large"),
    pytest.param(OLE2, refusals.OLD_EXCEL, id="xls"),
    pytest.param(OLE2 + "EncryptedPackage".encode("utf-16-le"), refusals.PASSWORD, id="password"),
    pytest.param(OLE2 + "WordDocument".encode("utf-16-le"), refusals.WORD, id="doc"),
    pytest.param(b"%PDF-1.7\n...", refusals.PDF, id="PDF"),
    pytest.param(b"\x89PNG\r\n\x1a\n", refusals.IMAGE, id="PNG"),
    pytest.param(b"\xff\xd8\xff\xe0", refusals.IMAGE, id="JPEG"),
    pytest.param(b"<html><table>", refusals.WEB_PAGE, id="HTML"),
    pytest.param(b"\xef\xbb\xbf\n<!DOCTYPE html>", refusals.WEB_PAGE, id="HTML with BOM"),
    pytest.param(b'<?xml version="1.0"?><Workbook/>', refusals.WEB_PAGE, id="XML spreadsheet 2003"),
    pytest.param(b"{\\rtf1}", refusals.WORD, id="RTF"),
    pytest.param(b"Rar!\x1a\x07", refusals.NO_WORKBOOK, id="RAR"),
    pytest.param(zipped({"a.csv": b"x"}), refusals.NO_WORKBOOK, id="zip"),
    pytest.param(zipped({}), refusals.NO_WORKBOOK, id="empty zip"),
    pytest.param(zipped({"word/document.xml": b"<x/>"}), refusals.WORD, id="docx"),
    pytest.param(zipped({"content.xml": b"<x/>"}), refusals.OTHER_SPREADSHEET, id="ods"),
    pytest.param(zipped({"xl/workbook.bin": b"x"}), refusals.OTHER_SPREADSHEET, id="xlsb"),
    pytest.param(bomb(), refusals.SWELLS, id="bomb"),
    pytest.param(lying_entry(bomb()), refusals.SWELLS, id="lying bomb"),
    pytest.param(
        zipped({f"xl/{n}.xml": b"" for n in range(2001)}), refusals.SWELLS, id="many entries"
    ),
    pytest.param(
        zipped({f"xl/{n}.xml": b" " * (62 * 2**20) for n in range(2)}),
        refusals.SWELLS,
        id="together too large",
    ),
    pytest.param(
        with_entries(BOOK, {SHEET: b"<a/>" * 5_000_001}), refusals.SWELLS, id="millions of tags"
    ),
    pytest.param(with_entries(BOOK, {SHEET: DOCTYPE + b"<x/>"}), refusals.DECLARES, id="DOCTYPE"),
    pytest.param(
        with_entries(BOOK, {"xl/other.bin": b" " * 300_000 + DOCTYPE}),
        refusals.DECLARES,
        id="DOCTYPE far inside an entry of another name",
    ),
    pytest.param(in_utf_16(SHEET), refusals.CORRUPT, id="DOCTYPE in UTF-16"),
    pytest.param(
        with_entries(BOOK, {SHEET: b'<?xml version="1.0" encoding="utf-7"?><x/>'}),
        refusals.CORRUPT,
        id="UTF-7",
    ),
    pytest.param(
        with_entries(
            BOOK, {"xl/workbook.xml": b'<workbook xmlns="http://purl.oclc.org/ooxml/x"/>'}
        ),
        refusals.OTHER_SPREADSHEET,
        id="strict",
    ),
    pytest.param(BOOK[: len(BOOK) // 2], refusals.CORRUPT, id="half a workbook"),
    pytest.param(with_entries(BOOK, {SHEET: b"<worksheet><row"}), refusals.CORRUPT, id="half XML"),
    pytest.param(
        with_entries(BOOK, {"xl/workbook.xml": b"<x/>"}), refusals.CORRUPT, id="no sheets"
    ),
    pytest.param(bzip2(), refusals.CORRUPT, id="another compression"),
    pytest.param(bytes(range(256)), refusals.NO_TEXT, id="bytes"),
    pytest.param(b"a,b\n\xfc\xfd", refusals.NO_TEXT, id="neither UTF-8 nor cp874"),
    pytest.param(b"\xff\xfea\0b", refusals.NO_TEXT, id="odd UTF-16"),
    pytest.param(b'a,b\n1,2\n"x,y\nz', refusals.open_quote(3), id="open quotation mark"),
    pytest.param(b'a,b\n"x"y,z\n', refusals.open_quote(2), id="text behind a quotation mark"),
    pytest.param(b"a\n" * (MOST_ROWS + 1), refusals.TOO_MANY_ROWS, id="too many rows"),
]


@pytest.mark.parametrize(("content", "why"), BAD_FILES)
def test_a_file_that_is_no_roster_is_refused_with_its_own_sentence(
    content: bytes, why: Refused
) -> None:
    assert read_sheets(content) == why


@pytest.mark.parametrize("lies", [False, True], ids=["honest", "lying"])
def test_a_bomb_is_refused_without_being_unpacked(lies: bool) -> None:
    content = lying_entry(bomb()) if lies else bomb()
    tracemalloc.start()
    read_sheets(content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5 * 2**20


def test_an_asked_for_sheet_is_the_only_one_read() -> None:
    book = xlsx(One=[["a"]], Two=[["b"]])
    assert [sheet.name for sheet in sheets(book)] == ["One", "Two"]
    assert sheets(book, sheet="Two") == [Sheet("Two", ((1, ("b",)),))]


def test_an_absent_sheet_is_refused_with_the_names_there_are() -> None:
    told = read_sheets(xlsx(One=[["a"]], Two=[["b"]]), sheet="Three")
    assert isinstance(told, Refused)
    assert "One, Two" in told.th
    assert "One, Two" in told.en
    assert read_sheets(b"a,b", sheet="One") == refusals.NO_SHEETS_IN_CSV


def test_cells_keep_their_kind() -> None:
    day = datetime(2017, 10, 1)  # noqa: DTZ001 - as Excel keeps it
    book = xlsx(["ก", 1, 1.5, day, None, "#N/A", "  ", True], [None], ["x"])
    cells = ("ก", 1, 1.5, day, None, CellError("#N/A"), None, "True")
    assert sheets(book)[0].rows == ((1, cells), (3, ("x",)))


def test_a_formula_keeps_its_value_and_one_without_is_told_apart() -> None:
    file = BytesIO()
    book = xlsxwriter.Workbook(file)
    page = book.add_worksheet()
    page.write_formula("A1", '="a"', None, "a")
    page.write_formula("B1", "=1+1", None, 2)
    book.close()
    assert sheets(file.getvalue())[0].rows == ((1, ("a", 2)),)
    # openpyxl calculates nothing
    assert sheets(xlsx([None, "=1+1"], ["x"], ["=A1"]))[0].rows == (
        (1, (None, FormulaWithoutValue())),
        (2, ("x",)),
        (3, (FormulaWithoutValue(),)),
    )


def test_a_formula_whose_result_is_the_empty_text_is_a_blank_cell() -> None:
    xml = entry(xlsx(["=A2", "x"]), SHEET)
    told = xml.replace(b'<c r="A1">', b'<c r="A1" t="str">')
    assert told != xml
    assert sheets(with_entries(BOOK, {SHEET: told}))[0].rows == ((1, (None, "x")),)


def sheet_of(rows: str, dimension: str = "A1") -> bytes:
    xmlns = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    xml = f'<worksheet xmlns="{xmlns}"><dimension ref="{dimension}"/>'
    return with_entries(BOOK, {SHEET: f"{xml}<sheetData>{rows}</sheetData></worksheet>".encode()})


def test_a_dimension_that_lies_makes_no_cells() -> None:
    one = '<row r="1"><c r="A1"><v>7</v></c><c r="B1"><v>8</v></c></row>'
    assert sheets(sheet_of(one, "A1"))[0].rows == ((1, (7, 8)),)
    assert sheets(sheet_of(one, "A1:XFD1048576"))[0].rows == ((1, (7, 8)),)


def test_a_row_far_beyond_excel_s_last_is_refused() -> None:
    row = '<row r="999999999"><c r="A999999999"><v>7</v></c></row>'
    assert read_sheets(sheet_of(row)) == refusals.TOO_MANY_ROWS


def test_a_cell_in_the_last_column_makes_no_wide_rows() -> None:
    row = '<row r="1"><c r="A1"><v>7</v></c><c r="XFD1"><v>8</v></c></row>'
    assert sheets(sheet_of(row))[0].rows == ((1, (7,)),)


def test_more_rows_than_a_roster_has_are_refused() -> None:
    rows = "".join(f'<row r="{n}"><c><v>1</v></c></row>' for n in range(1, MOST_ROWS + 2))
    assert read_sheets(sheet_of(rows)) == refusals.TOO_MANY_ROWS


ENCODINGS = ["utf-8", "utf-8-sig", "cp874", "utf-16"]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_is_read_in_every_encoding_and_delimiter(encoding: str, delimiter: str) -> None:
    rows = [["ชื่อ-สกุล", "ฝ่าย"], ["นายสมชาย, ผู้น้อย", "ฝ่าย\nปกครอง"], ["", ""], ["x", " "]]
    read = sheets(csv_bytes(*rows, encoding=encoding, delimiter=delimiter))
    assert read == [Sheet("", ((1, tuple(rows[0])), (2, tuple(rows[1])), (4, ("x",))))]


def test_the_line_that_tells_excel_the_delimiter_is_no_row() -> None:
    assert sheets(b"sep=;\r\na;b,c\r\n")[0].rows == ((2, ("a", "b,c")),)


def test_the_end_mark_of_dos_and_errors_exported_by_excel_are_known() -> None:
    assert sheets(b"a,#N/A\r\n\x1a")[0].rows == ((1, ("a", CellError("#N/A"))),)


STARTS = [b"", b"PK\x03\x04", b"PK\x05\x06", OLE2[:8], b"\xff\xfe", b"\xef\xbb\xbf", b'a,"b\n']


@given(st.sampled_from(STARTS), st.binary(max_size=400))
def test_garbage_never_raises(start: bytes, garbage: bytes) -> None:
    assert isinstance(read_sheets(start + garbage), list | Refused)


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_a_damaged_workbook_never_raises(data: st.DataObject) -> None:
    content = bytearray(BOOK)
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(BOOK) - 1))] = data.draw(st.integers(0, 255))
    assert isinstance(read_sheets(bytes(content)), list | Refused)


PARTS = ZipFile(BytesIO(BOOK)).namelist()


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_a_workbook_with_damaged_parts_never_raises(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(PARTS))
    part = bytearray(entry(BOOK, name))
    start = data.draw(st.integers(0, len(part)))
    part[start : start + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=8))
    read = read_sheets(with_entries(BOOK, {name: bytes(part)}))
    assert isinstance(read, list | Refused)
