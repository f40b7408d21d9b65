"""หน่วยงาน: one unit's counters, days and hours, its staff groups and its evidence."""

from flask import abort

from bot.routes.desk.charts import chart, due_days
from bot.routes.desk.visit import Visit, page
from handlers.scope import EVERYONE, seen_units
from models.agency import Unit
from reports.audiences import FEWEST_SHOWN
from reports.evidence import sheets_by_occasion
from reports.quota_cells import CellProgress
from reports.quota_progress import UnitProgress, is_drawn, quota_progress
from reports.unit_detail import (
    ANONYMOUS,
    FIGURES,
    NO_POINT,
    UnitDetail,
    latest_tallies,
    unit_detail,
)

DAYS_SHOWN = 14


@page("/units/<code>", may=EVERYONE)
def unit(visit: Visit, code: str) -> str:
    """Numbers only, and a part of fewer than five people only as "1–4" (domain.md §9.6)."""
    chosen = seen_unit(visit, code)
    progress = quota_progress(visit.session, visit.campaign, now=visit.now)
    lines = {line.instrument: line for line in progress.units if line.unit.id == chosen.id}
    occasions = sheets_by_occasion(visit.session, visit.campaign)
    detail = unit_detail(visit.session, visit.campaign, chosen.id)
    names = _point_names(visit, detail)
    return visit.show(
        "unit.html",
        unit=chosen,
        lines=lines,
        charts={
            instrument: chart(visit, instrument, [line]) if is_drawn([line]) else ""
            for instrument, line in lines.items()
        },
        detail=detail,
        point_names=list(names.items()),
        point_name=names.get,
        day_names=[(day, visit.calendar_day(day)) for day in detail.days[:DAYS_SHOWN]],
        hour_names=[(hour, hour_words(hour)) for hour in detail.hours],
        hour=hour_words,
        figures=FIGURES,
        anonymous=ANONYMOUS,
        few=few,
        in_line=acknowledged,
        as_of=progress.as_of,
        due={instrument: due_days(visit, instrument) for instrument in lines},
        sheets=[[part for part in parts if part.unit.id == chosen.id] for parts in occasions],
        tallies=latest_tallies(visit.session, visit.campaign, chosen.id),
    )


def seen_unit(visit: Visit, code: str) -> Unit:
    """The unit of that code; 404 where there is none, 403 where it is another's."""
    chosen = next((unit for unit in visit.units if unit.code == code), None)
    if chosen is None:
        abort(404)
    if chosen not in seen_units(visit):
        abort(403)
    return chosen


def _point_names(visit: Visit, detail: UnitDetail) -> dict[int, str]:
    """What each row of counts is called: the points, and what came through none of them."""
    revoked = visit.w.pick("ยกเลิกแล้ว", "revoked")
    names = {
        point.id: f"{point.label or point.code} · {revoked}" if point.revoked_at else point.label
        for point in detail.points
    }
    return names | {NO_POINT: visit.w.pick("ไม่ผ่านรหัสจุดบริการ", "through no counter's code")}


def acknowledged(part: UnitProgress | CellProgress) -> str:
    """Who said so in LINE, of a part large enough that it tells of nobody (domain.md §9.6)."""
    return few(part.acknowledged) if (part.eligible or 0) >= FEWEST_SHOWN else "–"


def hour_words(hour: int) -> str:
    """09.00–09.59."""
    return f"{hour:02}.00–{hour:02}.59"


def few(number: int) -> str:
    """A number of people in a part of the figure."""
    return f"1–{FEWEST_SHOWN - 1}" if 0 < number < FEWEST_SHOWN else f"{number:,}"
