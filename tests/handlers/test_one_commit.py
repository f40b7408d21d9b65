"""What an event brings about is one commit: killed at any, its effect is there once."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count

import pytest
from sqlalchemy import event, select

from handlers import handle_due
from models.campaign import Campaign
from models.counting import AssistedTally
from models.session import Database
from models.survey_case import SurveyCase
from models.webhook_event import EventState, WebhookEvent
from reports.recount import recount
from tests.handlers.conftest import OFFICE, Chat


class Killed(BaseException):
    """The process ends as it commits; no `except Exception` sees it."""


@contextmanager
def killed_at(database: Database, nth: int) -> Iterator[None]:
    """Dies at the nth commit from now on, before the database hears of it."""
    commits = count(1)

    def die(_connection: object) -> None:
        if next(commits) == nth:
            raise Killed

    event.listen(database.engine, "commit", die)
    try:
        with suppress(Killed):
            yield
    finally:
        event.remove(database.engine, "commit", die)


def differences(database: Database) -> list[object]:
    with database.reading() as session:
        return list(recount(session, session.scalars(select(Campaign)).one()))


def states(database: Database) -> set[str]:
    with database.reading() as session:
        return set(session.scalars(select(WebhookEvent.state)))


@pytest.mark.parametrize("nth", [1, 2, 3])
def test_killed_at_any_commit_a_citizen_is_counted_once(chat: Chat, nth: int) -> None:
    database, code = chat.stage.wired.database, chat.point().code
    chat.receive_text("มาลี", code)
    with killed_at(database, nth):
        handle_due(database, OFFICE, now=chat.stage.at, limit=5)
    assert differences(database) == []
    chat.handle()
    assert states(database) == {EventState.HANDLED}
    assert chat.figure("works", "joined") == 1
    assert differences(database) == []
    with database.reading() as session:
        assert len(session.scalars(select(SurveyCase)).all()) == 1


@pytest.mark.parametrize("nth", [1, 2, 3])
def test_killed_at_any_commit_a_tally_is_added_once(chat: Chat, nth: int) -> None:
    """A tally has no key of its own: only its event's commit keeps it from being added again."""
    database = chat.stage.wired.database
    chat.hat("วิภา", "coordinator", "works")
    chat.receive_text("วิภา", "แจ้งตอบ 5")
    with killed_at(database, nth):
        handle_due(database, OFFICE, now=chat.stage.at, limit=5)
    assert differences(database) == []
    chat.handle()
    assert states(database) == {EventState.HANDLED}
    assert chat.figure("works", "reported", "assisted") == 5
    with database.reading() as session:
        assert list(session.scalars(select(AssistedTally.amount))) == [5]
