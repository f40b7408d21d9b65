"""flask awareness: names of the EIT(2) groups, for the NACC's assessor alone (domain.md §3)."""

from collections import Counter
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from bot.apart import make_apart
from bot.cli.output import as_json, check_writable, give_up, office_and_campaign, say
from bot.wiring import wiring
from models.agency import Agency
from models.audit import audit
from models.awareness_name import AwarenessName, names_of
from models.base import insert
from models.campaign import Campaign
from paper.facts import NameList
from rules.staff_names import clean_name, name_key, name_problem

ACTOR = "command line"
group = AppGroup("awareness", help="EIT(2): names for the assessor; nobody is invited by us.")


@group.command("add")
@click.argument("group_code")
@click.argument("name")
def add(group_code: str, name: str) -> None:
    """Adds a name to a group (its code is in the campaign file); the same one again is nothing."""
    wired = wiring()
    clean = clean_name(name)
    if (problem := name_problem(clean)) is not None:
        give_up(f"ชื่อใช้ไม่ได้: {problem}", f"This name cannot be taken: {problem}.")
    with wired.database.transaction() as session:
        office, campaign = office_and_campaign(session)
        groups = _groups(campaign)
        if group_code not in groups:
            listed = ", ".join(f"{code} ({th})" for code, (th, _) in groups.items())
            give_up(f"ไม่มีกลุ่ม {group_code}: ใช้ {listed}", f"No such group: use {listed}.")
        statement = insert(session, AwarenessName).values(
            agency_id=office.id,
            campaign_id=campaign.id,
            group_code=group_code,
            name=clean,
            name_hash=office.hash_of(f"awareness {name_key(clean)}"),
            added_at=wired.now(),
        )
        session.execute(statement.on_conflict_do_nothing())
        _note(session, office, "awareness name added")
    click.echo(f"{groups[group_code][0]}: {clean}")


@group.command("remove")
@click.argument("number", type=int)
def remove(number: int) -> None:
    """Removes a name by its number in `flask awareness list`."""
    with wiring().database.transaction() as session:
        office, campaign = office_and_campaign(session)
        rows = names_of(session, agency_id=office.id, campaign_id=campaign.id)
        row = next((row for row in rows if row.id == number), None)
        if row is None:
            give_up(f"ไม่มีรายการ {number}", f"No entry {number}: see `flask awareness list`.")
        session.delete(row)
        _note(session, office, "awareness name removed")
    click.echo("ลบแล้ว · Removed.")


@group.command("list")
@as_json
def show(as_json: bool) -> None:
    """Lists the names, and whether the NACC's two conditions hold."""
    with wiring().database.transaction() as session:
        office, campaign = office_and_campaign(session)
        rows = names_of(session, agency_id=office.id, campaign_id=campaign.id)
        _note(session, office, "awareness names looked at")
        facts = _facts(campaign, rows)
    groups = _groups(campaign)
    lines = [f"{row.id}  {groups[row.group_code][0]}  {row.name}" for row in rows]
    lines += [
        f"{'ครบ' if part['met'] else 'ขาด'}  {groups[part['group']][0]} "
        f"{part['names']}/{part['at_least']}"
        for part in facts["groups"]
    ]
    lines.append(f"รวม {len(rows)} จากอย่างน้อย {facts['at_least']} · total, at least")
    say("\n".join(lines), facts, as_json=as_json)


@group.command("export")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), default="eit2.xlsx")
def export(out: Path) -> None:
    """Writes the names as a workbook for the assessor."""
    check_writable(out)
    with wiring().database.transaction() as session:
        office, campaign = office_and_campaign(session)
        rows = names_of(session, agency_id=office.id, campaign_id=campaign.id)
        _note(session, office, "awareness names exported")
        groups = _groups(campaign)
        facts = NameList(
            office.name_th,
            campaign.fiscal_year,
            tuple((groups[row.group_code][0], row.name) for row in rows),
        )
    out.touch(mode=0o600)
    out.write_bytes(make_apart("names.xlsx", facts))
    click.echo(f"{out}")


def _groups(campaign: Campaign) -> dict[str, tuple[str, int]]:
    """Thai name and least number by code."""
    stated: list[dict[str, Any]] = campaign.content["eit_part_two"]["groups"]
    return {each["code"]: (each["name_th"], int(each["at_least"])) for each in stated}


def _facts(campaign: Campaign, rows: list[AwarenessName]) -> dict[str, Any]:
    have = Counter(row.group_code for row in rows)
    groups = [
        {"group": code, "names": have[code], "at_least": least, "met": have[code] >= least}
        for code, (_, least) in _groups(campaign).items()
    ]
    at_least = int(campaign.content["eit_part_two"]["at_least"])
    return {"total": len(rows), "at_least": at_least, "groups": groups}


def _note(session: Session, office: Agency, action: str) -> None:
    audit(session, office.id, at=wiring().now(), actor=ACTOR, action=action)
