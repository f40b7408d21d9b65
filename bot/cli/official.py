"""flask official: the binding total, as read off the NACC's screen."""

from datetime import datetime

import click
from flask.cli import AppGroup

from bot.cli.output import as_json, give_up, office_and_campaign, say
from bot.wiring import wiring
from models.campaign import Instrument
from models.quota_cell import record_official
from rules.thai_dates import BANGKOK

group = AppGroup("official", help="Official totals.")


@group.command("set")
@click.argument("instrument", type=click.Choice([i.value for i in Instrument]))
@click.argument("count", type=click.IntRange(0, 100_000))
@click.option(
    "--as-of", help="When the screen said so, e.g. 2027-05-12T09:00 (Bangkok); now if left out."
)
@as_json
def set_total(instrument: str, count: int, as_of: str | None, as_json: bool) -> None:
    """Records the total; the newest is shown, older ones stay as history."""
    wired = wiring()
    now = wired.now()
    try:
        moment = datetime.fromisoformat(as_of).replace(tzinfo=BANGKOK) if as_of else now
    except ValueError:
        give_up(f"เวลา “{as_of}” อ่านไม่ได้", f"Cannot read “{as_of}”: write it as 2027-05-12T09:00.")
    if moment > now:
        give_up("เวลานั้นยังมาไม่ถึง", "That moment has not come yet.")
    with wired.database.transaction() as session:
        office, campaign = office_and_campaign(session)
        record_official(
            session,
            agency_id=office.id,
            campaign_id=campaign.id,
            instrument=Instrument(instrument),
            number=count,
            as_of=moment,
            actor="command line",
            now=now,
        )
    facts = {"instrument": instrument, "count": count, "as_of": moment.isoformat()}
    say(f"บันทึกยอด {instrument} {count} แล้ว · Recorded.", facts, as_json=as_json)
