"""Failures, allowance and the audit log at the desk: by numbers and kinds, never words."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from models.agency import Agency
from models.allowance import AllowanceMonth
from models.audit import AuditEntry, audit
from models.outbox_message import Method, OutboxMessage, OutboxState
from models.role import RoleName
from models.webhook_event import EventState, WebhookEvent
from tests.bot.conftest import Stage
from tests.bot.test_desk import get, key_of, signed_in
from tests.factories import make_message, make_person

SECRET_WORDS = "เรื่องลับของมาลี"


def post(client: FlaskClient, path: str) -> Any:
    return client.post(path, data={"key": key_of(client)}, base_url="https://localhost")


def failed_event(stage: Stage) -> int:
    with stage.wired.database.transaction() as session:
        row = WebhookEvent(
            agency_id=session.scalars(select(Agency)).one().id,
            event_id="01HFAILED",
            kind="message",
            occurred_at=stage.at,
            received_at=stage.at,
            due_at=stage.at,
            payload=f'{{"text": "{SECRET_WORDS}"}}',
            state=EventState.FAILED,
            tries=5,
            handled_at=stage.at,
            reason="KeyError",
        )
        session.add(row)
        session.flush()
        return row.id


def message(stage: Stage, state: OutboxState, **given: Any) -> int:
    with stage.wired.database.transaction() as session:
        office = session.scalars(select(Agency)).one()
        person = make_person(session, office)
        facts = {"messages": f'[{{"type":"text","text":"{SECRET_WORDS}"}}]', "reply_token": None}
        row = make_message(session, office, person, **{**facts, **given})
        row.state, row.ended_at, row.reason = state, stage.at, "refused: 400"
        session.flush()
        return row.id


def row_of(stage: Stage, kind: Any, number: int) -> Any:
    with stage.wired.database.reading() as session:
        return session.get_one(kind, number)


def test_a_failed_event_is_tried_again_once(stage: Stage) -> None:
    number, client = failed_event(stage), signed_in(stage)
    page = get(client, "/desk/failures").text
    assert "KeyError" in page
    assert SECRET_WORDS not in page
    answer = post(client, f"/desk/failures/events/{number}")
    assert "ทำใหม่แล้ว" in get(client, answer.headers["Location"]).text
    assert row_of(stage, WebhookEvent, number).state == EventState.OPEN
    post(client, f"/desk/failures/events/{number}")
    with stage.wired.database.reading() as session:
        done = select(AuditEntry).where(AuditEntry.action == "event replayed")
        assert len(session.scalars(done).all()) == 1


def test_a_refused_message_goes_free_with_the_next_reply(stage: Stage) -> None:
    number, client = message(stage, OutboxState.FAILED), signed_in(stage)
    assert SECRET_WORDS not in get(client, "/desk/failures").text
    post(client, f"/desk/failures/messages/{number}")
    row = row_of(stage, OutboxMessage, number)
    assert row.state == OutboxState.HELD
    assert row.messages is not None
    again = post(client, f"/desk/failures/messages/{number}")
    assert "said=gone" in again.headers["Location"]


@pytest.mark.parametrize("state", [OutboxState.UNCONFIRMED, OutboxState.SENT, OutboxState.HELD])
def test_what_line_may_have_taken_is_never_repeated(stage: Stage, state: OutboxState) -> None:
    number, client = message(stage, state), signed_in(stage)
    assert f"/desk/failures/messages/{number}" not in get(client, "/desk/failures").text
    post(client, f"/desk/failures/messages/{number}")
    assert row_of(stage, OutboxMessage, number).state == state


def test_a_reminder_is_not_repeated_by_hand(stage: Stage) -> None:
    number = message(stage, OutboxState.FAILED, method=Method.PUSH, reminder_id=7)
    client = signed_in(stage)
    assert f"/desk/failures/messages/{number}" not in get(client, "/desk/failures").text
    post(client, f"/desk/failures/messages/{number}")
    assert row_of(stage, OutboxMessage, number).state == OutboxState.FAILED


def test_the_allowance_shows_the_ledger_and_what_took_it(stage: Stage) -> None:
    with stage.wired.database.transaction() as session:
        office = session.scalars(select(Agency)).one()
        month = AllowanceMonth(
            agency_id=office.id,
            month=date(2027, 1, 1),
            granted=300,
            reserved=7,
            spent=41,
            reported=52,
            reported_at=stage.at,
        )
        session.add(month)
    message(stage, OutboxState.SENT, method=Method.PUSH, topic="digest")
    message(stage, OutboxState.SENT)  # a reply is free and not in it
    page = get(signed_in(stage, RoleName.VIEWER), "/desk/allowance").text
    for shown in ("มกราคม 2570", "241", "52", "สรุปถึงผู้ประสานงาน"):
        assert shown in page
    assert page.count('<th scope="row">') == 2


def test_last_month_s_pushes_are_not_this_month_s(stage: Stage) -> None:
    message(stage, OutboxState.SENT, method=Method.PUSH, topic="digest")
    stage.at += timedelta(days=31)
    assert "สรุปถึงผู้ประสานงาน" not in get(signed_in(stage), "/desk/allowance").text


def test_the_audit_log_goes_back_page_by_page(stage: Stage) -> None:
    with stage.wired.database.transaction() as session:
        office = session.scalars(select(Agency)).one()
        for number in range(150):
            facts = {"at": stage.at + timedelta(seconds=number), "actor": "role 77"}
            audit(session, office.id, action="target changed", number=number, **facts)
    client = signed_in(stage)
    first = get(client, "/desk/audit?actor=role 77").text
    assert first.count("<tr>") == 101
    older = first.split("before=")[1].split('"')[0].replace("&amp;", "&")
    rest = get(client, f"/desk/audit?actor=role 77&before={older}").text
    assert rest.count("<tr>") == 51
    assert "เลขที่: 0<" in rest
    assert "เลขที่: 0<" not in first


def test_an_entry_s_facts_cannot_become_markup(stage: Stage) -> None:
    with stage.wired.database.transaction() as session:
        office = session.scalars(select(Agency)).one()
        facts = {"label": "<script>alert(1)</script>", "at": stage.at, "actor": "role 1"}
        audit(session, office.id, action="service point made", **facts)
    assert "<script>alert" not in get(signed_in(stage), "/desk/audit").text


@pytest.mark.parametrize("path", ["/desk/failures", "/desk/audit", "/desk/allowance"])
@pytest.mark.parametrize("role", [RoleName.COORDINATOR, RoleName.HR, RoleName.PR])
def test_who_does_not_keep_the_office_sees_none_of_it(
    stage: Stage, path: str, role: RoleName
) -> None:
    client = signed_in(stage, role, "works" if role == RoleName.COORDINATOR else None)
    assert get(client, path).status_code == 403


def test_every_page_of_the_menu_has_its_place(stage: Stage) -> None:
    from bot.routes.desk.visit import DAILY, MENU, UPKEEP

    assert sorted(MENU) == sorted((*DAILY, *UPKEEP))
