"""The worker: handles stored events, sends what is due, writes down what became of it.

One thread owns the database; a pool of senders owns the network; they meet in a queue.
Run by `python -m scheduler.worker`.
"""

import gc
import queue
import signal
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

import clock
import logs
from handlers import handle_due, is_any_event_due
from handlers.turn import Office
from models.campaign import Campaign, Instrument
from models.heartbeat import beat
from models.line_channel import given_in, is_any_stored
from models.outbox_message import Method
from models.session import Database
from outbound import delivery
from outbound.due import Turns, set_apart, who_waits
from outbound.line_client import Answer, LineClient, Outcome
from outbound.line_clients import LineClients
from outbound.messages.wording import sentences
from outbound.pace import Pace
from rules.rota import Rota
from scheduler.clock_gone_back import make_due
from scheduler.waker import Waker
from settings import Settings, SettingsProblem

log = structlog.get_logger()

SENDERS = 32
"""Calls in flight: at LINE's 100 ms they make 320 calls a second, far below its 2,000."""

AHEAD = 12
"""Messages claimed beyond those in flight, so that no sender waits for the database's turn."""

MOST_PUSHES = 24
"""Of them at once: while LINE is slow with a round of reminders, somebody is free to answer."""

TOGETHER = 10
"""Rows in one transaction: events handled, messages claimed, outcomes written down.

While they are written the web process waits for SQLite's one lock.
"""

TOGETHER_ON_POSTGRES = 16
"""There a turn's dozen round trips weigh more, and nobody waits for a lock; but with 25, on two
cores, the slowest acknowledgements took half as long again.
"""

HAND = 4
"""Rows of one office at the least, if it has so many: reading its campaign has its own cost."""

BEAT_EVERY = timedelta(seconds=10)

LEAVES_WITHIN_S = 25
"""From being told to stop; after 30 s a platform kills."""


class Clients(Protocol):
    """The offices' ways to LINE."""

    def of(self, session: Session, agency_id: int) -> LineClient | None: ...


