"""Pretend people with a phone each, and who of them a message reaches."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

PUSH_TO_STRANGERS = timedelta(days=7)
"""A push reaches somebody who is no friend for this long after they wrote (line-platform §2)."""


@dataclass
class Person:
    """Somebody with a phone; the LINE user id follows from `id`, so that it outlives a restart."""

    id: str
    name: str
    part: str = "citizen"
    about: str = ""
    blocked: bool = False
    friend: bool = False
    wrote_at: datetime | None = None
    chat: list[dict[str, Any]] = field(default_factory=list)

    @property
    def user_id(self) -> str:
        """U and 32 hexadecimal digits, as LINE's."""
        return "U" + hashlib.sha256(f"simulator {self.id}".encode()).hexdigest()[:32]

    def is_reached_by(self, method: str, now: datetime) -> bool:
        """Whether LINE delivers; what it does not deliver it accepts all the same, uncounted."""
        wrote_lately = self.wrote_at is not None and now - self.wrote_at <= PUSH_TO_STRANGERS
        reached = {
            "reply": True,
            "push": self.friend or wrote_lately,
            "multicast": self.friend,
        }
        return reached[method] and not self.blocked
