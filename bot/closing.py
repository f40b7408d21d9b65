"""From the database to a campaign's last papers: closing evidence, certificates of erasure."""

import hashlib
import json
from typing import Any

from bot.reporting import Scope, official_total, report_lines, report_total
from models.agency import Agency
from models.campaign import Instrument
from models.certificate import ErasureCertificate
from paper.report_facts import Certificate, ClosingReport, Outcome
from reports.outcomes import outcomes
from reports.quota_progress import quota_progress
from rules.disposition import Disposition

OUTCOMES = {
    Disposition.SIGNATURE: "ครบถ้วน: ลงลายมือชื่อ",
    Disposition.LINE_SIGNATURE: "ครบถ้วน: รับรองใน LINE",
    Disposition.SELF_REPORT: "ครบถ้วน: แจ้งเองว่าตอบแล้ว",
    Disposition.OPT_OUT: "ขอไม่รับการติดต่อ",
    Disposition.SILENT: "ได้รับลิงก์แล้ว ไม่แจ้งผล",
    Disposition.NOT_REACHED: "ติดต่อไม่ถึง",
    Disposition.UNKNOWN: "ไม่ทราบสิทธิ ไม่แจ้งผล",
    Disposition.OWN_STAFF: "ไม่เข้าเกณฑ์: บุคลากรของสำนักงานเอง",
    Disposition.UNDER_A_YEAR: "ไม่เข้าเกณฑ์: ปฏิบัติงานไม่ถึงหนึ่งปี",
    Disposition.LEFT: "ไม่เข้าเกณฑ์: ออกจากบัญชีรายชื่อ",
}
INCIDENTS = {
    "events_failed": "เหตุการณ์จาก LINE ที่ประมวลผลไม่สำเร็จ",
    "messages_failed": "ข้อความที่ LINE ไม่รับ",
    "messages_unconfirmed": "ข้อความที่ยืนยันไม่ได้ว่า LINE รับ (ไม่ส่งซ้ำ)",
    "rounds_unsent": "รอบเตือนที่ส่งไม่ได้",
}


def closing_facts(scope: Scope) -> dict[str, Any]:
    """The campaign's figures as numbers for a script; what the checksum is of."""
    progress = quota_progress(scope.session, scope.campaign, now=scope.now)
    ended = outcomes(scope.session, scope.campaign)
    return {
        "campaign": scope.campaign.slug,
        "as_of": scope.now.isoformat(),
        "units": [
            {
                "unit": line.unit.code,
                "instrument": line.instrument,
                "target": line.target,
                "reached": line.reached,
                "counted": line.counted,
                "remaining": line.remaining,
            }
            for line in progress.units
        ],
        "official": {
            each: row and {"count": row.count, "as_of": row.as_of.isoformat()}
            for each, row in ((i, progress.official.get(i)) for i in Instrument)
        },
        "eit": {each.value: n for each, n in sorted(ended.eit.items())},
        "eit_told_at_counter": ended.told_at_counter,
        "iit": {each.value: n for each, n in sorted(ended.iit.items())},
        "response_rate_1": ended.response_rate_1,
        "incidents": dict(ended.incidents),
    }


def checksum_of(facts: dict[str, Any]) -> str:
    """SHA-256 of the facts as JSON with sorted keys and no spaces."""
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def closing_report(scope: Scope) -> ClosingReport:
    """The campaign's evidence as it stands now; for the whole office."""
    campaign = scope.campaign
    progress = quota_progress(scope.session, campaign, now=scope.now)
    by_instrument = {each: scope.lines(progress, each) for each in Instrument}
    facts = closing_facts(scope)
    eit = _outcomes(facts["eit"])
    if facts["eit_told_at_counter"]:
        told = Outcome("1.1", "ครบถ้วน: แจ้งต่อเจ้าหน้าที่ที่จุดบริการ", facts["eit_told_at_counter"])
        eit = (told, *eit)
    return ClosingReport(
        office=scope.office.name_th,
        fiscal_year=campaign.fiscal_year,
        opened_on=campaign.opens_on,
        closed_on=campaign.ended_on,
        as_of=scope.now,
        lines=report_lines(by_instrument),
        total=report_total(by_instrument),
        official=(
            official_total(progress, Instrument.EIT),
            official_total(progress, Instrument.IIT),
        ),
        eit_outcomes=eit,
        iit_outcomes=_outcomes(facts["iit"]),
        response_rate_1=facts["response_rate_1"],
        incidents=tuple((INCIDENTS[key], n) for key, n in facts["incidents"].items()),
        checksum=checksum_of(facts),
        practice=any(campaign.is_practice(each) for each in Instrument),
    )


def certificate_facts(office: Agency, row: ErasureCertificate) -> Certificate:
    """What a certificate of erasure says, for its paper."""
    campaign = row.campaign
    return Certificate(
        office=office.name_th,
        number=row.id,
        fiscal_year=campaign.fiscal_year,
        instrument=row.instrument,
        retention_days=int(campaign.content["notice"]["retention_days"]),
        due_on=row.due_on,
        made_at=row.made_at,
        counts=row.counts,
        checksum=row.checksum,
    )


def _outcomes(counts: dict[str, int]) -> tuple[Outcome, ...]:
    return tuple(
        Outcome(Disposition(value).code, OUTCOMES[Disposition(value)], n)
        for value, n in counts.items()
    )
