"""Storing webhook events: one writer thread commits, for everybody at once, what has queued up.

A commit that survives power loss takes the disk's time whatever its size, and SQLite's writers
wait for each other in their sleep; so the requests of one moment share one commit.
"""

import queue
import threading
from concurrent.futures import Future
from typing import Any

import structlog

from models.base import insert_into
from models.session import Database
from models.webhook_event import WebhookEvent

log = structlog.get_logger()

Row = dict[str, Any]

MOST_ROWS = 2000
"""In one commit; the rest wait for the next."""

PATIENCE_S = 1.8
"""LINE gives up after 2 s (line-platform.md §1)."""


class Recorder:
    """Durable, idempotent storage of events; `record` returns once they are on the disk."""

    def __init__(self, database: Database) -> None:
        self._database = database
        dialect = database.engine.dialect.name
        self._insert = insert_into(WebhookEvent.__table__, dialect).on_conflict_do_nothing()
        self._queue: queue.SimpleQueue[tuple[list[Row], Future[None]]] = queue.SimpleQueue()
        self._start = threading.Lock()
        self._thread: threading.Thread | None = None

    def record(self, rows: list[Row]) -> None:
        """Stores the events, those already known excepted; raises what the database raised."""
        self._ensure_running()
        done: Future[None] = Future()
        self._queue.put((rows, done))
        done.result(timeout=PATIENCE_S)

    def _ensure_running(self) -> None:
        with self._start:  # started at the first event, so that a forked server has its own
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            self._store(self._next_batch())

    def _next_batch(self) -> list[tuple[list[Row], Future[None]]]:
        batch = [self._queue.get()]
        size = len(batch[0][0])
        while size < MOST_ROWS:
            try:
                batch.append(self._queue.get_nowait())
            except queue.Empty:
                break
            size += len(batch[-1][0])
        return batch

    def _store(self, batch: list[tuple[list[Row], Future[None]]]) -> None:
        """Commits the batch; if that fails, each request once more by itself.

        So one cannot spoil all, and a connection that died while idle costs nobody anything.
        """
        try:
            self._commit([row for rows, _ in batch for row in rows])
        except Exception as error:
            log.warning("storing events failed", requests=len(batch), error=type(error).__name__)
            for rows, done in batch:
                self._store_alone(rows, done)
        else:
            for _, done in batch:
                done.set_result(None)

    def _store_alone(self, rows: list[Row], done: Future[None]) -> None:
        try:
            self._commit(rows)
        except Exception as own:
            done.set_exception(own)
        else:
            done.set_result(None)

    def _commit(self, rows: list[Row]) -> None:
        # In one order everywhere: two processes storing the same events never lock crosswise.
        ordered = sorted(rows, key=lambda row: (row["agency_id"], row["event_id"]))
        with self._database.storing() as connection:
            connection.execute(self._insert, ordered)
            if not self._database.is_sqlite:
                connection.exec_driver_sql("NOTIFY outreach")
