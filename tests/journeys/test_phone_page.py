"""The phone page in a real Chromium: from the scan to "counted", read back by the coordinator."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Product, needs_chromium, until

expect.set_options(timeout=20_000)  # a busy machine is no failure
pytestmark = [pytest.mark.browser, needs_chromium]


@pytest.fixture
def page(browser: Browser, product: Product) -> Iterator[Page]:
    """The phone page with one counter, a citizen and a coordinator; no script may fail."""
    point = json.loads(
        product.flask("qr", "make", "--unit", "works", "--label", "เคาน์เตอร์ 1", "--json")
    )[0]
    key = json.loads(product.flask("role", "invite", "coordinator", "--unit", "works", "--json"))
    cast = [
        {"id": "citizen", "name": "มานี", "part": "citizen", "about": "ประชาชน", "key": None},
        {"id": "wipa", "name": "วิภา", "part": "coordinator", "about": "โยธา", "key": key["code"]},
    ]
    world = {
        "office": {"th": "สำนักงานเขตบางซื่อ", "en": "Bang Sue"},
        "basic_id": "@simulator",
        "web": product.web,
        "posters": [{**point, "unit": "ฝ่ายโยธา"}],
        "cast": cast,
    }
    product.world.write_text(json.dumps(world))
    opened = browser.new_page(viewport={"width": 1440, "height": 900})
    failures: list[str] = []
    opened.on("pageerror", lambda error: failures.append(str(error)))
    opened.goto(f"{product.line.url}/simulator/")
    yield opened
    opened.close()
    assert failures == []


def say(page: Page, words: str) -> None:
    page.fill("#say", words)
    page.click("#send")


def test_a_citizen_scans_joins_and_is_counted(page: Page, product: Product) -> None:
    page.click("[data-poster]")
    inner = page.frame_locator("#inner")
    inner.get_by_text("ตอบภายหลังทาง LINE").click()
    expect(page.locator("#say")).to_have_value(code_of(product))
    page.click("#send")
    invitation = page.locator(".turn.bot .bubble.flex").last
    expect(invitation).to_contain_text("สมัครใจ")
    page.click("[data-action-label='ตอบแบบวัด']")
    expect(page.locator("#external-url")).to_have_text("https://itas.nacc.go.th/go/eit/demo01")
    page.click("#close-inner")
    page.click(".quick >> text=ตอบแล้ว")
    expect(page.locator(".turn.bot").last).to_contain_text("ขอขอบคุณ")
    page.click("[data-person=wipa]")
    expect(page.locator(".turn.bot").last).to_contain_text("คำที่พิมพ์ได้")
    say(page, "สถานะ")
    status = page.locator(".turn.bot").last
    expect(status).to_contain_text("แจ้งว่าตอบแล้ว 1 จาก 60 คน")
    assert product.status("works")["reported"] == 1


def code_of(product: Product) -> str:
    code: str = json.loads(product.world.read_text())["posters"][0]["code"]
    return code


def test_a_citizen_without_line_answers_now_and_says_so(page: Page, product: Product) -> None:
    page.click("[data-poster]")
    inner = page.frame_locator("#inner")
    inner.get_by_text("ตอบตอนนี้").click()
    expect(page.locator("#external-url")).to_have_text("https://itas.nacc.go.th/go/eit/demo01")
    page.click("#close-inner")  # back, as a phone's back button
    inner.get_by_text("ตอบแบบวัดเรียบร้อยแล้ว").click()
    expect(inner.get_by_text("ขอขอบคุณที่สละเวลา")).to_be_visible()
    until(lambda: product.status("works")["reported"] == 1, "the answer was counted")
    figures = product.status("works")
    assert (figures["scanned"], figures["link_taken"], figures["reached"]) == (1, 1, 1)


def test_a_new_person_types_a_wrong_code_and_is_helped(page: Page) -> None:
    page.click("#add")
    expect(page.locator("[data-person^='new'][aria-pressed='true']")).to_be_visible()
    say(page, "EIT-0000000")
    expect(page.locator(".turn.bot").last).to_contain_text("ไม่พบรหัสนี้")


def test_the_page_fits_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.locator("[data-poster]")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_counters_page_fits_an_old_phone(browser: Browser, product: Product) -> None:
    code = json.loads(product.flask("qr", "make", "--unit", "works", "--label", "1", "--json"))[0]
    old = browser.new_page(viewport={"width": 320, "height": 480}, java_script_enabled=False)
    old.goto(code["url"])
    assert old.get_by_text("ตอบตอนนี้").is_visible()
    old.get_by_role("button", name="ตอบแบบวัดเรียบร้อยแล้ว").click()
    assert old.get_by_text("ขอขอบคุณที่สละเวลา").is_visible()
    old.close()
