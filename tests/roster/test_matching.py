"""Who of the roster a row is: the same person, a new one, or somebody missing."""

from sqlalchemy import select

from models.session import Database
from models.staff_member import StaffMember, change
from models.survey_case import NotEligible
from tests.factories import NOW
from tests.roster.loading import MALEE, PRASIT, SOMCHAI, commit, members, numbers


def test_who_left_is_kept_and_comes_back_with_the_same_card(office: Database) -> None:
    commit(office, SOMCHAI, PRASIT)
    code = members(office)["นายสมชาย ขยัน"].code
    commit(office, ("A9", "นายใหม่ ถอดด้าม", "โยธา", "ข้าราชการ", "1/5/2550"))
    assert members(office)["นายสมชาย ขยัน"].not_eligible == NotEligible.LEFT
    commit(office, SOMCHAI)
    back = members(office)["นายสมชาย ขยัน"]
    assert (back.not_eligible, back.code) == (None, code)


def test_a_file_without_one_good_row_makes_nobody_missing(office: Database) -> None:
    commit(office, SOMCHAI, MALEE)
    assert numbers(commit(office, ("", "", "โยธา", "", ""))) == (0, 0, 0, 0)
    assert members(office)["นายสมชาย ขยัน"].not_eligible is None


def test_whose_row_was_rejected_is_not_missing(office: Database) -> None:
    commit(office, SOMCHAI, MALEE)
    plan = commit(office, SOMCHAI, ("A2", "นางมาลี งาม", "โยธา", "ลูกจ้าง", "31 ก.พ. 2560"))
    assert numbers(plan) == (0, 0, 1, 0)
    assert [row.row for row in plan.rejected] == [3]


def test_a_new_name_or_number_is_the_same_person(office: Database) -> None:
    commit(office, SOMCHAI)
    code = members(office)["นายสมชาย ขยัน"].code
    married = ("A1", "นายสมชาย ใหม่", "โยธา", "ข้าราชการ", "1 ต.ค. 2560")
    promoted = ("B7", "นายสมชาย ใหม่", "โยธา", "ข้าราชการ", "1 ต.ค. 2560")
    assert numbers(commit(office, married)) == (0, 1, 0, 0)
    assert numbers(commit(office, promoted)) == (0, 1, 0, 0)
    assert members(office)["นายสมชาย ใหม่"].code == code


def test_a_posts_number_passed_on_is_not_the_same_person(office: Database) -> None:
    commit(office, SOMCHAI)
    successor = ("A1", "นางสาวทายาท สืบ", "โยธา", "ข้าราชการ", "1/6/2562")
    assert numbers(commit(office, successor)) == (1, 0, 0, 1)


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
