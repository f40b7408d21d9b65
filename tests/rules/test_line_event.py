"""An event's own time, by which one person's events are kept in order."""

from datetime import UTC, datetime, timedelta

import pytest

from rules.line_event import identify

NOW = datetime(2027, 1, 12, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ahead", "is_believed"),
    [
        pytest.param(timedelta(minutes=-20), True, id="delivered again later"),
        pytest.param(timedelta(seconds=1), True, id="our clock is a little behind"),
        pytest.param(timedelta(hours=3), True, id="our clock went back three hours"),
        pytest.param(timedelta(days=3), False, id="absurdly far ahead"),
        pytest.param(timedelta(days=-9999), False, id="before LINE was there"),
    ],
)
def test_line_s_time_is_believed_unless_it_is_absurd(ahead: timedelta, is_believed: bool) -> None:
    moment = NOW + ahead
    event = {"type": "message", "timestamp": int(moment.timestamp() * 1000)}
    found = identify(event, received_at=NOW).occurred_at
    assert found == (moment if is_believed else NOW)


def test_two_events_keep_their_order_when_our_clock_goes_back_between_them() -> None:
    sent = [int((NOW + timedelta(seconds=each)).timestamp() * 1000) for each in (0, 1)]
    first = identify({"timestamp": sent[0]}, received_at=NOW)
    second = identify({"timestamp": sent[1]}, received_at=NOW - timedelta(hours=3))
    assert first.occurred_at < second.occurred_at
