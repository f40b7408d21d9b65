"""The webhook: what is stored, what is refused, and that nothing good is ever lost."""

import json
import threading
from typing import Any

import pytest
from sqlalchemy import func, select, text

from models.webhook_event import WebhookEvent
from tests.bot.conftest import SECRET, Stage, event, make_stage, sign


def stored(stage: Stage) -> list[WebhookEvent]:
    with stage.wired.database.reading() as session:
        return list(session.scalars(select(WebhookEvent).order_by(WebhookEvent.id)))


def test_a_signed_event_is_on_the_disk_before_the_answer(stage: Stage) -> None:
    assert stage.post({"destination": "U0", "events": [event()]}) == 200
    (row,) = stored(stage)
    assert row.event_id == event()["webhookEventId"]
    assert json.loads(row.payload or "") == event()


def test_the_words_are_sealed_in_the_database(stage: Stage) -> None:
    stage.post({"events": [event()]})
    with stage.wired.database.engine.connect() as connection:
        raw = bytes(connection.execute(text("select payload from webhook_event")).scalar_one())
    assert b"message" not in raw
    assert "สวัสดี".encode() not in raw


def test_an_empty_list_is_the_consoles_check_and_stores_nothing(stage: Stage) -> None:
    assert stage.post({"destination": "U0", "events": []}) == 200
    assert stored(stage) == []


@pytest.mark.parametrize(
    ("body", "signature"),
    [
        pytest.param(b'{"events":[]}', "", id="empty signature"),
        pytest.param(b'{"events":[]}', "AAAA", id="wrong signature"),
        pytest.param(b'{"events":[]}', "ลายเซ็น", id="signature that is no ASCII"),
        pytest.param(b'{"events":[]}', sign(b'{"events": []}'), id="signed with another space"),
        pytest.param(b'{"events":[]}', sign(b'{"events":[]}', "other"), id="another's secret"),
        pytest.param(b"\xff\xfe\x00", None, id="not UTF-8"),
        pytest.param(b"", None, id="no body"),
        pytest.param(b"not json", None, id="not JSON"),
        pytest.param(b"[]", None, id="a list"),
        pytest.param(b"null", None, id="null"),
        pytest.param(b'{"destination":"U0"}', None, id="no events"),
        pytest.param(b'{"events":{}}', None, id="events that are no list"),
        pytest.param(b'{"events":' + b"[" * 100_000, None, id="nested without end"),
        pytest.param(b'{"events":[{"timestamp":' + b"9" * 5000 + b"}]}", None, id="huge number"),
    ],
)
def test_what_is_not_lines_is_refused(stage: Stage, body: bytes, signature: str | None) -> None:
    if signature is not None:
        signature = signature.encode().decode("latin-1")
    assert stage.post(body, signature=signature) == 400
    assert stored(stage) == []


def test_a_missing_signature_is_refused(stage: Stage) -> None:
    assert stage.client().post("/callback", data=b'{"events":[]}').status_code == 400


@pytest.mark.parametrize(
    ("size", "status"),
    [
        pytest.param(1024 * 1024, 200, id="exactly 1 MB"),
        pytest.param(1024 * 1024 + 1, 413, id="1 MB and a byte"),
    ],
)
def test_a_body_over_one_megabyte_is_refused(stage: Stage, size: int, status: int) -> None:
    frame = b'{"events":[],"x":""}'
    assert stage.post(frame[:-2] + b"a" * (size - len(frame)) + frame[-2:]) == status


def test_only_known_offices_have_a_webhook(stage: Stage) -> None:
    body = {"events": [event()]}
    assert stage.post(body, path="/callback/bangsue") == 200
    assert stage.post(body, path="/callback/elsewhere") == 404


@pytest.mark.parametrize(("slug", "status"), [("bangsue", 200), ("elsewhere", 404)])
def test_the_setting_says_whose_the_plain_address_is(
    database_url: str, slug: str, status: int
) -> None:
    stage = make_stage(database_url, agency=slug)
    assert stage.post({"events": [event()]}) == status
    stage.wired.database.engine.dispose()


def test_a_second_delivery_changes_nothing(stage: Stage) -> None:
    stage.post({"events": [event()]})
    again = event(deliveryContext={"isRedelivery": True})
    assert stage.post({"events": [again]}) == 200
    assert stage.post({"events": [again, again]}) == 200
    (row,) = stored(stage)
    assert '"isRedelivery": false' in (row.payload or "")


