"""A season's stage: the campaign, a counter for each unit, coordinators' keys, the roster."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.load import load_campaign
from campaigns.parse import parse_campaign
from models.agency import Agency, Unit, units_of
from models.campaign import Campaign, Instrument
from models.role import RoleName, invite_to_role
from models.service_point import PointKind, ServicePoint
from models.staff_member import StaffMember
from roster.load import commit_plan
from roster.parse import Parsed, parse_roster
from roster.plan import make_plan, places_of
from rules.codes import CodeKind, new_code
from rules.language import Language
from rules.thai_dates import bangkok_date, short_thai_date
from rules.work_calendar import WorkCalendar

CAMPAIGNS = Path(__file__).resolve().parent.parent / "campaigns"
ACTOR = "season"


@dataclass(frozen=True)
class Stage:
    """What people scan: counters' codes, coordinators' keys by unit, staff's (code, first day)."""

    calendar: WorkCalendar
    points: Sequence[str]
    keys: Mapping[str, str]
    cards: Sequence[tuple[str, str]]


def set_stage(session: Session, *, now: datetime) -> Stage:
    """Loads Bang Sue's campaign and the made-up roster into an empty database."""
    text = (CAMPAIGNS / "bangsue-2570.yaml").read_text(encoding="utf-8")
    file, problems = parse_campaign(text)
    assert file is not None, problems
    load_campaign(session, file, now=now)
    campaign = session.scalars(select(Campaign)).one()
    agency = session.get_one(Agency, campaign.agency_id)
    units = [unit for unit in units_of(session, agency.id) if campaign.has_eit(unit.code)]
    points = [_point(campaign, unit, now=now) for unit in units]
    session.add_all(points)
    keys = {
        unit.code: invite_to_role(
            session,
            agency,
            RoleName.COORDINATOR,
            unit=unit,
            calendar=campaign.calendar,
            actor="simulate",
            now=now,
        )[0]
        for unit in units
    }
    _roster(session, agency, campaign, now=now)
    return Stage(campaign.calendar, [p.code for p in points], keys, _cards(session))


def _point(campaign: Campaign, unit: Unit, *, now: datetime) -> ServicePoint:
    return ServicePoint(
        agency_id=campaign.agency_id,
        campaign=campaign,
        unit=unit,
        instrument=Instrument.EIT,
        kind=PointKind.COUNTER,
        code=new_code(CodeKind.SERVICE_POINT),
        label="เคาน์เตอร์ 1",
        created_at=now,
    )


def _roster(session: Session, agency: Agency, campaign: Campaign, *, now: datetime) -> None:
    places = places_of(session, campaign)
    parsed = parse_roster(
        (CAMPAIGNS / "roster-example.csv").read_bytes(),
        units=places.unit_names,
        sites=places.site_names,
        today=bangkok_date(now),
    )
    assert isinstance(parsed, Parsed), parsed
    plan = make_plan(session, agency, campaign, parsed)
    commit_plan(session, agency, campaign, plan, actor=ACTOR, now=now)


def _cards(session: Session) -> list[tuple[str, str]]:
    members = session.scalars(
        select(StaffMember).where(StaffMember.not_eligible.is_(None)).order_by(StaffMember.id)
    )
    return [(each.code, short_thai_date(each.started_on, Language.THAI)) for each in members]
