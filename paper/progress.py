"""รายงานความคืบหน้า: one page for the director to read and sign."""

from datetime import datetime
from typing import Any

from paper import typesetting
from paper.chart import draw
from paper.facts import long_day, people, short_day
from paper.report_facts import ChartPicture, Figures, OfficialTotal, ProgressLine, ProgressReport
from rules.language import Language
from rules.thai_dates import bangkok_date, thai_time
from rules.thai_digits import thai_digits

COUNTED = ("แจ้งว่าตอบแล้ว", "ลงลายมือชื่อแล้ว")
PRACTICE = "ฉบับฝึกซ้อม: ลิงก์แบบวัดยังไม่ใช่ของจริง"
NOT_ANSWERS = (
    "ยอด “แจ้งว่าตอบแล้ว” เป็นคำบอกของผู้ตอบ มิใช่ยอดในระบบของ ป.ป.ช. "
    "ส่วนเกินของหน่วยงานหนึ่งไม่ชดเชยอีกหน่วยงานหนึ่ง"
)


def pdf(report: ProgressReport) -> bytes:
    """The page to print and sign."""
    return typesetting.pdf("paper/progress", _facts(report))


def pages(report: ProgressReport) -> list[bytes]:
    """The same as PNGs."""
    return typesetting.pages("paper/progress", _facts(report))


def chart_picture(picture: ChartPicture) -> bytes:
    """The charts alone, as a PNG 1,040 pixels wide for a card in chat."""
    facts = {"charts": [[name, draw(chart)] for name, chart in picture.charts]}
    return typesetting.pages("paper/chart", facts, ppi=176)[0]


def _facts(report: ProgressReport) -> dict[str, Any]:
    year = f"ปีงบประมาณ พ.ศ. {thai_digits(report.fiscal_year)}"
    return {
        "office": report.office,
        "part": report.part,
        "year": year,
        "as_of": moment(report.as_of),
        "time_left": (
            f"ปิดรับวันที่ {long_day(report.closes_on)} "
            f"เหลือ {thai_digits(report.working_days_left)} วันทำการ"
        ),
        "counted": COUNTED,
        "lines": [line(each) for each in report.lines],
        "total": line(report.total),
        "charts": [draw(chart) if chart else None for chart in report.charts],
        "official": [official(each) for each in report.official] if not report.part else None,
        "due": [[short_day(day), words] for day, words in report.due],
        "practice": PRACTICE if report.practice else None,
        "not_answers": NOT_ANSWERS,
    }


def moment(at: datetime) -> str:
    """๒๐ เมษายน ๒๕๗๐ เวลา ๑๐.๐๐ น."""
    return f"{long_day(bangkok_date(at))} {thai_digits(thai_time(at, Language.THAI))}"


def line(each: ProgressLine) -> list[str]:
    """A row: the unit, four figures of EIT, four of IIT; dashes where it takes no part."""
    return [each.unit, *_cells(each.eit), *_cells(each.iit)]


def _cells(figures: Figures | None) -> list[str]:
    if figures is None:
        return ["-"] * 4
    return [
        people(figures.target),
        thai_digits(figures.reached),
        thai_digits(figures.counted),
        people(figures.remaining),
    ]


def official(total: OfficialTotal | None) -> str:
    """The NACC's total as an admin read it."""
    if total is None:
        return "ยังไม่ได้บันทึก"
    return f"{thai_digits(f'{total.count:,}')} คน ณ {moment(total.as_of)}"
