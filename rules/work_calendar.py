"""Which days an office works, and counting them (domain.md §10, §11)."""

from dataclasses import dataclass
from datetime import date, timedelta

MONDAY_TO_FRIDAY = frozenset(range(5))
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class WorkCalendar:
    """The days a unit serves: its weekdays (Monday is 0) but the closed dates."""

    closed: frozenset[date]
    service_weekdays: frozenset[int] = MONDAY_TO_FRIDAY

    def __post_init__(self) -> None:
        """Raises ValueError where looking for the next working day would never end."""
        if not self.service_weekdays & frozenset(range(7)):
            raise ValueError("a calendar needs at least one service weekday, 0 to 6")

    def is_working_day(self, day: date) -> bool:
        """Whether the unit serves on that day."""
        return day.weekday() in self.service_weekdays and day not in self.closed

    def working_days(self, first: date, last: date) -> int:
        """How many working days lie from first to last, both included; 0 if last is earlier."""
        span = range((last - first).days + 1)
        return sum(self.is_working_day(first + timedelta(days=n)) for n in span)

    def working_days_left(self, today: date, last: date) -> int:
        """How many days are still to be worked, counting today."""
        return self.working_days(today, last)

    def effective_date(self, deadline: date) -> date:
        """The day paper and reminders go by: the deadline, or the working day before it."""
        while not self.is_working_day(deadline):
            deadline -= _DAY
        return deadline

    def working_days_before(self, deadline: date, n: int) -> date:
        """D-n: the nth working day before the deadline's effective date."""
        day = self.effective_date(deadline)
        for _ in range(n):
            day = self.effective_date(day - _DAY)
        return day

    def add_working_days(self, start: date, n: int) -> date:
        """The nth working day after `start`, which itself is not counted."""
        day = start
        for _ in range(n):
            day += _DAY
            while not self.is_working_day(day):
                day += _DAY
        return day
