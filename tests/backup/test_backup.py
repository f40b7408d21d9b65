"""A rehearsal: everything out of one database and into another, of either engine."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import delete, func, select

from backup import put_back, sealed_file, take
from backup.tables import TABLES
from bot.routes.health import newest_migration
from models.audit import AuditEntry
from models.campaign import Campaign
from models.heartbeat import beat
from models.respondent import Respondent
from models.session import Database
from models.webhook_event import WebhookEvent
from reports.recount import recount
from tests.backup.conftest import Fresh
from tests.bot.conftest import Stage, make_stage
from tests.conftest import KEYS
from tests.factories import NOW, make_agency
from tests.handlers.conftest import Chat

ENGINES = ["sqlite", "postgresql"]


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=list(words))


def rows(database: Database) -> dict[str, list[Any]]:
    with database.snapshot() as connection:
        return {
            table.name: [
                tuple(row)
                for row in connection.execute(select(table).order_by(*table.primary_key.columns))
            ]
            for table in TABLES
        }


def fill(chat: Chat) -> None:
    """A little of everything: cases, consent, staff, a hat, links, words kept for later."""
    member = chat.staff()
    chat.say("มานี", chat.point("works").code)
    chat.say("มานี", "ขอรับการแจ้งเตือน")
    chat.tap("มานี", "consent=yes")
    chat.say("สมหมาย", chat.point("registration").code)
    chat.say("สมหมาย", "ตอบแล้ว")
    chat.say("สมชาย", member.code)


@pytest.mark.parametrize("engine", ENGINES)
def test_every_row_comes_back_on_either_engine(
    chat: Chat, fresh: Fresh, tmp_path: Path, engine: str
) -> None:
    fill(chat)
    file = tmp_path / "b"
    source, target = chat.stage.wired.database, Database(fresh(engine), KEYS)
    with file.open("wb") as opened, source.snapshot() as connection:
        facts = take.facts(connection, expected=newest_migration(), now=NOW)
        sealed_file.write(opened, facts, take.lines(connection), key=KEYS[0])
    with file.open("rb") as opened, target.storing() as connection:
        page = sealed_file.read_first_page(opened, keys=KEYS)
        list(put_back.put_back(connection, sealed_file.read_lines(opened, page), page.facts))
    assert rows(target) == rows(source)
    target.engine.dispose()


@pytest.mark.parametrize("engine", ENGINES)
def test_the_figures_are_the_same_after_a_restore_and_proven_from_the_facts(
    chat: Chat, fresh: Fresh, tmp_path: Path, engine: str
) -> None:
    fill(chat)
    file = str(tmp_path / "b.backup")
    made = run(chat.stage.app, "backup", file, "--json")
    assert made.exit_code == 0, made.output
    figures = json.loads(run(chat.stage.app, "status", "--json").stdout)
    other = empty_stage(fresh(engine), chat.stage)
    done = run(other.app, "restore", file, "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(run(other.app, "status", "--json").stdout) == figures
    with other.wired.database.reading() as session:
        assert recount(session, session.scalars(select(Campaign)).one()) == []
        assert session.scalar(select(func.count(Respondent.id))) == 3
    person = Chat(other, people=dict(chat.people), number=chat.number)
    assert person.say("มานี", "ตอบแล้ว")  # known again by the hash of the LINE id, and answered
    assert run(other.app, "recount").exit_code == 0
    other.wired.database.engine.dispose()


def empty_stage(url: str, like: Stage) -> Stage:
    """The app on an empty database, at the same moment."""
    made = make_stage(url)
    with made.wired.database.storing() as connection:
        put_back.clear(connection)
    made.at = like.at
    return made


def test_what_is_written_meanwhile_is_wholly_in_or_wholly_out(database: Database) -> None:
    with database.transaction() as session:
        office = make_agency(session)
    with database.snapshot() as connection:
        facts = take.facts(connection, expected=newest_migration(), now=NOW)
        lines = take.lines(connection)
        found = [json.loads(next(lines))]
        with database.transaction() as session:  # a writer is not kept waiting, nor half seen
            session.add(AuditEntry(agency_id=office.id, at=NOW, actor="a", action="b", facts={}))
            beat(session, "worker", now=NOW)
        found += [json.loads(line) for line in lines]
    counts = {name: number for name, number in facts["rows"].items() if number}
    assert counts == {"agency": 1}
    assert len([row for row in found if isinstance(row, list)]) == 1


def test_no_number_is_given_twice_after_a_restore(
    stage: Stage, fresh: Fresh, tmp_path: Path
) -> None:
    from tests.bot.conftest import event

    assert stage.post({"events": [event(1), event(2)]}) == 200
    database = stage.wired.database
    with database.transaction() as session:  # the newest are purged: their numbers stay theirs
        last = session.scalar(select(func.max(WebhookEvent.id)))
        session.execute(delete(WebhookEvent))
    file = str(tmp_path / "b")
    assert run(stage.app, "backup", file).exit_code == 0
    assert run(stage.app, "restore", file, "--replace", "--yes").exit_code == 0
    assert stage.post({"events": [event(3)]}) == 200
    with database.reading() as session:
        assert session.scalar(select(WebhookEvent.id)) == (last or 0) + 1


def test_the_file_is_ours_alone_names_itself_and_is_never_written_over(
    stage: Stage, tmp_path: Path
) -> None:
    file = tmp_path / "b"
    assert run(stage.app, "backup", str(file)).exit_code == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    kept = file.read_bytes()
    again = run(stage.app, "backup", str(file))
    assert again.exit_code == 1
    assert "--force" in again.output
    assert file.read_bytes() == kept
    assert run(stage.app, "backup", str(file), "--force").exit_code == 0
    assert file.read_bytes() != kept
    assert list(tmp_path.glob("*.part")) == []
    stated = json.loads(run(stage.app, "restore", str(file), "--check", "--json").stdout)
    assert stated["revision"] == newest_migration()
    assert stated["offices"] == ["bangsue"]
    assert stated["rows"]["campaign"] == 1


def test_nothing_readable_is_in_the_file(chat: Chat, tmp_path: Path) -> None:
    fill(chat)
    file = tmp_path / "b"
    assert run(chat.stage.app, "backup", str(file)).exit_code == 0
    *_, rest = file.read_bytes().split(b"\n", 3)
    for word in ("สำนักงานเขตบางซื่อ", "ฝ่ายโยธา", "respondent", "EIT-", "contact"):
        assert word.encode() not in rest
