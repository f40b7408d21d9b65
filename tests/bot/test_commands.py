"""The command line: what scripts rely on, and clear words when something is wrong."""

import csv
import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from bot.cli import role
from campaigns.edit import edit_campaign
from campaigns.load import Loaded
from models.campaign import Campaign
from models.invitee import Invitee
from models.outbox_message import OutboxMessage
from models.respondent import ChannelAddress, Respondent
from models.staff_member import StaffMember
from models.webhook_event import WebhookEvent
from tests.bot.conftest import Stage, event, make_stage
from tests.factories import NOW


def run(stage: Stage, *words: str, code: int = 0) -> str:
    done = stage.app.test_cli_runner().invoke(args=list(words))
    assert done.exit_code == code, done.output
    return done.output


def as_json(output: str) -> object:
    """The JSON of an output that may carry a warning besides."""
    start = min(i for i in (output.find("{"), output.find("[")) if i >= 0)
    return json.JSONDecoder().raw_decode(output[start:])[0]


def test_status_has_the_shape_scripts_rely_on(stage: Stage) -> None:
    status = as_json(run(stage, "status", "--json"))
    assert isinstance(status, dict)
    assert {"campaign", "as_of", "units", "totals", "official"} <= set(status)
    keys = {"unit", "instrument", "target", "reached", "reported", "signed", "remaining", "met"}
    assert all(keys <= set(line) for line in status["units"])
    assert len(status["units"]) == 11 + 12
    eit = next(total for total in status["totals"] if total["instrument"] == "EIT")
    assert (eit["target"], eit["remaining"]) == (500, 500)
    assert status["official"] == {"EIT": None, "IIT": None}


def test_status_says_loudly_that_a_placeholder_is_in_use(stage: Stage) -> None:
    assert "PRACTICE LINK" in run(stage, "status")
    assert "PRACTICE LINK" in run(stage, "line", "doctor", code=1)


def test_a_counter_is_made_once_with_pictures(stage: Stage, tmp_path: Path) -> None:
    words = [
        "qr",
        "make",
        "--unit",
        "works",
        "--label",
        "เคาน์เตอร์ 1",
        "--out",
        str(tmp_path / "codes"),
    ]
    first = as_json(run(stage, *words, "--json"))
    again = as_json(run(stage, *words, "--json"))
    assert first == again
    assert isinstance(first, list)
    assert first[0]["unit"] == "works"
    assert first[0]["url"].endswith(f"/q/{first[0]['code']}")
    assert {path.suffix for path in (tmp_path / "codes").iterdir()} == {".png", ".svg"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["qr", "make", "--unit", "moon"], "works", id="an unknown unit: the list"),
        pytest.param(["qr", "make", "--unit", "executive"], "EIT", id="a unit without outsiders"),
        pytest.param(["qr", "revoke", "EIT-0000000"], "EIT-0000000", id="an unknown code"),
        pytest.param(["events", "replay", "7"], "7", id="no such failed event"),
        pytest.param(["official", "set", "EIT", "5", "--as-of", "soon"], "soon", id="no moment"),
        pytest.param(
            ["official", "set", "EIT", "5", "--as-of", "2030-01-01"], "not come", id="ahead"
        ),
    ],
)
def test_a_mistake_gets_a_sentence_and_exit_1(stage: Stage, words: list[str], said: str) -> None:
    output = run(stage, *words, code=1)
    assert said in output
    assert "Traceback" not in output


