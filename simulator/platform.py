"""What LINE remembers and checks (line-platform.md §1-§3), as a state machine with a clock."""

import re
import secrets
import threading
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from rules.line_limits import violations
from simulator.people import Person as Person  # noqa: PLC0414 (callers know it from here)

TOKEN_LIFE = timedelta(minutes=1)
EVENT_LIFE = timedelta(minutes=20)
"""However often an event is redelivered, its token is dead this long after it."""

KEY_LIFE = timedelta(hours=24)
MONTHLY_ALLOWANCE = 300
"""Recipients a month on the Thai free plan (line-platform.md §9)."""

MONTH_ENDS = ZoneInfo("Asia/Bangkok")
"""Where LINE's month ends is not published; the office's own month is our reading."""

MOST_RECIPIENTS = 500
USER_ID = re.compile(r"U[0-9a-f]{32}")

Message = dict[str, Any]


@dataclass
class Token:
    """A reply token: whose, of an event when, last delivered when."""

    user_id: str
    event_at: datetime
    delivered_at: datetime

    def is_alive(self, now: datetime) -> bool:
        """Within its minute, and its event not too old."""
        return now - self.delivered_at <= TOKEN_LIFE and now - self.event_at <= EVENT_LIFE


@dataclass(frozen=True)
class Accepted:
    """One call LINE took."""

    method: str
    to: tuple[str, ...]
    messages: list[Message]
    at: datetime
    retry_key: str | None = None
    token: str | None = None


@dataclass(frozen=True)
class Verdict:
    """LINE's answer to a call: status, body, headers."""

    status: int
    body: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)


class Platform:
    """People, their chats, reply tokens, retry keys and the allowance; safe for threads."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self.sent: list[Accepted] = []
        self.people: dict[str, Person] = {}
        self.used_by_month: Counter[str] = Counter()
        self.serial = 0
        self._tokens: dict[str, Token] = {}
        self._keys: dict[str, tuple[datetime, Verdict]] = {}
        self._lock = threading.RLock()

    @property
    def used(self) -> int:
        """Recipients counted in the current month."""
        return self.used_by_month[self._month()]

    def add(self, person: Person) -> Person:
        """A new person, or the one of that id already there."""
        with self._lock:
            return self.people.setdefault(person.id, person)

    def person_of(self, user_id: str) -> Person | None:
        """Who has that LINE user id."""
        with self._lock:
            return next((p for p in self.people.values() if p.user_id == user_id), None)

    def new_token(self, user_id: str) -> str:
        """A reply token for one event of that person's."""
        token = secrets.token_hex(16)
        with self._lock:
            self._tokens[token] = Token(user_id, self.now(), self.now())
        return token

    def renew_token(self, token: str) -> None:
        """A redelivered event's token lives a minute from that delivery, unless it was used."""
        with self._lock:
            if token in self._tokens:
                self._tokens[token].delivered_at = self.now()

    def note(self, person: Person, **entry: Any) -> None:
        """Adds to the chat as the phone shows it."""
        with self._lock:
            self.serial += 1
            person.chat.append({"n": self.serial, "at": self.now(), **entry})

    def reply(self, body: dict[str, Any], retry_key: str | None) -> Verdict:
        """A reply: free, one use of a token within its minute, no retry key."""
        if retry_key is not None:
            return refused("X-Line-Retry-Key is not supported for this endpoint")
        wrong = self.checked(body)
        if wrong is not None:
            return wrong
        name = str(body.get("replyToken"))
        with self._lock:
            token = self._tokens.pop(name, None)
            if token is None or not token.is_alive(self.now()):
                return refused("Invalid reply token")
            return self._deliver("reply", [token.user_id], body["messages"], token=name)

    def push(self, method: str, body: dict[str, Any], retry_key: str | None) -> Verdict:
        """A push or multicast: costs allowance, repeated under its retry key only once."""
        if retry_key is not None and not _is_uuid(retry_key):
            return refused("The retry key is not a UUID")
        with self._lock:
            before = self._accepted_before(retry_key)
            if before is not None:
                return before
            wrong = self._wrong_recipients(method, body.get("to")) or self.checked(body)
            if wrong is not None:
                return wrong
            recipients = _recipients(body["to"])
            counted = [user for user in recipients if self._is_reached(user, method)]
            if self.used + len(counted) > MONTHLY_ALLOWANCE:
                return Verdict(429, {"message": "You have reached your monthly limit."})
            self.used_by_month[self._month()] += len(counted)
            verdict = self._deliver(method, recipients, body["messages"], retry_key=retry_key)
            if retry_key is not None:
                self._keys[retry_key] = (self.now(), verdict)
            return verdict

    def checked(self, body: dict[str, Any]) -> Verdict | None:
        """LINE's 400 for messages that break its limits; None when they are fine."""
        messages = body.get("messages")
        problems = violations(messages if isinstance(messages, list) else [], allow_http=True)
        if not problems:
            return None
        parts = [problem.partition(": ") for problem in problems]
        details = [{"message": why, "property": where} for where, _, why in parts]
        words = f"The request body has {len(problems)} error(s)"
        return Verdict(400, {"message": words, "details": details})

    def _accepted_before(self, retry_key: str | None) -> Verdict | None:
        at, verdict = self._keys.get(retry_key or "", (None, None))
        if at is None or verdict is None or self.now() - at >= KEY_LIFE:
            return None
        headers = {"x-line-accepted-request-id": verdict.headers["x-line-request-id"]}
        body = {"message": "The retry key is already accepted", **verdict.body}
        return Verdict(409, body, headers)

    def _wrong_recipients(self, method: str, to: object) -> Verdict | None:
        """A push to somebody this provider never met is refused; a multicast passes over them."""
        if method == "multicast":
            fine = (
                isinstance(to, list)
                and 1 <= len(to) <= MOST_RECIPIENTS
                and all(isinstance(each, str) and USER_ID.fullmatch(each) for each in to)
            )
        else:
            fine = isinstance(to, str) and USER_ID.fullmatch(to) is not None
            if fine and self.person_of(str(to)) is None:
                return refused("Failed to send messages")
        return None if fine else refused("The property, 'to', in the request body is invalid")

    def _month(self) -> str:
        return self.now().astimezone(MONTH_ENDS).strftime("%Y-%m")

    def _is_reached(self, user_id: str, method: str) -> bool:
        person = self.person_of(user_id)
        return person is not None and person.is_reached_by(method, self.now())

    def _deliver(
        self,
        method: str,
        recipients: list[str],
        messages: list[Message],
        *,
        token: str | None = None,
        retry_key: str | None = None,
    ) -> Verdict:
        call = Accepted(method, tuple(recipients), messages, self.now(), retry_key, token)
        self.sent.append(call)
        for user_id in recipients:
            person = self.person_of(user_id)
            if person is not None and person.is_reached_by(method, self.now()):
                self.note(person, **{"from": "bot", "messages": messages, "via": method})
        first = len(self.sent) * 10
        ids = [{"id": str(first + n), "quoteToken": "q"} for n in range(len(messages))]
        headers = {"x-line-request-id": str(uuid.uuid4())}
        return Verdict(200, {"sentMessages": ids} if method != "multicast" else {}, headers)


def refused(words: str) -> Verdict:
    """LINE's 400 with one message."""
    return Verdict(400, {"message": words})


def _recipients(to: str | list[str]) -> list[str]:
    """Each once, in the order given."""
    return [to] if isinstance(to, str) else list(dict.fromkeys(to))


def _is_uuid(key: str) -> bool:
    try:
        uuid.UUID(key)
    except ValueError:
        return False
    return True
