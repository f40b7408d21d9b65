"""What a counter's QR opens: its two ways out, and that no figure is inflated."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from models.agency import Unit
from models.counting import Counter, HourCount
from models.service_point import PointKind
from tests.bot.conftest import Stage

LINK = "https://itas.nacc.go.th/go/eit/demo01"


def figures(stage: Stage, unit: str = "works") -> dict[str, int]:
    with stage.wired.database.reading() as session:
        rows = session.scalars(
            select(Counter).join(Unit, Unit.id == Counter.unit_id).where(Unit.code == unit)
        )
        return {row.figure: row.value for row in rows}


def test_the_page_names_office_unit_survey_and_both_ways(stage: Stage) -> None:
    code = stage.point().code
    page = stage.client().get(f"/q/{code}")
    html = page.get_data(as_text=True)
    assert page.status_code == 200
    for words in (
        "สำนักงานเขตบางซื่อ",
        "ฝ่ายโยธา",
        "EIT",
        "ตอบตอนนี้",
        "ตอบภายหลังทาง LINE",
        "เมื่อ LINE เปิด กดส่งหนึ่งครั้ง",
        "ตอบแบบวัดเรียบร้อยแล้ว",
        "สมัครใจ",
        "Answer now",
        "ลิงก์ทดลอง",
    ):
        assert words in html


def test_the_page_is_light_and_needs_nothing_from_elsewhere(stage: Stage) -> None:
    html = stage.client().get(f"/q/{stage.point().code}").get_data()
    assert len(html) < 30_000
    assert re.findall(rb'(?:src|href)="(?!/q/|/privacy/bangsue")[^"]*"', html) == []
    assert b"<script" not in html
    sizes = [int(size) for size in re.findall(rb"font-size:\s*(\d+)px", html)]
    assert sizes
    assert min(sizes) >= 18


def test_reloads_within_half_an_hour_are_one_scan(stage: Stage) -> None:
    code, phone = stage.point().code, stage.client()
    for _ in range(5):
        phone.get(f"/q/{code}")
    assert figures(stage) == {"scanned": 1}
    stage.later(minutes=31)
    phone.get(f"/q/{code}")
    assert figures(stage) == {"scanned": 2}


def test_two_phones_are_two_scans(stage: Stage) -> None:
    code = stage.point().code
    for phone in (stage.client(), stage.client()):
        phone.get(f"/q/{code}")
    assert figures(stage) == {"scanned": 2}


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"User-Agent": "facebookexternalhit/1.1;line-poker/1.0"}, id="LINE preview"),
        pytest.param({"User-Agent": "Twitterbot/1.0"}, id="Twitter"),
        pytest.param({"User-Agent": "WhatsApp/2.23"}, id="WhatsApp"),
        pytest.param({"User-Agent": "Googlebot/2.1"}, id="a crawler"),
        pytest.param({"Purpose": "prefetch"}, id="old prefetch"),
        pytest.param({"Sec-Purpose": "prefetch;prerender"}, id="new prefetch"),
        pytest.param({"X-Moz": "prefetch"}, id="Firefox prefetch"),
    ],
)
def test_programs_that_look_count_nothing(stage: Stage, headers: dict[str, str]) -> None:
    code = stage.point().code
    assert stage.client().get(f"/q/{code}", headers=headers).status_code == 200
    assert stage.client().get(f"/q/{code}/survey", headers=headers).status_code == 302
    assert figures(stage) == {}


def test_a_head_counts_nothing(stage: Stage) -> None:
    code = stage.point().code
    assert stage.client().head(f"/q/{code}").status_code == 200
    assert stage.client().head(f"/q/{code}/survey").status_code == 302
    assert figures(stage) == {}


def test_answering_now_leads_to_the_official_link_unchanged(stage: Stage) -> None:
    code, phone = stage.point().code, stage.client()
    phone.get(f"/q/{code}")
    for _ in range(3):
        assert phone.get(f"/q/{code}/survey").headers["Location"] == LINK
    assert figures(stage) == {"scanned": 1, "link_taken": 1, "reached": 1}


def test_answering_later_opens_line_with_the_code_typed_in(stage: Stage) -> None:
    code, phone = stage.point().code, stage.client()
    address = phone.get(f"/q/{code}/line").headers["Location"]
    assert address == f"https://line.me/R/oaMessage/%40bangsue/?{code}"
    assert figures(stage) == {}


def test_answered_is_counted_once_per_device(stage: Stage) -> None:
    code, phone = stage.point().code, stage.client()
    phone.get(f"/q/{code}")
    phone.get(f"/q/{code}/survey")
    for _ in range(3):
        done = phone.post(f"/q/{code}/answered", follow_redirects=True)
        assert "ขอขอบคุณ" in done.get_data(as_text=True)
    assert figures(stage) == {"scanned": 1, "link_taken": 1, "reached": 1, "reported": 1}


def test_one_device_counts_for_the_first_unit_only(stage: Stage) -> None:
    first, second, phone = stage.point("works"), stage.point("finance"), stage.client()
    phone.get(f"/q/{first.code}")
    phone.get(f"/q/{first.code}/survey")
    phone.get(f"/q/{second.code}")
    phone.get(f"/q/{second.code}/survey")
    phone.post(f"/q/{second.code}/answered")
    assert figures(stage, "works")["reported"] == 1
    assert figures(stage, "finance") == {"scanned": 1, "link_taken": 1}


def test_a_browser_without_cookies_cannot_be_counted_twice(stage: Stage) -> None:
    code = stage.point().code
    for _ in range(5):
        stage.client().post(f"/q/{code}/answered")
    assert figures(stage) == {"reported": 1}


def test_another_sites_form_counts_nothing(stage: Stage) -> None:
    code = stage.point().code
    stage.client().post(f"/q/{code}/answered", headers={"Sec-Fetch-Site": "cross-site"})
    assert figures(stage) == {}


def kiosk_visit(tablet: FlaskClient, code: str) -> None:
    tablet.get(f"/q/{code}")
    tablet.get(f"/q/{code}/survey")
    tablet.post(f"/q/{code}/answered", follow_redirects=True)


def test_at_a_kiosk_every_visit_is_another_person(stage: Stage) -> None:
    code, tablet = stage.point(kind=PointKind.KIOSK).code, stage.client()
    for _ in range(3):
        kiosk_visit(tablet, code)
    assert figures(stage) == {"scanned": 3, "link_taken": 3, "reached": 3, "reported": 3}


def test_only_looking_at_the_thanks_again_counts_nobody_at_a_kiosk(stage: Stage) -> None:
    code, tablet = stage.point(kind=PointKind.KIOSK).code, stage.client()
    kiosk_visit(tablet, code)
    for _ in range(3):
        tablet.get(f"/q/{code}?answered")
    assert figures(stage)["reported"] == 1
    assert figures(stage)["scanned"] == 1


def test_figures_are_kept_by_hour_of_the_bangkok_day(stage: Stage) -> None:
    point, phone = stage.point(), stage.client()
    phone.get(f"/q/{point.code}")
    with stage.wired.database.reading() as session:
        row = session.scalars(select(HourCount)).one()
    assert (row.service_point_id, row.day.isoformat(), row.hour) == (point.id, "2027-01-12", 10)


@pytest.mark.parametrize("rest", ["", "/survey", "/line", "/poster", "/qr.png"])
def test_a_code_nobody_gave_out_says_so(stage: Stage, rest: str) -> None:
    page = stage.client().get(f"/q/EIT-0000000{rest}")
    assert page.status_code == 404
    assert "ไม่พบรหัสนี้" in page.get_data(as_text=True)


@pytest.mark.parametrize(
    "odd", ["x", "%00", "../../etc", "EIT-" + "9" * 400, "สถานะ", "%F0%9F%98%80"]
)
def test_an_odd_address_is_no_error(stage: Stage, odd: str) -> None:
    assert stage.client().get(f"/q/{odd}").status_code == 404


@pytest.mark.parametrize(
    ("days", "status", "words"),
    [
        pytest.param(-110, 200, "เปิดวันที่ 1 ตุลาคม 2569", id="not open yet"),
        pytest.param(150, 410, "ปิดเมื่อวันที่ 31 พฤษภาคม 2570", id="closed"),
    ],
)
def test_outside_the_campaign_there_is_a_page_and_nothing_counts(
    stage: Stage, days: int, status: int, words: str
) -> None:
    code = stage.point().code
    stage.later(days=days)
    phone = stage.client()
    page = phone.get(f"/q/{code}")
    assert page.status_code == status
    assert words in page.get_data(as_text=True)
    assert phone.get(f"/q/{code}/survey").status_code == status
    assert phone.post(f"/q/{code}/answered").status_code == status
    assert figures(stage) == {}


@pytest.mark.parametrize(
    ("moment", "status"),
    [
        pytest.param("2027-05-31T16:59:00+00:00", 200, id="23.59 of the last day in Bangkok"),
        pytest.param("2027-05-31T17:00:00+00:00", 410, id="midnight after it"),
        pytest.param("2026-09-30T17:00:00+00:00", 200, id="midnight of the first day"),
    ],
)
def test_the_last_day_ends_at_midnight_in_bangkok(stage: Stage, moment: str, status: int) -> None:
    from datetime import datetime

    code = stage.point().code
    stage.at = datetime.fromisoformat(moment)
    assert stage.client().get(f"/q/{code}").status_code == status


def test_a_revoked_code_has_a_page_of_its_own(stage: Stage) -> None:
    code = stage.point().code
    assert stage.app.test_cli_runner().invoke(args=["qr", "revoke", code]).exit_code == 0
    page = stage.client().get(f"/q/{code}")
    assert page.status_code == 410
    assert "เลิกใช้แล้ว" in page.get_data(as_text=True)


def test_the_qr_is_read_back_from_its_picture(stage: Stage) -> None:
    import io

    import zxingcpp
    from PIL import Image

    code = stage.point().code
    picture = Image.open(io.BytesIO(stage.client().get(f"/q/{code}/qr.png").data))
    (found,) = zxingcpp.read_barcodes(picture)
    assert found.text == f"https://outreach.example.go.th/q/{code}"
    svg = stage.client().get(f"/q/{code}/qr.svg")
    assert svg.mimetype == "image/svg+xml"


def test_pages_may_not_be_framed_or_sniffed(stage: Stage) -> None:
    headers = stage.client().get(f"/q/{stage.point().code}").headers
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
