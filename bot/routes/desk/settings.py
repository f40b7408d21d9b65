"""ตั้งค่า: the campaign's days, links, targets and plan, changed with the checks of its file."""

from collections.abc import Mapping

from flask import abort, make_response, redirect, request, url_for
from werkzeug import Response

from bot.routes.desk.settings_form import (
    IN_A_FORM,
    SECTIONS,
    SIGNATURES,
    Field,
    Kind,
    Section,
    meant,
    shown,
    value_at,
    with_ticks,
)
from bot.routes.desk.visit import Visit, page
from campaigns.edit import as_yaml, edit_campaign
from campaigns.load import Loaded
from campaigns.problems import Path, Problem
from handlers.scope import RECORDING, has_any
from models.campaign import Campaign
from roster.load import reassess


@page("/settings", may=RECORDING, menu=("ตั้งค่า", "Settings"))
def settings(visit: Visit) -> str:
    """Every section; those that are not this person's to change are shown only."""
    return _show(visit)


@page("/settings/<name>", may=RECORDING, methods=("POST",))
def change_settings(visit: Visit, name: str) -> Response | str:
    """Saves one section whole, or says beside each field what is wrong and saves nothing."""
    section = next((each for each in SECTIONS if each.name == name), None)
    if section is None:
        abort(404)
    if not has_any(visit, section.may):
        abort(403)
    fields = with_ticks(section.fields(visit.campaign.content))
    changes: dict[Path, object] = {
        field.path: meant(field.kind, request.form.get(field.name, "")) for field in fields
    }
    said = save(visit, changes)
    if isinstance(said, str):
        return redirect(url_for("desk.settings", said=said, _anchor=name), 303)
    return _show(visit, section=section, problems=said)


@page("/settings/campaign.yaml", may=RECORDING)
def download(visit: Visit) -> Response:
    """The campaign as it stands, as a file that `flask campaign load` takes."""
    response = make_response(as_yaml(visit.campaign))
    response.mimetype = "application/yaml"
    name = f"{visit.campaign.slug}.yaml"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def save(visit: Visit, changes: Mapping[Path, object]) -> str | list[Problem]:
    """Writes the changes: "saved", "same" or "meanwhile"; or every mistake.

    "meanwhile" when the campaign is not the one the form was made from: somebody else changed it.
    """
    campaign = visit.session.get_one(
        Campaign, visit.campaign.id, with_for_update=True, populate_existing=True
    )
    if request.form.get("seen") != campaign.digest:
        return "meanwhile"
    done = edit_campaign(visit.session, campaign, changes, actor=visit.actor, now=visit.now)
    if not isinstance(done, Loaded):
        return done
    done.changed += reassess(visit.session, campaign, actor=visit.actor, now=visit.now)
    return "saved" if done.changed else "same"


def _show(visit: Visit, *, section: Section | None = None, problems: list[Problem] = []) -> str:  # noqa: B006 (never changed)
    """The page; a section that could not be saved shows what was typed and what is wrong."""
    wrong = {
        each.where: visit.w.pick(*IN_A_FORM.get(each.kind, (each.th, each.en))) for each in problems
    }
    sections = [(each, each.fields(visit.campaign.content)) for each in SECTIONS]
    known = {field.name for _, fields in sections for field in with_ticks(fields)}
    return visit.show(
        "settings.html",
        sections=[(each, fields, has_any(visit, each.may)) for each, fields in sections],
        value=lambda each, field: _value(visit, field, typed=each is section),
        ticked=lambda each, field: bool(_value(visit, field, typed=each is section)),
        wrong=lambda field: _fault(wrong, field),
        elsewhere=[(w, s) for w, s in wrong.items() if not _near(known, w)],
        failed=section,
        signatures=[(each.value, visit.w.pick(*name)) for each, name in SIGNATURES.items()],
        said=request.args.get("said", ""),
    )


def _value(visit: Visit, field: Field, *, typed: bool) -> str:
    if typed:
        return request.form.get(field.name, "")
    value = value_at(visit.campaign.content, field.path)
    return (
        ("on" if value else "")
        if field.kind is Kind.TICK
        else shown(field.kind, value, visit.language)
    )


def _fault(wrong: Mapping[str, str], field: Field) -> str:
    """What is wrong with a field, or with a part of its list."""
    return next((s for where, s in wrong.items() if _near({field.name}, where)), "")


def _near(names: set[str], where: str) -> bool:
    return any(where == name or where.startswith(f"{name}[") for name in names)
