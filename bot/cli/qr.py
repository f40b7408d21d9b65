"""flask qr: service points and their codes."""

from pathlib import Path

import click
from flask.cli import AppGroup

from bot.cli.choose import unit_named
from bot.cli.output import as_json, give_up, office_and_campaign, say
from bot.wiring import wiring
from models.audit import audit
from models.campaign import Instrument
from models.service_point import PointKind, ServicePoint, find_point, points_of
from qr_assets import payload
from rules.codes import CodeKind, new_code, read_code

group = AppGroup("qr", help="Counters' codes.")


@group.command("make")
@click.option("--unit", required=True, help="Unit's code or name, e.g. works or โยธา.")
@click.option("--label", default="", help="What the counter is called, e.g. เคาน์เตอร์ 1.")
@click.option("--kind", type=click.Choice([k.value for k in PointKind]), default="counter")
@click.option("--out", type=click.Path(file_okay=False), help="Write CODE.png and CODE.svg there.")
@as_json
def make(unit: str, label: str, kind: str, out: str | None, as_json: bool) -> None:
    """Makes a service point; the same unit and label again gives the same code."""
    wired = wiring()
    with wired.database.transaction() as session:
        office, campaign = office_and_campaign(session)
        chosen = unit_named(session, office, unit)
        if not campaign.has_eit(chosen.code):
            give_up(
                f"{chosen.name_th} ไม่มีเป้าหมาย EIT จึงไม่มีจุดบริการ",
                f"{chosen.name_en} has no EIT target, so no service point.",
            )
        points = points_of(session, agency_id=office.id, campaign_id=campaign.id, unit_id=chosen.id)
        point = next((p for p in points if label and p.label == label and p.kind == kind), None)
        if point is None:
            point = ServicePoint(
                agency_id=office.id,
                campaign_id=campaign.id,
                unit=chosen,
                campaign=campaign,
                instrument=Instrument.EIT,
                kind=kind,
                code=new_code(CodeKind.SERVICE_POINT),
                label=label,
                created_at=wired.now(),
            )
            session.add(point)
            audit(
                session,
                office.id,
                at=wired.now(),
                actor="command line",
                action="service point made",
                unit=chosen.code,
                label=label,
            )
        facts = [_facts(point, wired.settings.public_base_url)]
    if out is not None:
        _write_images(facts[0]["code"], facts[0]["url"], Path(out))
    say(f"{facts[0]['code']}  {facts[0]['url']}", facts, as_json=as_json)


@group.command("list")
@as_json
def show(as_json: bool) -> None:
    """Lists the codes in use."""
    wired = wiring()
    with wired.database.reading() as session:
        office, campaign = office_and_campaign(session)
        rows = [
            _facts(point, wired.settings.public_base_url)
            for point in points_of(session, agency_id=office.id, campaign_id=campaign.id)
        ]
    lines = [f"{row['code']}  {row['unit']}  {row['label']}  {row['url']}" for row in rows]
    say("\n".join(lines), rows, as_json=as_json)


@group.command("revoke")
@click.argument("code")
def revoke(code: str) -> None:
    """Ends a code: its page then says so. Figures stay."""
    wired = wiring()
    reading = read_code(code)
    with wired.database.transaction() as session:
        office, _ = office_and_campaign(session)
        point = find_point(session, office.id, reading.code) if reading else None
        if point is None:
            give_up(f"ไม่พบรหัส {code}", f"No such code: {code}. See `flask qr list`.")
        point.revoked_at = point.revoked_at or wired.now()
        audit(
            session,
            office.id,
            at=wired.now(),
            actor="command line",
            action="service point revoked",
            code=point.code,
        )
    click.echo(f"เลิกใช้ {point.code} แล้ว · {point.code} is revoked.")


def _facts(point: ServicePoint, base_url: str) -> dict[str, str]:
    return {
        "code": point.code,
        "unit": point.unit.code,
        "label": point.label,
        "kind": str(point.kind),
        "url": f"{base_url}/q/{point.code}",
    }


def _write_images(code: str, url: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{code}.png").write_bytes(payload.png(url))
    (folder / f"{code}.svg").write_bytes(payload.svg(url))
