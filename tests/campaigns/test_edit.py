"""A campaign changed at the desk: checked as a file is, and not undone by the next start."""

from collections.abc import Mapping

import pytest
from sqlalchemy import select

from campaigns.edit import as_yaml, edit_campaign
from campaigns.load import EditedSince, Loaded, load_campaign
from campaigns.parse import parse_campaign
from campaigns.problems import Path, Problem
from models.audit import AuditEntry
from models.campaign import Campaign
from models.quota_cell import QuotaCell
from models.session import Database
from tests.campaigns.test_load import file, load
from tests.factories import NOW

WORKS_EIT: Path = ("units", 0, "eit")
MINUTES: Path = ("minutes",)


def edit(database: Database, changes: Mapping[Path, object]) -> Loaded | list[Problem]:
    with database.transaction() as session:
        campaign = session.scalars(select(Campaign)).one()
        return edit_campaign(session, campaign, changes, actor="role 1", now=NOW)


def campaign_of(database: Database) -> Campaign:
    with database.reading() as session:
        return session.scalars(select(Campaign)).one()


def edits(database: Database) -> list[dict[str, object]]:
    with database.reading() as session:
        found = select(AuditEntry).where(AuditEntry.action == "campaign edited")
        return [entry.facts["changes"] for entry in session.scalars(found)]


def test_a_change_reaches_targets_and_audit(database: Database) -> None:
    load(database, file("bangsue-2570"))
    done = edit(database, {WORKS_EIT: 70, ("eit_floor",): 510})
    assert isinstance(done, Loaded)
    assert "works EIT" in done.changed
    with database.reading() as session:
        targets = session.scalars(select(QuotaCell.target).where(QuotaCell.rule == "COUNT(70)"))
        assert list(targets) == [70]
    assert edits(database) == [{"units[0].eit": [60, 70], "eit_floor": [500, 510]}]


def test_a_mistake_changes_nothing_and_names_its_place(database: Database) -> None:
    load(database, file("bangsue-2570"))
    problems = edit(database, {WORKS_EIT: 70, ("links", "EIT", "url"): "http://evil.example"})
    assert isinstance(problems, list)
    assert {problem.where for problem in problems} >= {"links.EIT.url", "eit_floor"}
    assert campaign_of(database).content["units"][0]["eit"] == 60
    assert edits(database) == []


def test_the_same_values_again_are_no_change(database: Database) -> None:
    load(database, file("bangsue-2570"))
    done = edit(database, {MINUTES: 10})
    assert isinstance(done, Loaded)
    assert done.changed == []
    assert campaign_of(database).edited_at is None


def test_loading_the_same_file_again_keeps_what_the_desk_changed(database: Database) -> None:
    load(database, file("bangsue-2570"))
    edit(database, {MINUTES: 8})
    assert load(database, file("bangsue-2570")) == []
    assert campaign_of(database).minutes == 8


def test_a_changed_file_does_not_silently_undo_the_desk(database: Database) -> None:
    load(database, file("bangsue-2570"))
    edit(database, {MINUTES: 8})
    changed = file("bangsue-2570", opens=("opens_confirmed: false", "opens_confirmed: true"))
    with pytest.raises(EditedSince):
        load(database, changed)
    assert campaign_of(database).minutes == 8
    with database.transaction() as session:
        load_campaign(session, changed, now=NOW, replace=True)
    now = campaign_of(database)
    assert (now.minutes, now.content["opens_confirmed"], now.edited_at) == (10, True, None)


def test_what_is_shown_loads_to_the_same(database: Database) -> None:
    load(database, file("bangsue-2570"))
    edit(database, {MINUTES: 8})
    shown, problems = parse_campaign(as_yaml(campaign_of(database)))
    assert shown is not None, problems
    before = campaign_of(database).content
    with database.transaction() as session:
        load_campaign(session, shown, now=NOW, replace=True)
    assert campaign_of(database).content == before
