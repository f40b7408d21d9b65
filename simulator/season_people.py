"""The people of a season: what each will do and when, by chance and a seed."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from rules.thai_dates import BANGKOK, bangkok_date
from simulator.people import Person
from simulator.platform import Platform

ENDING = ("ตอบแล้ว", "หยุดแจ้งเตือน", "acknowledge=yes")
"""After saying or tapping these nobody may be reminded."""


@dataclass(frozen=True)
class Rates:
    """What people do, as shares; made up, and said to be."""

    consents: float = 0.35
    answers: float = 0.45
    answers_when_reminded: float = 0.25
    signs: float = 0.5
    stops: float = 0.03
    blocks: float = 0.03
    scans_again: float = 0.05
    redelivered: float = 0.05
    call_fails: float = 0.02


@dataclass
class Diary:
    """Who does what at which moment; `done` tells, by LINE user id, why somebody is finished."""

    rng: random.Random
    platform: Platform
    rates: Rates = field(default_factory=Rates)
    done: dict[str, str] = field(default_factory=dict)
    _planned: dict[datetime, list[tuple[str, str]]] = field(default_factory=dict)
    _serial: int = 0

    def plan(self, when: datetime, who: str, what: str) -> None:
        """Somebody will say or do this then."""
        self._planned.setdefault(when, []).append((who, what))

    def moments_until(self, day: date) -> set[datetime]:
        """The busy moments up to that day's end."""
        return {when for when in self._planned if bangkok_date(when) <= day}

    def events_of(self, when: datetime, *, now: datetime) -> list[dict[str, Any]]:
        """The webhook events of a moment, some of them twice."""
        planned = self._planned.pop(when, [])
        return [event for who, what in planned for event in self._happen(who, what, now)]

    def chance(self, share: float) -> bool:
        """Whether it happens this time."""
        return self.rng.random() < share

    def invite(self, people: int, codes: Sequence[str], working_days: Sequence[date]) -> None:
        """Each person's season: scanning, perhaps consenting, answering, stopping, blocking."""
        for number in range(people):
            who = f"person {number}"
            when = moment(self.rng.choice(working_days), self.rng.randrange(8, 16))
            code = self.rng.choice(codes)
            self.plan(when, who, code)
            if self.chance(self.rates.consents):
                self.plan(when + timedelta(minutes=30), who, "follow")
                self.plan(when + timedelta(hours=1), who, "ขอรับการแจ้งเตือน")
                self.plan(when + timedelta(hours=2), who, "consent=yes")
            if self.chance(self.rates.answers):
                after = timedelta(days=self.rng.expovariate(1 / 4), hours=3)
                self.plan(_on_the_hour(when + after), who, "ตอบแล้ว")
            if self.chance(self.rates.scans_again):
                self.plan(when + timedelta(days=3), who, code)
            if self.chance(self.rates.stops):
                self.plan(when + timedelta(days=2), who, "หยุดแจ้งเตือน")
            if self.chance(self.rates.blocks):
                self.plan(when + timedelta(days=4), who, "block")

    def invite_staff(self, cards: Sequence[tuple[str, str]], working_days: Sequence[date]) -> None:
        """Each of the staff scans their card, says when they started, and perhaps signs."""
        for number, (code, started_on) in enumerate(cards):
            who = f"staff {number}"
            when = moment(self.rng.choice(working_days[:20]), self.rng.randrange(8, 16))
            self.plan(when, who, "follow")
            self.plan(when + timedelta(minutes=5), who, code)
            self.plan(when + timedelta(minutes=10), who, started_on)
            if self.chance(self.rates.signs):
                signs = when + timedelta(days=self.rng.randrange(1, 100))
                self.plan(signs, who, "ลงชื่อยืนยัน")
                self.plan(signs + timedelta(minutes=5), who, "acknowledge=yes")

    def is_moved(self, user_id: str, *, now: datetime) -> None:
        """A reminder came: some answer two hours later."""
        person = self.platform.person_of(user_id)
        if person is not None and self.chance(self.rates.answers_when_reminded):
            self.plan(_on_the_hour(now) + timedelta(hours=2), person.id, "ตอบแล้ว")

    def _happen(self, who: str, what: str, now: datetime) -> Iterator[dict[str, Any]]:
        person = self.platform.add(Person(id=who, name=who, friend=True))
        if person.blocked:
            return
        if what == "block":
            person.blocked = True
            self.done[person.user_id] = "blocked"
        if what in ENDING:
            self.done.setdefault(person.user_id, what)
        person.wrote_at = now
        self._serial += 1
        made = {
            **_event(what),
            "mode": "active",
            "timestamp": int(now.timestamp() * 1000),
            "source": {"type": "user", "userId": person.user_id},
            "webhookEventId": f"season-{self._serial}",
            "replyToken": self.platform.new_token(person.user_id),
        }
        yield made
        if self.chance(self.rates.redelivered):
            yield made


def _event(what: str) -> dict[str, Any]:
    if what == "block":
        return {"type": "unfollow"}
    if what == "follow":
        return {"type": "follow", "follow": {"isUnblocked": False}}
    if what in ("consent=yes", "acknowledge=yes"):
        return {"type": "postback", "postback": {"data": what}}
    message = {"type": "text", "id": "1", "quoteToken": "q", "text": what}
    return {"type": "message", "message": message}


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """That Bangkok time of that day, aware UTC."""
    return datetime.combine(day, time(hour, minute), BANGKOK).astimezone(UTC)


def _on_the_hour(when: datetime) -> datetime:
    return when.replace(minute=0, second=0, microsecond=0)
