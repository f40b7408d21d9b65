"""หลักฐานปิดการเก็บข้อมูล: counts, method and incidents of a campaign, with a checksum."""

from typing import Any

from paper import typesetting
from paper.facts import long_day
from paper.progress import COUNTED, PRACTICE, line, moment, official
from paper.report_facts import ClosingReport, Outcome
from rules.thai_digits import thai_digits

METHOD = (
    "EIT: ติดคิวอาร์ที่จุดบริการ เชิญผู้มาติดต่อทุกคนที่พบ ตอบโดยสมัครใจ "
    "ผู้ตอบเป็นผู้ที่พบและยินดีตอบ มิใช่กลุ่มตัวอย่างตามความน่าจะเป็น จึงรายงานยอดเทียบเป้าหมาย ไม่รายงานอัตราการตอบ",
    "IIT: เชิญบุคลากรทุกคนในบัญชีรายชื่อที่ปฏิบัติงานมาแล้วไม่น้อยกว่าหนึ่งปี ทาง LINE หรือบัตรกระดาษ หลักฐานคือลายมือชื่อ",
    "คำตอบอยู่ในระบบของ ป.ป.ช. เท่านั้น สำนักงานไม่เห็นคำตอบและไม่ทราบว่าผู้ใดตอบจนจบ "
    "ยอดแจ้งว่าตอบแล้วเป็นคำบอกของผู้ตอบ ยอดที่มีผลคือยอดในระบบของ ป.ป.ช.",
    "แจ้งเตือนผู้รับบริการเฉพาะผู้ยินยอม ไม่เกินสามครั้ง เว้นไม่น้อยกว่าห้าวันทำการ และหยุดทันทีเมื่อแจ้งว่าตอบแล้วหรือขอหยุด",
)
RATE = "อัตราการตอบ IIT (AAPOR RR1)"


def pdf(report: ClosingReport) -> bytes:
    """The evidence to print and file."""
    return typesetting.pdf("paper/closing", _facts(report))


def pages(report: ClosingReport) -> list[bytes]:
    """The same as PNGs."""
    return typesetting.pages("paper/closing", _facts(report))


def _facts(report: ClosingReport) -> dict[str, Any]:
    rate = report.response_rate_1
    return {
        "office": report.office,
        "year": f"ปีงบประมาณ พ.ศ. {thai_digits(report.fiscal_year)}",
        "span": f"{long_day(report.opened_on)} ถึง {long_day(report.closed_on)}",
        "as_of": moment(report.as_of),
        "counted": COUNTED,
        "lines": [line(each) for each in report.lines],
        "total": line(report.total),
        "official": [official(each) for each in report.official],
        "eit": [_outcome(each) for each in report.eit_outcomes],
        "iit": [_outcome(each) for each in report.iit_outcomes],
        "rate": None if rate is None else f"{RATE} ร้อยละ {thai_digits(f'{rate * 100:.1f}')}",
        "incidents": [[words, thai_digits(count)] for words, count in report.incidents],
        "method": METHOD,
        "checksum": report.checksum,
        "practice": PRACTICE if report.practice else None,
    }


def _outcome(each: Outcome) -> list[str]:
    return [each.code, each.words, thai_digits(each.count)]
