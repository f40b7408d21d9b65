"""flask campaign: one YAML file per office and fiscal year."""

from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cli.output import as_json, check_writable, give_up, say, the_office
from bot.wiring import Wiring, wiring
from campaigns.edit import as_yaml
from campaigns.load import ACTOR, EditedSince, Loaded, YearTaken, load_campaign
from campaigns.next_year import next_year_text
from campaigns.parse import parse_campaign
from campaigns.schema import CampaignFile
from models.agency import Agency
from models.campaign import Campaign, Instrument, campaign_of_year, find_campaign
from models.closing import close_campaign, is_early, may_reopen, reopen_campaign
from roster.load import reassess

group = AppGroup("campaign", help="Campaigns.")


@group.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="The file's word over the desk's changes.")
@as_json
def load(file: Path, replace: bool, as_json: bool) -> None:
    """Checks the whole file and loads it; every mistake is listed with its line.

    What the desk changed since stands while the file is the one loaded before.
    """
    wired, parsed = wiring(), read_file(file)
    loaded = load_file(wired, parsed, replace=replace)
    facts = {
        "agency": parsed.agency.slug,
        "campaign": parsed.slug,
        "units": len(parsed.units),
        "changed": loaded.changed,
    }
    changed = ", ".join(loaded.changed) or "ไม่มีอะไรเปลี่ยน · nothing changed"
    say(f"{parsed.slug}: {len(parsed.units)} หน่วยงาน · {changed}", facts, as_json=as_json)
    if loaded.kept:
        click.echo(
            "คงค่าที่เปลี่ยนในเว็บเจ้าหน้าที่ไว้ (ไฟล์ไม่เปลี่ยน) · "
            "The desk's changes stand: the file is the same.",
            err=True,
        )
    if any(link.placeholder for link in (parsed.links.EIT, parsed.links.IIT)):
        click.echo(
            "!! ลิงก์ทดลอง: ยังไม่ใช่แบบวัดจริง ใส่ลิงก์ของ ป.ป.ช. ก่อนใช้กับประชาชน · "
            "PRACTICE LINKS: put the NACC's own links in the file before real people see them.",
            err=True,
        )


def read_file(file: Path) -> CampaignFile:
    """The checked file, or every mistake with its line, and the end."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        click.echo(f"{file}: ไฟล์ไม่ใช่ UTF-8 · The file is not UTF-8: save it as UTF-8.", err=True)
        raise SystemExit(1) from None
    parsed, problems = parse_campaign(text)
    for problem in problems:
        click.echo(f"{file}:{problem.line}: {problem.where}: {problem.th} · {problem.en}", err=True)
    if parsed is None or problems:
        click.echo(
            f"พบ {len(problems)} ข้อ ไม่ได้โหลด · {len(problems)} problems, nothing loaded.", err=True
        )
        raise SystemExit(1)
    return parsed


def load_file(wired: Wiring, parsed: CampaignFile, *, replace: bool = False) -> Loaded:
    """Loads it, or says what stands against it, and ends."""
    try:
        with wired.database.transaction() as session:
            loaded = load_campaign(session, parsed, now=wired.now(), replace=replace)
            # A date rule that changed decides anew who of the roster is eligible.
            assert loaded.campaign is not None
            loaded.changed += reassess(session, loaded.campaign, actor=ACTOR, now=wired.now())
    except YearTaken as taken:
        give_up(
            f"ปีงบประมาณ {parsed.fiscal_year} มีแคมเปญ {taken.slug} อยู่แล้ว: "
            f"ให้แก้ไฟล์นั้น หรือใช้ slug: {taken.slug}",
            f"Fiscal year {parsed.fiscal_year} has the campaign {taken.slug}: change that file, "
            f"or write slug: {taken.slug}.",
        )
    except EditedSince as edited:
        give_up(
            f"ไม่ได้โหลด: ทั้งไฟล์และเว็บเจ้าหน้าที่เปลี่ยนแคมเปญนี้ (เว็บครั้งล่าสุด {edited.at:%Y-%m-%d %H:%M} UTC) "
            f"ดูค่าปัจจุบันด้วย flask campaign show {parsed.slug} หรือใช้ไฟล์แทนด้วย --replace",
            f"Not loaded: the file and the desk both changed this campaign (the desk last at "
            f"{edited.at:%Y-%m-%d %H:%M} UTC). See what stands with `flask campaign show "
            f"{parsed.slug}`, or let the file win with --replace.",
        )
    return loaded


@group.command("show")
@click.argument("slug")
def show_one(slug: str) -> None:
    """Prints a campaign as it stands, the desk's changes included, as a file to load."""
    with wiring().database.reading() as session:
        click.echo(as_yaml(_campaign(session, slug)), nl=False)


