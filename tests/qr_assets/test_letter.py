"""A letter is one page, whoever it is to; its QR opens its own code; Word has the same words."""

import io
from datetime import date

import docx
import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from qr_assets import letter
from qr_assets.facts import Letter, Letters

LONG = "ห้างหุ้นส่วนจำกัด รุ่งเรืองการช่างและวัสดุก่อสร้างบางซื่อ (สำนักงานใหญ่) ประเทศไทย"


def one(number: int = 1, **given: str | None) -> Letter:
    facts: dict[str, str | None] = {
        "organisation": "บจก. รุ่งเรืองการช่าง",
        "contact": None,
        "contract": "กท 12/2570",
        "unit": "ฝ่ายโยธา",
        "code": f"CTR-K7M2P9X{number}",
        "address": f"https://ita.bangsue.example.go.th/q/CTR-K7M2P9X{number}",
    }
    return Letter(**{**facts, **given})  # type: ignore[arg-type]  # the table's facts


def letters(*some: Letter, practice: bool = False) -> Letters:
    return Letters(
        office="สำนักงานเขตบางซื่อ",
        survey_url="https://itas.nacc.go.th/go/eit/x",
        minutes=10,
        closes_on=date(2027, 5, 31),
        fiscal_year=2570,
        practice=practice,
        letters=some or (one(),),
    )


@pytest.mark.parametrize("practice", [False, True])
@pytest.mark.parametrize(
    "it",
    [one(), one(organisation=LONG, contact=f"คุณ{LONG}", contract="ก" * 80), one(contract=None)],
)
def test_a_letter_is_one_page_and_its_qr_is_read_back(it: Letter, practice: bool) -> None:
    document = pypdfium2.PdfDocument(letter.pdf(letters(it, one(2), practice=practice)))
    assert len(document) == 2
    found = zxingcpp.read_barcodes(document[0].render(scale=300 / 72).to_pil())
    assert [each.text for each in found] == [it.address]
    words = document[0].get_textpage().get_text_range()
    for expected in ("สมัครใจ", "สำนักงานเขตไม่เห็นคำตอบรายบุคคล", it.code):
        assert expected in words


def test_word_has_the_letter_with_its_qr_and_blanks_for_the_registry() -> None:
    document = docx.Document(io.BytesIO(letter.docx_file(letters(practice=True))))
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for expected in ("เรียน  บจก. รุ่งเรืองการช่าง", "สัญญาเลขที่ กท 12/2570", "CTR-K7M2P9X1", "ที่ ...."):
        assert expected in words
    assert "ลิงก์ทดลอง" in words
    parts = document.part.package.iter_parts()
    (picture,) = [part for part in parts if part.content_type == "image/png"]
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.blob)))
    assert [each.text for each in found] == [one().address]


def test_the_same_facts_give_the_same_pdf() -> None:
    assert letter.pdf(letters()) == letter.pdf(letters())
    assert len(pypdfium2.PdfDocument(letter.list_pdf(letters(*(one(n) for n in range(9)))))) == 1
