"""The curve of some units, drawn for a page of the desk."""

from collections.abc import Sequence

from bot.reporting import Scope, chart_of
from bot.routes.desk.visit import Visit
from models.campaign import Instrument
from paper.chart import draw
from reports.quota_progress import UnitProgress


def chart(visit: Visit, instrument: Instrument, lines: Sequence[UnitProgress]) -> str:
    """SVG in the person's language, in words for who cannot see it."""
    scope = Scope(visit.session, visit.office, visit.campaign, None, visit.now)
    return draw(chart_of(scope, instrument, lines, language=visit.language))
