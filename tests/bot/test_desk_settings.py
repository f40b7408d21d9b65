"""Settings and holidays at the desk: the file's own checks, told beside the field."""

import html
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from models.audit import AuditEntry
from models.campaign import Campaign
from models.quota_cell import QuotaCell
from models.role import RoleName
from tests.bot.conftest import Stage
from tests.bot.test_desk import get, signed_in

FIELD = re.compile(r'<input[^>]*? name="([^"]+)"(?: value="([^"]*)")?[^>]*>')


def form_of(client: FlaskClient, section: str) -> dict[str, str]:
    """A section's form as the page shows it: what a browser sends when nothing is touched."""
    page = get(client, "/desk/settings").text
    start = page.index(f'action="/desk/settings/{section}"')
    part = page[start : page.index("</form>", start)]
    form = {}
    for found in FIELD.finditer(part):
        if "checkbox" not in found[0]:
            form[found[1]] = html.unescape(found[2] or "")
        elif " checked" in found[0]:
            form[found[1]] = "on"
    for name, choices in re.findall(r'<select[^>]*name="(\w+)">(.*?)</select>', part):
        form[name] = re.findall(r'value="(\w+)" selected', choices)[0]
    return form


def save(client: FlaskClient, section: str, **changed: str) -> Any:
    form = {**form_of(client, section), **changed}
    return client.post(f"/desk/settings/{section}", data=form, base_url="https://localhost")


def content(stage: Stage) -> dict[str, Any]:
    with stage.wired.database.reading() as session:
        return session.scalars(select(Campaign)).one().content


def edits(stage: Stage) -> list[AuditEntry]:
    with stage.wired.database.reading() as session:
        found = select(AuditEntry).where(AuditEntry.action == "campaign edited")
        return list(session.scalars(found))


SECTIONS = ["days", "links", "targets", "reminders", "evidence", "notice"]


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_sent_untouched_changes_nothing(stage: Stage, section: str) -> None:
    client, before = signed_in(stage), content(stage)
    answer = save(client, section)
    assert "said=same" in answer.headers["Location"]
    assert content(stage) == before
    assert edits(stage) == []


def test_a_day_is_typed_as_an_officer_writes_it(stage: Stage) -> None:
    client = signed_in(stage)
    answer = save(client, "days", opens="๑ พ.ย. ๒๕๖๙", opens_confirmed="on")
    assert "said=saved" in answer.headers["Location"]
    assert content(stage)["opens"] == "2026-11-01"
    assert content(stage)["opens_confirmed"] is True
    assert edits(stage)[0].facts["changes"]["opens"] == ["2026-10-01", "2026-11-01"]
    assert edits(stage)[0].actor.startswith("role ")


def test_a_changed_target_reaches_the_table(stage: Stage) -> None:
    client = signed_in(stage)
    save(client, "targets", **{"units[0].eit": "๗๐", "eit_floor": "510"})
    with stage.wired.database.reading() as session:
        targets = session.scalars(select(QuotaCell.target).where(QuotaCell.rule == "COUNT(70)"))
        assert list(targets) == [70]
    assert "510" in get(client, "/desk/").text


@pytest.mark.parametrize(
    ("section", "field", "typed", "said"),
    [
        ("days", "closes", "31 ก.พ. 2570", "อ่านวันที่ไม่ได้"),
        ("days", "closes", "", "อ่านวันที่ไม่ได้"),
        ("links", "links.EIT.url", "https://itas.nacc.go.th.evil.example/go/eit/x", ".nacc.go.th"),
        ("links", "links.EIT.url", "http://itas.nacc.go.th/go/eit/abc123", "https"),
        ("targets", "units[0].eit", "หกสิบ", "จำนวนเต็ม"),
        ("targets", "units[0].eit", "61", "ผลรวมของทุกหน่วยคือ 501"),
        ("targets", "units[0].iit.employee", "ทุกคน", "อ่านเกณฑ์"),
        ("reminders", "reminders.respondents.steps", "1, 2, 3", "วันทำการ"),
        ("reminders", "reminders.respondents.send_from", "9 โมง", "เวลา"),
        ("evidence", "line_signature", "maybe", "accepted"),
        ("evidence", "minutes", "0", "1"),
        ("notice", "notice.contact", "", "ว่าง"),
    ],
)
def test_a_mistake_is_told_and_saves_nothing(
    stage: Stage, section: str, field: str, typed: str, said: str
) -> None:
    client, before = signed_in(stage), content(stage)
    answer = save(client, section, **{field: typed})
    page = html.unescape(answer.text)
    assert answer.status_code == 200
    assert "ยังไม่ได้บันทึก" in page
    told = " ".join(re.findall(r'<span class="fault".*?</span>|<li><code>.*?</li>', page))
    assert said in told
    assert f'value="{typed}"' in page or section == "evidence"
    assert content(stage) == before


