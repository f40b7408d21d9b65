"""Guessing codes at /q: stopped for the address that does it, unnoticed by an office behind one."""

from typing import Any

import pytest

from bot.guesses import MOST_ADDRESSES, PAUSE, WRONG_ALLOWED, Guesses, address_of
from models.service_point import PointKind
from rules.codes import CodeKind, new_code
from tests.bot.conftest import Stage
from tests.factories import NOW

OFFICE, ELSEWHERE = "203.0.113.7", "198.51.100.9"


def look(stage: Stage, code: str, address: str = OFFICE, **headers: str) -> Any:
    """Somebody new opens a code from an address."""
    client = stage.client()
    return client.get(
        f"/q/{code}", environ_overrides={"REMOTE_ADDR": address}, headers=headers or None
    )


def guess(stage: Stage, times: int, address: str = OFFICE) -> list[int]:
    return [
        look(stage, new_code(CodeKind.SERVICE_POINT), address).status_code for _ in range(times)
    ]


def test_who_guesses_learns_nothing_new_for_a_while(stage: Stage) -> None:
    ours = stage.point().code
    assert guess(stage, WRONG_ALLOWED) == [404] * WRONG_ALLOWED
    known, unknown = look(stage, ours), look(stage, new_code(CodeKind.SERVICE_POINT))
    assert known.status_code == unknown.status_code == 429
    assert known.text == unknown.text
    assert "10 นาที" in known.text
    stage.later(seconds=int(PAUSE.total_seconds()))
    assert look(stage, ours).status_code == 200


def test_what_was_opened_from_an_address_stays_open_to_all_behind_it(stage: Stage) -> None:
    ours = stage.point().code
    look(stage, ours)
    guess(stage, WRONG_ALLOWED)
    assert look(stage, ours).status_code == 200
    assert (
        stage.client()
        .get(f"/q/{ours}/survey", environ_overrides={"REMOTE_ADDR": OFFICE})
        .status_code
        == 302
    )


def test_other_addresses_notice_nothing(stage: Stage) -> None:
    ours = stage.point().code
    guess(stage, WRONG_ALLOWED)
    assert look(stage, ours, ELSEWHERE).status_code == 200


def test_hundreds_of_honest_people_behind_one_address_pass(stage: Stage) -> None:
    counters = [stage.point(unit).code for unit in ("works", "registration", "revenue")]
    for number in range(300):
        assert look(stage, counters[number % 3]).status_code == 200
        stage.later(seconds=10)


def test_a_slip_of_the_finger_is_no_guess(stage: Stage) -> None:
    ours = stage.point().code
    for last in "0123456789ABCDEFGH" * 5:
        if not ours.endswith(last):
            assert look(stage, ours[:-1] + last).status_code == 404
    assert look(stage, ours).status_code == 200


def test_ninety_wrong_ones_over_a_day_are_no_attack(stage: Stage) -> None:
    for _ in range(90):
        assert guess(stage, 1) == [404]
        stage.later(minutes=16)
    assert look(stage, stage.point(kind=PointKind.ONLINE).code).status_code == 200


def test_behind_our_own_proxy_people_are_told_apart(stage: Stage) -> None:
    ours = stage.point().code
    for _ in range(WRONG_ALLOWED):
        wrong = new_code(CodeKind.SERVICE_POINT)
        look(stage, wrong, "127.0.0.1", **{"X-Forwarded-For": f"1.1.1.1, {ELSEWHERE}"})
    through = {"X-Forwarded-For": OFFICE}
    assert look(stage, ours, "127.0.0.1", **through).status_code == 200
    guilty = {"X-Forwarded-For": f"8.8.8.8, {ELSEWHERE}"}
    assert look(stage, ours, "127.0.0.1", **guilty).status_code == 429


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        pytest.param("203.0.113.7", "", "203.0.113.7", id="straight"),
        pytest.param("8.8.4.4", "1.2.3.4", "8.8.4.4", id="a stranger's claim"),
        pytest.param("127.0.0.1", "9.9.9.9, 8.8.8.8", "8.8.8.8", id="our proxy's last word"),
        pytest.param("10.0.0.5", "8.8.8.8", "8.8.8.8", id="a platform's router"),
        pytest.param("10.0.0.5", "rubbish", "10.0.0.5", id="no address behind it"),
        pytest.param("2a00:1450:4001::5", "", "2a00:1450:4001::/64", id="one IPv6 home"),
        pytest.param(None, "", "unknown", id="a socket without an address"),
    ],
)
def test_where_a_request_comes_from(peer: str | None, forwarded: str, address: str) -> None:
    assert address_of(peer, forwarded) == address


def test_memory_of_addresses_is_bounded() -> None:
    guesses = Guesses()
    for number in range(MOST_ADDRESSES + 50):
        guesses.missed(f"a{number}", now=NOW)
    assert len(guesses._seen) == MOST_ADDRESSES
