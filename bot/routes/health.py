"""Is the process up, is everything it needs up, and how far behind are we."""

from datetime import datetime, timedelta

from flask import Blueprint, Response, jsonify
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from bot.wiring import wiring
from models.heartbeat import Heartbeat
from models.outbox_message import OPEN_STATES, OutboxMessage
from models.reminder import ReminderRound, RoundState
from models.webhook_event import IS_FAILED, IS_OPEN, WebhookEvent
from settings import ROOT

blueprint = Blueprint("health", __name__)

ALIVE = timedelta(seconds=60)
"""A process that has not beaten for this long is not well; nor one that beat in the future."""

UNSENT = ReminderRound.state == RoundState.UNSENT

BEHIND = timedelta(seconds=60)
"""An event that waits longer has lost its reply token."""


@blueprint.get("/healthz")
def healthz() -> Response:
    """The process answers."""
    return Response("OK", mimetype="text/plain")


@blueprint.get("/readyz")
def readyz() -> tuple[Response, int]:
    """Database, migrations, worker and scheduler heartbeats, and the webhook backlog's age."""
    try:
        problems = _problems()
    except Exception as error:  # whatever the database raises, the answer is "not ready"
        problems = {"database": type(error).__name__}
    return jsonify({"ready": not problems, "problems": problems}), 503 if problems else 200


def _problems() -> dict[str, str]:
    wired = wiring()
    now = wired.now()
    problems = {}
    with wired.database.reading() as session:
        expected = newest_migration()
        present = session.scalar(text("select version_num from alembic_version"))
        # Newer tables are the next release's: safe to work beside, until it takes our place.
        if present is None or present < expected:
            return {"migrations": f"at {present}, expected {expected}: run `flask migrate`"}
        beats = {row.process: row.beat_at for row in session.scalars(select(Heartbeat))}
        for process in ("worker", "scheduler"):
            if process not in beats or abs(now - beats[process]) > ALIVE:
                problems[process] = "no heartbeat"
        oldest = _oldest_open(session)
        if oldest is not None and now - oldest > BEHIND:
            problems["backlog"] = f"oldest event waits {int((now - oldest).total_seconds())} s"
    return problems


def newest_migration() -> str:
    """The revision this release expects, by its file's name; Alembic itself stays unloaded."""
    versions = (ROOT / "migrations" / "versions").glob("[0-9]*.py")
    return max(path.name.partition("_")[0] for path in versions)


def _oldest_open(session: Session) -> datetime | None:
    return session.scalar(
        select(func.min(WebhookEvent.received_at)).where(WebhookEvent.state == IS_OPEN)
    )


@blueprint.get("/metrics")
def metrics() -> Response:
    """Prometheus text: figures read from the database, so every process says the same."""
    wired = wiring()
    now = wired.now()
    registry = CollectorRegistry()
    with wired.database.reading() as session:
        oldest = _oldest_open(session)
        age = (now - oldest).total_seconds() if oldest else 0
        Gauge(
            "outreach_webhook_backlog_age_seconds",
            "Age of the oldest open event",
            registry=registry,
        ).set(age)
        for name, words, where in (
            ("webhook_open", "Events not handled yet", WebhookEvent.state == IS_OPEN),
            ("webhook_failed", "Events kept as failed", WebhookEvent.state == IS_FAILED),
            ("rounds_unsent", "Reminder rounds of which nothing went", UNSENT),
            ("outbox_open", "Messages on their way", OutboxMessage.state.in_(OPEN_STATES)),
        ):
            number = session.scalar(select(func.count()).where(where))
            Gauge(f"outreach_{name}", words, registry=registry).set(number or 0)
    return Response(generate_latest(registry), mimetype="text/plain; version=0.0.4")
