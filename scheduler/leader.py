"""One of several schedulers leads; the others look again every few seconds, and do nothing."""

import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import uuid4

import structlog

from models.lease import LeaseLost, give_up_lease, leading, take_lease
from models.session import Database
from scheduler.jobs import Job

log = structlog.get_logger()


class Leader:
    """This process's candidacy. Whoever acts renews the lease first, and acts under its epoch.

    Whoever comes to lead does all `jobs` at once, whichever it was asked for: what came while
    nobody led must not wait for its next look, least of all where schedulers die often.
    """

    def __init__(
        self, database: Database, now: Callable[[], datetime], jobs: Sequence[Job] = ()
    ) -> None:
        self._database = database
        self._now = now
        self._jobs = jobs
        self._holder = str(uuid4())
        self._epoch: int | None = None
        self._renewing = threading.Lock()
        self._gave_up = False

    def run(self, job: Job) -> None:
        """Runs one job if we lead; what goes wrong is logged, and the next time comes all the same.

        A job that began before this process froze fails at its next transaction: the epoch is
        another's by then.
        """
        led = self._epoch
        self._act(job)
        if self._epoch not in (led, None):
            for other in self._jobs:
                if other is not job:
                    self._act(other)

    def _act(self, job: Job) -> None:
        try:
            epoch = self._renew()
            if epoch is not None:
                guarded = self._database.guarded(leading(self._holder, epoch))
                job.run(guarded, self._now())
        except LeaseLost:
            log.warning("another scheduler leads by now", job=job.name)
        except Exception as error:
            log.exception("job failed", job=job.name, error=type(error).__name__)

    def give_up(self) -> None:
        """Lets another lead at once; a database that is away will notice by itself.

        A job still at work in another thread does not take the lease back.
        """
        try:
            with self._renewing, self._database.transaction() as session:
                self._gave_up = True
                give_up_lease(session, self._holder)
        except Exception as error:
            log.warning("the lease was left to lapse", error=type(error).__name__)

    def _renew(self) -> int | None:
        with self._renewing:
            if self._gave_up:
                return None
            with self._database.transaction() as session:
                epoch = take_lease(session, self._holder)
        if epoch != self._epoch:
            log.info("leading" if epoch else "another scheduler leads", epoch=epoch)
        self._epoch = epoch
        return epoch
