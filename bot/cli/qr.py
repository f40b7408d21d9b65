"""flask qr: service points and their codes."""

from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from bot.cli.choose import unit_named
from bot.cli.output import as_json, give_up, office_and_campaign, say
from bot.cli.qr_print import pack, print_one
from bot.wiring import wiring
from models.agency import Agency, Unit
from models.audit import audit
from models.campaign import Campaign
from models.service_point import (
    PointKind,
    ServicePoint,
    add_point,
    end_point,
    find_point,
    free_code,
    points_of,
)
from qr_assets import payload
from rules.codes import read_code

ACTOR = "command line"
group = AppGroup("qr", help="Counters' codes.")
group.add_command(print_one)
group.add_command(pack)


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
        _needs_eit(campaign, chosen)
        point = add_point(
            session,
            campaign,
            chosen,
            label=label,
            kind=PointKind(kind),
            actor=ACTOR,
            now=wired.now(),
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
    with wired.database.transaction() as session:
        office, _ = office_and_campaign(session)
        point = _point(session, office, code)
        end_point(session, point, actor=ACTOR, now=wired.now())
    click.echo(f"เลิกใช้ {point.code} แล้ว · {point.code} is revoked.")


@group.command("replace")
@click.argument("code")
@as_json
def replace(code: str, as_json: bool) -> None:
    """Ends a code and makes another for the same place: for a poster lost or tampered with."""
    wired = wiring()
    with wired.database.transaction() as session:
        office, _ = office_and_campaign(session)
        old = _point(session, office, code)
        if old.revoked_at is not None:
            give_up(f"{old.code} เลิกใช้ไปแล้ว", f"{old.code} is revoked already.")
        end_point(session, old, actor=ACTOR, now=wired.now())
        point = ServicePoint(
            agency_id=old.agency_id,
            campaign=old.campaign,
            unit=old.unit,
            instrument=old.instrument,
            kind=old.kind,
            code=free_code(session),
            label=old.label,
            created_at=wired.now(),
        )
        session.add(point)
        facts = [_facts(point, wired.settings.public_base_url)]
    say(f"{old.code} → {facts[0]['code']}  {facts[0]['url']}", facts, as_json=as_json)


@group.command("change")
@click.argument("code")
@click.option("--unit", help="The unit it belongs to from now on.")
@click.option("--label", help="What the place is called from now on.")
@click.option("--kind", type=click.Choice([k.value for k in PointKind]))
@as_json
def change(code: str, unit: str | None, label: str | None, kind: str | None, as_json: bool) -> None:
    """Corrects a point after its poster is printed; people met before stay where they were met."""
    wired = wiring()
    with wired.database.transaction() as session:
        office, campaign = office_and_campaign(session)
        point = _point(session, office, code)
        if unit is not None:
            chosen = unit_named(session, office, unit)
            _needs_eit(campaign, chosen)
            point.unit = chosen
        point.label = label if label is not None else point.label
        point.kind = PointKind(kind) if kind else point.kind
        audit(
            session,
            office.id,
            at=wired.now(),
            actor=ACTOR,
            action="service point changed",
            code=point.code,
            unit=point.unit.code,
            label=point.label,
            kind=str(point.kind),
        )
        facts = [_facts(point, wired.settings.public_base_url)]
    say(f"{facts[0]['code']}  {facts[0]['unit']}  {facts[0]['label']}", facts, as_json=as_json)


def _point(session: Session, office: Agency, code: str) -> ServicePoint:
    reading = read_code(code)
    point = find_point(session, office.id, reading.code) if reading else None
    if point is None:
        give_up(f"ไม่พบรหัส {code}", f"No such code: {code}. See `flask qr list`.")
    return point


def _needs_eit(campaign: Campaign, unit: Unit) -> None:
    if not campaign.has_eit(unit.code):
        give_up(
            f"{unit.name_th} ไม่มีเป้าหมาย EIT จึงไม่มีจุดบริการ",
            f"{unit.name_en} has no EIT target, so no service point.",
        )


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
