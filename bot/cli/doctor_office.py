"""What the doctor sees of the office: its campaign, its people, its allowance."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cli.doctor_finding import Finding, Level, look, wrong
from bot.cli.line import campaign_problems
from bot.wiring import Wiring
from models.agency import UNASSIGNED, Unit, units_of
from models.allowance import AllowanceMonth, month_of
from models.campaign import Campaign, current_campaign
from models.role import Role, RoleName
from models.service_point import points_of
from models.staff_member import StaffMember
from reports import operation
from rules.thai_dates import bangkok_date

ROSTER_BEFORE = timedelta(days=30)
"""Cards must be printed, handed out and used before the first signature sheet is due."""

LITTLE = 0.1


def office(wired: Wiring, session: Session) -> Iterator[Finding]:
    """All of it, when there is an office with a campaign."""
    for words in campaign_problems(wired):
        yield Finding(Level.WRONG, "campaign", words)
    found = wired.office("")
    today = bangkok_date(wired.now())
    campaign = current_campaign(session, found.id, today) if found is not None else None
    if campaign is None:
        return
    units = [unit for unit in units_of(session, campaign.agency_id) if unit.code != UNASSIGNED]
    yield from _campaign(campaign, today)
    yield from _people(session, campaign, units)
    yield from _points(session, campaign, units)
    yield from _roster(session, campaign, units, today)
    yield from _allowance(session, campaign, today)
    yield from _rounds(wired, session, campaign)
    yield from _failed(session, campaign)


def _campaign(campaign: Campaign, today: date) -> Iterator[Finding]:
    where = f"campaigns/{campaign.slug}.yaml"
    if today > campaign.closes_on:
        yield look(
            where,
            f"แคมเปญสิ้นสุดแล้วเมื่อ {campaign.closes_on}: โหลดแคมเปญของปีงบประมาณใหม่",
            f"The campaign ended on {campaign.closes_on}: load the new fiscal year's.",
        )
    if "allowance" not in campaign.reminders:
        yield wrong(
            where,
            "แคมเปญนี้โหลดไว้ก่อนมีแผนเตือน: สั่ง flask campaign load อีกครั้ง",
            "It was loaded by an older release: run `flask campaign load` again.",
        )
    open_facts = sorted(set(_unconfirmed(campaign.content)))
    if open_facts:
        yield look(
            where,
            f"{len(open_facts)} ข้อยังไม่ยืนยัน ({', '.join(open_facts)}): เมื่อมีหนังสือแล้วแก้เป็น true",
            f"{len(open_facts)} facts are unconfirmed: set them to true once a letter says so, and "
            "load the file again.",
        )


def _unconfirmed(node: Any, name: str = "") -> Iterator[str]:
    """The names of what nobody has confirmed, as an editor of the file finds them."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key.endswith("confirmed") and value is False:
                yield key.removesuffix("_confirmed") if key != "confirmed" else name
            elif key != "wording":
                yield from _unconfirmed(value, str(node.get("code") or key))
    elif isinstance(node, list):
        for each in node:
            yield from _unconfirmed(each, str(each.get("code")) if isinstance(each, dict) else name)


def _people(session: Session, campaign: Campaign, units: list[Unit]) -> Iterator[Finding]:
    worn = session.execute(
        select(Role.name, Role.unit_id).where(
            Role.agency_id == campaign.agency_id, Role.ended_at.is_(None)
        )
    ).all()
    if not any(name == RoleName.OWNER for name, _ in worn):
        yield wrong(
            "role",
            "ยังไม่มีเจ้าของงาน ไม่มีผู้ใดได้รับแจ้งรอบเตือนหรือเหตุขัดข้อง: สั่ง flask role invite owner",
            "No owner: nobody hears of rounds or trouble. Run `flask role invite owner`.",
        )
    coordinated = {unit_id for name, unit_id in worn if name == RoleName.COORDINATOR}
    yield from _units(
        "role",
        [unit for unit in units if unit.id not in coordinated],
        "ยังไม่มีผู้ประสานงาน: flask role invite coordinator --unit …",
        "without a coordinator: flask role invite coordinator --unit …",
    )


