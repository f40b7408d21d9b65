"""The central office's page: the sums of every office, nothing of any part, nobody's name."""

import re

import pytest

from campaigns.load import load_campaign
from campaigns.new_office import new_office_text
from campaigns.parse import parse_campaign
from handlers.scope import EVERYONE
from models.agency import find_agency, units_of
from models.campaign import Campaign, Instrument, current_campaign
from models.counting import Cell, Figure, Source, count
from models.quota_cell import record_official
from models.role import RoleName
from rules.thai_dates import bangkok_date
from tests.bot.conftest import NOW, Stage
from tests.bot.test_desk import get, key_of, link, signed_in
from tests.conftest import ROOT


def second_office(stage: Stage) -> Campaign:
    """Bang Phlat, of the same parts as Bang Sue."""
    file, _ = parse_campaign((ROOT / "campaigns/bangsue-2570.yaml").read_text())
    assert file is not None
    text = new_office_text(
        file.model_dump(mode="json"),
        slug="bangphlat",
        name_th="สำนักงานเขตบางพลัด",
        name_en="Bang Phlat District Office",
    )
    made, problems = parse_campaign(text)
    assert made is not None, problems
    with stage.wired.database.transaction() as session:
        campaign = load_campaign(session, made, now=NOW).campaign
        assert campaign is not None
        return campaign


def say_answered(stage: Stage, slug: str, people: int) -> None:
    """So many said that they had answered, of the works section."""
    with stage.wired.database.transaction() as session:
        office = find_agency(session, slug)
        assert office is not None
        campaign = current_campaign(session, office.id, bangkok_date(stage.at))
        assert campaign is not None
        unit = next(u for u in units_of(session, office.id) if u.code == "works")
        cell = Cell(office.id, campaign.id, unit.id, Instrument.EIT)
        for _ in range(people):
            count(session, cell, Figure.REPORTED, Source.LINE, at=stage.at)


def rows_of(page: str) -> list[str]:
    """The table's lines as a reader sees them, without the page's marks."""

    found = re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", page, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", line).split()) for line in found]


def test_every_office_is_one_line_the_furthest_behind_first(stage: Stage) -> None:
    second_office(stage)
    say_answered(stage, "bangsue", 30)
    say_answered(stage, "bangphlat", 7)
    page = get(signed_in(stage, RoleName.CENTRAL), "/desk/offices")
    assert page.status_code == 200
    first, second = rows_of(page.text)
    assert first.startswith("สำนักงานเขตบางพลัด 500 7 493 11 –")
    assert second.startswith("สำนักงานเขตบางซื่อ 500 30 470 11 –")
    assert "<b>37</b>" in page.text
    assert "1,000" in page.text


def test_a_surplus_of_one_unit_covers_no_other(stage: Stage) -> None:
    say_answered(stage, "bangsue", 100)  # 60 were wanted there
    (line,) = rows_of(get(signed_in(stage, RoleName.CENTRAL), "/desk/offices").text)
    assert line.startswith("สำนักงานเขตบางซื่อ 500 100 440 10 –")


def test_the_official_total_is_the_one_typed_in(stage: Stage) -> None:
    with stage.wired.database.transaction() as session:
        office = find_agency(session, "bangsue")
        assert office is not None
        campaign = current_campaign(session, office.id, bangkok_date(stage.at))
        assert campaign is not None
        record_official(
            session,
            agency_id=office.id,
            campaign_id=campaign.id,
            instrument=Instrument.EIT,
            number=312,
            as_of=stage.at,
            actor="role 1",
            now=stage.at,
        )
    (line,) = rows_of(get(signed_in(stage, RoleName.CENTRAL), "/desk/offices").text)
    assert "312" in line


def test_no_unit_and_no_person_is_told(stage: Stage) -> None:
    second_office(stage)
    text = get(signed_in(stage, RoleName.CENTRAL), "/desk/offices").text
    assert "ฝ่ายโยธา" not in text
    assert "/desk/units/" not in text


@pytest.mark.parametrize("role", sorted(EVERYONE))
def test_nobody_of_one_office_sees_the_others(stage: Stage, role: RoleName) -> None:
    second_office(stage)
    client = signed_in(stage, role, "works" if role == RoleName.COORDINATOR else None)
    page = get(client, "/desk/offices")
    assert page.status_code == 403
    assert "บางพลัด" not in page.text
    assert "บางพลัด" not in get(client).text


def test_who_sees_all_offices_sees_nothing_else_of_any(stage: Stage) -> None:
    client = signed_in(stage, RoleName.CENTRAL)
    for path in ("/desk/", "/desk/units/works", "/desk/people", "/desk/reports", "/desk/lists"):
        assert get(client, path).status_code == 403, path
    shown = get(client, "/desk/offices").text
    assert set(re.findall(r'href="(/desk/[^"?]*)', shown)) == {"/desk/offices", "/desk/desk.css"}


def test_the_way_in_leads_straight_there(stage: Stage) -> None:

    token = link(stage, RoleName.CENTRAL)
    answer = stage.client().post(f"/desk/in/{token}", base_url="https://localhost")
    assert answer.headers["Location"] == "/desk/offices"


def test_no_office_may_hand_that_role_out(stage: Stage) -> None:
    client = signed_in(stage, RoleName.OWNER)
    form = {"key": key_of(client), "role": "central"}
    assert "central" not in get(client, "/desk/people").text
    answer = client.post("/desk/people", data=form, base_url="https://localhost")
    assert answer.status_code == 403


def test_the_command_line_hands_it_out(stage: Stage) -> None:
    made = stage.app.test_cli_runner().invoke(args=["role", "invite", "central"])
    assert made.exit_code == 0
    assert "KEY-" in made.output
