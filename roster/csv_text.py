"""The rows of a CSV as Thai offices save it."""

import codecs
import csv
import re
from io import StringIO

from roster import refusals
from roster.cells import MOST_ROWS, Cells, Refused, Sheet, text_cell, without_blank_end

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS = ",;\t"
_LOOKED_AT = 30
# Binary data often passes for cp874; DOS editors end a text file with \x1a.
_BINARY = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f]")


def decode(content: bytes) -> str | None:
    """The text by its byte order mark, else strict UTF-8, else strict cp874."""
    marked = [encoding for mark, encoding in _BOMS if content.startswith(mark)]
    for encoding in marked or ["utf-8", "cp874"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if _BINARY.search(text) else text.rstrip("\x1a")
    return None


def read_csv(text: str) -> Sheet | Refused:
    """The rows, numbered as Excel would show them: a quoted line break starts no row."""
    delimiter, lines = _delimiter(text)
    rows: list[tuple[int, Cells]] = []
    number = 0
    try:
        # strict: else one stray quotation mark makes a single cell of all rows behind it.
        for number, values in enumerate(csv.reader(lines, delimiter=delimiter, strict=True), 1):
            cells = without_blank_end([text_cell(value) for value in values])
            if cells:
                rows.append((number, cells))
            if len(rows) > MOST_ROWS:
                return refusals.TOO_MANY_ROWS
    except csv.Error:
        return refusals.open_quote(number + 1)
    return Sheet("", tuple(rows))


def _delimiter(text: str) -> tuple[str, StringIO]:
    """The delimiter that makes the most cells of the first rows, or the one Excel was told."""
    lines = StringIO(text, newline="")
    first = lines.readline()
    if told := re.fullmatch(r"sep=([,;\t])\r?\n?", first, re.IGNORECASE):
        # Excel hides this line, but counts it: it is blanked, not taken away.
        return told[1], StringIO("\n" + lines.read(), newline="")
    lines.seek(0)
    start = [line for line, _ in zip(lines, range(_LOOKED_AT), strict=False)]
    lines.seek(0)
    return max(_DELIMITERS, key=lambda each: _cells_made(start, each)), lines


def _cells_made(lines: list[str], delimiter: str) -> int:
    try:
        return sum(len(row) for row in csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        return 0
