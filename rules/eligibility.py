"""Who of the staff may be asked for IIT: a full year of service by the campaign's day."""

from datetime import date

from rules.thai_dates import BUDDHIST_ERA


def started_by(fiscal_year: int) -> date:
    """The last first day of service that makes a full year before 1 January (domain.md §4).

    `fiscal_year` is B.E.: for 2570 it is 1 January 2026.
    """
    return year_ends_before(fiscal_year).replace(year=fiscal_year - BUDDHIST_ERA - 1)


def year_ends_before(fiscal_year: int) -> date:
    """The 1 January of the fiscal year by which the year of service must be full."""
    return date(fiscal_year - BUDDHIST_ERA, 1, 1)


def has_served_long_enough(*, started_on: date, started_by: date) -> bool:
    """Whether the first day of service is early enough; the day itself is."""
    return started_on <= started_by
