"""A chat: people write, the worker's own code handles and sends, LINE's side is remembered."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers import handle_next
from handlers.turn import Office
from models.agency import Agency, Unit
from models.campaign import Campaign, Instrument
from models.counting import Counter
from models.outbox_message import Method
from models.service_point import PointKind, ServicePoint
from models.staff_member import StaffMember
from models.survey_case import NotEligible
from models.webhook_event import EventState, WebhookEvent
from outbound import delivery
from outbound.line_client import Answer, Outcome
from reports.recount import recount
from roster.load import change_member
from roster.targets import retarget
from rules.line_limits import violations
from tests.bot.conftest import SECRET, Stage, event, make_stage
from tests.factories import make_staff
from tests.line_openapi import check, spec_available

OFFICE = Office(public_url="https://outreach.example.go.th")


class OneOffice:
    """The only office's way to LINE, whatever stands for it."""

    def __init__(self, client: Any) -> None:
        self.client = client

    def of(self, _session: Session, _agency_id: int) -> Any:
        return self.client

    def all(self, session: Session) -> Iterator[tuple[int, Any]]:
        yield session.scalars(select(Agency.id)).one(), self.client


REQUESTS = {
    Method.REPLY: "ReplyMessageRequest",
    Method.PUSH: "PushMessageRequest",
    Method.MULTICAST: "MulticastRequest",
}


@dataclass
class Sent:
    """What one person got by an accepted call to LINE."""

    to: str
    messages: list[dict[str, Any]]
    is_push: bool = False

    @property
    def words(self) -> str:
        """Everything a person can read of it, on one line."""
        return " ".join(_texts(self.messages))

    @property
    def buttons(self) -> dict[str, dict[str, Any]]:
        """What can be tapped, by label."""
        return {action["label"]: action for action in _actions(self.messages)}