def test_two_who_change_at_once_do_not_undo_each_other(stage: Stage) -> None:
    first, second = signed_in(stage), signed_in(stage, RoleName.DEPUTY)
    old = form_of(second, "evidence")
    save(first, "evidence", minutes="8")
    answer = second.post(
        "/desk/settings/evidence", data={**old, "minutes": "9"}, base_url="https://localhost"
    )
    assert "said=meanwhile" in answer.headers["Location"]
    assert content(stage)["minutes"] == 8


@pytest.mark.parametrize(("section", "status"), [("links", 303), ("targets", 403), ("days", 403)])
def test_an_admin_keeps_links_but_not_targets(stage: Stage, section: str, status: int) -> None:
    client = signed_in(stage, RoleName.ADMIN)
    assert save(client, section).status_code == status


@pytest.mark.parametrize("role", [RoleName.COORDINATOR, RoleName.VIEWER, RoleName.HR, RoleName.PR])
def test_others_see_no_settings(stage: Stage, role: RoleName) -> None:
    client = signed_in(stage, role, "works" if role == RoleName.COORDINATOR else None)
    for path in ("/desk/settings", "/desk/settings/campaign.yaml", "/desk/holidays"):
        assert get(client, path).status_code == 403


def test_the_campaign_comes_home_as_a_file(stage: Stage) -> None:
    answer = get(signed_in(stage), "/desk/settings/campaign.yaml")
    assert "bangsue-2570.yaml" in answer.headers["Content-Disposition"]
    assert "ฝ่ายโยธา" in answer.text


def holiday(client: FlaskClient, **form: str) -> Any:
    page = get(client, "/desk/holidays").text
    hidden = dict(re.findall(r'type="hidden" name="(key|seen)" value="(\w+)"', page))
    return client.post("/desk/holidays", data={**hidden, **form}, base_url="https://localhost")


def test_a_day_the_cabinet_adds_moves_what_falls_on_it(stage: Stage) -> None:
    client = signed_in(stage, RoleName.ADMIN)
    answer = holiday(client, do="add", day="31 พ.ค. 2570", name="วันหยุดพิเศษ")
    page = get(client, answer.headers["Location"]).text
    assert "วันศุกร์ที่ 28 พฤษภาคม 2570" in page
    assert {"date": "2027-05-31", "name": "วันหยุดพิเศษ"} in content(stage)["holidays"]
    assert edits(stage)[0].facts["changes"]["holidays"] == [
        [],
        [{"date": "2027-05-31", "name": "วันหยุดพิเศษ"}],
    ]
    holiday(client, do="remove", date="2027-05-31")
    assert all(each["date"] != "2027-05-31" for each in content(stage)["holidays"])


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"day": "พรุ่งนี้", "name": "x"}, "อ่านวันที่ไม่ได้"),
        ({"day": "13 เม.ย. 2570", "name": "x"}, "อยู่ในตารางแล้ว"),
        ({"day": "8 พ.ค. 2570", "name": " "}, "ว่าง"),
        ({"day": "8 พ.ค. 2590", "name": "x"}, "2570"),
    ],
)
def test_a_wrong_holiday_is_told(stage: Stage, form: dict[str, str], said: str) -> None:
    client, before = signed_in(stage), content(stage)
    assert said in holiday(client, do="add", **form).text
    assert content(stage) == before


def test_the_table_is_confirmed_once_announced(stage: Stage) -> None:
    client = signed_in(stage)
    assert "ยังไม่ยืนยัน" in get(client, "/desk/holidays").text
    holiday(client, do="confirm", confirmed="on")
    assert "ยังไม่ยืนยัน" not in get(client, "/desk/holidays").text
