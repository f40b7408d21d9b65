"""Plain functions that make rows; every argument is optional."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from models.agency import Agency, Unit
from models.campaign import Campaign, Instrument
from models.counting import Source
from models.outbox_message import Method, OutboxMessage
from models.respondent import Respondent, meet
from models.service_point import PointKind, ServicePoint
from models.survey_case import SurveyCase
from rules.codes import CodeKind, new_code

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
