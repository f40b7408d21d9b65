"""What papers are made of; light to import, for the doors that only fill it in."""

from dataclasses import dataclass
from datetime import date

from rules.language import Language
from rules.thai_dates import short_thai_date, thai_date
from rules.thai_digits import thai_digits

GROUPS = {"civil_servant": "ข้าราชการ", "employee": "ลูกจ้าง"}
"""Staff groups in the order and the words of the sheet."""


@dataclass(frozen=True)
class GroupTotal:
    """One staff group in people; None where there is no target of this part's own."""

    group: str
    target: int | None
    eligible: int
    signed: int
    acknowledged: int
    remaining: int | None

    @property
    def name(self) -> str:
        return GROUPS[self.group]


def long_day(day: date) -> str:
    """๓๑ มีนาคม ๒๕๗๐."""
    return thai_digits(thai_date(day, Language.THAI))


def short_day(day: date) -> str:
    """๓๑ มี.ค. ๒๕๗๐."""
    return thai_digits(short_thai_date(day, Language.THAI))


def people(number: int | None) -> str:
    """A number of people in Thai digits; a dash where there is none."""
    return "-" if number is None else thai_digits(number)


@dataclass(frozen=True)
class NameList:
    """Names by group, for an assessor."""

    office: str
    fiscal_year: int
    names: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Card:
    """One person's card; `address` is what its QR holds, `number` the line on list and sheet."""

    number: int
    name: str
    unit: str
    site: str | None
    code: str
    address: str


@dataclass(frozen=True)
class CardSheet:
    """The cards of a unit or site; `title` names it."""

    office: str
    title: str
    survey_url: str
    closes_on: date
    practice: bool
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class Line:
    """A person's line; the days, never the times, they signed or acknowledged on."""

    number: int
    name: str
    group: str
    signed_on: date | None = None
    acknowledged_on: date | None = None

    @property
    def how(self) -> str:
        """What stands where others sign."""
        if self.signed_on is not None:
            return "ลงลายมือชื่อแล้ว (ตามใบที่แนบ)"
        return "รับรองใน LINE แล้ว" if self.acknowledged_on is not None else ""

    @property
    def day(self) -> str:
        moment = self.signed_on or self.acknowledged_on
        return short_day(moment) if moment is not None else ""


@dataclass(frozen=True)
class Sheet:
    """One part's sheet of one occasion; `fiscal_year` is B.E., `due` its day at Administration."""

    office: str
    unit: str
    site: str | None
    fiscal_year: int
    occasion: int
    due: date
    printed_on: date
    done: tuple[Line, ...]
    outstanding: tuple[Line, ...]
    met_groups: tuple[str, ...]
    totals: tuple[GroupTotal, ...]
    line_signature: str
    practice: bool

    @property
    def title(self) -> str:
        return thai_digits(f"หลักฐานการลงลายมือชื่อผู้ตอบแบบวัด IIT ครั้งที่ {self.occasion}")

    @property
    def year(self) -> str:
        return thai_digits(f"ปีงบประมาณ พ.ศ. {self.fiscal_year}")

    @property
    def part(self) -> str:
        return f"{self.unit} · {self.site}" if self.site else self.unit


@dataclass(frozen=True)
class Memo:
    """One part's covering memo of one occasion."""

    office: str
    unit: str
    site: str | None
    fiscal_year: int
    occasion: int
    due: date
    totals: tuple[GroupTotal, ...]

    @property
    def sender(self) -> str:
        return f"{self.unit} {self.site}" if self.site else self.unit

    @property
    def subject(self) -> str:
        return thai_digits(
            "นำส่งหลักฐานการลงลายมือชื่อของผู้ตอบแบบวัดการรับรู้ของผู้มีส่วนได้ส่วนเสียภายใน (IIT) "
            f"ครั้งที่ {self.occasion} ปีงบประมาณ พ.ศ. {self.fiscal_year}"
        )

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return (
            f"ตามที่{self.office}ได้ขอความอนุเคราะห์ให้บุคลากรตอบแบบวัดการรับรู้ของผู้มีส่วนได้ส่วนเสียภายใน (IIT) "
            f"และให้ส่งหลักฐานการลงลายมือชื่อ {thai_digits(f'ครั้งที่ {self.occasion}')} "
            f"ภายในวันที่ {long_day(self.due)} นั้น",
            f"{self.sender}ขอนำส่งหลักฐานการลงลายมือชื่อ จำนวน ............ แผ่น มาพร้อมนี้ "
            "โดยมีรายละเอียดดังนี้",
        )

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(_sentence(total) for total in self.totals)


def _sentence(total: GroupTotal) -> str:
    target = "" if total.target is None else f" เป้าหมาย {total.target} คน"
    words = (
        f"{total.name} มีสิทธิ {total.eligible} คน{target} "
        f"ลงลายมือชื่อแล้ว {total.signed} คน รับรองใน LINE {total.acknowledged} คน"
    )
    if total.remaining:
        words += f" คงเหลือ {total.remaining} คน"
    return thai_digits(words)
