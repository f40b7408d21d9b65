"""flask campaign: one YAML file per office and fiscal year."""

from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import select

from bot.cli.output import as_json, give_up, say
from bot.wiring import wiring
from campaigns.load import ACTOR, YearTaken, load_campaign
from campaigns.parse import parse_campaign
from models.agency import Agency
from models.campaign import Campaign, Instrument
from roster.load import reassess

group = AppGroup("campaign", help="Campaigns.")


@group.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_json
def load(file: Path, as_json: bool) -> None:
    """Checks the whole file and loads it; every mistake is listed with its line."""
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
    wired = wiring()
    try:
        with wired.database.transaction() as session:
            loaded = load_campaign(session, parsed, now=wired.now())
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
    facts = {
        "agency": parsed.agency.slug,
        "campaign": parsed.slug,
        "units": len(parsed.units),
        "changed": loaded.changed,
    }
    changed = ", ".join(loaded.changed) or "ไม่มีอะไรเปลี่ยน · nothing changed"
    say(f"{parsed.slug}: {len(parsed.units)} หน่วยงาน · {changed}", facts, as_json=as_json)
    if any(link.placeholder for link in (parsed.links.EIT, parsed.links.IIT)):
        click.echo(
            "!! ลิงก์ทดลอง: ยังไม่ใช่แบบวัดจริง ใส่ลิงก์ของ ป.ป.ช. ก่อนใช้กับประชาชน · "
            "PRACTICE LINKS: put the NACC's own links in the file before real people see them.",
            err=True,
        )


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
                "practice_links": [i for i in Instrument if campaign.is_practice(i)],
            }
            for campaign, slug in session.execute(
                select(Campaign, Agency.slug)
                .join(Agency, Agency.id == Campaign.agency_id)
                .order_by(Campaign.fiscal_year)
            )
        ]
    lines = [f"{row['campaign']}: {row['opens_on']} – {row['closes_on']}" for row in rows]
    say("\n".join(lines), rows, as_json=as_json)
