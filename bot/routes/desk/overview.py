"""ภาพรวม: every unit against its target, the curve against the deadline, the official total."""

from datetime import date, timedelta

from flask import request

from bot.routes.desk.visit import Visit, page
from handlers.scope import EVERYONE, seen_units, sees_all
from models.agency import UNASSIGNED
from models.campaign import Instrument
from paper.chart import Chart, Deadline, draw
from reports.curve import curve
from reports.quota_progress import Progress, UnitProgress, quota_progress
from rules.language import Language
from rules.thai_dates import THAI_MONTHS_SHORT, short_thai_date


@page("/", may=EVERYONE)
def overview(visit: Visit) -> str:
    """The units this person may see; the sums of the office for those who see all of it."""
    instrument = chosen_instrument()
    progress = quota_progress(visit.session, visit.campaign, now=visit.now)
    seen, whole = {unit.id for unit in seen_units(visit)}, sees_all(visit)
    lines = [
        line
        for line in progress.of(instrument)
        if line.unit.id in seen or (whole and line.unit.code == UNASSIGNED)
    ]
    target = _target(lines)
    return visit.show(
        "overview.html",
        instrument=instrument,
        progress=progress,
        lines=lines,
        whole=whole,
        target=target,
        remaining=sum(line.remaining or 0 for line in lines) if target is not None else None,
        counted=sum(line.counted for line in lines),
        official=progress.official.get(instrument) if whole else None,
        chart=chart(visit, instrument, progress, lines),
    )


def chosen_instrument() -> Instrument:
    """EIT unless the address asks for IIT."""
    return Instrument.IIT if request.args.get("survey", "").upper() == "IIT" else Instrument.EIT


def _target(lines: list[UnitProgress]) -> int | None:
    """The sum of the targets shown; None while one is unknown."""
    targets = [line.target for line in lines if line.unit.code != UNASSIGNED]
    known = [target for target in targets if target is not None]
    return sum(known) if targets and len(known) == len(targets) else None


def chart(
    visit: Visit, instrument: Instrument, progress: Progress, lines: list[UnitProgress]
) -> str:
    """The lines' curve as SVG, in words for who cannot see it."""
    season = curve(
        visit.session,
        visit.campaign,
        instrument,
        target=_target(lines),
        unit_ids={line.unit.id for line in lines},
        today=visit.today,
    )
    counted = season.counted[-1] if season.counted else 0
    due = (
        round(season.needed[len(season.counted) - 1]) if season.needed and season.counted else None
    )
    return draw(
        Chart(
            days=season.days,
            counted=season.counted,
            needed=season.needed,
            target=season.target,
            deadlines=_deadlines(visit, instrument),
            closed=[d for d in season.days if not visit.campaign.calendar.is_working_day(d)],
            months=_months(visit, season.days),
            summary=visit.w.pick(
                f"กราฟสะสม: {counted} คน เส้นที่ควรถึงวันนี้ {due} คน",
                f"Cumulative chart: {counted} people, {due} by today at an even pace",
            )
            if due is not None
            else visit.w.pick(f"กราฟสะสม: {counted} คน", f"Cumulative chart: {counted} people"),
        )
    )


def _deadlines(visit: Visit, instrument: Instrument) -> list[Deadline]:
    """The questionnaire's own dates and the last day; those of one day share a mark."""
    days = {visit.campaign.closes_on}
    days |= {
        date.fromisoformat(milestone["date"])
        for milestone in visit.campaign.milestones
        if milestone.get("instrument") == instrument
    }
    return [Deadline(day, short_thai_date(day, visit.language)) for day in sorted(days)]


def _months(visit: Visit, days: tuple[date, ...]) -> list[tuple[date, str]]:
    thai = visit.language == Language.THAI
    return [
        (day, THAI_MONTHS_SHORT[day.month - 1] if thai else f"{day:%b}")
        for day in days
        if day.day == 1 and day < days[-1] - timedelta(days=20)
    ]
