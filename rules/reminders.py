"""May this person be reminded today, which step is it, and if not, why not (domain.md §10).

A reminder is one of a few: never more than the plan allows, never closer together than it says,
never on a closed or quiet day, and never after the person has answered or asked us to stop.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules.work_calendar import WorkCalendar

MOST = 3
"""Reminders of one person in one campaign, both questionnaires together (domain.md §10)."""


class Reason(StrEnum):
    """Why a step is due, or is not."""

    DUE = "due"
    NOT_YET = "not_yet"
    TOO_SOON = "too_soon_after_the_last"
    ALL_SENT = "all_sent"
    NOT_INVITED = "not_invited"
    ANSWERED = "answered"
    SIGNED = "signed"
    STOPPED = "stopped"
    BLOCKED = "blocked"
    ERASED = "erased"
    NO_CONSENT = "no_consent"
    NOT_ELIGIBLE = "not_eligible"
    TARGET_MET = "target_met"
    CLOSED_DAY = "closed_day"
    QUIET_DAY = "quiet_day"
    DEADLINE_PASSED = "deadline_passed"
    CLOSED = "campaign_closed"
    NO_ALLOWANCE = "no_allowance"


@dataclass(frozen=True)
class Standing:
    """What is known of one case: its person, its dates, and the cell it counts for."""

    invited_on: date | None
    reminded_on: tuple[date, ...] = ()
    answered: bool = False
    signed: bool = False
    stopped: bool = False
    blocked: bool = False
    erased: bool = False
    eligible: bool = True
    may_be_reminded: bool = True  # an outsider's consent; staff need none (domain.md §9.7)
    target_met: bool = False


@dataclass(frozen=True)
class Step:
    """One step of the plan with the day it falls due for this person.

    An optional one is not taken once the unit's target is met.
    """

    code: str
    day: date
    is_optional: bool = True


@dataclass(frozen=True)
class Season:
    """The campaign's days: `quiet` of this audience, both ends included; `apart` working days."""

    calendar: WorkCalendar
    closes_on: date
    quiet: tuple[tuple[date, date], ...]
    apart: int
    closed: bool = False  # by the owner, perhaps before its last day

    def is_quiet(self, day: date) -> bool:
        return any(first <= day <= last for first, last in self.quiet)

    def may_send_on(self, day: date) -> bool:
        """Whether reminders of this audience may go on that day at all."""
        is_working = self.calendar.is_working_day(day)
        return is_working and not self.is_quiet(day) and not self.closed and day <= self.closes_on


@dataclass(frozen=True)
class Decision:
    """The step in question, empty when none is, and why it is due or not."""

    step: str
    reason: Reason

    @property
    def is_due(self) -> bool:
        return self.reason == Reason.DUE


def decide(standing: Standing, steps: Sequence[Step], season: Season, today: date) -> Decision:
    """Whether a step of this case is due today; the surest refusal is named first.

    Steps that were missed are not made up for: the latest whose day has come is the one.
    """
    come = [step for step in steps if step.day <= today]
    step = max(come, key=lambda step: step.day) if come else None
    current = step.code if step else ""
    for reason, holds in _refusals(standing, season, today):
        if holds and not (reason == Reason.TARGET_MET and step and not step.is_optional):
            return Decision(current, reason)
    if step is None:
        return Decision("", Reason.NOT_YET)
    last = max(standing.reminded_on, default=None)
    if last is not None and last >= step.day:
        return Decision(current, Reason.NOT_YET)
    if last is not None and season.calendar.working_days(last, today) <= season.apart:
        return Decision(current, Reason.TOO_SOON)
    return Decision(current, Reason.DUE)


def _refusals(standing: Standing, season: Season, today: date) -> list[tuple[Reason, bool]]:
    """Every reason against, in the order in which one would be told."""
    return [
        (Reason.ERASED, standing.erased),
        (Reason.NOT_ELIGIBLE, not standing.eligible),
        (Reason.ANSWERED, standing.answered),
        (Reason.SIGNED, standing.signed),
        (Reason.STOPPED, standing.stopped),
        (Reason.BLOCKED, standing.blocked),
        (Reason.NO_CONSENT, not standing.may_be_reminded),
        (Reason.NOT_INVITED, standing.invited_on is None),
        (Reason.ALL_SENT, len(standing.reminded_on) >= MOST),
        (Reason.CLOSED, season.closed),
        (Reason.TARGET_MET, standing.target_met),
        (Reason.DEADLINE_PASSED, today > season.closes_on),
        (Reason.CLOSED_DAY, not season.calendar.is_working_day(today)),
        (Reason.QUIET_DAY, season.is_quiet(today)),
    ]


def steps_after(
    invited_on: date,
    working_days: Sequence[int],
    calendar: WorkCalendar,
    *,
    always: Collection[int] = (),
) -> list[Step]:
    """An outsider's steps: so many working days after the invitation."""
    return [
        Step(f"after_{days}", calendar.add_working_days(invited_on, days), days not in always)
        for days in working_days
    ]


def steps_before(
    milestones: Sequence[tuple[str, date]],
    working_days: Sequence[int],
    calendar: WorkCalendar,
    *,
    always: Collection[int] = (),
) -> list[Step]:
    """Staff's steps: so many working days before each milestone (code, day)."""
    return [
        Step(f"{code}-{days}", calendar.working_days_before(day, days), days not in always)
        for code, day in milestones
        for days in working_days
    ]
