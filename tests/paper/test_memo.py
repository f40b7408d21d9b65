"""The memo leaves to people what is theirs: its number, its day, its signatory."""

import io
import re

import docx
from docx.oxml.ns import qn

from paper import memo as memos
from tests.paper.facts import memo


def document() -> docx.document.Document:
    return docx.Document(io.BytesIO(memos.docx_file(memo())))


def test_the_word_file_opens_and_leaves_number_day_and_signatory_blank() -> None:
    said = "\n".join(each.text for each in document().paragraphs)
    for label in ("ที่", "วันที่", r"\(ลงชื่อ\)", "ตำแหน่ง"):
        assert re.search(rf"{label} \.{{20,}}", said), label
    assert re.search(r"^\(\.{20,}\)$", said, re.MULTILINE)
    assert "หัวหน้าฝ่ายปกครอง" in said


def test_the_memo_counts_each_group_in_thai_digits() -> None:
    said = "\n".join(each.text for each in document().paragraphs)
    assert "ข้าราชการ มีสิทธิ ๔๕ คน" in said
    assert "ลูกจ้าง มีสิทธิ ๓๐ คน" in said
    assert "ครั้งที่ ๑" in said
    assert re.search(r"[0-9]", said) is None


def test_pdf_and_word_file_say_the_same() -> None:
    said = [each.text for each in document().paragraphs]
    facts = memos._facts(memo())
    for sentence in (*facts["paragraphs"], facts["closing"]):
        assert sentence in said


def test_thai_in_word_is_set_in_the_official_face_at_its_own_size() -> None:
    properties = document().styles["Normal"].element.rPr
    fonts = properties.rFonts
    assert {fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "eastAsia", "cs")} == {
        "TH SarabunPSK"
    }
    assert properties.find(qn("w:szCs")).get(qn("w:val")) == "32"


def test_the_memo_fits_one_page() -> None:
    assert len(memos.pages(memo())) == 1
    assert memos.pdf(memo()).startswith(b"%PDF")
