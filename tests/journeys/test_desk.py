"""The desk in a real Chromium: in from chat, every page for every role, and what is done there."""

import csv
import io
import json
import os
import re
import shutil
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from models.campaign import Campaign
from models.reminder import ReminderRound, RoundState
from models.session import Database
from rules.thai_dates import bangkok_date
from tests.conftest import KEYS
from tests.journeys.conftest import Product, needs_chromium, running, until
from tests.journeys.test_staff import hat, tell

pytestmark = [pytest.mark.browser, needs_chromium]

LINK = re.compile(r"http://127\.0\.0\.1:\d+/desk/in/[\w-]+")
ROLES = ["owner", "deputy", "viewer", "coordinator", "hr", "pr", "admin", "central"]
SERIOUS = {"serious", "critical"}

PICTURES = os.environ.get("DESK_PICTURES")
"""A folder to put a picture of every page in, to be looked at."""


@pytest.fixture(scope="module")
def office(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A running product with a roster, some counters and somebody who has answered."""
    folder = tmp_path_factory.mktemp("desk")
    shutil.copy(sqlite_template, folder / "outreach.db")
    with running(f"sqlite:///{folder / 'outreach.db'}", folder) as product:
        product.flask("roster", "import", "campaigns/roster-example.csv", "--commit")
        code = ""
        for label in ("เคาน์เตอร์ 1", "เคาน์เตอร์ 2"):
            made = product.flask("qr", "make", "--unit", "works", "--label", label, "--json")
            code = json.loads(made)[0]["code"]
        for number in range(3):
            person = product.person(f"คน {number}")
            tell(product, person, code)
            tell(product, person, "ตอบแล้ว")
        yield product


def signed_in(product: Product, browser: Browser, role: str, **given: object) -> BrowserContext:
    """A browser signed in by the link that chat gave to somebody of that role."""
    where = ["--unit", "works"] if role == "coordinator" else []
    person = hat(product, f"{role} {len(product.line.platform.people)}", role, *where)
    found = LINK.search(tell(product, person, "เว็บเจ้าหน้าที่"))
    assert found is not None
    context = browser.new_context(locale="th-TH", accept_downloads=True, **given)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(found[0])
    page.get_by_role("button", name="เข้าสู่ระบบ").click()
    home = "ทุกหน่วยงาน" if role == "central" else "ภาพรวม"
    expect(page.get_by_role("heading", level=1)).to_contain_text(home)
    return context


@pytest.fixture
def owner(office: Product, browser: Browser) -> Iterator[Page]:
    """The owner at the overview."""
    context = signed_in(office, browser, "owner")
    yield context.pages[0]
    context.close()


def pages_of(page: Page) -> list[str]:
    """Every page this person's menu leads to, and the first unit's."""
    found = page.locator("header nav a")
    menu = [str(found.nth(n).get_attribute("href")) for n in range(found.count())]
    if "/desk/" not in menu:  # who sees the sums of all offices sees no unit
        return [*menu, "/desk/offices?survey=IIT"]
    return [*menu, "/desk/?survey=IIT", "/desk/units/works"]


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_a_role_opens_reads_well_and_fits_a_phone(
    office: Product, browser: Browser, role: str
) -> None:
    context = signed_in(office, browser, role)
    page = context.pages[0]
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for path in pages_of(page):
        page.set_viewport_size({"width": 1280, "height": 900})
        answer = page.goto(office.web + path)
        assert answer is not None
        assert answer.status == 200, path
        expect(page.locator("h1")).to_have_count(1)
        found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        faults = [(f["id"], f["nodes"][0]["html"]) for f in found if f["impact"] in SERIOUS]
        assert faults == [], path
        if PICTURES:
            name = f"{role}{path.replace('/', '_').replace('?', '_')}"
            page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)
        page.set_viewport_size({"width": 360, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
    assert complaints == []
    context.close()


def test_the_link_of_chat_opens_once_and_a_preview_does_not_burn_it(
    office: Product, browser: Browser
) -> None:
    person = hat(office, "ใช้ครั้งเดียว", "owner")
    found = LINK.search(tell(office, person, "เว็บเจ้าหน้าที่"))
    assert found is not None
    page = browser.new_page()
    for _ in range(2):
        page.goto(found[0])
    page.get_by_role("button", name="เข้าสู่ระบบ").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("ภาพรวม")
    other = browser.new_context().new_page()
    other.goto(found[0])
    expect(other.get_by_role("heading", level=1)).to_contain_text("ใช้ไม่ได้แล้ว")
    page.close()
    other.close()


def test_a_roster_is_looked_at_before_it_is_written(owner: Page, office: Product) -> None:
    owner.goto(f"{office.web}/desk/lists")
    owner.locator("#roster-file").set_input_files(
        files=[
            {
                "name": "บัญชี.csv",
                "mimeType": "text/csv",
                "buffer": (
                    "ชื่อ - สกุล,สังกัด,ประเภทบุคลากร,วันที่เริ่มปฏิบัติงาน\n"
                    "นางใหม่ มาเพิ่ม,ฝ่ายโยธา,ข้าราชการ,1 ม.ค. 2550\n"
                    "นายผิด วันที่,ฝ่ายโยธา,ข้าราชการ,31 ก.พ. 2550\n"
                ).encode(),
            }
        ]
    )
    owner.locator("#part").select_option("works")
    owner.get_by_role("button", name="ส่งไฟล์และดูตัวอย่าง").first.click()
    expect(owner.locator("main")).to_contain_text("31 ก.พ. 2550")
    owner.get_by_role("button", name="บันทึก").click()
    expect(owner.get_by_role("status").first).to_contain_text("บันทึกแล้ว")


def test_a_round_is_held_and_let_go(owner: Page, office: Product) -> None:
    database = Database(office.env["DATABASE_URL"], KEYS)
    with database.transaction() as session:
        campaign = session.query(Campaign).one()
        now = office.line.platform.now()
        tomorrow = bangkok_date(now) + timedelta(days=1)
        session.add(
            ReminderRound(
                agency_id=campaign.agency_id,
                campaign_id=campaign.id,
                day=tomorrow,
                state=RoundState.ANNOUNCED,
                people=12,
                texts=[],
                announced_at=now,
            )
        )
    database.engine.dispose()
    owner.goto(f"{office.web}/desk/rounds")
    owner.get_by_role("button", name="ระงับรอบเตือน").click()
    expect(owner.get_by_role("status").first).to_contain_text("ระงับรอบนี้ไว้แล้ว")
    owner.get_by_role("button", name="ให้ส่งตามกำหนด").click()
    expect(owner.get_by_role("status").first).to_contain_text("ให้ส่งตามกำหนดแล้ว")


def saved(page: Page, link: str) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=link).click()
    return Path(waiting.value.path()).read_bytes()


def test_the_reports_come_home_and_open(owner: Page, office: Product) -> None:
    owner.goto(f"{office.web}/desk/reports")
    book = openpyxl.load_workbook(io.BytesIO(saved(owner, "ตัวเลขทั้งหมด (Excel)")))
    assert len(book.sheetnames) >= 4
    units = book[book.sheetnames[1]]
    assert units.freeze_panes is not None
    raw = saved(owner, "หน่วยงาน (CSV)")
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    works = next(row for row in rows if "ฝ่ายโยธา" in row)
    assert "3" in works
    assert saved(owner, "รายงานความคืบหน้า 1 หน้า (PDF)").startswith(b"%PDF")
    assert saved(owner, "รายงานหลักฐานปิดการเก็บข้อมูล (PDF)").startswith(b"%PDF")


def test_a_pack_of_papers_says_it_is_being_made_and_comes(owner: Page, office: Product) -> None:
    owner.goto(f"{office.web}/desk/qr")
    owner.get_by_label("สติกเกอร์").check()
    button = owner.get_by_role("button", name="สร้างไฟล์")
    with owner.expect_download() as waiting:
        button.click()
        expect(owner.get_by_role("status").last).to_contain_text("กำลังสร้างไฟล์")
    archive = zipfile.ZipFile(Path(waiting.value.path()))
    assert sum(name.endswith(".pdf") for name in archive.namelist()) >= 2
    expect(button).to_be_enabled()
    expect(owner.get_by_role("status").last).to_be_empty()


def test_the_overview_refreshes_itself_in_place(
    owner: Page, office: Product, browser: Browser
) -> None:
    owner.clock.install()
    owner.goto(f"{office.web}/desk/")
    owner.evaluate("window.here = document.querySelector('main')")
    row = owner.locator("tr", has_text="ฝ่ายโยธา").locator("td").nth(2)
    before = int(row.inner_text())
    code = json.loads(office.flask("qr", "make", "--unit", "works", "--label", "อื่น", "--json"))
    late = office.person("มาทีหลัง")
    tell(office, late, code[0]["code"])
    tell(office, late, "ตอบแล้ว")
    until(lambda: office.status("works")["reported"] == before + 1, "the answer was counted")
    expect(row).to_have_text(str(before))
    owner.clock.fast_forward("01:01")
    expect(row).to_have_text(str(before + 1))
    assert owner.evaluate("window.here === document.querySelector('main')"), "no new page"


def test_figures_that_cannot_be_refreshed_say_so(owner: Page, office: Product) -> None:
    owner.clock.install()
    owner.goto(f"{office.web}/desk/")
    expect(owner.locator("#stale")).to_be_hidden()
    owner.route("**/desk/", lambda route: route.abort())
    owner.clock.fast_forward("01:01")
    expect(owner.locator("#stale")).to_contain_text("อาจเก่ากว่าที่เป็นจริง")
    owner.unroute("**/desk/")
    owner.clock.fast_forward("01:01")
    expect(owner.locator("#stale")).to_be_hidden()


def test_somebody_on_a_link_is_not_thrown_off_by_the_refresh(owner: Page, office: Product) -> None:
    owner.clock.install()
    owner.goto(f"{office.web}/desk/")
    link = owner.get_by_role("link", name="ฝ่ายโยธา")
    link.focus()
    owner.clock.fast_forward("03:00")
    expect(link).to_be_focused()


def test_everything_works_without_script(office: Product, browser: Browser) -> None:
    context = signed_in(office, browser, "owner", java_script_enabled=False)
    page = context.pages[0]
    page.goto(f"{office.web}/desk/official")
    page.get_by_label("IIT").check()
    page.get_by_label("จำนวนคน").fill("๒๐")
    page.get_by_role("button", name="บันทึก").click()
    expect(page.get_by_role("status").first).to_contain_text("บันทึกแล้ว")
    page.goto(f"{office.web}/desk/settings")
    page.get_by_label("เวลาที่ใช้ตอบ (นาที)").fill("ไม่กี่นาที")
    page.get_by_role("button", name="บันทึก หลักฐานและแบบวัด").click()
    field = page.get_by_label("เวลาที่ใช้ตอบ (นาที)")
    expect(field).to_have_value("ไม่กี่นาที")
    expect(field).to_have_attribute("aria-invalid", "true")
    context.close()


def test_the_first_tab_leads_past_the_menu_and_focus_is_seen(owner: Page, office: Product) -> None:
    owner.goto(f"{office.web}/desk/")
    owner.keyboard.press("Tab")
    skip = owner.get_by_role("link", name="ข้ามไปเนื้อหา")
    expect(skip).to_be_focused()
    assert skip.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    owner.keyboard.press("Enter")
    assert owner.url.endswith("#main")


def test_paper_has_figures_and_no_menu(owner: Page, office: Product) -> None:
    owner.goto(f"{office.web}/desk/")
    owner.emulate_media(media="print")
    expect(owner.locator("header nav")).to_be_hidden()
    expect(owner.get_by_role("button", name="ออกจากระบบ")).to_be_hidden()
    expect(owner.locator("table")).to_be_visible()


def test_the_desk_speaks_the_typeface_of_paper(owner: Page) -> None:
    owner.evaluate("document.fonts.ready")
    assert owner.evaluate("document.fonts.check('16px Sarabun', 'ก')")
    loaded = "[...document.fonts].filter(f => f.status === 'loaded').length"
    assert owner.evaluate(loaded) >= 1
