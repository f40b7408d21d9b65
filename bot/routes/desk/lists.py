"""รายชื่อ: the roster and the invitees as files, looked at before anything is written."""

from flask import abort, redirect, request, url_for
from werkzeug import Response

from bot.routes.desk.visit import Visit, page
from handlers.scope import MANAGING, Part, has_any, own_role
from models.agency import Site, Unit, sites_of
from models.base import row_of
from models.role import RoleName
from models.roster_file import ListKind, RosterFile, RosterFileState
from roster.invitees import InviteePlan, commit_invitees, plan_invitees
from roster.load import commit_plan, lock_roster
from roster.open_file import LARGEST_FILE, Refused
from roster.plan import Plan, by_cell, standing
from roster.submissions import bytes_of, decide, plan_roster, submit, waiting

DECIDING = {
    ListKind.ROSTER: MANAGING | {RoleName.HR},
    ListKind.INVITEES: MANAGING,
}
HANDING_IN = MANAGING | {RoleName.HR, RoleName.COORDINATOR}

ROWS_SHOWN = 200
"""Rejected rows on the page: a file with more has another fault than its cells."""


@page("/lists", may=HANDING_IN, menu=("รายชื่อ", "Lists"))
def lists(visit: Visit) -> str:
    """What may be handed in, and what waits; a coordinator sees the own part."""
    return visit.show(
        "lists.html",
        parts=_parts(visit),
        decides={kind: has_any(visit, may) for kind, may in DECIDING.items()},
        waiting=[
            row
            for kind in ListKind
            for row in waiting(visit.session, visit.campaign, kind)
            if _sees(visit, row)
        ],
        said=request.args.get("said", ""),
    )


@page("/lists", may=HANDING_IN, methods=("POST",), largest=LARGEST_FILE)
def hand_in(visit: Visit) -> Response | str:
    """Keeps the file, sealed, and shows what it would do; an unreadable one is told at once."""
    kind = next((each for each in ListKind if each == request.form.get("kind")), None)
    given = request.files.get("file")
    if kind is None or given is None or not given.filename:
        return redirect(url_for("desk.lists", said="no_file"), 303)
    unit, site = (None, None) if kind == ListKind.INVITEES else _chosen_part(visit)
    if not has_any(visit, DECIDING[kind]) and (kind != ListKind.ROSTER or unit is None):
        abort(403)
    content = given.read()
    plan = _plan(visit, kind, content, unit, site)
    if isinstance(plan, Refused):
        return visit.show("list_refused.html", why=visit.w.pick(plan.th, plan.en))
    row = submit(
        visit.session,
        visit.campaign,
        content,
        unit=unit,
        site=site,
        kind=kind,
        actor=visit.actor,
        now=visit.now,
    )
    return redirect(url_for("desk.preview", number=row.id), 303)


@page("/lists/<int:number>", may=HANDING_IN)
def preview(visit: Visit, number: int) -> str:
    """What the file would change, by numbers; rejected rows with column and reason."""
    row = _waiting_row(visit, number)
    kind = ListKind(row.kind)
    plan = _plan(visit, kind, bytes_of(row), row.unit, row.site)
    if isinstance(plan, Refused):
        return visit.show("list_refused.html", why=visit.w.pick(plan.th, plan.en))
    rejected = sorted(plan.rejected, key=lambda each: each.row)
    too_new = (
        [each for each in plan.people if standing(each, visit.campaign)]
        if isinstance(plan, Plan)
        else []
    )
    return visit.show(
        "list_preview.html",
        row=row,
        plan=plan,
        notes=plan.notes if isinstance(plan, Plan) else (),
        rejected=rejected[:ROWS_SHOWN],
        more=max(len(rejected) - ROWS_SHOWN, 0),
        too_new=[each.row for each in too_new],
        cells=by_cell(plan, visit.campaign) if isinstance(plan, Plan) else [],
        unit_names={unit.code: visit.name_of(unit) for unit in visit.units},
        decides=has_any(visit, DECIDING[kind]),
    )


