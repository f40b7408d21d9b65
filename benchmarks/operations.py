"""What an office does all day, each act timed by itself inside one process."""

import json
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from benchmarks.history import INVITED, Pouring
from benchmarks.load import message, signature
from benchmarks.offices import NOW, Office, secret_of
from benchmarks.processes import Bench
from bot.app import create_app
from handlers import handle_due, is_any_event_due
from handlers.turn import Office as Door
from models.agency import Agency
from models.campaign import Campaign
from models.counting import write_counts
from models.desk_session import start_session
from models.menu_link import menus_to_change
from models.outbox_message import OutboxMessage
from models.reminder import ReminderRound, RoundState
from models.respondent import meet
from models.role import Role, RoleName
from models.session import Database
from outbound import delivery
from outbound.due import who_waits
from outbound.line_client import Answer, Outcome
from roster.load import commit_plan, lock_roster
from roster.parse import Parsed, parse_roster
from roster.plan import make_plan, places_of
from rules.thai_dates import bangkok_date
from scheduler.reminder_outcomes import settle_reminders
from scheduler.reminder_rounds import send
from settings import Settings

OPEN_PEOPLE = 500
"""Who may be reminded: the work at hand of a round."""

STAFF = 500
"""Rows of a roster file."""

TOGETHER = 10
"""Events and messages in one transaction, as the worker takes them."""

TODAY = bangkok_date(NOW)
OWNER = f"U{'e' * 32}"


class Undone(Exception):
    """Rolls an act back that is to be measured again."""


@dataclass
class Stage:
    """One office of a database, its owner's browser, and everything an act needs."""

    bench: Bench
    database: Database
    office: Office
    number: int = 0
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        """The owner signs in, and a round is announced that is never sent for good."""
        Pouring(self.database, self.office, 999).people(OPEN_PEOPLE, answered=False)
        with self.database.transaction() as session:
            agency = session.get_one(Agency, self.office.id)
            owner = meet(session, agency, user_ids=[OWNER], now=INVITED)[OWNER].person
            session.flush()
            hat = {"agency_id": agency.id, "respondent_id": owner.id, "granted_at": INVITED}
            session.add(Role(**hat, name=RoleName.OWNER))
            announced = {"state": RoundState.ANNOUNCED, "people": OPEN_PEOPLE, "texts": []}
            of = {"agency_id": agency.id, "campaign_id": self.office.campaign_id}
            session.add(ReminderRound(**of, day=TODAY, announced_at=INVITED, **announced))
            token = start_session(session, agency, owner.id, now=NOW)
        app = create_app(Settings.load(**{k.lower(): v for k, v in self.bench.env.items()}))
        app.extensions["wiring"].now = lambda: NOW
        self.client = app.test_client()
        self.client.set_cookie("desk", token, path="/desk")

    def post(self, texts: list[str], *, user_id: str = "") -> None:
        """One webhook with these texts, each from a stranger unless told of whom."""
        events = []
        for text in texts:
            self.number += 1
            spec = {"run": 900_000 + self.office.id, "code": text, "secret": ""}
            events.append(message(spec, self.number))
            if user_id:
                events[-1]["source"]["userId"] = user_id
        body = json.dumps({"destination": "U" + "0" * 32, "events": events}).encode()
        sign = {"X-Line-Signature": signature(body, secret_of(self.office.slug))}
        answer = self.client.post(f"/callback/{self.office.slug}", data=body, headers=sign)
        assert answer.status_code == 200, answer.text

    def get(self, path: str) -> None:
        answer = self.client.get(path)
        assert answer.status_code == 200, path

    def handle(self) -> None:
        """All that waits, as a worker's turn does."""
        while handle_due(self.database, Door("https://bench.example"), now=NOW, limit=TOGETHER):
            pass

    def deliver(self) -> None:
        """Claims what is due and writes down that LINE took it."""
        while True:
            with self.database.transaction() as session:
                taken = delivery.claim(session, limit=TOGETHER, now=NOW)
            if not taken.taken:
                return
            accepted = [(parcel.id, Answer(Outcome.ACCEPTED)) for parcel in taken.parcels]
            with self.database.transaction() as session:
                delivery.record(session, accepted, now=NOW)

    def grow_old(self) -> None:
        """What was answered here is no longer of the last minutes, of which metrics tell."""
        recent = OutboxMessage.ended_at > NOW - timedelta(minutes=30)
        with self.database.transaction() as session:
            session.execute(
                update(OutboxMessage).where(recent).values(ended_at=NOW - timedelta(hours=1))
            )

    def undone(self, act: Callable[[Session], object]) -> None:
        """All but the commit; what was done is not there the next time."""
        with suppress(Undone), self.database.transaction() as session:
            act(session)
            write_counts(session)
            session.flush()
            raise Undone


