"""บันทึกข้อความ that covers a sheet on its way to Administration.

Number, date and signatory are blanks: the registry numbers letters, and people sign them.
"""

import io
from typing import Any

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from paper import typesetting
from paper.facts import Memo
from rules.thai_digits import thai_digits

FACE = "TH SarabunPSK"
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
    _set_face(document)
    _add(document, "บันทึกข้อความ", bold=True, size=24, centre=True)
    _add(document, f"ส่วนราชการ  {memo.sender} {memo.office}")
    _add(document, f"ที่ {DOTS}  วันที่ {DOTS}")
    _add(document, f"เรื่อง  {memo.subject}")
    _add(document, "เรียน  หัวหน้าฝ่ายปกครอง")
    for words in memo.paragraphs:
        _add(document, words, indent=True)
    for number, words in enumerate(memo.lines, start=1):
        _add(document, f"{thai_digits(number)}. {words}", indent=True)
    _add(document, CLOSING, indent=True)
    for words in ("", f"(ลงชื่อ) {DOTS}", f"({DOTS})", f"ตำแหน่ง {DOTS}"):
        _add(document, words, centre=True)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _set_face(document: Document) -> None:
    """Word takes Thai from the complex-script typeface and size, which are told apart."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3), Cm(2)
    style = document.styles["Normal"]
    style.font.name, style.font.size = FACE, Pt(16)
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), FACE)
    size = properties.makeelement(qn("w:szCs"), {qn("w:val"): "32"})
    properties.append(size)


def _add(
    document: Document,
    words: str,
    *,
    bold: bool = False,
    size: int | None = None,
    centre: bool = False,
    indent: bool = False,
) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(4)
    run = paragraph.add_run(words)
    # Thai is complex script: Word reads bCs and szCs, not b and sz. The schema fixes their order.
    run.font.complex_script = True
    run.font.bold = run.font.cs_bold = bold
    if size is not None:
        run.font.size = Pt(size)
        properties = run._element.get_or_add_rPr()
        points = properties.makeelement(qn("w:szCs"), {qn("w:val"): str(2 * size)})
        properties.find(qn("w:sz")).addnext(points)
    if centre:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if indent:
        paragraph.paragraph_format.first_line_indent = Cm(2.5)
