"""The next fiscal year's file: days shifted, nothing confirmed, and a file like any other."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from campaigns.clone import NeedsAnEditor, clone_campaign
from campaigns.load import load_campaign
from campaigns.next_year import a_year_later, next_slug, next_year, next_year_text, to_look_up
from campaigns.parse import parse_campaign
from models.audit import AuditEntry
from models.campaign import Campaign, Instrument, current_campaign
from models.session import Database
from tests.conftest import ROOT
from tests.factories import NOW


def content(year: int = 2570) -> dict[str, Any]:
    file, problems = parse_campaign((ROOT / f"campaigns/bangsue-{year}.yaml").read_text())
    assert file is not None, problems
    return file.model_dump(mode="json")


def everything(value: Any, key: str = "") -> Any:
    """Every key with its plain value, however deep."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from everything(each, name)
    elif isinstance(value, list):
        for each in value:
            yield from everything(each, key)
    else:
        yield key, value


@pytest.mark.parametrize("year", [2568, 2570])
def test_the_file_is_sound_and_says_what_the_content_says(year: int) -> None:
    file, problems = parse_campaign(next_year_text(content(year)))
    assert problems == []
    assert file is not None
    assert file.model_dump(mode="json") == next_year(content(year))
    assert (file.slug, file.fiscal_year) == (f"bangsue-{year + 1}", year + 1)


def test_deadlines_keep_day_and_month() -> None:
    made = next_year(content())
    assert (made["opens"], made["closes"]) == ("2027-10-01", "2028-05-31")
    days = {each["code"]: each["date"] for each in made["milestones"]}
    assert days["iit_evidence_1"] == "2028-03-31"
    assert days["eit_complete"] == "2028-05-31"
    assert made["quiet_periods"][0]["starts"] == "2028-04-11"


def test_nothing_is_taken_for_confirmed() -> None:
    this_year = content()
    for each in this_year["milestones"]:
        each["confirmed"] = True
    this_year |= {"opens_confirmed": True, "holidays_confirmed": True, "line_signature": "accepted"}
    this_year["notice"]["dpo_confirmed"] = True
    this_year["links"]["EIT"] = {
        "url": "https://itas.nacc.go.th/go/eit/ab12cd",
        "placeholder": False,
    }
    made = next_year(this_year)
    flags = [value for key, value in everything(made) if key.endswith("confirmed")]
    assert flags
    assert not any(flags)
    assert made["line_signature"] == "unconfirmed"
    assert all(link["placeholder"] for link in made["links"].values())
    assert "ab12cd" not in next_year_text(this_year)


def test_feasts_of_the_moon_are_named_and_left_out() -> None:
    names = [each["name"] for each in next_year(content())["holidays"]]
    assert "วันปิยมหาราช" in names
    for moving in ("มาฆบูชา", "วิสาขบูชา", "อาสาฬหบูชา", "ชดเชย"):
        assert not any(moving in name for name in names)
        assert any(moving in name for name in to_look_up(content()))
    assert "วันพืชมงคล" in to_look_up(content())  # this year's file does not know its day yet
    text = next_year_text(content())
    assert all(f"#   - {name}" in text for name in to_look_up(content()))


def test_special_days_of_a_cabinet_are_not_repeated() -> None:
    names = [each["name"] for each in next_year(content(2568))["holidays"]]
    assert not any("พิเศษ" in name for name in names)
    assert "วันเฉลิมพระชนมพรรษาพระบาทสมเด็จพระเจ้าอยู่หัว" in names


def test_a_stated_first_day_of_service_moves_along() -> None:
    assert next_year(content())["iit_started_by"] is None
    stated = {**content(), "iit_started_by": "2025-12-31"}
    assert next_year(stated)["iit_started_by"] == "2026-12-31"


@pytest.mark.parametrize(
    ("slug", "following"),
    [("bangsue-2570", "bangsue-2571"), ("office", "office-2571"), ("a-2570-b", "a-2570-b-2571")],
)
def test_the_name_follows_the_year(slug: str, following: str) -> None:
    assert next_slug({"slug": slug, "fiscal_year": 2570}) == following


def test_the_29th_of_february_becomes_the_28th() -> None:
    assert a_year_later(date(2028, 2, 29)) == date(2029, 2, 28)


def load(database: Database) -> None:
    file, _ = parse_campaign((ROOT / "campaigns/bangsue-2570.yaml").read_text())
    assert file is not None
    with database.transaction() as session:
        load_campaign(session, file, now=NOW)


def test_next_year_waits_for_its_first_day_and_is_made_once(database: Database) -> None:
    load(database)
    for _ in range(2):
        with database.transaction() as session:
            this = session.scalars(select(Campaign).where(Campaign.fiscal_year == 2570)).one()
            clone_campaign(session, this, actor="a test", now=NOW)
    with database.reading() as session:
        made = session.scalars(select(Campaign).order_by(Campaign.fiscal_year)).all()
        assert [each.slug for each in made] == ["bangsue-2570", "bangsue-2571"]
        assert made[1].is_practice(Instrument.EIT)
        office = made[0].agency_id
        for day, slug in (
            (date(2027, 5, 31), "bangsue-2570"),
            (date(2027, 8, 1), "bangsue-2570"),
            (date(2027, 9, 30), "bangsue-2570"),
            (date(2027, 10, 1), "bangsue-2571"),
        ):
            found = current_campaign(session, office, day)
            assert found is not None
            assert found.slug == slug, day
        actions = session.scalars(select(AuditEntry.action)).all()
        assert actions.count("campaign cloned") == 1


def test_a_year_that_breaks_a_rule_waits_for_an_editor(database: Database) -> None:
    load(database)
    with database.transaction() as session:
        this = session.scalars(select(Campaign)).one()
        this.content = {**this.content, "eit_floor": 1}
    with database.transaction() as session, pytest.raises(NeedsAnEditor):
        clone_campaign(session, session.scalars(select(Campaign)).one(), actor="a test", now=NOW)
    with database.reading() as session:
        assert len(session.scalars(select(Campaign)).all()) == 1
