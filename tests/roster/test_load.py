"""A roster into the database: planned, committed once, targets following, nobody lost."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from campaigns.load import load_campaign
from campaigns.parse import parse_campaign
from models.agency import Agency
from models.audit import AuditEntry
from models.campaign import Campaign, Instrument
from models.quota_cell import QuotaCell
from models.session import Database
from models.staff_member import StaffMember, change
from models.survey_case import NotEligible
from reports.recount import recount
from roster.load import commit_plan, lock_roster, reassess
from roster.parse import Parsed, parse_roster
from roster.plan import Plan, make_plan, places_of
from roster.submissions import bytes_of, submit, waiting
from rules.quota import parse_rule, target_of
from rules.unit_names import UnitName
from tests.conftest import ROOT
from tests.factories import NOW
from tests.roster.files import csv_bytes

HEADER = ("เลขประจำตัว", "ชื่อ-สกุล", "ฝ่าย", "ประเภท", "วันที่บรรจุ")
SOMCHAI = ("A1", "นายสมชาย ขยัน", "โยธา", "ข้าราชการ", "1 ต.ค. 2560")
MALEE = ("A2", "นางมาลี งาม", "โยธา", "ลูกจ้าง", "2/1/2569")
PRASIT = ("A3", "นายประสิทธิ์ ดี", "รายได้", "ลูกจ้าง", "1/1/2569")

Row = tuple[str, ...]


@pytest.fixture
def office(database: Database) -> Database:
    parsed, problems = parse_campaign(
        (ROOT / "campaigns/bangsue-2570.yaml").read_text(encoding="utf-8")
    )
    assert parsed is not None, problems
    with database.transaction() as session:
        load_campaign(session, parsed, now=NOW)
    return database


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


def test_the_same_file_again_changes_nothing(office: Database) -> None:
    assert numbers(commit(office, SOMCHAI, MALEE, PRASIT)) == (3, 0, 0, 0)
    before = {name: member.code for name, member in members(office).items()}
    assert numbers(commit(office, SOMCHAI, MALEE, PRASIT)) == (0, 0, 3, 0)
    assert {name: member.code for name, member in members(office).items()} == before
    with office.reading() as session:
        imports = select(AuditEntry).where(AuditEntry.action == "roster imported")
        assert len(session.scalars(imports).all()) == 1


def test_the_boundary_day_is_eligible_and_the_day_after_is_not(office: Database) -> None:
    commit(office, SOMCHAI, MALEE, PRASIT)
    people = members(office)
    assert people["นายประสิทธิ์ ดี"].not_eligible is None  # 1 January 2026
    assert people["นางมาลี งาม"].not_eligible == NotEligible.UNDER_A_YEAR  # the day after
    assert cells(office, "works") == {"civil_servant": (1, 1), "employee": (0, 0)}
    assert cells(office, "revenue") == {"civil_servant": (0, 0), "employee": (1, 1)}
    assert cells(office, "finance") == {"civil_servant": (None, None), "employee": (None, None)}


def test_a_file_speaks_only_for_the_units_it_has_rows_of(office: Database) -> None:
    commit(office, SOMCHAI, MALEE, PRASIT)
    assert numbers(commit(office, SOMCHAI)) == (0, 0, 1, 1)
    people = members(office)
    assert people["นางมาลี งาม"].not_eligible == NotEligible.LEFT
    assert people["นายประสิทธิ์ ดี"].not_eligible is None


def test_who_left_is_kept_and_comes_back_with_the_same_card(office: Database) -> None:
    commit(office, SOMCHAI, PRASIT)
    code = members(office)["นายสมชาย ขยัน"].code
    commit(office, ("A9", "นายใหม่ ถอดด้าม", "โยธา", "ข้าราชการ", "1/5/2550"))
    assert members(office)["นายสมชาย ขยัน"].not_eligible == NotEligible.LEFT
    commit(office, SOMCHAI)
    back = members(office)["นายสมชาย ขยัน"]
    assert (back.not_eligible, back.code) == (None, code)


def test_whose_row_was_rejected_is_not_missing(office: Database) -> None:
    commit(office, SOMCHAI, MALEE)
    plan = commit(office, SOMCHAI, ("A2", "นางมาลี งาม", "โยธา", "ลูกจ้าง", "31 ก.พ. 2560"))
    assert numbers(plan) == (0, 0, 1, 0)
    assert [row.row for row in plan.rejected] == [3]


def test_a_file_without_one_good_row_makes_nobody_missing(office: Database) -> None:
    commit(office, SOMCHAI, MALEE)
    assert numbers(commit(office, ("", "", "โยธา", "", ""))) == (0, 0, 0, 0)
    assert members(office)["นายสมชาย ขยัน"].not_eligible is None


def test_a_posts_number_passed_on_is_not_the_same_person(office: Database) -> None:
    commit(office, SOMCHAI)
    successor = ("A1", "นางสาวทายาท สืบ", "โยธา", "ข้าราชการ", "1/6/2562")
    assert numbers(commit(office, successor)) == (1, 0, 0, 1)


def test_a_new_name_or_number_is_the_same_person(office: Database) -> None:
    commit(office, SOMCHAI)
    code = members(office)["นายสมชาย ขยัน"].code
    married = ("A1", "นายสมชาย ใหม่", "โยธา", "ข้าราชการ", "1 ต.ค. 2560")
    promoted = ("B7", "นายสมชาย ใหม่", "โยธา", "ข้าราชการ", "1 ต.ค. 2560")
    assert numbers(commit(office, married)) == (0, 1, 0, 0)
    assert numbers(commit(office, promoted)) == (0, 1, 0, 0)
    assert members(office)["นายสมชาย ใหม่"].code == code


def test_moving_to_another_unit_takes_the_signature_along(office: Database) -> None:
    commit(office, SOMCHAI, PRASIT)
    with office.transaction() as session:
        member = session.scalars(select(StaffMember).order_by(StaffMember.id)).first()
        assert member is not None
        change(session, member, now=NOW, signed_at=NOW)
    commit(office, ("A1", "นายสมชาย ขยัน", "รายได้", "ข้าราชการ", "1 ต.ค. 2560"), PRASIT)
    assert cells(office, "works")["civil_servant"] == (0, 0)
    assert cells(office, "revenue")["civil_servant"] == (1, 1)
    with office.reading() as session:
        assert recount(session, session.scalars(select(Campaign)).one()) == []


def test_a_group_the_unit_has_no_rule_for_is_rejected_with_the_reason(office: Database) -> None:
    plan = commit(office, ("X1", "นายคนขับ รถ", "ผู้บริหารเขต", "ลูกจ้าง", "1/1/2560"))
    assert numbers(plan) == (0, 0, 0, 0)
    assert "ไม่มีเกณฑ์ IIT ของกลุ่มลูกจ้าง" in plan.rejected[0].reason


def test_a_changed_target_is_audited_with_before_and_after(office: Database) -> None:
    commit(office, SOMCHAI)
    commit(office, SOMCHAI, ("A4", "นายเพิ่ม มา", "โยธา", "ข้าราชการ", "1/1/2560"))
    with office.reading() as session:
        changed = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "target changed").order_by(AuditEntry.id)
        ).all()
        last = [e.facts for e in changed if e.facts.get("group") == "civil_servant"][-1]
        assert (last["unit"], last["before"], last["after"]) == ("works", ["ALL", 1], ["ALL", 2])


def test_the_campaigns_own_date_rule_decides_and_can_change(office: Database) -> None:
    commit(office, SOMCHAI, MALEE)
    with office.transaction() as session:
        campaign = session.scalars(select(Campaign)).one()
        campaign.content = {**campaign.content, "iit_started_by": "2026-01-02"}
        session.flush()
        changed = reassess(session, campaign, actor="a test", now=NOW)
    assert changed == ["works employee: 0 → 1"]
    assert members(office)["นางมาลี งาม"].not_eligible is None


def test_a_part_waits_sealed_until_it_is_committed(office: Database) -> None:
    content = csv_bytes(HEADER, SOMCHAI)
    with office.transaction() as session:
        campaign = session.scalars(select(Campaign)).one()
        unit = places_of(session, campaign).units["works"]
        for _ in range(2):
            row = submit(session, campaign, content, unit=unit, site=None, actor="role 1", now=NOW)
        assert [each.id for each in waiting(session, campaign)] == [row.id]
        assert bytes_of(row) == content
    assert members(office) == {}
    with office.engine.connect() as connection:
        (stored,) = connection.execute(text("SELECT content FROM roster_file")).one()
        assert "สมชาย".encode() not in bytes(stored)


def test_names_are_not_readable_in_the_database(office: Database) -> None:
    commit(office, SOMCHAI)
    with office.engine.connect() as connection:
        name, code = connection.execute(text("SELECT name, code FROM staff_member")).one()
        assert "สมชาย".encode() not in bytes(name)
        assert b"IIT-" not in bytes(code)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(
        st.tuples(st.booleans(), st.booleans(), st.sampled_from(["โยธา", "ฝ่ายปกครอง", "โรงเรียน"])),
        max_size=12,
    )
)
def test_every_target_is_its_rule_of_the_eligible_roster(
    office: Database, staff: list[tuple[bool, bool, str]]
) -> None:
    """Whatever the roster: the cell's target is the rule's, of those who served long enough."""
    rows = [
        (
            f"N{number}",
            f"นายคน{'กขคงจฉชซฌญฎฏ'[number]} จริง",
            unit,
            "ข้าราชการ" if is_servant else "ลูกจ้าง",
            "1/1/2560" if is_eligible else "1/6/2569",
        )
        for number, (is_servant, is_eligible, unit) in enumerate(staff)
    ]
    plan = commit(office, *rows)
    assert len(plan.people) + len(plan.rejected) == len(rows)
    assert numbers(commit(office, *rows))[:2] == (0, 0)
    with office.reading() as session:
        campaign = session.scalars(select(Campaign)).one()
        eligible: dict[tuple[int, str], int] = {}
        for member in session.scalars(select(StaffMember)):
            if member.not_eligible is None:
                key = (member.unit_id, str(member.staff_group))
                eligible[key] = eligible.get(key, 0) + 1
        for cell in session.scalars(
            select(QuotaCell).where(
                QuotaCell.instrument == Instrument.IIT, QuotaCell.eligible.is_not(None)
            )
        ):
            counted = eligible.get((cell.unit_id, cell.staff_group), 0)
            assert cell.eligible == counted
            assert cell.target == target_of(parse_rule(cell.rule), counted)
        assert recount(session, campaign) == []


def test_the_date_of_the_boundary_is_the_campaigns(office: Database) -> None:
    with office.reading() as session:
        assert session.scalars(select(Campaign)).one().iit_started_by == date(2026, 1, 1)


def signed(office: Database, name: str) -> None:
    with office.transaction() as session:
        member = next(m for m in session.scalars(select(StaffMember)) if m.name == name)
        change(session, member, now=NOW, signed_at=NOW)


def test_a_successor_of_the_same_cohort_does_not_inherit_a_signature(office: Database) -> None:
    commit(office, SOMCHAI)
    signed(office, "นายสมชาย ขยัน")
    successor = ("A1", "นางสาวอรทัย ศรีสุข", "โยธา", "ข้าราชการ", "1 ต.ค. 2560")
    assert numbers(commit(office, successor)) == (1, 0, 0, 1)
    assert members(office)["นางสาวอรทัย ศรีสุข"].signed_at is None


def test_a_corrected_start_date_without_a_number_is_the_same_person(office: Database) -> None:
    commit(office, ("", "นายสมชาย ขยัน", "โยธา", "ข้าราชการ", "1 ต.ค. 2560"))
    signed(office, "นายสมชาย ขยัน")
    plan = commit(office, ("", "นายสมชาย ขยัน", "โยธา", "ข้าราชการ", "2 ต.ค. 2560"))
    assert numbers(plan) == (0, 1, 0, 0)
    assert members(office)["นายสมชาย ขยัน"].signed_at is not None


def test_a_row_that_tells_nobody_makes_nobody_missing(office: Database) -> None:
    commit(office, SOMCHAI, MALEE)
    plan = commit(office, SOMCHAI, ("", "", "โยธา", "ลูกจ้าง", "1/1/2560"))
    assert numbers(plan) == (0, 0, 1, 0)
    assert any("ไม่นับผู้ใดว่าไม่อยู่ในไฟล์" in note for note in plan.notes)


def test_a_posts_former_holder_does_not_take_the_present_one_along(office: Database) -> None:
    commit(office, SOMCHAI)
    successor = ("A1", "นางอร ใหม่", "โยธา", "ข้าราชการ", "1/6/2562")
    commit(office, successor)
    married = ("A1", "นางอร สมรส", "โยธา", "ข้าราชการ", "1/6/2562")
    assert numbers(commit(office, married)) == (0, 1, 0, 0)
