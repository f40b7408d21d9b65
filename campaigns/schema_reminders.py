"""The reminder plan of a campaign file (domain.md §10)."""

from pydantic import Field

from campaigns.fields import ClockTime, Part, WholeNumber

MOST_REMINDERS = 3
"""What the consent card promises a respondent (domain.md §9.7, §10)."""


class RespondentReminders(Part):
    """When a respondent is reminded, in working days after the invitation (domain.md §10)."""

    steps: tuple[WholeNumber, ...] = Field(max_length=MOST_REMINDERS)
    always: tuple[WholeNumber, ...] = ()
    """The steps that go even when the unit's target is met; the others stop then."""
    min_working_days_apart: int = Field(strict=True, ge=5)
    send_from: ClockTime
    send_until: ClockTime


class StaffReminders(Part):
    """When staff are reminded of IIT: working days before each evidence milestone (domain.md §5).

    At most three in all, over both milestones.
    """

    working_days_before: tuple[WholeNumber, ...] = (15, 8)
    always: tuple[WholeNumber, ...] = ()
    """As a respondent's: everybody is asked to sign, but a met target ends the reminding."""


class Allowance(Part):
    """Pushed recipients a month (line-platform.md §2), and what is kept back of them.

    `last_week` stays unspent until the last seven days before a milestone; `per_round` is the
    most one round may take.
    """

    monthly: int = Field(default=300, strict=True, ge=0, le=10_000_000)
    last_week: int = Field(default=60, strict=True, ge=0, le=10_000_000)
    per_round: int = Field(default=150, strict=True, ge=1, le=10_000_000)


class CoordinatorReminders(Part):
    """When coordinators are: working days before a milestone, 0 on the day itself."""

    working_days_before: tuple[WholeNumber, ...]


class Reminders(Part):
    """The reminder plan."""

    respondents: RespondentReminders
    coordinators: CoordinatorReminders
    staff: StaffReminders = StaffReminders()
    allowance: Allowance = Allowance()
