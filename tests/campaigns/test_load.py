"""Loading a campaign: twice changes nothing, a changed target is told and audited."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from campaigns.load import YearTaken, load_campaign
from campaigns.parse import parse_campaign
from campaigns.schema import CampaignFile
from models.agency import UNASSIGNED, Unit
from models.audit import AuditEntry
from models.campaign import Campaign, Instrument, current_campaign
from models.quota_cell import QuotaCell
from models.session import Database
from reports.quota_progress import quota_progress
from tests.conftest import ROOT
from tests.factories import NOW


def file(slug: str, **changed: tuple[str, str]) -> CampaignFile:
    """A shipped file, with some text replaced."""
    text = (ROOT / "campaigns" / f"{slug}.yaml").read_text()
    for before, after in changed.values():
        assert before in text
        text = text.replace(before, after)
    parsed, problems = parse_campaign(text)
    assert parsed is not None, problems
    return parsed


def load(database: Database, parsed: CampaignFile) -> list[str]:
    with database.transaction() as session:
        return load_campaign(session, parsed, now=NOW).changed


def test_loading_twice_changes_nothing(database: Database) -> None:
    assert load(database, file("bangsue-2570"))
    assert load(database, file("bangsue-2570")) == []
    with database.reading() as session:
        assert len(session.scalars(select(Campaign)).all()) == 1
        codes = list(session.scalars(select(Unit.code)))
        assert len(codes) == len(set(codes)) == 13
        assert UNASSIGNED in codes


def test_a_changed_target_reaches_the_status_and_the_audit(database: Database) -> None:
    load(database, file("bangsue-2570"))
    moved = file(
        "bangsue-2570",
        works=("    aliases: [โยธาธิการ, ช่างโยธา, ยธ., works]\n    eit: 60", "    eit: 70"),
        revenue=("ภาษีที่ดิน, tax]\n    eit: 60", "ภาษีที่ดิน, tax]\n    eit: 50"),
    )
    changed = load(database, moved)
    assert "works EIT" in changed
    assert "revenue EIT" in changed
    with database.reading() as session:
        campaign = session.scalars(select(Campaign)).one()
        lines = quota_progress(session, campaign, now=NOW).of(Instrument.EIT)
        assert {line.unit.code: line.target for line in lines}["works"] == 70
        entries = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "target changed")
        ).all()
        works = [e.facts for e in entries if e.facts["unit"] == "works" and e.facts["before"]]
        assert [(f["before"][1], f["after"][1]) for f in works] == [(60, 70)]


def test_an_older_years_file_renames_no_unit_and_becomes_not_current(database: Database) -> None:
    load(database, file("bangsue-2570"))
    load(database, file("bangsue-2568", works=("name_en: Public Works Section", "name_en: Old")))
    with database.reading() as session:
        names = set(session.scalars(select(Unit.name_en)))
        assert "Old" not in names
        campaign = session.scalars(select(Campaign)).first()
        assert campaign is not None
        current = current_campaign(session, campaign.agency_id, NOW.date())
        assert current is not None
        assert current.slug == "bangsue-2570"


def test_iit_targets_wait_for_the_roster(database: Database) -> None:
    load(database, file("bangsue-2570"))
    with database.reading() as session:
        cells = session.scalars(select(QuotaCell).where(QuotaCell.instrument == "IIT")).all()
        waiting = {cell.target for cell in cells if not cell.rule.startswith("COUNT")}
        assert waiting == {None}
        rules = {cell.rule for cell in cells}
        assert rules == {"ALL", "SHARE(80)", "COUNT(25)"}


def test_a_second_campaign_of_the_same_year_is_refused(database: Database) -> None:
    load(database, file("bangsue-2570"))
    with pytest.raises(YearTaken) as refused:
        load(database, file("bangsue-2570", name=("slug: bangsue-2570", "slug: bangsue-again")))
    assert refused.value.slug == "bangsue-2570"
    with database.reading() as session:
        assert len(session.scalars(select(Campaign)).all()) == 1


def test_a_unit_s_own_service_days_are_its_pace(database: Database) -> None:
    """FY2570 from 24 May: six working days for the office, a Saturday more for this counter."""
    saturdays = "service_days: [mon, tue, wed, thu, fri, sat]"
    load(
        database,
        file(
            "bangsue-2570", days=("    name_th: ฝ่ายโยธา", f"    {saturdays}\n    name_th: ฝ่ายโยธา")
        ),
    )
    with database.reading() as session:
        campaign = session.scalars(select(Campaign)).one()
        at = datetime(2027, 5, 24, 2, tzinfo=UTC)
        lines = quota_progress(session, campaign, now=at).of(Instrument.EIT)
        left = {line.unit.code: line.working_days_left for line in lines}
    assert (left["works"], left["finance"]) == (7, 6)
