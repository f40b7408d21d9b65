"""What a spreadsheet cell can hold, and a whole file that cannot be read."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Refused:
    """A whole file that cannot be read, said so that the officer knows what to do."""

    th: str
    en: str


@dataclass(frozen=True)
class CellError:
    """Excel's own error in a cell: `#N/A`."""

    text: str


@dataclass(frozen=True)
class FormulaWithoutValue:
    """A formula whose result the file does not hold: no program has calculated it."""


Cell = str | int | float | date | datetime | CellError | FormulaWithoutValue | None
Cells = tuple[Cell, ...]


@dataclass(frozen=True)
class Sheet:
    """One sheet; its rows by their number in Excel, wholly blank ones left out."""

    name: str
    rows: tuple[tuple[int, Cells], ...]


ERRORS = {
    *("#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#DIV/0!", "#GETTING_DATA"),
    *("#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#UNKNOWN!", "#BUSY!"),
}
MOST_ROWS = 100_000


def without_blank_end(cells: list[Cell]) -> Cells:
    """The row up to its last cell that holds anything."""
    end = len(cells)
    while end and cells[end - 1] is None:
        end -= 1
    return tuple(cells[:end])


def text_cell(text: str) -> Cell:
    """A text cell; blanks alone are nothing, and an error's name is the error."""
    if text.isspace() or not text:
        return None
    return CellError(text) if text in ERRORS else text
