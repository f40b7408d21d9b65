"""One unit's page: whose it is, what it tells of small numbers, and what it says of fairness."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.agency import Unit
from models.campaign import Campaign, Instrument
from models.counting import Cell, Figure, Source, count
from models.role import RoleName
from models.service_point import ServicePoint
from tests.bot.conftest import Stage
from tests.bot.test_desk import get, signed_in


def counted(stage: Stage, point: ServicePoint, people: int, *, day: int = 0, hour: int = 0) -> None:
    """That many people reported at the point, some days and hours before now."""
    with stage.wired.database.transaction() as session:
        cell = Cell(point.agency_id, point.campaign_id, point.unit_id, Instrument.EIT, point.id)
        at = stage.at - timedelta(days=day, hours=hour)
        count(session, cell, Figure.REPORTED, Source.LINE, at=at, amount=people)
        count(session, cell, Figure.SCANNED, Source.WEB, at=at, amount=people)


@pytest.mark.parametrize(
    ("role", "unit", "status"),
    [
        pytest.param(RoleName.COORDINATOR, "works", 200, id="the own unit"),
        pytest.param(RoleName.COORDINATOR, "registration", 403, id="another's"),
        pytest.param(RoleName.OWNER, "registration", 200, id="the owner's any"),
        pytest.param(RoleName.OWNER, "nowhere", 404, id="none"),
        pytest.param(RoleName.COORDINATOR, "unassigned", 404, id="no unit at all"),
    ],
)
def test_whose_unit_it_is(stage: Stage, role: RoleName, unit: str, status: int) -> None:
    client = signed_in(stage, role, "works" if role == RoleName.COORDINATOR else None)
    assert get(client, f"/desk/units/{unit}").status_code == status


def test_fewer_than_five_people_are_not_told_exactly(stage: Stage) -> None:
    point = stage.point()
    counted(stage, point, 3)
    page = get(signed_in(stage), "/desk/units/works").text
    row = page.split("รายวัน")[0].split("จุดบริการ</caption>")[1]
    assert 'data-name="แจ้งว่าตอบแล้ว (คน)">1–4<' in row
    assert 'data-name="สแกน (ครั้ง)">3<' in row


def test_a_figure_of_one_day_and_counter_is_told_with_its_reason(stage: Stage) -> None:
    first, second = stage.point(), stage.point()
    counted(stage, first, 9)
    counted(stage, second, 1, day=1, hour=3)
    page = get(signed_in(stage), "/desk/units/works").text
    assert "ร้อยละ 90 มาจากวันเดียว คือ 12 ม.ค. 2570" in page
    assert "ร้อยละ 90 มาจากช่วงเวลาเดียว คือ 10.00–10.59" in page
    assert "ร้อยละ 90 มาจากจุดบริการเดียว" in page


def test_a_unit_with_one_counter_is_not_blamed_for_it(stage: Stage) -> None:
    point = stage.point()
    counted(stage, point, 5)
    counted(stage, point, 5, day=1, hour=1)
    page = get(signed_in(stage), "/desk/units/works").text
    assert "จุดบริการเดียว" not in page


def test_people_counted_without_a_counters_code_are_no_counter(stage: Stage) -> None:
    stage.point(), stage.point()
    with stage.wired.database.transaction() as session:
        unit = session.scalars(select(Unit).where(Unit.code == "works")).one()
        campaign = session.scalars(select(Campaign)).one()
        cell = Cell(campaign.agency_id, campaign.id, unit.id, Instrument.EIT)
        count(session, cell, Figure.REPORTED, Source.ASSISTED, at=stage.at, amount=20)
    page = get(signed_in(stage), "/desk/units/works").text
    assert "มาจากวันเดียว" in page
    assert "จุดบริการเดียว" not in page
    assert "ไม่ผ่านรหัสจุดบริการ" in page
