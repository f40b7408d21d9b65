"""A clock that was ahead and went back: nobody waits until the time it showed."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from models.outbox_message import Method, OutboxMessage, OutboxState
from models.session import Database
from models.webhook_event import EventState, WebhookEvent
from scheduler.clock_gone_back import make_due
from tests.bot.conftest import Stage, event
from tests.bot.conftest import stage as stage  # noqa: PLC0414 (the fixture)
from tests.factories import NOW, make_agency, make_message, make_person
from tests.scheduler.test_worker import FakeLine, worker

AHEAD = NOW + timedelta(hours=3)
MINUTES = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("facts", "is_brought_forward"),
    [
        pytest.param({"created_at": AHEAD, "due_at": AHEAD}, True, id="written by that clock"),
        pytest.param({"tries": 1, "due_at": AHEAD}, True, id="tried and put off by that clock"),
        pytest.param(
            {"tries": 1, "due_at": AHEAD, "state": OutboxState.SENDING},
            True,
            id="its sender died under that clock",
        ),
        pytest.param({"due_at": AHEAD}, False, id="waits for its hours"),
        pytest.param({"tries": 6, "due_at": NOW + 5 * MINUTES}, False, id="waits between tries"),
        pytest.param(
            {"created_at": AHEAD, "due_at": AHEAD, "state": OutboxState.SENT},
            False,
            id="ended long since",
        ),
    ],
)
def test_a_message_waits_for_its_hours_and_not_for_a_wrong_clock(
    database: Database, facts: dict[str, datetime], is_brought_forward: bool
) -> None:
    with database.transaction() as session:
        agency = make_agency(session)
        person = make_person(session, agency)
        row = make_message(session, agency, person, method=Method.PUSH, **facts)
        before = row.due_at
        assert make_due(session, now=NOW) == int(is_brought_forward)
    with database.reading() as session:
        due_at = session.scalars(select(OutboxMessage.due_at)).one()
    assert due_at == (NOW if is_brought_forward else before)


def test_an_event_received_by_a_clock_that_went_back_is_handled_at_the_next_beat(
    stage: Stage,
) -> None:
    stage.later(hours=3)
    stage.post({"events": [event()]})
    stage.later(hours=-3)
    ours = worker(stage.wired.database, FakeLine(), lambda: stage.at)
    ours.work_once()
    ours.work_once()
    with stage.wired.database.reading() as session:
        assert session.scalars(select(WebhookEvent.state)).one() == EventState.HANDLED
