"""A whole season without a browser: people, days, reminders, and what came of it.

`python -m simulator.season --from 2027-01-04 --to 2027-05-31 --people 3000 --seed 7`

The product's own handlers, planner and delivery act on a database of their own, by a clock that
jumps from one busy moment to the next; the stand-in platform checks what LINE checks. The same
seed gives the same season.
"""

import argparse
import json
import random
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from handlers import handle_due
from handlers.turn import Office
from models import Base
from models.agency import Agency
from models.allowance import AllowanceMonth
from models.base import insert
from models.campaign import Campaign, Instrument
from models.outbox_message import OutboxMessage
from models.session import Database
from models.webhook_event import EventState, WebhookEvent
from outbound import delivery
from outbound.line_client import Answer, Outcome
from reports.quota_progress import quota_progress
from reports.recount import recount
from rules.thai_dates import BANGKOK
from scheduler import digests, reminder_rounds
from scheduler.forecast import enough_for
from scheduler.reminder_outcomes import settle_reminders
from scheduler.reminder_queue import TOPIC
from simulator.platform import Platform
from simulator.season_people import Diary, moment
from simulator.season_report import in_words
from simulator.season_stage import set_stage

TOGETHER = 50
AFTER = (timedelta(), timedelta(seconds=15), timedelta(minutes=3))
"""When the outbox is looked at again after a busy moment: failed calls are tried once more."""


