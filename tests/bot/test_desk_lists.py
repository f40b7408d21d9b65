"""Lists at the desk: looked at first, written once, by whom they are theirs to write."""

import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from models.audit import AuditEntry
from models.invitee import Invitee
from models.role import RoleName
from models.roster_file import RosterFile, RosterFileState
from models.staff_member import StaffMember
from roster.open_file import LARGEST_FILE
from tests.bot.conftest import Stage
from tests.bot.test_desk import get, key_of, signed_in

HTTPS = "https://localhost"
ROSTER = (
    "ชื่อ - สกุล,ประเภทบุคลากร,วันที่เริ่มปฏิบัติงาน,สังกัด\n"
    "นายสมชาย ขยัน,ข้าราชการ,1 ต.ค. 2560,ฝ่ายโยธา\n"
    "นางมาลี ดี,ลูกจ้าง,1 ต.ค. 2569,ฝ่ายโยธา\n"
    "นายผิด วัน,ลูกจ้าง,เมื่อวาน,ฝ่ายโยธา\n"
)
INVITEES = "ประเภท,ชื่อบริษัท/หน่วยงาน,เลขที่สัญญา,ฝ่าย,ผู้ติดต่อ\nคู่สัญญา,บริษัท ก จำกัด,1/2570,ฝ่ายโยธา,คุณเอ\n"


def hand_in(client: FlaskClient, words: str | bytes, kind: str = "roster", part: str = "") -> Any:
    content = words if isinstance(words, bytes) else words.encode()
    form = {
        "key": key_of(client),
        "kind": kind,
        "part": part,
        "file": (io.BytesIO(content), "list.csv"),
    }
    return client.post("/desk/lists", data=form, base_url=HTTPS, content_type="multipart/form-data")


def decide(client: FlaskClient, path: str, do: str) -> Any:
    return client.post(path, data={"key": key_of(client), "do": do}, base_url=HTTPS)


def number_of(stage: Stage, table: Any) -> int:
    with stage.wired.database.reading() as session:
        return int(session.scalar(select(func.count()).select_from(table)) or 0)


@pytest.mark.parametrize("role", [RoleName.HR, RoleName.OWNER])
def test_a_roster_is_looked_at_then_written_once(stage: Stage, role: RoleName) -> None:
    client = signed_in(stage, role)
    path = hand_in(client, ROSTER).headers["Location"]
    page = get(client, path).text
    assert "เมื่อวาน" in page
    assert ">4<" in page  # the rejected row's number
    assert number_of(stage, StaffMember) == 0
    answer = decide(client, path, "commit")
    assert "บันทึกแล้ว" in get(client, answer.headers["Location"]).text
    assert number_of(stage, StaffMember) == 2
    assert decide(client, path, "commit").status_code == 404
    assert number_of(stage, StaffMember) == 2
    with stage.wired.database.reading() as session:
        row = session.scalars(select(RosterFile)).one()
        assert (row.state, row.content) == (RosterFileState.COMMITTED, None)
        assert "roster file committed" in list(session.scalars(select(AuditEntry.action)))


def test_the_same_file_handed_in_twice_waits_once(stage: Stage) -> None:
    client = signed_in(stage, RoleName.HR)
    first, second = (hand_in(client, ROSTER).headers["Location"] for _ in range(2))
    assert first == second


def test_a_file_turned_down_is_forgotten(stage: Stage) -> None:
    client = signed_in(stage, RoleName.HR)
    path = hand_in(client, ROSTER).headers["Location"]
    decide(client, path, "refuse")
    assert number_of(stage, StaffMember) == 0
    with stage.wired.database.reading() as session:
        assert session.scalars(select(RosterFile)).one().content is None


def test_no_name_of_the_file_is_on_the_page(stage: Stage) -> None:
    client = signed_in(stage, RoleName.HR)
    page = get(client, hand_in(client, ROSTER).headers["Location"]).text
    for name in ("สมชาย", "มาลี"):
        assert name not in page


