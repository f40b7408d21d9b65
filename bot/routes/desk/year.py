"""ปีงบประมาณ: closing the survey, next year's campaign, and proof of what was erased."""

from flask import abort, make_response, redirect, request, url_for
from werkzeug import Response

from bot.apart import make_apart
from bot.closing import certificate_facts
from bot.routes.desk.visit import Visit, page
from campaigns.clone import NeedsAnEditor, clone_campaign
from campaigns.next_year import next_slug, next_year_text, to_look_up
from handlers.scope import MANAGING, RECORDING, has_any
from models.campaign import Instrument, campaign_of_year
from models.certificate import certificates_of
from models.closing import close_campaign, is_early, may_reopen, reopen_campaign
from models.role import RoleName

CLOSING = frozenset({RoleName.OWNER})
"""domain.md §8: a deputy may do what the owner may, but closing."""


@page("/year", may=RECORDING, menu=("ปีงบประมาณ", "Fiscal year"))
def year(visit: Visit) -> str:
    """Where the year stands, and what may be done about it."""
    return _show(visit)


@page("/year/close", may=CLOSING, methods=("POST",))
def close(visit: Visit) -> Response | str:
    """Ends the survey once the tick says it is meant."""
    if not _of_this_year(visit):
        return _back("another_year")
    if request.form.get("sure") != "yes":
        return _show(visit, fault="sure")
    done = close_campaign(visit.session, visit.campaign, actor=visit.actor, now=visit.now)
    return _back("closed" if done else "closed_before")


@page("/year/reopen", may=CLOSING, methods=("POST",))
def reopen(visit: Visit) -> Response:
    """Takes a closing back while there are days left."""
    if not _of_this_year(visit):
        return _back("another_year")
    done = reopen_campaign(visit.session, visit.campaign, actor=visit.actor, now=visit.now)
    return _back("reopened" if done else "not_reopened")


@page("/year/clone", may=MANAGING, methods=("POST",))
def clone(visit: Visit) -> Response:
    """Loads next year's campaign; it takes nobody before its first day."""
    if not _of_this_year(visit):
        return _back("another_year")
    try:
        made = clone_campaign(visit.session, visit.campaign, actor=visit.actor, now=visit.now)
    except NeedsAnEditor:
        return _back("needs_editor")
    return _back("cloned" if made is not None else "cloned_before")


@page("/year/next.yaml", may=MANAGING)
def next_file(visit: Visit) -> Response:
    """The same as a file, to be edited and loaded by hand."""
    response = make_response(next_year_text(visit.campaign.content))
    response.headers["Content-Type"] = "text/yaml; charset=utf-8"
    name = next_slug(visit.campaign.content)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.yaml"'
    return response


@page("/year/certificates/<int:number>.pdf", may=RECORDING)
def certificate(visit: Visit, number: int) -> Response:
    """One certificate of erasure as a page to print."""
    rows = certificates_of(visit.session, visit.office.id)
    row = next((each for each in rows if each.id == number), None)
    if row is None:
        abort(404)
    response = make_response(make_apart("certificate.pdf", certificate_facts(visit.office, row)))
    response.headers["Content-Type"] = "application/pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="certificate-{number}.pdf"'
    return response


def _show(visit: Visit, *, fault: str = "") -> str:
    campaign = visit.campaign
    return visit.show(
        "year.html",
        open=campaign.is_open(visit.today),
        early=is_early(campaign, now=visit.now),
        may_close=has_any(visit, CLOSING),
        may_clone=has_any(visit, MANAGING),
        may_reopen=may_reopen(campaign, now=visit.now),
        following=campaign_of_year(visit.session, visit.office.id, campaign.fiscal_year + 1),
        look_up=to_look_up(campaign.content),
        erasing=[(each.value, campaign.erase_on(each)) for each in Instrument],
        certificates=certificates_of(visit.session, visit.office.id),
        fault=fault,
        said=request.args.get("said", ""),
    )


def _of_this_year(visit: Visit) -> bool:
    """Whether the form shown was this campaign's: a year may have begun since."""
    return request.form.get("campaign") == visit.campaign.slug


def _back(said: str) -> Response:
    return redirect(url_for("desk.year", said=said), 303)