@page("/lists/<int:number>", may=HANDING_IN, methods=("POST",))
def decide_on(visit: Visit, number: int) -> Response | str:
    """Writes what the preview showed, compared anew; or turns the file down."""
    row = _waiting_row(visit, number)
    kind = ListKind(row.kind)
    if not has_any(visit, DECIDING[kind]):
        abort(403)
    if request.form.get("do") != "commit":
        decide(visit.session, row, RosterFileState.REFUSED, actor=visit.actor, now=visit.now)
        return redirect(url_for("desk.lists", said="refused"), 303)
    lock_roster(visit.session, visit.campaign)
    plan = _plan(visit, kind, bytes_of(row), row.unit, row.site)
    if isinstance(plan, Refused):
        return visit.show("list_refused.html", why=visit.w.pick(plan.th, plan.en))
    write = (visit.session, visit.office, visit.campaign)
    if isinstance(plan, Plan):
        commit_plan(*write, plan, actor=visit.actor, now=visit.now)
    else:
        commit_invitees(*write, plan, actor=visit.actor, now=visit.now)
    decide(visit.session, row, RosterFileState.COMMITTED, actor=visit.actor, now=visit.now)
    return redirect(url_for("desk.lists", said="committed"), 303)


def _plan(
    visit: Visit, kind: ListKind, content: bytes, unit: Unit | None, site: Site | None
) -> Plan | InviteePlan | Refused:
    if kind == ListKind.INVITEES:
        return plan_invitees(visit.session, visit.office, visit.campaign, content)
    return plan_roster(
        visit.session,
        visit.office,
        visit.campaign,
        content,
        unit=unit,
        site=site,
        today=visit.today,
    )


def _parts(visit: Visit) -> list[tuple[str, str]]:
    """The parts this person may hand in a roster of: as the form sends them, and by name."""
    parts = [Part(unit) for unit in visit.units if visit.campaign.has_iit(unit.code)]
    units = {part.unit.id: part.unit for part in parts}
    parts += [
        Part(units[site.unit_id], site)
        for site in sites_of(visit.session, visit.office.id)
        if site.unit_id in units
    ]
    if has_any(visit, DECIDING[ListKind.ROSTER]):
        whole = [("", visit.w.pick("ทั้งสำนักงาน", "The whole office"))]
    else:
        whole = []
        parts = [part for part in parts if own_role(visit, part) is not None]
    return [*whole, *((_part_code(part), _part_name(visit, part)) for part in parts)]


def _part_code(part: Part) -> str:
    return f"{part.unit.code}/{part.site.code}" if part.site else part.unit.code


def _part_name(visit: Visit, part: Part) -> str:
    name = visit.name_of(part.unit)
    return f"{name} · {visit.name_of(part.site)}" if part.site else name


def _chosen_part(visit: Visit) -> tuple[Unit | None, Site | None]:
    """The part the form names; 403 for one that is not this person's to hand in."""
    code = request.form.get("part", "")
    if code not in {each for each, _ in _parts(visit)}:
        abort(403)
    if not code:
        return None, None
    unit_code, _, site_code = code.partition("/")
    unit = next(unit for unit in visit.units if unit.code == unit_code)
    sites = sites_of(visit.session, visit.office.id, unit.id)
    return unit, next((site for site in sites if site.code == site_code), None)


def _sees(visit: Visit, row: RosterFile) -> bool:
    """Who decides sees them all; a coordinator those of the own part."""
    if has_any(visit, DECIDING[ListKind(row.kind)]):
        return True
    return row.unit is not None and own_role(visit, Part(row.unit, row.site)) is not None


def _waiting_row(visit: Visit, number: int) -> RosterFile:
    """The file still waiting, held while this request lasts; 404 once decided on."""
    deciding = request.method == "POST"
    row = row_of(visit.session, RosterFile, visit.office.id, number, for_change=deciding)
    mine = row is not None and row.campaign_id == visit.campaign.id
    if row is None or not mine or row.state != RosterFileState.WAITING:
        abort(404)
    if not _sees(visit, row):
        abort(403)
    return row
