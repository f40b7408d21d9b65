"""What a file is by its content, whatever its name says, and the sheets in it."""

import re

from roster import refusals
from roster.cells import Cell, CellError, FormulaWithoutValue, Refused, Sheet
from roster.csv_text import decode, read_csv
from roster.workbook import read_workbook

__all__ = ["Cell", "CellError", "FormulaWithoutValue", "Refused", "Sheet", "read_sheets"]

LARGEST_FILE = 20 * 2**20

_OLE2 = bytes.fromhex("D0CF11E0A1B11AE1")
_IN_OLE2 = (
    ("EncryptedPackage", refusals.PASSWORD),
    ("WordDocument", refusals.WORD),
)
_IMAGES = (
    *(b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*"),
    *(b"RIFF", b"\0\0\0\x18ftyp", b"\0\0\0\x1cftyp", b"\0\0\0\x20ftyp", b"\0\0\0\x24ftyp"),
)
_STARTS = (
    *((magic, refusals.IMAGE) for magic in _IMAGES),
    *((magic, refusals.NO_WORKBOOK) for magic in (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")),
    (b"{\\rtf", refusals.WORD),
)
_MARKUP = re.compile(
    r"\s*<(?:!doctype|!--|\?xml|html|head|body|meta|style|table|div)\b|\s*<!--", re.IGNORECASE
)


def read_sheets(content: bytes, *, sheet: str | None = None) -> list[Sheet] | Refused:
    """The sheets of an XLSX workbook (or the one asked for), a CSV as its one nameless sheet."""
    if not content.strip():
        return refusals.EMPTY
    if len(content) > LARGEST_FILE:
        return refusals.TOO_LARGE
    if refused := _other_kind(content):
        return refused
    if content.startswith(b"PK"):
        return read_workbook(content, sheet=sheet)
    return _text(content, sheet)


def _other_kind(content: bytes) -> Refused | None:
    if content.startswith(_OLE2):
        found = (told for name, told in _IN_OLE2 if name.encode("utf-16-le") in content)
        return next(found, refusals.OLD_EXCEL)
    if b"%PDF-" in content[:1024]:
        return refusals.PDF
    return next((told for magic, told in _STARTS if content.startswith(magic)), None)


def _text(content: bytes, sheet: str | None) -> list[Sheet] | Refused:
    text = decode(content)
    if text is None:
        return refusals.NO_TEXT
    if _MARKUP.match(text):
        return refusals.WEB_PAGE
    if sheet is not None:
        return refusals.NO_SHEETS_IN_CSV
    read = read_csv(text)
    return read if isinstance(read, Refused) else [read]
