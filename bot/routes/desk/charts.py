"""The curve of some units, drawn for a page of the desk."""

from collections.abc import Sequence
from datetime import date, timedelta

from bot.routes.desk.visit import Visit
from models.campaign import Instrument
from paper.chart import Chart, Deadline, draw
from reports.curve import curve
from reports.quota_progress import UnitProgress, sum_of_targets
from rules.language import Language
from rules.thai_dates import THAI_MONTHS_SHORT, short_thai_date


def chart(visit: Visit, instrument: Instrument, lines: Sequence[UnitProgress]) -> str:
    """The lines' curve as SVG, in words for who cannot see it."""
    season = curve(
        visit.session,
        visit.campaign,
        instrument,
        target=sum_of_targets(lines),
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
