"""What an officer reads about a cell that cannot be taken: Thai first, then English."""

import re
from collections.abc import Sequence

from rules.staff_names import LONGEST_NAME, NameProblem, clean_name
from rules.thai_text import normalise
from rules.typed_days import DayProblem
from rules.unit_names import UnitName

_SHOWN = 40
_THIRTEEN_DIGITS = re.compile(r"(?<!\d)(?:\d[\s-]?){12}\d(?!\d)")


def both(th: str, en: str) -> str:
    """One reason in both languages."""
    return f"{th} · {en}"


def shown(text: str) -> str:
    """A cell's text as a reason may repeat it: short, and never a national ID."""
    clean = clean_name(text)
    if has_national_id(normalise(clean)):
        return "…"
    return clean if len(clean) <= _SHOWN else f"{clean[:_SHOWN]}…"


def has_national_id(text: str) -> bool:
    """Whether thirteen digits stand in it, as on an identity card."""
    return bool(_THIRTEEN_DIGITS.search(text))


BLANK = both("ไม่ได้กรอก", "nothing is filled in")
NO_VALUE = both(
    "เป็นสูตรที่ยังไม่มีผลลัพธ์ โปรดเปิดด้วย Excel แล้วบันทึกใหม่ หรือวางเป็นค่า",
    "a formula without a result: open the file in Excel and save it, or paste the values",
)
NATIONAL_ID = both(
    "เป็นเลข 13 หลักแบบเลขประจำตัวประชาชน ระบบไม่เก็บเลขนี้ โปรดลบออกจากไฟล์",
    "thirteen digits like a national ID, which is never stored: delete it from the file",
)
NUMBER_IS_DATE = both(
    "Excel เปลี่ยนเลขนี้เป็นวันที่ โปรดตั้งรูปแบบเซลล์เป็นข้อความแล้วพิมพ์ใหม่",
    "Excel has made this number a date: set the cell's format to text and type it again",
)
NUMBER_IS_SHORTENED = both(
    "Excel ย่อเลขนี้เป็นแบบ 1.2E+12 โปรดตั้งรูปแบบเซลล์เป็นข้อความแล้วพิมพ์ใหม่",
    "Excel has shortened this number to 1.2E+12: set the cell's format to text and type it again",
)
NUMBER_TOO_LONG = both("ยาวเกิน 40 ตัวอักษร", "longer than 40 characters")
FUTURE = both("เป็นวันที่ในอนาคต", "the day is in the future")
TOO_EARLY = both(
    "เกิน 70 ปีมาแล้ว โปรดตรวจปี พ.ศ./ค.ศ.", "over 70 years ago: check the year and its era"
)
GROUP = both(
    "ไม่รู้จักประเภทนี้ โปรดใช้ ข้าราชการ หรือ ลูกจ้าง",
    "unknown kind of staff: write civil servant or employee",
)
NAMES = {
    NameProblem.EMPTY: BLANK,
    NameProblem.NO_LETTERS: both("ไม่มีตัวอักษร", "there are no letters in it"),
    NameProblem.FORMULA: both("ขึ้นต้นด้วย = + - หรือ @", "it begins with = + - or @"),
    NameProblem.TOO_LONG: both(
        f"ยาวเกิน {LONGEST_NAME} ตัวอักษร", f"longer than {LONGEST_NAME} characters"
    ),
    NameProblem.NATIONAL_ID: NATIONAL_ID,
    NameProblem.ONLY_A_TITLE: both("มีแต่คำนำหน้า", "there is only a title"),
}
_DAYS = {
    DayProblem.UNREADABLE: ("อ่านไม่ออก โปรดเขียนแบบ 1/10/2560", "unreadable: write it as 1/10/2560"),
    DayProblem.TWO_DIGIT_YEAR: ("ปีมีสองหลัก โปรดเขียนปีสี่หลัก", "write the year with four digits"),
    DayProblem.NO_SUCH_DAY: ("ไม่มีวันนี้ในปฏิทิน", "there is no such day"),
    DayProblem.AMBIGUOUS_YEAR: (
        "ปีไม่ใช่ทั้ง พ.ศ. และ ค.ศ. ที่เป็นไปได้",
        "the year is possible in neither era",
    ),
}


def day(problem: DayProblem, typed: str) -> str:
    """A date that is no day, with what was typed."""
    th, en = _DAYS[problem]
    return both(f'"{shown(typed)}" {th}', en)


def error(text: str) -> str:
    """Excel's error in a cell."""
    return both(f"เซลล์มีข้อผิดพลาด {text}", f"the cell holds the error {text}")


def unknown(typed: str, near: Sequence[UnitName]) -> str:
    """A unit or site nobody knows by that name, and which may be meant."""
    if not near:
        return both(f'ไม่รู้จัก "{shown(typed)}"', "no such name in the campaign")
    th = " หรือ ".join(unit.name_th for unit in near)
    en = " or ".join(unit.name_en for unit in near)
    return both(f'ไม่รู้จัก "{shown(typed)}" หมายถึง {th} หรือไม่', f"is {en} meant?")


def elsewhere(typed: str, own: UnitName) -> str:
    """A row of another unit or site than the file speaks for."""
    return both(
        f'ไฟล์นี้เป็นของ {own.name_th} เท่านั้น แต่แถวนี้ระบุ "{shown(typed)}"',
        f"the file speaks for {own.name_en} only",
    )


def no_sites(unit: UnitName) -> str:
    """A site given in a unit that has none."""
    return both(
        f"{unit.name_th} ไม่มีโรงเรียน/จุดปฏิบัติงานย่อย โปรดเว้นว่าง",
        f"{unit.name_en} has no sites: leave it blank",
    )


def same_number(row: int) -> str:
    """A number that an earlier row bears."""
    return both(f"เลขซ้ำกับแถว {row}", f"row {row} has the same number")


def same_person(row: int) -> str:
    """A name and start date that an earlier row bears."""
    return both(f"ชื่อและวันที่บรรจุซ้ำกับแถว {row}", f"row {row} has the same name and start date")
