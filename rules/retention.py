"""From which day on nobody of a campaign may be known any more (domain.md §9.9)."""

from datetime import date, timedelta

from rules.thai_dates import BUDDHIST_ERA, FISCAL_YEAR_STARTS_IN


def outsiders_go_on(*, ended_on: date, days: int) -> date:
    """So many days after the last on which outsiders could answer."""
    return ended_on + timedelta(days=days)


def staff_go_on(fiscal_year: int) -> date:
    """The day after the fiscal year's last; `fiscal_year` is B.E."""
    return date(fiscal_year - BUDDHIST_ERA, FISCAL_YEAR_STARTS_IN, 1)
