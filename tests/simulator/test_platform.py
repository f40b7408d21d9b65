"""What the stand-in accepts, refuses and counts, line by line of line-platform.md §1-§3."""

import uuid
from typing import Any

import pytest

from simulator.memory import restore, snapshot
from simulator.platform import MONTHLY_ALLOWANCE, Person, Platform
from tests.simulator.conftest import Desk

WORDS = [{"type": "text", "text": "สวัสดี"}]
STRANGER = "U" + "f" * 32


def key() -> str:
    return str(uuid.uuid4())


def heard(person: Person) -> int:
    return sum(1 for entry in person.chat if entry["from"] == "bot")


def test_a_reply_is_delivered_free_with_a_receipt_for_each_message(desk: Desk) -> None:
    malee = desk.friend()
    token = desk.platform.new_token(malee.user_id)
    verdict = desk.platform.reply({"replyToken": token, "messages": WORDS * 2}, None)
    assert (verdict.status, len(verdict.body["sentMessages"])) == (200, 2)
    assert (heard(malee), desk.platform.used) == (1, 0)


@pytest.mark.parametrize(
    ("age", "status"),
    [
        pytest.param(60, 200, id="a minute old"),
        pytest.param(61, 400, id="over a minute old"),
    ],
)
def test_a_reply_token_lives_a_minute(desk: Desk, age: int, status: int) -> None:
    token = desk.platform.new_token(desk.friend().user_id)
    desk.later(seconds=age)
    assert desk.platform.reply({"replyToken": token, "messages": WORDS}, None).status == status


@pytest.mark.parametrize(
    ("minutes", "status"),
    [pytest.param(19, 200, id="within twenty minutes"), pytest.param(21, 400, id="too old")],
)
def test_a_redelivery_gives_the_token_another_minute(desk: Desk, minutes: int, status: int) -> None:
    token = desk.platform.new_token(desk.friend().user_id)
    desk.later(minutes=minutes)
    desk.platform.renew_token(token)
    assert desk.platform.reply({"replyToken": token, "messages": WORDS}, None).status == status


def test_a_used_token_stays_dead_after_a_redelivery(desk: Desk) -> None:
    token = desk.platform.new_token(desk.friend().user_id)
    body = {"replyToken": token, "messages": WORDS}
    assert desk.platform.reply(body, None).status == 200
    desk.platform.renew_token(token)
    verdict = desk.platform.reply(body, None)
    assert (verdict.status, verdict.body) == (400, {"message": "Invalid reply token"})


def test_a_refused_reply_leaves_its_token_alive(desk: Desk) -> None:
    token = desk.platform.new_token(desk.friend().user_id)
    assert desk.platform.reply({"replyToken": token, "messages": []}, None).status == 400
    assert desk.platform.reply({"replyToken": token, "messages": WORDS}, None).status == 200


def test_a_reply_with_a_retry_key_is_refused(desk: Desk) -> None:
    token = desk.platform.new_token(desk.friend().user_id)
    assert desk.platform.reply({"replyToken": token, "messages": WORDS}, key()).status == 400


BAD = [
    pytest.param("push", None, id="push to nobody"),
    pytest.param("push", "@simulator", id="push to an @id"),
    pytest.param("push", [STRANGER], id="push to a list"),
    pytest.param("push", STRANGER, id="push to somebody of another provider"),
    pytest.param("multicast", STRANGER, id="multicast to a text"),
    pytest.param("multicast", [], id="multicast to nobody"),
    pytest.param("multicast", [STRANGER] * 501, id="multicast to 501"),
    pytest.param("multicast", ["somebody"], id="multicast to no user id"),
]


@pytest.mark.parametrize(("method", "to"), BAD)
def test_wrong_recipients_are_refused(desk: Desk, method: str, to: Any) -> None:
    assert desk.platform.push(method, {"to": to, "messages": WORDS}, None).status == 400
    assert desk.platform.sent == []


def test_a_message_over_the_limits_is_refused_by_its_property(desk: Desk) -> None:
    body = {"to": desk.friend().user_id, "messages": [{"type": "text", "text": "ก" * 5001}]}
    verdict = desk.platform.push("push", body, None)
    assert verdict.status == 400
    assert verdict.body["details"][0]["property"] == "messages[0].text"