Act = Callable[[Stage], object]


@dataclass(frozen=True)
class Operation:
    """What is timed; `before` each time something else, which is not."""

    name: str
    act: Act
    before: Act = lambda _: None

    def ms(self, stage: Stage, times: int) -> float:
        """The quickest of so many, in milliseconds: what else the machine did is not ours."""
        return min(self._once(stage) for _ in range(times))

    def _once(self, stage: Stage) -> float:
        self.before(stage)
        start = time.perf_counter()
        self.act(stage)
        return (time.perf_counter() - start) * 1000


def _look(stage: Stage) -> None:
    with stage.database.reading() as session:
        is_any_event_due(session, now=NOW)
        who_waits(session, now=NOW)


def _visit(stage: Stage) -> None:
    stage.client.delete_cookie("device", path="/q")  # another device
    stage.get(f"/q/{stage.office.code}")


def _round(stage: Stage) -> None:
    def act(session: Session) -> None:
        campaign = session.get_one(Campaign, stage.office.campaign_id)
        assert send(session, campaign, today=TODAY, now=NOW)

    stage.undone(act)


def _settle(stage: Stage) -> None:
    with stage.database.transaction() as session:
        campaign = session.get_one(Campaign, stage.office.campaign_id)
        assert settle_reminders(session, campaign) == 0


def _menus(stage: Stage) -> None:
    with stage.database.reading() as session:
        campaign = session.get_one(Campaign, stage.office.campaign_id)
        assert len(menus_to_change(session, campaign)) == 1  # the owner's


def _import(stage: Stage) -> None:
    def act(session: Session) -> None:
        agency = session.get_one(Agency, stage.office.id)
        campaign = session.get_one(Campaign, stage.office.campaign_id)
        names = places_of(session, campaign).unit_names
        parsed = parse_roster(ROSTER, units=names, sites={}, today=TODAY)
        assert isinstance(parsed, Parsed)
        lock_roster(session, campaign)
        plan = make_plan(session, agency, campaign, parsed)
        assert len(plan.new) == STAFF
        commit_plan(session, agency, campaign, plan, actor="a benchmark", now=NOW)

    stage.undone(act)


CONSONANTS = "กขคงจชซดตถทธนบปผพฟมยรลวสหอ"


def _roster() -> bytes:
    lines = ["ชื่อ-สกุล,ฝ่าย,ประเภท,วันที่บรรจุ"]
    for number in range(STAFF):
        first, second = divmod(number, len(CONSONANTS))
        name = f"นาย{CONSONANTS[second]}า{CONSONANTS[first % 25]}ี ใจดี"
        lines.append(f"{name},โยธา,ข้าราชการ,1 ต.ค. {2540 + first % 20}")
    return "\n".join(lines).encode()


ROSTER = _roster()

OPERATIONS = [
    Operation("metrics", lambda s: s.get("/metrics")),
    Operation("a webhook stored", lambda s: s.post([s.office.code]), lambda s: s.handle()),
    Operation("a look when idle", _look),
    Operation(
        "10 first scans handled",
        lambda s: s.handle(),
        lambda s: s.post([s.office.code] * TOGETHER),
    ),
    Operation(
        "10 replies claimed, written down",
        lambda s: s.deliver(),
        lambda s: (s.deliver(), s.post([s.office.code] * TOGETHER), s.handle()),
    ),
    Operation(
        "status card",
        lambda s: s.handle(),
        lambda s: s.post(["สถานะ"], user_id=OWNER),
    ),
    Operation("counter's page, a scan", _visit),
    Operation("overview page", lambda s: s.get("/desk/")),
    Operation("a unit's page", lambda s: s.get("/desk/units/works")),
    Operation(f"a round of {OPEN_PEOPLE}", _round),
    Operation("reminders settled, none open", _settle),
    Operation("menus looked at, nobody new", _menus),
    Operation(f"a roster of {STAFF} imported", _import),
]


def times(stage: Stage, repeats: int) -> dict[str, float]:
    """Milliseconds of each operation, at the size the database has now."""
    stage.handle()
    stage.deliver()
    stage.grow_old()
    return {each.name: each.ms(stage, repeats) for each in OPERATIONS}
