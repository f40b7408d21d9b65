"""One office at work: its processes, its days, its people, and the way back to rest."""

import json
import random
import signal
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from datetime import time as hour
from pathlib import Path

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from models.base import UtcDateTime
from models.campaign import Campaign
from models.lease import Lease
from models.outbox_message import OPEN_STATES, OutboxMessage
from models.reminder import ReminderRound, RoundState
from models.session import Database
from models.webhook_event import IS_OPEN, WebhookEvent
from rules.thai_dates import BANGKOK
from rules.work_calendar import WorkCalendar
from simulator.moved_clock import MovedClock
from simulator.platform import Accepted, Person
from tests.conftest import ROOT
from tests.faults.databases import Engine
from tests.faults.office import open_by_commands, open_office
from tests.faults.people import Deliveries, Habits, Record
from tests.product import Product, staged, until

FIRST_DAY = date(2027, 1, 11)
PROCESSES = ("web", "worker", "scheduler")
SETTLING_S = 240
"""Longer than anything may take; a machine shared with others is slow at times."""

ROUND_COMES_WITHIN_S = 30
"""After the scheduler was started again; LINE's bad days go on until then."""

HURRY = 60.0
"""When nothing has moved for a while the clock is moved on by so many seconds."""


class Stamped(list[Accepted]):
    """The calls LINE took, each with this machine's own time."""

    def __init__(self) -> None:
        super().__init__()
        self.moments: list[float] = []

    def append(self, call: Accepted) -> None:
        self.moments.append(time.monotonic())
        super().append(call)


