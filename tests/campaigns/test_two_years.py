"""The calendar day by day for two fiscal years, against a list read through by hand."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from campaigns.parse import parse_campaign
from rules.work_calendar import WorkCalendar

HERE = Path(__file__).parent
CAMPAIGNS = HERE.parents[1] / "campaigns"


def worked() -> dict[str, set[int]]:
    """Day numbers by month."""
    lines = (HERE / "working_days.txt").read_text().splitlines()
    months = (line.split() for line in lines if line[0] != "#")
    return {month: {int(day) for day in days} for month, *days in months}


@pytest.mark.parametrize("year", [2568, 2570])
def test_every_day_of_the_year_is_worked_or_not_as_the_list_says(year: int) -> None:
    file, _ = parse_campaign((CAMPAIGNS / f"bangsue-{year}.yaml").read_text(encoding="utf-8"))
    assert file is not None
    calendar = WorkCalendar(frozenset(holiday.date for holiday in file.holidays))
    months, day, wrong = worked(), date(year - 544, 10, 1), []
    while day < date(year - 543, 10, 1):
        if calendar.is_working_day(day) != (day.day in months[f"{day:%Y-%m}"]):
            wrong.append(day)
        day += timedelta(days=1)
    assert wrong == []


def test_days_the_sources_name() -> None:
    """domain.md §11, and the days a library gets wrong."""
    months = worked()
    closed = ["2027-02 22", "2027-04 6", "2027-04 13", "2027-05 4", "2027-05 20", "2027-06 3"]
    opened = ["2027-03 31", "2027-05 31", "2027-05 3", "2025-05 1", "2025-05 30", "2027-01 8"]
    for words, works in [*((c, False) for c in closed), *((o, True) for o in opened)]:
        month, day = words.split()
        assert (int(day) in months[month]) is works, words
