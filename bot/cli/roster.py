"""flask roster: the staff list in, the cards out."""

import csv
import sys
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from bot.cli.choose import site_named, unit_named
from bot.cli.output import as_json, give_up, office_and_campaign, say
from bot.wiring import Wiring, wiring
from models.agency import Agency, Site, Unit
from models.campaign import Campaign
from models.roster_file import RosterFile, RosterFileState
from roster.load import commit_plan, lock_roster
from roster.open_file import Refused
from roster.parse import parse_roster
from roster.plan import Plan, by_cell, make_plan, places_of, standing
from roster.submissions import bytes_of, decide, submit, waiting
from rules.eligibility import year_ends_before
from rules.language import Language
from rules.thai_dates import bangkok_date, short_thai_date
from rules.unit_names import UnitName

ACTOR = "command line"
SHOWN = 20
"""Rejected rows on the screen; all of them are in the file of --rejected and in --json."""

group = AppGroup("roster", help="The staff list (IIT).")

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
    wired = wiring()
    with wired.database.transaction() as session:
        office, campaign = office_and_campaign(session)
        part = _part(session, office, unit, site)
        facts, words = _import(
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
        _write_rejected(kept, facts["rejected"])
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
        row = submit(
            session,
            campaign,
            content,
            unit=chosen,
            site=place,
            actor=ACTOR,
            now=wired.now(),
        )
        facts = {"file": row.id, **_facts(plan)}
        words = f"ส่งแล้ว รอนักทรัพยากรบุคคลรับเข้า · Submitted: file {row.id}\n{_words(plan, campaign)}"
    say(words, facts, as_json=as_json)


@group.command("waiting")
@as_json
def show_waiting(as_json: bool) -> None:
    """Lists the files handed in that wait for `hr`."""
    with wiring().database.reading() as session:
        _, campaign = office_and_campaign(session)
        rows = [_waiting(row) for row in waiting(session, campaign)]
    lines = [f"{r['file']}  {r['unit']}  {r['site'] or ''}  {r['submitted_at']}" for r in rows]
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
        facts, words = _import(
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
        "unit": row.unit.code,
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


def _import(
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
    facts, words = _facts(plan), _words(plan, campaign)
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
    places = places_of(session, campaign)
    sites: dict[str, list[UnitName]] = {}
    for (unit_code, code), site in places.sites.items():
        name = UnitName(code, site.name_th, site.name_en, tuple(site.aliases))
        sites.setdefault(unit_code, []).append(name)
    unit, place = part
    parsed = parse_roster(
        content,
        units=[
            UnitName(u.code, u.name_th, u.name_en, tuple(u.aliases)) for u in places.units.values()
        ],
        sites=sites,
        today=bangkok_date(wired.now()),
        only=(unit.code, place.code if place else None) if unit else None,
        sheet=sheet,
    )
    if isinstance(parsed, Refused):
        give_up(parsed.th, parsed.en)
    return make_plan(session, office, campaign, parsed)


def _facts(plan: Plan) -> dict[str, Any]:
    return {
        "rows": plan.rows,
        "new": len(plan.new),
        "changed": len(plan.changed),
        "unchanged": len(plan.unchanged),
        "missing": len(plan.missing),
        "rejected": [
            {"row": row.row, "column": row.column, "reason": row.reason}
            for row in sorted(plan.rejected, key=lambda each: each.row)
        ],
        "notes": list(plan.notes),
    }


def _words(plan: Plan, campaign: Campaign) -> str:
    lines = list(plan.notes)
    for unit, group_, tally in by_cell(plan, campaign):
        lines.append(
            f"{unit:24} {group_:14} {tally['people']:5} คน  มีสิทธิ {tally['eligible']}  "
            f"ใหม่ {tally['new']}  เปลี่ยน {tally['changed']}  เดิม {tally['unchanged']}  "
            f"ไม่อยู่ในไฟล์ {tally['missing']}"
        )
    lines += _not_eligible(plan, campaign)
    rejected = sorted(plan.rejected, key=lambda each: each.row)
    lines += [f"ไม่รับแถว {r.row} {r.column}: {r.reason}" for r in rejected[:SHOWN]]
    if len(rejected) > SHOWN:
        lines.append(
            f"… อีก {len(rejected) - SHOWN} แถว ใช้ --rejected FILE · more with --rejected FILE"
        )
    lines.append(
        f"{plan.rows} แถว: ใหม่ {len(plan.new)} เปลี่ยน {len(plan.changed)} "
        f"เดิม {len(plan.unchanged)} ไม่อยู่ในไฟล์ {len(plan.missing)} ไม่รับ {len(rejected)} · "
        f"{plan.rows} rows: {len(plan.new)} new, {len(plan.changed)} changed, "
        f"{len(plan.unchanged)} unchanged, {len(plan.missing)} missing, {len(rejected)} rejected"
    )
    return "\n".join(lines)


def _not_eligible(plan: Plan, campaign: Campaign) -> list[str]:
    """Rows of people who may not be asked, with the reason; by row, without names."""
    ends = short_thai_date(year_ends_before(campaign.fiscal_year), Language.THAI)
    rows = [person for person in plan.people if standing(person, campaign)]
    lines = [
        f"แถว {person.row}: เริ่มงาน {short_thai_date(person.started_on, Language.THAI)}: "
        f"ไม่ครบ 1 ปีก่อน {ends}"
        for person in rows[:SHOWN]
    ]
    return [*lines, f"… อีก {len(rows) - SHOWN} คน"] if len(rows) > SHOWN else lines


def _write_rejected(path: Path, rejected: list[dict[str, Any]]) -> None:
    """CSV that Thai Excel reads, and no cell of which it would run."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["แถว", "คอลัมน์", "เหตุผล"])
        for row in rejected:
            writer.writerow([row["row"], _harmless(row["column"]), _harmless(row["reason"])])


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
