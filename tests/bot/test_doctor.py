"""flask doctor names what is wrong, where, and what to do; each fault is made, then found."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import features

from bot.cli import doctor, doctor_machine
from models.allowance import allowance
from models.campaign import Campaign
from models.heartbeat import beat
from models.outbox_message import Method, OutboxMessage
from models.reminder import ReminderRound, RoundState
from models.role import Role, RoleName
from models.webhook_event import EventState, WebhookEvent
from rules.thai_dates import BANGKOK
from settings import Settings
from tests.bot.conftest import Stage, event
from tests.factories import NOW, make_person, make_staff

Found = dict[tuple[str, str], str]


def ask(stage: Stage, *words: str) -> Found:
    """The findings by level and place, each in two languages."""
    done = stage.app.test_cli_runner().invoke(args=["doctor", "--no-line", "--json", *words])
    told = json.loads(done.stdout)
    assert done.exit_code == (0 if told["well"] else 1), done.output
    assert told["well"] == all(each["level"] != "wrong" for each in told["findings"])
    for each in told["findings"]:
        assert any("ก" <= letter <= "๛" for letter in each["thai"]), each
        assert each["english"], each
    return {(each["level"], each["where"]): each["english"] for each in told["findings"]}


def keep_real_time(stage: Stage) -> None:
    """The clock goes on by itself, from now; `stage.at` still moves it."""
    stage.at = started = datetime.now(UTC)
    stage.wired.now = lambda: stage.at + (datetime.now(UTC) - started)


@pytest.fixture
def well(stage: Stage) -> Stage:
    """An office of which nothing is wrong: it runs, has its links, an owner and a counter."""
    keep_real_time(stage)
    stage.point()
    with stage.wired.database.transaction() as session:
        for process in ("worker", "scheduler", "backup"):
            beat(session, process, now=stage.at)
        campaign = session.query(Campaign).one()
        links = {
            key: {**link, "placeholder": False} for key, link in campaign.content["links"].items()
        }
        campaign.content = {**campaign.content, "links": links}
        campaign.closes_on = date(2099, 1, 1)
        office = stage.wired.office("")
        assert office is not None
        owner = make_person(session, session.merge(office))
        session.add(
            Role(agency_id=office.id, respondent_id=owner.id, name=RoleName.OWNER, granted_at=NOW)
        )
    return stage


def wrong(found: Found) -> set[str]:
    return {where for level, where in found if level == "wrong"}


def test_of_a_well_office_nothing_is_wrong(well: Stage) -> None:
    found = ask(well)
    assert wrong(found) == set()
    assert {where for _, where in found} == {
        *("campaigns/bangsue-2570.yaml", "role", "qr", "roster"),
        "SECRET_KEY",  # the tests' own holds a comma, and so two short ones
    }
    words = well.app.test_cli_runner().invoke(args=["doctor", "--no-line"]).output
    assert "Nothing is wrong" in words


def test_of_an_office_only_just_installed_everything_missing_is_told(stage: Stage) -> None:
    keep_real_time(stage)
    assert wrong(ask(stage)) == {"worker", "scheduler", "campaign", "role", "qr"}


def test_a_clock_that_differs_from_the_database_s_is_told(well: Stage) -> None:
    well.at += timedelta(seconds=30)
    assert "differ by 3" in ask(well)["wrong", "clock"]


def silent(stage: Stage) -> None:
    stage.at += timedelta(seconds=61)


def failed_event(stage: Stage) -> None:
    stage.post({"events": [event(1, timestamp=int(stage.at.timestamp() * 1000))]})
    with stage.wired.database.transaction() as session:
        row = session.query(WebhookEvent).one()
        row.finish(EventState.FAILED, now=stage.at, reason="ValueError after 4 tries")


def waiting(stage: Stage) -> None:
    with stage.wired.database.transaction() as session:
        session.add(
            OutboxMessage(
                agency_id=stage.wired.office("").id,  # type: ignore[union-attr]
                method=Method.PUSH,
                topic="round",
                created_at=stage.at,
                due_at=stage.at - timedelta(seconds=90),
            )
        )


def events_stamped(stage: Stage, span: timedelta) -> None:
    stamp = int((stage.at + span).timestamp() * 1000)
    stage.post({"events": [event(number, timestamp=stamp) for number in (1, 2, 3)]})
    with stage.wired.database.transaction() as session:  # the worker is quick
        for row in session.query(WebhookEvent):
            row.finish(EventState.HANDLED, now=stage.at)


def clock_is_slow(stage: Stage) -> None:
    events_stamped(stage, timedelta(minutes=3))


def clock_is_fast(stage: Stage) -> None:
    events_stamped(stage, timedelta(minutes=-3))


def round_late(stage: Stage) -> None:
    with stage.wired.database.transaction() as session:
        campaign = session.query(Campaign).one()
        session.add(
            ReminderRound(
                agency_id=campaign.agency_id,
                campaign_id=campaign.id,
                day=stage.at.astimezone(BANGKOK).date() - timedelta(days=1),
                state=RoundState.ANNOUNCED,
                people=12,
                announced_at=stage.at,
            )
        )


def roster_late(stage: Stage) -> None:
    soon = (stage.at + timedelta(days=20)).astimezone(BANGKOK).date()
    with stage.wired.database.transaction() as session:
        campaign = session.query(Campaign).one()
        milestones = [{**campaign.milestones[0], "kind": "evidence", "date": soon.isoformat()}]
        campaign.content = {**campaign.content, "milestones": milestones}


def before_reminders(stage: Stage) -> None:
    with stage.wired.database.transaction() as session:
        campaign = session.query(Campaign).one()
        plan = {k: v for k, v in campaign.reminders.items() if k != "allowance"}
        campaign.content = {**campaign.content, "reminders": plan}


@pytest.mark.parametrize(
    ("fault", "where", "words"),
    [
        pytest.param(silent, "worker", "No sign of the worker", id="worker"),
        pytest.param(silent, "scheduler", "No sign of the scheduler", id="scheduler"),
        pytest.param(failed_event, "events", "1 events failed", id="failed event"),
        pytest.param(waiting, "worker", "Somebody has waited", id="somebody waits"),
        pytest.param(clock_is_slow, "clock", "behind LINE's", id="slow clock"),
        pytest.param(clock_is_fast, "clock", "180 s old", id="fast clock"),
        pytest.param(round_late, "reminders", "12 reminders are due", id="round"),
        pytest.param(roster_late, "roster", "12 units without a roster", id="roster"),
        pytest.param(
            before_reminders, "campaigns/bangsue-2570.yaml", "flask campaign load", id="plan"
        ),
    ],
)
def test_a_fault_is_found_where_it_is(
    well: Stage, fault: Callable[[Stage], None], where: str, words: str
) -> None:
    fault(well)
    found = ask(well)
    assert words in found["wrong", where]


def test_settings_that_cannot_serve_are_named_by_their_variables(well: Stage) -> None:
    bare = {"line_basic_id": "", "secret_key": "short", "public_base_url": "http://x"}
    given: Settings = well.wired.settings
    well.wired.settings = given.model_copy(update=bare)
    found = ask(well)
    assert wrong(found) == {"LINE_BASIC_ID"}
    assert {("look", "SECRET_KEY"), ("look", "PUBLIC_BASE_URL")} <= set(found)


def test_a_key_that_opens_nothing_and_tables_of_another_release_are_told(
    well: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    from models.sealed import unlock

    unlock(["some other key"])
    assert wrong(ask(well)) == {"SECRET_KEY"}
    unlock(well.wired.settings.secret_keys)
    monkeypatch.setattr(doctor, "newest_migration", lambda: "9999")
    assert "run `flask migrate`" in ask(well)["wrong", "DATABASE_URL"]


def test_a_full_disk_missing_raqm_and_open_secrets_are_told(
    well: Stage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def disk(_: Any) -> Any:
        return type("Usage", (), {"free": 5 * 1024**2})

    monkeypatch.setattr(doctor_machine.shutil, "disk_usage", disk)
    monkeypatch.setattr(features, "check", lambda _: False)
    monkeypatch.setattr(doctor_machine, "_has_typeface", lambda: False)
    monkeypatch.setattr(doctor_machine, "ROOT", tmp_path)
    (tmp_path / ".env").write_text("SECRET_KEY=x")
    (tmp_path / ".env").chmod(0o644)
    found = ask(well)
    assert {"Pillow", "fontpkg-sarabun", ".env"} <= wrong(found)
    assert any("5 MB of disk left" in words for words in found.values())


def test_backups_are_looked_at(well: Stage, tmp_path: Path) -> None:
    file = tmp_path / "b"
    runner = well.app.test_cli_runner()
    assert runner.invoke(args=["backup", str(file)]).exit_code == 0
    assert wrong(ask(well, "--backup", str(file))) == set()
    well.at += timedelta(days=3)
    found = ask(well, "--backup", str(file))
    assert "3 days old" in found["wrong", str(file)]
    assert "Last backed up 3 days ago" in found["look", "backup"]
    file.write_bytes(b"nothing")
    assert "no backup of ours" in ask(well, "--backup", str(file))["wrong", str(file)]
    assert str(tmp_path / "gone") in wrong(ask(well, "--backup", str(tmp_path / "gone")))


def test_an_allowance_nearly_used_up_and_a_roster_that_is_there(well: Stage) -> None:
    office = well.wired.office("")
    assert office is not None
    with well.wired.database.transaction() as session:
        ledger = allowance(session, office.id, well.at.astimezone(BANGKOK).date(), granted=300)
        ledger.spent = 280
        make_staff(session, now=well.at)
    found = ask(well)
    assert "20 of 300 messages left" in found["look", "allowance"]
    assert "11 units without a roster" in found["look", "roster"]
