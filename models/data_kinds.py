"""The words of the data map: what a column can be, about whom, and for how long."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Is(Enum):
    """What a column holds, Thai and English."""

    KEY = ("เลขที่แถว", "number of the row")
    OFFICE = ("หน่วยงาน แคมเปญ จุด หรือแบบวัด", "office, campaign, unit, point or questionnaire")
    PUBLIC = ("ข้อเท็จจริงของสำนักงาน", "a fact of the office")
    NUMBER = ("จำนวน", "a count")
    MOMENT = ("วันเวลา", "a day or moment")
    STATE = ("สถานะของงาน", "where the work stands")
    HAT = ("เลขที่หน้าที่ของผู้ทำ ไม่มีชื่อ", "number of the hat that did it, no name")
    PERSON = ("ชี้ไปยังบุคคลหรือกรณีของเขา", "points to a person or their case")
    ABOUT = ("ข้อเท็จจริงเกี่ยวกับบุคคล", "a fact about the person")
    CHOICE = ("สิ่งที่บุคคลเลือกหรือแจ้ง และเมื่อใด", "what the person chose or told, and when")
    IDENTITY = ("ชื่อหรือสิ่งที่ระบุตัว", "a name or another identity")
    HASH = ("ค่าแฮชมีกุญแจ ไว้ค้นหาตัวตนนั้น", "keyed hash, to find that identity")
    DEVICE = ("แฮชของคุกกี้ ไม่รู้ว่าเป็นผู้ใด", "hash of a cookie, of nobody known")
    WORDS = ("ถ้อยคำ ลบเมื่อเสร็จเรื่อง", "words, dropped once dealt with")
    ACCESS = ("กุญแจหรือโทเคน", "a key or token")


class Whose(Enum):
    """About whom a table is, and on what the law lets us keep it (domain.md §9.7)."""

    NOBODY = ("ไม่มีข้อมูลส่วนบุคคล", "no personal data")
    ANONYMOUS = ("จำนวน ไม่ระบุตัวบุคคล", "numbers, of nobody")
    PEOPLE = ("ผู้ตอบและบุคลากร · ภารกิจของรัฐ ม.24(4)", "respondents and staff; public task, s.24(4)")
    AGREED = ("ผู้รับบริการที่ยินยอม · ม.19", "outsiders who agreed; consent, s.19")
    STAFF = ("บุคลากร · ภารกิจของรัฐ ม.24(4)", "staff; public task, s.24(4)")
    FIRMS = (
        "คู่สัญญาและหน่วยงาน จากแฟ้มจัดซื้อ (ม.25) · ม.24(4)",
        "contractors and agencies, from procurement files (s.25); public task, s.24(4)",
    )
    LISTED = ("ผู้ที่ ป.ป.ช. ขอรายชื่อ · ม.24(4)", "people the NACC asks the names of; s.24(4)")
    OFFICE = ("ผู้มีหน้าที่ในสำนักงาน · ม.24(4)", "people with a hat in the office; s.24(4)")


class Kept(Enum):
    """For how long (domain.md §9.9); asking to be erased ends it before, where it may."""

    RECORD = ("ตามระเบียบของสำนักงาน", "as the office's records rules say")
    WHILE_USED = ("ขณะใช้งาน", "while in use")
    A_MONTH = ("ถึง 30 วันหลังเสร็จเรื่อง", "until 30 days after it ended")
    OUTSIDERS = (
        "ถึงจำนวนวันในประกาศหลังสิ้นสุดการสำรวจ (90 วัน)",
        "until the notice's days after the survey ended (90)",
    )
    YEAR = ("ถึงสิ้นปีงบประมาณ", "until the fiscal year ends")
    BOTH = (
        "EIT ถึง 90 วันหลังสิ้นสุดการสำรวจ IIT ถึงสิ้นปีงบประมาณ จากนั้นแถวเหลือเพียงจำนวน",
        "EIT until 90 days after the survey, IIT until the fiscal year ends; then only a count",
    )
    HATS = ("ขณะมีหน้าที่ จากนั้นเหมือนผู้ตอบ", "while the hat is worn, then as a respondent")


@dataclass(frozen=True)
class Entry:
    """One table: in words, about whom, for how long, and what each column is."""

    th: str
    en: str
    whose: Whose
    kept: Kept
    columns: Mapping[str, Is]


def columns(**names: str) -> dict[str, Is]:
    """Columns by kind, several names in one string."""
    return {column: Is[kind.upper()] for kind, listed in names.items() for column in listed.split()}
