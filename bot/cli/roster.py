"""flask roster: the staff list in, the cards out."""

import sys
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from bot.cli.choose import site_named, unit_named
from bot.cli.output import as_json, check_writable, give_up, office_and_campaign, say
from bot.cli.roster_print import card_list, cards, covering_memo, signature_sheet
from bot.cli.roster_words import plan_facts, plan_words, write_rejected
from bot.wiring import Wiring, wiring
from models.agency import Agency, Site, Unit
from models.campaign import Campaign
from models.roster_file import RosterFile, RosterFileState
from roster.load import commit_plan, lock_roster
from roster.open_file import Refused
from roster.plan import Plan
from roster.submissions import bytes_of, decide, plan_roster, submit, waiting
from rules.thai_dates import bangkok_date

ACTOR = "command line"
group = AppGroup("roster", help="The staff list (IIT).")
for command in (cards, card_list, signature_sheet, covering_memo):
    group.add_command(command)

file_argument = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
unit_option = click.option("--unit", help="The file speaks for this unit only, e.g. works.")
site_option = click.option("--site", help="And for this site of it only, e.g. a school.")
sheet_option = click.option("--sheet", help="Which sheet of the workbook, if several are rosters.")
commit_option = click.option("--commit", is_flag=True, help="Write it; without, only a preview.")


@group.command("import")
@file_argument
@unit_option
@site_option
@sheet_option
@commit_option
@click.option("--rejected", "kept", type=click.Path(path_type=Path), help="Rejected rows as CSV.")
@as_json
def import_(
    file: Path,
    unit: str | None,
    site: str | None,
    sheet: str | None,
    commit: bool,
    kept: Path | None,
    as_json: bool,
) -> None:
    """Reads a staff list, XLSX or CSV: a preview first, then --commit."""
    if kept is not None:
        check_writable(kept)
    wired = wiring()
    with wired.database.transaction() as session:
        office, campaign = office_and_campaign(session)
        part = _part(session, office, unit, site)
        facts, words = import_roster(
            session,
            office,
            campaign,
            file.read_bytes(),
            part=part,
            sheet=sheet,
            commit=commit,
            wired=wired,
            quiet=as_json,
        )
    if kept is not None:
        write_rejected(kept, facts["rejected"])
    say(words, facts, as_json=as_json)


@group.command("submit")
@file_argument
@click.option("--unit", required=True, help="Whose roster this is, e.g. works.")
@site_option
@as_json
def submit_file(file: Path, unit: str, site: str | None, as_json: bool) -> None:
    """Hands in one unit's or site's own part; `hr` commits it with `flask roster accept`."""
    wired = wiring()
    content = file.read_bytes()
    with wired.database.transaction() as session:
        office, campaign = office_and_campaign(session)
        chosen, place = _part(session, office, unit, site)
        assert chosen is not None
        plan = _plan(
            session, office, campaign, content, part=(chosen, place), sheet=None, wired=wired
        )
        if not plan.people:
            give_up(
                f"ไม่มีแถวที่รับได้ ไม่ได้ส่ง\n{plan_words(plan, campaign)}",
                "Not one good row: nothing was submitted.",
            )
        row = submit(
            session,
            campaign,
            content,
            unit=chosen,
            site=place,
            actor=ACTOR,
            now=wired.now(),
        )
        facts = {"file": row.id, **plan_facts(plan)}
        words = (
            f"ส่งแล้ว รอนักทรัพยากรบุคคลรับเข้า · Submitted: file {row.id}\n{plan_words(plan, campaign)}"
        )
    say(words, facts, as_json=as_json)


@group.command("waiting")
@as_json
def show_waiting(as_json: bool) -> None:
    """Lists the files handed in that wait for `hr`."""
    with wiring().database.reading() as session:
        _, campaign = office_and_campaign(session)
        rows = [_waiting(row) for row in waiting(session, campaign)]
    lines = [
        f"{r['file']}  {r['unit'] or '-'}  {r['site'] or ''}  {r['submitted_at']}" for r in rows
    ]
    say("\n".join(lines) or "ไม่มีไฟล์รอรับเข้า · Nothing waits.", rows, as_json=as_json)


