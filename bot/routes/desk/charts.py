"""The curve of some units, drawn for a page of the desk."""

from collections.abc import Sequence
from datetime import date

from bot.reporting import Scope, chart_of
from bot.routes.desk.visit import Visit
from models.campaign import Instrument
from paper.chart import draw
from reports.quota_progress import UnitProgress


def chart(visit: Visit, instrument: Instrument, lines: Sequence[UnitProgress]) -> str:
    """SVG in the person's language, in words for who cannot see it."""
    scope = Scope(visit.session, visit.office, visit.campaign, None, visit.now)
    return draw(chart_of(scope, instrument, lines, language=visit.language))


def due_days(visit: Visit, instrument: Instrument) -> list[str]:
    """The days marked on the curve, by what they are; ours are told apart from the NACC's."""
    ours = visit.w.pick("มิใช่กำหนดของ ป.ป.ช.", "not the NACC's")
    return [
        f"{visit.calendar_day(date.fromisoformat(each['date']))}: "
        f"{visit.w.pick(each['label_th'], each['label_en'])}"
        f"{f' ({ours})' if each['kind'] == 'checkpoint' else ''}"
        for each in visit.campaign.milestones
        if each.get("instrument") == instrument
    ]
