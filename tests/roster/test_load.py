"""A roster into the database: planned, committed once, targets following, nobody lost."""

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from models.audit import AuditEntry
from models.campaign import Campaign, Instrument
from models.quota_cell import QuotaCell
from models.session import Database
from models.staff_member import StaffMember, change
from models.survey_case import NotEligible
from reports.recount import recount
from roster.load import reassess
from roster.plan import places_of
from roster.submissions import bytes_of, submit, waiting
from rules.quota import parse_rule, target_of
from tests.factories import NOW
from tests.roster.files import csv_bytes
from tests.roster.loading import HEADER, MALEE, PRASIT, SOMCHAI, cells, commit, members, numbers


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