def test_a_coordinator_hands_in_the_own_part_and_hr_writes_it(stage: Stage) -> None:
    coordinator = signed_in(stage, RoleName.COORDINATOR, "works")
    answer = hand_in(coordinator, ROSTER, part="works")
    path = answer.headers["Location"]
    page = get(coordinator, path).text
    assert "รอนักทรัพยากรบุคคลรับเข้า" in page
    assert "บันทึกตามนี้" not in page
    assert decide(coordinator, path, "commit").status_code == 403
    assert number_of(stage, StaffMember) == 0
    hr = signed_in(stage, RoleName.HR)
    assert path in get(hr, "/desk/lists").text
    assert decide(hr, path, "commit").status_code == 303
    assert number_of(stage, StaffMember) == 2


@pytest.mark.parametrize("part", ["registration", "", "works/nowhere", "nowhere"])
def test_another_part_is_not_a_coordinators_to_hand_in(stage: Stage, part: str) -> None:
    client = signed_in(stage, RoleName.COORDINATOR, "works")
    assert hand_in(client, ROSTER, part=part).status_code == 403
    assert number_of(stage, RosterFile) == 0


def test_another_units_file_is_not_a_coordinators_to_see(stage: Stage) -> None:
    path = hand_in(signed_in(stage, RoleName.HR), ROSTER, part="works").headers["Location"]
    other = signed_in(stage, RoleName.COORDINATOR, "registration")
    assert get(other, path).status_code == 403
    assert path not in get(other, "/desk/lists").text


def test_invitees_come_in_the_same_way(stage: Stage) -> None:
    client = signed_in(stage)
    path = hand_in(client, INVITEES, kind="invitees").headers["Location"]
    assert number_of(stage, Invitee) == 0
    decide(client, path, "commit")
    assert number_of(stage, Invitee) == 1
    again = hand_in(client, INVITEES, kind="invitees").headers["Location"]
    decide(client, again, "commit")
    assert number_of(stage, Invitee) == 1


@pytest.mark.parametrize("role", [RoleName.HR, RoleName.COORDINATOR])
def test_invitees_are_the_owners(stage: Stage, role: RoleName) -> None:
    client = signed_in(stage, role, "works" if role == RoleName.COORDINATOR else None)
    assert hand_in(client, INVITEES, kind="invitees").status_code == 403
    assert number_of(stage, RosterFile) == 0


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"%PDF-1.7 hello", id="a PDF"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, id="old Excel"),
        pytest.param(b"PK\x03\x04 broken", id="a broken workbook"),
        pytest.param("ก,ข\n1,2\n".encode(), id="no header"),
        pytest.param(b"\xff\xfe\x00\x01" * 50, id="no text"),
    ],
)
@pytest.mark.parametrize("kind", ["roster", "invitees"])
def test_a_file_nobody_can_read_is_told_and_not_kept(
    stage: Stage, content: bytes, kind: str
) -> None:
    answer = hand_in(signed_in(stage), content, kind=kind)
    assert answer.status_code == 200
    assert "อ่านไฟล์ไม่ได้" in answer.text
    assert number_of(stage, RosterFile) == 0


def test_a_form_without_a_file_is_told(stage: Stage) -> None:
    client = signed_in(stage)
    form = {"key": key_of(client), "kind": "roster"}
    answer = client.post("/desk/lists", data=form, base_url=HTTPS)
    assert "ยังไม่ได้เลือกไฟล์" in get(client, answer.headers["Location"]).text


def test_a_file_too_large_is_told(stage: Stage) -> None:
    answer = hand_in(signed_in(stage), b"a" * (LARGEST_FILE + 200_000))
    assert answer.status_code == 413
    assert "20 MB" in answer.text


@pytest.mark.parametrize("number", ["1", "999999999999999999"])
def test_a_file_that_is_none_is_told(stage: Stage, number: str) -> None:
    assert get(signed_in(stage), f"/desk/lists/{number}").status_code == 404