class Worker:
    """Takes turns: a few events, then messages out, then outcomes in."""

    def __init__(
        self,
        *,
        database: Database,
        clients: Clients,
        office: Office,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._clients = clients
        self._office = office
        self._now = now
        self._waker = Waker(database)
        self._pool = ThreadPoolExecutor(SENDERS, thread_name_prefix="sender")
        self._answers: queue.SimpleQueue[tuple[int, Answer]] = queue.SimpleQueue()
        self._calls: dict[int, Future[None]] = {}
        self._pushing: set[int] = set()
        self._events_turn, self._pace = Rota(HAND), Pace()
        self._turns = Turns(replies=Rota(HAND), pushes=Rota(HAND), pace=self._pace)
        self._more_events = False
        self._together = TOGETHER if database.is_sqlite else TOGETHER_ON_POSTGRES
        self._stopping = False
        self._beaten_at: datetime | None = None

    def stop(self, *_: Any) -> None:
        """Takes nothing new; what is in flight is still written down.

        Only a mark, seen at the next look: a signal may come in the middle of waiting, and what
        waits holds the very lock that waking would take.
        """
        self._stopping = True

    def run(self) -> None:
        """Works until stopped."""
        # Both would hold SQLite's write lock in the middle of a turn, 100 ms and more: reading the
        # words at the first, and every collection's walk over all that was loaded at the start.
        sentences()
        gc.freeze()
        while not self._stopping:
            try:
                busy = self.work_once()
            except Exception as error:  # the database is away: nothing is lost, try again
                log.error("worker stumbled", error=type(error).__name__)
                time.sleep(1.0)
                continue
            if not busy:
                self._waker.wait()
        self._finish()

    def work_once(self) -> bool:
        """One turn; True when there was something to do."""
        self._beat()
        handled = self._handle_events()
        recorded = self._record_answers()
        sent = self._send_due()
        return bool(handled or recorded or sent)

    def _handle_events(self) -> int:
        """Looks first, unless the last turn was full: many workers are woken for each event.

        And on SQLite a turn takes the lock that the web process needs.
        """
        now = self._now()
        if not self._more_events:
            with self._database.reading() as session:
                if not is_any_event_due(session, now=now):
                    return 0
        handled = handle_due(
            self._database, self._office, now=now, limit=self._together, rota=self._events_turn
        )
        self._more_events = handled == self._together
        return handled

    def _send_due(self) -> int:
        free = min(SENDERS + AHEAD - len(self._calls), self._together)
        if free < AHEAD // 2:  # all senders are busy: a few at a time would be many transactions
            return 0
        now = self._now()
        with self._database.reading() as session:
            waiting = who_waits(session, now=now)
        if not waiting:
            return 0
        set_apart(self._database, waiting, self._pace, now=now)
        with self._database.transaction() as session:
            claim = delivery.claim(
                session,
                limit=free,
                now=now,
                turns=self._turns,
                pushes=MOST_PUSHES - len(self._pushing),
                waiting=waiting,
            )
            ways = {p.agency_id: self._clients.of(session, p.agency_id) for p in claim.parcels}
        for parcel in claim.parcels:
            if parcel.method != Method.REPLY:
                self._pushing.add(parcel.id)
            self._calls[parcel.id] = self._pool.submit(self._send, parcel, ways[parcel.agency_id])
        return claim.taken  # not only what is sent: ending thousands of late ones is work too

    def _send(self, parcel: delivery.Parcel, client: LineClient | None) -> None:
        try:
            answer = delivery.send(client, parcel) if client else delivery.NO_CHANNEL
        except Exception as error:  # an outcome nobody foresaw may have been accepted
            log.error("sending broke", message=parcel.id, error=type(error).__name__)
            answer = Answer(Outcome.UNKNOWN, detail=type(error).__name__)
        self._answers.put((parcel.id, answer))
        self._waker.wake()

    def _record_answers(self) -> int:
        answers: list[tuple[int, Answer]] = []
        while not self._answers.empty() and len(answers) < self._together:
            answers.append(self._answers.get())
        if not answers:
            return 0
        try:
            with self._database.transaction() as session:
                delivery.record(session, answers, now=self._now())
        except Exception:
            for pair in answers:  # kept for the next turn: an outcome must not be forgotten
                self._answers.put(pair)
            raise
        for parcel_id, _ in answers:
            self._calls.pop(parcel_id, None)
            self._pushing.discard(parcel_id)
        return len(answers)

    def _beat(self) -> None:
        now = self._now()
        if self._beaten_at is None or abs(now - self._beaten_at) >= BEAT_EVERY:
            with self._database.transaction() as session:
                beat(session, "worker", now=now)
                late = make_due(session, now=now)
            if late:
                log.warning("the clock has gone back", brought_forward=late)
            self._beaten_at = now

    def _finish(self) -> None:
        """Gives back what no sender has begun, waits for those who have, writes all of it down."""
        give_up = time.monotonic() + LEAVES_WITHIN_S
        for parcel_id, call in self._calls.items():
            if call.cancel():
                self._answers.put((parcel_id, Answer(Outcome.NOT_SENT, detail="we were stopped")))
        self._pool.shutdown(wait=True)  # LINE has 13 s to answer
        while not self._answers.empty() and time.monotonic() < give_up:
            try:
                self._record_answers()
            except Exception as error:  # the database is away: it may be back in time
                log.error("worker stumbled", error=type(error).__name__)
                time.sleep(1.0)
        self._waker.close()


def warn_of_practice_links(database: Database, settings: Settings) -> None:
    """Says loudly when real people would be sent to a placeholder."""
    if not settings.talks_to_line:
        return
    with database.reading() as session:
        for campaign in session.scalars(select(Campaign)):
            if campaign.is_practice(Instrument.EIT):
                log.error(
                    "PRACTICE LINK on a real LINE channel: put the NACC's own link in the "
                    "campaign file and load it again",
                    campaign=campaign.slug,
                )


def main() -> None:
    """Starts one worker from the environment's settings."""
    logs.configure("worker")
    try:
        settings = Settings.load()
        database = Database(settings.database_url, settings.secret_keys)
        settings.needed_to_serve(lambda: is_any_stored(database))
    except SettingsProblem as problem:
        sys.exit("\n".join(problem.problems))
    worker = Worker(
        database=database,
        clients=LineClients(base_url=settings.line_api_base, given=given_in(settings)),
        office=Office(
            public_url=settings.public_base_url,
            on_simulator=settings.simulator,
        ),
        now=clock.now,
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, worker.stop)
    log.info("worker started")
    warn_of_practice_links(database, settings)
    worker.run()
    log.info("worker stopped")


if __name__ == "__main__":
    main()
