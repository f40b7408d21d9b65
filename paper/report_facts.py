"""What the reports are made of; light to import, for the doors that only fill it in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from paper.chart import Chart


@dataclass(frozen=True)
class Figures:
    """One questionnaire of one unit, or of all, in people; None where it is not known."""

    target: int | None
    reached: int
    counted: int
    remaining: int | None


@dataclass(frozen=True)
class ProgressLine:
    """A row of the report: a unit, with one or both questionnaires."""

    unit: str
    eit: Figures | None
    iit: Figures | None


@dataclass(frozen=True)
class OfficialTotal:
    """What an admin read off the NACC's screen."""

    count: int
    as_of: datetime


@dataclass(frozen=True)
class ProgressReport:
    """One page for the director; `part` names the units when they are not all of the office.

    `charts` are of EIT and IIT, each None where there is nothing to draw; `official` by
    questionnaire; `due` are the days ahead with what is due.
    """

    office: str
    part: str | None
    fiscal_year: int
    as_of: datetime
    closes_on: date
    working_days_left: int
    lines: tuple[ProgressLine, ...]
    total: ProgressLine
    charts: tuple[Chart | None, Chart | None]
    official: tuple[OfficialTotal | None, OfficialTotal | None]
    due: tuple[tuple[date, str], ...]
    practice: bool


@dataclass(frozen=True)
class ChartPicture:
    """Charts under their names, in chat's own digits."""

    charts: tuple[tuple[str, Chart], ...]


@dataclass(frozen=True)
class Outcome:
    """A disposition by its AAPOR code, with how many cases ended so."""

    code: str
    words: str
    count: int


@dataclass(frozen=True)
class ClosingReport:
    """The campaign's closing evidence: counts, method, incidents; nobody's name.

    `response_rate_1` is of IIT only, between 0 and 1; None without a roster. `checksum` is the
    SHA-256 of the figures as `flask report --closing --json` prints them.
    """

    office: str
    fiscal_year: int
    opened_on: date
    closed_on: date
    as_of: datetime
    lines: tuple[ProgressLine, ...]
    total: ProgressLine
    official: tuple[OfficialTotal | None, OfficialTotal | None]
    eit_outcomes: tuple[Outcome, ...]
    iit_outcomes: tuple[Outcome, ...]
    response_rate_1: float | None
    incidents: tuple[tuple[str, int], ...]
    checksum: str
    practice: bool


@dataclass(frozen=True)
class Certificate:
    """What one run of the retention erased; `counts` are rows by kind, never names."""

    office: str
    number: int
    fiscal_year: int
    instrument: str
    retention_days: int
    due_on: date
    made_at: datetime
    counts: Mapping[str, int]
    checksum: str
