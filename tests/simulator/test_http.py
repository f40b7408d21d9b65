"""The stand-in over HTTP: its doors, its bad days, its webhooks, the page's own questions."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any

import pytest
import urllib3

from simulator.platform import Person
from simulator.server import Running
from tests.simulator.conftest import Bot

POOL = urllib3.PoolManager(retries=False, timeout=5)
TOKEN = {"Authorization": "Bearer simulator-token"}
WORDS = [{"type": "text", "text": "สวัสดี"}]


def call(
    line: Running,
    path: str,
    body: Any = None,
    *,
    method: str = "POST",
    headers: Mapping[str, str] = TOKEN,
) -> tuple[int, Any, Any]:
    """Status, JSON and headers of one request."""
    given = {"Content-Type": "application/json", **headers}
    data = None if body is None else json.dumps(body).encode()
    answer = POOL.request(method, line.url + path, body=data, headers=given, redirect=False)
    try:
        return answer.status, answer.json(), answer.headers
    except ValueError:
        return answer.status, answer.data.decode(), answer.headers


def friend(line: Running) -> Person:
    return line.platform.add(Person(id="malee", name="มาลี", friend=True))


def push(line: Running, person: Person) -> int:
    body = {"to": person.user_id, "messages": WORDS}
    return call(line, "/v2/bot/message/push", body)[0]


def heard(person: Person) -> int:
    return sum(1 for entry in person.chat if entry["from"] == "bot")


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="no token"),
        pytest.param({"Authorization": "Bearer another"}, id="another token"),
        pytest.param({"Authorization": "simulator-token"}, id="not a bearer"),
    ],
)
def test_nobody_enters_without_the_channel_token(line: Running, headers: dict[str, str]) -> None:
    assert call(line, "/v2/bot/info", method="GET", headers=headers)[0] == 401


ANSWERS = [
    pytest.param("GET", "/v2/bot/info", None, 200, id="info"),
    pytest.param("GET", "/v2/bot/message/quota", None, 200, id="quota"),
    pytest.param("GET", "/v2/bot/message/quota/consumption", None, 200, id="consumption"),
    pytest.param("GET", "/v2/bot/profile/Unobody", None, 404, id="profile of nobody"),
    pytest.param("POST", "/v2/bot/message/validate/push", {"messages": WORDS}, 200, id="valid"),
    pytest.param("POST", "/v2/bot/message/validate/push", {"messages": []}, 400, id="not valid"),
    pytest.param("POST", "/v2/bot/message/validate/push", ["no"], 400, id="validate a list"),
    pytest.param("POST", "/v2/bot/message/validate/pull", {}, 404, id="validate what"),
    pytest.param("POST", "/v2/bot/message/push", ["no"], 400, id="push a list"),
    pytest.param("POST", "/v2/bot/message/push", {"to": "x" * 2**21}, 413, id="over 2 MB"),
    pytest.param(
        *("PUT", "/v2/bot/channel/webhook/endpoint", {"endpoint": "http://far.example/"}, 400),
        id="webhook without https",
    ),
    pytest.param("POST", "/v2/bot/chat/loading/start", {"chatId": "Unobody"}, 400, id="loading"),
]


@pytest.mark.parametrize(("method", "path", "body", "status"), ANSWERS)
def test_every_answer_names_its_request(
    line: Running, *, method: str, path: str, body: Any, status: int
) -> None:
    answered, _, headers = call(line, path, body, method=method)
    assert answered == status
    assert headers["x-line-request-id"]


@pytest.mark.parametrize(
    ("seconds", "status"),
    [pytest.param(60, 202, id="60"), pytest.param(7, 400, id="7"), pytest.param(65, 400, id="65")],
)
def test_the_loading_sign_runs_in_steps_of_five(line: Running, seconds: int, status: int) -> None:
    body = {"chatId": friend(line).user_id, "loadingSeconds": seconds}
    assert call(line, "/v2/bot/chat/loading/start", body)[0] == status


def test_the_webhook_address_is_shown_tested_and_changed(line: Running, bot: Bot) -> None:
    at = "/v2/bot/channel/webhook"
    assert call(line, f"{at}/endpoint", method="GET")[1] == {"endpoint": bot.url, "active": True}
    assert call(line, f"{at}/test", {})[1]["success"] is True
    bot.status = 500
    assert call(line, f"{at}/test", {})[1]["statusCode"] == 500
    elsewhere = bot.url + "/other"
    assert call(line, f"{at}/endpoint", {"endpoint": elsewhere}, method="PUT")[0] == 200
    assert line.webhooks.address == elsewhere


FAULTS = [
    pytest.param("500", 500, 0, id="500"),
    pytest.param("500-after-accepting", 500, 1, id="500 after accepting"),
    pytest.param("rate-limited", 429, 0, id="rate limited"),
    pytest.param("allowance-used-up", 429, 0, id="allowance used up"),
    pytest.param("odd-200", 200, 1, id="odd 200"),
]


@pytest.mark.parametrize(("mode", "status", "delivered"), FAULTS)
def test_a_bad_day_lasts_as_many_calls_as_set(
    line: Running, mode: str, status: int, delivered: int
) -> None:
    malee = friend(line)
    assert call(line, "/simulator/faults", {"mode": mode, "left": 1})[0] == 200
    assert push(line, malee) == status
    assert heard(malee) == delivered
    assert push(line, malee) == 200
    assert heard(malee) == delivered + 1


@pytest.mark.parametrize(
    ("mode", "delivered"),
    [pytest.param("reset", 0, id="before"), pytest.param("reset-after-accepting", 1, id="after")],
)
def test_a_hang_up_leaves_the_caller_without_an_answer(
    line: Running, mode: str, delivered: int
) -> None:
    malee = friend(line)
    line.faults.set(mode=mode, delay_ms=0, left=1)
    with pytest.raises(urllib3.exceptions.ProtocolError):
        push(line, malee)
    assert heard(malee) == delivered


def test_a_used_up_allowance_lets_replies_through_and_shows_in_the_figures(line: Running) -> None:
    malee = friend(line)
    call(line, "/simulator/faults", {"mode": "allowance-used-up"})
    token = line.platform.new_token(malee.user_id)
    reply = {"replyToken": token, "messages": WORDS}
    assert call(line, "/v2/bot/message/reply", reply)[0] == 200
    assert push(line, malee) == 429
    used = call(line, "/v2/bot/message/quota/consumption", method="GET")[1]
    assert used == {"totalUsage": 300}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        pytest.param("faults", {"mode": "sleepy"}, id="unknown fault"),
        pytest.param("faults", {"mode": "none", "delay_ms": "long"}, id="delay in words"),
        pytest.param("faults", {"mode": "none", "delay_ms": 10**6}, id="endless delay"),
        pytest.param("clock", {"date": "tomorrow"}, id="date in words"),
        pytest.param("clock", {"offset": 1e15}, id="beyond the calendar"),
    ],
)
def test_a_switch_set_to_nonsense_says_so_and_stays(
    line: Running, path: str, body: dict[str, Any]
) -> None:
    assert call(line, f"/simulator/{path}", body)[0] == 400
    state = call(line, "/simulator/state", method="GET")[1]
    assert (state["faults"]["mode"], state["clock"]["offset"]) == ("none", 0)


def test_the_clock_moves_to_a_day_in_bangkok(line: Running) -> None:
    call(line, "/simulator/clock", {"date": "2027-03-24T09:00"})
    state = call(line, "/simulator/state", method="GET")[1]
    assert state["clock"]["now"] == "2027-03-24T09:00"


def test_webhooks_are_signed_and_complete(line: Running, bot: Bot) -> None:
    malee = friend(line)
    assert line.webhooks.say(malee, "สวัสดี") == 200
    (body, headers), event = bot.got[0], bot.events()[0]
    digest = hmac.digest(b"simulator-secret", body, hashlib.sha256)
    assert headers["x-line-signature"] == base64.b64encode(digest).decode()
    assert event["source"] == {"type": "user", "userId": malee.user_id}
    assert (event["mode"], event["deliveryContext"]) == ("active", {"isRedelivery": False})
    assert len(event["webhookEventId"]) == 26
    assert {"replyToken", "timestamp"} <= event.keys()
    assert {"id", "text", "quoteToken", "markAsReadToken"} <= event["message"].keys()


def test_a_redelivery_is_the_same_event_marked(line: Running, bot: Bot) -> None:
    line.webhooks.say(friend(line), "สวัสดี")
    line.webhooks.deliver_again()
    first, again = bot.events()
    assert again == {**first, "deliveryContext": {"isRedelivery": True}}


def test_a_bot_that_does_not_take_an_event_is_told_of_in_the_chat(line: Running, bot: Bot) -> None:
    malee = friend(line)
    bot.status = 503
    assert line.webhooks.say(malee, "สวัสดี") == 503
    assert malee.chat[-1]["from"] == "note"
    assert "503" in malee.chat[-1]["text"]


def test_blocking_and_adding_decide_what_arrives(line: Running, bot: Bot) -> None:
    malee = line.platform.add(Person(id="malee", name="มาลี"))
    line.webhooks.follow(malee)
    push(line, malee)
    line.webhooks.unfollow(malee)
    push(line, malee)
    assert (heard(malee), line.platform.used) == (1, 1)
    follow, unfollow = bot.events()
    assert follow["follow"] == {"isUnblocked": False}
    assert "replyToken" not in unfollow


def test_the_cast_says_its_keys_once_also_after_a_restart(
    line: Running, bot: Bot, tmp_path: Any
) -> None:
    entry = {"id": "owner", "name": "ประยูร", "part": "owner", "about": "", "key": "KEY-1"}
    world = {"office": None, "basic_id": "", "web": "", "posters": [], "cast": [entry]}
    (tmp_path / "world.json").write_text(json.dumps(world))
    for _ in range(3):
        call(line, "/simulator/world", method="GET")
    give_up = time.monotonic() + 10
    while len(bot.events()) < 2 and time.monotonic() < give_up:
        time.sleep(0.02)
    assert [event["type"] for event in bot.events()] == ["follow", "message"]
    line.stop()
    kept = json.loads((tmp_path / "people.json").read_text())
    assert [entry["text"] for entry in kept["people"][0]["chat"][1:]] == ["KEY-1"]


def test_a_phone_is_only_lent_to_people_there_are(line: Running) -> None:
    assert call(line, "/simulator/phone/nobody/q/EIT-1", method="GET")[0] == 404


def test_words_for_the_chat_are_shown_without_running(line: Running) -> None:
    page = call(line, "/simulator/oa?text=%3Cscript%3Ealert(1)%3C/script%3E", method="GET")[1]
    assert "<script>alert" not in page
