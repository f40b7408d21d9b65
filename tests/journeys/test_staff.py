"""Staff, the whole way: roster, cards, binding, signing, the sheet handed in and received."""

import json
import re
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, expect

from simulator.platform import Person
from tests.journeys.conftest import Product, needs_chromium, until
from tests.journeys.test_phone_page import say

DAY_OF_THE_FIRST = "16 พ.ค. 2555"
"""When line 1 of works started, in campaigns/roster-example.csv."""


class Letters(urllib.request.HTTPRedirectHandler):
    """A browser that stops at a redirect and reads where it leads."""

    def redirect_request(self, *_: Any) -> None:
        return None


def pages(pdf: bytes) -> list[Image.Image]:
    """The PDF's pages as a printer would draw them."""
    document = pypdfium2.PdfDocument(pdf)
    return [page.render(scale=2.5).to_pil() for page in document]


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def hat(product: Product, name: str, *words: str) -> Person:
    key = json.loads(product.flask("role", "invite", *words, "--json"))["code"]
    person = product.person(name)
    tell(product, person, key)
    return person


def tell(product: Product, person: Person, words: str) -> str:
    """Someone writes; everything they can read of the answer."""
    before = len(product.heard(person))
    product.line.webhooks.say(person, words)
    return answer(product, person, before)


def answer(product: Product, person: Person, before: int) -> str:
    until(lambda: len(product.heard(person)) > before, "the answer came")
    return json.dumps(product.heard(person)[before:], ensure_ascii=False)


def figures(product: Product, unit: str = "works") -> dict[str, Any]:
    lines = json.loads(product.flask("status", "--json"))["units"]
    found: dict[str, Any] = next(
        line for line in lines if line["unit"] == unit and line["instrument"] == "IIT"
    )
    return found


def card_codes(product: Product, folder: Path) -> list[str]:
    """The codes behind the QR pictures of works' printed cards, in their order on the page."""
    file = folder / "cards.pdf"
    product.flask("roster", "cards", "--unit", "works", "--out", str(file))
    addresses = [
        barcode.text
        for page in pages(file.read_bytes())
        for barcode in sorted(
            zxingcpp.read_barcodes(page),
            key=lambda each: (each.position.top_left.y // 200, each.position.top_left.x),
        )
    ]
    assert all(address.startswith(f"{product.web}/q/IIT-") for address in addresses)
    return [address.rsplit("/", 1)[1] for address in addresses]


def test_from_the_roster_to_the_received_sheet(product: Product, tmp_path: Path) -> None:
    imported = json.loads(
        product.flask("roster", "import", "campaigns/roster-example.csv", "--commit", "--json")
    )
    assert imported["rejected"] == []
    assert figures(product)["target"] == 9
    codes = card_codes(product, tmp_path)
    assert len(set(codes)) == 9

    opener = urllib.request.build_opener(Letters)
    try:
        opener.open(f"{product.web}/q/{codes[0]}/line")
    except urllib.error.HTTPError as redirect:
        where = urllib.parse.unquote(redirect.headers["Location"])
    assert where.endswith(f"/?{codes[0]}")

    preecha = product.person("ปรีชา")
    assert "วันที่บรรจุหรือวันที่ท่านเริ่มปฏิบัติงาน" in tell(product, preecha, codes[0])
    assert "https://itas.nacc.go.th/go/iit/demo01" in tell(product, preecha, DAY_OF_THE_FIRST)
    assert "ไม่แสดงให้ผู้ใดเห็นเป็นรายบุคคล" in tell(product, preecha, "ตอบแล้ว")
    assert "ชื่อท่านจะอยู่ในใบลงชื่อ" in tell(product, preecha, "ลงชื่อยืนยัน")
    assert "ลงชื่อยืนยันแล้ว" in tell(product, preecha, "ยืนยันลงชื่อ")

    wipa = hat(product, "วิภา", "coordinator", "--unit", "works")
    owner = hat(product, "ประยูร", "owner")
    tell(product, wipa, "แจกบัตร 9")
    assert "บันทึกผู้ลงลายมือชื่อ 4 คน" in tell(product, wipa, "ลงชื่อแล้ว 2-5")
    sheet = tell(product, wipa, "ใบลงชื่อ")
    assert "ปรีชา" not in sheet
    found = re.search(r"https?://[^\"]+/paper/[\w-]+", sheet)
    assert found is not None
    pdf = urllib.request.urlopen(
        urllib.request.Request(f"{found[0]}/sheet.pdf", data=b"", method="POST")
    ).read()
    assert 1 <= len(pages(pdf)) <= 2
    assert "๒๕๗๐" in text_of(pdf)
    assert "รับรองใน LINE" in text_of(pdf)

    assert "ลายมือชื่อ 4 คน" in tell(product, wipa, "ส่งใบลงชื่อแล้ว ที่ กท 4801/7")
    assert "รับใบลงชื่อ ครั้งที่ 1 แล้ว" in tell(product, owner, "รับแล้ว โยธา")
    now = figures(product)
    assert (now["reached"], now["acknowledged"], now["signed"], now["remaining"]) == (9, 1, 4, 5)
    assert now["reported"] is None
    product.flask("recount")
    assert {call.method for call in product.line.platform.sent} == {"reply"}


@pytest.mark.browser
@needs_chromium
def test_a_member_of_staff_scans_the_card_in_a_browser(browser: Browser, product: Product) -> None:
    product.flask("roster", "import", "campaigns/roster-example.csv", "--commit")
    key = json.loads(product.flask("role", "invite", "coordinator", "--unit", "works", "--json"))
    folder = Path(product.world).parent
    code = card_codes(product, folder)[0]
    world = {
        "office": {"th": "สำนักงานเขตบางซื่อ", "en": "Bang Sue"},
        "basic_id": "@simulator",
        "web": product.web,
        "posters": [
            {"code": code, "label": "บัตร", "unit": "IIT", "url": f"{product.web}/q/{code}"}
        ],
        "cast": [
            {"id": "preecha", "name": "ปรีชา", "part": "staff", "about": "โยธา", "key": None},
            {"id": "wipa", "name": "วิภา", "part": "coordinator", "about": "", "key": key["code"]},
        ],
    }
    product.world.write_text(json.dumps(world))
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(f"{product.line.url}/simulator/")
    page.click("[data-poster]")
    page.frame_locator("#inner").get_by_text("รับลิงก์ทาง LINE").click()
    expect(page.locator("#say")).to_have_value(code)
    page.click("#send")
    expect(page.locator(".turn.bot").last).to_contain_text("วันที่บรรจุหรือวันที่ท่านเริ่มปฏิบัติงาน")
    say(page, DAY_OF_THE_FIRST)
    expect(page.locator(".turn.bot").last).to_contain_text("นายปรีชา ช่างดี")
    say(page, "ลงชื่อยืนยัน")
    page.click("[data-action-label='ยืนยันลงชื่อ']")
    expect(page.locator(".turn.bot").last).to_contain_text("ลงชื่อยืนยันแล้ว")
    page.click("[data-person=wipa]")
    expect(page.locator(".turn.bot").last).to_contain_text("คำที่พิมพ์ได้")
    say(page, "ลงชื่อแล้ว 1")
    expect(page.locator(".turn.bot").last).to_contain_text("บันทึกผู้ลงลายมือชื่อ 1 คน")
    say(page, "สถานะ IIT")
    expect(page.locator(".turn.bot").last).to_contain_text("ลงลายมือชื่อแล้ว 1 จาก 9 คน")
    assert "ปรีชา" not in page.locator(".turn.bot").last.inner_text()
    page.close()