def test_a_broken_campaign_file_is_listed_and_not_loaded(stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text("slug: x\nslug: y\nunits: []\n")
    output = run(stage, "campaign", "load", str(path), code=1)
    assert f"{path}:2:" in output
    path.write_bytes(b"\xff\xfe\x00")
    assert "UTF-8" in run(stage, "campaign", "load", str(path), code=1)


def test_a_database_without_tables_is_explained(stage: Stage) -> None:
    with stage.wired.database.transaction() as session:
        session.execute(text("alter table campaign rename to elsewhere"))
    try:
        assert "flask migrate" in run(stage, "status", code=1)
    finally:
        with stage.wired.database.transaction() as session:
            session.execute(text("alter table elsewhere rename to campaign"))


def test_a_person_is_erased_by_their_line_user_id(stage: Stage) -> None:
    stage.post({"events": [event()]})
    from handlers import handle_due
    from tests.handlers.conftest import OFFICE

    assert handle_due(stage.wired.database, OFFICE, now=stage.at, limit=5) == 1
    run(stage, "privacy", "erase", event()["source"]["userId"], "--yes")
    with stage.wired.database.reading() as session:
        assert session.scalars(select(Respondent)).all() == []
        assert session.scalars(select(ChannelAddress)).all() == []
    run(stage, "privacy", "erase", event()["source"]["userId"], "--yes", code=1)


def test_purging_takes_only_what_ended_long_ago(stage: Stage) -> None:
    from handlers import handle_due
    from tests.handlers.conftest import OFFICE

    stage.post({"events": [event(1)]})
    handle_due(stage.wired.database, OFFICE, now=stage.at, limit=5)
    stage.at = NOW + timedelta(days=40)
    stage.post({"events": [event(2)]})
    run(stage, "privacy", "purge")
    with stage.wired.database.reading() as session:
        assert [row.event_id for row in session.scalars(select(WebhookEvent))] == [
            event(2)["webhookEventId"]
        ]
        # its answer was never sent: still open, so it stays
        assert len(session.scalars(select(OutboxMessage)).all()) == 1


def test_recount_finds_a_counter_that_was_tampered_with(stage: Stage) -> None:
    code = stage.point().code
    stage.client().get(f"/q/{code}/survey")
    assert "ตรงกันทุกตัวเลข" in run(stage, "recount")
    with stage.wired.database.transaction() as session:
        session.execute(text("update counter set value = value + 1 where figure = 'reached'"))
    assert "reached" in run(stage, "recount", code=1)


def roster(stage: Stage, *words: str, code: int = 0) -> str:
    return run(stage, "roster", *words, code=code)


def test_a_roster_import_has_the_shape_scripts_rely_on(stage: Stage) -> None:
    preview = as_json(roster(stage, "import", "campaigns/roster-example.csv", "--json"))
    assert isinstance(preview, dict)
    assert {"rows", "new", "changed", "unchanged", "missing", "rejected"} <= set(preview)
    made = as_json(roster(stage, "import", "campaigns/roster-example.csv", "--commit", "--json"))
    assert isinstance(made, dict)
    assert (made["new"], made["rejected"]) == (86, [])
    again = as_json(roster(stage, "import", "campaigns/roster-example.csv", "--commit", "--json"))
    assert isinstance(again, dict)
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 86)


def test_a_preview_writes_nothing(stage: Stage) -> None:
    assert "--commit" in roster(stage, "import", "campaigns/roster-example.csv")
    with stage.wired.database.reading() as session:
        assert session.scalars(select(StaffMember)).all() == []


def test_rejected_rows_are_told_and_kept_as_cells_nobody_runs(stage: Stage, tmp_path: Path) -> None:
    file, kept = tmp_path / "roster.csv", tmp_path / "rejected.csv"
    file.write_text(
        "ชื่อ-สกุล,ฝ่าย,ประเภท,วันที่บรรจุ\n"
        "นายดี จริง,โยธา,ข้าราชการ,1/1/2560\n"
        "=cmd|' /C calc'!A0,โยธา,ข้าราชการ,31/2/2560\n",
        encoding="utf-8",
    )
    words = roster(stage, "import", str(file), "--commit", "--rejected", str(kept))
    assert "ไม่รับแถว 3" in words
    rows = list(csv.reader(kept.read_text(encoding="utf-8-sig").splitlines()))
    assert {row[0] for row in rows[1:]} == {"3"}
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(b"%PDF-1.7\n", "PDF", id="a PDF"),
        pytest.param(b"", "empty", id="nothing"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), ".xlsx", id="an old .xls"),
    ],
)
def test_a_file_that_is_no_roster_is_refused_with_what_to_do(
    stage: Stage, tmp_path: Path, content: bytes, expected: str
) -> None:
    file = tmp_path / "roster.xlsx"
    file.write_bytes(content)
    assert expected in roster(stage, "import", str(file), code=1)


