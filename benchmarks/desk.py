"""The desk's pages over a large office: 50 units, 600 service points, 200,000 cases."""

import statistics
import time
from datetime import UTC, datetime, timedelta

from flask.testing import FlaskClient
from sqlalchemy import insert, select

from benchmarks.crowd import add_people
from benchmarks.processes import ROOT, Bench, database
from benchmarks.report import Report
from bot.app import create_app
from campaigns.lines import read_yaml
from campaigns.load import load_campaign
from campaigns.parse import check_content
from campaigns.schema import CampaignFile
from models.agency import Agency, units_of
from models.campaign import Campaign, Instrument
from models.counting import Figure, Source, count
from models.desk_session import start_session
from models.respondent import Respondent
from models.role import Role, RoleName
from models.service_point import PointKind, ServicePoint
from models.session import Database
from models.survey_case import SurveyCase
from rules.codes import CodeKind, new_code
from settings import Settings

UNITS, POINTS, CASES, DAYS = 50, 600, 200_000, 150
PEOPLE = 20_000
"""Of the cases, so many agreed to be reminded and have not answered: the rounds are theirs."""
OPENED = datetime(2027, 1, 4, 1, tzinfo=UTC)
NOW = OPENED + timedelta(days=20)
AT_ONCE = 10_000
WANTED_MS = 300
PAGES = (
    "/desk/",
    "/desk/?survey=IIT",
    "/desk/units/works",
    "/desk/rounds",
    "/desk/rounds?ahead=1",
    "/desk/rounds?at=2027-02-10",
    "/desk/lists",
    "/desk/qr",
    "/desk/official",
    "/desk/reports",
    "/desk/people",
    "/desk/settings",
    "/desk/holidays",
    "/desk/allowance",
    "/desk/failures",
    "/desk/audit",
    "/desk/year",
)


def desk(report: Report, line_port: int) -> None:
    """Server time of each page, the middle of five, on both engines."""
    for kind in ("sqlite", "postgresql"):
        with database(kind) as url:
            bench = Bench(url, line_port)
            bench.flask("migrate")
            opened = bench.opened()
            fill_office(opened)
            client = signed_in(bench, opened)
            for path in PAGES:
                took = statistics.median(server_ms(client, path) for _ in range(5))
                is_looked_ahead = "?a" in path  # asked for by a button, over all who are open
                report.add(
                    f"{kind}, {path}, {CASES} cases",
                    f"{took:.0f} ms",
                    "" if is_looked_ahead else f"<= {WANTED_MS} ms",
                    None if is_looked_ahead else took <= WANTED_MS,
                )
            opened.engine.dispose()


def server_ms(client: FlaskClient, path: str) -> float:
    """From the request to its answer inside the process, in milliseconds."""
    start = time.perf_counter()
    assert client.get(path).status_code == 200, path
    return (time.perf_counter() - start) * 1000


def signed_in(bench: Bench, opened: Database) -> FlaskClient:
    """The owner's browser, on a day with most of the rounds ahead."""
    app = create_app(Settings.load(**{k.lower(): v for k, v in bench.env.items()}))
    app.extensions["wiring"].now = lambda: NOW
    with opened.transaction() as session:
        office = session.scalars(select(Agency)).one()
        person = Respondent(id=PEOPLE + 1, agency_id=office.id, met_at=NOW)
        session.add(person)
        session.flush()
        session.add(
            Role(agency_id=office.id, respondent_id=person.id, name=RoleName.OWNER, granted_at=NOW)
        )
        token = start_session(session, office, person.id, now=NOW)
    client = app.test_client()
    client.set_cookie("desk", token, path="/desk")
    return client


def fill_office(opened: Database) -> None:
    """A season of people met at many counters; three of four have said that they answered."""
    with opened.transaction() as session:
        load_campaign(session, large_campaign(), now=OPENED)
    with opened.transaction() as session:
        campaign = session.scalars(select(Campaign)).one()
        units = [u for u in units_of(session, campaign.agency_id) if campaign.has_eit(u.code)]
        for number in range(POINTS):
            session.add(
                ServicePoint(
                    agency_id=campaign.agency_id,
                    campaign=campaign,
                    unit=units[number % len(units)],
                    instrument=Instrument.EIT,
                    kind=PointKind.COUNTER,
                    code=new_code(CodeKind.SERVICE_POINT),
                    label=f"เคาน์เตอร์ {number}",
                    created_at=OPENED,
                )
            )
    for start in range(0, CASES - PEOPLE, AT_ONCE):
        add_cases(opened, range(start, start + AT_ONCE))
    with opened.transaction() as session:
        add_people(session, range(PEOPLE), answered_from=PEOPLE)


def large_campaign() -> CampaignFile:
    """Bang Sue's campaign with as many units more as make fifty with an EIT target."""
    data = read_yaml((ROOT / "campaigns" / "bangsue-2570.yaml").read_text()).data
    assert isinstance(data, dict)
    for number in range(UNITS - 11):
        name = {"name_th": f"ฝ่ายที่ {number}", "name_en": f"Section {number}"}
        short = {"short_th": f"ที่ {number}", "short_en": f"No {number}"}
        data["units"].append({"code": f"more{number}", **name, **short, "eit": 40})
    data["eit_floor"] += 40 * (UNITS - 11)
    file, problems = check_content(data)
    assert file is not None, problems
    return file


def add_cases(opened: Database, numbers: range) -> None:
    with opened.transaction() as session:
        campaign = session.scalars(select(Campaign)).one()
        points = session.scalars(select(ServicePoint).order_by(ServicePoint.id)).all()
        rows = []
        for number in numbers:
            point = points[number % POINTS]
            at = OPENED + timedelta(days=number * 7 % DAYS, hours=number % 8)
            answered = number % 4 != 0
            row = {
                "agency_id": campaign.agency_id,
                "campaign_id": campaign.id,
                "unit_id": point.unit_id,
                "service_point_id": point.id,
                "instrument": Instrument.EIT,
                "source": Source.WEB,
                "device": number.to_bytes(16, "big"),
                "met_at": at,
                "reached_at": at,
                "reported_at": at if answered else None,
            }
            rows.append(row)
            cell = SurveyCase(**row).cell
            for figure in (Figure.SCANNED, Figure.REACHED, *([Figure.REPORTED] * answered)):
                count(session, cell, figure, Source.WEB, at=at)
        session.execute(insert(SurveyCase), rows)
