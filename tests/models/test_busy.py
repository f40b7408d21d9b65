"""Which offices have work waiting: those with something due, each once, in order."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from handlers import BUSY
from models.session import Database
from models.webhook_event import EventState, WebhookEvent
from tests.factories import NOW, make_agency

LATER = NOW + timedelta(seconds=1)


def put(session: Session, office: int, *due: object, state: EventState = EventState.OPEN) -> None:
    """Events of that office, due at those moments."""
    for at in due:
        number = session.query(WebhookEvent).count()
        session.add(
            WebhookEvent(
                agency_id=office,
                event_id=f"{number}",
                kind="message",
                occurred_at=NOW,
                received_at=NOW,
                due_at=at,
                state=state,
                tries=0,
            )
        )
        session.flush()


def busy(session: Session) -> list[int]:
    session.flush()
    return list(session.scalars(BUSY, {"now": NOW}))


@pytest.mark.parametrize("queue", [1, 40], ids=["short queues", "long queues"])
def test_offices_with_something_due_are_named_once_each(database: Database, queue: int) -> None:
    with database.transaction() as session:
        offices = [make_agency(session, f"o{n}").id for n in range(6)]
        assert busy(session) == []
        for office in (offices[4], offices[1], offices[2]):
            put(session, office, *[NOW] * queue)
        assert busy(session) == [offices[1], offices[2], offices[4]]


def test_what_is_not_due_or_not_open_makes_nobody_busy(database: Database) -> None:
    with database.transaction() as session:
        later, handled, both = (make_agency(session, slug).id for slug in "abc")
        put(session, later, LATER, LATER)
        put(session, handled, NOW, state=EventState.HANDLED)
        put(session, both, LATER, NOW)
        put(session, both, NOW, state=EventState.FAILED)
        assert busy(session) == [both]
