"""flask demo: what the simulator needs to show the product: counters, people with hats, a world."""

import json
from typing import Any

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from bot.cli import campaign as campaign_cli
from bot.cli import migrate
from bot.cli.output import office_and_campaign
from bot.cli.roster import import_roster
from bot.wiring import Wiring, wiring
from models.agency import UNASSIGNED, Agency, Unit, units_of
from models.campaign import Campaign, Instrument
from models.invitee import invitees_of
from models.role import Role, RoleName, invite_to_role
from models.service_point import PointKind, ServicePoint, points_of
from models.staff_member import StaffMember
from roster.invitees import InviteePlan, commit_invitees, plan_invitees
from rules.codes import CodeKind, new_code
from rules.language import Language
from rules.thai_dates import short_thai_date
from settings import ROOT, VAR

CAMPAIGN = ROOT / "campaigns" / "bangsue-2570.yaml"
INVITEES = ROOT / "campaigns" / "invitees-example.csv"
ROSTER = ROOT / "campaigns" / "roster-example.csv"
WITH_A_CARD = ("นายสมชาย ขยัน", "นายปรีชา ช่างดี")
WORLD = VAR / "simulator" / "world.json"

CAST = [
    ("citizen", "มานี ใจดี", "citizen", "ประชาชน มาติดต่องานทะเบียน", None, None),
    ("contractor", "บจก. รุ่งเรืองการช่าง", "contractor", "คู่สัญญาของฝ่ายโยธา", None, None),
    ("staff", "สมชาย ขยัน", "staff", "เจ้าหน้าที่ฝ่ายรายได้", None, None),
    ("coordinator", "วิภา ประสาน", "coordinator", "ผู้ประสานงานฝ่ายโยธา", "coordinator", "works"),
    ("owner", "ประยูร ปกครอง", "owner", "หัวหน้าฝ่ายปกครอง เลขานุการคณะทำงาน", "owner", None),
]
"""Id, name, part, about, role, unit of the fixed cast."""

COUNTERS = ("เคาน์เตอร์ 1", "เคาน์เตอร์ 2")


@click.command("demo")
@click.pass_context
@with_appcontext
def command(context: click.Context) -> None:
    """Sets the stage (only with SIMULATOR=1) and prints the three addresses to open."""
    wired = wiring()
    if not wired.settings.simulator:
        raise SystemExit("SIMULATOR=1 เท่านั้น · Only with SIMULATOR=1: this makes pretend people.")
    context.invoke(migrate.command)
    context.invoke(campaign_cli.load, file=CAMPAIGN, as_json=False)
    with wired.database.transaction() as session:
        office, campaign = office_and_campaign(session)
        units = [u for u in units_of(session, office.id) if u.code != UNASSIGNED]
        points = _points(session, campaign, units, wired)
        cards = _staff_cards(session, office, campaign, wired)
        letters = _letters(session, office, campaign, wired)
        cast = _cast(session, office, campaign, units, wired)
        world = {
            "office": {"th": office.name_th, "en": office.name_en},
            "basic_id": wired.settings.line_basic_id,
            "web": wired.settings.public_base_url,
            "posters": [_poster(point, wired) for point in points] + cards + letters,
            "cast": cast,
        }
    WORLD.parent.mkdir(parents=True, exist_ok=True)
    WORLD.write_text(json.dumps(world, ensure_ascii=False, indent=1))
    _print_addresses(wired, points[0])


def _points(
    session: Any, campaign: Campaign, units: list[Unit], wired: Wiring
) -> list[ServicePoint]:
    """Two counters per unit and one kiosk, made once."""
    kept = points_of(session, agency_id=campaign.agency_id, campaign_id=campaign.id)
    if kept:
        return kept
    places = [
        (unit, label, PointKind.COUNTER)
        for unit in units
        if campaign.has_eit(unit.code)
        for label in COUNTERS
    ]
    registration = next((unit for unit in units if unit.code == "registration"), units[0])
    places.append((registration, "ตู้บริการ", PointKind.KIOSK))
    for unit, label, kind in places:
        session.add(
            ServicePoint(
                agency_id=campaign.agency_id,
                campaign=campaign,
                unit=unit,
                instrument=Instrument.EIT,
                kind=kind,
                code=new_code(CodeKind.SERVICE_POINT),
                label=label,
                created_at=wired.now(),
            )
        )
    session.flush()
    return points_of(session, agency_id=campaign.agency_id, campaign_id=campaign.id)


