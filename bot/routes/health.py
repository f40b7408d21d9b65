"""Is the process up, is everything it needs up, and how far behind are we."""

import math
from datetime import datetime, timedelta

from flask import Blueprint, Response, jsonify
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.wiring import wiring
from reports import operation
from rules.thai_dates import bangkok_date
from settings import ROOT

blueprint = Blueprint("health", __name__)

ALIVE = timedelta(seconds=60)
"""A process that has not beaten for this long is not well; nor one that beat in the future."""

BEHIND = timedelta(seconds=60)
"""An event that waits longer has lost its reply token."""

QUANTILES = (0.5, 0.95, 1.0)


@blueprint.get("/healthz")
def healthz() -> Response:
    """The process answers."""
    return Response("OK", mimetype="text/plain")


@blueprint.get("/readyz")
def readyz() -> tuple[Response, int]:
    """Database, migrations, worker and scheduler heartbeats, and the webhook backlog's age.

    That the database can be written to shows in the heartbeats, which are rows.
    """
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
        silent = operation.silent_for(session, now=now)
        for process in operation.PROCESSES:
            since = silent[process]
            if since is None or abs(since) > ALIVE:
                problems[process] = "no heartbeat"
        oldest = operation.oldest_open_event(session)
        if oldest is not None and now - oldest > BEHIND:
            problems["backlog"] = f"oldest event waits {int((now - oldest).total_seconds())} s"
    return problems


def newest_migration() -> str:
    """The revision this release expects, by its file's name; Alembic itself stays unloaded."""
    versions = (ROOT / "migrations" / "versions").glob("[0-9]*.py")
    return max(path.name.partition("_")[0] for path in versions)


@blueprint.get("/metrics")
def metrics() -> Response:
    """Prometheus text: figures read from the database, so every process says the same.

    What each means for people, and what to do about it: docs/alerts.yaml, docs/runbook.md.
    """
    wired = wiring()
    now = wired.now()
    registry = CollectorRegistry()
    with wired.database.reading() as session:
        _events(session, registry, now=now)
        _outbox(session, registry, now=now)
        _reminders(session, registry, now=now)
        _processes(session, registry, now=now)
    return Response(generate_latest(registry), mimetype="text/plain; version=0.0.4")


def _events(session: Session, registry: CollectorRegistry, *, now: datetime) -> None:
    oldest = operation.oldest_open_event(session)
    _say(registry, "webhook_backlog_age_seconds", "Age of the oldest open event", _age(oldest, now))
    _say(registry, "webhook_open", "Events not handled yet", operation.open_events(session))
    _say(registry, "webhook_failed", "Events kept as failed", operation.failed_events(session))
    replies = operation.recent_replies(session, now=now)
    waited = Gauge(
        "outreach_reply_seconds",
        "From an event's arrival to its answer taken by LINE, last 5 minutes",
        ["quantile"],
        registry=registry,
    )
    for share in QUANTILES:
        waited.labels(str(share)).set(replies.quantile(share))
    ends = Gauge(
        "outreach_replies",
        "Replies of the last 5 minutes (of 100 offices at most, 500 of each)",
        ["end"],
        registry=registry,
    )
    for end in ("sent", "held", "unconfirmed", "failed"):
        ends.labels(end).set(replies.ends.get(end, 0))


def _outbox(session: Session, registry: CollectorRegistry, *, now: datetime) -> None:
    due = operation.oldest_due_message(session, now=now)
    _say(registry, "outbox_age_seconds", "How long the oldest due message waits", _age(due, now))
    _say(registry, "outbox_open", "Messages on their way", operation.open_messages(session))
    _say(registry, "outbox_repeated", "Messages tried again", operation.repeated_messages(session))


def _reminders(session: Session, registry: CollectorRegistry, *, now: datetime) -> None:
    _say(
        registry,
        "reminders_unsent",
        "People whose reminder is due and has not gone",
        operation.reminders_unsent(session, now=now),
    )
    _say(
        registry,
        "rounds_unsent",
        "Reminder rounds of which nothing went",
        operation.rounds_unsent(session),
    )
    left = Gauge("outreach_allowance_left", "Messages left", ["office"], registry=registry)
    granted = Gauge("outreach_allowance", "Messages a month", ["office"], registry=registry)
    for office, ledger in operation.allowances(session, bangkok_date(now)):
        left.labels(office).set(ledger.left)
        granted.labels(office).set(ledger.granted)


def _processes(session: Session, registry: CollectorRegistry, *, now: datetime) -> None:
    """A process that never beat is silent for ever, so that an alert on its age rings."""
    beat = Gauge(
        "outreach_heartbeat_age_seconds",
        "Since the last sign of life",
        ["process"],
        registry=registry,
    )
    silent = operation.silent_for(session, now=now)
    for process in operation.PROCESSES:
        beat.labels(process).set(_seconds(silent[process]))
    _say(registry, "backup_age_seconds", "Since the last backup", _seconds(silent["backup"]))


def _say(registry: CollectorRegistry, name: str, words: str, figure: float) -> None:
    Gauge(f"outreach_{name}", words, registry=registry).set(figure)


def _age(since: datetime | None, now: datetime) -> float:
    return (now - since).total_seconds() if since else 0.0


def _seconds(span: timedelta | None) -> float:
    return math.inf if span is None else span.total_seconds()
