"""Thai letters in Word: the face, and paragraphs that keep it."""

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

FACE = "TH SarabunPSK"


def set_face(document: Document) -> None:
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


def add(
    document: Document,
    words: str,
    *,
    bold: bool = False,
    size: int | None = None,
    centre: bool = False,
    indent: bool = False,
) -> None:
    """One paragraph in the letter's face."""
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
