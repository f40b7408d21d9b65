"""ผู้รับผิดชอบ: who wears which hat, by unit and number; keys handed out, and hats taken off."""

from datetime import timedelta

from flask import abort, redirect, request, url_for
from werkzeug import Response

from bot.routes.desk.visit import Visit, page
from handlers.scope import MANAGING, RECORDING, SEEING_ALL_OFFICES, has_any
from models.agency import Site, Unit, sites_of
from models.base import row_of
from models.role import (
    Invitation,
    Role,
    RoleName,
    end_role,
    invite_to_role,
    open_invitations,
    withdraw,
    worn_roles,
)


@page("/people", may=RECORDING, menu=("ผู้รับผิดชอบ", "People"))
def people(visit: Visit) -> str:
    """Hats worn and keys not used yet; no names: the office knows whom it gave a key to."""
    return _show(visit)


@page("/people", may=RECORDING, methods=("POST",))
def invite(visit: Visit) -> Response | str:
    """Makes a one-use key and shows it this once."""
    role = next((each for each in _given(visit) if each == request.form.get("role")), None)
    parts = {code: part for code, _, part in _parts(visit)}
    code = request.form.get("part", "")
    if role is None or (code and code not in parts):
        abort(403)
    if role == RoleName.COORDINATOR and not code:
        return _show(visit, fault="no_part")
    unit, site = parts[code] if role == RoleName.COORDINATOR else (None, None)
    key, invitation = invite_to_role(
        visit.session,
        visit.office,
        role,
        unit=unit,
        site=site,
        calendar=visit.campaign.calendar,
        actor=visit.actor,
        now=visit.now,
    )
    return _show(visit, key=key, made=invitation)


@page("/people/keys/<int:number>/withdraw", may=RECORDING, methods=("POST",))
def take_back(visit: Visit, number: int) -> Response:
    """An unused key opens nothing any more; one used or withdrawn meanwhile stays as it is."""
    invitation = row_of(visit.session, Invitation, visit.office.id, number, for_change=True)
    if invitation is None:
        abort(404)
    if invitation.role not in _given(visit):
        abort(403)
    if invitation.used_at is not None or invitation.expires_at <= visit.now:
        return redirect(url_for("desk.people", said="key_gone"), 303)
    withdraw(visit.session, invitation, actor=visit.actor, now=visit.now)
    return redirect(url_for("desk.people", said="withdrawn"), 303)


@page("/people/<int:number>/end", may=RECORDING, methods=("POST",))
def take_off(visit: Visit, number: int) -> Response:
    """Takes a hat off at once; the last one who manages the office cannot be taken off."""
    worn = worn_roles(visit.session, visit.office.id, for_change=True)
    role = next((each for each in worn if each.id == number), None)
    if role is None:
        return redirect(url_for("desk.people", said="ended"), 303)
    if role.name not in _given(visit):
        abort(403)
    managing = [each for each in worn if each.name in MANAGING]
    if managing == [role]:
        return redirect(url_for("desk.people", said="last"), 303)
    end_role(visit.session, role, actor=visit.actor, now=visit.now)
    return redirect(url_for("desk.people", said="ended"), 303)


def _show(visit: Visit, *, key: str = "", made: Invitation | None = None, fault: str = "") -> str:
    return visit.show(
        "people.html",
        worn=sorted(worn_roles(visit.session, visit.office.id), key=_place),
        keys=open_invitations(visit.session, visit.office.id, now=visit.now),
        given=_given(visit),
        own={role.id for role in visit.roles},
        parts=[(code, name) for code, name, _ in _parts(visit)],
        key=key,
        made=made,
        fault=fault,
        last_moment=lambda invitation: visit.moment(invitation.expires_at - timedelta(minutes=1)),
        said=request.args.get("said", ""),
    )


def _given(visit: Visit) -> list[RoleName]:
    """The hats this person may hand out and take off: an admin keeps the accounts of the others.

    A look at all offices is no office's to give: `flask role invite central` gives it.
    """
    every = [name for name in RoleName if name not in SEEING_ALL_OFFICES]
    return every if has_any(visit, MANAGING) else [name for name in every if name not in MANAGING]


def _parts(visit: Visit) -> list[tuple[str, str, tuple[Unit, Site | None]]]:
    """Units and their sites: as the form sends them, by name, and what is meant."""
    parts: list[tuple[str, str, tuple[Unit, Site | None]]] = []
    sites = sites_of(visit.session, visit.office.id)
    for unit in visit.units:
        parts.append((unit.code, visit.name_of(unit), (unit, None)))
        for site in (each for each in sites if each.unit_id == unit.id):
            name = f"{visit.name_of(unit)} · {visit.name_of(site)}"
            parts.append((f"{unit.code}/{site.code}", name, (unit, site)))
    return parts


def _place(role: Role) -> tuple[int, int, int]:
    """By hat in the order of domain.md §8, then by the table's order of units."""
    return list(RoleName).index(role.name), role.unit.position if role.unit else -1, role.id
