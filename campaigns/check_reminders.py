"""Whether the steps of a reminder plan can be: in order, in the season, on days that may be sent.

Silent where the season itself is wrong: that is told already.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from campaigns.draft import Draft
from campaigns.fields import TIME
from campaigns.problems import Finding, quoted
from rules.work_calendar import WorkCalendar

Findings = Iterator[Finding]


@dataclass(frozen=True)
class Season:
    """The days of a file that a plan is held against; `quiet` are everybody's."""

    opens: date
    closes: date
    calendar: WorkCalendar
    quiet: list[tuple[date, date]]

    def can_send_from(self, day: date) -> bool:
        """Whether some day from then to the closing may be sent on."""
        return any(
            self.calendar.is_working_day(each)
            and not any(first <= each <= last for first, last in self.quiet)
            for each in (day + timedelta(days=n) for n in range((self.closes - day).days + 1))
        )


def _season(draft: Draft) -> Season | None:
    opens, closes = draft.day("opens"), draft.day("closes")
    if opens is None or closes is None or opens > closes:
        return None
    holidays = [draft.day(*place, "date") for place in draft.items("holidays")]
    closed = frozenset(day for day in holidays if day is not None)
    quiet = [
        (first, last)
        for place in draft.items("quiet_periods")
        if draft.text(*place, "audience") == "everyone"
        and (first := draft.day(*place, "starts")) is not None
        and (last := draft.day(*place, "ends")) is not None
    ]
    return Season(opens, closes, WorkCalendar(closed), quiet)


def _respondent_steps(draft: Draft) -> Findings:
    plan = ("reminders", "respondents")
    apart = draft.number(*plan, "min_working_days_apart") or 1
    season = _season(draft)
    length = season.calendar.working_days(season.opens, season.closes) if season else None
    earlier = 0
    for place in draft.items(*plan, "steps"):
        step = draft.number(*place)
        if step is None:
            continue
        if step < earlier + apart:
            yield Finding("step_too_soon", place, {"value": step, "least": earlier + apart})
        if length is not None and step > length:
            yield Finding("step_after_deadline", place, {"value": step, "days": length})
        earlier = step


def _coordinator_steps(draft: Draft) -> Findings:
    seen: set[int] = set()
    for place in draft.items("reminders", "coordinators", "working_days_before"):
        days = draft.number(*place)
        if days is not None and days < 0:
            yield Finding("coordinators_after_deadline", place, {"value": days})
        if days in seen:
            yield Finding("duplicate_step", place, {"value": days})
        seen |= {days} if days is not None else set()


def _hours_in_order(draft: Draft) -> Findings:
    plan = ("reminders", "respondents")
    start, end = draft.text(*plan, "send_from"), draft.text(*plan, "send_until")
    if start and end and all(map(TIME.fullmatch, (start, end))) and end <= start:
        facts = {"start": quoted(start), "end": quoted(end)}
        yield Finding("hours_reversed", (*plan, "send_until"), facts)


def _steps_can_be_sent(draft: Draft) -> Findings:
    """A step before the opening comes before anybody; one with no day left never goes."""
    season = _season(draft)
    if season is None:
        return
    for audience, kinds in (("staff", {"evidence"}), ("coordinators", None)):
        days = [
            day
            for place in draft.items("milestones")
            if kinds is None or draft.text(*place, "kind") in kinds
            if (day := draft.day(*place, "date")) and season.opens <= day <= season.closes
        ]
        for place in draft.items("reminders", audience, "working_days_before"):
            step = draft.number(*place)
            if step is None or step < 0 or not days:
                continue
            earliest = max(season.calendar.working_days_before(day, step) for day in days)
            if earliest < season.opens:
                facts = {"value": step, "day": earliest, "opens": season.opens}
                yield Finding("step_before_opening", place, facts)
            elif audience == "staff" and not season.can_send_from(earliest):
                yield Finding("step_never_sent", place, {"value": step, "day": earliest})


def _unconditional_steps_exist(draft: Draft) -> Findings:
    for audience, steps in (("respondents", "steps"), ("staff", "working_days_before")):
        planned = {draft.number(*p) for p in draft.items("reminders", audience, steps)}
        for place in draft.items("reminders", audience, "always"):
            step = draft.number(*place)
            if step is not None and step not in planned:
                yield Finding("no_such_step", place, {"value": step, "key": steps})


REMINDER_CHECKS: tuple[Callable[[Draft], Findings], ...] = (
    _respondent_steps,
    _coordinator_steps,
    _hours_in_order,
    _steps_can_be_sent,
    _unconditional_steps_exist,
)
