"""ใบลงชื่อ: who has signed, and lines to sign for the rest until their group is met.

The one place where names are: of one unit or site, for its own coordinator (domain.md §9.6).
"""

import io
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from paper import typesetting
from paper.facts import GROUPS, GroupTotal, Sheet, long_day, people
from rules.thai_digits import thai_digits

NOT_ANSWERS = "การไม่ลงชื่อมิได้หมายความว่าไม่ได้ตอบ"

LINE_SIGNATURE = {
    "unconfirmed": "ยังไม่ยืนยันว่าการรับรองใน LINE ใช้แทนลายมือชื่อได้ จึงแสดงแยก",
    "accepted": "การรับรองใน LINE นับเป็นลายมือชื่อ",
    "refused": "การรับรองใน LINE ไม่นับเป็นลายมือชื่อ",
}

COLUMNS = ("ลำดับ", "ชื่อ", "ลายมือชื่อ", "วันที่")
TOTALS = ("กลุ่ม", "ผู้มีสิทธิ", "เป้าหมาย", "ลงลายมือชื่อแล้ว", "รับรองใน LINE", "คงเหลือ")


@dataclass(frozen=True)
class _Row:
    number: str
    name: str
    how: str
    day: str
    asked: bool


def pdf(sheet: Sheet) -> bytes:
    """The sheet to print, sign and send."""
    return typesetting.pdf("paper/signature_sheet", _facts(sheet))


def pages(sheet: Sheet) -> list[bytes]:
    """The same as PNGs."""
    return typesetting.pages("paper/signature_sheet", _facts(sheet))


def _facts(sheet: Sheet) -> dict[str, Any]:
    return {
        "office": sheet.office,
        "part": sheet.part,
        "title": sheet.title,
        "year": sheet.year,
        "due": long_day(sheet.due),
        "printed_on": long_day(sheet.printed_on),
        "practice": sheet.practice,
        "not_answers": NOT_ANSWERS,
        "line_signature": LINE_SIGNATURE[sheet.line_signature],
        "columns": COLUMNS,
        "groups": [
            {"name": name, "met": met, "rows": [vars(row) for row in rows]}
            for name, met, rows in _groups(sheet)
        ],
        "totals_columns": TOTALS,
        "totals": [_total(total) for total in sheet.totals],
    }


def _groups(sheet: Sheet) -> list[tuple[str, bool, list[_Row]]]:
    """Each group's lines in the order of the roster; nobody outstanding of a group that is met."""
    groups = []
    for group, name in GROUPS.items():
        met = group in sheet.met_groups
        outstanding = () if met else sheet.outstanding
        lines = [(line, False) for line in sheet.done if line.group == group]
        lines += [(line, True) for line in outstanding if line.group == group]
        rows = [
            # Who is asked to sign may have acknowledged in LINE: there is still room to sign.
            _Row(thai_digits(line.number), line.name, line.how, "" if asked else line.day, asked)
            for line, asked in sorted(lines, key=lambda each: each[0].number)
        ]
        if rows or met:
            groups.append((name, met, rows))
    return groups


def _total(total: GroupTotal) -> list[str]:
    return [
        total.name,
        thai_digits(total.eligible),
        people(total.target),
        thai_digits(total.signed),
        thai_digits(total.acknowledged),
        people(total.remaining),
    ]


def xlsx(sheet: Sheet) -> bytes:
    """The same as a workbook; every cell is text, so that no name is ever run as a formula."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        _Writer(book, sheet).write()
    return out.getvalue()


class _Writer:
    """Writes the sheet from the top down."""

    def __init__(self, book: xlsxwriter.Workbook, sheet: Sheet) -> None:
        face = {"font_name": "TH SarabunPSK", "font_size": 16, "valign": "vcenter"}
        self.sheet = sheet
        self.page = book.add_worksheet("ใบลงชื่อ")
        self.plain = book.add_format(face)
        self.title = book.add_format({**face, "bold": True, "align": "center"})
        self.cell = book.add_format({**face, "border": 1, "text_wrap": True})
        self.head = book.add_format({**face, "border": 1, "bold": True, "align": "center"})
        self.row = 0

    def write(self) -> None:
        page = self.page
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.set_footer(f"&C{NOT_ANSWERS}  หน้า &P จาก &N")
        for column, width in enumerate((10, 42, 24, 18, 18, 14)):
            page.set_column(column, column, width)
        practice = ("ตัวอย่าง ห้ามใช้จริง: ลิงก์ทดลอง",) if self.sheet.practice else ()
        sheet = self.sheet
        for words in (sheet.title, sheet.year, sheet.office, sheet.part, *practice):
            page.merge_range(self.row, 0, self.row, 5, "", self.title)
            page.write_string(self.row, 0, words, self.title)
            self.row += 1
        self._groups()
        self._totals()
        self._below()

    def _groups(self) -> None:
        repeats = False
        for name, met, rows in _groups(self.sheet):
            self._line(f"{name} · ครบแล้ว" if met else name, self.plain)
            if not rows:
                continue
            if not repeats:
                self.page.repeat_rows(self.row)
                repeats = True
            self._cells(COLUMNS, self.head)
            for row in rows:
                # Excel fits no row to wrapped text once a height is set, and a name may take four.
                self.page.set_row(self.row, max(28, 24 * -(-len(row.name) // 34)))
                self._cells((row.number, row.name, row.how, row.day), self.cell)

    def _totals(self) -> None:
        self.row += 1
        self._cells(TOTALS, self.head)
        for total in self.sheet.totals:
            self._cells(_total(total), self.cell)

    def _below(self) -> None:
        self.row += 1
        for words in (
            LINE_SIGNATURE[self.sheet.line_signature],
            f"กำหนดส่งฝ่ายปกครอง วันที่ {long_day(self.sheet.due)}",
            f"พิมพ์เมื่อ {long_day(self.sheet.printed_on)}",
            "(ลงชื่อ) ........................................",
            "(..................................................)",
            "ตำแหน่ง ...................................... วันที่ ....................",
            NOT_ANSWERS,
        ):
            self._line(words, self.plain)

    def _line(self, words: str, style: Any) -> None:
        self.page.write_string(self.row, 0, words, style)
        self.row += 1

    def _cells(self, cells: Any, style: Any) -> None:
        for column, words in enumerate(cells):
            self.page.write_string(self.row, column, words, style)
        self.row += 1
