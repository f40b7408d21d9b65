"""/readyz tells what is wrong, /metrics answers what an officer on duty asks."""

import re
from datetime import date, datetime, timedelta

import pytest
import yaml
from sqlalchemy import select, text

from models.allowance import allowance
from models.heartbeat import beat
from models.outbox_message import Method, OutboxMessage, OutboxState
from models.reminder import ReminderRound, RoundState
from models.webhook_event import EventState, WebhookEvent
from rules.thai_dates import BANGKOK
from tests.bot.conftest import Stage, event
from tests.conftest import ROOT
from tests.factories import NOW, make_agency


def figures(stage: Stage) -> dict[str, float]:
    """Every figure of /metrics by its name and labels."""
    answer = stage.client().get("/metrics")
    assert answer.status_code == 200
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


def heart(stage: Stage, process: str) -> None:
    with stage.wired.database.transaction() as session:
        beat(session, process, now=stage.at)


def problems(stage: Stage) -> dict[str, str]:
    answer = stage.client().get("/readyz")
    found: dict[str, str] = answer.json["problems"] if answer.json else {}
    assert answer.status_code == (503 if found else 200)
    return found


def test_not_ready_until_both_hearts_beat_and_no_more_when_one_stops(stage: Stage) -> None:
    assert set(problems(stage)) == {"worker", "scheduler"}
    heart(stage, "worker")
    heart(stage, "scheduler")
    assert problems(stage) == {}
    stage.later(seconds=50)
    heart(stage, "worker")
    stage.later(seconds=30)
    assert problems(stage) == {"scheduler": "no heartbeat"}


def test_not_ready_while_somebody_waits_too_long(stage: Stage) -> None:
    stage.post({"events": [event(1)]})
    stage.later(seconds=61)
    heart(stage, "worker")
    heart(stage, "scheduler")
    assert problems(stage) == {"backlog": "oldest event waits 61 s"}


