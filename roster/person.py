"""One row of a roster: the person it describes, or what is wrong with each of its cells."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from roster import reasons
from roster.cells import Cell, CellError, Cells, FormulaWithoutValue
from roster.columns import Column, Header
from roster.places import Places, Wrong
from rules.staff_group import StaffGroup, read_group
from rules.staff_names import clean_name, name_key, name_problem
from rules.thai_text import normalise
from rules.typed_days import from_excel, read_day

T = TypeVar("T")

LONGEST_CAREER = 70
LONGEST_NUMBER = 40
_SHORTENED = re.compile(r"\d+(\.\d+)?e\+?\d+")


@dataclass(frozen=True)
class Person:
    """One member of staff as the file describes them; unit and site are codes."""

    row: int
    number: str | None
    name: str
    name_key: str
    unit: str
    site: str | None
    group: StaffGroup
    started_on: date


@dataclass(frozen=True)
class Rejected:
    """A cell that keeps its row out; `number` and `name_key` tell who it is, as far as read.

    `column` is the heading as the file spells it. Whoever is rejected is not "missing".
    """

    row: int
    column: str
    reason: str
    number: str | None = None
    name_key: str | None = None


@dataclass(frozen=True)
class Reading:
    """All that could be read of a row, and heading and reason of each cell that could not."""

    row: int
    number: str | None
    name: str | None
    name_key: str | None
    unit: str | None
    site: str | None
    group: StaffGroup | None
    started_on: date | None
    wrong: tuple[tuple[str, str], ...]

    @property
    def person(self) -> Person | None:
        """The person, when nothing is wrong."""
        if self.wrong:
            return None
        assert self.name
        assert self.name_key
        assert self.unit
        assert self.group
        assert self.started_on
        return Person(
            row=self.row,
            number=self.number,
            name=self.name,
            name_key=self.name_key,
            unit=self.unit,
            site=self.site,
            group=self.group,
            started_on=self.started_on,
        )

    def rejected(self, wrong: tuple[tuple[str, str], ...]) -> list[Rejected]:
        """One Rejected for each wrong column."""
        return [
            Rejected(self.row, heading, reason, self.number, self.name_key)
            for heading, reason in wrong
        ]


class RowReader:
    """Reads the rows under one header."""

    def __init__(self, header: Header, places: Places, today: date) -> None:
        self._header = header
        self._places = places
        self._today = today

    def read(self, row: int, cells: Cells) -> Reading:
        """Every cell by itself, so that all that is wrong with a row is said at once."""
        taken = _Row(self._header, cells)
        unit = taken.take(Column.UNIT, lambda cell: self._places.unit(text_of(cell)))
        site = unit and taken.take(Column.SITE, lambda cell: self._places.site(unit, text_of(cell)))
        name = _name(taken, self._header)
        return Reading(
            row=row,
            number=taken.take(Column.NUMBER, read_number),
            name=name,
            name_key=name_key(name) if name else None,
            unit=unit.code if unit else None,
            site=site.code if site else None,
            group=taken.take(Column.GROUP, _group),
            started_on=taken.take(Column.STARTED, lambda cell: _started(cell, self._today)),
            wrong=tuple(taken.wrong.items()),
        )


class _Row:
    """The cells of one row, and what is found wrong with them on the way."""

    def __init__(self, header: Header, cells: Cells) -> None:
        self._header = header
        self._cells = cells
        self.wrong: dict[str, str] = {}

    def take(self, column: Column, read: Callable[[Cell], T | Wrong]) -> T | None:
        """What `read` makes of the column's cell; None when it is wrong."""
        place = self._header.at.get(column, len(self._cells))
        cell = self._cells[place] if place < len(self._cells) else None
        value = _broken(cell) or read(cell)
        if not isinstance(value, Wrong):
            return value
        self.refuse(value.reason, column)
        return None

    def refuse(self, reason: str, *columns: Column) -> None:
        """Notes the first reason against a column."""
        self.wrong.setdefault(self._header.heading(*columns), reason)


def text_of(cell: Cell) -> str | None:
    """The cell as text; 12.0 is "12", and a dash alone is how people write "none"."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if cell is None or isinstance(cell, CellError | FormulaWithoutValue):
        return None
    text = clean_name(cell if isinstance(cell, str) else str(cell))
    return text if text.strip("-–— ") else None


def read_number(cell: Cell) -> str | Wrong | None:
    """The personnel number in one spelling, so that it is found again next year."""
    if isinstance(cell, date):
        return Wrong(reasons.NUMBER_IS_DATE)
    text = text_of(cell)
    if text is None:
        return None
    number = normalise(text)
    if reasons.has_national_id(number):
        return Wrong(reasons.NATIONAL_ID)
    number = number.replace(" ", "")
    if _SHORTENED.fullmatch(number):
        return Wrong(reasons.NUMBER_IS_SHORTENED)
    return Wrong(reasons.NUMBER_TOO_LONG) if len(number) > LONGEST_NUMBER else number.upper()


def _broken(cell: Cell) -> Wrong | None:
    if isinstance(cell, CellError):
        return Wrong(reasons.error(cell.text))
    return Wrong(reasons.NO_VALUE) if isinstance(cell, FormulaWithoutValue) else None


def _name(row: _Row, header: Header) -> str | None:
    """Title and name, or title, first and last name, joined as they are printed."""
    parts = [Column.NAME] if Column.NAME in header.at else [Column.FIRST, Column.LAST]
    title = row.take(Column.TITLE, text_of) or ""
    words = [row.take(part, _name_part) for part in parts]
    if not all(words):
        return None
    name = _with_title(title, " ".join(word for word in words if word))
    if name != words[0] and (problem := name_problem(name)):
        row.refuse(reasons.NAMES[problem], *parts)
        return None
    return name


def _name_part(cell: Cell) -> str | Wrong:
    """Each part by itself: a formula in it would hide behind the title."""
    text = text_of(cell) or ""
    problem = name_problem(text)
    return Wrong(reasons.NAMES[problem]) if problem else text


def _with_title(title: str, name: str) -> str:
    """Thai titles stand close to the name, English ones do not."""
    if not title or name.startswith(title):
        return name
    return f"{title} {name}" if title.isascii() else f"{title}{name}"


def _group(cell: Cell) -> StaffGroup | Wrong:
    text = text_of(cell)
    if text is None:
        return Wrong(reasons.BLANK)
    return read_group(text) or Wrong(reasons.GROUP)


def _started(cell: Cell, today: date) -> date | Wrong:
    text = text_of(cell)
    if text is None:
        return Wrong(reasons.BLANK)
    day = from_excel(cell) if isinstance(cell, date) else read_day(_with_zero(cell, text))
    if not isinstance(day, date):
        return Wrong(reasons.day(day, text))
    if day > today:
        return Wrong(reasons.FUTURE)
    # Compared as tuples: seventy years before a 29 February there may be none.
    earliest = (today.year - LONGEST_CAREER, today.month, today.day)
    return Wrong(reasons.TOO_EARLY) if (day.year, day.month, day.day) < earliest else day


def _with_zero(cell: Cell, text: str) -> str:
    """01102560 typed into a number cell has lost its zero."""
    return text if isinstance(cell, str) else text.zfill(8)
