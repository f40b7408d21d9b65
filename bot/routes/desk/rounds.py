"""รอบเตือน: what goes next and what it costs, hold and release, what went, a dry run of a day."""

from collections import Counter
from datetime import date, datetime, time

from flask import redirect, request, url_for
from werkzeug import Response

from bot.routes.desk.unit import few
from bot.routes.desk.visit import Visit, page
from handlers.scope import MANAGING, has_any
from models.base import row_of
from models.reminder import ReminderRound, RoundState, hold_or_release, next_round
from models.role import RoleName
from outbound.messages.reminder import samples
from reports.rounds import past_rounds
from rules.reminders import Reason
from rules.thai_dates import BANGKOK
from rules.typed_days import DayProblem, read_day
from scheduler.forecast import forecast
from scheduler.reminder_plan import RoundPlan, allowance_left, plan_round

SEEING = MANAGING | {RoleName.VIEWER, RoleName.ADMIN}
SENDING = time(9, 0)

REASONS = {
    Reason.TOO_SOON: ("เพิ่งเตือนไปไม่นาน", "reminded a short while ago"),
    Reason.ALL_SENT: ("เตือนครบตามแผนแล้ว", "all reminders of the plan sent"),
    Reason.NOT_INVITED: ("ยังไม่ได้รับลิงก์", "not invited yet"),
    Reason.ANSWERED: ("แจ้งว่าตอบแล้ว", "said they answered"),
    Reason.SIGNED: ("รับรองใน LINE หรือลงลายมือชื่อแล้ว", "acknowledged or signed"),
    Reason.STOPPED: ("ขอไม่รับการแจ้งเตือน", "asked for no reminders"),
    Reason.BLOCKED: ("ปิดรับข้อความ", "blocked the account"),
    Reason.ERASED: ("ลบข้อมูลแล้ว", "erased"),
    Reason.NO_CONSENT: ("ไม่ได้ยินยอมรับการแจ้งเตือน", "no consent to reminders"),
    Reason.NOT_ELIGIBLE: ("ไม่เข้าเกณฑ์", "not eligible"),
    Reason.TARGET_MET: ("หน่วยงานครบเป้าหมายแล้ว", "the unit's target is met"),
    Reason.CLOSED_DAY: ("วันหยุด", "a closed day"),
    Reason.QUIET_DAY: ("ช่วงงดแจ้งเตือน", "a quiet period"),
    Reason.DEADLINE_PASSED: ("พ้นกำหนดแล้ว", "the deadline has passed"),
    Reason.CLOSED: ("ปิดการสำรวจแล้ว", "the survey was closed"),
    Reason.NO_ALLOWANCE: ("โควตาข้อความไม่พอ", "no message allowance left"),
}
"""Why somebody was not reminded, Thai and English; what it does not know is shown as it is."""


@page("/rounds", may=SEEING, menu=("รอบเตือน", "Rounds"))
def rounds(visit: Visit) -> str:
    """Numbers only: a round is people to be reached, never who."""
    typed = request.args.get("at", "").strip()
    day = read_day(typed) if typed else None
    current = next_round(visit.session, visit.campaign, visit.today)
    return visit.show(
        "rounds.html",
        current=current,
        left=allowance_left(
            visit.session, visit.campaign, day=current.day if current else visit.today
        ),
        texts=_texts(visit, current),
        may_change=has_any(visit, MANAGING),
        past=past_rounds(visit.session, visit.campaign, before=visit.today),
        # over everybody who is open, day by day: only for who asks
        ahead=forecast(visit.session, visit.campaign, now=visit.now)
        if request.args.get("ahead")
        else None,
        typed=typed,
        unreadable=isinstance(day, DayProblem),
        dry_run=None if day is None or isinstance(day, DayProblem) else _dry_run(visit, day),
        few=few,
        reason=lambda code: visit.w.pick(*REASONS[code]) if code in REASONS else code,
        changed=request.args.get("changed", ""),
    )


@page("/rounds/<int:number>", may=MANAGING, methods=("POST",))
def change(visit: Visit, number: int) -> Response:
    """Holds or lets go the round that was shown; one that went meanwhile is told as it is."""
    current = row_of(visit.session, ReminderRound, visit.office.id, number)
    hold = request.form.get("do") == "hold"
    done = (
        current is not None
        and current.campaign_id == visit.campaign.id
        and hold_or_release(visit.session, current, hold=hold, by=visit.roles[0], now=visit.now)
    )
    said = ("held" if hold else "released") if done else "too_late"
    return redirect(url_for("desk.rounds", changed=said), 303)


def _texts(visit: Visit, current: ReminderRound | None) -> list[str]:
    if current is None or current.state not in (RoundState.ANNOUNCED, RoundState.HELD):
        return []
    return samples(
        visit.w,
        current.texts,
        office=visit.w.pick(visit.office.name_th, visit.office.name_en),
        minutes=visit.campaign.minutes,
        closes_on=visit.campaign.closes_on,
    )


def _dry_run(visit: Visit, day: date) -> tuple[RoundPlan, dict[str, int]]:
    """The round of that day by today's facts, and why the others would not be reminded."""
    moment = datetime.combine(day, SENDING, BANGKOK)
    plan = plan_round(visit.session, visit.campaign, day=day, now=moment)
    reasons = Counter(str(each.decision.reason) for each in plan.refused)
    return plan, dict(sorted(reasons.items()))
