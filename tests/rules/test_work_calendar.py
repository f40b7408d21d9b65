"""Working days (domain.md §10, §11)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.work_calendar import WorkCalendar

# FY2570's closed weekdays as projected, and the two days the tests of 2025 and 2026 need.
CLOSED = frozenset(
    {
        date(2026, 5, 31),
        date(2027, 1, 1),
        date(2027, 2, 22),
        date(2027, 4, 6),
        date(2027, 4, 13),
        date(2027, 4, 14),
        date(2027, 4, 15),
        date(2027, 5, 4),
        date(2027, 5, 20),
        date(2027, 6, 3),
    }
)
OFFICE = WorkCalendar(CLOSED)
SATURDAYS_TOO = WorkCalendar(CLOSED, frozenset(range(6)))

march, may = date(2027, 3, 31), date(2027, 5, 31)
days = st.dates(min_value=date(2026, 10, 1), max_value=date(2027, 9, 30))


@pytest.mark.parametrize(
    ("calendar", "day", "works"),
    [
        pytest.param(OFFICE, date(2027, 5, 31), True, id="a Monday"),
        pytest.param(OFFICE, date(2027, 5, 29), False, id="a Saturday"),
        pytest.param(OFFICE, date(2027, 5, 30), False, id="a Sunday"),
        pytest.param(OFFICE, date(2027, 5, 20), False, id="Visakha on a Thursday"),
        pytest.param(OFFICE, date(2027, 5, 3), True, id="Labour Day's substitute: offices open"),
        pytest.param(SATURDAYS_TOO, date(2027, 5, 29), True, id="a counter open on Saturday"),
        pytest.param(SATURDAYS_TOO, date(2027, 5, 20), False, id="that counter on a holiday"),
    ],
)
def test_is_working_day(calendar: WorkCalendar, day: date, works: bool) -> None:
    assert calendar.is_working_day(day) is works


@pytest.mark.parametrize(
    ("deadline", "effective"),
    [
        pytest.param(date(2025, 5, 31), date(2025, 5, 30), id="2025, a Saturday"),
        pytest.param(date(2026, 5, 31), date(2026, 5, 29), id="2026, a Sunday and Visakha"),
        pytest.param(march, march, id="31 March 2027, a Wednesday"),
        pytest.param(may, may, id="31 May 2027, a Monday"),
        pytest.param(date(2027, 4, 15), date(2027, 4, 12), id="inside Songkran"),
    ],
)
def test_a_deadline_on_a_closed_day_takes_effect_the_working_day_before(
    deadline: date, effective: date
) -> None:
    assert OFFICE.effective_date(deadline) == effective


@pytest.mark.parametrize(
    ("deadline", "n", "day"),
    [
        pytest.param(march, 20, date(2027, 3, 3), id="March D-20"),
        pytest.param(march, 10, date(2027, 3, 17), id="March D-10"),
        pytest.param(march, 5, date(2027, 3, 24), id="March D-5"),
        pytest.param(march, 3, date(2027, 3, 26), id="March D-3"),
        pytest.param(march, 1, date(2027, 3, 30), id="March D-1"),
        pytest.param(march, 0, march, id="March, the day itself"),
        pytest.param(may, 20, date(2027, 4, 29), id="May D-20"),
        pytest.param(may, 10, date(2027, 5, 14), id="May D-10"),
        pytest.param(may, 5, date(2027, 5, 24), id="May D-5"),
        pytest.param(may, 3, date(2027, 5, 26), id="May D-3"),
        pytest.param(may, 1, date(2027, 5, 28), id="May D-1"),
        pytest.param(date(2026, 5, 31), 0, date(2026, 5, 29), id="closed: the effective date"),
        pytest.param(date(2026, 5, 31), 1, date(2026, 5, 28), id="closed: counted from there"),
    ],
)
def test_working_days_before_a_deadline(deadline: date, n: int, day: date) -> None:
    assert OFFICE.working_days_before(deadline, n) == day


@pytest.mark.parametrize(
    ("start", "n", "day"),
    [
        pytest.param(date(2027, 3, 1), 5, date(2027, 3, 8), id="five days from a Monday"),
        pytest.param(date(2027, 3, 6), 5, date(2027, 3, 12), id="five days from a Saturday"),
        pytest.param(date(2027, 4, 9), 5, date(2027, 4, 21), id="over Songkran"),
        pytest.param(date(2027, 3, 6), 0, date(2027, 3, 6), id="none: the start, even closed"),
    ],
)
def test_add_working_days(start: date, n: int, day: date) -> None:
    assert OFFICE.add_working_days(start, n) == day


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [
        pytest.param(date(2027, 3, 1), date(2027, 3, 5), 5, id="a week"),
        pytest.param(date(2027, 3, 5), date(2027, 3, 8), 2, id="both ends count"),
        pytest.param(date(2027, 3, 6), date(2027, 3, 7), 0, id="a weekend"),
        pytest.param(date(2027, 4, 12), date(2027, 4, 16), 2, id="Songkran's week"),
        pytest.param(date(2027, 3, 8), date(2027, 3, 5), 0, id="the wrong way round"),
    ],
)
def test_working_days(first: date, last: date, count: int) -> None:
    assert OFFICE.working_days(first, last) == count


def test_today_counts_as_a_day_left_and_yesterdays_deadline_leaves_none() -> None:
    assert OFFICE.working_days_left(may, may) == 1
    assert OFFICE.working_days_left(date(2027, 5, 28), may) == 2
    assert OFFICE.working_days_left(date(2027, 6, 1), may) == 0


@given(days, days, days)
def test_a_span_counts_as_much_as_its_two_parts(a: date, b: date, c: date) -> None:
    first, middle, last = sorted((a, b, c))
    parts = (
        OFFICE.working_days(first, middle),
        OFFICE.working_days(middle + timedelta(days=1), last),
    )
    assert OFFICE.working_days(first, last) == sum(parts)


@given(days, st.integers(min_value=1, max_value=40))
def test_adding_lands_on_the_nth_working_day(start: date, n: int) -> None:
    day = OFFICE.add_working_days(start, n)
    assert OFFICE.is_working_day(day)
    assert OFFICE.working_days(start + timedelta(days=1), day) == n


@given(days, st.integers(min_value=0, max_value=40))
def test_going_back_and_forth_returns_to_the_effective_date(deadline: date, n: int) -> None:
    back = OFFICE.working_days_before(deadline, n)
    assert OFFICE.add_working_days(back, n) == OFFICE.effective_date(deadline)


@pytest.mark.parametrize("weekdays", [frozenset(), frozenset({7})])
def test_a_calendar_that_never_works_is_refused(weekdays: frozenset[int]) -> None:
    with pytest.raises(ValueError, match="at least one"):
        WorkCalendar(frozenset(), weekdays)
