"""What of a campaign the desk can change: a table of fields, and how each kind is typed."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from campaigns.problems import Path, dotted
from campaigns.schema import LineSignature
from handlers.scope import MANAGING, RECORDING
from models.role import RoleName
from rules.language import Language
from rules.staff_group import StaffGroup
from rules.thai_dates import short_thai_date
from rules.typed_days import DayProblem, read_day

Words = tuple[str, str]
"""Thai and English."""


class Kind(StrEnum):
    """How a field is typed; the campaign's own checks judge what was meant."""

    TEXT = "text"
    DAY = "day"
    NUMBER = "number"
    NUMBERS = "numbers"
    TICK = "tick"
    TIME = "time"
    SIGNATURE = "signature"


@dataclass(frozen=True)
class Field:
    """One place of the campaign: its label, what is said below it, and the tick beside it."""

    path: Path
    label: Words
    kind: Kind = Kind.TEXT
    hint: Words | None = None
    tick: "Field | None" = None

    @property
    def name(self) -> str:
        """As the form sends it: units[3].eit."""
        return dotted(self.path)


@dataclass(frozen=True)
class Section:
    """Fields that are saved together, and whose they are."""

    name: str
    title: Words
    fields: Callable[[Mapping[str, Any]], Sequence[Field]]
    may: frozenset[RoleName] = MANAGING


def _confirmed(*path: str | int) -> Field:
    return Field(path, ("ยืนยันแล้ว", "confirmed"), Kind.TICK)


def _days(content: Mapping[str, Any]) -> list[Field]:
    ends = {"opens": ("วันเปิด", "Opens"), "closes": ("วันปิด", "Closes")}
    fields = [
        Field((name,), label, Kind.DAY, tick=_confirmed(f"{name}_confirmed"))
        for name, label in ends.items()
    ]
    for at, milestone in enumerate(content["milestones"]):
        place, label = ("milestones", at), (milestone["label_th"], milestone["label_en"])
        fields.append(
            Field((*place, "date"), label, Kind.DAY, tick=_confirmed(*place, "confirmed"))
        )
    return fields


LINK_HINT: Words = (
    "https://…nacc.go.th/… ตามที่ ป.ป.ช. แจ้ง ไม่เติมสิ่งใด",
    "https://…nacc.go.th/… as given, nothing added",
)


def _links(_content: Mapping[str, Any]) -> list[Field]:
    return [
        Field(
            ("links", each, "url"),
            (f"ลิงก์ {each} ของ ป.ป.ช.", f"The NACC's {each} link"),
            hint=LINK_HINT,
            tick=Field(
                ("links", each, "placeholder"), ("ยังเป็นลิงก์ทดลอง", "for practice only"), Kind.TICK
            ),
        )
        for each in ("EIT", "IIT")
    ]


GROUPS: Mapping[StaffGroup, Words] = {
    StaffGroup.CIVIL_SERVANT: ("ข้าราชการ", "civil servants"),
    StaffGroup.EMPLOYEE: ("ลูกจ้าง", "employees"),
}


RULES: Words = (
    "ALL ทุกคน · SHARE(80) ร้อยละ 80 · COUNT(25) 25 คน",
    "ALL everybody · SHARE(80) 80% · COUNT(25) 25 people",
)


def _targets(content: Mapping[str, Any]) -> list[Field]:
    fields = []
    for at, unit in enumerate(content["units"]):
        if unit["eit"] is not None:
            label = (f"EIT {unit['name_th']}", f"EIT {unit['name_en']}")
            fields.append(Field(("units", at, "eit"), label, Kind.NUMBER))
        for group in unit["iit"]:
            thai, english = GROUPS[StaffGroup(group)]
            label = (f"IIT {unit['name_th']} {thai}", f"IIT {unit['name_en']}, {english}")
            fields.append(Field(("units", at, "iit", group), label, hint=RULES))
    for each in ("EIT", "IIT"):
        label = (f"{each} เกณฑ์ขั้นต่ำทั้งเขต", f"{each}, the office's floor")
        hint = ("เท่ากับผลรวมของทุกหน่วยงาน", "the sum of all units") if each == "EIT" else None
        fields.append(Field((f"{each.lower()}_floor",), label, Kind.NUMBER, hint))
    return fields


def _reminders(_content: Mapping[str, Any]) -> list[Field]:
    people, staff = ("reminders", "respondents"), ("reminders", "staff")
    allowance, until = ("reminders", "allowance"), ("reminders", "coordinators")
    return [
        Field(
            (*people, "steps"),
            ("ประชาชน: วันทำการหลังเชิญ", "The public: working days after the invitation"),
            Kind.NUMBERS,
            ("ไม่เกิน 3 ครั้ง ห่างกัน 5 วันทำการขึ้นไป", "at most 3, at least 5 working days apart"),
        ),
        Field(
            (*staff, "working_days_before"),
            ("บุคลากร: วันทำการก่อนกำหนด", "Staff: working days before a due date"),
            Kind.NUMBERS,
        ),
        Field(
            (*until, "working_days_before"),
            ("ผู้ประสานงาน: วันทำการก่อนกำหนด", "Coordinators: working days before a due date"),
            Kind.NUMBERS,
            ("0 คือวันครบกำหนด", "0 is the day itself"),
        ),
        Field((*people, "send_from"), ("ส่งตั้งแต่เวลา", "Send from"), Kind.TIME),
        Field((*people, "send_until"), ("ถึงเวลา", "until"), Kind.TIME),
        Field(
            (*allowance, "monthly"),
            ("โควตาต่อเดือนตามแพ็กเกจ LINE", "Monthly allowance of the LINE plan"),
            Kind.NUMBER,
        ),
        Field(
            (*allowance, "last_week"),
            ("เก็บไว้สำหรับ 7 วันก่อนวันครบกำหนด", "Kept for the 7 days before a due date"),
            Kind.NUMBER,
        ),
        Field((*allowance, "per_round"), ("ใช้ได้สูงสุดต่อรอบ", "At most for one round"), Kind.NUMBER),
    ]


