"""What people do meanwhile, how LINE brings it to us, and what was acknowledged."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from simulator.platform import Person, Platform
from simulator.webhooks import Webhooks

ANSWERED, STOP = "ตอบแล้ว", "หยุดแจ้งเตือน"
REMIND_ME, I_AGREE = "ขอรับการแจ้งเตือน", "ยินยอม"
LINE_TRIES_FOR_S = 150
THREADS = 4


@dataclass(frozen=True)
class Said:
    """One event as it was first delivered; words are a message's text, else the event's kind."""

    user_id: str
    words: str
    token: str | None


@dataclass
class Record:
    """What is known outside the product: what was said, and what it acknowledged with 200."""

    said: dict[str, Said] = field(default_factory=dict)
    acknowledged: set[str] = field(default_factory=set)
    deliveries: int = 0

    def note(self, events: list[dict[str, Any]]) -> None:
        for event in events:
            words = event.get("message", {}).get("text") or event["type"]
            said = Said(event["source"]["userId"], words, event.get("replyToken"))
            self.said.setdefault(event["webhookEventId"], said)
        self.deliveries += 1

    def acknowledge(self, events: list[dict[str, Any]]) -> None:
        self.acknowledged |= {event["webhookEventId"] for event in events}


@dataclass
class Habits:
    """How LINE delivers just now: to which addresses, and how often a second time, later."""

    addresses: list[str]
    twice: float = 0.0
    late: list[list[dict[str, Any]]] = field(default_factory=list)


class Deliveries(Webhooks):
    """LINE's side for one thread of people: delivers until somebody takes it."""

    def __init__(
        self, platform: Platform, record: Record, habits: Habits, chance: random.Random
    ) -> None:
        super().__init__(platform, address="", secret="simulator-secret")
        self._record, self._habits, self._chance = record, habits, chance
        self._kept: list[dict[str, Any]] | None = None

    def deliver(self, events: list[dict[str, Any]], *, to: str | None = None) -> int:
        """Tries again as LINE does; perhaps once more although it was taken; the last status."""
        if self._kept is not None:
            self._kept += events
            return 200
        self._record.note(events)
        give_up = time.monotonic() + LINE_TRIES_FOR_S
        status = self._post_once(events)
        while status != 200 and time.monotonic() < give_up:
            time.sleep(self._chance.uniform(0.1, 0.6))
            status = self._again(events)
        if status == 200:
            self._record.acknowledge(events)
            self._perhaps_twice(events)
        return status

    @contextmanager
    def in_one_post(self) -> Iterator[None]:
        """What is said in the block arrives together, the last first."""
        self._kept = []
        yield
        events, self._kept = self._kept[::-1], None
        self.deliver(events)

    def _post_once(self, events: list[dict[str, Any]]) -> int:
        return super().deliver(events, to=self._chance.choice(self._habits.addresses))

    def _again(self, events: list[dict[str, Any]]) -> int:
        for event in events:
            self._platform.renew_token(str(event.get("replyToken")))
        context = {"deliveryContext": {"isRedelivery": True}}
        self._record.deliveries += 1
        return self._post_once([{**event, **context} for event in events])

    def _perhaps_twice(self, events: list[dict[str, Any]]) -> None:
        late = self._habits.late
        if self._chance.random() < self._habits.twice:
            late.append(events)
        if late and self._chance.random() < self._habits.twice:
            self._again(late.pop(self._chance.randrange(len(late))))


class Crowd:
    """New people at the counters, earlier ones who were asked again, and a coordinator."""

    def __init__(self, stage: Any, *, seed: str, at_least: int) -> None:
        self._stage = stage
        self._seed = seed
        self._left = at_least
        self._returning = list(stage.waiting)
        stage.waiting.clear()
        self._turns = random.Random(seed)
        self._enough = threading.Event()
        self._lock = threading.Lock()
        acts = [self._people] * THREADS + [self._coordinator]
        self._threads = [
            threading.Thread(target=act, args=(number,), daemon=True)
            for number, act in enumerate(acts)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def finish(self) -> None:
        """Lets everybody who is there say the rest; nobody new comes once enough came."""
        self._enough.set()
        for thread in self._threads:
            thread.join()

    def _people(self, number: int) -> None:
        while (act := self._next()) is not None:
            who = self._stage.next_number()
            chance = random.Random(f"{self._seed} {who}")
            act(chance, self._hook(f"{number} {who}"), who)
            self._enough.wait(chance.uniform(0.1, 0.7))

    def _next(self) -> Callable[[random.Random, Deliveries, int], None] | None:
        with self._lock:
            is_over = self._enough.is_set() and self._left <= 0
            if self._returning and (is_over or self._turns.random() < 0.4):
                person = self._returning.pop()
                return lambda chance, hook, _: self._returns(chance, hook, person)
            if is_over:
                return None
            self._left -= 1
            return self._comes

    def _comes(self, chance: random.Random, hook: Deliveries, who: int) -> None:
        person = self._stage.product.person(f"คน {who}")
        if chance.random() < 0.7:
            hook.follow(person)
        hook.say(person, chance.choice(self._stage.codes))
        wish = chance.random()
        if wish < 0.4:
            with _together_or_not(hook, self._stage.habits.twice > 0):
                hook.say(person, REMIND_ME)
                time.sleep(0.005)  # LINE's timestamps are milliseconds
                hook.say(person, I_AGREE)
            with self._lock:
                self._stage.waiting.append(person)
        elif wish < 0.75:
            hook.say(person, ANSWERED)
        elif wish < 0.85:
            hook.say(person, STOP)
        elif wish < 0.9:
            hook.unfollow(person)

    def _returns(self, chance: random.Random, hook: Deliveries, person: Person) -> None:
        wish = chance.random()
        if wish < 0.35:
            hook.say(person, ANSWERED)
        elif wish < 0.45:
            hook.say(person, STOP)
        else:
            with self._lock:
                self._stage.waiting.append(person)

    def _coordinator(self, number: int) -> None:
        hook, wipa = self._hook(f"{number} coordinator"), self._stage.coordinator
        chance = random.Random(f"{self._seed} coordinator")
        for words in ("สถานะ", "ยังขาด"):
            hook.say(wipa, words)
        while True:
            hook.say(wipa, f"แจกลิงก์ โยธา {chance.randint(1, 9)}")
            if self._enough.wait(chance.uniform(0.1, 0.6)):
                return

    def _hook(self, name: str) -> Deliveries:
        stage = self._stage
        chance = random.Random(f"{self._seed} {name}")
        return Deliveries(stage.product.line.platform, stage.record, stage.habits, chance)


@contextmanager
def _together_or_not(hook: Deliveries, together: bool) -> Iterator[None]:
    if together:
        with hook.in_one_post():
            yield
    else:
        yield
