"""LINE's webhook: verify the raw bytes, store every event durably, answer 200; nothing else."""

import base64
import hashlib
import hmac
import json
from datetime import datetime
from typing import Any

import structlog
from flask import Blueprint, Response, request
from sqlalchemy.exc import SQLAlchemyError

from bot.wiring import wiring
from models.agency import Agency
from rules.line_event import identify

log = structlog.get_logger()

blueprint = Blueprint("line_webhook", __name__)

LARGEST_BODY = 1024 * 1024
"""Bytes; a larger body is refused with 413 before it is read."""


@blueprint.post("/callback")
@blueprint.post("/callback/<agency>")
def receive(agency: str = "") -> Response:
    """Stores the POST's events (design.md §3): 200, or 400, 404, 413, 503 with nothing stored."""
    request.max_content_length = LARGEST_BODY
    wired = wiring()
    try:
        office = wired.office(agency)
        channel = wired.channel(office) if office is not None else None
    except SQLAlchemyError as error:
        log.error("the database did not answer", error=type(error).__name__)
        return _answer(503, "not stored, deliver again")
    if office is None or channel is None:
        return _answer(404, "no such office")
    body = request.get_data()
    signature = request.headers.get("X-Line-Signature", "")
    if not _is_signed(body, signature, secret=channel.secret):
        return _answer(400, "wrong signature")
    events = _events(body)
    if events is None:
        return _answer(400, "no events in the body")
    rows = [_row(office, event, now=wired.now()) for event in events]
    try:
        if rows:
            wired.recorder.record(rows)
    except Exception as error:  # LINE delivers again; the log says why it had to
        log.error("events not stored", events=len(rows), error=type(error).__name__)
        return _answer(503, "not stored, deliver again")
    return _answer(200, "OK")


def _answer(status: int, words: str) -> Response:
    return Response(words, status=status, mimetype="text/plain")


def _is_signed(body: bytes, signature: str, *, secret: str) -> bool:
    """Base64 of HMAC-SHA256 over the raw bytes (line-platform.md §1).

    Two lines of the standard library: the SDK's check is the same two, and importing it costs
    the web process 20 MiB it has no other use for.
    """
    digest = hmac.digest(secret.encode(), body, hashlib.sha256)
    return hmac.compare_digest(base64.b64encode(digest), signature.encode("latin-1", "replace"))


def _events(body: bytes) -> list[Any] | None:
    """The POST's events, or None when it has no list of them."""
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        return None
    events = parsed.get("events") if isinstance(parsed, dict) else None
    return events if isinstance(events, list) else None


def _row(office: Agency, event: Any, *, now: datetime) -> dict[str, Any]:
    try:
        identity, payload = identify(event, received_at=now), json.dumps(event)
    except RecursionError:  # nested just so that it could be read, but not written
        return _row(office, None, now=now)
    return {
        "agency_id": office.id,
        "event_id": identity.event_id,
        "lane": office.hash_of(identity.lane) if identity.lane else None,
        "kind": identity.kind,
        "occurred_at": identity.occurred_at,
        "received_at": now,
        "due_at": now,
        "payload": payload,
        "state": "open",
        "tries": 0,
    }
