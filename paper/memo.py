"""บันทึกข้อความ that covers a sheet on its way to Administration.

Number, date and signatory are blanks: the registry numbers letters, and people sign them.
"""

import io
from typing import Any

import docx

from paper import typesetting
from paper.facts import Memo
from paper.word import add, set_face
from rules.thai_digits import thai_digits

DOTS = "." * 40


CLOSING = "จึงเรียนมาเพื่อโปรดทราบและดำเนินการต่อไป"


def pdf(memo: Memo) -> bytes:
    """The memo to print."""
    return typesetting.pdf("paper/memo", _facts(memo))


def pages(memo: Memo) -> list[bytes]:
    """The same as PNGs."""
    return typesetting.pages("paper/memo", _facts(memo))


def _facts(memo: Memo) -> dict[str, Any]:
    return {
        "agency": f"{memo.sender} {memo.office}",
        "subject": memo.subject,
        "paragraphs": memo.paragraphs,
        "lines": memo.lines,
        "closing": CLOSING,
    }


def docx_file(memo: Memo) -> bytes:
    """The memo to edit in Word."""
    document = docx.Document()
    set_face(document)
    add(document, "บันทึกข้อความ", bold=True, size=24, centre=True)
    add(document, f"ส่วนราชการ  {memo.sender} {memo.office}")
    add(document, f"ที่ {DOTS}  วันที่ {DOTS}")
    add(document, f"เรื่อง  {memo.subject}")
    add(document, "เรียน  หัวหน้าฝ่ายปกครอง")
    for words in memo.paragraphs:
        add(document, words, indent=True)
    for number, words in enumerate(memo.lines, start=1):
        add(document, f"{thai_digits(number)}. {words}", indent=True)
    add(document, CLOSING, indent=True)
    for words in ("", f"(ลงชื่อ) {DOTS}", f"({DOTS})", f"ตำแหน่ง {DOTS}"):
        add(document, words, centre=True)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
