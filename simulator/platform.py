"""What LINE remembers and checks (line-platform.md §1-§3), as a state machine with a clock."""

import hashlib
import secrets
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from rules.line_limits import violations

TOKEN_LIFE = timedelta(minutes=1)
KEY_LIFE = timedelta(hours=24)
MONTHLY_ALLOWANCE = 300
"""Recipients a month on the Thai free plan (line-platform.md §9)."""

MOST_RECIPIENTS = 500

Message = dict[str, Any]


@dataclass
class Person:
    """Somebody with a phone; the LINE user id follows from `id`, so that it outlives a restart."""

    id: str
    name: str
    part: str = "citizen"
    about: str = ""
    blocked: bool = False
    chat: list[dict[str, Any]] = field(default_factory=list)

    @property
    def user_id(self) -> str:
        """U and 32 hexadecimal digits, as LINE's."""
        return "U" + hashlib.sha256(f"simulator {self.id}".encode()).hexdigest()[:32]


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
        self.used = 0
        self._serial = 0
        self._tokens: dict[str, tuple[str, datetime]] = {}
        self._keys: dict[str, tuple[datetime, str]] = {}
        self._lock = threading.RLock()

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
            self._tokens[token] = (user_id, self.now())
        return token

    def note(self, person: Person, **entry: Any) -> None:
        """Adds to the chat as the phone shows it."""
        with self._lock:
            self._serial += 1
            person.chat.append({"n": self._serial, "at": self.now(), **entry})

    def reply(self, body: dict[str, Any], retry_key: str | None) -> Verdict:
        """A reply: free, one use of a token within its minute, no retry key."""
        if retry_key is not None:
            return refused("X-Line-Retry-Key is not supported for this endpoint")
        wrong = self.checked(body)
        if wrong is not None:
            return wrong
        token = str(body.get("replyToken"))
        with self._lock:
            user_id, given = self._tokens.pop(token, ("", self.now()))
            if not user_id or self.now() - given > TOKEN_LIFE:
                return refused("Invalid reply token")
            return self._deliver("reply", [user_id], body["messages"], token=token)

    def push(self, method: str, body: dict[str, Any], retry_key: str | None) -> Verdict:
        """A push or multicast: costs allowance, repeated under its retry key only once."""
        to = body.get("to")
        recipients = [str(user) for user in (to if isinstance(to, list) else [to])]
        wrong = self.checked(body)
        if wrong is not None:
            return wrong
        if not recipients or len(recipients) > MOST_RECIPIENTS:
            return refused("The property, 'to', must have between 1 and 500 items")
        with self._lock:
            known = self._keys.get(retry_key or "")
            if known is not None and self.now() - known[0] < KEY_LIFE:
                before = {"x-line-accepted-request-id": known[1]}
                return Verdict(409, {"message": "The retry key is already accepted"}, before)
            counted = [user for user in recipients if self._is_reached(user)]
            if self.used + len(counted) > MONTHLY_ALLOWANCE:
                return Verdict(429, {"message": "You have reached your monthly limit."})
            self.used += len(counted)
            verdict = self._deliver(method, recipients, body["messages"], retry_key=retry_key)
            if retry_key is not None:
                self._keys[retry_key] = (self.now(), verdict.headers["x-line-request-id"])
            return verdict

    def checked(self, body: dict[str, Any]) -> Verdict | None:
        """LINE's 400 for messages that break its limits; None when they are fine."""
        messages = body.get("messages")
        problems = violations(messages if isinstance(messages, list) else [], allow_http=True)
        if not problems:
            return None
        details = [{"message": problem, "property": "messages"} for problem in problems]
        words = f"The request body has {len(problems)} error(s)"
        return Verdict(400, {"message": words, "details": details})

    def _is_reached(self, user_id: str) -> bool:
        person = self.person_of(user_id)
        return person is not None and not person.blocked

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
            if person is not None and not person.blocked:
                self.note(person, **{"from": "bot", "messages": messages, "via": method})
        first = len(self.sent) * 10
        ids = [{"id": str(first + n), "quoteToken": "q"} for n in range(len(messages))]
        headers = {"x-line-request-id": str(uuid.uuid4())}
        return Verdict(200, {"sentMessages": ids} if method != "multicast" else {}, headers)


def refused(words: str) -> Verdict:
    """LINE's 400 with one message."""
    return Verdict(400, {"message": words})
