"""Engine and sessions for both databases, and the few places where they differ."""

import copy
import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.orm import Session, sessionmaker

from models import counting
from models.sealed import unlock

SQLITE_PATIENCE_S = 10
"""How long a writer waits for another before it reports a locked database."""

FROZEN_S = 20
"""So long may a transaction ask nothing: then PostgreSQL ends it, and frees what it locked."""

LOST_WITHIN: dict[str, Any] = {
    "connect_timeout": 10,
    "keepalives_idle": 20,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""libpq's, in seconds and milliseconds: a server that vanished without a word (its machine died,
another took over) is noticed within some 35 s, not after the system's two hours."""

ON_THE_SERVER = {
    "idle_in_transaction_session_timeout": f"{FROZEN_S}s",
    "tcp_keepalives_idle": "20",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}
"""The same the other way round: a transaction whose process froze, or whose machine vanished in the
middle of sending, which PostgreSQL does not call idle. Without it that machine's events stay locked
for the system's two hours."""

ONE_MOMENT = {"isolation_level": "REPEATABLE READ"}
"""On PostgreSQL; SQLite's readers do so by themselves."""


ONE_AT_A_TIME = 2
"""Connections of a process with one thread for the database: its own, and one for a question
asked in the middle of another. Web and scheduler say how many theirs are (docs/deploy.md)."""


class Database:
    """One engine, its sessions, and the keys that open its sealed columns.

    On PostgreSQL it never holds more than `connections`, and one more once events are stored:
    who finds none free waits, up to 30 s.
    """

    def __init__(
        self, url: str, secret_keys: list[str], *, connections: int = ONE_AT_A_TIME
    ) -> None:
        unlock(secret_keys)
        self.engine = make_engine(url, connections=connections)
        # No autoflush: whoever needs a row's number flushes; every query would look for changes.
        self._writing = sessionmaker(self.engine, expire_on_commit=False, autoflush=False)
        self._url = url
        path = url.removeprefix("sqlite:///")
        self._lock_file = path if self.is_sqlite and path else None
        # Readers never queue for SQLite's one write lock, and see one moment from first to last.
        options = {"sqlite_readonly": True} if self.is_sqlite else ONE_MOMENT
        self._reading = sessionmaker(self.engine.execution_options(**options))
        self._guard: Callable[[Session], None] = _no_guard

    def guarded(self, guard: Callable[[Session], None]) -> "Database":
        """The same database, whose every transaction `guard` sees first and may refuse."""
        same = copy.copy(self)
        same._guard = guard
        return same

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session that commits at the end, or rolls everything back on an exception."""
        with self._one_writer(), self._writing() as session:
            try:
                self._guard(session)
                yield session
                counting.write_counts(session)
                session.commit()
            except BaseException:
                session.rollback()
                raise

    @contextmanager
    def storing(self) -> Iterator[Connection]:
        """A bare connection that commits at the end: for rows stored by the thousand.

        PostgreSQL's is one of its own, so that slow pages never keep LINE's events waiting.
        """
        with self._one_writer(), self._storing.begin() as connection:
            yield connection

    @cached_property
    def _storing(self) -> Engine:
        if self.is_sqlite:
            return self.engine
        own = make_engine(self._url, connections=1)
        event.listen(self.engine, "engine_disposed", lambda _engine: own.dispose())
        return own

    @contextmanager
    def _one_writer(self) -> Iterator[None]:
        """Queues SQLite's writers at file locks, which wake the next one at once.

        SQLite itself lets them sleep and look again, up to 100 ms at a time: whoever writes
        most starves the others. Two locks make it fair: the next writer waits for the second
        while it holds the first, so that the one before cannot slip in again ahead of it.
        PostgreSQL needs none of this.
        """
        if self._lock_file is None:
            yield
            return
        with _locked(f"{self._lock_file}.next"):
            writing = _lock(f"{self._lock_file}.writer")
        try:
            yield
        finally:
            os.close(writing)  # which unlocks

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for looking only: it changes nothing, waits for no writer, and sees the
        database as it was at its first question, so that figures agree with each other.
        """
        with self._reading() as session:
            yield session

    @contextmanager
    def beside_pages(self) -> Iterator[Session]:
        """The same for a short look on the way of LINE's events: slow pages do not keep it
        waiting, for on PostgreSQL it shares the connection events are stored with.
        """
        if self.is_sqlite:
            with self._reading() as session:
                yield session
            return
        with Session(self._storing.execution_options(**ONE_MOMENT)) as session:
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """All tables as they stand at one moment, for as long as it takes; nobody waits for it."""
        options: dict[str, Any] = {"sqlite_readonly": True}
        if not self.is_sqlite:
            options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with self.engine.connect().execution_options(**options) as connection, connection.begin():
            if not self.is_sqlite:  # a slow disk is no frozen process
                connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
            yield connection


def _no_guard(_session: Session) -> None:
    """Every transaction may go."""


def _lock(path: str) -> int:
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(handle, fcntl.LOCK_EX)
    return handle


@contextmanager
def _locked(path: str) -> Iterator[None]:
    handle = _lock(path)
    try:
        yield
    finally:
        os.close(handle)


def make_engine(url: str, *, connections: int = ONE_AT_A_TIME) -> Engine:
    """An engine for `postgresql://…` (psycopg 3) or `sqlite:///…` (WAL, durable commits)."""
    if url.startswith("sqlite"):
        return _sqlite_engine(url)
    for prefix in ("postgresql://", "postgres://"):
        url = url.replace(prefix, "postgresql+psycopg://", 1) if url.startswith(prefix) else url
    # No ping before each use: it would cost every event a round trip. After the database was
    # away, the first use fails, the pool starts afresh, and recorder and worker try again.
    engine = create_engine(
        url,
        connect_args=LOST_WITHIN,
        pool_size=connections,
        max_overflow=0,
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: Any) -> None:
        for name, value in ON_THE_SERVER.items():
            connection.execute("SELECT set_config(%s, %s, false)", (name, value))
        if is_pooled(connection):  # the next transaction may well be another server's
            connection.prepare_threshold = None
            record.info[POOLED] = True
        connection.commit()

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        if POOLED in connection.info:
            connection.exec_driver_sql(
                f"SET LOCAL idle_in_transaction_session_timeout = '{FROZEN_S}s'"
            )

    return engine


POOLED = "behind a pooler"


def is_pooled(connection: Any) -> bool:
    """Whether a pooler stands between (PgBouncer and its like): the server that answers is not
    the one that greeted. Then nothing may be kept from one transaction to the next: no LISTEN,
    no SET, no prepared statement.
    """
    (answering,) = connection.execute("SELECT pg_backend_pid()").fetchone()
    return bool(answering != connection.info.backend_pid)


def _sqlite_engine(url: str) -> Engine:
    path = url.removeprefix("sqlite:///")
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    patience = {"timeout": SQLITE_PATIENCE_S}
    engine = create_engine(url, connect_args=patience, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver's own BEGIN is deferred: we emit ours below
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        # IMMEDIATE: a reader that turns writer half-way fails at once with "database is locked".
        readonly = connection.get_execution_options().get("sqlite_readonly")
        connection.exec_driver_sql("BEGIN" if readonly else "BEGIN IMMEDIATE")

    return engine
