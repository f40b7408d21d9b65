"""Names by group as a workbook; every cell is text, so that no name is ever run as a formula."""

import io

import xlsxwriter

from paper.facts import NameList


def xlsx(names: NameList) -> bytes:
    """Title, header, and a row a name."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        page = book.add_worksheet("EIT(2)")
        bold = book.add_format({"bold": True, "font_name": "TH SarabunPSK", "font_size": 16})
        plain = book.add_format({"font_name": "TH SarabunPSK", "font_size": 16, "border": 1})
        title = f"รายชื่อ EIT(2) {names.office} ปีงบประมาณ พ.ศ. {names.fiscal_year}"
        page.write_string(0, 0, title, bold)
        for column, (heading, width) in enumerate((("ที่", 6), ("กลุ่ม", 44), ("ชื่อ - สกุล", 44))):
            page.set_column(column, column, width)
            page.write_string(2, column, heading, bold)
        for number, (group, name) in enumerate(names.names, start=1):
            page.write_number(2 + number, 0, number, plain)
            page.write_string(2 + number, 1, group, plain)
            page.write_string(2 + number, 2, name, plain)
    return out.getvalue()