def _points(session: Session, campaign: Campaign, units: list[Unit]) -> Iterator[Finding]:
    asked = [unit for unit in units if campaign.has_eit(unit.code)]
    have = {
        point.unit_id
        for point in points_of(session, agency_id=campaign.agency_id, campaign_id=campaign.id)
    }
    if asked and not have:
        yield wrong(
            "qr",
            "ยังไม่มีจุดบริการ ไม่มี QR ให้สแกน: สั่ง flask qr make --unit … --label …",
            "No service points, so nothing to scan: run `flask qr make --unit … --label …`.",
        )
        return
    yield from _units(
        "qr",
        [unit for unit in asked if unit.id not in have],
        "ยังไม่มีจุดบริการ: flask qr make --unit …",
        "without a service point: flask qr make --unit …",
    )


def _roster(
    session: Session, campaign: Campaign, units: list[Unit], today: date
) -> Iterator[Finding]:
    """Staff cannot be asked before they are on a roster; near the deadline that is an alarm."""
    listed = set(
        session.scalars(
            select(StaffMember.unit_id)
            .where(
                StaffMember.agency_id == campaign.agency_id, StaffMember.campaign_id == campaign.id
            )
            .distinct()
        )
    )
    missing = [unit for unit in units if campaign.has_iit(unit.code) and unit.id not in listed]
    ahead = [day for day in campaign.evidence_days if day >= today]
    is_near = bool(ahead) and ahead[0] - today <= ROSTER_BEFORE
    yield from _units(
        "roster",
        missing,
        "ยังไม่มีบัญชีรายชื่อ: flask roster import FILE",
        "without a roster: flask roster import FILE",
        level=Level.WRONG if is_near else Level.LOOK,
    )


def _units(
    where: str, units: list[Unit], thai: str, english: str, *, level: Level = Level.LOOK
) -> Iterator[Finding]:
    if units:
        names = ", ".join(unit.short_th for unit in units)
        codes = ", ".join(unit.code for unit in units)
        words = f"{len(units)} หน่วยงาน{thai} ({names}) · {len(units)} units {english} ({codes})"
        yield Finding(level, where, words)


def _allowance(session: Session, campaign: Campaign, today: date) -> Iterator[Finding]:
    ledger = session.get(AllowanceMonth, (campaign.agency_id, month_of(today)))
    if ledger is None or ledger.left >= ledger.granted * LITTLE:
        return
    yield look(
        "allowance",
        f"โควตาเดือนนี้เหลือ {ledger.left} จาก {ledger.granted}: ดู flask forecast และ docs/runbook.md",
        f"{ledger.left} of {ledger.granted} messages left this month: see `flask forecast` and "
        "docs/runbook.md; replies still go.",
    )


def _rounds(wired: Wiring, session: Session, campaign: Campaign) -> Iterator[Finding]:
    unsent = operation.reminders_unsent(session, now=wired.now(), agency_id=campaign.agency_id)
    if unsent:
        yield wrong(
            "reminders",
            f"ถึงกำหนดเตือน {unsent} คนแต่ยังไม่ออก: ตรวจ scheduler, worker และ LINE",
            f"{unsent} reminders are due and have not gone: look at scheduler, worker and LINE.",
        )


def _failed(session: Session, campaign: Campaign) -> Iterator[Finding]:
    failed = operation.failed_events(session, campaign.agency_id)
    if failed:
        yield wrong(
            "events",
            f"{failed} เหตุการณ์ทำไม่สำเร็จ: ดู flask events failed แล้ว flask events replay",
            f"{failed} events failed: see `flask events failed`, then `flask events replay ID`.",
        )
