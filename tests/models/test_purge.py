"""What has served its time goes: words first, rows after, and nothing that is still open."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select

import models.purge
from models.outbox_message import OutboxMessage, OutboxState
from models.pending_answer import PendingAnswer, Question
from models.purge import purge
from models.session import Database
from models.webhook_event import EventState, WebhookEvent
from scheduler.jobs import KEEP
from tests.factories import NOW, make_agency, make_message, make_person
from tests.handlers.conftest import Chat, chat

__all__ = ["chat"]

LATER = NOW + KEEP + timedelta(days=1)


def test_a_failed_event_is_kept_as_a_fact_without_what_it_said(database: Database) -> None:
    with database.transaction() as session:
        agency = make_agency(session)
        session.add(
            WebhookEvent(
                agency_id=agency.id,
                event_id="01H",
                lane=b"l" * 16,
                kind="message",
                occurred_at=NOW,
                received_at=NOW,
                payload='{"message": {"text": "ลับ"}}',
                due_at=NOW,
                state=EventState.FAILED,
                handled_at=NOW,
            )
        )
    purge(database, before=NOW)
    with database.reading() as session:
        assert session.scalars(select(WebhookEvent)).one().payload is not None
    purge(database, before=LATER - KEEP)
    with database.reading() as session:
        row = session.scalars(select(WebhookEvent)).one()
        assert (row.state, row.payload, row.lane) == (EventState.FAILED, None, None)


def test_words_nobody_came_back_for_and_old_questions_go(database: Database) -> None:
    with database.transaction() as session:
        agency = make_agency(session)
        person = make_person(session, agency)
        held = make_message(session, agency, person, state=OutboxState.HELD, ended_at=NOW)
        waiting = make_message(session, agency, person)
        session.add(
            PendingAnswer(
                respondent_id=person.id,
                question=Question.BIND,
                agency_id=agency.id,
                token="t",
                facts={"member": 1},
                expires_at=NOW,
            )
        )
        gone, stays = held.id, waiting.id
    purge(database, before=LATER - KEEP)
    with database.reading() as session:
        left = [row.id for row in session.scalars(select(OutboxMessage))]
        assert gone not in left
        assert stays in left
        assert session.scalars(select(PendingAnswer)).all() == []


def test_a_handled_event_loses_its_words_at_once_and_its_row_later(chat: Chat) -> None:
    chat.receive_text("มาลี", "hello")
    database = chat.stage.wired.database
    with database.reading() as session:
        assert "hello" in str(session.scalars(select(WebhookEvent)).one().payload)
    chat.work()
    with database.reading() as session:
        row = session.scalars(select(WebhookEvent)).one()
        assert (row.state, row.payload, row.lane) == (EventState.HANDLED, None, None)
    purge(database, before=LATER - KEEP)
    with database.reading() as session:
        assert session.scalars(select(WebhookEvent)).all() == []


def test_an_event_whose_words_are_gone_is_not_replayed(chat: Chat) -> None:
    chat.receive_text("มาลี", "hello")
    with chat.stage.wired.database.transaction() as session:
        row = session.scalars(select(WebhookEvent)).one()
        row.finish(EventState.FAILED, now=chat.stage.at)
        row.payload = None
        number = row.id
    answer = chat.stage.app.test_cli_runner().invoke(args=["events", "replay", str(number)])
    assert answer.exit_code == 1
    assert "cannot be replayed" in answer.output


def test_much_is_deleted_a_little_at_a_time(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models.purge, "AT_ONCE", 3)
    with database.transaction() as session:
        for slug in ("bangsue", "bangphlat"):
            agency = make_agency(session, slug)
            for minute in range(7):
                at = NOW + timedelta(minutes=minute)
                make_message(session, agency, None, state=OutboxState.SENT, ended_at=at)
    deleted: list[int] = []

    def note(_connection: Any, cursor: Any, sql: str, *_: Any) -> None:
        if sql.startswith("DELETE FROM outbox_message"):
            deleted.append(cursor.rowcount)

    commits: list[int] = []
    event.listen(database.engine, "after_cursor_execute", note)
    event.listen(database.engine, "commit", lambda _: commits.append(len(deleted)))
    assert purge(database, before=NOW + timedelta(minutes=6)) == 12
    assert [some for some in deleted if some] == [3, 3, 3, 3]
    assert len(set(commits)) >= 4  # each by itself: others write in between
    with database.reading() as session:
        assert [row.ended_at for row in session.scalars(select(OutboxMessage))] == [
            NOW + timedelta(minutes=6)
        ] * 2