@group.command("list")
@as_json
def show(as_json: bool) -> None:
    """Lists the campaigns loaded."""
    with wiring().database.reading() as session:
        rows = [
            {
                "agency": slug,
                "campaign": campaign.slug,
                "fiscal_year": campaign.fiscal_year,
                "opens_on": campaign.opens_on.isoformat(),
                "closes_on": campaign.closes_on.isoformat(),
                "closed_at": campaign.closed_at.isoformat() if campaign.closed_at else None,
                "practice_links": [i for i in Instrument if campaign.is_practice(i)],
            }
            for campaign, slug in session.execute(
                select(Campaign, Agency.slug)
                .join(Agency, Agency.id == Campaign.agency_id)
                .order_by(Campaign.fiscal_year)
            )
        ]
    lines = [
        f"{row['campaign']}: {row['opens_on']} – {row['closes_on']}"
        + (" (ปิดแล้ว · closed)" if row["closed_at"] else "")
        for row in rows
    ]
    say("\n".join(lines), rows, as_json=as_json)


@group.command("clone")
@click.argument("slug")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where to write it.")
def clone(slug: str, out: Path | None) -> None:
    """Writes the next fiscal year's file: days shifted, nothing confirmed, nothing loaded."""
    with wiring().database.reading() as session:
        campaign = _campaign(session, slug)
        year = campaign.fiscal_year + 1
        taken = campaign_of_year(session, campaign.agency_id, year)
        if taken is not None:
            give_up(
                f"ปีงบประมาณ {year} มีแคมเปญ {taken.slug} อยู่แล้ว: ให้แก้ไฟล์ของแคมเปญนั้น",
                f"Fiscal year {year} has the campaign {taken.slug} already: change that file.",
            )
        text = next_year_text(campaign.content)
    if out is None:
        click.echo(text, nl=False)
        return
    if out.exists():
        give_up(f"มีไฟล์ {out} อยู่แล้ว", f"{out} exists: choose another name.")
    check_writable(out)
    out.write_text(text, encoding="utf-8")
    click.echo(
        f"{out}: แก้ทุกบรรทัดที่มี “!!” แล้วสั่ง flask campaign load {out} · "
        f"Edit every line with “!!”, then run `flask campaign load {out}`."
    )


@group.command("close")
@click.argument("slug")
@click.option("--yes", is_flag=True, help="Do not ask before closing early.")
def close(slug: str, yes: bool) -> None:
    """Ends a campaign: nobody is invited, counted or reminded any more; figures stay readable."""
    wired = wiring()
    with wired.database.reading() as session:
        early = is_early(_campaign(session, slug), now=wired.now())
    if early and not yes:
        click.confirm(
            "ยังไม่ถึงวันปิดตามกำหนด ผู้ที่สแกนหลังจากนี้จะตอบไม่ได้ ปิดเลยหรือไม่ · "
            "Its last day has not passed; nobody could answer from now on. Close it",
            abort=True,
        )
    with wired.database.transaction() as session:
        campaign = _campaign(session, slug)
        done = close_campaign(session, campaign, actor="command line", now=wired.now())
    if done:
        click.echo(f"ปิด {slug} แล้ว · {slug} is closed.")
    else:
        click.echo(f"{slug} ปิดอยู่แล้ว ไม่มีอะไรเปลี่ยน · {slug} was closed before.")


@group.command("reopen")
@click.argument("slug")
def reopen(slug: str) -> None:
    """Takes a closing back while the campaign still has days; it is audited."""
    wired = wiring()
    with wired.database.transaction() as session:
        campaign = _campaign(session, slug)
        if not may_reopen(campaign, now=wired.now()):
            give_up(
                f"เปิด {slug} อีกไม่ได้: ไม่ได้ปิดไว้ หรือพ้นวันปิดตามกำหนดแล้ว",
                f"{slug} cannot be reopened: it is not closed, or its last day has passed.",
            )
        reopen_campaign(session, campaign, actor="command line", now=wired.now())
    click.echo(f"เปิด {slug} อีกครั้งแล้ว · {slug} is open again.")


def _campaign(session: Session, slug: str) -> Campaign:
    """The office's campaign of that slug, or a sentence with those there are."""
    office = the_office()
    found = find_campaign(session, office.id, slug)
    if found is None:
        theirs = select(Campaign.slug).where(Campaign.agency_id == office.id)
        known = session.scalars(theirs.order_by(Campaign.fiscal_year)).all()
        give_up(
            f"ไม่มีแคมเปญ {slug}",
            f"There is no campaign {slug}: use {', '.join(known) or 'none yet'}.",
        )
    return found
