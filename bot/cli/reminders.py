"""flask reminders and flask forecast: what would go out, why, and what it would cost."""

from datetime import date, datetime, time

import click
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import select

from bot.cli.output import as_json, give_up, office_and_campaign, say
from bot.wiring import wiring
from models.audit import audit
from models.campaign import Campaign
from models.reminder import Reminder
from rules.reminders import Reason
from rules.thai_dates import BANGKOK, bangkok_date
from rules.typed_days import DayProblem, read_day
from scheduler.forecast import Forecast, forecast
from scheduler.reminder_plan import RoundPlan, plan_round
from scheduler.reminder_rounds import stop

group = AppGroup("reminders", help="Reminders.")

SENDING = time(9, 0)


@group.command("plan")
@click.option("--at", help="The day to look at, e.g. 2027-03-24; today without it.")
@as_json
def plan(at: str | None, as_json: bool) -> None:
    """Shows who would be reminded that day and who not, with the reason; sends nothing."""
    wired = wiring()
    day = _day(at) if at else bangkok_date(wired.now())
    moment = datetime.combine(day, SENDING, BANGKOK)
    with wired.database.reading() as session:
        _, campaign = office_and_campaign(session)
        _needs_a_plan(campaign)
        made = plan_round(session, campaign, day=day, now=moment)
    say(_plan_words(made), _plan_facts(made), as_json=as_json)


@group.command("stop")
@click.confirmation_option(prompt="หยุดรอบเตือนของวันนี้ · Stop today's round")
@as_json
def stop_round(as_json: bool) -> None:
    """Ends what of today's round has not gone yet and holds it, when its words are wrong."""
    wired = wiring()
    today = bangkok_date(wired.now())
    with wired.database.transaction() as session:
        _, campaign = office_and_campaign(session)
        stopped = stop(session, campaign, today=today, now=wired.now())
        audit(
            session,
            campaign.agency_id,
            at=wired.now(),
            actor="command line",
            action="reminder round stopped",
            people=stopped,
        )
    words = (
        f"หยุดแล้ว {stopped} ข้อความที่ยังไม่ออก ส่งต่อได้ด้วยคำว่า ให้ส่งตามกำหนด ในแชท · "
        f"{stopped} messages were stopped; the owner lets the round go by “ให้ส่งตามกำหนด” in chat."
    )
    say(words, {"day": today.isoformat(), "stopped": stopped}, as_json=as_json)


@group.command("why")
@click.argument("case", type=int)
@as_json
def why(case: int, as_json: bool) -> None:
    """Shows every decision about a case: each step, its day, what became of it and why."""
    with wiring().database.reading() as session:
        office, _ = office_and_campaign(session)
        rows = [
            {
                "step": row.step,
                "day": row.day.isoformat(),
                "state": row.state,
                "reason": row.reason,
                "sent_on": row.sent_on.isoformat() if row.sent_on else None,
            }
            for row in session.scalars(
                select(Reminder)
                .where(Reminder.agency_id == office.id, Reminder.case_id == case)
                .order_by(Reminder.day, Reminder.id)
            )
        ]
    lines = [f"{r['day']}  {r['step']}  {r['state']}  {r['reason']}" for r in rows]
    say("\n".join(lines) or "ยังไม่มีการตัดสินใจ · Nothing decided yet.", rows, as_json=as_json)


@click.command("forecast")
@with_appcontext
@as_json
def forecast_command(as_json: bool) -> None:
    """Messages and cost per round and month, from today's facts; which LINE plan is enough."""
    wired = wiring()
    with wired.database.reading() as session:
        _, campaign = office_and_campaign(session)
        _needs_a_plan(campaign)
        made = forecast(session, campaign, now=wired.now())
    say(_forecast_words(made), made.facts(), as_json=as_json)


def _day(typed: str) -> date:
    day = read_day(typed)
    if isinstance(day, DayProblem):
        give_up(f"อ่านวันที่ “{typed}” ไม่ได้", f"“{typed}” is no day: write e.g. 2027-03-24.")
    return day


def _needs_a_plan(campaign: Campaign) -> None:
    if "allowance" not in campaign.reminders:
        give_up(
            "แคมเปญนี้โหลดไว้ก่อนมีแผนเตือนบุคลากร: สั่ง flask campaign load อีกครั้ง",
            "This campaign was loaded by an older release: run `flask campaign load` again.",
        )


def _plan_facts(made: RoundPlan) -> dict[str, object]:
    return {
        "at": made.day.isoformat(),
        "due": [
            {
                "case": each.case.id,
                "step": each.decision.step,
                "channel": "line",
                "reason": each.decision.reason,
                "instrument": each.case.instrument,
                "number": each.number,
            }
            for each in made.due
        ],
        "refused": [
            {"case": each.case.id, "step": each.decision.step, "reason": each.decision.reason}
            for each in made.refused
        ],
        "messages": len(made.due),
        "allowance_left": made.left,
    }


def _plan_words(made: RoundPlan) -> str:
    reasons: dict[Reason, int] = {}
    for each in made.refused:
        reasons[each.decision.reason] = reasons.get(each.decision.reason, 0) + 1
    lines = [
        f"{made.day}: เตือน {len(made.due)} คน (โควตาเหลือ {made.left}) · "
        f"{len(made.due)} due, {made.left} of the allowance left"
    ]
    lines += [f"  ไม่เตือน · refused  {reason}: {count}" for reason, count in sorted(reasons.items())]
    return "\n".join(lines)


def _forecast_words(made: Forecast) -> str:
    lines = [f"{each.day}  {each.people} คน" for each in made.rounds]
    lines += [
        f"{month:%Y-%m}  {messages} ข้อความ · messages" for month, messages in made.months.items()
    ]
    price = "" if made.baht_a_month is None else f" ({made.baht_a_month} บาท/เดือน ไม่รวมภาษี)"
    lines.append(f"แพ็กเกจที่พอ · enough: {made.plan_name}{price}")
    lines.append("สมมติว่าไม่มีผู้ใดตอบเพิ่ม · assuming nobody answers from now on")
    return "\n".join(lines)
