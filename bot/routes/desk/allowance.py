"""โควตาข้อความ: the ledger of pushes by month, what took them, and what is left today."""

from sqlalchemy import select

from bot.routes.desk.visit import Visit, page
from handlers.scope import MANAGING
from models.allowance import AllowanceMonth, month_of
from models.role import RoleName
from reports.pushes import pushes_of
from scheduler.reminder_plan import allowance_left

SEEING = MANAGING | {RoleName.VIEWER, RoleName.ADMIN}

TOPICS = {
    "reminder": ("แจ้งเตือนผู้ตอบ", "reminders to respondents"),
    "digest": ("สรุปถึงผู้ประสานงาน", "digests to coordinators"),
    "round": ("แจ้งรอบเตือนล่วงหน้า", "announcements of rounds"),
    "alarm": ("แจ้งเหตุรอบเตือนไม่ออก", "alarms about rounds"),
    "allowance": ("แจ้งโควตาหมด", "news that the allowance is used up"),
}
"""What a push may be for; another topic is shown as it is."""


@page("/allowance", may=SEEING, menu=("โควตา", "Allowance"))
def allowance(visit: Visit) -> str:
    """Recipients, as LINE counts them; replies are free and not in it."""
    months = visit.session.scalars(
        select(AllowanceMonth)
        .where(AllowanceMonth.agency_id == visit.office.id)
        .order_by(AllowanceMonth.month.desc())
    ).all()
    rules = visit.campaign.reminders["allowance"]
    return visit.show(
        "allowance.html",
        months=months,
        this_month=month_of(visit.today),
        left=allowance_left(visit.session, visit.campaign, day=visit.today),
        rules=rules,
        pushes=[
            (visit.w.pick(*TOPICS[each.topic]) if each.topic in TOPICS else each.topic, each)
            for each in pushes_of(visit.session, visit.office.id, since=month_of(visit.today))
        ],
    )
