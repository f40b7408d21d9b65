"""ภาพรวม: every unit against its target, the curve against the deadline, the official total."""

from flask import request

from bot.routes.desk.charts import chart, due_days
from bot.routes.desk.unit import acknowledged
from bot.routes.desk.visit import Visit, page
from handlers.scope import EVERYONE, seen_units, sees_all
from models.agency import UNASSIGNED
from models.campaign import Instrument
from reports.quota_progress import quota_progress, sum_of_targets


@page("/", may=EVERYONE, menu=("ภาพรวม", "Overview"))
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
    target = sum_of_targets(lines)
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
        chart=chart(visit, instrument, lines),
        due=due_days(visit, instrument),
        below_floor=max(visit.campaign.floor(instrument) - target, 0) if whole and target else 0,
        in_line=acknowledged,
    )


def chosen_instrument() -> Instrument:
    """EIT unless the address asks for IIT."""
    return Instrument.IIT if request.args.get("survey", "").upper() == "IIT" else Instrument.EIT
