"""A full year of service before 1 January of the fiscal year (domain.md §4)."""

from datetime import date

import pytest

from rules.eligibility import has_served_long_enough, started_by, year_ends_before


@pytest.mark.parametrize(
    ("fiscal_year", "day"),
    [
        pytest.param(2568, date(2024, 1, 1), id="FY2568, as the source says"),
        pytest.param(2570, date(2026, 1, 1), id="FY2570"),
    ],
)
def test_the_last_day_to_have_started_on(fiscal_year: int, day: date) -> None:
    assert started_by(fiscal_year) == day
    assert year_ends_before(fiscal_year) == day.replace(year=day.year + 1)


@pytest.mark.parametrize(
    ("started_on", "expected"),
    [
        pytest.param(date(2023, 12, 31), True, id="the day before"),
        pytest.param(date(2024, 1, 1), True, id="on the very day"),
        pytest.param(date(2024, 1, 2), False, id="the day after"),
    ],
)
def test_the_boundary_day_counts(started_on: date, expected: bool) -> None:
    assert has_served_long_enough(started_on=started_on, started_by=started_by(2568)) is expected
