"""Why a whole file is refused, and what the officer does about it."""

from roster.cells import MOST_ROWS, Refused

_SAVE_TH = "โปรดเปิดด้วย Excel แล้วบันทึกเป็น .xlsx (Excel Workbook) จากนั้นส่งใหม่"
_SAVE_EN = "open it in Excel, save it as .xlsx (Excel Workbook) and send that"

EMPTY = Refused(
    "ไฟล์ว่างเปล่า โปรดตรวจว่าเลือกไฟล์ถูกต้อง", "The file is empty: check that it is the right one."
)
TOO_LARGE = Refused(
    "ไฟล์ใหญ่เกิน 20 MB โปรดลบรูปภาพและชีตอื่นออก เหลือเฉพาะบัญชีรายชื่อ",
    "The file is over 20 MB: remove pictures and other sheets, leaving only the roster.",
)
OLD_EXCEL = Refused(
    f"ไฟล์นี้เป็น Excel รุ่นเก่า (.xls) ซึ่งอ่านไม่ได้ {_SAVE_TH}",
    f"This is an old Excel file (.xls), which cannot be read: {_SAVE_EN}.",
)
PASSWORD = Refused(
    "ไฟล์นี้ตั้งรหัสผ่านไว้จึงเปิดไม่ได้ โปรดบันทึกสำเนาที่ไม่มีรหัสผ่านแล้วส่งใหม่",
    "The file is protected by a password: save a copy without one and send that.",
)
PDF = Refused(
    "ไฟล์นี้เป็น PDF ไม่ใช่ตาราง โปรดส่งไฟล์ Excel หรือ CSV ต้นฉบับ",
    "This is a PDF, not a table: send the Excel or CSV file it was made from.",
)
IMAGE = Refused(
    "ไฟล์นี้เป็นรูปภาพ ไม่ใช่ตาราง โปรดส่งไฟล์ Excel หรือ CSV",
    "This is a picture, not a table: send an Excel or CSV file.",
)
WEB_PAGE = Refused(
    f"ไฟล์นี้เป็นหน้าเว็บหรือ XML แม้ชื่อจะลงท้ายเหมือน Excel {_SAVE_TH}",
    f"This is a web page or XML, whatever its name says: {_SAVE_EN}.",
)
WORD = Refused(
    "ไฟล์นี้เป็นเอกสาร Word โปรดคัดลอกตารางไปวางใน Excel แล้วบันทึกเป็น .xlsx",
    "This is a Word document: copy its table into Excel and save that as .xlsx.",
)
OTHER_SPREADSHEET = Refused(
    f"ไฟล์นี้เป็นตารางชนิดอื่น (.ods, .xlsb หรือ Strict Open XML) {_SAVE_TH}",
    f"This is another kind of spreadsheet (.ods, .xlsb or Strict Open XML): {_SAVE_EN}.",
)
NO_WORKBOOK = Refused(
    "ไฟล์นี้เป็นไฟล์บีบอัดที่ไม่ใช่ Excel โปรดแตกไฟล์แล้วส่งเฉพาะไฟล์บัญชีรายชื่อ",
    "This is a compressed file but no Excel workbook: unpack it and send only the roster file.",
)
SWELLS = Refused(
    "ไฟล์นี้ขยายตัวเกินขนาดที่ปลอดภัยเมื่อเปิด จึงไม่เปิด โปรดคัดลอกเฉพาะตารางรายชื่อไปวางในไฟล์ Excel ใหม่",
    "The file would swell beyond a safe size and was not opened: "
    "copy only the roster's table into a new Excel file.",
)
DECLARES = Refused(
    "ไฟล์นี้มีคำสั่ง XML (DOCTYPE/ENTITY) ที่ Excel ไม่เคยเขียน จึงไม่เปิด โปรดคัดลอกตารางไปวางในไฟล์ Excel ใหม่",
    "The file holds XML declarations (DOCTYPE/ENTITY) that Excel never writes and was not opened: "
    "copy the table into a new Excel file.",
)
CORRUPT = Refused(
    f"ไฟล์ Excel นี้เสียหายหรือไม่สมบูรณ์ {_SAVE_TH}",
    f"This Excel file is damaged or incomplete: {_SAVE_EN}.",
)
TOO_MANY_ROWS = Refused(
    f"ไฟล์มีเกิน {MOST_ROWS:,} แถว โปรดส่งเฉพาะบัญชีรายชื่อ หรือแบ่งตามหน่วยงาน",
    f"The file has more than {MOST_ROWS:,} rows: send only the roster, or one file a unit.",
)
NO_TEXT = Refused(
    "อ่านตัวอักษรในไฟล์ไม่ได้ หากเป็น CSV โปรดบันทึกจาก Excel เป็น CSV UTF-8 หรือส่งเป็น .xlsx",
    "The file is no text we can read: save a CSV from Excel as CSV UTF-8, or send .xlsx.",
)
NO_SHEETS_IN_CSV = Refused(
    "ไฟล์ CSV ไม่มีชีต โปรดสั่งใหม่โดยไม่ใส่ --sheet",
    "A CSV file has no sheets: leave --sheet out.",
)


def open_quote(row: int) -> Refused:
    """A CSV's quotation mark that swallows the rows behind it."""
    return Refused(
        f'เครื่องหมายคำพูด (") ในไฟล์ CSV ไม่ครบคู่ ใกล้แถว {row} โปรดแก้ หรือส่งเป็น .xlsx',
        f'A quotation mark (") is not closed, near row {row}: correct it, or send .xlsx.',
    )


def no_such_sheet(wanted: str, names: list[str]) -> Refused:
    """The asked-for sheet is absent."""
    listed = ", ".join(names)
    return Refused(
        f'ไม่มีชีตชื่อ "{wanted}" ในไฟล์ มีชีต: {listed}',
        f'The file has no sheet "{wanted}". Its sheets: {listed}.',
    )