REACH = [
    pytest.param("push", {"friend": True}, 0, True, id="push to a friend"),
    pytest.param("push", {"friend": True, "blocked": True}, 0, False, id="push to a blocker"),
    pytest.param("push", {}, 7, True, id="push to a stranger of a week"),
    pytest.param("push", {}, 8, False, id="push to a stranger of eight days"),
    pytest.param("multicast", {"friend": True}, 0, True, id="multicast to a friend"),
    pytest.param("multicast", {}, 0, False, id="multicast to a stranger who wrote today"),
]


@pytest.mark.parametrize(("method", "facts", "days", "reached"), REACH)
def test_what_is_not_delivered_is_accepted_and_not_counted(
    desk: Desk, *, method: str, facts: dict[str, Any], days: int, reached: bool
) -> None:
    person = desk.platform.add(Person(id="p", name="p", wrote_at=desk.at, **facts))
    desk.later(days=days)
    to = person.user_id if method == "push" else [person.user_id]
    assert desk.platform.push(method, {"to": to, "messages": WORDS}, None).status == 200
    assert (heard(person), desk.platform.used) == (int(reached), int(reached))


def test_a_multicast_counts_each_recipient_once_whatever_the_messages(desk: Desk) -> None:
    to = [desk.friend(str(n)).user_id for n in range(3)]
    body = {"to": [*to, to[0], STRANGER], "messages": WORDS * 5}
    assert desk.platform.push("multicast", body, None).status == 200
    assert desk.platform.used == 3


def test_a_retry_is_accepted_once_and_answered_with_the_first_request(desk: Desk) -> None:
    malee, same = desk.friend(), key()
    body = {"to": malee.user_id, "messages": WORDS}
    first, again = (desk.platform.push("push", body, same) for _ in range(2))
    assert (first.status, again.status) == (200, 409)
    accepted = again.headers["x-line-accepted-request-id"]
    assert accepted == first.headers["x-line-request-id"]
    assert again.body["sentMessages"] == first.body["sentMessages"]
    assert (heard(malee), desk.platform.used) == (1, 1)


def test_a_retry_key_is_forgotten_after_a_day(desk: Desk) -> None:
    malee, same = desk.friend(), key()
    body = {"to": malee.user_id, "messages": WORDS}
    desk.platform.push("push", body, same)
    desk.later(hours=24, seconds=1)
    assert desk.platform.push("push", body, same).status == 200
    assert heard(malee) == 2


def test_a_retry_key_that_is_no_uuid_is_refused(desk: Desk) -> None:
    body = {"to": desk.friend().user_id, "messages": WORDS}
    assert desk.platform.push("push", body, "again").status == 400


def test_a_batch_that_does_not_fit_the_allowance_goes_to_nobody(desk: Desk) -> None:
    people = [desk.friend(str(n)) for n in range(2)]
    desk.platform.used_by_month["2027-03"] = MONTHLY_ALLOWANCE - 1
    body = {"to": [p.user_id for p in people], "messages": WORDS}
    verdict = desk.platform.push("multicast", body, None)
    assert (verdict.status, verdict.body["message"]) == (
        429,
        "You have reached your monthly limit.",
    )
    assert [heard(p) for p in people] == [0, 0]


def test_the_allowance_is_fresh_each_month_in_bangkok(desk: Desk) -> None:
    body = {"to": desk.friend().user_id, "messages": WORDS}
    desk.platform.used_by_month["2027-03"] = MONTHLY_ALLOWANCE
    desk.at = desk.at.replace(day=31, hour=16, minute=59)
    assert desk.platform.push("push", body, None).status == 429
    desk.later(minutes=1)
    assert desk.platform.push("push", body, None).status == 200


def test_a_restart_finds_friends_chats_and_the_allowance(desk: Desk) -> None:
    malee = desk.friend(wrote_at=desk.at)
    desk.platform.push("push", {"to": malee.user_id, "messages": WORDS}, None)
    fresh = Platform(lambda: desk.at)
    restore(fresh, snapshot(desk.platform))
    assert fresh.people == desk.platform.people
    assert (fresh.used, fresh.serial) == (1, desk.platform.serial)
