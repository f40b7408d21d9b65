"""The worker: failing events, two workers at once, and stopping without loss."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

import handlers
from handlers import BACKOFF_S, handle_next
from handlers.turn import Answer as Said
from handlers.turn import Turn
from models.heartbeat import Heartbeat
from models.outbox_message import OutboxMessage, OutboxState
from models.session import Database
from models.webhook_event import EventState, WebhookEvent
from outbound.line_client import Answer, Outcome
from scheduler.worker import AHEAD, SENDERS, Worker, warn_of_practice_links
from settings import LINE_API
from tests.bot.conftest import Stage, event, make_stage
from tests.bot.conftest import stage as stage  # noqa: PLC0414 (the fixture)
from tests.handlers.conftest import OFFICE, OneOffice


class FakeLine:
    """Remembers replies in the order LINE got them; slow, so that races have room."""

    def __init__(self, delay: float = 0.0) -> None:
        self.delay = delay
        self.tokens: list[str] = []
        self._lock = threading.Lock()

    def reply(self, token: str, _messages: list[Any]) -> Answer:
        time.sleep(self.delay)
        with self._lock:
            if token in self.tokens:
                return Answer(Outcome.TOKEN_DEAD)
            self.tokens.append(token)
        return Answer(Outcome.ACCEPTED, "request-1")


class SlowLine(FakeLine):
    """Answers nobody before it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.answers = threading.Event()

    def reply(self, token: str, messages: list[Any]) -> Answer:
        assert self.answers.wait(60)
        return super().reply(token, messages)


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def worker(database: Database, line: FakeLine, now: Callable[[], datetime]) -> Worker:
    return Worker(database=database, clients=OneOffice(line), office=OFFICE, now=now)


def states(database: Database) -> dict[str, int]:
    with database.reading() as session:
        rows = session.scalars(select(WebhookEvent.state)).all()
    return {state: list(rows).count(state) for state in set(rows)}


