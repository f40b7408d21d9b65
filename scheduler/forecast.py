"""What the season's reminders would come to, if nobody answered from now on: an upper bound.

A number we cannot know, how many will answer, is not guessed: each round is what the plan would
send to the people known today, and the coordinators' digests are counted beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.allowance import month_of
from models.campaign import Campaign
from models.role import Role, RoleName
from rules.reminders import MOST, decide
from rules.thai_dates import bangkok_date
from scheduler.reminder_plan import OpenCase, open_cases

LINE_PLANS: tuple[tuple[str, int, int], ...] = (
    ("Free", 300, 0),
    ("Basic", 15_000, 1_280),
    ("Pro", 35_000, 1_780),
)
"""LINE's Thai plans: name, recipients a month, baht a month without VAT (line-platform.md §9)."""


@dataclass(frozen=True)
class ForecastRound:
    """A day's reminders and digests, in recipients."""

    day: date
    people: int


@dataclass(frozen=True)
class Forecast:
    """Rounds from today to the end, their sums by month, and the plan that holds the largest."""

    rounds: list[ForecastRound]
    months: Mapping[date, int]
    plan_name: str
    baht_a_month: int | None

    def facts(self) -> dict[str, object]:
        return {
            "rounds": [{"day": r.day.isoformat(), "messages": r.people} for r in self.rounds],
            "months": {f"{month:%Y-%m}": messages for month, messages in self.months.items()},
            "plan": self.plan_name,
            "baht_a_month": self.baht_a_month,
            "assumes": "nobody answers from now on",
        }


def forecast(session: Session, campaign: Campaign, *, now: datetime) -> Forecast:
    """Goes through the days to the end, reminding each open case as the plan would.

    Cases that stand alike, invited and reminded on the same days, go through them as one.
    """
    alike: dict[tuple[int, int, int], list[OpenCase]] = {}
    for case in open_cases(session, campaign, met=set()):
        key = (id(case.standing), id(case.steps), id(case.season))
        alike.setdefault(key, []).append(case)
    sent: dict[tuple[int, int, int], tuple[date, ...]] = {}
    digests = _digest_days(campaign)
    readers = _coordinators(session, campaign)
    rounds = []
    day = bangkok_date(now)
    while day <= campaign.ended_on and campaign.closed_at is None:
        people = readers if day in digests else 0
        for key, (case, *others) in alike.items():
            earlier = sent.get(key, case.standing.reminded_on)
            if len(earlier) < MOST and _is_due(case, earlier, day):
                sent[key] = (*earlier, day)
                people += 1 + len(others)
        if people:
            rounds.append(ForecastRound(day, people))
        day += timedelta(days=1)
    months: dict[date, int] = {}
    for each in rounds:
        months[month_of(each.day)] = months.get(month_of(each.day), 0) + each.people
    plan_name, baht = enough_for(max(months.values(), default=0))
    return Forecast(rounds, months, plan_name, baht)


def enough_for(recipients: int) -> tuple[str, int | None]:
    """The smallest of LINE's plans for so many a month: its name and baht, without VAT."""
    enough = [(name, baht) for name, allowed, baht in LINE_PLANS if recipients <= allowed]
    return enough[0] if enough else ("more than Pro", None)


def _is_due(case: OpenCase, earlier: tuple[date, ...], day: date) -> bool:
    if not case.season.may_send_on(day):
        return False
    return decide(replace(case.standing, reminded_on=earlier), case.steps, case.season, day).is_due


def _digest_days(campaign: Campaign) -> set[date]:
    before = campaign.reminders["coordinators"]["working_days_before"]
    return {
        campaign.calendar.working_days_before(date.fromisoformat(milestone["date"]), days)
        for milestone in campaign.milestones
        for days in before
    }


def _coordinators(session: Session, campaign: Campaign) -> int:
    people = session.scalar(
        select(func.count(func.distinct(Role.respondent_id))).where(
            Role.agency_id == campaign.agency_id,
            Role.name == RoleName.COORDINATOR,
            Role.ended_at.is_(None),
        )
    )
    return people or 0
