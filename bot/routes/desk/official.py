"""ยอด ป.ป.ช.: the binding totals as somebody read them off the NACC's screen, and their history."""

from datetime import datetime, time

from flask import redirect, request, url_for
from werkzeug import Response

from bot.routes.desk.settings_form import Kind, meant
from bot.routes.desk.visit import Visit, page
from handlers.official import LARGEST
from handlers.scope import RECORDING
from models.campaign import Instrument
from models.quota_cell import latest_official, official_history, record_official
from rules.thai_dates import BANGKOK, short_thai_date, thai_time
from rules.typed_days import DayProblem, read_day


@page("/official", may=RECORDING, menu=("ยอด ป.ป.ช.", "Official totals"))
def official(visit: Visit) -> str:
    """What stands, what stood before, and the form."""
    return _show(visit)


@page("/official", may=RECORDING, methods=("POST",))
def record(visit: Visit) -> Response | str:
    """Records a total with the moment its screen showed it; a wrong field is told beside it."""
    wrong: dict[str, str] = {}
    instrument = next((i for i in Instrument if i == request.form.get("instrument")), None)
    if instrument is None:
        wrong["instrument"] = visit.w.pick("โปรดเลือกแบบวัด", "Choose a questionnaire.")
    number = _number(visit, wrong)
    as_of = _moment(visit, wrong)
    if instrument is None or number is None or as_of is None:
        return _show(visit, wrong)
    new = record_official(
        visit.session,
        agency_id=visit.office.id,
        campaign_id=visit.campaign.id,
        instrument=instrument,
        number=number,
        as_of=as_of,
        actor=visit.actor,
        now=visit.now,
    )
    return redirect(url_for("desk.official", said="recorded" if new else "same"), 303)


def _show(visit: Visit, wrong: dict[str, str] | None = None) -> str:
    latest = latest_official(visit.session, visit.office.id, visit.campaign.id)
    return visit.show(
        "official.html",
        latest=[(each.value, latest.get(each)) for each in Instrument],
        history=official_history(visit.session, visit.office.id, visit.campaign.id),
        given={
            "day": short_thai_date(visit.today, visit.language),
            "time": visit.now.astimezone(BANGKOK).strftime("%H.%M"),
            **request.form.to_dict(),
        },
        wrong=wrong or {},
        said=request.args.get("said", ""),
    )


def _number(visit: Visit, wrong: dict[str, str]) -> int | None:
    typed = request.form.get("count", "").replace(",", "").strip()
    if typed.isdecimal() and int(typed[:9]) <= LARGEST:
        return int(typed[:9])
    wrong["count"] = visit.w.pick(
        f"โปรดใส่จำนวนคนเป็นตัวเลข ไม่เกิน {LARGEST:,}", f"Give a number of people, up to {LARGEST:,}."
    )
    return None


def _moment(visit: Visit, wrong: dict[str, str]) -> datetime | None:
    """The Bangkok day and time typed; to the minute, as the screen has it."""
    day = read_day(request.form.get("day", ""))
    if isinstance(day, DayProblem):
        wrong["day"] = visit.w.pick(
            "อ่านวันที่ไม่ได้ โปรดพิมพ์ปีเต็ม เช่น 31 มี.ค. 2570",
            "That day cannot be read: write it with its whole year, e.g. 31 Mar 2027.",
        )
        return None
    try:
        clock = time.fromisoformat(str(meant(Kind.TIME, request.form.get("time", ""))))
    except ValueError:
        wrong["time"] = visit.w.pick("โปรดใส่เวลา เช่น 09.30", "Give the time, e.g. 09:30.")
        return None
    moment = datetime.combine(day, clock.replace(tzinfo=None), BANGKOK)
    if moment > visit.now:
        said = thai_time(visit.now, visit.language)
        wrong["day"] = visit.w.pick(
            f"เวลานั้นยังมาไม่ถึง (ขณะนี้ {said})", f"That moment has not come yet (it is {said})."
        )
        return None
    return moment
