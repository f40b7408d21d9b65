"""บันทึกการใช้งาน: who changed what and who looked at names, the newest first."""

from collections.abc import Mapping
from typing import Any

from flask import request
from sqlalchemy import select

from bot.routes.desk.visit import Visit, page
from handlers.scope import RECORDING
from models.audit import AuditEntry

SHOWN = 100

ACTIONS = {
    "campaign loaded": "โหลดไฟล์แคมเปญ",
    "campaign edited": "แก้ตั้งค่าแคมเปญ",
    "target changed": "เป้าหมายเปลี่ยน",
    "official total recorded": "บันทึกยอด ป.ป.ช.",
    "role invited": "ออกรหัสเชิญ",
    "role granted": "รับหน้าที่",
    "role ended": "สิ้นสุดหน้าที่",
    "invitation withdrawn": "ยกเลิกรหัสเชิญ",
    "coordinator replaced": "เปลี่ยนผู้ประสานงาน",
    "signed in to the desk": "เข้าเว็บเจ้าหน้าที่",
    "roster imported": "นำเข้าบัญชีรายชื่อ",
    "invitees imported": "นำเข้าคู่สัญญาและหน่วยงาน",
    "invitees looked at": "ดูรายชื่อคู่สัญญา",
    "roster file submitted": "ส่งบัญชีรายชื่อ",
    "roster file committed": "บันทึกบัญชีรายชื่อ",
    "roster file refused": "ไม่รับบัญชีรายชื่อ",
    "service point made": "เพิ่มจุดบริการ",
    "service point changed": "แก้จุดบริการ",
    "service point revoked": "เลิกใช้จุดบริการ",
    "card given back": "คืนบัตร",
    "card replaced": "ออกบัตรใหม่",
    "person erased": "ลบข้อมูลบุคคล",
    "reminder round held": "ระงับรอบเตือน",
    "reminder round announced": "ปล่อยรอบเตือน",
    "campaign closed": "ปิดการสำรวจ",
    "campaign reopened": "เปิดการสำรวจอีกครั้ง",
    "campaign cloned": "สร้างแคมเปญปีถัดไป",
    "event replayed": "ทำเหตุการณ์ใหม่",
    "message held": "ส่งข้อความใหม่",
}
"""In Thai; one that is not here is shown as it is kept."""

FACTS = {
    "campaign": "การประเมิน",
    "unit": "หน่วยงาน",
    "site": "ส่วนย่อย",
    "instrument": "แบบวัด",
    "group": "กลุ่ม",
    "before": "เดิม",
    "after": "ใหม่",
    "role": "หน้าที่",
    "number": "เลขที่",
    "label": "ชื่อจุด",
    "code": "รหัส",
    "count": "จำนวน",
    "new": "เพิ่ม",
    "changed": "เปลี่ยน",
    "missing": "ไม่อยู่ในไฟล์",
    "event": "เหตุการณ์เลขที่",
    "message": "ข้อความเลขที่",
}
DOORS = {
    "command line": "คำสั่งที่เครื่องแม่ข่าย",
    "campaign file": "ไฟล์แคมเปญ",
    "the person": "เจ้าของข้อมูล",
    "demo": "ข้อมูลตัวอย่าง",
}


@page("/audit", may=RECORDING, menu=("บันทึก", "Audit log"))
def audit(visit: Visit) -> str:
    """A hundred entries a page, of all or of one actor or action."""
    actor, action = request.args.get("actor", ""), request.args.get("action", "")
    before = request.args.get("before", type=int)
    query = select(AuditEntry).where(AuditEntry.agency_id == visit.office.id)
    if actor:
        query = query.where(AuditEntry.actor == actor)
    if action:
        query = query.where(AuditEntry.action == action)
    if before:
        query = query.where(AuditEntry.id < before)
    newest_first = query.order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    entries = visit.session.scalars(newest_first.limit(SHOWN + 1)).all()
    return visit.show(
        "audit.html",
        entries=entries[:SHOWN],
        older=entries[SHOWN - 1].id if len(entries) > SHOWN else None,
        actor=actor,
        action=action,
        in_words=lambda name: visit.w.pick(ACTIONS.get(str(name), str(name)), str(name)),
        in_short=lambda facts: _in_short(visit, facts),
        actor_named=lambda name: _actor(visit, name),
        first=before is None,
    )


def _in_short(visit: Visit, facts: Mapping[str, Any]) -> list[str]:
    """The facts a line each, in the words of the other pages; of a change, before and after."""
    lines = []
    for name, value in facts.items():
        if isinstance(value, Mapping):
            lines += [
                f"{place}: {_said(visit, was)} → {_said(visit, now)}"
                for place, (was, now) in value.items()
            ]
        elif value not in (None, "") and name != "digest":
            named = visit.w.pick(FACTS.get(name, name), name)
            lines.append(f"{named}: {_said(visit, value, of=name)}")
    return lines


def _said(visit: Visit, value: Any, *, of: str = "") -> str:
    if isinstance(value, Mapping):
        return " ".join(_said(visit, each) for each in value.values())
    if isinstance(value, list):
        return ", ".join(_said(visit, each) for each in value) or "–"
    if of == "unit":
        found = (unit for unit in visit.all_units if unit.code == value)
        return next((visit.name_of(unit) for unit in found), str(value))
    if of in ("role", "group"):
        return visit.w(f"{of}.{value}")
    return "–" if value is None else str(value)


def _actor(visit: Visit, name: str) -> str:
    """Who it was: a role by its number, or the door it came through."""
    if name.startswith("role "):
        return visit.w.pick(f"หน้าที่เลขที่ {name[5:]}", name)
    return visit.w.pick(DOORS.get(name, name), name)
