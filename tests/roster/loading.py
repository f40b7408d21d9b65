"""Rosters of a few rows brought into the database, and what came of them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.agency import Agency
from models.campaign import Campaign, Instrument
from models.quota_cell import QuotaCell
from models.session import Database
from models.staff_member import StaffMember
from roster.load import commit_plan, lock_roster
from roster.parse import Parsed, parse_roster
from roster.plan import Plan, make_plan, places_of
from rules.unit_names import UnitName
from tests.factories import NOW
from tests.roster.files import csv_bytes

HEADER = ("เลขประจำตัว", "ชื่อ-สกุล", "ฝ่าย", "ประเภท", "วันที่บรรจุ")
SOMCHAI = ("A1", "นายสมชาย ขยัน", "โยธา", "ข้าราชการ", "1 ต.ค. 2560")
MALEE = ("A2", "นางมาลี งาม", "โยธา", "ลูกจ้าง", "2/1/2569")
PRASIT = ("A3", "นายประสิทธิ์ ดี", "รายได้", "ลูกจ้าง", "1/1/2569")

Row = tuple[str, ...]


def plan_of(session: Session, rows: Sequence[Row], **given: Any) -> tuple[Agency, Campaign, Plan]:
    campaign = session.scalars(select(Campaign)).one()
    agency = session.get_one(Agency, campaign.agency_id)
    units = [
        UnitName(u.code, u.name_th, u.name_en, tuple(u.aliases))
        for u in places_of(session, campaign).units.values()
    ]
    parsed = parse_roster(
        csv_bytes(HEADER, *rows), units=units, sites={}, today=NOW.date(), **given
    )
    assert isinstance(parsed, Parsed), parsed
    return agency, campaign, make_plan(session, agency, campaign, parsed)


def commit(database: Database, *rows: Row, **given: Any) -> Plan:
    """Imports the rows; what the plan was."""
    with database.transaction() as session:
        agency, campaign, plan = plan_of(session, rows, **given)
        lock_roster(session, campaign)
        commit_plan(session, agency, campaign, plan, actor="a test", now=NOW)
        return plan


def numbers(plan: Plan) -> tuple[int, int, int, int]:
    return len(plan.new), len(plan.changed), len(plan.unchanged), len(plan.missing)


def members(database: Database) -> dict[str, StaffMember]:
    with database.reading() as session:
        return {member.name: member for member in session.scalars(select(StaffMember))}


def cells(database: Database, unit: str) -> dict[str, tuple[int | None, int | None]]:
    """Eligible and target by staff group."""
    with database.reading() as session:
        campaign = session.scalars(select(Campaign)).one()
        unit_id = places_of(session, campaign).units[unit].id
        rows = session.scalars(
            select(QuotaCell).where(
                QuotaCell.unit_id == unit_id, QuotaCell.instrument == Instrument.IIT
            )
        )
        return {row.staff_group: (row.eligible, row.target) for row in rows}
