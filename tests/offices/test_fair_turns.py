"""A long queue of one office delays no other: with the product's own parts, by turns."""

import json
from collections.abc import Sequence

from sqlalchemy import insert, select

from handlers import handle_due
from models.outbox_message import Method, OutboxMessage
from models.respondent import meet
from models.webhook_event import EventState, WebhookEvent
from outbound import delivery
from outbound.due import Turns
from rules.rota import Rota
from tests.bot.conftest import event
from tests.handlers.conftest import OFFICE
from tests.offices.world import Hall

MANY = 2_000
ROOM = 10
"""The worker's own: rows in one transaction."""


def test_one_event_beside_two_thousand_is_handled_within_two_turns(
    halls: tuple[Hall, Hall],
) -> None:
    busy, quiet = halls
    database = busy.stage.wired.database
    with database.transaction() as session:
        session.execute(insert(WebhookEvent), [_event(busy, n) for n in range(MANY)])
    with database.transaction() as session:  # it came last
        session.execute(insert(WebhookEvent), [_event(quiet, MANY)])
    rota = Rota()
    for _ in range(2):
        assert 1 < handle_due(database, OFFICE, now=busy.stage.at, limit=ROOM, rota=rota) <= ROOM
    with database.reading() as session:
        assert _open(session, quiet) == 0
        assert 0 < MANY - _open(session, busy) <= 2 * ROOM


def _event(hall: Hall, number: int) -> dict[str, object]:
    now = hall.stage.at
    return {
        "agency_id": hall.id,
        "event_id": f"fair {number}",
        "lane": number.to_bytes(16, "big"),
        "kind": "message",
        "occurred_at": now,
        "received_at": now,
        "due_at": now,
        "payload": json.dumps(event(10_000 + number)),
        "state": EventState.OPEN,
        "tries": 0,
    }


def _open(session: object, hall: Hall) -> int:
    mine = (WebhookEvent.agency_id == hall.id, WebhookEvent.state == EventState.OPEN)
    return len(session.scalars(select(WebhookEvent.id).where(*mine)).all())  # type: ignore[attr-defined]


def test_one_reply_and_one_push_beside_thousands_are_claimed_within_two_turns(
    halls: tuple[Hall, Hall],
) -> None:
    busy, quiet = halls
    _queue(busy, Method.PUSH, MANY)
    _queue(busy, Method.REPLY, MANY)
    _queue(quiet, Method.REPLY, 1)
    turns = Turns()
    assert quiet.id in [parcel.agency_id for _ in range(2) for parcel in _claim(busy, turns)]


def test_replies_go_before_pushes_whichever_office_s(halls: tuple[Hall, Hall]) -> None:
    busy, quiet = halls
    _queue(busy, Method.PUSH, 30)
    _queue(quiet, Method.PUSH, 1)
    _queue(busy, Method.REPLY, 4)
    _queue(quiet, Method.REPLY, 4)
    turns = Turns()
    first = _claim(busy, turns)
    assert [parcel.method for parcel in first][:8] == [Method.REPLY] * 8
    pushed = {p.agency_id for p in [*first, *_claim(busy, turns)] if p.method == Method.PUSH}
    assert pushed == {busy.id, quiet.id}


def _claim(hall: Hall, turns: Turns) -> Sequence[delivery.Parcel]:
    with hall.stage.wired.database.transaction() as session:
        return delivery.claim(session, limit=ROOM, now=hall.stage.at, turns=turns).parcels


def _queue(hall: Hall, method: Method, many: int) -> None:
    """So many messages due, each to somebody else."""
    now, database = hall.stage.at, hall.stage.wired.database
    office = hall.stage.wired.office(hall.slug)
    assert office is not None
    with database.transaction() as session:
        ids = [f"U{method}{n:020}" for n in range(many)] if method == Method.PUSH else []
        people = [m.person.id for m in meet(session, office, user_ids=ids, now=now).values()]
        session.execute(
            insert(OutboxMessage),
            [
                {
                    "agency_id": hall.id,
                    "method": method,
                    "topic": "menu",
                    "messages": '[{"type":"text","text":"สวัสดี"}]',
                    "reply_token": f"{n}" if method == Method.REPLY else None,
                    "retry_key": f"{n}",
                    "respondent_id": people[n] if people else None,
                    "created_at": now,
                    "due_at": now,
                }
                for n in range(many)
            ],
        )
