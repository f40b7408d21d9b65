"""The two groups of staff an IIT rule is about."""

from enum import StrEnum
from functools import lru_cache

from rules.thai_text import squash


class StaffGroup(StrEnum):
    """Whom an IIT rule is about; teachers are civil servants too (domain.md §4)."""

    CIVIL_SERVANT = "civil_servant"
    EMPLOYEE = "employee"


_CALLED = {
    StaffGroup.CIVIL_SERVANT: (
        *("ข้าราชการ", "ข้าราชการสามัญ", "ข้าราชการ กทม.", "ข้าราชการ กทม. สามัญ", "ขรก.", "ขรก. กทม."),
        *("ข้าราชการกรุงเทพมหานคร", "ข้าราชการกรุงเทพมหานครสามัญ", "ขรก. สามัญ", "ขรก. กทม. สามัญ"),
        *("ข้าราชการครู", "ข้าราชการครูกรุงเทพมหานคร", "ข้าราชการครู กทม.", "ขรก. ครู", "ครู"),
        *("ข้าราชการครูและบุคลากรทางการศึกษา", "ข้าราชการกรุงเทพมหานครและบุคลากรทางการศึกษา"),
        "ข้าราชการครูและบุคลากรทางการศึกษากรุงเทพมหานคร",
        *("civil servant", "civil servants", "civil_servant", "government official", "teacher"),
    ),
    StaffGroup.EMPLOYEE: (
        *("ลูกจ้าง", "ลูกจ้างประจำ", "ลูกจ้างชั่วคราว", "ลูกจ้างชั่วคราวรายวัน", "ลูกจ้างชั่วคราวรายเดือน"),
        *("ลูกจ้างกรุงเทพมหานคร", "ลูกจ้างประจำกรุงเทพมหานคร", "ลูกจ้างชั่วคราวกรุงเทพมหานคร"),
        *("ลูกจ้าง กทม.", "ลูกจ้างประจำ กทม.", "ลูกจ้างชั่วคราว กทม.", "ลจ.", "ลปจ."),
        *("พนักงานจ้าง", "พนักงานจ้างทั่วไป", "พนักงานจ้างตามภารกิจ", "พนักงานสถานศึกษา"),
        *("employee", "employees", "permanent employee", "temporary employee"),
    ),
}
_GROUPS = {squash(name): group for group, names in _CALLED.items() for name in names}


@lru_cache(maxsize=256)
def read_group(text: str) -> StaffGroup | None:
    """The group a roster means by the kind of staff it names, or None: never guessed."""
    return _GROUPS.get(squash(text))
