"""รายงาน: the curve as a picture, the sums, and a link to the report's files."""

from handlers.figures import totals
from handlers.scope import seen_units, sees_all
from handlers.turn import Answer, Turn
from models.campaign import Instrument
from models.chat_link import LIFE, Opens, make_link
from outbound.messages import report as say
from reports.quota_progress import is_drawn, quota_progress


def report(turn: Turn, _words: str) -> Answer:
    """Of the whole office, or of the units the person's figures are limited to."""
    ids = None if sees_all(turn) else [unit.id for unit in seen_units(turn)]
    progress = quota_progress(turn.session, turn.campaign, now=turn.now)
    lines = {
        each: [line for line in progress.of(each) if ids is None or line.unit.id in ids]
        for each in Instrument
    }
    token = make_link(
        turn.session, turn.agency, turn.roles[0], Opens.REPORT, now=turn.now, units=ids
    )
    link = f"{turn.office.public_url}/paper/{token}"
    messages = say.report(
        turn.w,
        office=turn.office_name,
        fiscal_year=turn.campaign.fiscal_year,
        totals=[(each, totals(lines[each])) for each in Instrument if lines[each]],
        as_of=progress.as_of,
        picture=f"{link}/chart.png" if any(map(is_drawn, lines.values())) else None,
        link=link,
        minutes=int(LIFE[Opens.REPORT].total_seconds() // 60),
    )
    return Answer("report", messages)