def test_a_part_is_handed_in_previewed_and_accepted(stage: Stage, tmp_path: Path) -> None:
    file = tmp_path / "works.csv"
    file.write_text("ชื่อ-สกุล,ประเภท,วันที่บรรจุ\nนายดี จริง,ข้าราชการ,1/1/2560\n", encoding="utf-8")
    roster(stage, "submit", str(file), "--unit", "works")
    assert "works" in roster(stage, "waiting")
    roster(stage, "accept", "1", "--commit")
    assert "Nothing waits" in roster(stage, "waiting")
    roster(stage, "refuse", "1", code=1)
    with stage.wired.database.reading() as session:
        assert len(session.scalars(select(StaffMember)).all()) == 1


def test_papers_go_to_a_file_only_their_owner_reads(stage: Stage, tmp_path: Path) -> None:
    roster(stage, "import", "campaigns/roster-example.csv", "--commit")
    out = tmp_path / "cards.pdf"
    roster(stage, "cards", "--unit", "works", "--out", str(out))
    assert out.read_bytes().startswith(b"%PDF")
    assert out.stat().st_mode & 0o077 == 0
    roster(stage, "cards", "--unit", "works", "--out", str(tmp_path / "no" / "x.pdf"), code=1)


def test_the_reminder_plan_has_the_shape_scripts_rely_on(stage: Stage) -> None:
    plan = as_json(run(stage, "reminders", "plan", "--at", "2027-03-24", "--json"))
    assert isinstance(plan, dict)
    assert {"at", "due", "refused", "messages"} <= set(plan)
    assert plan["at"] == "2027-03-24"
    run(stage, "reminders", "plan", "--at", "31/2/2570", code=1)
    forecast = as_json(run(stage, "forecast", "--json"))
    assert isinstance(forecast, dict)
    assert forecast["plan"] == "Free"


def test_a_campaign_shown_is_the_campaign_as_it_stands(stage: Stage, tmp_path: Path) -> None:
    with stage.wired.database.transaction() as session:
        campaign = session.scalars(select(Campaign)).one()
        assert isinstance(
            edit_campaign(session, campaign, {("minutes",): 8}, actor="role 1", now=NOW), Loaded
        )
    shown = run(stage, "campaign", "show", "bangsue-2570")
    assert "minutes: 8" in shown
    file = tmp_path / "shown.yaml"
    file.write_text(shown, encoding="utf-8")
    loaded = as_json(run(stage, "campaign", "load", str(file), "--replace", "--json"))
    assert isinstance(loaded, dict)
    assert loaded["changed"] == []
    run(stage, "campaign", "show", "elsewhere", code=1)


def test_an_official_total_is_recorded_with_its_moment(stage: Stage) -> None:
    run(stage, "official", "set", "EIT", "312", "--as-of", "2027-01-12T09:00")
    status = as_json(run(stage, "status", "--json"))
    assert isinstance(status, dict)
    assert status["official"]["EIT"]["count"] == 312
    assert status["official"]["EIT"]["as_of"].startswith("2027-01-12T")
    assert status["official"]["IIT"] is None


def test_the_example_of_invitees_comes_in_after_a_preview(stage: Stage) -> None:
    def invitees() -> int:
        with stage.wired.database.reading() as session:
            return len(session.scalars(select(Invitee)).all())

    run(stage, "invitees", "import", "campaigns/invitees-example.csv")
    assert invitees() == 0
    run(stage, "invitees", "import", "campaigns/invitees-example.csv", "--commit")
    assert invitees() >= 3


def test_counters_are_listed_and_a_revoked_code_opens_nothing(stage: Stage) -> None:
    code = stage.point().code
    assert code in run(stage, "qr", "list")
    run(stage, "qr", "revoke", code)
    assert stage.client().get(f"/q/{code}").status_code == 410


def test_commands_are_guarded_once_however_many_apps_there_are(stage: Stage) -> None:
    before = role.group.commands["invite"].callback
    for _ in range(3):
        make_stage(stage.wired.settings.database_url)
    assert role.group.commands["invite"].callback is before
