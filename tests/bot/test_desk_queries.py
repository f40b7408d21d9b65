"""Every page asks the database a fixed number of times, however large the office and its season."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import event, select

from bot.routes.desk.visit import DAILY, UPKEEP
from models.agency import Agency, Site, units_of
from models.audit import audit
from models.campaign import Campaign, Instrument
from models.counting import Figure, Source, count
from models.outbox_message import OutboxState
from models.reminder import ReminderRound, RoundState
from models.role import RoleName, invite_to_role
from models.survey_case import SurveyCase
from tests.bot.conftest import Stage
from tests.bot.test_desk import get, signed_in
from tests.bot.test_desk_offices import second_office
from tests.factories import make_message, make_point

PAGES = [f"/desk{rule}" for rule in (*DAILY, *UPKEEP)] + [
    "/desk/?survey=IIT",
    "/desk/units/works",
    "/desk/units/schools",
    "/desk/rounds?ahead=1",
    "/desk/rounds?at=2027-02-10",
]
OFFICES = "/desk/offices"
MOST = 20
"""Of one page; the guard's own four are among them."""


@contextmanager
def asked(stage: Stage) -> Iterator[list[str]]:
    """The statements sent while the block lasts."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, sql: str, *_: object) -> None:
        statements.append(sql)

    engine = stage.wired.database.engine
    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


def queries(stage: Stage, client: FlaskClient, path: str) -> int:
    with asked(stage) as statements:
        assert get(client, path).status_code == 200, path
    return sum(sql.lstrip().upper().startswith("SELECT") for sql in statements)


def season(stage: Stage) -> None:
    """Points, cases, days, sites, hats, keys, rounds, messages and entries by the dozen."""
    with stage.wired.database.transaction() as session:
        campaign = session.scalars(select(Campaign)).one()
        office = session.scalars(select(Agency)).one()
        units = [u for u in units_of(session, office.id) if campaign.has_eit(u.code)]
        schools = next(unit for unit in units if unit.code == "schools")
        for number in range(24):
            at = stage.at - timedelta(days=number)
            point = make_point(session, campaign, units[number % len(units)], label=f"จุด {number}")
            case = SurveyCase(
                agency_id=office.id,
                campaign_id=campaign.id,
                unit_id=point.unit_id,
                service_point_id=point.id,
                instrument=Instrument.EIT,
                source=Source.WEB,
                device=number.to_bytes(16, "big"),
                met_at=at,
                reached_at=at,
            )
            session.add(case)
            count(session, case.cell, Figure.REACHED, Source.WEB, at=at)
            session.add(
                Site(
                    agency_id=office.id,
                    unit_id=schools.id,
                    code=f"school{number}",
                    name_th=f"โรงเรียน {number}",
                    name_en=f"School {number}",
                    position=number,
                )
            )
            invite_to_role(
                session,
                office,
                RoleName.COORDINATOR,
                unit=units[number % len(units)],
                calendar=campaign.calendar,
                actor="role 1",
                now=stage.at,
            )
            session.add(
                ReminderRound(
                    agency_id=office.id,
                    campaign_id=campaign.id,
                    day=(stage.at - timedelta(days=number)).date(),
                    state=RoundState.SENT,
                    people=number,
                    announced_at=at,
                )
            )
            message = make_message(session, office, None)
            message.state, message.ended_at = OutboxState.FAILED, at
            audit(session, office.id, at=at, actor="role 1", action="target changed")


def test_a_page_asks_as_often_in_a_large_office_as_in_an_empty_one(stage: Stage) -> None:
    owner, central = signed_in(stage), signed_in(stage, RoleName.CENTRAL)
    whose = {path: central if path == OFFICES else owner for path in PAGES}
    before = {path: queries(stage, client, path) for path, client in whose.items()}
    season(stage)
    for unit in ("works", "revenue", "finance"):
        signed_in(stage, RoleName.COORDINATOR, unit)
    after = {path: queries(stage, client, path) for path, client in whose.items()}
    assert after == before
    assert max(after.values()) <= MOST, after


def test_the_page_of_all_offices_asks_a_few_times_an_office(stage: Stage) -> None:
    central = signed_in(stage, RoleName.CENTRAL)
    one = queries(stage, central, OFFICES)
    second_office(stage)
    assert queries(stage, central, OFFICES) - one <= 7
