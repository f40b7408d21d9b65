"""ทุกหน่วยงาน: the sums of every office, for the central office (role `central`); never a name."""

from bot.routes.desk.overview import chosen_instrument
from bot.routes.desk.visit import Visit, page
from handlers.scope import SEEING_ALL_OFFICES
from models.campaign import Instrument
from reports.all_offices import all_offices, together


@page("/offices", may=SEEING_ALL_OFFICES, menu=("ทุกหน่วยงาน", "All offices"))
def offices(visit: Visit) -> str:
    """One line an office, furthest behind first, and the sums of them all."""
    instrument = chosen_instrument()
    lines = all_offices(visit.session, instrument, now=visit.now)
    return visit.show(
        "offices.html",
        instrument=instrument,
        lines=lines,
        totals={each.value: together(lines, each) for each in (Instrument.EIT, Instrument.IIT)},
    )
