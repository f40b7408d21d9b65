"""Official totals at the desk: typed in with their moment, kept with their history."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from models.quota_cell import OfficialCount
from models.role import RoleName
from tests.bot.conftest import Stage
from tests.bot.test_desk import get, key_of, signed_in
from tests.bot.test_desk_unit import counted

GOOD = {"instrument": "EIT", "count": "312", "day": "11 ม.ค. 2570", "time": "09:30"}


def send(client: FlaskClient, **changed: str) -> Any:
    form = {**GOOD, **changed, "key": key_of(client)}
    return client.post("/desk/official", data=form, base_url="https://localhost")


def kept(stage: Stage) -> list[tuple[str, int]]:
    with stage.wired.database.reading() as session:
        rows = session.scalars(select(OfficialCount).order_by(OfficialCount.id))
        return [(row.instrument, row.count) for row in rows]


def test_a_total_is_recorded_with_the_moment_of_its_screen(stage: Stage) -> None:
    client = signed_in(stage)
    answer = send(client, count="๑,๓๑๒")
    page = get(client, answer.headers["Location"]).text
    assert "บันทึกแล้ว" in page
    assert "1,312" in page
    assert "11 ม.ค. 2570 เวลา 09.30 น." in page
    assert kept(stage) == [("EIT", 1312)]


def test_the_overview_puts_it_beside_our_own_figure_with_the_gap_in_words(stage: Stage) -> None:
    counted(stage, stage.point(), 20)
    client = signed_in(stage)
    send(client)
    page = get(client, "/desk/").text
    assert "<b>20</b> จากเป้าหมาย 500" in page
    assert "<b>312</b> ณ 11 ม.ค. 2570" in page
    assert "ยอดในระบบ ป.ป.ช. มากกว่ายอดแจ้งว่าตอบแล้ว 292 คน" in page
    works = page[page.index("/desk/units/works") :].partition("</tr>")[0]
    assert 'data-name="เป้าหมาย">60<' in works
    assert 'data-name="คงเหลือ">40<' in works
    curve = page[page.index("<figure>") : page.index("</figure>")]
    assert curve.count("<path") + curve.count("<polyline") >= 2  # ours, and the even pace


def test_a_form_sent_twice_records_once(stage: Stage) -> None:
    client = signed_in(stage)
    send(client)
    stage.later(seconds=2)
    answer = send(client)
    assert "ไม่ได้เพิ่มซ้ำ" in get(client, answer.headers["Location"]).text
    assert kept(stage) == [("EIT", 312)]


def test_a_correction_is_added_and_the_old_one_stays(stage: Stage) -> None:
    client = signed_in(stage, RoleName.ADMIN)
    for count in ("312", "321", "312"):
        send(client, count=count)
        stage.later(minutes=1)
    assert kept(stage) == [("EIT", 312), ("EIT", 321), ("EIT", 312)]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"count": "สามร้อย"}, "เป็นตัวเลข"),
        ({"count": "-1"}, "เป็นตัวเลข"),
        ({"count": "100001"}, "เป็นตัวเลข"),
        ({"count": "9" * 4000}, "เป็นตัวเลข"),
        ({"instrument": "OIT"}, "โปรดเลือกแบบวัด"),
        ({"day": "31/2/2570"}, "อ่านวันที่ไม่ได้"),
        ({"day": "31 มี.ค. 70"}, "อ่านวันที่ไม่ได้"),
        ({"day": "13 ม.ค. 2570"}, "ยังมาไม่ถึง"),
        ({"time": "25:00"}, "โปรดใส่เวลา"),
    ],
)
def test_a_wrong_field_is_told_and_what_was_typed_stays(
    stage: Stage, changed: dict[str, str], said: str
) -> None:
    client = signed_in(stage)
    page = send(client, **changed).text
    assert said in page
    assert 'value="09:30"' in page or "time" in changed
    assert kept(stage) == []


def test_who_may_not_record_does_not_see_the_form(stage: Stage) -> None:
    client = signed_in(stage, RoleName.VIEWER)
    assert get(client, "/desk/official").status_code == 403
    assert send(client).status_code == 403
    assert kept(stage) == []
