"""What is read of an event however it is broken, and its own time, which keeps the order."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rules.line_event import identify, read_event

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


def read(**given: Any) -> Any:
    made = {"type": "message", "mode": "active", "source": {"type": "user", "userId": "U1"}}
    return read_event(json.dumps({**made, **given}))


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        pytest.param("ส่งคืน โยธา a\ud83d", "ส่งคืน โยธา a", id="half a character"),
        pytest.param("a\x00b", "ab", id="NUL"),
        pytest.param("\ud800\x00", None, id="nothing else"),
        pytest.param("👩‍👩‍👧", "👩‍👩‍👧", id="whole characters stay"),
    ],
)
def test_words_lose_what_no_database_holds(text: str, read_as: str | None) -> None:
    assert read(message={"type": "text", "text": text}).text == read_as
    assert read(postback={"data": text}).postback == read_as


@pytest.mark.parametrize("token", ["a\udfff", "a\x00", "ก", "", " " * 201, None, 7, []])
def test_a_token_that_is_none_of_lines_is_none(token: Any) -> None:
    assert read(replyToken=token).reply_token is None
    assert read(replyToken="0f3779fba3b349968c5d07db31eab56f").reply_token is not None


@pytest.mark.parametrize("mode", ["\udfff", "a\x00", None, [], {"active": 1}, ""])
def test_an_unreadable_mode_is_not_active(mode: Any) -> None:
    assert read(mode=mode).mode == "unreadable"


@pytest.mark.parametrize("payload", ["[" * 5000, '{"a":' * 5000, "null", "7", "", "{"])
def test_what_cannot_be_read_has_nobody_and_says_nothing(payload: str) -> None:
    event = read_event(payload)
    assert (event.user_id, event.text, event.reply_token) == (None, None, None)
