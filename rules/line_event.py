"""One of LINE's events, read tolerantly: whatever is missing or new, the rest is usable.

The SDK's parser turns an unknown kind into an event without a person or a token, and one bad
event into the loss of its whole batch (line-platform.md §8).
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

LONGEST_ID = 64
LONGEST_TOKEN = 200
EARLIEST = datetime(2011, 6, 23, tzinfo=UTC)
"""LINE's first day: a timestamp before it is no timestamp."""

OUR_CLOCK_MAY_BE_BEHIND = timedelta(days=2)
"""A time less far ahead of ours is LINE's, which is right, and keeps the order of events."""


@dataclass(frozen=True)
class Identity:
    """What must be known of an event before it can be stored."""

    event_id: str
    kind: str
    lane: str | None
    occurred_at: datetime


@dataclass(frozen=True)
class Event:
    """What handlers ask of an event; everything that may be absent is optional."""

    kind: str
    mode: str
    user_id: str | None
    in_group: bool
    reply_token: str | None
    message_kind: str | None
    text: str | None
    postback: str | None
    calls_us: bool
    mention_spans: tuple[tuple[int, int], ...]


def identify(raw: Any, *, received_at: datetime) -> Identity:
    """Id, kind, person or chat (for the order of events), and time of one event.

    An event without LINE's id is known by its content, so that a second delivery is still
    the same event.
    """
    event = raw if isinstance(raw, dict) else {}
    given = event.get("webhookEventId")
    usable = _is_id(given) and len(str(given)) <= LONGEST_ID
    kind = event.get("type")
    source = event.get("source")
    source = source if isinstance(source, dict) else {}
    lane = next(
        (source[key] for key in ("groupId", "roomId", "userId") if _is_id(source.get(key))), None
    )
    return Identity(
        event_id=str(given) if usable else _by_content(raw),
        kind=str(kind)[:40] if isinstance(kind, str) and kind.isprintable() else "unreadable",
        lane=lane,
        occurred_at=_moment(event.get("timestamp"), received_at),
    )


def _by_content(raw: Any) -> str:
    return f"sha256:{hashlib.sha256(json.dumps(raw, sort_keys=True).encode()).hexdigest()}"


def _is_id(value: Any, *, longest: int = 100) -> bool:
    """LINE's ids are plain letters and digits; half a character, or a NUL, could not be stored."""
    is_plain = isinstance(value, str) and value.isascii() and value.isprintable()
    return is_plain and 0 < len(value) <= longest


def _moment(milliseconds: Any, received_at: datetime) -> datetime:
    """The event's own time; a missing or absurd one is the time we received it."""
    if not isinstance(milliseconds, int) or isinstance(milliseconds, bool):
        return received_at
    try:
        moment = datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return received_at
    latest = received_at + OUR_CLOCK_MAY_BE_BEHIND
    return moment if EARLIEST <= moment <= latest else received_at


def read_event(payload: str) -> Event:
    """A stored event for its handler; one that cannot be read has nobody and says nothing."""
    event = _object(payload)
    source, message, postback = (_part(event, key) for key in ("source", "message", "postback"))
    user_id, token = source.get("userId"), event.get("replyToken")
    mentions = [m for m in _list(_part(message, "mention"), "mentionees") if isinstance(m, dict)]
    return Event(
        kind=str(event.get("type")),
        mode=_mode(event.get("mode", "active")),
        user_id=user_id if _is_id(user_id) else None,
        in_group=source.get("type") in ("group", "room"),
        reply_token=token if _is_id(token, longest=LONGEST_TOKEN) else None,
        message_kind=_text(message, "type"),
        text=_text(message, "text"),
        postback=_text(postback, "data"),
        calls_us=any(mention.get("isSelf") is True for mention in mentions),
        mention_spans=tuple(
            (mention["index"], mention["length"])
            for mention in mentions
            if isinstance(mention.get("index"), int) and isinstance(mention.get("length"), int)
        ),
    )


def _object(payload: str) -> dict[str, Any]:
    """What was stored, unless it is no object or nested to the edge of what Python reads."""
    try:
        loaded = json.loads(payload)
    except (ValueError, RecursionError):
        return {}
    return loaded if isinstance(loaded, dict) else {}


def _mode(value: Any) -> str:
    return value if _is_id(value) else "unreadable"


def _part(event: dict[str, Any], key: str) -> dict[str, Any]:
    value = event.get(key)
    return value if isinstance(value, dict) else {}


def _list(event: dict[str, Any], key: str) -> list[Any]:
    value = event.get(key)
    return value if isinstance(value, list) else []


def _text(event: dict[str, Any], key: str) -> str | None:
    """Words without what no database holds: halves of characters, and NUL."""
    value = event.get(key)
    if not isinstance(value, str):
        return None
    return value.replace("\0", "").encode("utf-8", "ignore").decode() or None