@group.command("accept")
@click.argument("number", type=int)
@commit_option
@as_json
def accept(number: int, commit: bool, as_json: bool) -> None:
    """Previews a file handed in, or with --commit writes it to the roster."""
    wired = wiring()
    with wired.database.transaction() as session:
        office, campaign = office_and_campaign(session)
        row = _waiting_file(session, campaign, number)
        facts, words = import_roster(
            session,
            office,
            campaign,
            bytes_of(row),
            part=(row.unit, row.site),
            sheet=None,
            commit=commit,
            wired=wired,
            quiet=as_json,
        )
        if commit:
            decide(session, row, RosterFileState.COMMITTED, actor=ACTOR, now=wired.now())
    say(words, facts, as_json=as_json)


@group.command("refuse")
@click.argument("number", type=int)
def refuse(number: int) -> None:
    """Turns down a file handed in; its people are forgotten."""
    wired = wiring()
    with wired.database.transaction() as session:
        _, campaign = office_and_campaign(session)
        row = _waiting_file(session, campaign, number)
        decide(session, row, RosterFileState.REFUSED, actor=ACTOR, now=wired.now())
    click.echo("ไม่รับแล้ว · Refused.")


def _waiting_file(session: Session, campaign: Campaign, number: int) -> RosterFile:
    row = next((row for row in waiting(session, campaign) if row.id == number), None)
    if row is None:
        give_up(
            f"ไม่มีไฟล์ {number} ที่รอรับเข้า ดูด้วย flask roster waiting",
            f"No file {number} waits: see `flask roster waiting`.",
        )
    return row


def _waiting(row: RosterFile) -> dict[str, Any]:
    return {
        "file": row.id,
        "unit": row.unit.code if row.unit else None,
        "site": row.site.code if row.site else None,
        "submitted_at": row.submitted_at.isoformat(),
    }


def _part(
    session: Session, office: Agency, unit: str | None, site: str | None
) -> tuple[Unit | None, Site | None]:
    if site and not unit:
        give_up("ระบุ --unit คู่กับ --site", "--site needs its --unit.")
    chosen = unit_named(session, office, unit) if unit else None
    return chosen, site_named(session, office, chosen, site) if chosen and site else None


def import_roster(
    session: Session,
    office: Agency,
    campaign: Campaign,
    content: bytes,
    *,
    part: tuple[Unit | None, Site | None],
    sheet: str | None,
    commit: bool,
    wired: Wiring,
    quiet: bool,
) -> tuple[dict[str, Any], str]:
    """Plans, and writes if asked to; what it came to, for scripts and for people."""
    if commit:
        lock_roster(session, campaign)
    plan = _plan(session, office, campaign, content, part=part, sheet=sheet, wired=wired)
    facts, words = plan_facts(plan), plan_words(plan, campaign)
    if not commit:
        return facts, f"{words}\nยังไม่ได้บันทึก เพิ่ม --commit · Preview only: add --commit to write."
    with click.progressbar(
        length=len(plan.people),
        label="บันทึก · writing",
        hidden=quiet,
        file=sys.stderr,
    ) as bar:
        targets = commit_plan(
            session,
            office,
            campaign,
            plan,
            actor=ACTOR,
            now=wired.now(),
            progress=bar.update,
        )
    changed = "\n".join(f"เป้าหมาย · target  {each}" for each in targets)
    return {**facts, "targets": targets}, f"{words}\n{changed}\nบันทึกแล้ว · Written.".replace(
        "\n\n", "\n"
    )


def _plan(
    session: Session,
    office: Agency,
    campaign: Campaign,
    content: bytes,
    *,
    part: tuple[Unit | None, Site | None],
    sheet: str | None,
    wired: Wiring,
) -> Plan:
    unit, site = part
    plan = plan_roster(
        session,
        office,
        campaign,
        content,
        unit=unit,
        site=site,
        sheet=sheet,
        today=bangkok_date(wired.now()),
    )
    if isinstance(plan, Refused):
        give_up(plan.th, plan.en)
    return plan