def test_duplicates_in_flight_are_stored_once(stage: Stage) -> None:
    statuses: list[int] = []
    body = {"events": [event(number) for number in range(20)]}
    threads = [
        threading.Thread(target=lambda: statuses.append(stage.post(body))) for _ in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 12
    assert len(stored(stage)) == 20


NOT_AS_EXPECTED = [
    pytest.param({"source": None}, id="source null"),
    pytest.param({"source": {"type": "user"}}, id="no userId"),
    pytest.param({"source": "U1"}, id="source a string"),
    pytest.param({"source": {"type": "galaxy", "userId": "U1"}}, id="unknown source type"),
    pytest.param({"timestamp": None}, id="no timestamp"),
    pytest.param({"timestamp": "yesterday"}, id="timestamp a string"),
    pytest.param({"timestamp": 10**30}, id="timestamp beyond time"),
    pytest.param({"timestamp": -5}, id="timestamp before time"),
    pytest.param({"timestamp": True}, id="timestamp a truth"),
    pytest.param({"webhookEventId": None}, id="no webhookEventId"),
    pytest.param({"webhookEventId": "x" * 500}, id="webhookEventId too long"),
    pytest.param({"webhookEventId": 7}, id="webhookEventId a number"),
    pytest.param({"type": "moonrise"}, id="unknown kind"),
    pytest.param({"type": None}, id="no kind"),
    pytest.param({"type": "message", "message": {"type": "hologram"}}, id="unknown message"),
    pytest.param({"message": {"type": "text"}}, id="text without text"),
    pytest.param({"message": {"type": "text", "text": "ก" * 10_000}}, id="10,000 characters"),
    pytest.param({"message": {"type": "text", "text": "\ud800\x00"}}, id="broken characters"),
    pytest.param({"webhookEventId": "W\ud800"}, id="half a character in the id"),
    pytest.param({"webhookEventId": "W\x00"}, id="a NUL in the id"),
    pytest.param({"source": {"type": "user", "userId": "U\udfff"}}, id="half a character in who"),
    pytest.param({"source": {"type": "user", "userId": "U\x00"}}, id="a NUL in who"),
    pytest.param({"replyToken": "\udfff\x00"}, id="half a character in the token"),
    pytest.param({"mode": "standby", "replyToken": None}, id="standby"),
    pytest.param({"mode": "dormant"}, id="unknown mode"),
    pytest.param({"surprise": {"deep": [1, 2, 3]}}, id="fields from the future"),
]


@pytest.mark.parametrize("change", NOT_AS_EXPECTED)
def test_an_odd_event_is_kept_and_takes_no_good_one_with_it(
    stage: Stage, change: dict[str, Any]
) -> None:
    events = [event(1), {**event(2), **change}, event(3)]
    assert stage.post({"events": events}) == 200
    assert len(stored(stage)) == 3


@pytest.mark.parametrize("odd", [None, 7, "x", [], [[]], True])
def test_an_event_that_is_no_object_takes_no_good_one_with_it(stage: Stage, odd: Any) -> None:
    events = [event(number) for number in range(99)]
    assert stage.post({"events": [*events[:50], odd, *events[50:]]}) == 200
    assert len(stored(stage)) == 100


def test_an_event_without_an_id_is_known_again_by_its_content(stage: Stage) -> None:
    nameless = event()
    del nameless["webhookEventId"]
    stage.post({"events": [nameless]})
    stage.post({"events": [nameless]})
    assert len(stored(stage)) == 1


def test_several_people_in_one_post_have_lanes_of_their_own(stage: Stage) -> None:
    stage.post({"events": [event(1), event(2), event(3)]})
    assert len({row.lane for row in stored(stage)}) == 3
    assert all(row.lane and len(row.lane) == 16 for row in stored(stage))


def test_when_the_database_refuses_line_is_told_to_deliver_again(stage: Stage) -> None:
    with stage.wired.database.transaction() as session:
        session.execute(text("alter table webhook_event rename to elsewhere"))
    try:
        assert stage.post({"events": [event()]}) == 503
    finally:
        with stage.wired.database.transaction() as session:
            session.execute(text("alter table elsewhere rename to webhook_event"))
    assert stage.post({"events": [event()]}) == 200
    assert len(stored(stage)) == 1


def test_one_request_that_cannot_be_stored_does_not_spoil_its_neighbours(stage: Stage) -> None:
    office = stage.wired.office("")
    assert office is not None
    good = _row(office.id, "good")
    bad = _row(999_999, "bad")  # no such office: the database refuses the row
    recorder = stage.wired.recorder
    results: dict[str, Any] = {}

    def record(name: str, row: dict[str, Any]) -> None:
        try:
            recorder.record([row])
            results[name] = "stored"
        except Exception as error:
            results[name] = type(error).__name__

    threads = [threading.Thread(target=record, args=pair) for pair in (("b", bad), ("g", good))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results["g"] == "stored"
    assert results["b"] == "IntegrityError"
    with stage.wired.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(WebhookEvent)) == 1


def _row(agency_id: int, event_id: str) -> dict[str, Any]:
    from tests.factories import NOW

    return {
        "agency_id": agency_id,
        "event_id": event_id,
        "lane": None,
        "kind": "message",
        "occurred_at": NOW,
        "received_at": NOW,
        "due_at": NOW,
        "payload": "{}",
        "state": "open",
        "tries": 0,
    }


def test_the_secret_is_in_no_answer(stage: Stage) -> None:
    answer = stage.client().post("/callback", data=b"{}", headers={"X-Line-Signature": "x"})
    assert SECRET not in answer.get_data(as_text=True)


def test_an_event_nested_to_the_edge_is_kept_or_refused_and_never_a_fault(stage: Stage) -> None:
    good = json.dumps(event(1))
    for levels in range(920, 1000):
        nested = '{"a":' * levels + "1" + "}" * levels
        assert stage.post(f'{{"events":[{good},{nested}]}}'.encode()) in (200, 400), levels
