"""Which days of a campaign file fit its fiscal year and its season (domain.md §11)."""

from collections.abc import Callable, Iterator
from datetime import date

from campaigns.draft import Draft
from campaigns.fields import BUDDHIST_YEARS
from campaigns.problems import Finding, Path
from rules.thai_dates import BUDDHIST_ERA, fiscal_year

Findings = Iterator[Finding]


def _days_are_in_the_fiscal_year(draft: Draft) -> Findings:
    year = draft.number("fiscal_year")
    if year is None or year not in BUDDHIST_YEARS:
        return
    for place in _days(draft):
        day = draft.day(*place)
        if day is not None and fiscal_year(day) != year:
            facts = {
                "day": day,
                "year": year,
                "first": f"{year - BUDDHIST_ERA - 1}-10-01",
                "last": f"{year - BUDDHIST_ERA}-09-30",
            }
            yield Finding("outside_fiscal_year", place, facts)


def _days(draft: Draft) -> Iterator[Path]:
    yield from (("opens",), ("closes",))
    yield from ((*item, "date") for item in draft.items("milestones"))
    yield from ((*item, "date") for item in draft.items("holidays"))
    for item in draft.items("quiet_periods"):
        yield from ((*item, "starts"), (*item, "ends"))


def _milestones_are_in_the_season(draft: Draft) -> Findings:
    """Silent where the season itself is wrong, and on days outside the year: told already."""
    opens, closes = draft.day("opens"), draft.day("closes")
    if opens is None or closes is None or opens > closes:
        return
    for item in draft.items("milestones"):
        place = (*item, "date")
        day = draft.day(*place)
        if day is None or fiscal_year(day) != draft.number("fiscal_year"):
            continue
        if day < opens:
            yield Finding("before_opening", place, {"day": day, "opens": opens})
        if day > closes:
            yield Finding("after_closing", place, {"day": day, "closes": closes})


def _ends_follow_starts(draft: Draft) -> Findings:
    spans: list[tuple[Path, Path]] = [(("opens",), ("closes",))]
    spans += [((*q, "starts"), (*q, "ends")) for q in draft.items("quiet_periods")]
    for first, last in spans:
        start, end = draft.day(*first), draft.day(*last)
        if start is not None and end is not None and end < start:
            facts = {"start": start, "end": end, "key": first[-1]}
            yield Finding("ends_before_start", last, facts)


def _holidays_are_listed_once(draft: Draft) -> Findings:
    seen: set[date] = set()
    for item in draft.items("holidays"):
        day = draft.day(*item, "date")
        if day in seen:
            yield Finding("duplicate_holiday", (*item, "date"), {"day": day})
        seen |= {day} if day is not None else set()


DAY_CHECKS: tuple[Callable[[Draft], Findings], ...] = (
    _days_are_in_the_fiscal_year,
    _milestones_are_in_the_season,
    _ends_follow_starts,
    _holidays_are_listed_once,
)
