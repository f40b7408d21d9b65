"""Waking the worker: PostgreSQL notifies, and a poll finds what was missed.

Through a pooler no notification comes: there the poll does it alone, and looks more often.
"""

import threading

import structlog

from models.session import LOST_WITHIN, Database, is_pooled

log = structlog.get_logger()

SQLITE_POLL_S = 0.1
POSTGRES_POLL_S = 1.0
POOLED_POLL_S = 0.2


class Waker:
    """Waits until there may be work: woken by a neighbour, a notification, or the poll."""

    def __init__(self, database: Database) -> None:
        self._event = threading.Event()
        self._closed = threading.Event()
        self._poll_s = SQLITE_POLL_S if database.is_sqlite else POSTGRES_POLL_S
        if not database.is_sqlite:
            url = database.engine.url.set(drivername="postgresql")
            self._listen_to = url.render_as_string(hide_password=False)
            threading.Thread(target=self._listen, name="listener", daemon=True).start()

    def wake(self) -> None:
        """There may be something to do."""
        self._event.set()

    def wait(self) -> None:
        """Returns when woken, or when it is time to look anyway."""
        self._event.wait(self._poll_s)
        self._event.clear()

    def close(self) -> None:
        """Stops listening."""
        self._closed.set()

    def _listen(self) -> None:
        import psycopg  # noqa: PLC0415 (10 MiB that an office on SQLite never needs)

        while not self._closed.is_set():
            try:
                with psycopg.connect(self._listen_to, autocommit=True, **LOST_WITHIN) as connection:
                    if is_pooled(connection):
                        self._poll_s = POOLED_POLL_S
                        return
                    connection.execute("LISTEN outreach")
                    while not self._closed.is_set():
                        for _ in connection.notifies(timeout=1.0, stop_after=1):
                            self.wake()
            except psycopg.OperationalError as error:  # away: the poll goes on, we come back
                log.warning("listening broke", error=type(error).__name__)
                self._closed.wait(1.0)
