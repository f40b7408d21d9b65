"""flask role: invitations to the office's hats."""

from datetime import timedelta

import click
from flask.cli import AppGroup

from bot.cli.choose import site_named, unit_named
from bot.cli.output import as_json, give_up, office_and_campaign, say
from bot.wiring import wiring
from models.role import RoleName, invite_to_role
from rules.language import Language
from rules.thai_dates import bangkok_date, thai_date

group = AppGroup("role", help="People of the office.")


@group.command("invite")
@click.argument("role", type=click.Choice([name.value for name in RoleName]))
@click.option("--unit", help="A coordinator's unit, by code or name.")
@click.option("--site", help="Only this site of it, e.g. a school.")
@as_json
def invite(role: str, unit: str | None, site: str | None, as_json: bool) -> None:
    """Makes a one-use KEY- code; the person types it into the chat within 5 working days."""
    if role == RoleName.COORDINATOR and not unit:
        give_up("ผู้ประสานงานต้องระบุหน่วยงาน", "A coordinator needs --unit, e.g. --unit works.")
    if site and not unit:
        give_up("ระบุ --unit คู่กับ --site", "--site needs its --unit.")
    wired = wiring()
    with wired.database.transaction() as session:
        office, campaign = office_and_campaign(session)
        chosen = unit_named(session, office, unit) if unit else None
        place = site_named(session, office, chosen, site) if chosen and site else None
        code, row = invite_to_role(
            session,
            office,
            RoleName(role),
            unit=chosen,
            site=place,
            calendar=campaign.calendar,
            actor="command line",
            now=wired.now(),
        )
    facts = {
        "code": code,
        "role": role,
        "unit": chosen.code if chosen else None,
        "site": place.code if place else None,
        "expires_at": row.expires_at.isoformat(),
    }
    until = thai_date(bangkok_date(row.expires_at - timedelta(seconds=1)), Language.THAI)
    say(f"{code}  ({role}, ใช้ได้ครั้งเดียว ถึง {until} · once, until then)", facts, as_json=as_json)