def test_a_failing_event_is_tried_again_then_kept_and_can_be_replayed(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = [True]

    def act(turn: Turn) -> Said | None:
        if broken[0]:
            raise ValueError("a secret the person wrote")
        return None

    monkeypatch.setitem(handlers.HANDLERS, "message", act)
    stage.post({"events": [event()]})
    database = stage.wired.database
    for _ in range(len(BACKOFF_S) + 1):
        assert handle_next(database, OFFICE, now=stage.at)
        assert not handle_next(database, OFFICE, now=stage.at)  # not before its time
        stage.later(minutes=1)
    with database.reading() as session:
        row = session.scalars(select(WebhookEvent)).one()
        assert row.state == EventState.FAILED
        assert row.reason == "ValueError after 4 tries"
        assert row.payload is not None
    broken[0] = False
    runner = stage.app.test_cli_runner()
    assert str(row.id) in runner.invoke(args=["events", "failed"]).output
    assert runner.invoke(args=["events", "replay", str(row.id)]).exit_code == 0
    assert handle_next(database, OFFICE, now=stage.at)
    assert states(database) == {EventState.HANDLED: 1}
    assert runner.invoke(args=["events", "replay", str(row.id)]).exit_code == 1


def test_an_event_in_somebody_s_hands_is_taken_by_nobody_else(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = stage.wired.database
    if database.is_sqlite:
        pytest.skip("SQLite has one writer: while it handles, no other transaction begins")
    begun, go_on, seen = threading.Event(), threading.Event(), []

    def act(turn: Turn) -> Said | None:
        seen.append(turn.person.id)
        begun.set()
        assert go_on.wait(60)
        return None

    monkeypatch.setitem(handlers.HANDLERS, "message", act)
    stage.post({"events": [event()]})
    first = threading.Thread(target=handle_next, args=(database, OFFICE), kwargs={"now": stage.at})
    first.start()
    assert begun.wait(60)
    go_on_later = threading.Timer(2, go_on.set)  # so that a wrong one ends, too
    go_on_later.start()
    assert not handle_next(database, OFFICE, now=stage.at)
    go_on.set()
    first.join()
    assert len(seen) == 1
    assert states(database) == {EventState.HANDLED: 1}


def test_a_failing_event_holds_up_its_own_person_only(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def act(turn: Turn) -> Said | None:
        words = turn.event.text or ""
        if words == "broken":
            raise ValueError
        seen.append(words)
        return None

    monkeypatch.setitem(handlers.HANDLERS, "message", act)
    mine = {"source": {"type": "user", "userId": "U" + "a" * 32}}
    stage.post(
        {
            "events": [
                event(1, **mine, message={"type": "text", "text": "broken"}),
                event(2, **mine, message={"type": "text", "text": "after"}),
                event(3, message={"type": "text", "text": "other"}),
            ]
        }
    )
    while handle_next(stage.wired.database, OFFICE, now=stage.at):
        pass
    assert seen == ["other"]


def test_out_of_order_arrivals_are_handled_in_lines_order(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def act(turn: Turn) -> Said | None:
        seen.append(turn.event.text or "")
        return None

    monkeypatch.setitem(handlers.HANDLERS, "message", act)
    moment = int(stage.at.timestamp() * 1000)
    mine = {"source": {"type": "user", "userId": "U" + "a" * 32}}
    for number, (offset, words) in enumerate([(-1000, "third"), (-3000, "first"), (-2000, "2nd")]):
        made = event(number, **mine, timestamp=moment + offset)
        stage.post({"events": [{**made, "message": {"type": "text", "text": words}}]})
    while handle_next(stage.wired.database, OFFICE, now=stage.at):
        pass
    assert seen == ["first", "2nd", "third"]


def test_several_workers_answer_everyone_once_and_each_person_in_order(stage: Stage) -> None:
    people, messages = 8, 6
    started = datetime.now(UTC)
    stage.at = started
    events = [
        event(
            person * 100 + number,
            source={"type": "user", "userId": f"U{person:032x}"},
            replyToken=f"{person}:{number}",
            timestamp=int(started.timestamp() * 1000) - 10_000 + number,
            message={"type": "text", "text": "ความเป็นส่วนตัว"},
        )
        for number in range(messages)
        for person in range(people)
    ]
    stage.post({"events": events})
    line = FakeLine(delay=0.01)
    workers = [
        worker(stage.wired.database, line, lambda: datetime.now(UTC))
        for _ in range(1 if stage.wired.database.is_sqlite else 3)
    ]
    threads = [threading.Thread(target=each.run) for each in workers]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 60
    while len(line.tokens) < people * messages and time.monotonic() < deadline:
        time.sleep(0.05)
    for each in workers:
        each.stop()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(line.tokens) == sorted(f"{p}:{n}" for p in range(people) for n in range(messages))
    for person in range(people):
        mine = [token for token in line.tokens if token.startswith(f"{person}:")]
        assert mine == sorted(mine)
    with stage.wired.database.reading() as session:
        assert set(session.scalars(select(OutboxMessage.state))) == {OutboxState.SENT}
        assert session.get_one(Heartbeat, "worker").beat_at >= started - timedelta(seconds=1)


def test_a_worker_that_is_stopped_writes_down_what_was_in_flight(stage: Stage) -> None:
    stage.at = datetime.now(UTC)
    made = event(replyToken="t", message={"type": "text", "text": "ความเป็นส่วนตัว"})
    stage.post({"events": [{**made, "timestamp": int(stage.at.timestamp() * 1000)}]})
    line = FakeLine(delay=0.5)
    running = worker(stage.wired.database, line, lambda: datetime.now(UTC))
    thread = threading.Thread(target=running.run)
    thread.start()
    time.sleep(0.3)
    running.stop()
    thread.join(timeout=20)
    assert line.tokens == ["t"]
    with stage.wired.database.reading() as session:
        assert session.scalars(select(OutboxMessage.state)).all() == [OutboxState.SENT]


def test_a_worker_that_is_stopped_gives_back_what_no_sender_had_begun(stage: Stage) -> None:
    stage.at = datetime.now(UTC)
    moment = {"timestamp": int(stage.at.timestamp() * 1000)}
    stage.post({"events": [event(n, replyToken=f"{n}", **moment) for n in range(SENDERS + AHEAD)]})
    line = SlowLine()
    running = worker(stage.wired.database, line, lambda: datetime.now(UTC))
    thread = threading.Thread(target=running.run)
    thread.start()
    wait_until(lambda: len(running._calls) > SENDERS)
    running.stop()
    wait_until(lambda: any(call.cancelled() for call in list(running._calls.values())))
    line.answers.set()
    thread.join(timeout=60)
    with stage.wired.database.reading() as session:
        rows = session.scalars(select(OutboxMessage)).all()
    back = [row for row in rows if row.state == OutboxState.WAITING]
    assert len(back) == len(rows) - len(line.tokens) > 0
    assert not any(row.doubtful for row in back)


def test_late_replies_are_ended_without_waiting_between_them(stage: Stage) -> None:
    people = 60
    stage.post(
        {
            "events": [
                event(
                    person,
                    source={"type": "user", "userId": f"U{person:032x}"},
                    replyToken=f"{person}",
                    message={"type": "text", "text": "ความเป็นส่วนตัว"},
                )
                for person in range(people)
            ]
        }
    )
    while handle_next(stage.wired.database, OFFICE, now=stage.at):
        pass
    stage.later(minutes=2)
    line = FakeLine()
    late = worker(stage.wired.database, line, lambda: stage.at)
    while late.work_once():  # a turn that says it had nothing to do is followed by a pause
        pass
    with stage.wired.database.reading() as session:
        ended = session.scalars(select(OutboxMessage.state)).all()
    assert ended == [OutboxState.HELD] * people
    assert line.tokens == []


def test_a_practice_link_on_a_real_channel_is_loud_in_the_log(database_url: str) -> None:
    stage = make_stage(database_url, line_api_base=LINE_API, secret_key="k" * 40)
    with capture_logs() as said:
        warn_of_practice_links(stage.wired.database, stage.wired.settings)
    assert [(each["log_level"], each["campaign"]) for each in said] == [("error", "bangsue-2570")]
    assert "PRACTICE LINK" in said[0]["event"]
    stage.wired.database.engine.dispose()
