"""หนังสือรับรองการลบข้อมูลส่วนบุคคล: what was erased of a campaign, by what rule; numbers only."""

from typing import Any

from paper import typesetting
from paper.facts import long_day, people
from paper.progress import moment
from paper.report_facts import Certificate
from rules.thai_digits import thai_digits

KINDS = {
    "people": ("ผู้ใช้ LINE ที่ระบบไม่รู้จักอีก (รหัสผู้ใช้ ความยินยอม สิทธิ)", "คน"),
    "cases": ("กรณีที่ตัดความเชื่อมโยงกับผู้ตอบ", "กรณี"),
    "devices": ("กรณีที่ตัดความเชื่อมโยงกับเครื่องที่ใช้", "กรณี"),
    "visits": ("รอยการเข้าชมหน้าเว็บของเครื่อง", "รายการ"),
    "staff": ("ชื่อ เลขที่ วันเริ่มงาน และรหัสบัตรของบุคลากร", "คน"),
    "invitees": ("ชื่อ ผู้ติดต่อ และรหัสของคู่สัญญาและหน่วยงาน", "ราย"),
    "names": ("ชื่อในบัญชี EIT ส่วนที่ ๒", "ชื่อ"),
    "files": ("ไฟล์รายชื่อที่ยังไม่ได้พิจารณา", "ไฟล์"),
    "consents": ("ความยินยอมรับการแจ้งเตือนของรอบนี้", "รายการ"),
}
"""What was erased, in the order and the words of the certificate."""

RULES = {
    "EIT": "ผู้ตอบแบบวัด EIT: ลบตัวตนเมื่อพ้น {days} วันนับจากวันสิ้นสุดการสำรวจ",
    "IIT": "บุคลากรผู้ตอบแบบวัด IIT: ลบตัวตนเมื่อสิ้นปีงบประมาณ",
}
KEPT = (
    "ยอดรวมทุกยอดคงเดิม และตรวจนับซ้ำได้จากรายการที่ไม่ระบุตัวบุคคล",
    "ผู้ที่ยังมีหน้าที่ในสำนักงาน หรือมีกรณีในการสำรวจรอบอื่น ระบบคงไว้เฉพาะข้อมูลที่จำเป็นต่อเรื่องนั้น",
    "ใบลงลายมือชื่อที่เป็นกระดาษอยู่นอกระบบ เก็บและทำลายตามระเบียบงานสารบรรณ",
)


def pdf(certificate: Certificate) -> bytes:
    """The certificate to print and file."""
    return typesetting.pdf("paper/certificate", _facts(certificate))


def pages(certificate: Certificate) -> list[bytes]:
    """The same as PNGs."""
    return typesetting.pages("paper/certificate", _facts(certificate))


def _facts(certificate: Certificate) -> dict[str, Any]:
    rule = RULES[certificate.instrument].format(days=certificate.retention_days)
    return {
        "office": certificate.office,
        "number": thai_digits(certificate.number),
        "year": f"ปีงบประมาณ พ.ศ. {thai_digits(certificate.fiscal_year)}",
        "instrument": certificate.instrument,
        "rule": thai_digits(rule),
        "due": long_day(certificate.due_on),
        "made": moment(certificate.made_at),
        "lines": [
            [words, people(certificate.counts[kind]), unit]
            for kind, (words, unit) in KINDS.items()
            if certificate.counts.get(kind)
        ],
        "kept": KEPT,
        "checksum": certificate.checksum,
    }
