"""วันหยุด: the days the office is closed, which the cabinet adds to and takes from late."""

from datetime import date
from typing import Any

from flask import redirect, request, url_for
from werkzeug import Response

from bot.routes.desk.settings import save
from bot.routes.desk.visit import Visit, page
from campaigns.problems import Problem
from handlers.scope import RECORDING
from rules.typed_days import DayProblem, read_day


@page("/holidays", may=RECORDING, menu=("วันหยุด", "Holidays"))
def holidays(visit: Visit) -> str:
    """The table, and what it does to the due dates."""
    return _show(visit)


@page("/holidays", may=RECORDING, methods=("POST",))
def add_or_remove(visit: Visit) -> Response | str:
    """Adds the day typed, takes the chosen one away, or confirms the table."""
    kept = visit.campaign.content["holidays"]
    asked = request.form.get("do", "")
    if asked == "confirm":
        confirmed = bool(request.form.get("confirmed"))
        return _saved(visit, save(visit, {("holidays_confirmed",): confirmed}))
    if asked == "remove":
        gone = request.form.get("date", "")
        return _saved(visit, save(visit, {("holidays",): [d for d in kept if d["date"] != gone]}))
    day = read_day(request.form.get("day", ""))
    if isinstance(day, DayProblem):
        return _show(visit, fault="day")
    name = " ".join(request.form.get("name", "").split())
    if any(each["date"] == day.isoformat() for each in kept):
        return _show(visit, fault="there")
    longer = sorted([*kept, {"date": day.isoformat(), "name": name}], key=lambda d: str(d["date"]))
    return _saved(visit, save(visit, {("holidays",): longer}))


def _saved(visit: Visit, said: str | list[Problem]) -> Response | str:
    if isinstance(said, str):
        return redirect(url_for("desk.holidays", said=said), 303)
    return _show(visit, problems=said)


def _show(visit: Visit, *, fault: str = "", problems: list[Problem] | None = None) -> str:
    return visit.show(
        "holidays.html",
        days=[(_day(each), each) for each in visit.campaign.content["holidays"]],
        confirmed=visit.campaign.content["holidays_confirmed"],
        due=[
            (milestone, due, visit.campaign.calendar.effective_date(due))
            for milestone in visit.campaign.milestones
            for due in [_day(milestone)]
        ],
        fault=fault,
        problems=[visit.w.pick(each.th, each.en) for each in problems or []],
        typed=request.form,
        said=request.args.get("said", ""),
    )


def _day(entry: Any) -> date:
    return date.fromisoformat(entry["date"])