def test_not_ready_on_another_release_s_tables(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.routes.health.newest_migration", lambda: "9999")
    assert "flask migrate" in problems(stage)["migrations"]
    assert stage.client().get("/healthz").status_code == 200


def test_not_ready_without_a_database(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.routes.health.text", lambda _: text("select * from no_such_table"))
    assert set(problems(stage)) == {"database"}


def test_an_idle_office_owes_nobody_anything(stage: Stage) -> None:
    heart(stage, "worker")
    heart(stage, "scheduler")
    found = figures(stage)
    assert found["outreach_webhook_backlog_age_seconds"] == 0
    assert found["outreach_outbox_age_seconds"] == 0
    assert found["outreach_reminders_unsent"] == 0
    assert found['outreach_heartbeat_age_seconds{process="worker"}'] == 0
    assert found["outreach_backup_age_seconds"] == float("inf")


def test_a_process_that_never_beat_is_silent_for_ever(stage: Stage) -> None:
    assert figures(stage)['outreach_heartbeat_age_seconds{process="worker"}'] == float("inf")


def test_how_long_people_waited_for_their_answers(stage: Stage) -> None:
    database = stage.wired.database
    stage.post({"events": [event(number) for number in range(1, 5)]})
    with database.transaction() as session:
        for row, seconds in zip(session.query(WebhookEvent), (1, 2, 3, 55), strict=True):
            row.finish(EventState.HANDLED, now=stage.at)
            sent = OutboxState.SENT if seconds < 55 else OutboxState.HELD
            session.add(message(row, sent, stage.at + timedelta(seconds=seconds)))
    stage.later(minutes=1)
    found = figures(stage)
    assert found['outreach_reply_seconds{quantile="0.5"}'] == 2
    assert found['outreach_reply_seconds{quantile="1.0"}'] == 3
    assert found['outreach_replies{end="sent"}'] == 3
    assert found['outreach_replies{end="held"}'] == 1
    stage.later(minutes=10)
    assert figures(stage)['outreach_reply_seconds{quantile="0.5"}'] == 0


def test_of_very_many_offices_those_that_answered_last_are_asked(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.operation.MOST_OFFICES", 1)
    stage.post({"events": [event(1)]})
    with stage.wired.database.transaction() as session:
        here = session.scalars(select(WebhookEvent)).one()
        make_agency(session, "never")
        for slug, seconds in (("before", 5), ("after", 9)):
            there = make_agency(session, slug)
            row = WebhookEvent(
                agency_id=there.id,
                event_id=f"of {slug}",
                kind="message",
                occurred_at=stage.at,
                received_at=stage.at,
                due_at=stage.at,
            )
            session.add(row)
            session.flush()
            session.add(message(row, OutboxState.SENT, stage.at + timedelta(seconds=seconds)))
        session.add(message(here, OutboxState.SENT, stage.at + timedelta(seconds=7)))
    stage.later(minutes=1)
    found = figures(stage)
    assert found['outreach_replies{end="sent"}'] == 1
    assert found['outreach_reply_seconds{quantile="1.0"}'] == 9


def message(row: WebhookEvent, state: OutboxState, ended_at: datetime) -> OutboxMessage:
    return OutboxMessage(
        agency_id=row.agency_id,
        webhook_event_id=row.id,
        method=Method.REPLY,
        topic="menu",
        state=state,
        created_at=row.received_at,
        due_at=row.received_at,
        ended_at=ended_at,
    )


def test_what_waits_shows_its_age(stage: Stage) -> None:
    stage.post({"events": [event(1)]})
    with stage.wired.database.transaction() as session:
        row = session.query(WebhookEvent).one()
        waiting = message(row, OutboxState.WAITING, stage.at)
        waiting.ended_at = None
        waiting.tries = 2
        session.add(waiting)
    stage.later(seconds=40)
    found = figures(stage)
    assert found["outreach_webhook_backlog_age_seconds"] == 40
    assert found["outreach_webhook_open"] == 1
    assert found["outreach_outbox_age_seconds"] == 40
    assert found["outreach_outbox_open"] == found["outreach_outbox_repeated"] == 1


@pytest.mark.parametrize(
    ("hour", "state", "people"),
    [
        pytest.param(9, RoundState.ANNOUNCED, 0, id="its hour has just come"),
        pytest.param(10, RoundState.ANNOUNCED, 30, id="it should have gone"),
        pytest.param(10, RoundState.HELD, 0, id="its owner holds it"),
        pytest.param(10, RoundState.SENT, 0, id="it went"),
    ],
)
def test_a_round_that_has_not_gone_is_counted_in_people(
    stage: Stage, hour: int, state: RoundState, people: int
) -> None:
    day = date(2027, 1, 20)
    stage.at = datetime(2027, 1, 20, hour, tzinfo=BANGKOK)
    with stage.wired.database.transaction() as session:
        office = stage.wired.office("")
        assert office is not None
        session.add(
            ReminderRound(
                agency_id=office.id,
                campaign_id=1,
                day=day,
                state=state,
                people=30,
                announced_at=NOW,
            )
        )
    assert figures(stage)["outreach_reminders_unsent"] == people


def test_the_allowance_left_this_month_is_told_by_office(stage: Stage) -> None:
    office = stage.wired.office("")
    assert office is not None
    with stage.wired.database.transaction() as session:
        ledger = allowance(session, office.id, stage.at.date(), granted=300)
        ledger.spent, ledger.reserved = 100, 50
    found = figures(stage)
    assert found['outreach_allowance_left{office="bangsue"}'] == 150
    assert found['outreach_allowance{office="bangsue"}'] == 300


def test_every_alert_asks_for_figures_there_are_and_leads_to_a_page_of_the_runbook(
    stage: Stage,
) -> None:
    office = stage.wired.office("")
    assert office is not None
    with stage.wired.database.transaction() as session:
        allowance(session, office.id, stage.at.date(), granted=300)
    told = {re.split(r"[{]", name)[0] for name in figures(stage)}
    labelled = set(figures(stage))
    runbook = (ROOT / "docs" / "runbook.md").read_text()
    (group,) = yaml.safe_load((ROOT / "docs" / "alerts.yaml").read_text())["groups"]
    asked: set[str] = set()
    for rule in group["rules"]:
        asked |= set(re.findall(r"outreach_\w+", rule["expr"]))
        for series in re.findall(r'outreach_\w+\{\w+="[^"]+"\}', rule["expr"]):
            assert series in labelled
        thai, english = rule["annotations"]["summary"].split(" · ")
        assert thai
        assert english
        assert f'<a id="{rule["annotations"]["runbook"]}"></a>' in runbook
    assert asked <= told
    assert told - asked <= {
        "outreach_webhook_open",
        "outreach_outbox_open",
        "outreach_outbox_repeated",
    }


def all_beat(stage: Stage, ahead: timedelta) -> None:
    with stage.wired.database.transaction() as session:
        for process in ("worker", "scheduler"):
            beat(session, process, now=stage.at + ahead)


@pytest.mark.parametrize("hours", [-3, 3], ids=["long ago", "by a clock that has gone back"])
def test_a_beat_of_another_hour_proves_nothing(stage: Stage, hours: int) -> None:
    all_beat(stage, timedelta())
    assert problems(stage) == {}
    all_beat(stage, timedelta(hours=hours))
    assert set(problems(stage)) == {"worker", "scheduler"}


def test_a_release_is_ready_beside_newer_tables_and_not_beside_older_ones(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    all_beat(stage, timedelta())
    monkeypatch.setattr("bot.routes.health.newest_migration", lambda: "0001")
    assert problems(stage) == {}  # the next release has migrated; this one works until it goes
    monkeypatch.setattr("bot.routes.health.newest_migration", lambda: "9999")
    assert list(problems(stage)) == ["migrations"]
