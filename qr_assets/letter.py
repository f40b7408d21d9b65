"""Letters that invite a contractor, a company or an agency, each with a code of its own.

Number, date and signatory are blanks: the registry numbers letters, and people sign them.
"""

import io
from collections.abc import Mapping
from typing import Any

import docx
from docx.shared import Cm

from paper import typesetting
from paper.facts import long_day
from paper.word import add, set_face
from qr_assets import payload
from qr_assets.facts import Letter, Letters
from rules.thai_digits import thai_digits

SUBJECT = "ขอเชิญตอบแบบวัดการรับรู้ของผู้มีส่วนได้ส่วนเสียภายนอก (EIT)"
CLOSING = "จึงเรียนมาเพื่อโปรดพิจารณา และขอขอบคุณมา ณ โอกาสนี้"
DOTS = "." * 40
NO_BREAK = "\u00a0"
PRACTICE = "ตัวอย่าง ห้ามใช้จริง: ลิงก์ทดลอง"


def pdf(letters: Letters) -> bytes:
    """A page a letter."""
    return typesetting.pdf("qr_assets/letter", _facts(letters))


def pages(letters: Letters) -> list[bytes]:
    """The same as PNGs."""
    return typesetting.pages("qr_assets/letter", _facts(letters))


def list_pdf(letters: Letters) -> bytes:
    """Whom letters go to, with a box to tick when each is sent."""
    return typesetting.pdf("qr_assets/letter_list", _facts(letters))


def docx_file(letters: Letters) -> bytes:
    """The first letter to edit in Word."""
    letter = letters.letters[0]
    document = docx.Document()
    set_face(document)
    if letters.practice:
        add(document, PRACTICE, bold=True, centre=True)
    add(document, f"ที่ {DOTS}")
    add(document, letters.office)
    add(document, f"วันที่ {DOTS}", centre=True)
    add(document, f"เรื่อง  {SUBJECT}")
    add(document, f"เรียน  {_to(letter)}")
    if letter.contract:
        add(document, f"อ้างถึง  {_reference(letter)}")
    for words in _paragraphs(letters, letter):
        add(document, words, indent=True)
    add(document, CLOSING, indent=True)
    for words in ("ขอแสดงความนับถือ", "", f"({DOTS})", f"ตำแหน่ง {DOTS}"):
        add(document, words, centre=True)
    picture = io.BytesIO(payload.png(letter.address, module_pixels=8))
    document.add_picture(picture, width=Cm(3.2))
    add(document, f"สแกนเพื่อตอบ หรือพิมพ์ {_short(letter)} · รหัส {letter.code}")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _facts(letters: Letters) -> Mapping[str, Any]:
    return {
        "office": letters.office,
        "subject": SUBJECT,
        "closing": CLOSING,
        "practice": PRACTICE if letters.practice else None,
        "letters": [
            {
                "to": _to(each),
                "reference": _reference(each),
                "paragraphs": _paragraphs(letters, each),
                "code": each.code,
                "address": _short(each),
                "unit": each.unit,
                "qr": payload.svg(each.address).decode(),
            }
            for each in letters.letters
        ],
    }


def _to(letter: Letter) -> str:
    return f"{letter.contact} ({letter.organisation})" if letter.contact else letter.organisation


def _reference(letter: Letter) -> str:
    """A contract's number is copied as it is written: it is looked up by it."""
    return f"สัญญาเลขที่ {letter.contract}" if letter.contract else ""


def _short(letter: Letter) -> str:
    return letter.address.split("://", 1)[-1]


def _paragraphs(letters: Letters, letter: Letter) -> list[str]:
    """Who asks, whose survey, voluntary, what we do not see, how long, until when."""
    return [
        f"ด้วยสำนักงาน ป.ป.ช. ดำเนินการประเมินคุณธรรมและความโปร่งใสของหน่วยงานภาครัฐ (ITA) "
        f"ประจำปีงบประมาณ พ.ศ. {thai_digits(letters.fiscal_year)} และ{letters.office} "
        f"โดย{letter.unit} เห็นว่าท่านเป็นผู้ติดต่อหรือเป็นคู่สัญญาของหน่วยงานในปีงบประมาณนี้ "
        "จึงขอเชิญท่านตอบแบบวัดดังกล่าว จากประสบการณ์ของท่านเอง",
        "การตอบเป็นไปโดยสมัครใจ ไม่มีผลต่อสัญญาหรือการติดต่อราชการใด\u00a0ๆ สำนักงานเขตไม่เห็นคำตอบรายบุคคล "
        f"ใช้เวลาประมาณ {thai_digits(letters.minutes)} นาที "
        f"และตอบได้ถึง {long_day(letters.closes_on).replace(' ', NO_BREAK)}",
        "ท่านสแกนคิวอาร์ด้านล่างแล้วเลือก “ตอบตอนนี้” หรือ “ตอบภายหลังทาง LINE” ได้ โดยไม่จำเป็นต้องใช้ LINE "
        "หากไม่ประสงค์ตอบ ไม่ต้องดำเนินการใด",
    ]
