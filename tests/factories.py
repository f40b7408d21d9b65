"""Plain functions that make rows; every argument is optional."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.agency import Agency, Unit
from models.campaign import Campaign, Instrument
from models.counting import Source
from models.outbox_message import Method, OutboxMessage
from models.respondent import Respondent, meet
from models.service_point import PointKind, ServicePoint
from models.staff_member import StaffMember
from models.survey_case import NotEligible, SurveyCase
from roster.plan import person_hash
from roster.targets import retarget
from rules.codes import CodeKind, new_code
from rules.eligibility import has_served_long_enough
from rules.staff_group import StaffGroup
from rules.staff_names import name_key

NOW = datetime(2027, 1, 12, 3, 0, tzinfo=UTC)
"""Tuesday 12 January 2027, 10.00 in Bangkok."""


def make_agency(session: Session, slug: str = "bangsue") -> Agency:
    agency = Agency(slug=slug, name_th="สำนักงานเขตบางซื่อ", name_en="Bang Sue", created_at=NOW)
    session.add(agency)
    session.flush()
    return agency


def make_person(session: Session, agency: Agency, user_id: str = "U" + "1" * 32) -> Respondent:
    return meet(session, agency, user_ids=[user_id], now=NOW)[user_id].person


def make_unit(session: Session, agency: Agency, code: str = "works") -> Unit:
    unit = Unit(
        agency_id=agency.id,
        code=code,
        name_th="ฝ่ายโยธา",
        name_en="Public Works",
        short_th="โยธา",
        short_en="Works",
        aliases=[],
        position=0,
    )
    session.add(unit)
    session.flush()
    return unit


def make_campaign(session: Session, agency: Agency) -> Campaign:
    campaign = Campaign(
        agency_id=agency.id,
        slug="bangsue-2570",
        fiscal_year=2570,
        opens_on=datetime(2026, 10, 1).date(),  # noqa: DTZ001 (only its date is used)
        closes_on=datetime(2027, 5, 31).date(),  # noqa: DTZ001 (only its date is used)
        digest="",
        content={"holidays": []},
        loaded_at=NOW,
    )
    session.add(campaign)
    session.flush()
    return campaign


def campaign_in(session: Session, slug: str = "") -> Campaign:
    """The only campaign there is, or the only one of the office named."""
    query = select(Campaign).join(Agency, Agency.id == Campaign.agency_id)
    return session.scalars(query.where(Agency.slug == slug) if slug else query).one()


def make_case(session: Session, agency: Agency, person: Respondent, **given: Any) -> SurveyCase:
    case = SurveyCase(
        agency_id=agency.id,
        campaign_id=(given.get("campaign") or make_campaign(session, agency)).id,
        unit_id=(given.get("unit") or make_unit(session, agency)).id,
        instrument=Instrument.EIT,
        source=Source.LINE,
        respondent_id=person.id,
        met_at=NOW,
    )
    session.add(case)
    session.flush()
    return case


def make_point(session: Session, campaign: Campaign, unit: Unit, **given: Any) -> ServicePoint:
    point = ServicePoint(
        agency_id=campaign.agency_id,
        campaign=campaign,
        unit=unit,
        instrument=Instrument.EIT,
        kind=given.get("kind", PointKind.COUNTER),
        code=new_code(CodeKind.SERVICE_POINT),
        label=given.get("label", "เคาน์เตอร์ 1"),
        created_at=NOW,
    )
    session.add(point)
    session.flush()
    return point


def make_message(
    session: Session, agency: Agency, person: Respondent | None, **given: Any
) -> OutboxMessage:
    facts: dict[str, Any] = {
        "agency_id": agency.id,
        "respondent_id": person.id if person else None,
        "method": Method.REPLY,
        "topic": "menu",
        "messages": '[{"type":"text","text":"สวัสดี"}]',
        "reply_token": "token-1",
        "created_at": NOW,
        "due_at": NOW,
    }
    row = OutboxMessage(**{**facts, **given})
    session.add(row)
    session.flush()
    return row


def make_staff(
    session: Session,
    *,
    name: str = "นายสมชาย ขยัน",
    started_on: date = date(2017, 10, 1),
    unit: str = "works",
    site_id: int | None = None,
    group: StaffGroup = StaffGroup.CIVIL_SERVANT,
    now: datetime = NOW,
    slug: str = "",
) -> StaffMember:
    """Somebody on the loaded campaign's roster; targets follow, as after an import."""
    campaign = campaign_in(session, slug)
    agency = session.get_one(Agency, campaign.agency_id)
    mine = (Unit.agency_id == agency.id, Unit.code == unit)
    place = session.scalars(select(Unit).where(*mine)).one()
    enough = has_served_long_enough(started_on=started_on, started_by=campaign.iit_started_by)
    code = new_code(CodeKind.STAFF)
    member = StaffMember(
        agency_id=agency.id,
        campaign_id=campaign.id,
        unit_id=place.id,
        site_id=site_id,
        staff_group=group,
        line=1
        + (
            session.scalar(
                select(func.max(StaffMember.line)).where(
                    StaffMember.unit_id == place.id,
                    func.coalesce(StaffMember.site_id, 0) == (site_id or 0),
                )
            )
            or 0
        ),
        name=name,
        person_hash=person_hash(agency, name_key(name), started_on),
        started_on=started_on,
        not_eligible=None if enough else NotEligible.UNDER_A_YEAR,
        code=code,
        code_hash=agency.hash_of(code),
        added_at=now,
    )
    session.add(member)
    retarget(session, campaign, spoken_for={place.id}, actor="a test", now=now)
    return member
