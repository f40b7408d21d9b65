"""flask qr print|pack: what is put up at the points, one file or all of them."""

import sys
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from bot.apart import make_apart, make_many
from bot.cli.choose import unit_named
from bot.cli.output import as_json, check_writable, give_up, office_and_campaign, say
from bot.pack import ABOUT, ON_PAPER, ON_SCREEN, pack_files, zip_entry
from bot.printing import posters
from bot.wiring import wiring
from models.agency import Agency
from models.campaign import Campaign
from models.service_point import ServicePoint, points_of
from qr_assets.facts import Posters, Tongue
from rules.codes import read_code
from rules.thai_dates import bangkok_date

MOST_LOGO_BYTES = 500_000

unit_option = click.option("--unit", help="Only this unit's points, e.g. works.")
tongue_option = click.option(
    "--language", type=click.Choice([t.value for t in Tongue]), default="both", show_default=True
)
logo_option = click.option(
    "--logo",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The office's emblem (PNG or SVG) for the middle of the QR.",
)


@click.command("print")
@with_appcontext
@click.argument("what", type=click.Choice([*ON_PAPER, *ON_SCREEN, *ABOUT]))
@unit_option
@click.option("--code", help="Only this point.")
@tongue_option
@logo_option
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where to write it.")
def print_one(
    what: str,
    unit: str | None,
    code: str | None,
    language: str,
    logo: Path | None,
    out: Path | None,
) -> None:
    """Makes one file, e.g. poster-a4.pdf, of all points, a unit's, or one."""
    path = out or Path(what)
    check_writable(path)
    with wiring().database.reading() as session:
        office, campaign, points = _points(session, unit, code)
        facts = _posters(office, campaign, points, language, logo)
    path.write_bytes(make_apart(what, facts))
    click.echo(f"{path}")


@click.command("pack")
@with_appcontext
@unit_option
@tongue_option
@logo_option
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), default="qr-pack.zip")
@as_json
def pack(unit: str | None, language: str, logo: Path | None, out: Path, as_json: bool) -> None:
    """Makes every form of every point into one ZIP, a folder a unit."""
    check_writable(out)
    with wiring().database.reading() as session:
        office, campaign, points = _points(session, unit, None)
        files = list(
            pack_files(points, lambda some: _posters(office, campaign, some, language, logo))
        )
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
        click.progressbar(
            zip(files, make_many([(what, facts) for _, what, facts in files]), strict=True),
            length=len(files),
            label="ทำป้าย · making",
            hidden=as_json,
            file=sys.stderr,
        ) as bar,
    ):
        for (name, _, _), content in bar:
            archive.writestr(zip_entry(name), content)
    made = {"file": str(out), "points": len(points), "files": len(files)}
    say(f"{out}: {len(files)} ไฟล์ · files", made, as_json=as_json)


def _points(
    session: Session, unit: str | None, code: str | None
) -> tuple[Agency, Campaign, list[ServicePoint]]:
    office, campaign = office_and_campaign(session)
    chosen = unit_named(session, office, unit) if unit else None
    points = points_of(
        session,
        agency_id=office.id,
        campaign_id=campaign.id,
        unit_id=chosen.id if chosen else None,
    )
    if code is not None:
        reading = read_code(code)
        points = [point for point in points if reading and point.code == reading.code]
    if not points:
        give_up(
            "ไม่มีจุดบริการที่ใช้อยู่ตามที่ระบุ: ดูด้วย flask qr list",
            "No such point in use: see `flask qr list`, or make one with `flask qr make`.",
        )
    return office, campaign, sorted(points, key=lambda point: (point.unit.position, point.id))


def _posters(
    office: Agency,
    campaign: Campaign,
    points: Sequence[ServicePoint],
    language: str,
    logo: Path | None,
) -> Posters:
    wired = wiring()
    today: date = bangkok_date(wired.now())
    emblem = logo.read_bytes() if logo else None
    if emblem is not None and (len(emblem) > MOST_LOGO_BYTES or not _is_picture(emblem)):
        give_up(
            f"{logo}: ตราต้องเป็นไฟล์ PNG, JPEG หรือ SVG ไม่เกิน 500 KB",
            f"{logo}: an emblem is a PNG, JPEG or SVG file of at most 500 KB.",
        )
    return posters(
        office,
        campaign,
        points,
        public_url=wired.settings.public_base_url,
        today=today,
        tongue=Tongue(language),
        logo=emblem,
    )


def _is_picture(content: bytes) -> bool:
    return content.startswith((b"\x89PNG\r\n", b"\xff\xd8\xff")) or b"<svg" in content[:1000]