@dataclass
class World:
    """The product on one database, and all that is known of it from outside."""

    engine: Engine
    product: Product
    database: Database
    seed: str
    clock: MovedClock
    line_clock: MovedClock
    release: Path = ROOT
    patient: bool = False
    day: date = FIRST_DAY
    record: Record = field(default_factory=Record)
    sent: Stamped = field(default_factory=Stamped)
    codes: list[str] = field(default_factory=list)
    waiting: list[Person] = field(default_factory=list)
    ended_by_themselves: list[str] = field(default_factory=list)
    _people: int = 0

    def __post_init__(self) -> None:
        self.product.line.platform.sent = self.sent
        self.chance = random.Random(self.seed)
        self.habits = Habits([f"{self.product.web}/callback"])

    @property
    def people(self) -> Mapping[str, Person]:
        """Everybody there ever was."""
        return self.product.line.platform.people

    def next_number(self) -> int:
        """Numbers people; only a label, so two threads may well get theirs in any order."""
        self._people += 1
        return self._people

    def open(self) -> None:
        """Everything runs, there are counters, a coordinator and an owner."""
        self.move_to(self.day, hour(9, 5))
        codes = (
            open_office(self.database, now=self.clock.now())
            if self.release == ROOT
            else open_by_commands(self.product, self.release)
        )
        self.codes = codes.points
        self.product.start(*PROCESSES, release=self.release)
        self.coordinator = self._hat("วิภา", codes.coordinator)
        self.owner = self._hat("ประยูร", codes.owner)

    def _hat(self, name: str, key: str) -> Person:
        person = self.product.person(name)
        hook = Deliveries(self.product.line.platform, self.record, self.habits, random.Random(name))
        hook.follow(person)
        hook.say(person, key)
        until(lambda: len(self.product.heard(person)) > 1, "the hat was given", SETTLING_S)
        return person

    def move_to(self, day: date, at: hour) -> None:
        """Everybody's clock shows that Bangkok time."""
        moment = datetime.combine(day, at, BANGKOK)
        self.clock.move_to(moment)
        self.line_clock.move(self.clock.offset)

    def hurry(self) -> None:
        """Time passes for everybody."""
        for each in (self.clock, self.line_clock):
            each.move(each.offset + HURRY)

    def evening_before(self, apart: int) -> None:
        """A later working day begins the evening before: the scheduler announces its round.

        The release at work is asked who is due: its tables may lack what ours have.
        """
        with self.database.reading() as session:
            holidays = session.scalars(select(Campaign.content)).one()["holidays"]
        calendar = WorkCalendar(frozenset(date.fromisoformat(each["date"]) for each in holidays))
        self.day = calendar.add_working_days(self.day, apart)
        self.move_to(calendar.working_days_before(self.day, 1), hour(16, 40))
        asked = ("reminders", "plan", "--at", self.day.isoformat(), "--json")
        if json.loads(self.product.flask(*asked, release=self.release))["due"]:
            self.restart("scheduler", signal.SIGTERM)
            until(lambda: self.round_of_today() is not None, "the round was announced", SETTLING_S)

    def round_of_today(self) -> ReminderRound | None:
        with self.database.reading() as session:
            return session.scalar(select(ReminderRound).where(ReminderRound.day == self.day))

    def round_is_coming(self, since: float) -> bool:
        """Whether the day's round is still to be sent; nobody waits for it for ever."""
        current = self.round_of_today()
        is_announced = current is not None and current.state == RoundState.ANNOUNCED
        return is_announced and time.monotonic() - since < ROUND_COMES_WITHIN_S

    def restart(self, name: str, number: int = signal.SIGKILL) -> None:
        """Ends a process and starts the next at once, as whatever runs us would."""
        self.product.kill(name, number)
        self.product.launch(name, release=self.release)

    def heal(self) -> None:
        """Every fault is over; a process that ended by itself is noted, and started again."""
        self.product.line.faults.set(mode="none", delay_ms=0, left=None)
        self.habits.twice = 0.0
        self.engine.disk.free()
        self.engine.revive()
        self.database.engine.dispose()  # our own connections were cut as well
        for name, process in list(self.product.processes.items()):
            if process.poll() is not None:
                self.ended_by_themselves.append(name)
                self.restart(name)

    def settle(self) -> None:
        """Waits until nothing is open and all is well, or until waiting longer makes no sense."""
        if not self.patient:
            self._lapse_lease()
        give_up = time.monotonic() + SETTLING_S
        before, since = -1, time.monotonic()
        while (left := self.left_to_do()) and time.monotonic() < give_up:
            if left != before:
                before, since = left, time.monotonic()
            if time.monotonic() - since > (4.0 if self.patient else 1.0):
                self.hurry()
                since = time.monotonic()
            time.sleep(0.1)
        if not self.patient and not self.is_ready():
            self.restart("scheduler", signal.SIGTERM)
        while not self.is_ready() and time.monotonic() < give_up:
            time.sleep(0.2)

    def _lapse_lease(self) -> None:
        """The short form does not wait half a minute for a dead leader's lease."""
        with self.database.transaction() as session:
            now = session.scalar(select(func.now(type_=UtcDateTime())))
            session.execute(update(Lease).values(expires_at=now))

    def left_to_do(self) -> int:
        with self.database.reading() as session:
            return open_work(session) + len(rounds_not_sent(session, self.day))

    def is_ready(self) -> bool:
        """What /readyz says."""
        try:
            with urllib.request.urlopen(f"{self.product.web}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


def open_work(session: Session) -> int:
    """Events not handled yet and messages on their way."""
    events = select(func.count()).where(WebhookEvent.state == IS_OPEN)
    messages = select(func.count()).where(OutboxMessage.state.in_(OPEN_STATES))
    return (session.scalar(events) or 0) + (session.scalar(messages) or 0)


def rounds_not_sent(session: Session, today: date) -> list[ReminderRound]:
    """Rounds whose day has come and which nobody sent."""
    late = (ReminderRound.day <= today, ReminderRound.state == RoundState.ANNOUNCED)
    return list(session.scalars(select(ReminderRound).where(*late)))


@contextmanager
def world_on(
    engine: Engine, *, seed: str, release: Path = ROOT, log: Path | None = None
) -> Iterator[World]:
    """An office that has just opened, run by that release."""
    with tempfile.TemporaryDirectory(prefix="outreach-world-") as name:
        folder = Path(name)
        line_clock = folder / "line-clock"
        with staged(engine.url, folder, log=log, line_clock=line_clock) as product:
            keys = [key.strip() for key in product.env["SECRET_KEY"].split(",")]
            database = Database(engine.url, keys)
            made = World(
                engine=engine,
                product=product,
                database=database,
                seed=seed,
                clock=MovedClock(Path(product.env["CLOCK_FILE"])),
                line_clock=MovedClock(line_clock),
                release=release,
            )
            try:
                made.open()
                yield made
            finally:
                engine.disk.free()
                engine.revive()
                database.engine.dispose()