@dataclass
class Chat:
    """People by name, each with a LINE user id of their own."""

    stage: Stage
    outcomes: list[Outcome] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    number: int = 0
    people: dict[str, int] = field(default_factory=dict)
    slug: str = ""  # the office written to, where there are several
    secret: str = SECRET

    def say(self, who: str, words: str, **given: Any) -> Sent | None:
        """Someone writes; what they get back, if anything."""
        message = {"type": "text", "id": "1", "quoteToken": "q", "text": words}
        return self.happen(who, type="message", message=message, **given)

    def tap(self, who: str, data: str) -> Sent | None:
        """Someone taps a postback button."""
        return self.happen(who, type="postback", postback={"data": data}, message=None)

    def happen(self, who: str, **given: Any) -> Sent | None:
        """An event of that person's goes all the way through."""
        before = len(self.sent)
        self.receive(who, **given)
        self.work()
        return self.sent[-1] if len(self.sent) > before else None

    def receive(self, who: str, **given: Any) -> None:
        """LINE posts an event; nobody has handled it yet."""
        self.number += 1
        person = self.people.setdefault(who, len(self.people) + 1)
        facts: dict[str, Any] = {
            "source": {"type": "user", "userId": f"U{person:032x}"},
            "replyToken": f"{person}-{self.number}",
            "timestamp": int(self.stage.at.timestamp() * 1000),
            "webhookEventId": f"01H{self.number:023d}",
            **given,
        }
        made = event(self.number, **facts)
        body = {"events": [{k: v for k, v in made.items() if v is not None}]}
        path = f"/callback/{self.slug}" if self.slug else "/callback"
        assert self.stage.post(body, path=path, secret=self.secret) == 200

    def receive_text(self, who: str, words: str) -> None:
        """LINE posts words; nobody has handled them yet."""
        message = {"type": "text", "id": "1", "quoteToken": "q", "text": words}
        self.receive(who, type="message", message=message)

    def handle(self) -> None:
        """Handles what has come, and sends nothing."""
        while handle_next(self.stage.wired.database, OFFICE, now=self.stage.at):
            pass

    def work(self) -> None:
        """Handles and sends until nothing is due."""
        database = self.stage.wired.database
        self.handle()
        while True:
            with database.transaction() as session:
                parcels = delivery.claim(session, limit=50, now=self.stage.at).parcels
            if not parcels:
                return
            for parcel in parcels:
                self._line_gets(parcel)

    def _line_gets(self, parcel: delivery.Parcel) -> None:
        assert violations(parcel.messages) == []
        if spec_available():
            to = "replyToken" if parcel.method == Method.REPLY else "to"
            body = {to: parcel.to, "messages": parcel.messages}
            assert check(body, REQUESTS[parcel.method]) == []
        outcome = self.outcomes.pop(0) if self.outcomes else Outcome.ACCEPTED
        if outcome is Outcome.ACCEPTED:
            pushed = parcel.method != Method.REPLY
            everybody = parcel.to if isinstance(parcel.to, list) else [parcel.to]
            self.sent += [Sent(to, parcel.messages, pushed) for to in everybody]
        with self.stage.wired.database.transaction() as session:
            delivery.record(session, [(parcel.id, Answer(outcome))], now=self.stage.at)

    def point(self, unit: str = "works", kind: PointKind = PointKind.COUNTER) -> ServicePoint:
        return self.stage.point(unit, kind, self.slug)

    def staff(self, **given: Any) -> StaffMember:
        """Somebody on the roster of works, or of the unit given."""
        with self.stage.wired.database.transaction() as session:
            return make_staff(session, now=self.stage.at, slug=self.slug, **given)

    def staff_again(self, member: StaffMember) -> StaffMember:
        """The same row as it stands now."""
        with self.stage.wired.database.reading() as session:
            return session.get_one(StaffMember, member.id)

    def leaves(self, member: StaffMember) -> None:
        """A newer roster no longer has this person."""
        with self.stage.wired.database.transaction() as session:
            row = session.get_one(StaffMember, member.id)
            change_member(session, row, now=self.stage.at, not_eligible=NotEligible.LEFT)
            campaign = session.get_one(Campaign, row.campaign_id)
            retarget(session, campaign, spoken_for=set(), actor="a test", now=self.stage.at)

    def figure(
        self, unit: str, figure: str, source: str | None = None, *, instrument: str = "EIT"
    ) -> int:
        """A counter of the unit, over all sources unless one is named."""
        with self.stage.wired.database.reading() as session:
            query = (
                select(Counter)
                .join(Unit, Unit.id == Counter.unit_id)
                .where(
                    Unit.code == unit,
                    Counter.figure == figure,
                    Counter.instrument == Instrument(instrument),
                )
            )
            rows = session.scalars(query).all()
            return sum(row.value for row in rows if source in (None, row.source))

    def states(self) -> list[EventState]:
        with self.stage.wired.database.reading() as session:
            return list(session.scalars(select(WebhookEvent.state).order_by(WebhookEvent.id)))

    def hat(self, who: str, role: str, unit: str | None = None, site: str | None = None) -> Sent:
        """Someone gets a role by an invitation, as in life."""
        runner = self.stage.app.test_cli_runner()
        words = ["role", "invite", role, "--json", *(["--unit", unit] if unit else [])]
        words += ["--site", site] if site else []
        words += ["--agency", self.slug] if self.slug else []
        invited = runner.invoke(args=words)
        self.stage.wired.chosen = ""  # a command is a process of its own
        assert invited.exit_code == 0, invited.output
        answer = self.say(who, json.loads(invited.stdout)["code"])
        assert answer is not None
        return answer


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for key in ("text", "label"):
            if isinstance(node.get(key), str):
                yield node[key]
        for value in node.values():
            yield from _texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from _texts(value)


def _actions(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if isinstance(node.get("action"), dict):
            yield node["action"]
        for value in node.values():
            yield from _actions(value)
    elif isinstance(node, list):
        for value in node:
            yield from _actions(value)


@pytest.fixture
def chat(database_url: str) -> Iterator[Chat]:
    """A chat with the product; at its end, the figures are counted again from the facts."""
    made = Chat(make_stage(database_url))
    yield made
    with made.stage.wired.database.reading() as session:
        for campaign in session.scalars(select(Campaign)):
            assert recount(session, campaign) == []
    made.stage.wired.database.engine.dispose()