def _staff_cards(
    session: Any, office: Agency, campaign: Campaign, wired: Wiring
) -> list[dict[str, str]]:
    """A made-up roster, loaded once, and two of its cards to scan; the day is what the bot asks."""
    ours = StaffMember.agency_id == office.id
    if session.scalar(select(StaffMember.id).where(ours).limit(1)) is None:
        import_roster(
            session,
            office,
            campaign,
            ROSTER.read_bytes(),
            part=(None, None),
            sheet=None,
            commit=True,
            wired=wired,
            quiet=True,
        )
    members = session.scalars(select(StaffMember).where(ours, StaffMember.not_eligible.is_(None)))
    return [
        {
            "code": member.code,
            "label": f"{member.name} เริ่มงาน {short_thai_date(member.started_on, Language.THAI)}",
            "unit": "บัตรลิงก์ IIT รายบุคคล",
            "url": wired.page_of_code(office, member.code, session),
        }
        for member in members
        if member.name in WITH_A_CARD
    ]


def _letters(
    session: Any, office: Agency, campaign: Campaign, wired: Wiring
) -> list[dict[str, str]]:
    """Made-up organisations, loaded once, and the contractor's letter to scan."""
    plan = plan_invitees(session, office, campaign, INVITEES.read_bytes())
    assert isinstance(plan, InviteePlan)
    commit_invitees(session, office, campaign, plan, actor="demo", now=wired.now())
    session.flush()
    first = invitees_of(session, agency_id=office.id, campaign_id=campaign.id)[0]
    return [
        {
            "code": first.code,
            "label": first.organisation,
            "unit": "หนังสือเชิญคู่สัญญา",
            "url": wired.page_of_code(office, first.code, session),
        }
    ]


def _cast(
    session: Any, office: Agency, campaign: Campaign, units: list[Unit], wired: Wiring
) -> list[dict[str, Any]]:
    """The people; those with a hat get a fresh key until somebody wears it."""
    now_worn = select(Role).where(Role.agency_id == office.id, Role.ended_at.is_(None))
    worn = {(role.name, role.unit_id) for role in session.scalars(now_worn)}
    cast = []
    for who, name, part, about, role, unit_code in CAST:
        unit = next((u for u in units if u.code == unit_code), None)
        key = None
        if role is not None and (role, unit.id if unit else None) not in worn:
            key, _ = invite_to_role(
                session,
                office,
                RoleName(role),
                unit=unit,
                calendar=campaign.calendar,
                actor="demo",
                now=wired.now(),
            )
        cast.append({"id": who, "name": name, "part": part, "about": about, "key": key})
    return cast


def _poster(point: ServicePoint, wired: Wiring) -> dict[str, str]:
    return {
        "code": point.code,
        "label": point.label,
        "unit": point.unit.name_th,
        "url": f"{wired.settings.public_base_url}/q/{point.code}",
    }


def _print_addresses(wired: Wiring, point: ServicePoint) -> None:
    web = wired.settings.public_base_url
    click.echo(
        "\n".join(
            [
                "",
                f"  ห้องแชทจำลอง · simulator's chat   {wired.settings.line_api_base}/simulator/",
                f"  โต๊ะงาน · coordinators' desk       {web}/desk/",
                f"  ป้ายจุดบริการ · a counter's poster  {web}/q/{point.code}/poster",
                "",
                "  หยุด: Ctrl-C · stop: Ctrl-C",
                "",
            ]
        )
    )