def _evidence(_content: Mapping[str, Any]) -> list[Field]:
    return [
        Field(
            ("line_signature",),
            ("ผู้ประเมินยอมรับการรับรองใน LINE แทนลายมือชื่อหรือไม่", "Evaluators take LINE for a signature"),
            Kind.SIGNATURE,
        ),
        Field(("minutes",), ("เวลาที่ใช้ตอบ (นาที)", "Minutes to answer"), Kind.NUMBER),
    ]


def _notice(_content: Mapping[str, Any]) -> list[Field]:
    labels = {
        "controller": ("ผู้ควบคุมข้อมูลส่วนบุคคล", "Controller"),
        "contact": ("ช่องทางติดต่อ", "Contact"),
        "dpo": ("เจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคล", "Data protection officer"),
    }
    fields = []
    for name, (thai, english) in labels.items():
        tick = _confirmed("notice", f"{name}_confirmed")
        fields.append(Field(("notice", name), (f"{thai} (ไทย)", f"{english} (Thai)"), tick=tick))
        fields.append(Field(("notice", f"{name}_en"), (f"{thai} (อังกฤษ)", f"{english} (English)")))
    kept = ("เก็บข้อมูล EIT หลังปิดรอบ (วัน)", "EIT data kept after closing (days)")
    return [*fields, Field(("notice", "retention_days"), kept, Kind.NUMBER)]


SECTIONS = (
    Section("days", ("วันและกำหนดส่ง", "Days and due dates"), _days),
    Section("links", ("ลิงก์แบบวัด", "Survey links"), _links, RECORDING),
    Section("targets", ("เป้าหมาย", "Targets"), _targets),
    Section("reminders", ("การแจ้งเตือนและโควตา", "Reminders and allowance"), _reminders),
    Section("evidence", ("หลักฐานและแบบวัด", "Evidence and questionnaire"), _evidence),
    Section("notice", ("ประกาศความเป็นส่วนตัว", "Privacy notice"), _notice),
)

SIGNATURES: Mapping[LineSignature, Words] = {
    LineSignature.UNCONFIRMED: ("ยังไม่ทราบ", "not known yet"),
    LineSignature.ACCEPTED: ("ยอมรับ", "accepted"),
    LineSignature.REFUSED: ("ไม่ยอมรับ", "refused"),
}


def with_ticks(fields: Sequence[Field]) -> list[Field]:
    """The fields and the ticks beside them: all that the form sends."""
    return [each for field in fields for each in (field, field.tick) if each is not None]


NO_DAY: Words = (
    "อ่านวันที่ไม่ได้ โปรดพิมพ์ปี พ.ศ. สี่หลัก เช่น 31 พ.ค. 2570",
    "That day cannot be read: write it with its whole year, e.g. 31 May 2027.",
)
EMPTY: Words = ("ยังว่างอยู่ โปรดใส่ข้อความ", "Empty: please write something.")

IN_A_FORM: Mapping[str, Words] = {
    **dict.fromkeys(
        ("date_unreadable", "date_two_digit_year", "date_buddhist_year", "date_order"), NO_DAY
    ),
    "no_such_day": ("ไม่มีวันนั้นในปฏิทิน", "There is no such day."),
    "int_type": ("โปรดใส่จำนวนเต็ม เช่น 60", "Give a whole number, e.g. 60."),
    "bad_time": ("โปรดใส่เวลา เช่น 09.00", "Give a time, e.g. 09:00."),
    **dict.fromkeys(("string_too_short", "no_value"), EMPTY),
}
"""What a file's editor is told with keys and quotes, in the words of a form."""


def value_at(content: Any, path: Path) -> Any:
    """What stands there; None where the campaign is older than the field."""
    for step in path:
        content = content.get(step) if isinstance(content, dict) else content[step]
        if content is None:
            return None
    return content


def shown(kind: Kind, value: Any, language: Language) -> str:
    """A value as its field shows it."""
    if value is None:
        return ""
    if kind is Kind.DAY:
        return short_thai_date(date.fromisoformat(value), language)
    if kind is Kind.TIME and language == Language.THAI:
        return str(value).replace(":", ".")
    if kind is Kind.NUMBERS:
        return ", ".join(map(str, value))
    return str(value)


def meant(kind: Kind, typed: str) -> object:
    """What was typed, as the campaign keeps it; the unreadable stays text, for checks to tell."""
    text = " ".join(typed.split())
    if kind is Kind.TICK:
        return bool(text)
    if kind is Kind.DAY:
        day = read_day(text)
        return text if isinstance(day, DayProblem) else day.isoformat()
    if kind is Kind.TIME:
        return text.removesuffix("น.").strip().replace(".", ":")
    if kind is Kind.NUMBER:
        return _number(text)
    if kind is Kind.NUMBERS:
        return [_number(part) for part in text.replace(",", " ").split()]
    return text


def _number(text: str) -> int | str:
    plain = text.replace(",", "")
    if not plain.isdecimal() or len(plain) > 9:
        return text
    return int("".join(str(unicodedata.digit(digit)) for digit in plain))