@dataclass
class Season:
    """One season being played; `broken` lists invariants that did not hold."""

    database: Database
    rng: random.Random
    first: date
    last: date
    people: int
    at: datetime = field(init=False)
    weeks: list[dict[str, Any]] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    tally: Counter[str] = field(default_factory=Counter)
    working: list[date] = field(default_factory=list)
    _reminders: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.platform = Platform(lambda: self.at)
        self.diary = Diary(self.rng, self.platform)
        self.office = Office("http://127.0.0.1:8000", on_simulator=True)

    def play(self) -> dict[str, Any]:
        """From the first day to the last; the report."""
        Base.metadata.create_all(self.database.engine)
        self.at = moment(self.first, 8)
        with self.database.transaction() as session:
            stage = set_stage(session, now=self.at)
        for unit, key in stage.keys.items():
            self.diary.plan(self.at, f"coordinator {unit}", key)
        span = (self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))
        self.working = [day for day in span if stage.calendar.is_working_day(day)]
        self.diary.invite(self.people, stage.points, self.working)
        self.diary.invite_staff(stage.cards, self.working)
        day = self.first
        while day <= self.last:
            self._day(day)
            if day.weekday() == 4 or day == self.last:
                self._note_week(day)
            day += timedelta(days=1)
        with self.database.transaction() as session:
            settle_reminders(session, session.scalars(select(Campaign)).one())
        return self._report()

    def _day(self, day: date) -> None:
        """The day's busy moments in order: jobs and people."""
        jobs = {moment(day, 9), moment(day, 16, 30)}
        while moments := sorted(jobs | self.diary.moments_until(day)):
            self.at = max(moments[0], self.at)
            jobs.discard(moments[0])
            self._jobs(day)
            self._post(self.diary.events_of(moments[0], now=self.at))
            self._work()

    def _jobs(self, day: date) -> None:
        local = self.at.astimezone(BANGKOK).time()
        with self.database.transaction() as session:
            campaign = session.scalars(select(Campaign)).one()
            if local == time(9, 0):
                self.tally["digests"] += digests.send_digests(
                    session, campaign, today=day, now=self.at
                )
                self.tally["reminders queued"] += reminder_rounds.send(
                    session, campaign, today=day, now=self.at
                )
            if local == time(16, 30):
                settle_reminders(session, campaign)
                reminder_rounds.announce(session, campaign, today=day, now=self.at)

    def _post(self, events: list[dict[str, Any]]) -> None:
        """Stores them as the webhook does: an id known already stops here."""
        if not events:
            return
        with self.database.transaction() as session:
            agency = session.scalars(select(Agency)).one()
            rows = [
                {
                    "agency_id": agency.id,
                    "event_id": event["webhookEventId"],
                    "lane": agency.hash_of(event["source"]["userId"]),
                    "kind": event["type"],
                    "occurred_at": self.at,
                    "received_at": self.at,
                    "payload": json.dumps(event),
                    "state": EventState.OPEN,
                    "tries": 0,
                    "due_at": self.at,
                }
                for event in events
            ]
            session.execute(insert(session, WebhookEvent).on_conflict_do_nothing(), rows)

    def _work(self) -> None:
        """The worker's turns until nothing is due, and a few moments later once more."""
        start = self.at
        for later in AFTER:
            self.at = start + later
            while handle_due(self.database, self.office, now=self.at, limit=TOGETHER):
                pass
            while self._deliver():
                pass

    def _deliver(self) -> int:
        with self.database.transaction() as session:
            claim = delivery.claim(session, limit=TOGETHER, now=self.at)
        if not claim.parcels:
            return claim.taken
        answers = [(parcel.id, self._call(parcel)) for parcel in claim.parcels]
        with self.database.transaction() as session:
            delivery.record(session, answers, now=self.at)
        return claim.taken

    def _call(self, parcel: delivery.Parcel) -> Answer:
        if self.diary.chance(self.diary.rates.call_fails):
            self.tally["calls that failed"] += 1
            return Answer(Outcome.NOT_SENT)
        if parcel.method == "reply":
            verdict = self.platform.reply(
                {"replyToken": parcel.to, "messages": parcel.messages}, None
            )
        else:
            self._check_push(parcel)
            body = {"to": parcel.to, "messages": parcel.messages}
            method = "multicast" if isinstance(parcel.to, list) else "push"
            verdict = self.platform.push(method, body, parcel.retry_key)
        self.tally[f"{parcel.method} {verdict.status}"] += 1
        outcomes = {200: Outcome.ACCEPTED, 409: Outcome.ACCEPTED_BEFORE}
        if verdict.status == 429:
            return Answer(Outcome.ALLOWANCE_USED_UP)
        return Answer(outcomes.get(verdict.status, Outcome.REFUSED))

    def _check_push(self, parcel: delivery.Parcel) -> None:
        """The invariants of every reminder, at the moment it leaves."""
        with self.database.reading() as session:
            topic = session.scalar(select(OutboxMessage.topic).where(OutboxMessage.id == parcel.id))
        if topic != TOPIC:
            return
        local = self.at.astimezone(BANGKOK)
        everybody = parcel.to if isinstance(parcel.to, list) else [parcel.to]
        for user_id in everybody:
            self._reminders[user_id] += 1
            if user_id in self.diary.done:
                self.broken.append(f"reminded after “{self.diary.done[user_id]}”")
            is_songkran = date(2027, 4, 11) <= local.date() <= date(2027, 4, 17)
            is_closed = local.date() not in self.working or is_songkran
            if not time(9) <= local.time() < time(16) or is_closed:
                self.broken.append(f"reminded at {local:%a %H:%M}")
            self.diary.is_moved(user_id, now=self.at)
            if self._reminders[user_id] > 3:
                self.broken.append("reminded more than three times")

    def _note_week(self, day: date) -> None:
        with self.database.reading() as session:
            campaign = session.scalars(select(Campaign)).one()
            progress = quota_progress(session, campaign, now=self.at)
        self.weeks.append(
            {
                "week_to": day.isoformat(),
                "units": {
                    line.unit.code: [line.reported, line.target]
                    for line in progress.of(Instrument.EIT)
                    if line.target is not None
                },
                "pushed": self.platform.used,
            }
        )

    def _report(self) -> dict[str, Any]:
        with self.database.reading() as session:
            campaign = session.scalars(select(Campaign)).one()
            differences = recount(session, campaign)
            ledgers = {f"{row.month:%Y-%m}": row for row in session.scalars(select(AllowanceMonth))}
        if differences:
            self.broken.append(f"{len(differences)} counters differ from their facts")
        for month, used in self.platform.used_by_month.items():
            if month not in ledgers or ledgers[month].spent < used:
                self.broken.append(f"LINE counted more in {month} than the ledger")
        if any(row.reserved for row in ledgers.values()):
            self.broken.append("a reservation was never settled")
        return {
            "people": self.people,
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "weeks": self.weeks,
            "reminders": sum(self._reminders.values()),
            "calls": dict(sorted(self.tally.items())),
            "pushed_by_month": dict(sorted(self.platform.used_by_month.items())),
            "line_plan": enough_for(max(self.platform.used_by_month.values(), default=0)),
            "broken": sorted(set(self.broken)),
        }


def main() -> None:
    """Plays a season and prints it; exits 1 when an invariant broke."""
    asked = argparse.ArgumentParser(prog="flask simulate", description=__doc__)
    asked.add_argument("--from", dest="first", type=date.fromisoformat, default=date(2027, 1, 4))
    asked.add_argument("--to", dest="last", type=date.fromisoformat, default=date(2027, 5, 31))
    asked.add_argument("--people", type=int, default=3000)
    asked.add_argument("--seed", type=int, default=7)
    asked.add_argument("--json", action="store_true")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/season.db", ["a key for this season only"])
        season = Season(
            database,
            random.Random(given.seed),  # noqa: S311 (chance, no secret)
            given.first,
            given.last,
            given.people,
        )
        report = season.play()
        database.engine.dispose()
    print(json.dumps(report, ensure_ascii=False, indent=1) if given.json else in_words(report))
    sys.exit(1 if report["broken"] else 0)


if __name__ == "__main__":
    main()
