"""Who may be reminded on which day, and why not (domain.md §10)."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.reminders import (
    MOST,
    Decision,
    Reason,
    Season,
    Standing,
    Step,
    decide,
    steps_after,
    steps_before,
)
from rules.work_calendar import WorkCalendar

SONGKRAN = (date(2027, 4, 11), date(2027, 4, 17))
CALENDAR = WorkCalendar(frozenset({date(2027, 2, 22), date(2027, 4, 6)}))
SEASON = Season(CALENDAR, date(2027, 5, 31), (SONGKRAN,), apart=5)
INVITED = date(2027, 2, 1)  # a Monday
STEPS = steps_after(INVITED, (5, 10, 15), CALENDAR)


def at(today: date, **known: object) -> Decision:
    return decide(Standing(**{"invited_on": INVITED, **known}), STEPS, SEASON, today)  # type: ignore[arg-type]  # the table's facts


def test_steps_count_working_days_over_a_holiday() -> None:
    assert [step.day for step in STEPS] == [date(2027, 2, 8), date(2027, 2, 15), date(2027, 2, 23)]


@pytest.mark.parametrize(
    ("today", "known", "reason"),
    [
        pytest.param(date(2027, 2, 5), {}, Reason.NOT_YET, id="the day before the first step"),
        pytest.param(date(2027, 2, 8), {}, Reason.DUE, id="on the first step's day"),
        pytest.param(date(2027, 2, 9), {}, Reason.DUE, id="a day late, still useful"),
        pytest.param(date(2027, 2, 13), {}, Reason.CLOSED_DAY, id="a Saturday"),
        pytest.param(date(2027, 2, 22), {}, Reason.CLOSED_DAY, id="a holiday"),
        pytest.param(date(2027, 4, 12), {}, Reason.QUIET_DAY, id="Songkran"),
        pytest.param(date(2027, 6, 1), {}, Reason.DEADLINE_PASSED, id="after the deadline"),
        pytest.param(date(2027, 5, 31), {}, Reason.DUE, id="on the last day"),
        pytest.param(date(2027, 2, 8), {"answered": True}, Reason.ANSWERED, id="answered"),
        pytest.param(date(2027, 2, 8), {"signed": True}, Reason.SIGNED, id="signed"),
        pytest.param(date(2027, 2, 8), {"stopped": True}, Reason.STOPPED, id="stopped"),
        pytest.param(date(2027, 2, 8), {"blocked": True}, Reason.BLOCKED, id="blocked"),
        pytest.param(date(2027, 2, 8), {"erased": True}, Reason.ERASED, id="erased"),
        pytest.param(date(2027, 2, 8), {"eligible": False}, Reason.NOT_ELIGIBLE, id="ineligible"),
        pytest.param(
            date(2027, 2, 8), {"may_be_reminded": False}, Reason.NO_CONSENT, id="no consent"
        ),
        pytest.param(date(2027, 2, 8), {"target_met": True}, Reason.TARGET_MET, id="target met"),
        pytest.param(date(2027, 2, 8), {"invited_on": None}, Reason.NOT_INVITED, id="not invited"),
        pytest.param(
            date(2027, 2, 15), {"reminded_on": (date(2027, 2, 9),)}, Reason.TOO_SOON, id="four days"
        ),
        pytest.param(
            date(2027, 2, 16), {"reminded_on": (date(2027, 2, 9),)}, Reason.DUE, id="five days"
        ),
        pytest.param(
            date(2027, 2, 9), {"reminded_on": (date(2027, 2, 8),)}, Reason.NOT_YET, id="step done"
        ),
        pytest.param(
            date(2027, 5, 3),
            {"reminded_on": (date(2027, 2, 8), date(2027, 2, 15), date(2027, 2, 23))},
            Reason.ALL_SENT,
            id="never a fourth",
        ),
    ],
)
def test_a_day_is_decided(today: date, known: dict[str, object], reason: Reason) -> None:
    assert at(today, **known).reason == reason


def test_missed_steps_are_not_made_up_for_one_after_the_other() -> None:
    assert at(date(2027, 3, 1)).step == "after_15"


def test_staff_steps_lie_before_each_milestone() -> None:
    days = [("iit_evidence_1", date(2027, 3, 31)), ("iit_evidence_2", date(2027, 5, 31))]
    assert steps_before(days, (10, 3), CALENDAR) == [
        Step("iit_evidence_1-10", date(2027, 3, 17)),
        Step("iit_evidence_1-3", date(2027, 3, 26)),
        Step("iit_evidence_2-10", date(2027, 5, 17)),
        Step("iit_evidence_2-3", date(2027, 5, 26)),
    ]


def test_a_step_that_always_goes_does_so_though_the_target_is_met() -> None:
    steps = steps_after(INVITED, (5, 10), CALENDAR, always=(10,))
    standing = Standing(invited_on=INVITED, target_met=True)
    assert decide(standing, steps, SEASON, date(2027, 2, 8)).reason == Reason.TARGET_MET
    assert decide(standing, steps, SEASON, date(2027, 2, 15)).is_due
    (staffs,) = steps_before([("evidence", date(2027, 3, 31))], (3,), CALENDAR, always=(3,))
    assert not staffs.is_optional


@given(st.dates(date(2027, 1, 4), date(2027, 5, 20)))
def test_followed_day_by_day_nobody_gets_more_than_three_nor_too_close(invited: date) -> None:
    steps = steps_after(invited, (5, 10, 15), CALENDAR)
    sent: list[date] = []
    day = invited
    while day <= date(2027, 6, 10):
        standing = Standing(invited_on=invited, reminded_on=tuple(sent))
        if decide(standing, steps, SEASON, day).is_due:
            sent.append(day)
        day += timedelta(days=1)
    assert len(sent) <= MOST
    assert all(SEASON.may_send_on(day) for day in sent)
    for earlier, later in pairwise(sent):
        assert CALENDAR.add_working_days(earlier, 5) <= later
